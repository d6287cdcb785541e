/** SQLite's declared types, which are wishes, as types of values. */
import type { ValueType } from "../values.ts";

type Make = (args: readonly number[]) => ValueType;

const decimal: Make = ([precision = 10, scale = 2]) => ({
  kind: "decimal",
  precision: Math.min(precision, 14),
  scale: Math.min(scale, precision),
});

/** The first row whose word is in the declared type counts (datatype3.html#determination_of_column_affinity, and habit). */
const ROWS: readonly (readonly [RegExp, Make])[] = [
  [/BOOL/, () => ({ kind: "boolean" })],
  [/^(DATETIME|TIMESTAMP)/, () => ({ kind: "timestamp", zone: false })],
  [/^DATE/, () => ({ kind: "date" })],
  [/^TIME/, () => ({ kind: "time" })],
  [/JSON/, () => ({ kind: "json" })],
  [/^(UUID|GUID|UNIQUEIDENTIFIER)/, () => ({ kind: "uuid" })],
  [/^SMALLINT|^INT2$/, () => ({ kind: "integer", min: -32_768, max: 32_767 })],
  [/^TINYINT/, () => ({ kind: "integer", min: 0, max: 255 })],
  [/INT/, () => ({ kind: "integer", min: -(2 ** 53), max: 2 ** 53 })],
  [/^N?CHAR(ACTER)?\s*(\(|$)/, ([length]) => ({ kind: "text", ...(length !== undefined && { length }), fixed: true })],
  [/CHAR|CLOB|TEXT|STRING|ENUM/, ([length]) => ({ kind: "text", ...(length !== undefined && { length }) })],
  [/BLOB|BINARY/, ([length]) => ({ kind: "bytes", ...(length !== undefined && { length }) })],
  [/REAL|FLOA|DOUB/, () => ({ kind: "decimal", precision: 12, scale: 3 })],
  [/DEC|NUM|MONEY/, decimal],
];

/** The type of a declared type in capitals; text where nothing is declared. */
export function typeOf(declared: string | undefined, folded: boolean): ValueType {
  const type = declared ?? "";
  const args = /\(([^()]*)\)/.exec(type)?.[1]?.split(",").map(Number) ?? [];
  const row = ROWS.find(([pattern]) => pattern.test(type));
  const made = row ? row[1](args.filter((arg) => Number.isFinite(arg))) : ({ kind: "text" } as const);
  return made.kind === "text" && folded ? { ...made, folded: true } : made;
}
