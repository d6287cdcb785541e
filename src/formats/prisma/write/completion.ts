/** The script that makes what a Prisma schema does not hold, to be run after Prisma's engine has made the rest. */

import type { Statement } from "../../../engines/engine.ts";
import { type PostgresObject, postgres, quoteIdent, quoteName, renderUnits } from "../../../engines/postgres/index.ts";
import { nameOf, type Source, type Table } from "./source.ts";

const COMMENT = /^COMMENT ON /;

/**
 * @param completed ids of what Prisma makes otherwise or not at all
 * @returns undefined where nothing is missing
 */
export function completion(source: Source, completed: ReadonlySet<string>): string | undefined {
  const statements = renderUnits(source.catalog, completed)
    .flatMap(({ object, section, sql }) => sql.map((text): Statement => ({ object, section, sql: text })))
    .filter((statement) => isWanted(statement, source, completed));
  const before = [...completed].flatMap((id) => undone(source, id));
  const after = [...completed].flatMap((id) => changed(source, id));
  const all = [...before, ...statements, ...after];
  return all.length > 0 ? postgres.script(all) : undefined;
}

/** Tables and columns are Prisma's to make; what stands in statements of its own is completed. */
function isWanted({ sql, object: id }: Statement, source: Source, wanted: ReadonlySet<string>): boolean {
  const object = source.tree.get(id);
  if (COMMENT.test(sql)) return true;
  if (!object || object.kind === "column") return false;
  if (object.kind === "table") return !/^CREATE /.test(sql) || object.props.partitionOf !== undefined;
  return wanted.has(id);
}

const statement = (object: PostgresObject, section: string, sql: string): Statement => ({
  object: object.id,
  section,
  sql,
});

const tableOf = (source: Source, { parent }: PostgresObject): Table | undefined => {
  const table = parent === undefined ? undefined : source.tree.get(parent);
  return table?.kind === "table" ? table : undefined;
};

/** Statements that take back what Prisma made in another form, so that it can be made again. */
function undone(source: Source, id: string): Statement[] {
  const object = source.tree.get(id);
  if (object?.kind === "index" && object.props.keys.every(({ column }) => column !== undefined)) {
    return [statement(object, "Replaced", `DROP INDEX IF EXISTS ${quoteName(nameOf(object))}`)];
  }
  const table = object && tableOf(source, object);
  if (!object || !table) return [];
  const alter = `ALTER TABLE ${quoteName(nameOf(table))}`;
  if (object.kind === "unique") {
    return [statement(object, "Replaced", `DROP INDEX IF EXISTS ${quoteName(nameOf(object))}`)];
  }
  if (object.kind === "primary-key" || object.kind === "foreign-key") {
    return [statement(object, "Replaced", `${alter} DROP CONSTRAINT IF EXISTS ${quoteIdent(object.name)}`)];
  }
  return [];
}

/** Statements that bring a column that Prisma made to what it is. */
function changed(source: Source, id: string): Statement[] {
  const object = source.tree.get(id);
  const table = object && tableOf(source, object);
  if (object?.kind !== "column" || !table) return [];
  const { props } = object;
  const alter = `ALTER TABLE ${quoteName(nameOf(table))} ALTER COLUMN ${quoteIdent(object.name)}`;
  return [...(props.type.endsWith("[]") && props.notNull ? [`${alter} SET NOT NULL`] : [])].map((sql) =>
    statement(object, "Columns", sql),
  );
}
