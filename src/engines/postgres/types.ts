/** The language's type words as PostgreSQL types, spelled as `format_type` prints them. */
import type { EnumType, FieldType } from "../../model/model.ts";
import { toSnake } from "../../model/naming.ts";
import { storageType } from "../../model/types.ts";
import { truncateName } from "./ids.ts";
import { DEFAULT_SCHEMA, quoteIdent, quoteName, stringLiteral } from "./quote.ts";

type Arguments = readonly (number | string)[];

interface TypeRow {
  /** The type with its modifiers. */
  readonly type: (args: Arguments) => string;
  /** The extension that brings it. */
  readonly extension?: (args: Arguments) => string | undefined;
  /** A condition that the type alone does not enforce. */
  readonly check?: (column: string, args: Arguments) => string | undefined;
}

const plain = (type: string): TypeRow => ({ type: () => type });
/** `name(args)after`, without the brackets when there are no arguments. */
const modified = (name: string, after = ""): TypeRow => ({
  type: (args) => `${name}${args.length > 0 ? `(${args.join(",")})` : ""}${after}`,
});
/** A `character(n)` of a fixed form. */
const coded = (length: number, pattern: string): TypeRow => ({
  type: () => `character(${length})`,
  check: (column) => `${column} ~ ${stringLiteral(pattern)}`,
});
/** Plain points and polygons are PostgreSQL's own; with a reference system they are PostGIS's. */
const spatial = (name: string, shape: string): TypeRow => ({
  type: ([srid]) => (srid === undefined ? name : `geometry(${shape},${srid})`),
  extension: ([srid]) => (srid === undefined ? undefined : "postgis"),
});

const RANGES: { readonly [element: string]: string } = {
  int: "int4range",
  bigint: "int8range",
  decimal: "numrange",
  date: "daterange",
  datetime: "tstzrange",
  timestamp: "tsrange",
};

/**
 * Storage words, and those meaning words for which PostgreSQL has a type of its own. All others are stored as
 * model/types.ts says, with its patterns and bounds as named checks: `email` is `character varying(320)` and not
 * `citext`, which would be an extension in every database, and which ORMs do not know.
 *
 * Decisions: text without a length is `text` (a limit that nobody asked for only hurts later); points in time are
 * `timestamp with time zone`; JSON is `jsonb`; identifiers of fixed form are `character(n)` with a check.
 */
const WORDS: { readonly [word: string]: TypeRow } = {
  string: { type: ([length]) => (length === undefined ? "text" : `character varying(${length})`) },
  char: { type: ([length]) => `character(${length ?? 1})` },
  text: plain("text"),
  smallint: plain("smallint"),
  int: plain("integer"),
  bigint: plain("bigint"),
  // A precision without a scale means scale 0, and is printed with it.
  decimal: {
    type: ([precision, scale]) => (precision === undefined ? "numeric" : `numeric(${precision},${scale ?? 0})`),
  },
  float: plain("real"),
  double: plain("double precision"),
  boolean: plain("boolean"),
  date: plain("date"),
  time: modified("time", " without time zone"),
  datetime: modified("timestamp", " with time zone"),
  timestamp: modified("timestamp", " without time zone"),
  interval: plain("interval"),
  json: plain("jsonb"),
  binary: {
    type: () => "bytea",
    check: (column, [length]) => (length === undefined ? undefined : `octet_length(${column}) <= ${length}`),
  },
  uuid: plain("uuid"),
  ulid: coded(26, "^[0-7][0-9A-HJKMNP-TV-Z]{25}$"),
  objectid: coded(24, "^[0-9a-f]{24}$"),
  inet: plain("inet"),
  mac: plain("macaddr"),
  point: spatial("point", "Point"),
  polygon: spatial("polygon", "Polygon"),
  geography: { type: ([srid]) => `geography(Point,${srid ?? 4326})`, extension: () => "postgis" },
  vector: { ...modified("vector"), extension: () => "vector" },
  range: { type: ([element]) => RANGES[String(element)] ?? "int4range" },
  set: {
    type: () => "text[]",
    check: (column, words) =>
      `${column} <@ ARRAY[${words.map((word) => stringLiteral(String(word))).join(", ")}]::text[]`,
  },
  map: { type: () => "jsonb", check: (column) => `jsonb_typeof(${column}) = 'object'` },
};

/** Meaning words whose PostgreSQL type refuses other values by itself, so that no pattern is checked. */
const SELF_CHECKED: ReadonlySet<string> = new Set(["mac", "ip"]);

/** Types that an extension brings, by the name before any modifier. */
const EXTENSION_OF: { readonly [type: string]: string } = {
  citext: "citext",
  hstore: "hstore",
  ltree: "ltree",
  lquery: "ltree",
  ltxtquery: "ltree",
  cube: "cube",
  seg: "seg",
  isbn: "isn",
  isbn13: "isn",
  issn: "isn",
  ean13: "isn",
  upc: "isn",
  geometry: "postgis",
  geography: "postgis",
  raster: "postgis_raster",
  vector: "vector",
  halfvec: "vector",
  sparsevec: "vector",
};

