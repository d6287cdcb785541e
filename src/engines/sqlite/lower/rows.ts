/** Reference data: rows that the Model holds, compared by their key. */
import type { Edge, SqlText } from "../../../catalog/catalog.ts";
import { SchemaforgeError } from "../../../model/errors.ts";
import type { DefaultValue, Row } from "../../../model/model.ts";
import type { ResolvedColumn } from "../../../model/resolve/index.ts";
import { type Affinity, affinityOf } from "../affinity.ts";
import { rowId } from "../ids.ts";
import type { RowProps } from "../objects.ts";
import { fold } from "../quote.ts";
import { defaultSql, jsonValue } from "./default.ts";
import type { TableScope } from "./scope.ts";
import { defaultForm, storageFor } from "./table.ts";

/** A row by column. */
interface Values {
  readonly path: string;
  readonly texts: ReadonlyMap<string, SqlText | null>;
  readonly computed: ReadonlyMap<string, SqlText>;
}

interface TableRows {
  readonly scope: TableScope;
  readonly key: readonly string[];
  readonly rows: readonly (Values & { readonly id: string })[];
}

/**
 * Adds the rows of all tables, each with edges to those that it references.
 * @throws SchemaforgeError UNKNOWN_FIELD, BAD_ROW, ROW_KEY for a row that does not say its key, DUPLICATE_ROW
 */
export function lowerRows(scopes: readonly TableScope[]): void {
  const all = scopes.flatMap(tableRows);
  const bySource = new Map(all.map((of) => [of.scope.source, of]));
  for (const { scope, key, rows } of all) {
    const ends = scope.source.foreignKeys.flatMap(({ columns, target, targetColumns }) => {
      const of = bySource.get(target);
      if (!of) return [];
      return { columns, byValues: new Map(of.rows.map((row) => [textsKey(row, targetColumns), row.id])) };
    });
    for (const row of rows) {
      const edges = ends.flatMap(({ columns, byValues }): Edge[] => {
        const to = byValues.get(textsKey(row, columns));
        return to === undefined || to === row.id ? [] : [{ to, why: "order", from: "parser" }];
      });
      scope.writer.row({
        id: row.id,
        parent: scope.table.id,
        name: key.map((column) => row.texts.get(column)?.sql ?? "").join(", "),
        props: propsOf(key, row),
        edges,
      });
    }
  }
}

function propsOf(key: readonly string[], { texts, computed }: Values): RowProps {
  return {
    key: key.map(fold),
    ...Object.fromEntries([...texts].map(([column, text]) => [`values.${fold(column)}`, text])),
    ...(computed.size > 0 && {
      computed: Object.fromEntries([...computed].map(([column, text]) => [fold(column), text])),
    }),
  };
}

/** The values of some columns as one text; undefined where one is missing. */
function textsKey({ texts }: Values, columns: readonly string[]): string | undefined {
  const values = columns.map((column) => texts.get(column)?.sql);
  return values.includes(undefined) ? undefined : JSON.stringify(values);
}

function tableRows(scope: TableScope): TableRows[] {
  const entity = "entity" in scope.source.source ? scope.source.source.entity : undefined;
  const rows = entity?.rows ?? [];
  if (!entity || rows.length === 0) return [];
  const values = rows.map((row, at) => valuesOf(scope, row, `${entity.name}.rows[${at}]`));
  const key = keyOf(scope, entity.name, values);
  const seen = new Set<string>();
  const named = values.map((row) => {
    const of = key.map((column) => row.texts.get(column)?.sql ?? "");
    const id = rowId(scope.table.name, of);
    if (seen.has(id)) {
      throw new SchemaforgeError("DUPLICATE_ROW", `there is another row with ${key.join(", ")} = ${of.join(", ")}`, {
        where: { object: row.path },
        remedy: "Remove one of the rows, or correct its key",
      });
    }
    seen.add(id);
    return { ...row, id };
  });
  return [{ scope, key, rows: named }];
}

