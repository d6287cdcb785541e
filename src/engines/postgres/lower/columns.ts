/** Tables and their columns. */
import type { SqlText } from "../../../catalog/catalog.ts";
import { SchemaforgeError } from "../../../model/errors.ts";
import type { ResolvedColumn, ResolvedTable } from "../../../model/resolve/index.ts";
import { type ExpressionScope, printExpression } from "../expressions.ts";
import { childId, schemaObjectId } from "../ids.ts";
import type { ColumnProps } from "../objects.ts";
import { DEFAULT_SCHEMA } from "../quote.ts";
import { enumName, type PostgresType } from "../types.ts";
import { defaultText } from "./defaults.ts";
import { commented, type Draft, tableId } from "./draft.ts";
import type { RelationNames } from "./names.ts";
import { columnType, generatedScopeOf } from "./scope.ts";

/** Columns that every table has already (manual, 5.6). */
const SYSTEM_COLUMNS: ReadonlySet<string> = new Set(["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"]);

/** What the Model calls a table: its entity, or the relation whose join table it is. */
export function pathOf({ source }: ResolvedTable): string {
  return "entity" in source ? source.entity.name : `${source.owner.name}.${source.join.name}`;
}

/**
 * Adds a table with its columns.
 *
 * @param names the names that sequences cannot have
 * @throws SchemaforgeError RESERVED_NAME for a column of the server's own; UNKNOWN_FIELD, COMPOSITE_OPERAND,
 * NULL_CHARACTER, FORMULA_TOO_LONG
 */
export function lowerTable(draft: Draft, table: ResolvedTable, names: RelationNames): void {
  const schema = table.schema ?? DEFAULT_SCHEMA;
  const id = tableId(table);
  draft.add({ kind: "table", id, schema, name: table.name, props: commented(table.doc) });
  const scope = generatedScopeOf(table);
  table.columns.forEach((column, index) => {
    const path = columnPath(table, column);
    if (SYSTEM_COLUMNS.has(column.name)) {
      throw new SchemaforgeError("RESERVED_NAME", `\`${column.name}\` is a column of PostgreSQL's own in every table`, {
        where: { object: path },
        remedy: "Rename the field, or give it `column=`",
      });
    }
    const type = columnType(column);
    const generated = column.generated && printGenerated(draft, column.generated, scope, path);
    const props: ColumnProps = {
      position: index + 1,
      type: type.type,
      ...(column.nullable ? {} : { notNull: true as const }),
      ...(isIdentity(column, type) ? { identity: identityOf(table, column, names) } : {}),
      ...lowerDefault(draft, column, type, path),
      ...(generated ? { generated: { expression: generated } } : {}),
      ...commented(column.doc),
    };
    draft.add(
      {
        kind: "column",
        id: childId("column", schema, table.name, column.name),
        parent: id,
        schema,
        name: column.name,
        props,
      },
      columnNeeds(draft, table, column, type),
    );
  });
}

export function columnPath(table: ResolvedTable, { origin, name }: ResolvedColumn): string {
  const path = pathOf(table);
  if (origin.kind === "field") return `${path}.${origin.field.name}`;
  return origin.kind === "relation" ? `${path}.${origin.relation.name}` : `${path}.${name}`;
}

function isIdentity({ origin }: ResolvedColumn, type: PostgresType): boolean {
  return origin.kind === "id" ? origin.identity : origin.kind === "field" && type.identity === true;
}

function identityOf(
  table: ResolvedTable,
  column: ResolvedColumn,
  names: RelationNames,
): NonNullable<ColumnProps["identity"]> {
  const name = names.sequence(table, column.name);
  return name ? { sequence: { name } } : {};
}

function columnNeeds(draft: Draft, table: ResolvedTable, column: ResolvedColumn, type: PostgresType): string[] {
  const { enumType, generated } = column;
  const named = enumType && column.targets?.postgres?.type === undefined ? enumName(enumType) : undefined;
  const read = generated?.kind === "parsed" ? generated.refs : [];
  return [
    ...(type.extension === undefined ? [] : [draft.extension(type.extension)]),
    ...(named ? [schemaObjectId("enum", named.schema, named.name)] : []),
    ...read
      .flatMap((member) => table.columnsOf.get(member) ?? [])
      .map((name) => childId("column", table.schema ?? DEFAULT_SCHEMA, table.name, name)),
  ];
}

function lowerDefault(
  draft: Draft,
  column: ResolvedColumn,
  { type }: PostgresType,
  path: string,
): { readonly default?: SqlText } {
  if (!column.default) return {};
  const text = defaultText(column.default, type, column.enumType !== undefined);
  if (text === "unprintable") draft.loseRaw(path, "a default");
  return text === undefined || text === "unprintable" ? {} : { default: text };
}

function printGenerated(
  draft: Draft,
  expression: NonNullable<ResolvedColumn["generated"]>,
  scope: ExpressionScope,
  path: string,
): SqlText | undefined {
  const printed = printExpression(expression, scope);
  if (!printed) draft.loseRaw(path, "a generated column");
  return printed && { sql: printed.sql };
}

/** The ids of the columns that members stand for. */
export function columnIds(scope: ExpressionScope, table: ResolvedTable, members: readonly string[]): string[] {
  const schema = table.schema ?? DEFAULT_SCHEMA;
  return members
    .flatMap((member) => scope.columns(member))
    .map(({ name }) => childId("column", schema, table.name, name));
}
