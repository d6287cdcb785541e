/**
 * Defaults of SQLite in Prisma's notation. Prisma's engine reads values of the scalars, takes everything else for text,
 * and makes some values wrongly (JSON without quotes, bytes as text): those are written so that it leaves them alone
 * (prisma-engines, sql-schema-describer/src/sqlite.rs; held against the engine by a test).
 */
import { quoted } from "../text.ts";
import type { PrismaScalar } from "../types/types.ts";
import { OPAQUE_DEFAULT } from "./defaults.ts";
import type { FieldType } from "./types.ts";

const NUMBER = /^-?\d+(\.\d+)?$/;
const TEXT = /^'((?:[^']|'')*)'$/s;
const BYTES = /^x'[0-9a-f]*'$/i;
const NOW = /^(current_timestamp|datetime\s*\(\s*'now'\s*\))$/i;
const TODAY = /^current_(date|time)$/i;
/** Prisma's `Int` has 32 bits. */
const GREATEST = 2 ** 31;

const isWhole = (text: string): boolean => /^-?\d+$/.test(text);

/** What a value looks like inside `@default(…)`, by scalar; undefined where it can only be left alone. */
const READERS: { readonly [scalar in PrismaScalar]: (text: string, isText: boolean) => string | undefined } = {
  String: (text) => quoted(text),
  Boolean: (text) => (/^(true|1)$/i.test(text) ? "true" : /^(false|0)$/i.test(text) ? "false" : undefined),
  Int: (text) => (isWhole(text) && Math.abs(Number(text)) < GREATEST ? text : undefined),
  BigInt: (text) => (isWhole(text) ? text : undefined),
  Float: (text) => (NUMBER.test(text) ? text : undefined),
  Decimal: (text) => (NUMBER.test(text) ? text : undefined),
  DateTime: (text, isText) => (isText ? raw(`'${text.replaceAll("'", "''")}'`) : undefined),
  Json: () => undefined,
  Bytes: () => undefined,
};

const raw = (sql: string): string => `dbgenerated(${quoted(sql)})`;

/**
 * The argument of `@default(…)`; undefined for none.
 *
 * @param printed the default in its normal form, without parentheses
 * @param values names of the values of the column's enum
 */
export function sqliteDefault(
  printed: string,
  type: FieldType,
  values: ReadonlyMap<string, string> | undefined,
): string | undefined {
  if (/^null$/i.test(printed)) return undefined;
  const text = TEXT.exec(printed)?.[1]?.replaceAll("''", "'");
  const isValue = text !== undefined || NUMBER.test(printed) || /^(true|false)$/i.test(printed);
  if (type.enumId !== undefined) return (text === undefined ? undefined : values?.get(text)) ?? OPAQUE_DEFAULT;
  if (type.scalar === undefined) return isValue ? raw(printed) : OPAQUE_DEFAULT;
  if (type.scalar === "DateTime" && NOW.test(printed)) return "now()";
  if (type.scalar === "DateTime" && TODAY.test(printed)) return raw(printed);
  if (type.scalar === "Bytes" && BYTES.test(printed)) return raw(printed);
  return (isValue ? READERS[type.scalar](text ?? printed, text !== undefined) : undefined) ?? OPAQUE_DEFAULT;
}
