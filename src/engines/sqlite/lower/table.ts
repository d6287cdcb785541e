/** Turns one table of a linked Model into catalog objects, and lists what SQLite cannot hold of it. */
import type { Expression } from "../../../model/expression.ts";
import type { ResolvedColumn, ResolvedTable } from "../../../model/resolve/index.ts";
import { storageType, TYPE_WORDS, type TypeFamily } from "../../../model/types.ts";
import { fold, quoteName, quoteText } from "../quote.ts";
import { type Storage, storageOf, type TypeCheck } from "../types.ts";
import { clearsColumns } from "./constructs.ts";
import { type DefaultForm, defaultSql } from "./default.ts";
import { type ExpressionScope, type Translated, translate } from "./expression.ts";
import { filledColumns } from "./filled.ts";
import { lowerIndex } from "./indexes.ts";
import type { LowerContext, TableScope } from "./scope.ts";

/** Adds a table with everything that belongs to it but what triggers do with its rows. */
export function lowerTable(source: ResolvedTable, { losses, ...context }: LowerContext): TableScope {
  const { writer, names, options } = context;
  const name = names.table(source);
  const entity =
    "entity" in source.source ? source.source.entity.name : `${source.source.owner.name}.${source.source.join.name}`;
  const table = writer.table(name, {
    strict: options.strict,
    ...(source.doc !== undefined && { comment: source.doc }),
  });
  const scope: TableScope = {
    ...context,
    source,
    table,
    filled: filledColumns(source),
    expressions: expressionScope(source),
    lose: (code, member, feature, instead) =>
      losses.push({
        code,
        object: member === undefined ? entity : `${entity}.${member}`,
        feature,
        target: "sqlite",
        instead,
      }),
  };
  if (source.schema !== undefined)
    scope.lose(
      "NO_SCHEMAS",
      undefined,
      `the schema ${source.schema}`,
      `the table ${name} in the one schema of the file`,
    );
  for (const column of source.columns) lowerColumn(scope, column);
  lowerKeys(scope);
  lowerChecks(scope);
  for (const index of source.indexes) lowerIndex(scope, index);
  return scope;
}

function fieldOf({ origin }: ResolvedColumn) {
  return origin.kind === "field" ? origin.field : undefined;
}

/** The member of the entity that a column comes from; losses name it. */
function memberOf(column: ResolvedColumn): string {
  if (column.origin.kind === "relation") return column.origin.relation.name;
  return fieldOf(column)?.name ?? column.name;
}

/** The family of the values that a column holds; undefined for enums and arrays. */
function familyOf(column: ResolvedColumn): TypeFamily | undefined {
  if (column.enumType || column.type.array > 0) return undefined;
  return TYPE_WORDS.get(storageType(column.type).name)?.family;
}

function expressionScope(source: ResolvedTable): ExpressionScope {
  const byName = new Map(
    source.columns.map((column) => [column.name, { name: column.name, family: familyOf(column) }]),
  );
  return {
    column: (field) => byName.get(source.columnsOf.get(field)?.[0] ?? ""),
    columns: (relation) => source.columnsOf.get(relation) ?? [],
    deterministic: true,
  };
}

/** Storage of a column; enums are text. */
export function storageFor(scope: TableScope, column: ResolvedColumn): Storage {
  const native = fieldOf(column)?.targets?.sqlite?.type;
  if (native !== undefined) return { type: native.toUpperCase() };
  // Only this very word makes the column the rowid, which SQLite numbers.
  if (isNumbered(scope.source, column)) return { type: "INTEGER" };
  const type = storageType(column.type);
  const stored = column.enumType && type.array === 0 ? { name: "text", args: [], array: 0 } : type;
  const storage = storageOf(stored, quoteName(column.name), scope.options.strict, column.nullable);
  return referencesNumber(scope.source, column.name) ? { ...storage, type: wordFor(scope.source, column) } : storage;
}

/** A foreign key is declared as the number that it references is: readers of the schema compare the words. */
function wordFor({ primaryKey }: ResolvedTable, { name }: ResolvedColumn): string {
  // INTEGER alone would make a key of its own one that SQLite numbers.
  return primaryKey?.columns.length === 1 && primaryKey.columns[0] === name ? "INT" : "INTEGER";
}

/** True for a column that refers, at last, to a key that SQLite numbers. */
function referencesNumber(table: ResolvedTable, column: string, seen: ReadonlySet<ResolvedTable> = new Set()): boolean {
  return table.foreignKeys.some(({ columns, target, targetColumns }) => {
    const [own, ...others] = columns;
    const [theirs] = targetColumns;
    if (own !== column || others.length > 0 || seen.has(target)) return false;
    const referenced = target.columns.find(({ name }) => name === theirs);
    if (!referenced || referenced.targets?.sqlite?.type !== undefined) return false;
    return isNumbered(target, referenced) || referencesNumber(target, referenced.name, new Set([...seen, table]));
  });
}

/** SQLite numbers rows by their key of one column, however the Model says that they are numbered. */
function isNumbered({ primaryKey }: ResolvedTable, column: ResolvedColumn): boolean {
  const { origin } = column;
  const isSequence = (origin.kind === "id" && origin.identity) || column.default?.kind === "sequence";
  return isSequence && primaryKey?.columns.length === 1 && primaryKey.columns[0] === column.name;
}

