/** What rows to read of one source, by the rows of another. */
import type { Catalog } from "../../catalog/catalog.ts";
import type { RowsOf } from "../engine.ts";
import { childId, schemaObjectId } from "./ids.ts";
import type { PostgresObject } from "./objects.ts";
import { valuesOf } from "./render/rows.ts";

/** The tables of a catalog that have rows of reference data, with all columns that any of them says. */
export function rowsOf(catalog: Catalog): RowsOf[] {
  const tables = new Map<string, { schema: string; name: string; key: readonly string[]; columns: Set<string> }>();
  for (const object of catalog.objects.values() as Iterable<PostgresObject>) {
    if (object.kind !== "row" || object.parent === undefined) continue;
    const parent = catalog.objects.get(object.parent);
    if (parent?.schema === undefined) continue;
    const { key } = object.props;
    const known = tables.get(parent.id);
    const entry = known ?? { schema: parent.schema, name: parent.name, key, columns: new Set(key) };
    tables.set(parent.id, entry);
    for (const [column] of valuesOf(object.props)) entry.columns.add(column);
  }
  return [...tables.values()].map(({ columns, ...table }) => ({ ...table, columns: [...columns] }));
}

/** The same by the names that tables and columns have after some renames (new name by id). */
export function renamedRows(tables: readonly RowsOf[], renames: ReadonlyMap<string, string>): RowsOf[] {
  return tables.map((table) => {
    const { schema = "", name } = table;
    const renamed = (column: string) => renames.get(childId("column", schema, name, column)) ?? column;
    return {
      schema,
      name: renames.get(schemaObjectId("table", schema, name)) ?? name,
      key: table.key.map(renamed),
      columns: table.columns.map(renamed),
    };
  });
}
