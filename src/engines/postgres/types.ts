/** The language's type words as PostgreSQL types, spelled as `format_type` prints them. */
import type { EnumType, FieldType } from "../../model/model.ts";
import { toSnake } from "../../model/naming.ts";
import { storageType } from "../../model/types.ts";
import { DEFAULT_SCHEMA, quoteName } from "./quote.ts";

interface TypeRow {
  /** Name before the arguments and what stands behind them: `time`, ` without time zone`. */
  readonly name: string;
  readonly after?: string;
}

/** Text without a length is `text`: PostgreSQL stores both alike, and a limit nobody asked for only hurts later. */
const WORDS: { readonly [word: string]: TypeRow } = {
  string: { name: "character varying" },
  char: { name: "character" },
  text: { name: "text" },
  smallint: { name: "smallint" },
  int: { name: "integer" },
  bigint: { name: "bigint" },
  decimal: { name: "numeric" },
  float: { name: "real" },
  double: { name: "double precision" },
  boolean: { name: "boolean" },
  date: { name: "date" },
  time: { name: "time", after: " without time zone" },
  datetime: { name: "timestamp", after: " with time zone" },
  timestamp: { name: "timestamp", after: " without time zone" },
  interval: { name: "interval" },
  json: { name: "jsonb" },
  uuid: { name: "uuid" },
  ulid: { name: "character(26)" },
  objectid: { name: "character(24)" },
  inet: { name: "inet" },
  vector: { name: "vector" },
  map: { name: "jsonb" },
  set: { name: "text[]" },
  binary: { name: "bytea" },
};

/** Words whose arguments are no type modifiers of PostgreSQL's. */
const WITHOUT_ARGUMENTS = new Set(["map", "set", "binary"]);

const RANGES: { readonly [element: string]: string } = {
  int: "int4range",
  bigint: "int8range",
  decimal: "numrange",
  date: "daterange",
  datetime: "tstzrange",
  timestamp: "tsrange",
};

/** Types that an extension brings, by the name before any modifier. */
const EXTENSION_OF: { readonly [type: string]: string } = {
  citext: "citext",
  hstore: "hstore",
  ltree: "ltree",
  cube: "cube",
  seg: "seg",
  isbn: "isn",
  geometry: "postgis",
  geography: "postgis",
  vector: "vector",
  halfvec: "vector",
};

/** Short spellings that people write, as the server prints them (Table 8.1 of the manual, version 18). */
const ALIASES: { readonly [spelling: string]: string } = {
  varchar: "character varying",
  char: "character",
  int: "integer",
  int2: "smallint",
  int4: "integer",
  int8: "bigint",
  float4: "real",
  float8: "double precision",
  bool: "boolean",
  decimal: "numeric",
  timestamptz: "timestamp with time zone",
  timestamp: "timestamp without time zone",
  timetz: "time with time zone",
  time: "time without time zone",
};

export interface PostgresType {
  readonly type: string;
  /** The extension that brings the type. */
  readonly extension?: string;
}

/** The schema and name of a declared enum in the database. */
export function enumName(type: EnumType): { schema: string; name: string } {
  return { schema: type.schema ?? DEFAULT_SCHEMA, name: type.databaseName ?? toSnake(type.name) };
}

/** A field's type in PostgreSQL; `native` is what the field's target asks for. */
export function postgresType(
  type: FieldType,
  enumType: EnumType | undefined,
  native: string | undefined,
): PostgresType {
  const dimensions = "[]".repeat(type.array);
  if (native !== undefined) return nativeType(native);
  if (enumType) return { type: quoteName(enumName(enumType)) + dimensions };
  const stored = storageType(type);
  const [first] = stored.args;
  if (stored.name === "range") return { type: (RANGES[String(first)] ?? "int4range") + dimensions };
  const spatial = spatialType(stored);
  if (spatial) return { ...spatial, type: spatial.type + dimensions };
  if (stored.name === "string" && first === undefined) return { type: `text${dimensions}` };
  const row = WORDS[stored.name] ?? { name: stored.name };
  const args = stored.name === "char" && first === undefined ? [1] : stored.args;
  const list = args.length > 0 && !WITHOUT_ARGUMENTS.has(stored.name) ? `(${args.join(",")})` : "";
  const extension = EXTENSION_OF[row.name];
  return { type: `${row.name}${list}${row.after ?? ""}${dimensions}`, ...(extension ? { extension } : {}) };
}

/** Plain points and polygons are PostgreSQL's own; with a reference system they are PostGIS's. */
function spatialType(stored: FieldType): PostgresType | undefined {
  const [srid] = stored.args;
  if (stored.name === "geography") return { type: `geography(Point,${srid ?? 4326})`, extension: "postgis" };
  if (stored.name !== "point" && stored.name !== "polygon") return undefined;
  if (srid === undefined) return { type: stored.name };
  return { type: `geometry(${stored.name === "point" ? "Point" : "Polygon"},${srid})`, extension: "postgis" };
}

function nativeType(native: string): PostgresType {
  const trimmed = native.trim();
  const word = trimmed.toLowerCase();
  const open = word.indexOf("(");
  const name = (open < 0 ? word : word.slice(0, open)).replaceAll("[]", "").trim();
  const extension = EXTENSION_OF[name];
  const alias = ALIASES[name];
  const simple = alias !== undefined && (open < 0 || !alias.includes(" time zone"));
  const type = simple ? alias + trimmed.slice(name.length).replaceAll(" ", "") : trimmed;
  return { type, ...(extension ? { extension } : {}) };
}
