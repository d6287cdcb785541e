/**
 * The type words of the language: what they take between brackets, which family of values they hold, and for meaning
 * words (`email`, `money` …) what they are stored as. The one table that the grammar, validation and engines read.
 */
import type { FieldType } from "./model.ts";

/** What kind of value a field holds: decides which defaults and bounds fit. */
export type TypeFamily =
  | "string"
  | "integer"
  | "decimal"
  | "float"
  | "boolean"
  | "date"
  | "time"
  | "datetime"
  | "interval"
  | "json"
  | "binary"
  | "uuid"
  | "id"
  | "inet"
  | "geometry"
  | "vector"
  | "range"
  | "set"
  | "map";

export interface ArgumentRule {
  /** What a message calls it. */
  readonly name: string;
  /** `integer` with bounds, the word of another type, or a free word. */
  readonly kind: "integer" | "type" | "word";
  readonly min?: number;
  readonly max?: number;
  /** Of a `type` argument: the words that may stand here; any scalar storage word if absent. */
  readonly of?: readonly string[];
}

export interface TypeWord {
  readonly family: TypeFamily;
  /** How many arguments are needed; `args.length` is the most, unless `variadic`. */
  readonly needed: number;
  readonly args: readonly ArgumentRule[];
  /** The last argument may be repeated. */
  readonly variadic?: boolean;
  /** Of whole numbers: inclusive bounds. */
  readonly bounds?: readonly [bigint, bigint];
  /** Of a meaning word: what it is stored as. Its own arguments, if any, replace these. */
  readonly storage?: { readonly name: string; readonly args: readonly number[] };
  /** Of a meaning word: an expression-language pattern that the whole value matches. */
  readonly pattern?: string;
  /** Of a meaning word: inclusive bounds of the number. */
  readonly least?: string;
  readonly most?: string;
  /** Values are kept out of transfer objects and logs without a `secret` flag. */
  readonly secret?: boolean;
  /** One line for documentation and completion. */
  readonly doc: string;
}

// PostgreSQL's limit, the largest of the engines'; an engine with a smaller one says so itself.
const length: ArgumentRule = { name: "length", kind: "integer", min: 1, max: 10_485_760 };
const fraction: ArgumentRule = { name: "fractional digits", kind: "integer", min: 0, max: 6 };
const srid: ArgumentRule = { name: "SRID", kind: "integer", min: 0, max: 999_999 };
const precision: ArgumentRule = { name: "precision", kind: "integer", min: 1, max: 1000 };
const scale: ArgumentRule = { name: "scale", kind: "integer", min: 0, max: 1000 };

const plain = (family: TypeFamily, doc: string): TypeWord => ({ family, needed: 0, args: [], doc });
const whole = (bits: bigint, doc: string): TypeWord => ({
  ...plain("integer", doc),
  bounds: [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n],
});
const text = (size: number, doc: string, pattern?: string): TypeWord => ({
  family: "string",
  needed: 0,
  args: [length],
  storage: { name: "string", args: [size] },
  ...(pattern === undefined ? {} : { pattern }),
  doc,
});
const code = (size: number, pattern: string, doc: string): TypeWord => ({
  family: "string",
  needed: 0,
  args: [],
  storage: { name: "char", args: [size] },
  pattern,
  doc,
});
const amount = (digits: number, decimals: number, doc: string, least?: string, most?: string): TypeWord => ({
  family: "decimal",
  needed: 0,
  args: [precision, scale],
  storage: { name: "decimal", args: [digits, decimals] },
  ...(least === undefined ? {} : { least }),
  ...(most === undefined ? {} : { most }),
  doc,
});

const storageWords = {
  string: { family: "string", needed: 0, args: [length], doc: "text of at most n characters" },
  char: { family: "string", needed: 0, args: [length], doc: "text of exactly n characters, 1 unless said" },
  text: plain("string", "text of any length"),
  smallint: whole(16n, "whole number of 16 bits"),
  int: whole(32n, "whole number of 32 bits"),
  bigint: whole(64n, "whole number of 64 bits"),
  decimal: {
    family: "decimal",
    needed: 0,
    args: [precision, scale],
    doc: "exact number of p digits, s of them after the point",
  },
  float: plain("float", "floating-point number of 32 bits"),
  double: plain("float", "floating-point number of 64 bits"),
  boolean: plain("boolean", "true or false"),
  date: plain("date", "calendar day"),
  time: { family: "time", needed: 0, args: [fraction], doc: "time of day" },
  datetime: { family: "datetime", needed: 0, args: [fraction], doc: "point in time, stored with or in UTC" },
  timestamp: { family: "datetime", needed: 0, args: [fraction], doc: "date and time of day without a time zone" },
  interval: plain("interval", "span of time"),
  json: plain("json", "JSON document"),
  binary: { family: "binary", needed: 0, args: [length], doc: "bytes, at most n if said" },
  uuid: plain("uuid", "UUID"),
  ulid: plain("id", "ULID, 26 characters"),
  objectid: plain("id", "MongoDB ObjectId, 24 hexadecimal digits"),
  inet: plain("inet", "IP address or network"),
  point: { family: "geometry", needed: 0, args: [srid], doc: "point in a plane or a reference system" },
  polygon: { family: "geometry", needed: 0, args: [srid], doc: "polygon in a plane or a reference system" },
  geography: { family: "geometry", needed: 0, args: [srid], doc: "point on the globe, WGS 84 unless said" },
  vector: {
    family: "vector",
    needed: 1,
    args: [{ name: "dimensions", kind: "integer", min: 1, max: 16_000 }],
    doc: "vector of n numbers, for similarity search",
  },
  range: {
    family: "range",
    needed: 1,
    args: [{ name: "type", kind: "type", of: ["int", "bigint", "decimal", "date", "datetime", "timestamp"] }],
    doc: "range of numbers, days or times",
  },
  set: {
    family: "set",
    needed: 1,
    args: [{ name: "word", kind: "word" }],
    variadic: true,
    doc: "any of the words listed",
  },
  map: { family: "map", needed: 1, args: [{ name: "type", kind: "type" }], doc: "values of one type by name" },
} satisfies Record<string, TypeWord>;

