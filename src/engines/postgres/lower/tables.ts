/** Tables with their columns, keys, foreign keys and checks. */
import type { ResolvedColumn, ResolvedForeignKey, ResolvedTable } from "../../../model/resolve/index.ts";
import { TYPE_WORDS } from "../../../model/types.ts";
import { printExpression, stringLiteral } from "../expressions.ts";
import { childId, makeObjectName, schemaObjectId } from "../ids.ts";
import type { ColumnProps, ForeignKeyProps } from "../objects.ts";
import { DEFAULT_SCHEMA, quoteIdent } from "../quote.ts";
import { enumName, postgresType } from "../types.ts";
import { defaultText } from "./defaults.ts";
import { type Draft, tableId } from "./draft.ts";

/** Adds a table and what belongs to it, without foreign keys and indexes. */
export function lowerTable(draft: Draft, table: ResolvedTable): void {
  const schema = table.schema ?? DEFAULT_SCHEMA;
  const id = draft.add({
    kind: "table",
    id: tableId(table),
    schema,
    name: table.name,
    props: table.doc === undefined ? {} : { comment: table.doc },
  });
  table.columns.forEach((column, index) => {
    const type = columnType(column);
    const needs = [
      ...(type.extension ? [draft.extension(type.extension)] : []),
      ...(column.enumType
        ? [schemaObjectId("enum", enumName(column.enumType).schema, enumName(column.enumType).name)]
        : []),
    ];
    const props = columnProps(column, index + 1, type.type, (field) => table.columnsOf.get(field)?.[0] ?? field);
    draft.add(
      {
        kind: "column",
        id: childId("column", schema, table.name, column.name),
        parent: id,
        schema,
        name: column.name,
        props,
      },
      needs,
    );
  });
  const part = (name: string) => ({ parent: id, schema, name });
  if (table.primaryKey) {
    const { name, columns } = table.primaryKey;
    draft.add({
      kind: "primary-key",
      id: childId("primary-key", schema, table.name, name),
      ...part(name),
      props: { columns },
    });
  }
  for (const { name, columns } of table.uniques) {
    draft.add({ kind: "unique", id: childId("unique", schema, table.name, name), ...part(name), props: { columns } });
  }
  addChecks(draft, table, schema, id);
}

function addChecks(draft: Draft, table: ResolvedTable, schema: string, parent: string): void {
  const add = (name: string, sql: string) =>
    draft.add({
      kind: "check",
      id: childId("check", schema, table.name, name),
      parent,
      schema,
      name,
      props: { expression: { sql } },
    });
  const columnOf = (field: string) => table.columnsOf.get(field)?.[0] ?? field;
  for (const check of table.checks) add(check.name, printExpression(check.expression, columnOf));
  const taken = new Set(table.checks.map((check) => check.name));
  for (const column of table.columns) {
    const { name: word, args, array } = column.type;
    const patterned = TYPE_WORDS.get(word)?.pattern !== undefined || TYPE_WORDS.get(word)?.least !== undefined;
    if (array > 0 && patterned) {
      draft.losses.push({
        code: "ELEMENT_CHECK",
        object: childId("column", schema, table.name, column.name),
        feature: `the check of ${word} values in an array`,
        target: "postgres",
        instead: "the elements are not checked",
      });
    }
    if (word !== "set") continue;
    let name = makeObjectName(table.name, column.name, "check");
    for (let number = 1; taken.has(name); number++) name = makeObjectName(table.name, column.name, `check${number}`);
    add(
      name,
      `${quoteIdent(column.name)} <@ ARRAY[${args.map((value) => stringLiteral(String(value))).join(", ")}]::text[]`,
    );
  }
}

function columnType(column: ResolvedColumn) {
  const native = column.origin.kind === "field" ? column.origin.field.targets?.postgres?.type : undefined;
  return postgresType(column.type, column.enumType, native);
}

/** Fields that the database numbers by itself: an integer key that defaults to nothing is given by the application. */
function isIdentity(column: ResolvedColumn): boolean {
  return column.origin.kind === "id" && column.origin.identity;
}

function columnProps(
  column: ResolvedColumn,
  position: number,
  type: string,
  columnOf: (field: string) => string,
): ColumnProps {
  return {
    position,
    type,
    ...(column.nullable ? {} : { notNull: true }),
    ...(isIdentity(column) ? { identity: {} } : {}),
    ...(column.default ? { default: defaultText(column.default, type) } : {}),
    ...(column.generated ? { generated: { expression: { sql: printExpression(column.generated, columnOf) } } } : {}),
    ...(column.doc === undefined ? {} : { comment: column.doc }),
  };
}

const ACTIONS = {
  cascade: "cascade",
  restrict: "restrict",
  "set null": "set null",
  "set default": "set default",
} as const;

/** Adds a table's foreign keys; every table has to be there. */
export function lowerForeignKeys(draft: Draft, table: ResolvedTable): void {
  const schema = table.schema ?? DEFAULT_SCHEMA;
  for (const key of table.foreignKeys) {
    const { target } = key;
    const targetSchema = target.schema ?? DEFAULT_SCHEMA;
    const columns = target.primaryKey?.columns ?? [];
    const referenced = [
      ...(target.primaryKey && columns.join("\n") === key.targetColumns.join("\n")
        ? [childId("primary-key", targetSchema, target.name, target.primaryKey.name)]
        : []),
      ...target.uniques
        .filter((unique) => unique.columns.join("\n") === key.targetColumns.join("\n"))
        .map((unique) => childId("unique", targetSchema, target.name, unique.name)),
    ];
    draft.add(
      {
        kind: "foreign-key",
        id: childId("foreign-key", schema, table.name, key.name),
        parent: tableId(table),
        schema,
        name: key.name,
        props: foreignKeyProps(key, targetSchema),
      },
      [tableId(target), ...referenced],
    );
  }
}

function foreignKeyProps(key: ResolvedForeignKey, schema: string): ForeignKeyProps {
  const onDelete = key.onDelete === "no action" ? undefined : ACTIONS[key.onDelete];
  const onUpdate = key.onUpdate === "no action" ? undefined : ACTIONS[key.onUpdate];
  return {
    columns: key.columns,
    references: { schema, name: key.target.name, columns: key.targetColumns },
    ...(onUpdate ? { onUpdate } : {}),
    ...(onDelete ? { onDelete } : {}),
    ...(key.deferrable ? { deferrable: "deferrable" } : {}),
  };
}
