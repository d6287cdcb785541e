/** Turns one table of a linked Model into catalog objects, and lists what SQLite cannot hold of it. */
import type { Expression } from "../../../model/expression.ts";
import type { ConstraintKind, DefaultValue } from "../../../model/model.ts";
import type { ResolvedCheck, ResolvedColumn, ResolvedForeignKey, ResolvedTable } from "../../../model/resolve/index.ts";
import { storageType, TYPE_WORDS, type TypeFamily } from "../../../model/types.ts";
import { capitals, fold, quoteName, quoteText } from "../quote.ts";
import { type Storage, storageOf, type TypeCheck } from "../types.ts";
import { clearsColumns } from "./constructs.ts";
import { type DefaultForm, defaultSql } from "./default.ts";
import { type ExpressionScope, type Translated, translate } from "./expression.ts";
import { filledColumns } from "./filled.ts";
import { lowerIndex } from "./indexes.ts";
import { loseOfKeys } from "./key-losses.ts";
import type { LowerContext, TableScope } from "./scope.ts";
import { isUsualName, styleOf, usualName } from "./style.ts";

/** Adds a table with everything that belongs to it but what triggers do with its rows. */
export function lowerTable(source: ResolvedTable, { losses, ...context }: LowerContext): TableScope {
  const { model, writer, names, options } = context;
  const name = names.table(source);
  const entity =
    "entity" in source.source ? source.source.entity.name : `${source.source.owner.name}.${source.source.join.name}`;
  const style = styleOf(model, source.source, options.strict);
  const table = writer.table(name, {
    strict: style.strict,
    withoutRowid: style.withoutRowid,
    ...(source.doc !== undefined && { comment: source.doc }),
  });
  const scope: TableScope = {
    ...context,
    source,
    table,
    style,
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
  loseOfKeys(scope);
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
  const native = column.targets?.sqlite?.type;
  if (native !== undefined) return { type: capitals(native) };
  // Only this very word makes the column the rowid, which SQLite numbers.
  if (isNumbered(scope, column)) return { type: "INTEGER" };
  if (referencesNumber(scope, scope.source, column)) return { type: numberWord(scope.source, column) };
  const type = storageType(column.type);
  const stored = column.enumType && type.array === 0 ? { name: "text", args: [], array: 0 } : type;
  return storageOf(stored, quoteName(column.name), scope.style, column.nullable);
}

/** A foreign key is declared as the number that it references is: readers of the schema compare the words. */
function numberWord({ primaryKey }: ResolvedTable, { name }: ResolvedColumn): string {
  // INTEGER alone would make a key of its own one that SQLite numbers.
  return primaryKey?.columns.length === 1 && primaryKey.columns[0] === name ? "INT" : "INTEGER";
}

/** SQLite numbers rows by their key of one column, however the Model says that they are numbered. */
function isNumbered({ source, style }: Pick<TableScope, "source" | "style">, column: ResolvedColumn): boolean {
  const { primaryKey } = source;
  const isOnlyKey = primaryKey?.columns.length === 1 && primaryKey.columns[0] === column.name;
  return isSequence(column) && isOnlyKey && !style.withoutRowid;
}

function isSequence({ origin, default: standard }: ResolvedColumn): boolean {
  return (origin.kind === "id" && origin.identity) || standard?.kind === "sequence";
}

/** True for the column of a relation, directly or through others, to a key that SQLite numbers. */
function referencesNumber(
  { model, options }: TableScope,
  source: ResolvedTable,
  { name, origin }: ResolvedColumn,
): boolean {
  if (origin.kind !== "relation" && origin.kind !== "join") return false;
  const seen = new Set<string>();
  let at = { table: source, column: name };
  for (;;) {
    const key = at.table.foreignKeys.find(({ columns }) => columns.includes(at.column));
    if (!key || seen.has(`${at.table.name} ${at.column}`)) return false;
    seen.add(`${at.table.name} ${at.column}`);
    const target = key.targetColumns[key.columns.indexOf(at.column)];
    const column = key.target.columns.find((candidate) => candidate.name === target);
    if (!column) return false;
    const style = styleOf(model, key.target.source, options.strict);
    if (isNumbered({ source: key.target, style }, column)) return true;
    at = { table: key.target, column: column.name };
  }
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
  const { style } = scope;
  const implied = isKey && (style.withoutRowid || (style.strict && !isRowid));
  const isFilled = isNumbered(scope, column);
  if (isSequence(column) && style.withoutRowid && !column.default)
    scope.lose("DEFAULT_NOT_HELD", memberOf(column), "numbers: WITHOUT ROWID tables have none", "no default");
  const filled = scope.filled.get(column.name);
  const native = fieldOf(column)?.targets?.sqlite;
  const given = column.default && !isFilled ? defaultOf(column, column.default, native?.default) : undefined;
  const says = native?.notNull ?? (!column.nullable && !(isKey && !style.keyNotNull));
  const value = filled?.default === undefined ? given : { sql: filled.default };
  if (value && !("sql" in value))
    scope.lose("DEFAULT_NOT_HELD", memberOf(column), `a default: ${value.reason}`, "no default");
  scope.table.column({
    name: column.name,
    type,
    notNull: says && !implied && !filled?.takesNull,
    ...(native?.collation !== undefined && { collation: native.collation }),
    ...(value && "sql" in value && { default: value.sql }),
    ...(generated && "sql" in generated && { generated: { sql: generated.sql, stored: !native?.virtual } }),
    ...(column.doc !== undefined && { comment: column.doc }),
  });
}

/** A default as the Model means it, or as its author spells it for SQLite. */
function defaultOf(column: ResolvedColumn, value: DefaultValue, spelled: string | undefined): Translated {
  return spelled === undefined ? defaultSql(value, defaultForm(column)) : { sql: spelled };
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
      constraintName(scope, "primary", primaryKey),
      primaryKey.columns,
      scope.style.autoincrement && columns.some((column) => isNumbered(scope, column)),
    );
  for (const key of uniques) scope.table.unique(constraintName(scope, "unique", key), key.columns);
  for (const foreignKey of foreignKeys) {
    // It would ask for equal ranges, and refuse rows within a longer one.
    if (foreignKey.period) continue;
    const { columns: key, target, targetColumns, onUpdate, deferrable } = foreignKey;
    const onDelete = clearsColumns(scope, foreignKey) ? "no action" : foreignKey.onDelete;
    scope.table.foreignKey({
      name: constraintName(scope, "foreign", foreignKey),
      columns: key,
      references: {
        table: scope.names.table(target),
        ...(leavesOut(scope, foreignKey) ? {} : { columns: targetColumns }),
      },
      ...(onUpdate !== "no action" && { onUpdate }),
      ...(onDelete !== "no action" && { onDelete }),
      // Others defer such a key on demand; SQLite only does what the key itself says.
      ...(deferrable && { deferrable: "initially deferred" as const }),
    });
  }
}

