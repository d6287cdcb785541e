/** INSERT of reference data. */
import type { SqlText } from "../../../catalog/catalog.ts";
import type { PostgresObject, RowProps } from "../objects.ts";
import { quoteIdent, quoteName, stringLiteral } from "../quote.ts";
import { textOf } from "./text.ts";
import type { Tree } from "./tree.ts";
import { needsOf, type Unit } from "./unit.ts";

const VALUES = "values.";

/** The values of a row by column, null for none. */
export function valuesOf(props: RowProps): [column: string, value: SqlText | null][] {
  return Object.entries(props).flatMap(([name, value]): [string, SqlText | null][] =>
    name.startsWith(VALUES) ? [[name.slice(VALUES.length), value as SqlText | null]] : [],
  );
}

/**
 * One row, written after all that may have a say in it: keys, triggers, policies. After the last row of a table the
 * sequences of its numbered columns go on behind the numbers that were given.
 */
export function rowUnits(row: PostgresObject<"row">, tree: Tree): Unit[] {
  const table = row.parent === undefined ? undefined : tree.get(row.parent);
  if (!table) return [];
  const name = quoteName({ schema: table.schema ?? "", name: table.name });
  const columns = new Map(tree.columns(table.id).map((column) => [column.name, column]));
  const given = [
    ...valuesOf(row.props).map(([column, value]): [string, string] => [
      column,
      value === null ? "NULL" : literalOf(textOf(value), columns.get(column)?.props.type ?? "text"),
    ]),
    ...Object.entries(row.props.computed ?? {}).map(([column, text]): [string, string] => [column, textOf(text)]),
  ];
  const numbered = given.some(([column]) => columns.get(column)?.props.identity?.always);
  const sql = [
    `INSERT INTO ${name} (${given.map(([column]) => quoteIdent(column)).join(", ")})`,
    ...(numbered ? ["OVERRIDING SYSTEM VALUE"] : []),
    `VALUES (${given.map(([, text]) => text).join(", ")})`,
  ].join(" ");
  const unit: Unit = { section: "Rows", object: row.id, makes: [row.id], needs: needsOf(row), sql: [sql] };
  if (!tree.isLast(row)) return [unit];
  return [unit, ...goOn(row, table, tree.children(table.id, "row"), columns.values())];
}

/** Numbers and booleans stand bare, everything else is text that the column's type reads. */
function literalOf(text: string, type: string): string {
  if (/^(smallint|integer|bigint|numeric|real|double precision)/.test(type) && /^-?\d+(\.\d+)?$/.test(text))
    return text;
  if (type === "boolean" && /^(true|false)$/.test(text)) return text;
  return stringLiteral(text);
}

function goOn(
  row: PostgresObject<"row">,
  table: PostgresObject,
  rows: readonly PostgresObject<"row">[],
  columns: Iterable<PostgresObject<"column">>,
): Unit[] {
  const given = new Set(rows.flatMap(({ props }) => valuesOf(props).map(([column]) => column)));
  const name = quoteName({ schema: table.schema ?? "", name: table.name });
  const sql = [...columns].flatMap(({ name: column, props }) => {
    const isNumbered = props.identity !== undefined || /^nextval\(/.test(props.default?.sql ?? "");
    if (!isNumbered || !given.has(column)) return [];
    const sequence = `pg_get_serial_sequence(${stringLiteral(name)}, ${stringLiteral(column)})`;
    return [
      `SELECT setval(${sequence}, max(${quoteIdent(column)})) FROM ${name} HAVING max(${quoteIdent(column)}) > 0`,
    ];
  });
  if (sql.length === 0) return [];
  return [{ section: "Rows", object: row.id, makes: [], needs: new Set(rows.map(({ id }) => id)), sql }];
}
