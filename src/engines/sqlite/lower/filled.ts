/** Columns that triggers fill: SQLite cannot change a row before it is written, so that they are filled behind it. */

import type { ResolvedColumn, ResolvedTable } from "../../../model/resolve/index.ts";
import { keptColumns, treeColumns } from "../../../model/resolve/kept.ts";
import { quoteName } from "../quote.ts";

export interface FilledColumn {
  /** SQL of the value until it is filled; without one that of the Model, or none. */
  readonly default?: string;
  /** It is null until it is filled, whatever the Model says. */
  readonly takesNull?: true;
  /** Whether a row still waits for its value; absent where any value may be the right one. */
  readonly waits?: (row: string) => string;
}

/** The columns of a table that triggers fill, by name. */
export function filledColumns(table: ResolvedTable): ReadonlyMap<string, FilledColumn> {
  const filled = new Map<string, FilledColumn>();
  for (const name of keptColumns(table)) filled.set(name, { default: "0" });
  const entity = "entity" in table.source ? table.source.entity : undefined;
  if (entity?.tree === "materialized-path") {
    for (const name of treeColumns(table)) {
      filled.set(name, { default: "''", waits: (row) => `${row}.${quoteName(name)} = ''` });
    }
  }
  for (const column of table.columns) {
    if (!isMadeSlug(table, column)) continue;
    const waits = (row: string) => `coalesce(${row}.${quoteName(column.name)}, '') = ''`;
    filled.set(column.name, { waits, ...(column.nullable ? {} : { takesNull: true as const }) });
  }
  return filled;
}

/** True for a slug that is made; one in the primary key has to be there when its row is written. */
export function isMadeSlug(table: ResolvedTable, { name, origin }: ResolvedColumn): boolean {
  if (origin.kind !== "field" || origin.field.slugOf === undefined) return false;
  return !table.primaryKey?.columns.includes(name) && table.columnsOf.has(origin.field.slugOf);
}

/** True while any column of a row still waits for its value; undefined where none ever does. */
export function waitsForValues(filled: ReadonlyMap<string, FilledColumn>, row: string): string | undefined {
  return anyOf([...filled.values()], row);
}

/** The same for columns that have a value ever after. */
export function isUnfinished(filled: ReadonlyMap<string, FilledColumn>, row: string): string | undefined {
  return anyOf(
    [...filled.values()].filter((column) => column.takesNull || column.default !== undefined),
    row,
  );
}

function anyOf(columns: readonly FilledColumn[], row: string): string | undefined {
  const conditions = columns.flatMap(({ waits }) => waits?.(row) ?? []);
  return conditions.length === 0 ? undefined : conditions.join(" OR ");
}