/** Short spellings that people write, as the server prints them (Table 8.1 of the manual, version 18). */
const ALIASES: { readonly [spelling: string]: TypeRow } = {
  varchar: modified("character varying"),
  char: { type: ([length]) => `character(${length ?? 1})` },
  character: { type: ([length]) => `character(${length ?? 1})` },
  bpchar: { type: ([length]) => (length === undefined ? "bpchar" : `character(${length})`) },
  int: plain("integer"),
  int2: plain("smallint"),
  int4: plain("integer"),
  int8: plain("bigint"),
  float: { type: ([bits]) => (bits !== undefined && Number(bits) <= 24 ? "real" : "double precision") },
  float4: plain("real"),
  float8: plain("double precision"),
  bool: plain("boolean"),
  decimal: WORDS["decimal"] ?? plain("numeric"),
  numeric: WORDS["decimal"] ?? plain("numeric"),
  timestamptz: modified("timestamp", " with time zone"),
  "timestamp with time zone": modified("timestamp", " with time zone"),
  timestamp: modified("timestamp", " without time zone"),
  "timestamp without time zone": modified("timestamp", " without time zone"),
  timetz: modified("time", " with time zone"),
  "time with time zone": modified("time", " with time zone"),
  time: modified("time", " without time zone"),
  "time without time zone": modified("time", " without time zone"),
  varbit: modified("bit varying"),
  bit: { type: ([length]) => `bit(${length ?? 1})` },
};

const SERIALS: { readonly [name: string]: string } = {
  serial: "integer",
  serial4: "integer",
  bigserial: "bigint",
  serial8: "bigint",
  smallserial: "smallint",
  serial2: "smallint",
};

export interface PostgresType {
  readonly type: string;
  /** The extension that brings the type. */
  readonly extension?: string;
  /** Numbered by the database: `serial` and its like, which become identity columns (decision 8). */
  readonly identity?: true;
}

/** The schema and name of a declared enum in the database. */
export function enumName(type: EnumType): { schema: string; name: string } {
  return { schema: type.schema ?? DEFAULT_SCHEMA, name: truncateName(type.databaseName ?? toSnake(type.name)) };
}

function rowOf(type: FieldType): { readonly row: TypeRow; readonly args: Arguments } {
  const own = SELF_CHECKED.has(type.name) ? WORDS[type.name] : undefined;
  if (own) return { row: own, args: [] };
  const stored = storageType(type);
  return { row: WORDS[stored.name] ?? plain(stored.name), args: stored.args };
}

/**
 * A field's type in PostgreSQL.
 *
 * @param enumType the enum that the type names, if it does
 * @param native what the field's target asks for: it stands as written, but for spellings that the server prints
 * otherwise
 */
export function postgresType(
  type: FieldType,
  enumType: EnumType | undefined,
  native: string | undefined,
): PostgresType {
  const dimensions = "[]".repeat(Math.min(type.array, 1));
  if (native !== undefined) return nativeType(native);
  if (enumType) return { type: quoteName(enumName(enumType)) + dimensions };
  const { row, args } = rowOf(type);
  const extension = row.extension?.(args);
  return { type: row.type(args) + dimensions, ...(extension === undefined ? {} : { extension }) };
}

/** True when the type itself keeps out what the pattern or bounds of its word would. */
export function checksItself(type: FieldType): boolean {
  return SELF_CHECKED.has(type.name);
}

/**
 * The condition on a column (a quoted name) that its type word means and PostgreSQL's type does not enforce; undefined
 * for lists, whose elements no check can reach.
 */
export function typeCheck(type: FieldType, column: string): string | undefined {
  if (type.array > 0) return undefined;
  const { row, args } = rowOf(type);
  return row.check?.(column, args);
}

/** A type's name without the schemas that every script searches, and without quotes that it does not need. */
function plainName(native: string): string {
  const local = native.trim().replace(/^(?:public|pg_catalog|"public"|"pg_catalog")\s*\.\s*/, "");
  return local.replace(/^"([a-z_][a-z0-9_]*)"/, (_quoted, name: string) => quoteIdent(name));
}

/** Takes `name (args) [] …` apart; what has another form stands as it is. */
function nativeType(given: string): PostgresType {
  const native = plainName(given);
  const parts = /^([A-Za-z_][\w ]*?)\s*(?:\(([^()]*)\))?((?:\s+with(?:out)?\s+time\s+zone)?)((?:\s*\[\d*\])*)$/i.exec(
    native,
  );
  if (!parts) return { type: native };
  const [, base = "", list, zone = "", brackets = ""] = parts;
  const name = `${base}${zone}`.toLowerCase().replaceAll(/\s+/g, " ");
  const args = list === undefined ? [] : list.split(",").map((argument) => argument.trim());
  const row = Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined;
  const extension = Object.hasOwn(EXTENSION_OF, name) ? EXTENSION_OF[name] : undefined;
  const spelled = row ? row.type(args) : `${name}${args.length > 0 ? `(${args.join(",")})` : ""}`;
  const serial = Object.hasOwn(SERIALS, name) ? SERIALS[name] : undefined;
  if (serial !== undefined && brackets === "") return { type: serial, identity: true };
  // Whatever the number of dimensions or their sizes, the server keeps and prints one pair of brackets.
  const type = brackets.trim() === "" ? spelled : `${spelled}[]`;
  return { type, ...(extension === undefined ? {} : { extension }) };
}
