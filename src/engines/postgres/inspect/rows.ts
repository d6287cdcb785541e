/** Reads rows of reference data, of the tables that are asked for and no others. */
import { SchemaforgeError } from "../../../model/errors.ts";
import type { RowsOf } from "../../engine.ts";
import { rowId, schemaObjectId } from "../ids.ts";
import type { RowProps } from "../objects.ts";
import { DEFAULT_SCHEMA, quoteIdent } from "../quote.ts";
import type { Collector } from "./collector.ts";
import type { Query } from "./query.ts";

/** Reference data is looked at by people; a table with more rows than this holds something else. */
const MOST_ROWS = 100_000;

/**
 * Adds rows, with their values as text, in the order of their keys. A table or a key column that is not there has none:
 * that is a difference of its own.
 *
 * @throws SchemaforgeError TOO_MANY_ROWS
 */
export async function addRows(query: Query, collector: Collector, tables: readonly RowsOf[]): Promise<void> {
  const present = new Map([...collector.relations.values()].map((relation) => [relation.id, relation]));
  for (const { schema = DEFAULT_SCHEMA, name, key, columns } of tables) {
    const table = present.get(schemaObjectId("table", schema, name));
    const known = new Set(table?.columns.values());
    if (!table || !key.every((column) => known.has(column))) continue;
    const read = columns.filter((column) => known.has(column));
    const values = read.map((column) => `${quoteIdent(column)}::text`).join(", ");
    const from = `${quoteIdent(schema)}.${quoteIdent(name)}`;
    const rows = await query<{ values: (string | null)[] }>(
      `SELECT ARRAY[${values}] AS values FROM ${from} ORDER BY ${key.map(quoteIdent).join(", ")} LIMIT ${MOST_ROWS + 1}`,
    );
    if (rows.length > MOST_ROWS) throw tooMany(table.id);
    for (const row of rows) addRow(collector, { schema, name, parent: table.id }, key, read, row.values);
  }
}

function tooMany(table: string): SchemaforgeError {
  return new SchemaforgeError("TOO_MANY_ROWS", `the table has more than ${MOST_ROWS} rows to compare`, {
    where: { object: table },
    remedy: "Leave the rows out of the model: they are no reference data",
  });
}

function addRow(
  collector: Collector,
  { schema, name, parent }: { readonly schema: string; readonly name: string; readonly parent: string },
  key: readonly string[],
  columns: readonly string[],
  values: readonly (string | null)[],
): void {
  const byColumn = new Map(columns.map((column, at) => [column, values[at] ?? null]));
  const of = key.map((column) => byColumn.get(column) ?? "");
  const id = rowId(schema, name, of);
  const props: RowProps = {
    key,
    ...Object.fromEntries(
      [...byColumn].map(([column, text]) => [`values.${column}`, text === null ? null : { sql: text }]),
    ),
  };
  collector.add({ kind: "row", id, parent, schema, name: of.join(", "), props });
  collector.edge(id, { to: parent, why: "owned", from: "catalog" });
}