/** True for a foreign key to a primary key, where such keys name the table alone. */
function leavesOut({ style }: TableScope, { target, targetColumns }: ResolvedForeignKey): boolean {
  return !style.referencedColumns && target.primaryKey?.columns.join("\n") === targetColumns.join("\n");
}

/** The name of a constraint; undefined where it follows from the convention and such names are left out. */
function constraintName(
  { source, style }: TableScope,
  kind: ConstraintKind,
  { name, columns }: { readonly name: string; readonly columns: readonly string[] },
): string | undefined {
  return !style.names[kind] && isUsualName(name, usualName(kind, source.name, columns)) ? undefined : name;
}

/** The name of a check; those of fields and types have none of their own. */
function checkName({ source, style }: TableScope, { name, path }: ResolvedCheck): string | undefined {
  if (style.names.check) return name;
  const usual = [[], ...source.columns.map((column) => [column.name])].map((list) =>
    usualName("check", source.name, list),
  );
  const isDeclared = path.split(".").length > 2;
  return !isDeclared || usual.some((candidate) => isUsualName(name, candidate)) ? undefined : name;
}

/** The checks of types and enums, then those that the Model asks for. */
function lowerChecks(scope: TableScope): void {
  const taken = new Set(scope.source.checks.map(({ name }) => fold(name)));
  for (const column of scope.source.columns) {
    // The database makes these values itself, or they are the values of another column.
    if (
      !scope.style.typeChecks ||
      column.generated ||
      isNumbered(scope, column) ||
      column.origin.kind === "relation" ||
      column.origin.kind === "join"
    )
      continue;
    for (const { what, sql } of typeChecks(scope, column)) {
      let name = `${scope.source.name}_${column.name}_${what}`;
      while (taken.has(fold(name))) name += "_type";
      taken.add(fold(name));
      scope.table.check(scope.style.names.check ? name : undefined, sql);
    }
  }
  for (const check of scope.source.checks) {
    const { name, expression, typeOf } = check;
    if (typeOf !== undefined && !scope.style.typeChecks) continue;
    const translated = translate(expression, scope.expressions);
    if ("sql" in translated) scope.table.check(checkName(scope, check), translated.sql);
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
