/** Triggers: their parts in SQL, and those that keep the time of a change and what never changes. */
import type { ResolvedColumn } from "../../../model/resolve/index.ts";
import { keptColumns } from "../../../model/resolve/kept.ts";
import { quoteName, quoteText } from "../quote.ts";
import { rowidOf, type TableScope } from "./scope.ts";
import type { TriggerPlan } from "./writer.ts";

export type RowName = "NEW" | "OLD";

/** Adds a trigger called after its table. */
export function addTrigger(scope: TableScope, label: string, plan: Omit<TriggerPlan, "name">): void {
  scope.table.trigger({ ...plan, name: scope.names.trigger(`${scope.table.name}_${label}`) });
}

/** `a.x, a.y` */
export function columnList(columns: readonly string[], alias: string): string {
  return columns.map((column) => `${alias}.${quoteName(column)}`).join(", ");
}

/** `a.x = b.y AND …` for columns pair by pair. */
export function equal(a: string, columns: readonly string[], b: string, others: readonly string[] = columns): string {
  return columns
    .map((column, at) => `${a}.${quoteName(column)} = ${b}.${quoteName(others[at] ?? column)}`)
    .join(" AND ");
}

/** True where any of the columns gets another value. */
export function changed(columns: readonly string[]): string {
  return columns.map((column) => `NEW.${quoteName(column)} IS NOT OLD.${quoteName(column)}`).join(" OR ");
}

/** The condition that `alias`, a row of the scope's table, is the trigger's row. */
export function isRow({ source }: TableScope, alias: string, row: RowName): string {
  if (source.primaryKey) return equal(alias, source.primaryKey.columns, row);
  const rowid = rowidOf(source);
  return `${alias}.${rowid} = ${row}.${rowid}`;
}

/** The statement that refuses what a trigger's statement does, where the condition holds. */
export function refuse(message: string, condition?: string): string {
  return `SELECT RAISE(ABORT, ${quoteText(message)})${condition === undefined ? "" : ` WHERE ${condition}`}`;
}

/** Adds the triggers that every table may have: the time of its rows' last change, and fields that never change. */
export function lowerTriggers(scope: TableScope): void {
  const { updatedAt, columns } = scope.source;
  if (updatedAt !== undefined) keepTime(scope, updatedAt);
  for (const column of columns) if (isImmutable(column)) freeze(scope, column.name);
}

function isImmutable({ origin, generated }: ResolvedColumn): boolean {
  return origin.kind === "field" && origin.field.immutable === true && !generated;
}

/** Sets the time of a change, unless the statement does so itself; the second condition ends recursion. */
function keepTime(scope: TableScope, updatedAt: string): void {
  const column = quoteName(updatedAt);
  const isSame = (name: string) => `NEW.${quoteName(name)} IS OLD.${quoteName(name)}`;
  // What other triggers keep up to date is no change of the row's own, nor is what they fill behind an insert.
  const kept = keptColumns(scope.source);
  const filled = [...scope.filled].flatMap(([name, { waits }]) =>
    waits && !kept.includes(name) ? [`(${isSame(name)} OR NOT (${waits("OLD")}))`] : [],
  );
  const table = quoteName(scope.table.name);
  addTrigger(scope, `set_${updatedAt}`, {
    timing: "after",
    event: "update",
    when: [isSame(updatedAt), `NEW.${column} IS NOT CURRENT_TIMESTAMP`, ...kept.map(isSame), ...filled].join(" AND "),
    body: [`UPDATE ${table} SET ${column} = CURRENT_TIMESTAMP WHERE ${isRow(scope, table, "NEW")}`],
  });
}

/** Refuses to change a value once it is there. */
function freeze(scope: TableScope, column: string): void {
  const name = quoteName(column);
  const waits = scope.filled.get(column)?.waits?.("OLD");
  addTrigger(scope, `keep_${column}`, {
    timing: "before",
    event: "update",
    columns: [column],
    when: `NEW.${name} IS NOT OLD.${name}${waits === undefined ? "" : ` AND NOT (${waits})`}`,
    body: [refuse(`${scope.table.name}.${column} cannot be changed`)],
  });
}
