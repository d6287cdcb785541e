/** Reads rows of reference data, of the tables that are asked for and no others. */
import type { Catalog, CatalogObject } from "../../../catalog/catalog.ts";
import { SchemaforgeError } from "../../../model/errors.ts";
import type { RowsOf } from "../../engine.ts";
import type { Connection } from "../connect.ts";
import { childId, databaseObjectId, rowId } from "../ids.ts";
import type { RowProps } from "../objects.ts";
import { fold, quoteName } from "../quote.ts";

/** Reference data is looked at by people; a table with more rows than this holds something else. */
const MOST_ROWS = 100_000;

/**
 * The catalog with rows, their values as text, in the order of their keys. A table or a key column that is not there has
 * none: that is a difference of its own.
 * @throws SchemaforgeError TOO_MANY_ROWS
 */
export function withRows(connection: Connection, catalog: Catalog, tables: readonly RowsOf[]): Catalog {
  if (tables.length === 0) return catalog;
  const objects = new Map(catalog.objects);
  for (const { name, key, columns } of tables) {
    const table = catalog.objects.get(databaseObjectId("table", name));
    const isThere = (column: string) => catalog.objects.has(childId("column", name, column));
    if (!table || !key.every(isThere)) continue;
    for (const object of readRows(connection, table, key.map(fold), columns.filter(isThere).map(fold)))
      objects.set(object.id, object);
  }
  return { ...catalog, objects };
}

function readRows(
  connection: Connection,
  table: CatalogObject,
  key: readonly string[],
  columns: readonly string[],
): CatalogObject[] {
  const values = columns.map((column, at) => {
    const name = quoteName(column);
    return `CASE typeof(${name}) WHEN 'blob' THEN 'x''' || lower(hex(${name})) || '''' ELSE CAST(${name} AS TEXT) END AS v${at}`;
  });
  const order = key.map(quoteName).join(", ");
  const sql = `SELECT ${values.join(", ")} FROM ${quoteName(table.name)} ORDER BY ${order} LIMIT ${MOST_ROWS + 1}`;
  const rows = connection.all<{ readonly [value: string]: string | null }>(sql);
  if (rows.length > MOST_ROWS) {
    throw new SchemaforgeError("TOO_MANY_ROWS", `the table has more than ${MOST_ROWS} rows to compare`, {
      where: { object: table.id },
      remedy: "Leave the rows out of the model: they are no reference data",
    });
  }
  return rows.map((row) => {
    const byColumn = new Map(columns.map((column, at) => [column, row[`v${at}`] ?? null]));
    const of = key.map((column) => byColumn.get(column) ?? "");
    const props: RowProps = {
      key,
      ...Object.fromEntries(
        [...byColumn].map(([column, text]) => [`values.${column}`, text === null ? null : { sql: text }]),
      ),
    };
    return { kind: "row", id: rowId(table.name, of), parent: table.id, name: of.join(", "), props, edges: [] };
  });
}
