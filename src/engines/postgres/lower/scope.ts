/** What the fields of an entity are in the SQL of its table. */
import { generatedInOrder, type ResolvedColumn, type ResolvedTable } from "../../../model/resolve/index.ts";
import {
  type ExpressionColumn,
  type ExpressionScope,
  type InlineFormula,
  inlineFormula,
  type ValueKind,
} from "../expressions/index.ts";
import { type PostgresType, postgresType } from "../types.ts";

/** The type of a column; its `identity` is meant only for the field that declares it, not for keys that refer to it. */
export function columnType(column: ResolvedColumn): PostgresType {
  return postgresType(column.type, column.enumType, column.targets?.postgres?.type);
}

const KINDS: readonly (readonly [RegExp, ValueKind])[] = [
  [/\[\]$/, "array"],
  [/^(text|character|bpchar|citext)\b/, "text"],
  [/^(smallint|integer|bigint|numeric)\b/, "number"],
  [/^(real|double precision)$/, "float"],
  [/^timestamp\b.* with time zone$/, "instant"],
  [/^boolean$/, "boolean"],
  [/^jsonb?$/, "json"],
  [/^bytea$/, "binary"],
];

/** What values of a type are, by its printed name. */
export function kindOfType(type: string): ValueKind {
  return KINDS.find(([pattern]) => pattern.test(type))?.[1] ?? "other";
}

const scopes = new WeakMap<ResolvedTable, ExpressionScope>();

/** The fields and relations of a table as its checks and indexes read them; made once a table. */
export function scopeOf(table: ResolvedTable): ExpressionScope {
  const scope = scopes.get(table) ?? makeScope(table);
  scopes.set(table, scope);
  return scope;
}

function makeScope(table: ResolvedTable): ExpressionScope {
  const columns = new Map(
    table.columns.map((column): [string, ExpressionColumn] => [
      column.name,
      { name: column.name, kind: column.enumType && column.type.array === 0 ? "other" : kindOfColumn(column) },
    ]),
  );
  return { columns: (member) => (table.columnsOf.get(member) ?? []).flatMap((name) => columns.get(name) ?? []) };
}

function kindOfColumn(column: ResolvedColumn): ValueKind {
  return kindOfType(columnType(column).type);
}

/**
 * The same for generated columns: other generated fields are written out.
 * @throws SchemaforgeError GENERATED_CYCLE, FORMULA_TOO_LONG
 */
export function generatedScopeOf(table: ResolvedTable): ExpressionScope {
  const plain = scopeOf(table);
  if (!("entity" in table.source)) return plain;
  const { entity } = table.source;
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  const inline = new Map<string, InlineFormula>();
  const scope = { ...plain, inline };
  for (const { name, generated } of generatedInOrder(entity)) {
    const [of] = plain.columns(name);
    const column = columns.get(of?.name ?? "");
    if (!of || !column) continue;
    const { type } = columnType(column);
    const formula = inlineFormula(generated, scope, { kind: of.kind, type }, `${entity.name}.${name}`);
    if (formula) inline.set(name, formula);
  }
  return scope;
}
