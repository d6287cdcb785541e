/** What a column means, told by its name: one table of words, read from the last word of the name to the first. */
import { wordsOf } from "../model/naming.ts";
import type { ValueType } from "./values.ts";

type Kind = ValueType["kind"];

interface Row {
  /** Types that the meaning goes with. */
  readonly kinds: readonly Kind[];
  readonly meaning: string;
  /** Space-separated names; `a_b` are consecutive words at the end of the name, `=a` is the whole name. */
  readonly names: string;
}

const TEXT: readonly Kind[] = ["text"];
const NUMBER: readonly Kind[] = ["integer", "decimal"];
const TIME: readonly Kind[] = ["timestamp", "date", "integer", "decimal", "text"];

/** The first row that fits counts. */
const ROWS: readonly Row[] = [
  {
    kinds: TEXT,
    meaning: "password",
    names: "password passwd pwd pass password_hash password_digest encrypted_password passphrase salt",
  },
  {
    kinds: TEXT,
    meaning: "token",
    names:
      "token secret api_key access_key private_key secret_key public_key hash nonce otp signature fingerprint csrf session_key akey verifier code_challenge",
  },
  { kinds: TEXT, meaning: "digest", names: "digest checksum sha1 sha256 sha512 md5 etag" },
  { kinds: TEXT, meaning: "email", names: "email e_mail mail email_address mail_address replyto reply_to" },
  { kinds: TEXT, meaning: "phone", names: "phone phone_number telephone mobile fax tel cell cellphone" },
  { kinds: TEXT, meaning: "user agent", names: "user_agent agent browser" },
  {
    kinds: TEXT,
    meaning: "url",
    names: "url uri link href website homepage web_site avatar logo picture photo image thumbnail permalink icon site",
  },
  { kinds: TEXT, meaning: "slug", names: "slug handle" },
  { kinds: TEXT, meaning: "mimetype", names: "mime mimetype mime_type content_type media_type" },
  { kinds: TEXT, meaning: "filename", names: "filename file_name file original_name" },
  { kinds: TEXT, meaning: "path", names: "path file_path directory folder key" },
  { kinds: TEXT, meaning: "first name", names: "first_name firstname given_name forename fname middle_name" },
  { kinds: TEXT, meaning: "last name", names: "last_name lastname surname family_name lname" },
  { kinds: TEXT, meaning: "username", names: "username user_name login nickname nick screen_name usr" },
  {
    kinds: TEXT,
    meaning: "person",
    names: "full_name fullname display_name contact_name author owner person_name contact realname real_name =cn",
  },
  { kinds: TEXT, meaning: "company", names: "company company_name organization organisation employer vendor brand" },
  { kinds: TEXT, meaning: "city", names: "city town locality place" },
  { kinds: TEXT, meaning: "country", names: "country country_code nationality billing_country =iso" },
  { kinds: TEXT, meaning: "region", names: "state_province region province district county territory" },
  { kinds: TEXT, meaning: "postal code", names: "postal_code postcode zip zip_code postalcode" },
  {
    kinds: TEXT,
    meaning: "street",
    names: "street address street_address address1 address2 line1 line2 address_line line",
  },
  { kinds: TEXT, meaning: "currency", names: "currency currency_code" },
  { kinds: TEXT, meaning: "locale", names: "locale lang language language_code lang_code" },
  { kinds: TEXT, meaning: "zone", names: "timezone time_zone tz zone" },
  { kinds: TEXT, meaning: "color", names: "color colour background" },
  { kinds: TEXT, meaning: "ip", names: "ip ip_address remote_addr client_ip ipaddr host_ip" },
  { kinds: TEXT, meaning: "mac", names: "mac mac_address" },
  { kinds: TEXT, meaning: "host", names: "host hostname domain domain_name server" },
  { kinds: TEXT, meaning: "uuid", names: "uuid guid" },
  { kinds: TEXT, meaning: "job", names: "job job_title occupation position profession role" },
  { kinds: TEXT, meaning: "gender", names: "gender sex" },
  { kinds: TEXT, meaning: "unit", names: "unit uom measure" },
  { kinds: TEXT, meaning: "isbn", names: "isbn" },
  { kinds: TEXT, meaning: "version", names: "version release" },
  { kinds: TEXT, meaning: "state", names: "status state" },
  { kinds: TEXT, meaning: "kind", names: "type kind category class level mode" },
  {
    kinds: TEXT,
    meaning: "code",
    names: "code sku number reference ref barcode serial no num ean upc identifier external_id plate vin tag_number",
  },
  {
    kinds: TEXT,
    meaning: "prose",
    names:
      "description body content text summary comment comments note notes bio message remark remarks details about excerpt abstract answer question reason instructions",
  },
  { kinds: TEXT, meaning: "title", names: "title subject headline heading caption topic" },
  { kinds: TEXT, meaning: "date text", names: "date day birthday" },
  { kinds: TIME, meaning: "born", names: "birth born birth_date date_of_birth birthday dob birthdate" },
  { kinds: NUMBER, meaning: "latitude", names: "latitude lat" },
  { kinds: NUMBER, meaning: "longitude", names: "longitude lon lng long" },
  {
    kinds: NUMBER,
    meaning: "money",
    names:
      "price amount total subtotal cost fee balance salary tax discount value sum paid revenue budget rental_rate unit_price charge deposit",
  },
  { kinds: NUMBER, meaning: "percent", names: "percent percentage ratio" },
  { kinds: NUMBER, meaning: "share", names: "share probability confidence" },
  { kinds: NUMBER, meaning: "rating", names: "rating stars score grade" },
  { kinds: NUMBER, meaning: "year", names: "year" },
  { kinds: NUMBER, meaning: "month", names: "month" },
  { kinds: NUMBER, meaning: "age", names: "age" },
  { kinds: NUMBER, meaning: "order", names: "position sort sort_order ordinal rank sequence seq ordering index idx" },
  {
    kinds: NUMBER,
    meaning: "count",
    names:
      "count quantity qty stock seats capacity votes views likes attempts retries pages points size stars capacity",
  },
  { kinds: NUMBER, meaning: "bytes", names: "bytes file_size byte_size filesize" },
  { kinds: NUMBER, meaning: "pixels", names: "width height length" },
];