// Sizes: RFC 5321 (local part 64 + @ + domain 255), ISO 3166-1, ISO 4217, BCP 47 (35 is its advised buffer), E.164
// with room for punctuation, RFC 6838 (127/127), IEEE 802 addresses with separators.
const meaningWords = {
  email: text(320, "e-mail address", "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$"),
  url: text(2048, "absolute URL", "^[A-Za-z][A-Za-z0-9+.-]*:\\S+$"),
  slug: text(255, "name in an address: lower case, digits, hyphens", "^[a-z0-9]+(-[a-z0-9]+)*$"),
  phone: text(32, "telephone number", "^[+]?[0-9 ().-]{3,31}$"),
  money: amount(19, 4, "amount; its currency is a field of its own"),
  percent: amount(5, 2, "percentage, 0 to 100", "0", "100"),
  country: code(2, "^[A-Z]{2}$", "country, ISO 3166-1 alpha-2"),
  currency: code(3, "^[A-Z]{3}$", "currency, ISO 4217"),
  locale: text(35, "language tag, BCP 47", "^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*$"),
  color: text(9, "colour, #rrggbb or #rrggbbaa", "^#[0-9A-Fa-f]{6}([0-9A-Fa-f]{2})?$"),
  ip: { ...plain("inet", "IP address"), storage: { name: "inet", args: [] } },
  mac: text(17, "MAC address", "^[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){5}$"),
  latitude: amount(9, 6, "degrees north", "-90", "90"),
  longitude: amount(9, 6, "degrees east", "-180", "180"),
  password: { ...text(255, "hash of a password"), secret: true },
  token: { ...text(255, "secret token"), secret: true },
  filename: text(255, "name of a file, without folders", "^[^/\\\\]+$"),
  mimetype: text(255, "media type", "^[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+$"),
} satisfies Record<string, TypeWord>;

/** A word of the language for a type. */
export type TypeWordName = keyof typeof storageWords | keyof typeof meaningWords;

/** Every type word of the language, by name. */
export const TYPE_WORDS: ReadonlyMap<string, TypeWord> = new Map<string, TypeWord>([
  ...Object.entries<TypeWord>(storageWords),
  ...Object.entries<TypeWord>(meaningWords),
]);

/** Words of SQL, ORMs and languages that people write by habit, with ours. */
export const FOREIGN_TYPES: ReadonlyMap<string, string> = new Map([
  ["varchar", "string"],
  ["character", "char"],
  ["nvarchar", "string"],
  ["str", "string"],
  ["citext", "text"],
  ["longtext", "text"],
  ["mediumtext", "text"],
  ["clob", "text"],
  ["integer", "int"],
  ["int2", "smallint"],
  ["int4", "int"],
  ["int8", "bigint"],
  ["long", "bigint"],
  ["short", "smallint"],
  ["tinyint", "smallint"],
  ["serial", "int"],
  ["bigserial", "bigint"],
  ["number", "decimal"],
  ["numeric", "decimal"],
  ["real", "float"],
  ["float4", "float"],
  ["float8", "double"],
  ["bool", "boolean"],
  ["timestamptz", "datetime"],
  ["instant", "datetime"],
  ["jsonb", "json"],
  ["object", "json"],
  ["dict", "json"],
  ["bytea", "binary"],
  ["blob", "binary"],
  ["bytes", "binary"],
  ["buffer", "binary"],
  ["varbinary", "binary"],
  ["guid", "uuid"],
  ["uri", "url"],
  ["duration", "interval"],
  ["geometry", "point"],
  ["embedding", "vector"],
  ["price", "money"],
  ["tel", "phone"],
  ["colour", "color"],
  ["macaddr", "mac"],
  ["cidr", "inet"],
]);

/** True for the name of a declared type: declared types begin with a capital, type words never do. */
export function isDeclaredTypeName(name: string): boolean {
  return /^[A-Z]/.test(name);
}

/**
 * What a type is stored as: meaning words resolved to storage words with their arguments, arrays kept; declared types
 * and storage words come back as they are.
 */
export function storageType(type: FieldType): FieldType {
  const storage = TYPE_WORDS.get(type.name)?.storage;
  if (!storage) return type;
  return { name: storage.name, args: type.args.length > 0 ? type.args : storage.args, array: type.array };
}
