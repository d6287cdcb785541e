/** Declared types as words of the language: the inverse of types.ts, by generate and compare. */
import { most } from "../../../lifting/votes.ts";
import type { FieldType } from "../../../model/model.ts";
import { type Affinity, affinityOf } from "../affinity.ts";
import { quoteName } from "../quote.ts";
import { storageOf, type TypeCheck, type TypeStyle } from "../types.ts";

export interface LiftedType {
  readonly type: FieldType;
  /** The declared type where no word of the language is declared exactly so; empty for none. */
  readonly native?: string;
  /** The check that the type brings. */
  readonly check?: TypeCheck;
}

/** What lifting a type depends on. */
export interface TypeScope {
  readonly name: string;
  readonly nullable: boolean;
  readonly style: TypeStyle;
  /** Whether types bring checks. */
  readonly checks: boolean;
  /** The declared type of the column that a column without one references. */
  readonly referenced?: string;
  /** True where the table has a check that a type would bring. */
  has(check: TypeCheck): boolean;
}

const scalar = (name: string, args: readonly (number | string)[] = []): FieldType => ({ name, args, array: 0 });

/** Words by declared type without arguments; those with a check that tells them apart come first. */
const WORDS: { readonly [name: string]: readonly string[] } = {
  VARCHAR: ["string"],
  CHAR: ["char"],
  TEXT: ["uuid", "text"],
  SMALLINT: ["smallint"],
  INTEGER: ["int"],
  BIGINT: ["bigint"],
  DECIMAL: ["decimal"],
  FLOAT: ["float"],
  DOUBLE: ["double"],
  BOOLEAN: ["boolean"],
  DATE: ["date"],
  TIME: ["time"],
  DATETIME: ["datetime"],
  TIMESTAMP: ["timestamp"],
  JSON: ["json"],
  BLOB: ["binary"],
};

const STRICT_WORDS: { readonly [name: string]: readonly string[] } = {
  INTEGER: ["int"],
  REAL: ["double"],
  TEXT: ["uuid", "text"],
  BLOB: ["binary"],
};

/** The word that stands beside a native type, so that other engines and ORMs have something to go by. */
const NEAREST: { readonly [name: string]: string } = {
  NVARCHAR: "string",
  "VARYING CHARACTER": "string",
  "CHARACTER VARYING": "string",
  CHARACTER: "string",
  NCHAR: "string",
  "NATIVE CHARACTER": "string",
  VARCHAR: "string",
  CHAR: "string",
  INT: "int",
  INT2: "smallint",
  TINYINT: "smallint",
  INT8: "bigint",
  "UNSIGNED BIG INT": "bigint",
  NUMERIC: "decimal",
  DECIMAL: "decimal",
  REAL: "double",
  "DOUBLE PRECISION": "double",
  BOOL: "boolean",
  BOOLEAN: "boolean",
  DATE: "date",
  TIME: "time",
  DATETIME: "datetime",
  TIMESTAMP: "timestamp",
  JSON: "json",
  JSONB: "json",
  UUID: "text",
  STRING: "text",
};

const BY_AFFINITY: { readonly [affinity in Affinity]: string } = {
  integer: "int",
  text: "text",
  blob: "binary",
  real: "double",
  numeric: "decimal",
};

/** A column's type in words. */
export function liftType(declared: string | undefined, scope: TypeScope): LiftedType {
  const { name, args } = takeApart(declared ?? "");
  const { strict, types } = scope.style;
  const words = (strict ? STRICT_WORDS : WORDS)[name] ?? [];
  const own = strict
    ? []
    : Object.keys(types).filter((word) => types[word] === (WITH_SIZE.has(word) ? name : declared));
  for (const word of [...own, ...words]) {
    // VARCHAR(10, 20) is nothing to SQLite, and no `string` of the language.
    if (WITH_SIZE.has(word) && sizeOf(word, args).length < args.length) continue;
    const type = scalar(word, own.includes(word) && !WITH_SIZE.has(word) ? [] : args);
    const { type: made, check, loss } = storageOf(type, quoteName(scope.name), scope.style, scope.nullable);
    // A column never held what SQLite does less than the word means: its own type says so.
    if (made !== declared || loss) continue;
    if (!scope.checks || !check) {
      // Without its check, a UUID is a text like any other.
      if (word === "uuid") continue;
      return { type };
    }
    if (scope.has(check)) return { type, check };
  }
  const nearest = declared === undefined ? "text" : nearestWord(name);
  if (declared === undefined && scope.referenced !== undefined) {
    const referenced = takeApart(scope.referenced);
    const word = nearestWord(referenced.name);
    return { type: scalar(word, sizeOf(word, referenced.args)), native: "" };
  }
  return { type: scalar(nearest, sizeOf(nearest, args)), native: declared ?? "" };
}

function nearestWord(name: string): string {
  return NEAREST[name] ?? WORDS[name]?.at(-1) ?? BY_AFFINITY[affinityOf(name)];
}

/** Words whose size stands behind the name of the declared type. */
const WITH_SIZE: ReadonlySet<string> = new Set(["string", "char", "decimal"]);

/** Names that only stand for what their columns hold: no word is declared so by habit. */
const UNUSUAL: ReadonlySet<string> = new Set(["TEXT", "UUID", "STRING"]);

/**
 * The declared types of a database by the word of the language, where most columns have another than the usual one.
 * @param declared the declared types of all columns that are not STRICT
 */
export function usualTypes(declared: readonly string[]): { readonly [word: string]: string } {
  const votes = new Map<string, Map<string, number>>();
  for (const type of declared) {
    const { name } = takeApart(type);
    const word = WORDS[name]?.at(-1) ?? NEAREST[name];
    if (word === undefined || UNUSUAL.has(name)) continue;
    const names = votes.get(word) ?? new Map<string, number>();
    const own = WITH_SIZE.has(word) ? name : type;
    votes.set(word, names.set(own, (names.get(own) ?? 0) + 1));
  }
  const found: { [word: string]: string } = {};
  for (const [word, names] of votes) {
    const usual = Object.keys(WORDS).find((name) => WORDS[name]?.includes(word)) ?? "";
    const best = most([usual, ...names.keys()], (name) => names.get(name) ?? 0);
    if (best !== usual) found[word] = best;
  }
  return found;
}

/** Lengths and digits that a nearest word takes. */
function sizeOf(word: string, args: readonly number[]): readonly number[] {
  const [first = 0, second] = args;
  if ((word === "string" || word === "char") && args.length === 1 && first >= 1) return [first];
  const isDecimal = word === "decimal" && args.length > 0 && first >= 1 && first <= 1000;
  if (isDecimal && second === undefined) return [first];
  return isDecimal && second !== undefined && second >= 0 && second <= first ? [first, second] : [];
}

/** `VARCHAR(255)` is `VARCHAR` and 255. */
function takeApart(declared: string): { readonly name: string; readonly args: readonly number[] } {
  const open = declared.indexOf("(");
  if (open < 0 || !declared.endsWith(")")) return { name: declared, args: [] };
  const list = declared
    .slice(open + 1, -1)
    .split(",")
    .map(Number);
  return { name: declared.slice(0, open).trim(), args: list.every(Number.isSafeInteger) ? list : [] };
}