const SUFFIXES = new Map<string, Row[]>();
const WHOLE = new Map<string, Row[]>();
for (const row of ROWS) {
  for (const name of row.names.split(" ")) {
    const [table, key] = name.startsWith("=") ? [WHOLE, name.slice(1)] : [SUFFIXES, name];
    table.set(key, [...(table.get(key) ?? []), row]);
  }
}

/** Words of tables whose rows' names are those of people, of companies, of products, of topics or places. */
const NAMED: readonly (readonly [string, RegExp])[] = [
  [
    "person",
    /(user|person|people|customer|employee|staff|author|artist|actor|member|patient|doctor|student|teacher|contact|guest|driver|attendee|agent|profile|account|owner)s?$/,
  ],
  [
    "company",
    /(compan(y|ies)|organi[sz]ations?|suppliers?|vendors?|shippers?|tenants?|brands?|manufacturers?|clients?|publishers?|teams?|venues?|hospitals?|stores?|shops?|warehouses?)$/,
  ],
  ["product", /(products?|items?|articles?|goods|variants?|skus?)$/],
  ["city", /(cit(y|ies)|towns?)$/],
  ["country name", /(country|countries)$/],
  ["region", /(regions?|states?|provinces?|territor(y|ies)|districts?)$/],
  ["language", /languages?$/],
  [
    "topic",
    /(categor(y|ies)|tags?|topics?|genres?|subjects?|departments?|courses?|forums?|channels?|groups?|labels?|boards?)$/,
  ],
  ["color name", /colou?rs?$/],
];

/**
 * What a column means: a word that `textOf` (text.ts) and its like know; undefined where the name tells nothing.
 *
 * @param table name of its table, which says whose name a `name` is
 */
export function meaningOf(column: string, kind: Kind, table: string): string | undefined {
  const words = wordsOf(column).map((word) => word.toLowerCase());
  const whole = words.join("_");
  const rows = [
    ...(WHOLE.get(whole) ?? []),
    ...words.flatMap((_word, from) => SUFFIXES.get(words.slice(from).join("_")) ?? []),
    ...(SUFFIXES.get(words.join("")) ?? []),
  ];
  const found = rows.find(({ kinds }) => kinds.includes(kind));
  if (found) return found.meaning;
  if (kind !== "text" || (words.at(-1) !== "name" && whole !== "label")) return undefined;
  const owner = words.length > 1 ? words.slice(0, -1).join("_") : wordsOf(table).join("_").toLowerCase();
  return NAMED.find(([, pattern]) => pattern.test(owner))?.[0] ?? "title";
}

/** How late in the life of a row something happens: times of a row are in this order. */
const STAGES: readonly (readonly [number, RegExp])[] = [
  [
    0,
    /^(created|inserted|registered|joined|added|creation|create|invited|requested|opened|granted|ordered|placed|posted|sent|issued|rental|order)$/,
  ],
  [1, /^(start|starts|started|begin|begins|from|since|lower|scheduled|valid_from|first|checkin|planned)$/],
  [2, /^(confirmed|verified|accepted|approved|published|paid|shipped|payment|read|seen|activated)$/],
  [
    4,
    /^(end|ends|ended|until|to|expires|expire|expired|expiry|expiration|due|finish|finished|completed|upper|through|returned|return|delivered|required|last|checkout)$/,
  ],
  [5, /^(updated|modified|changed|update|edited|refreshed|synced)$/],
  [
    6,
    /^(deleted|removed|archived|cancelled|canceled|revoked|closed|banned|disabled|resolved|anonymized|retired|suspended|failed|locked|rejected|withdrawn)$/,
  ],
];

/** The stage of a time by its column's name; 3 where the name tells nothing. */
export function stageOf(column: string): number {
  const words = wordsOf(column).map((word) => word.toLowerCase());
  for (const word of words) {
    const stage = STAGES.find(([, pattern]) => pattern.test(word));
    if (stage) return stage[0];
  }
  return 3;
}

/** What ends a row's life is mostly absent. */
export const ENDING_STAGE = 6;
