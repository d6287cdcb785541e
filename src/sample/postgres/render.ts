/** Writes steps as PostgreSQL's statements: names quoted where they need it, values as literals of their types. */
import { quoteIdent, quoteLiteral, quoteName } from "../../engines/postgres/quote.ts";
import type { SampleColumn, SampleStep, SampleTable } from "../schema.ts";
import { type Cell, isJson, isList, isRange, isRecord, type ValueType } from "../values.ts";

function nameOf({ schema = "public", name }: SampleTable): string {
  return quoteName({ schema, name });
}

/** A literal; every type reads its text, so that only NULL, numbers and truth values stand bare. */
function literal(cell: Cell, type: ValueType): string {
  if (cell === null) return "NULL";
  if (typeof cell === "boolean") return String(cell);
  if (typeof cell === "number" && type.kind !== "text") return String(cell);
  return quoteLiteral(textOf(cell, type));
}

/** The text that the type's input function reads. */
function textOf(cell: Cell, type: ValueType): string {
  if (cell === null) return "";
  if (typeof cell === "string") return type.kind === "timestamp" && type.zone && /\d$/.test(cell) ? `${cell}+00` : cell;
  if (typeof cell === "number" || typeof cell === "boolean") return String(cell);
  if (cell instanceof Uint8Array) return `\\x${Buffer.from(cell).toString("hex")}`;
  if (isList(cell)) {
    const of: ValueType = type.kind === "array" ? type.of : { kind: "text" };
    // A list inside of a list is a domain's: without quotes it would be another dimension.
    return `{${cell.map((item) => (item === null ? "NULL" : part(item, of))).join(",")}}`;
  }
  if (isJson(cell)) return JSON.stringify(cell.json);
  if (isRange(cell)) {
    const of: ValueType = type.kind === "range" ? type.of : { kind: "text" };
    return `[${cell.from === null ? "" : part(cell.from, of)},${cell.to === null ? "" : part(cell.to, of)})`;
  }
  const types = type.kind === "record" ? type.fields : [];
  return isRecord(cell)
    ? `(${cell.fields.map((field, at) => (field === null ? "" : part(field, types[at] ?? { kind: "text" }))).join(",")})`
    : "";
}

/** A text inside of an array, range or composite value: quoted always, which is always right. */
function part(cell: Cell, type: ValueType): string {
  return `"${textOf(cell, type).replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

function insert({ table, columns, rows }: SampleStep & { kind: "insert" }): string[] {
  if (columns.length === 0) return rows.map(() => `INSERT INTO ${nameOf(table)} DEFAULT VALUES`);
  const names = columns.map(({ name }) => quoteIdent(name)).join(", ");
  const lines = rows.map((row) => `  (${row.map((cell, at) => literal(cell, typeAt(columns, at))).join(", ")})`);
  return [`INSERT INTO ${nameOf(table)} (${names}) VALUES\n${lines.join(",\n")}`];
}

function typeAt(columns: readonly SampleColumn[], at: number): ValueType {
  return columns[at]?.type ?? { kind: "text" };
}

function pairs(list: readonly (readonly [SampleColumn, Cell])[], between: string): string {
  return list.map(([column, cell]) => `${quoteIdent(column.name)} = ${literal(cell, column.type)}`).join(between);
}

/** The statements of a step. Foreign keys are held at the end of a statement, so rows of a circle go into one. */
export function statements(step: SampleStep): readonly string[] {
  if (step.kind === "insert") return insert(step);
  if (step.kind === "update") {
    return [`UPDATE ${nameOf(step.table)} SET ${pairs(step.set, ", ")} WHERE ${pairs(step.key, " AND ")}`];
  }
  const parts = step.steps.flatMap(insert);
  const last = parts.pop() ?? "";
  const before = parts.map((sql, at) => `sample_${at + 1} AS (${sql})`);
  return [before.length === 0 ? last : `WITH ${before.join(",\n")}\n${last}`];
}
