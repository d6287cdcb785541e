/** `count=comments`: the number of rows of a relation, kept in a column of the row that they relate to. */
import { type Counted, countedBy } from "../../../model/resolve/counted.ts";
import { columnOf } from "../../../model/resolve/derived.ts";
import type { ResolvedColumn } from "../../../model/resolve/index.ts";
import { databaseObjectId } from "../ids.ts";
import { quoteName } from "../quote.ts";
import type { TableScope } from "./scope.ts";
import { addTrigger, changed, equal, isRow, type RowName } from "./triggers.ts";

/**
 * Adds what keeps the counters of a table.
 * @throws SchemaforgeError UNKNOWN_RELATION when there is nothing to count, APPEND_ONLY_COUNTER when the counter may not
 * change
 */
export function lowerCounters(scope: TableScope): void {
  const { source } = scope;
  for (const column of source.columns) {
    if (column.origin.kind !== "field") continue;
    const { name, countOf } = column.origin.field;
    if (countOf === undefined) continue;
    const entity = "entity" in source.source ? source.source.entity.name : source.name;
    keepCount(scope, column, name, countedBy(source, `${entity}.${name}`, countOf, scope.tables));
  }
}

/** Rows are counted one by one, as SQLite's triggers run. */
function keepCount(
  scope: TableScope,
  { name, nullable }: ResolvedColumn,
  field: string,
  { table, key }: Counted,
): void {
  const { writer, names } = scope;
  const parent = quoteName(scope.table.name);
  const rows = quoteName(names.table(table));
  const own = quoteName(name);
  const marked = "entity" in table.source && table.source.entity.softDelete;
  const deletedAt = marked ? columnOf(table, "deletedAt") : undefined;
  const counts = (row: string) =>
    [
      ...key.columns.map((column) => `${row}.${quoteName(column)} IS NOT NULL`),
      ...(deletedAt === undefined ? [] : [`${row}.${quoteName(deletedAt)} IS NULL`]),
    ].join(" AND ");
  const isSelf = table === scope.source;
  const add = (amount: string, row: RowName, more = "") =>
    `UPDATE ${parent} SET ${own} = ${nullable ? `coalesce(${own}, 0)` : own} ${amount} WHERE ${equal(parent, key.targetColumns, row, key.columns)} AND ${counts(row)}${more}`;
  const of = isSelf ? "c" : rows;
  const count = (row: string) =>
    `SELECT count(*) FROM ${rows}${isSelf ? " AS c" : ""} WHERE ${equal(of, key.columns, row, key.targetColumns)} AND ${counts(of)}`;
  const recount = {
    body: [`UPDATE ${parent} SET ${own} = (${count(parent)}) WHERE ${isRow(scope, parent, "NEW")}`],
    uses: [databaseObjectId("table", names.table(table))],
  };
  // What an insert says does not count; rows may be there before the one that they relate to.
  const isWrong = `NEW.${own} IS NOT (${count("NEW")})`;
  addTrigger(scope, `count_${name}`, { timing: "after", event: "insert", when: isWrong, ...recount });
  // A row that changes its key takes along what relates to it, or lets it go.
  const renamed = { columns: key.targetColumns, when: changed(key.targetColumns) };
  addTrigger(scope, `recount_${name}`, { timing: "after", event: "update", ...renamed, ...recount });
  const moved = [...key.columns, ...(deletedAt === undefined ? [] : [deletedAt])];
  const uses = [scope.table.id];
  const on = (event: "insert" | "update" | "delete", body: readonly string[], more = {}) => {
    const label = names.trigger(`${names.table(table)}_${event}_for_${scope.table.name}_${name}`);
    writer.triggerOn(names.table(table), { name: label, timing: "after", event, body, uses, ...more });
  };
  // A new row that relates to itself is counted above.
  on("insert", [add("+ 1", "NEW", isSelf ? ` AND NOT (${equal("NEW", key.columns, "NEW", key.targetColumns)})` : "")]);
  on("delete", [add("- 1", "OLD")]);
  on("update", [add("- 1", "OLD"), add("+ 1", "NEW")], { columns: moved, when: changed(moved) });
  scope.lose(
    "KEPT_COLUMN_OPEN",
    field,
    "a counter that nobody else writes",
    `what an UPDATE writes stays; UPDATE ${scope.table.name} SET ${own} = (${count(parent)}) counts again`,
  );
}
