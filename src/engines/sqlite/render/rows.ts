/** Writes rows of reference data. */
import type { SqlText } from "../../../catalog/catalog.ts";
import { affinityOf } from "../affinity.ts";
import type { ColumnProps, RowProps, SqliteObject } from "../objects.ts";
import { isKind } from "../objects.ts";
import { fold, quoteText } from "../quote.ts";
import { type Children, type Names, textOf } from "./table.ts";

const VALUES = "values.";

/** The values of a row by folded column, null for none. */
export function valuesOf(props: RowProps): [column: string, value: SqlText | null][] {
  return Object.entries(props).flatMap(([name, value]): [string, SqlText | null][] =>
    name.startsWith(VALUES) ? [[name.slice(VALUES.length), value as SqlText | null]] : [],
  );
}

/** The INSERT of a row. */
export function insertRow(row: SqliteObject<"row">, children: Children, names: Names): string {
  const table = row.parent ?? "";
  const columns = new Map(
    (children.get(table) ?? []).filter((child) => isKind(child, "column")).map((column) => [fold(column.name), column]),
  );
  const given = [
    ...valuesOf(row.props).map(([column, value]): [string, string] => [
      column,
      value === null ? "NULL" : literalOf(textOf(value), columns.get(column)?.props),
    ]),
    ...Object.entries(row.props.computed ?? {}).map(([column, text]): [string, string] => [column, textOf(text)]),
  ];
  const list = names.columns(
    table,
    given.map(([column]) => column),
  );
  return `INSERT INTO ${names.relation(table)} (${list}) VALUES (${given.map(([, sql]) => sql).join(", ")})`;
}

/** Numbers stand bare where the column stores numbers, and blobs as such; any other text is quoted. */
function literalOf(text: string, column: ColumnProps | undefined): string {
  const affinity = affinityOf(column?.type);
  if (affinity === "blob" && /^x'([0-9a-f]{2})*'$/i.test(text)) return text;
  const isNumber = affinity !== "text" && affinity !== "blob" && /^-?\d+(\.\d+)?$/.test(text);
  return isNumber ? text : quoteText(text);
}
