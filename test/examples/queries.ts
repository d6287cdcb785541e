/**
 * Example queries with what they give, as SQL that any client runs: after a query its rows as `--> a | b` (the first
 * line names the columns), after a statement that is refused a part of the message as `--! text`.
 */
import { splitScript } from "../../src/engines/postgres/elaborate/split.ts";

export interface Step {
  readonly sql: string;
  readonly line: number;
  /** Rows as text, the names of the columns first; absent when nothing is said. */
  readonly rows?: readonly string[];
  readonly refusal?: string;
}

/** The statements of a file with what stands below them. */
export function stepsOf(text: string): Step[] {
  const pieces = splitScript(text);
  return pieces.map(({ text: sql, offset }, index) => {
    const below = text.slice(offset + sql.length, pieces[index + 1]?.offset ?? text.length).split("\n");
    const marked = (mark: string) =>
      below.filter((line) => line.startsWith(mark)).map((line) => line.slice(mark.length));
    const rows = marked("--> ").map((line) => line.trimEnd());
    const [refusal] = marked("--! ");
    return {
      sql,
      line: text.slice(0, offset).split("\n").length,
      ...(rows.length > 0 ? { rows } : {}),
      ...(refusal === undefined ? {} : { refusal: refusal.trim() }),
    };
  });
}

/** What a query gave, in the form of a step's rows. */
export function printed(fields: readonly string[], rows: readonly (readonly unknown[])[]): string[] {
  return [fields.join(" | "), ...rows.map((row) => row.map(cell).join(" | "))].map((line) => line.trimEnd());
}

function cell(value: unknown): string {
  if (value === null) return "";
  return typeof value === "object" && !Array.isArray(value) ? JSON.stringify(value) : String(value);
}
