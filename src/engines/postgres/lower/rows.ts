/** Reference data: rows that the Model holds, compared by their key. */
import type { SqlText } from "../../../catalog/catalog.ts";
import { SchemaforgeError } from "../../../model/errors.ts";
import type { DefaultValue, Row } from "../../../model/model.ts";
import type { ResolvedColumn, ResolvedTable } from "../../../model/resolve/index.ts";
import { NO_COLUMNS, printExpression } from "../expressions/index.ts";
import { rowId } from "../ids.ts";
import type { RowProps } from "../objects.ts";
import { DEFAULT_SCHEMA } from "../quote.ts";
import { pathOf } from "./columns.ts";
import { type Draft, tableId } from "./draft.ts";
import { valueText } from "./literals.ts";
import { columnType } from "./scope.ts";

/** A row by column. */
interface Values {
  readonly path: string;
  /** Texts as the server writes them, where that is sure; null for none. */
  readonly texts: ReadonlyMap<string, SqlText | null>;
  readonly computed: ReadonlyMap<string, SqlText>;
}

interface TableRows {
  readonly table: ResolvedTable;
  readonly key: readonly string[];
  readonly rows: readonly Values[];
}

/**
 * Adds the rows of all tables, each behind those that it references.
 *
 * @throws SchemaforgeError UNKNOWN_FIELD, BAD_ROW, ROW_KEY for a row that does not say its key, DUPLICATE_ROW
 */
export function lowerRows(draft: Draft, tables: readonly ResolvedTable[]): void {
  const all = tables.flatMap((table) => tableRows(draft, table));
  const added = new Map(all.map((of) => [of.table, { ...of, ids: addRows(draft, of) }]));
  for (const { table, rows, ids } of added.values()) {
    for (const { columns, target, targetColumns } of table.foreignKeys) {
      const ends = added.get(target);
      if (!ends) continue;
      const byValues = new Map(ends.rows.map((row, at) => [textsKey(row, targetColumns), ends.ids[at] ?? ""]));
      rows.forEach((row, at) => {
        const end = byValues.get(textsKey(row, columns) ?? "");
        if (end !== undefined) draft.link(ids[at] ?? "", end);
      });
    }
  }
}

/** The values of some columns as one text; undefined where one is missing. */
function textsKey({ texts }: Values, columns: readonly string[]): string | undefined {
  const values = columns.map((column) => texts.get(column)?.sql);
  return values.includes(undefined) ? undefined : JSON.stringify(values);
}

function tableRows(draft: Draft, table: ResolvedTable): TableRows[] {
  const rows = "entity" in table.source ? (table.source.entity.rows ?? []) : [];
  if (rows.length === 0) return [];
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  const values = rows.map((row, at) => valuesOf(draft, table, columns, row, `${pathOf(table)}.rows[${at}]`));
  return [{ table, key: keyOf(table, values), rows: values }];
}

function addRows(draft: Draft, { table, key, rows }: TableRows): string[] {
  const schema = table.schema ?? DEFAULT_SCHEMA;
  return rows.map(({ texts, computed, path }) => {
    const of = key.map((column) => texts.get(column)?.sql ?? "");
    const id = rowId(schema, table.name, of);
    if (draft.objects.has(id)) {
      throw new SchemaforgeError("DUPLICATE_ROW", `there is another row with ${key.join(", ")} = ${of.join(", ")}`, {
        where: { object: path },
        remedy: "Remove one of the rows, or correct its key",
      });
    }
    const props: RowProps = {
      key,
      ...Object.fromEntries([...texts].map(([column, text]) => [`values.${column}`, text])),
      ...(computed.size > 0 ? { computed: Object.fromEntries(computed) } : {}),
    };
    return draft.add({ kind: "row", id, parent: tableId(table), schema, name: of.join(", "), props });
  });
}

/** The columns that identify the rows: the primary key, or the first other key that all of them say. */
function keyOf(table: ResolvedTable, rows: readonly Values[]): readonly string[] {
  const keys = [...(table.primaryKey ? [table.primaryKey] : []), ...table.uniques].map(({ columns }) => columns);
  const without = (key: readonly string[]) => rows.find(({ texts }) => key.some((column) => !texts.get(column)));
  const found = keys.find((key) => !without(key));
  if (found) return found;
  const [first = []] = keys;
  const wanted = keys.map((key) => key.join(", ")).join(" or ");
  throw new SchemaforgeError("ROW_KEY", "a row does not say its key, by which rows are compared", {
    where: { object: without(first)?.path ?? pathOf(table) },
    remedy: keys.length === 0 ? "Give the entity a key" : `Give every row a value of ${wanted}`,
  });
}

function valuesOf(
  draft: Draft,
  table: ResolvedTable,
  columns: ReadonlyMap<string, ResolvedColumn>,
  row: Row,
  path: string,
): Values {
  const texts = new Map<string, SqlText | null>();
  const computed = new Map<string, SqlText>();
  for (const [member, value] of Object.entries(row)) {
    const names = table.columnsOf.get(member);
    if (!names) {
      throw new SchemaforgeError("UNKNOWN_FIELD", `there is no field \`${member}\``, {
        where: { object: path },
        remedy: "Name fields and relations of the entity",
      });
    }
    for (const [name, item] of parts(names, value, `${path}.${member}`)) {
      const column = columns.get(name);
      if (!column) continue;
      if (column.generated)
        throw badRow(`${path}.${member}`, "the database works out a generated field", "Leave it out");
      if (item.kind === "null") texts.set(name, null);
      else if (item.kind === "expression") {
        const printed = printExpression(item.expression, NO_COLUMNS);
        if (printed) computed.set(name, { sql: printed.sql });
        else draft.loseRaw(`${path}.${member}`, "a value");
      } else if (item.kind !== "sequence") texts.set(name, textOf(item, column));
    }
  }
  return { path, texts, computed };
}

function textOf(value: DefaultValue, column: ResolvedColumn): SqlText {
  const { written, printed } = valueText(value, columnType(column).type, column.enumType !== undefined);
  // What is authored is not sure to be what the server makes of it.
  return printed === undefined ? { sql: written, authored: written } : { sql: printed };
}

/** The value of each column of a member: a relation of several columns takes a list. */
function parts(names: readonly string[], value: DefaultValue, path: string): [column: string, value: DefaultValue][] {
  const [only, ...more] = names;
  if (only !== undefined && more.length === 0) return [[only, value]];
  if (value.kind === "null") return names.map((name) => [name, value]);
  if (value.kind === "list" && value.items.length === names.length) {
    return names.map((name, at) => [name, value.items[at] ?? { kind: "null" }]);
  }
  throw badRow(
    path,
    `the relation has ${names.length} columns`,
    `Give a list of ${names.length} values: ${names.join(", ")}`,
  );
}

function badRow(path: string, message: string, remedy: string): SchemaforgeError {
  return new SchemaforgeError("BAD_ROW", message, { where: { object: path }, remedy });
}
