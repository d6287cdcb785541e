/** Which statements that move rows are run: those of tables of which rows are asked for. */
import type { RowsOf } from "../../engine.ts";
import { DEFAULT_SCHEMA, splitName } from "../quote.ts";
import { targetOf } from "./rows.ts";

/** True for a statement's text whose rows are asked for. */
export type WantedRows = (statement: string) => boolean;

export const NO_ROWS: WantedRows = () => false;
export const ALL_ROWS: WantedRows = () => true;

/** The statements that are about some tables; a name without a schema may be of any. */
export function wantedRows(tables: readonly RowsOf[]): WantedRows {
  if (tables.length === 0) return NO_ROWS;
  const names = new Map<string, Set<string>>();
  for (const { schema = DEFAULT_SCHEMA, name } of tables) names.set(name, (names.get(name) ?? new Set()).add(schema));
  return (statement) => {
    const { table } = targetOf(statement);
    if (table === undefined) return false;
    const { schema, name } = splitName(folded(table));
    return schema === undefined ? names.has(name) : (names.get(name)?.has(schema) ?? false);
  };
}

/** Names outside of quotes are in lower case to the server. */
function folded(name: string): string {
  return name.replace(/"(?:[^"]|"")*"|[^"]+/g, (part) => (part.startsWith('"') ? part : part.toLowerCase()));
}
