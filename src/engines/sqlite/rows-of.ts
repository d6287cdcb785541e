/** What rows to read of one source, by the rows of another. */
import type { Catalog } from "../../catalog/catalog.ts";
import type { RowsOf } from "../engine.ts";
import { childId, databaseObjectId } from "./ids.ts";
import { isKind } from "./objects.ts";
import { valuesOf } from "./render/rows.ts";

/** The tables of a catalog that have rows of reference data, with all columns that any of them says. */
export function rowsOf(catalog: Catalog): RowsOf[] {
  const tables = new Map<
    string,
    { readonly name: string; readonly key: readonly string[]; readonly columns: Set<string> }
  >();
  for (const object of catalog.objects.values()) {
    if (!isKind(object, "row")) continue;
    const parent = catalog.objects.get(object.parent ?? "");
    if (!parent) continue;
    const { key } = object.props;
    const entry = tables.get(parent.id) ?? { name: parent.name, key, columns: new Set(key) };
    tables.set(parent.id, entry);
    for (const [column] of valuesOf(object.props)) entry.columns.add(column);
  }
  return [...tables.values()].map(({ columns, ...table }) => ({ ...table, columns: [...columns] }));
}

/** The same by the names that tables and columns have after some renames (new name by id). */
export function renamedRows(tables: readonly RowsOf[], renames: ReadonlyMap<string, string>): RowsOf[] {
  return tables.map(({ name, key, columns }) => {
    const renamed = (column: string) => renames.get(childId("column", name, column)) ?? column;
    return {
      name: renames.get(databaseObjectId("table", name)) ?? name,
      key: key.map(renamed),
      columns: columns.map(renamed),
    };
  });
}
