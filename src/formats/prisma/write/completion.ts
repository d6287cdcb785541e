/** The script that makes what a Prisma schema does not hold, to be run after Prisma's engine has made the rest. */
import type { Statement } from "../../../engines/engine.ts";
import {
  type PostgresKind,
  type PostgresObject,
  postgres,
  quoteIdent,
  quoteName,
  renderUnits,
} from "../../../engines/postgres/index.ts";
import { columnChanges, isNumberedOtherwise, isRemade, withoutNumbers } from "./completion-columns.ts";
import { preparedFor } from "./preparation.ts";
import { type Completion, nameOf } from "./source.ts";
import type { PostgresSource } from "./source-postgres.ts";

type Table = PostgresObject<"table">;

const COMMENT = /^COMMENT ON /;

/** What columns may need: it comes before they are changed. */
const BEFORE_COLUMNS: ReadonlySet<PostgresKind> = new Set([
  "schema",
  "extension",
  "collation",
  "enum",
  "domain",
  "composite-type",
  "range-type",
  "sequence",
  "function",
]);

/**
 * The scripts before and after the tables.
 *
 * @param lost ids of what Prisma makes otherwise or not at all
 * @param implicit ids of tables that no model stands for
 * @param named ids of columns whose fields name something in SQL
 */
export function completion(
  source: PostgresSource,
  lost: ReadonlySet<string>,
  implicit: ReadonlySet<string>,
  named: ReadonlySet<string>,
): Completion {
  const prepared = preparedFor(source, named);
  const completed = withDependents(source, lost);
  const statements = renderUnits(source.catalog, completed)
    .flatMap(({ object, section, sql }) => sql.map((text): Statement => ({ object, section, sql: text })))
    .filter((statement) => isWanted(statement, source, completed));
  const isEarly = ({ object, sql }: Statement) =>
    BEFORE_COLUMNS.has(source.tree.get(object)?.kind ?? "table") && !COMMENT.test(sql);
  const isBefore = ({ object, sql }: Statement) => prepared.has(object) && !COMMENT.test(sql);
  const before = statements.filter(isBefore);
  const after = [
    ...undone(source, completed),
    ...statements.filter((statement) => isEarly(statement) && !isBefore(statement)),
    ...[...completed].flatMap((id) => changed(source, id)),
    ...statements.filter((statement) => !isEarly(statement)),
    ...source.tables.filter(({ id }) => !implicit.has(id)).flatMap((table) => asConstraints(source, table, completed)),
  ];
  return {
    ...(before.length > 0 ? { before: postgres.script(before) } : {}),
    ...(after.length > 0 ? { after: postgres.script(after) } : {}),
  };
}

/** With what stands on a column that is made again, and the foreign keys that stand on a key that is. */
function withDependents(source: PostgresSource, lost: ReadonlySet<string>): Set<string> {
  const completed = new Set(lost);
  for (const table of source.tables) {
    for (const column of source.columns(table))
      if (isNumberedOtherwise(source, table, column)) completed.add(column.id);
    const remade = new Set(
      source
        .columns(table)
        .filter(isRemade)
        .map(({ name }) => name),
    );
    if (remade.size === 0) continue;
    for (const key of [...source.children(table, "primary-key"), ...source.children(table, "unique")])
      if (key.props.columns.some((name) => remade.has(name))) completed.add(key.id);
    for (const index of source.children(table, "index"))
      if (index.props.keys.some(({ column }) => column !== undefined && remade.has(column))) completed.add(index.id);
  }
  for (const table of source.tables) {
    for (const key of source.children(table, "foreign-key")) {
      const target = source.table(key.props.references);
      const keys = target ? [...source.children(target, "primary-key"), ...source.children(target, "unique")] : [];
      if (keys.some(({ id }) => completed.has(id))) completed.add(key.id);
    }
  }
  return completed;
}

/** Tables and columns are Prisma's to make; what stands in statements of its own is completed. */
function isWanted({ sql, object: id }: Statement, source: PostgresSource, completed: ReadonlySet<string>): boolean {
  const object = source.tree.get(id);
  if (COMMENT.test(sql)) return true;
  if (!object || object.kind === "column") return false;
  // Partitions need a partitioned table, which Prisma's engine does not make.
  if (object.kind === "table") return object.props.partitionOf === undefined && /ROW LEVEL SECURITY|REPLICA/.test(sql);
  return completed.has(id);
}

const statement = (object: PostgresObject, section: string, sql: string): Statement => ({
  object: object.id,
  section,
  sql,
});

function tableOf(source: PostgresSource, { parent }: PostgresObject): Table | undefined {
  const table = parent === undefined ? undefined : source.tree.get(parent);
  return table?.kind === "table" ? table : undefined;
}

/** Statements that take back what Prisma made in another form: foreign keys first, for they stand on keys. */
function undone(source: PostgresSource, completed: ReadonlySet<string>): Statement[] {
  const objects = [...completed].flatMap((id) => source.tree.get(id) ?? []);
  const constraints = (kind: "foreign-key" | "primary-key") =>
    objects.flatMap((object) => {
      const table = object.kind === kind ? tableOf(source, object) : undefined;
      if (!table) return [];
      const alter = `ALTER TABLE ${quoteName(nameOf(table))}`;
      const sql = `${alter} DROP CONSTRAINT IF EXISTS ${quoteIdent(object.name)}`;
      return [
        sql,
        ...carriedNulls(source, table, object).map((name) => `${alter} ALTER ${quoteIdent(name)} DROP NOT NULL`),
      ].map((text) => statement(object, "Replaced", text));
    });
  const numbers = objects.flatMap((object) => {
    const table = tableOf(source, object);
    if (object.kind !== "column" || !table || !isNumberedOtherwise(source, table, object)) return [];
    return withoutNumbers(table, object).map((sql) => statement(object, "Replaced", sql));
  });
  const indexes = objects
    .filter((object) => object.kind === "unique" || (object.kind === "index" && hasColumnsOnly(object)))
    .map((object) => statement(object, "Replaced", `DROP INDEX IF EXISTS ${quoteName(nameOf(object))}`));
  return [...constraints("foreign-key"), ...constraints("primary-key"), ...numbers, ...indexes];
}

/** Columns that a primary key carries and that may be null: Prisma, which takes them for its own, made them required. */
function carriedNulls(source: PostgresSource, table: Table, key: PostgresObject): string[] {
  const include = key.kind === "primary-key" ? (key.props.include ?? []) : [];
  const columns = source.columns(table).filter(({ name, props }) => include.includes(name) && !props.notNull);
  return columns.map(({ name }) => name);
}

/** An index over an expression was not made by Prisma. */
function hasColumnsOnly({ props }: PostgresObject<"index">): boolean {
  return props.keys.every(({ column }) => column !== undefined);
}

/** Statements that bring a column that Prisma made to what it is. */
function changed(source: PostgresSource, id: string): Statement[] {
  const object = source.tree.get(id);
  const table = object && tableOf(source, object);
  if (object?.kind !== "column" || !table) return [];
  return columnChanges(table, object).map((sql) => statement(object, "Columns", sql));
}

/** Prisma's engine makes unique indexes where the database has constraints. */
function asConstraints(source: PostgresSource, table: Table, completed: ReadonlySet<string>): Statement[] {
  return source
    .children(table, "unique")
    .filter(({ id }) => !completed.has(id))
    .map((key) => {
      const name = quoteIdent(key.name);
      const sql = `ALTER TABLE ${quoteName(nameOf(table))} ADD CONSTRAINT ${name} UNIQUE USING INDEX ${name}`;
      return statement(key, "Unique constraints", sql);
    });
}
