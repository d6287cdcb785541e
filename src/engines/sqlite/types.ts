/**
 * How the types of the Model are stored in SQLite, as one table: the declared type, what a STRICT table declares
 * instead, the check that keeps other values out, and what SQLite cannot do for it.
 *
 * Storage: text for strings, UUIDs, dates (`2024-03-09`), times (`13:45:00`), points in time (`2024-03-09 13:45:00`, UTC)
 * and JSON; 0 and 1 for booleans; integers of 64 bits; binary floating point for everything else that is a number.
 * Declared types keep the word that people and tools know (`DATETIME`, `BOOLEAN`, `DECIMAL(19,4)`): SQLite derives an
 * affinity from it (datatype3.html#determination_of_column_affinity) and ORMs their own type.
 */
import type { FieldType } from "../../model/model.ts";
import { patternCondition } from "./lower/pattern.ts";
import { capitals } from "./quote.ts";

/** A condition on a column: `what` becomes part of the check's name. */
export interface TypeCheck {
  readonly what: string;
  readonly sql: string;
}

interface StorageRow {
  /** Declared type; arguments of the Model's type are appended where `args` is set. */
  readonly declared: string;
  readonly args?: true;
  /** Type in a STRICT table. */
  readonly strict: "INTEGER" | "REAL" | "TEXT" | "BLOB" | "ANY";
  check?(column: string, args: readonly (number | string)[], nullable: boolean): TypeCheck | undefined;
  /** What SQLite does less than the type means, in a few words, and what is done instead. */
  loss?(args: readonly (number | string)[]): { readonly feature: string; readonly instead: string } | undefined;
}

const text = (declared: string, row: Omit<StorageRow, "declared" | "strict"> = {}): StorageRow => ({
  declared,
  strict: "TEXT",
  ...row,
});

const atMost = (column: string, [length]: readonly (number | string)[]): TypeCheck | undefined =>
  length === undefined ? undefined : { what: "length", sql: `length(${column}) <= ${length}` };

const json =
  (what: string, condition: (column: string) => string) =>
  (column: string): TypeCheck => ({ what, sql: `json_valid(${column}) AND ${condition(column)}` });

/** SQLite's own date functions tell what they can read. */
const readableBy =
  (what: "time" | "datetime") =>
  (column: string, _args: readonly (number | string)[], nullable: boolean): TypeCheck => ({
    what,
    sql: `${nullable ? `${column} IS NULL OR ` : ""}${what}(${column}) IS NOT NULL`,
  });

const pattern =
  (regex: string) =>
  (column: string): TypeCheck => ({
    what: "format",
    sql: patternCondition(column, regex) ?? "1",
  });

const geometry = (what: string): StorageRow =>
  text("TEXT", {
    check: (column) => ({ what: "json", sql: `json_valid(${column})` }),
    loss: () => ({ feature: `${what} with spatial operators`, instead: "stored as GeoJSON text" }),
  });

/** Significant decimal digits that survive storage as a 64-bit floating-point number. */
const EXACT_DIGITS = 15;

