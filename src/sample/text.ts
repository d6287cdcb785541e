/** Texts by meaning. Everything is made up: e-mail on example domains, telephone numbers and addresses kept for examples. */
import type { Random } from "./random.ts";
import * as words from "./words.ts";

/** Who and what a row is about, so that its columns go together. */
export interface Subject {
  readonly first: string;
  readonly last: string;
  /** Two words, as in `amber lantern`. */
  readonly phrase: string;
}

/** Draws a subject. */
export function subjectOf(random: Random): Subject {
  return {
    first: random.pick(words.FIRST_NAMES),
    last: random.pick(words.LAST_NAMES),
    phrase: `${random.pick(words.ADJECTIVES)} ${random.pick(words.NOUNS)}`,
  };
}

/** What a text may be made of. */
interface Source {
  readonly random: Random;
  readonly subject: Subject;
  /** Different for each row of a table. */
  readonly number: number;
  /** Most characters that fit. */
  readonly longest: number;
}

type Make = (source: Source) => string;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const dashed = (text: string): string => text.toLowerCase().replaceAll(" ", "-");
const from =
  (list: readonly string[]): Make =>
  ({ random }) =>
    random.pick(list);

/** Hexadecimal digits. */
export function hexText(random: Random, length: number): string {
  let text = "";
  for (let at = 0; at < length; at++) text += "0123456789abcdef".charAt(random.int(0, 15));
  return text;
}

/** A UUID of version 4 in form. */
export function uuidText(random: Random): string {
  const hex = hexText(random, 30);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(12, 15)}-8${hex.slice(15, 18)}-${hex.slice(18, 30)}`;
}

/** Crockford's alphabet of ULIDs. */
function ulidText(random: Random): string {
  let text = "01";
  while (text.length < 26) text += "0123456789ABCDEFGHJKMNPQRSTVWXYZ".charAt(random.int(0, 31));
  return text;
}

const prose: Make = ({ random, longest }) => {
  const first = random.pick(words.SENTENCES);
  const second = random.pick(words.SENTENCES);
  return longest > first.length + second.length && first !== second ? `${first} ${second}` : first;
};

/** 555-0100 to 555-0199 are kept for fiction (North American Numbering Plan). */
const phone: Make = ({ random, longest }) => {
  const last = `01${String(random.int(0, 99)).padStart(2, "0")}`;
  return longest >= 15 ? `+1-202-555-${last}` : longest >= 12 ? `202-555-${last}` : `555${last}`;
};

const MAKERS: { readonly [meaning: string]: Make } = {
  password: () => "not-a-real-hash",
  token: ({ number }) => `not-a-real-token-${number}`,
  digest: ({ random, longest }) => hexText(random, Math.min(longest, 64)),
  email: ({ random, subject: { first, last } }) =>
    `${first.toLowerCase()}.${last.toLowerCase()}@${random.pick(words.DOMAINS)}`,
  phone,
  "user agent": from(words.AGENTS),
  url: ({ random, subject }) => `https://${random.pick(words.DOMAINS)}/${dashed(subject.phrase)}`,
  slug: ({ subject }) => dashed(subject.phrase),
  mimetype: from(words.MIME_TYPES),
  filename: ({ random, subject }) => `${dashed(subject.phrase)}.${random.pick(words.ENDINGS)}`,
  path: ({ random, subject }) => `${random.pick(words.TOPICS).toLowerCase()}/${dashed(subject.phrase)}`,
  "first name": ({ subject }) => subject.first,
  "last name": ({ subject }) => subject.last,
  username: ({ random, subject }) => `${subject.first.toLowerCase()}${random.int(10, 99)}`,
  person: ({ subject }) => `${subject.first} ${subject.last}`,
  company: from(words.COMPANIES),
  product: from(words.PRODUCTS),
  topic: from(words.TOPICS),
  city: from(words.CITIES),
  "country name": ({ random }) => random.pick(words.COUNTRIES)[0],
  country: ({ random, longest }) => {
    const [name, alpha2, alpha3] = random.pick(words.COUNTRIES);
    return longest < 3 ? alpha2 : longest === 3 ? alpha3 : longest < 12 ? alpha2 : name;
  },
  region: from(words.REGIONS),
  "postal code": ({ random }) => String(random.int(10_000, 99_999)),
  street: ({ random }) => `${random.int(1, 180)} ${random.pick(words.STREETS)}`,
  currency: from(words.CURRENCIES),
  locale: from(words.LOCALES),
  language: from(words.LANGUAGES),
  zone: from(words.ZONES),
  color: from(words.COLORS),
  "color name": from(words.COLOR_NAMES),
  // Networks for documentation (RFC 5737), and addresses with the bit of local administration.
  ip: ({ random }) => `192.0.2.${random.int(1, 254)}`,
  mac: ({ random }) => `02:00:5e:${[1, 2, 3].map(() => hexText(random, 2)).join(":")}`,
  host: ({ random, subject }) => `${dashed(subject.phrase)}.${random.pick(words.DOMAINS)}`,
  uuid: ({ random }) => uuidText(random),
  ulid: ({ random }) => ulidText(random),
  objectid: ({ random }) => hexText(random, 24),
  job: from(words.JOBS),
  gender: from(words.GENDERS),
  unit: from(words.UNITS),
  // 979-8-00 is followed by a registrant that is not assigned here.
  isbn: ({ random }) => `979800${String(random.int(0, 9_999_999)).padStart(7, "0")}`,
  version: ({ random }) => `${random.int(0, 4)}.${random.int(0, 20)}.${random.int(0, 9)}`,
  state: from(words.STATES),
  kind: from(words.KINDS),
  code: ({ random, number, longest }) => {
    const letters = `${String.fromCharCode(65 + random.int(0, 25))}${String.fromCharCode(65 + random.int(0, 25))}`;
    return longest < 7 ? `${letters}${number % 100}` : `${letters}-${1000 + (number % 9000)}`;
  },
  prose,
  title: ({ subject }) => capital(subject.phrase),
  "date text": ({ random }) => `2024-${String(random.int(1, 12)).padStart(2, "0")}-${random.int(10, 28)}`,
  born: ({ random }) => `19${random.int(50, 99)}-0${random.int(1, 9)}-${random.int(10, 28)}`,
  money: ({ random }) => `${random.int(1, 500)}.${random.int(10, 99)}`,
};

