/** What the structure of constructs needs and SQLite has no words for. */
import type { ResolvedForeignKey } from "../../../model/resolve/index.ts";
import { databaseObjectId } from "../ids.ts";
import { quoteName } from "../quote.ts";
import type { TableScope } from "./scope.ts";

/**
 * Takes over a key that sets only some of its columns to null when the row that it references goes: a reference that holds
 * the tenant lets go of the row and keeps the tenant. SQLite sets all columns, so that a trigger does it, and the key
 * itself only sees to it that it was done.
 *
 * @returns whether it is such a key
 */
export function clearsColumns(scope: TableScope, key: ResolvedForeignKey): boolean {
  const { onDelete, onDeleteColumns, columns, target, targetColumns } = key;
  if (onDelete !== "set null" || !onDeleteColumns || onDeleteColumns.length === columns.length) return false;
  const { table, names, writer } = scope;
  const cleared = onDeleteColumns.map((column) => `${quoteName(column)} = NULL`).join(", ");
  const isOfRow = columns.map((column, at) => `${quoteName(column)} = OLD.${quoteName(targetColumns[at] ?? "")}`);
  writer.triggerOn(names.table(target), {
    name: `${table.name}_clear_${onDeleteColumns.join("_")}`,
    timing: "after",
    event: "delete",
    body: [`UPDATE ${quoteName(table.name)} SET ${cleared} WHERE ${isOfRow.join(" AND ")}`],
    uses: [databaseObjectId("table", table.name)],
  });
  return true;
}