const STORAGE: { readonly [type: string]: StorageRow } = {
  string: text("VARCHAR", { args: true, check: atMost }),
  char: text("CHAR", {
    args: true,
    check: (column, [length = 1]) => ({ what: "length", sql: `length(${column}) = ${length}` }),
  }),
  text: text("TEXT"),
  smallint: { declared: "SMALLINT", strict: "INTEGER" },
  int: { declared: "INTEGER", strict: "INTEGER" },
  bigint: { declared: "BIGINT", strict: "INTEGER" },
  decimal: {
    declared: "DECIMAL",
    args: true,
    strict: "REAL",
    loss: ([precision = 1000]) =>
      Number(precision) <= EXACT_DIGITS
        ? undefined
        : {
            feature: `exact numbers of ${precision} digits`,
            instead: `stored as a 64-bit floating-point number, exact to ${EXACT_DIGITS} digits`,
          },
  },
  float: { declared: "FLOAT", strict: "REAL" },
  double: { declared: "DOUBLE", strict: "REAL" },
  boolean: {
    declared: "BOOLEAN",
    strict: "INTEGER",
    check: (column) => ({ what: "boolean", sql: `${column} IN (0, 1)` }),
  },
  date: text("DATE", { check: (column) => ({ what: "date", sql: `${column} IS date(${column})` }) }),
  time: text("TIME", { check: readableBy("time") }),
  datetime: text("DATETIME", { check: readableBy("datetime") }),
  timestamp: text("TIMESTAMP", { check: readableBy("datetime") }),
  interval: text("TEXT", {
    loss: () => ({ feature: "interval arithmetic", instead: "stored as ISO 8601 text (`P1DT2H`)" }),
  }),
  json: text("JSON", { check: (column) => ({ what: "json", sql: `json_valid(${column})` }) }),
  binary: { declared: "BLOB", strict: "BLOB", check: atMost },
  uuid: text("TEXT", {
    check: (column) => ({
      what: "format",
      sql: [
        `${column} GLOB '????????-????-????-????-????????????'`,
        `length(replace(${column}, '-', '')) = 32`,
        `${column} NOT GLOB '*[^0-9A-Fa-f-]*'`,
      ].join(" AND "),
    }),
  }),
  ulid: text("CHAR(26)", { check: pattern("^[0-9A-HJKMNP-TV-Z]{26}$") }),
  objectid: text("CHAR(24)", { check: pattern("^[0-9a-f]{24}$") }),
  inet: text("TEXT", { loss: () => ({ feature: "network operators", instead: "stored as text" }) }),
  point: geometry("point"),
  polygon: geometry("polygon"),
  geography: geometry("geography"),
  vector: text("JSON", {
    check: (column, [dimensions = 0]) =>
      json("vector", (value) => `json_array_length(${value}) = ${dimensions}`)(column),
    loss: () => ({ feature: "similarity search", instead: "stored as a JSON array" }),
  }),
  range: text("JSON", {
    check: json("range", (column) => `json_array_length(${column}) = 2`),
    loss: () => ({ feature: "range operators", instead: "stored as a JSON array of both ends" }),
  }),
  set: text("JSON", {
    check: json("set", (column) => `json_type(${column}) = 'array'`),
    loss: (args) => ({
      feature: `a set of ${args.join(", ")}`,
      instead: "stored as a JSON array, whose words are not checked",
    }),
  }),
  map: text("JSON", { check: json("map", (column) => `json_type(${column}) = 'object'`) }),
};

const ARRAY: StorageRow = text("JSON", { check: json("array", (column) => `json_type(${column}) = 'array'`) });

export interface TypeStyle {
  readonly strict: boolean;
  readonly types: { readonly [word: string]: string };
}

export interface Storage {
  /** Declared type. */
  readonly type: string;
  readonly check?: TypeCheck;
  readonly loss?: { readonly feature: string; readonly instead: string };
}

/**
 * How a column of a storage type (no meaning word, no enum) is kept; `column` is its quoted name. Arrays are JSON.
 * Unknown types come back as text.
 *
 * @param style STRICT or not, and declared types by word that are not the usual ones
 */
export function storageOf(type: FieldType, column: string, { strict, types }: TypeStyle, nullable: boolean): Storage {
  const row = type.array > 0 ? ARRAY : (STORAGE[type.name] ?? text("TEXT"));
  // What is stored as a document is declared as one.
  const word = row.declared === ARRAY.declared ? "json" : type.name;
  const declared = capitals((Object.hasOwn(types, word) ? types[word] : undefined) ?? row.declared);
  const args = row.args && type.args.length > 0 ? `(${type.args.join(",")})` : "";
  const check = row.check?.(column, type.args, nullable);
  const loss = row.loss?.(type.args);
  return { type: strict ? row.strict : `${declared}${args}`, ...(check && { check }), ...(loss && { loss }) };
}