/** The columns that identify the rows: the primary key, or the first other key that all of them say. */
function keyOf({ source }: TableScope, entity: string, rows: readonly Values[]): readonly string[] {
  const keys = [...(source.primaryKey ? [source.primaryKey] : []), ...source.uniques].map(({ columns }) => columns);
  const without = (key: readonly string[]) => rows.find(({ texts }) => key.some((column) => !texts.get(column)));
  const found = keys.find((key) => !without(key));
  if (found) return found;
  const [first = []] = keys;
  const wanted = keys.map((key) => key.join(", ")).join(" or ");
  throw new SchemaforgeError("ROW_KEY", "a row does not say its key, by which rows are compared", {
    where: { object: without(first)?.path ?? entity },
    remedy: keys.length === 0 ? "Give the entity a key" : `Give every row a value of ${wanted}`,
  });
}

function valuesOf(scope: TableScope, row: Row, path: string): Values {
  const texts = new Map<string, SqlText | null>();
  const computed = new Map<string, SqlText>();
  const columns = new Map(scope.source.columns.map((column) => [column.name, column]));
  for (const [member, value] of Object.entries(row)) {
    const names = scope.source.columnsOf.get(member);
    const where = `${path}.${member}`;
    if (!names) {
      throw new SchemaforgeError("UNKNOWN_FIELD", `there is no field \`${member}\``, {
        where: { object: path },
        remedy: "Name fields and relations of the entity",
      });
    }
    for (const [name, item] of parts(names, value, where)) {
      const column = columns.get(name);
      if (!column) continue;
      if (column.generated) throw badRow(where, "the database works out a generated field", "Leave it out");
      if (item.kind === "null") texts.set(name, null);
      else if (item.kind === "expression") {
        const made = defaultSql(item, "plain");
        if ("sql" in made) computed.set(name, { sql: made.sql });
        else scope.lose("ROW_VALUE", member, `a value of a row: ${made.reason}`, "no value");
      } else if (item.kind !== "sequence") texts.set(name, textOf(scope, column, item));
    }
  }
  return { path, texts, computed };
}

/** The value of each column of a member: a relation of several columns takes a list. */
function parts(names: readonly string[], value: DefaultValue, path: string): [column: string, value: DefaultValue][] {
  const [only, ...more] = names;
  if (only !== undefined && more.length === 0) return [[only, value]];
  if (value.kind === "null") return names.map((name) => [name, value]);
  if (value.kind === "list" && value.items.length === names.length)
    return names.map((name, at) => [name, value.items[at] ?? { kind: "null" }]);
  const message = `the relation has ${names.length} columns`;
  throw badRow(path, message, `Give a list of ${names.length} values: ${names.join(", ")}`);
}

function badRow(path: string, message: string, remedy: string): SchemaforgeError {
  return new SchemaforgeError("BAD_ROW", message, { where: { object: path }, remedy });
}

/** A value as text, as SQLite would write it. What is authored is not sure to be what it makes of the value. */
function textOf(scope: TableScope, column: ResolvedColumn, value: DefaultValue): SqlText {
  const form = defaultForm(column);
  if (form === "json") return { sql: JSON.stringify(jsonValue(value)) };
  const affinity = affinityOf(storageFor(scope, column).type);
  switch (value.kind) {
    case "boolean":
      return { sql: value.value ? "1" : "0" };
    case "number":
      return numberText(value.value, affinity);
    case "string": {
      const made = form === "binary" ? defaultSql(value, form) : undefined;
      return made && "sql" in made ? { sql: made.sql } : stringText(value.value, affinity);
    }
    default:
      return { sql: JSON.stringify(jsonValue(value)) };
  }
}

/** A text in a column that stores numbers may become one. */
function stringText(value: string, affinity: Affinity): SqlText {
  const isNumeric = affinity !== "text" && affinity !== "blob" && /^\s*[-+]?\.?\d/.test(value);
  if (!isNumeric || !/^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(value)) return { sql: value };
  return numberText(value.trim(), affinity);
}

/** Decimal digits of which a floating-point number keeps all. */
const EXACT = 15;

function numberText(value: string, affinity: Affinity): SqlText {
  const unsure = { sql: value, authored: value };
  if (affinity === "text" || affinity === "blob") return { sql: value };
  const isPlain = /^-?(0|[1-9]\d*)(\.\d+)?$/.test(value) && value.replace(/\D/g, "").length <= EXACT;
  if (!isPlain) return unsure;
  const short = value.includes(".") ? value.replace(/\.?0+$/, "") : value;
  if (short === "-0") return unsure;
  return { sql: affinity === "real" && !short.includes(".") ? `${short}.0` : short };
}
