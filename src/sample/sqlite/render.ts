/** Writes steps as SQLite's statements: names quoted where they need it, values as literals. */
import { quoteName, quoteText } from "../../engines/sqlite/quote.ts";
import type { SampleColumn, SampleStep } from "../schema.ts";
import { type Cell, isJson, isRange } from "../values.ts";

function literal(cell: Cell): string {
  if (cell === null) return "NULL";
  if (typeof cell === "boolean") return cell ? "1" : "0";
  if (typeof cell === "number") return String(cell);
  if (typeof cell === "string") return quoteText(cell);
  if (cell instanceof Uint8Array) return `X'${Buffer.from(cell).toString("hex")}'`;
  if (isRange(cell)) return quoteText(JSON.stringify([cell.from, cell.to]));
  return quoteText(JSON.stringify(isJson(cell) ? cell.json : cell));
}

function insert({ table, columns, rows }: SampleStep & { kind: "insert" }): string[] {
  if (columns.length === 0) return rows.map(() => `INSERT INTO ${quoteName(table.name)} DEFAULT VALUES`);
  const names = columns.map(({ name }) => quoteName(name)).join(", ");
  const lines = rows.map((row) => `  (${row.map(literal).join(", ")})`);
  return [`INSERT INTO ${quoteName(table.name)} (${names}) VALUES\n${lines.join(",\n")}`];
}

function pairs(list: readonly (readonly [SampleColumn, Cell])[], between: string): string {
  return list.map(([column, cell]) => `${quoteName(column.name)} = ${literal(cell)}`).join(between);
}

/** The statements of a step; foreign keys are held at the end of the transaction, so rows of a circle need no more. */
export function statements(step: SampleStep): readonly string[] {
  if (step.kind === "insert") return insert(step);
  if (step.kind === "together") return step.steps.flatMap(insert);
  return [`UPDATE ${quoteName(step.table.name)} SET ${pairs(step.set, ", ")} WHERE ${pairs(step.key, " AND ")}`];
}
