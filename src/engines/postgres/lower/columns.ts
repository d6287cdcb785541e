/** Tables and their columns. */
import type { SqlText } from "../../../catalog/catalog.ts";
import { SchemaforgeError } from "../../../model/errors.ts";
import type { FieldTarget } from "../../../model/model.ts";
import type { ResolvedColumn, ResolvedTable } from "../../../model/resolve/index.ts";
import { type ExpressionScope, printExpression } from "../expressions/index.ts";
import { childId, schemaObjectId } from "../ids.ts";
import type { ColumnProps, TableProps } from "../objects.ts";
import { DEFAULT_SCHEMA, splitName } from "../quote.ts";
import { enumName, type PostgresType } from "../types.ts";
import { defaultText } from "./defaults.ts";
import { commented, type Draft, tableId } from "./draft.ts";
import type { RelationNames } from "./names.ts";
import { columnType, generatedScopeOf } from "./scope.ts";
import { identityOf, serialOf } from "./sequences.ts";

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
  draft.add({ kind: "table", id, schema, name: table.name, props: tableProps(table) });
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
    const native = column.origin.kind === "field" ? column.origin.field.targets?.postgres : undefined;
    const serial = serialOf(draft, table, column, type, names);
    const generated = column.generated && printGenerated(draft, column.generated, scope, path);
    const props: ColumnProps = {
      position: index + 1,
      type: type.type,
      ...(column.nullable ? {} : { notNull: true as const }),
      ...(isIdentity(column, type) ? { identity: identityOf(table, column, names) } : {}),
      ...(serial ? { default: serial.default } : {}),
      ...lowerDefault(draft, column, type, path),
      ...(generated ? { generated: { expression: generated, ...(native?.virtual ? { virtual: true } : {}) } } : {}),
      ...nativeProps(native),
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
      [...columnNeeds(draft, table, column, type), ...(serial ? [serial.sequence] : [])],
    );
  });
}

function tableProps(table: ResolvedTable): TableProps {
  const native = "entity" in table.source ? table.source.entity.targets?.postgres : undefined;
  return {
    ...commented(table.doc),
    ...(native?.unlogged ? { unlogged: true } : {}),
    ...(native?.options ? { options: native.options } : {}),
    ...(native?.partitionBy === undefined ? {} : { partitionBy: native.partitionBy }),
  };
}

export function columnPath(table: ResolvedTable, { origin, name }: ResolvedColumn): string {
  const path = pathOf(table);
  if (origin.kind === "field") return `${path}.${origin.field.name}`;
  return origin.kind === "relation" ? `${path}.${origin.relation.name}` : `${path}.${name}`;
}

function isIdentity({ origin, default: standard }: ResolvedColumn, type: PostgresType): boolean {
  if (standard?.kind === "sequence") return standard.as !== "serial";
  return origin.kind === "id" ? origin.identity : origin.kind === "field" && type.identity === true;
}

/** What a field asks of PostgreSQL alone. */
function nativeProps(native: FieldTarget | undefined): Partial<ColumnProps> {
  if (!native) return {};
  const { collation, storage, compression } = native;
  return {
    ...(collation === undefined ? {} : { collation: { schema: "pg_catalog", ...splitName(collation) } }),
    ...(storage ? { storage } : {}),
    ...(compression ? { compression } : {}),
  };
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
  if (!column.default || column.default.kind === "sequence") return {};
  const spelled = column.origin.kind === "field" ? column.origin.field.targets?.postgres?.default : undefined;
  if (spelled !== undefined) return { default: { sql: spelled } };
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