/** Every meaning that `textOf` knows. */
export const MEANINGS: readonly string[] = Object.keys(MAKERS);

/** What a text is shortened to where even the shortest of its kind does not fit. */
const FALLBACK: Make = ({ subject }) => subject.phrase;

/**
 * A text of a meaning that fits into `longest` characters; without a meaning, words.
 *
 * @param number different for each row of a table
 */
export function textOf(
  meaning: string | undefined,
  random: Random,
  subject: Subject,
  number: number,
  longest: number,
): string {
  const make = (meaning === undefined ? undefined : MAKERS[meaning]) ?? FALLBACK;
  const source = { random, subject, number, longest };
  for (let tried = 0; tried < 4; tried++) {
    const text = make(source);
    if ([...text].length <= longest) return text;
  }
  return [...make(source)].slice(0, longest).join("").trimEnd();
}

/**
 * A text that differs from others of its meaning by a number, of at most `longest` characters.
 *
 * @param fixed of exactly that length
 */
export function numberedText(
  text: string,
  meaning: string | undefined,
  number: number,
  longest: number,
  fixed: boolean,
): string {
  const at = meaning === "email" ? text.indexOf("@") : meaning === "filename" ? text.lastIndexOf(".") : -1;
  const [head, tail] = at > 0 ? [text.slice(0, at), text.slice(at)] : [text, ""];
  const digits = String(number);
  if (fixed || longest < 6) {
    const short = number.toString(36).toUpperCase();
    const room = Math.max(0, longest - short.length);
    return (
      head
        .replace(/[^A-Za-z]/g, "")
        .toUpperCase()
        .slice(0, room)
        .padEnd(room, "A") + short
    ).slice(-longest);
  }
  const glue = /[0-9]$/.test(head) || meaning === "slug" || meaning === "url" ? "-" : meaning === "email" ? "" : " ";
  const spaced = meaning === "username" || meaning === "token" || meaning === "code" || meaning === "host" ? "-" : glue;
  const end = `${spaced}${digits}${tail}`;
  const cut = [...head].slice(0, Math.max(0, longest - end.length)).join("");
  const made = cut === "" ? digits : `${cut.trimEnd()}${end}`;
  return made.slice(0, longest);
}