function lowerColumn(scope: TableScope, column: ResolvedColumn): void {
  const { type, loss } = storageFor(scope, column);
  // A foreign key repeats the type of what it references, where the loss is told already.
  if (loss && column.origin.kind === "field") scope.lose("TYPE_WEAKENED", memberOf(column), loss.feature, loss.instead);
  const isKey = scope.source.primaryKey?.columns.includes(column.name) ?? false;
  const generated = column.generated && generatedBy(scope, column.generated, isKey);
  if (generated && !("sql" in generated))
    scope.lose(
      "NOT_GENERATED",
      memberOf(column),
      `a generated column: ${generated.reason}`,
      "a plain column that the application fills",
    );
  // STRICT tables make the columns of their key NOT NULL unsaid, except the rowid's.
  const isRowid = isKey && scope.source.primaryKey?.columns.length === 1 && type === "INTEGER";
  const implied = scope.options.strict && isKey && !isRowid;
  const isFilled = isNumbered(scope.source, column);
  const filled = scope.filled.get(column.name);
  const given = column.default && !isFilled ? defaultSql(column.default, defaultForm(column)) : undefined;
  const value = filled?.default === undefined ? given : { sql: filled.default };
  if (value && !("sql" in value))
    scope.lose("DEFAULT_NOT_HELD", memberOf(column), `a default: ${value.reason}`, "no default");
  scope.table.column({
    name: column.name,
    type,
    notNull: !column.nullable && !implied && !filled?.takesNull,
    ...(value && "sql" in value && { default: value.sql }),
    ...(generated && "sql" in generated && { generated: { sql: generated.sql, stored: true } }),
    ...(column.doc !== undefined && { comment: column.doc }),
  });
}

function generatedBy(scope: TableScope, expression: Expression, isKey: boolean): Translated {
  if (isKey) return { reason: "SQLite has none in a primary key" };
  return translate(expression, scope.expressions);
}

const JSON_FAMILIES: ReadonlySet<TypeFamily | undefined> = new Set<TypeFamily | undefined>([
  "json",
  "vector",
  "range",
  "set",
  "map",
]);

/** How a column keeps its values. */
export function defaultForm(column: ResolvedColumn): DefaultForm {
  const family = familyOf(column);
  if (column.type.array > 0 || JSON_FAMILIES.has(family)) return "json";
  return family === "binary" ? "binary" : "plain";
}

function lowerKeys(scope: TableScope): void {
  const { primaryKey, uniques, foreignKeys, columns } = scope.source;
  if (primaryKey)
    scope.table.primaryKey(
      primaryKey.name,
      primaryKey.columns,
      columns.some((column) => isNumbered(scope.source, column)),
    );
  for (const { name, columns: key } of uniques) scope.table.unique(name, key);
  for (const foreignKey of foreignKeys) {
    const { name, columns: key, target, targetColumns, onUpdate, deferrable } = foreignKey;
    const onDelete = clearsColumns(scope, foreignKey) ? "no action" : foreignKey.onDelete;
    scope.table.foreignKey({
      name,
      columns: key,
      references: { table: scope.names.table(target), columns: targetColumns },
      ...(onUpdate !== "no action" && { onUpdate }),
      ...(onDelete !== "no action" && { onDelete }),
      // Others defer such a key on demand; SQLite only does what the key itself says.
      ...(deferrable && { deferrable: "initially deferred" as const }),
    });
  }
}

/** The checks of types and enums, then those that the Model asks for. */
function lowerChecks(scope: TableScope): void {
  const taken = new Set(scope.source.checks.map(({ name }) => fold(name)));
  for (const column of scope.source.columns) {
    // The database makes these values itself, or they are the values of another column.
    if (
      column.generated ||
      isNumbered(scope.source, column) ||
      column.origin.kind === "relation" ||
      column.origin.kind === "join"
    )
      continue;
    for (const { what, sql } of typeChecks(scope, column)) {
      let name = `${scope.source.name}_${column.name}_${what}`;
      while (taken.has(fold(name))) name += "_type";
      taken.add(fold(name));
      scope.table.check(name, sql);
    }
  }
  for (const { name, expression } of scope.source.checks) {
    const translated = translate(expression, scope.expressions);
    if ("sql" in translated) scope.table.check(name, translated.sql);
    else scope.lose("CHECK_NOT_HELD", name, `the check ${name}: ${translated.reason}`, "left to the application");
  }
}

function typeChecks(scope: TableScope, column: ResolvedColumn): TypeCheck[] {
  const { check } = storageFor(scope, column);
  const { enumType } = column;
  if (!enumType) return check ? [check] : [];
  if (column.type.array > 0) {
    const feature = `the values of ${enumType.name} in an array: a check cannot look into JSON item by item`;
    scope.lose("CHECK_NOT_HELD", memberOf(column), feature, "left to the application");
    return check ? [check] : [];
  }
  const values = enumType.values.map(({ value }) => quoteText(value)).join(", ");
  return [{ what: "values", sql: `${quoteName(column.name)} IN (${values})` }];
}
