/** Primary, unique and foreign keys. */
import { SchemaforgeError } from "../../../model/errors.ts";
import type { ResolvedColumn, ResolvedForeignKey, ResolvedKey, ResolvedTable } from "../../../model/resolve/index.ts";
import { childId } from "../ids.ts";
import type { ForeignKeyProps, KeyProps } from "../objects.ts";
import { DEFAULT_SCHEMA } from "../quote.ts";
import { columnPath } from "./columns.ts";
import { type Draft, tableId } from "./draft.ts";
import { gistSupport } from "./exclusions.ts";
import { indexClassOf, supportOf } from "./opclasses.ts";
import { columnType } from "./scope.ts";

const schemaOf = (table: ResolvedTable): string => table.schema ?? DEFAULT_SCHEMA;

function columnIds(table: ResolvedTable, columns: readonly string[]): string[] {
  return columns.map((column) => childId("column", schemaOf(table), table.name, column));
}

/**
 * Adds the primary key and the unique constraints of a table.
 * @throws SchemaforgeError BAD_KEY for a type that PostgreSQL cannot put in order
 */
export function lowerKeys(draft: Draft, table: ResolvedTable): void {
  const add = (kind: "primary-key" | "unique", key: ResolvedKey): void => {
    const { name, columns } = key;
    const schema = schemaOf(table);
    const extensions = key.withoutOverlaps ? gistExtensions(table, key) : [];
    if (!key.withoutOverlaps) refuseUnordered(table, columns);
    draft.add(
      { kind, id: childId(kind, schema, table.name, name), parent: tableId(table), schema, name, props: keyProps(key) },
      [...columnIds(table, [...columns, ...(key.include ?? [])]), ...extensions.map((of) => draft.extension(of))],
    );
  };
  if (table.primaryKey) add("primary-key", table.primaryKey);
  for (const key of table.uniques) add("unique", key);
}

function keyProps({ columns, include, withoutOverlaps, nullsNotDistinct, deferrable }: ResolvedKey): KeyProps {
  return {
    columns,
    ...(include ? { include } : {}),
    ...(withoutOverlaps ? { withoutOverlaps: true } : {}),
    ...(nullsNotDistinct ? { nullsNotDistinct: true } : {}),
    ...(deferrable ? { deferrable: deferrable === "deferred" ? "initially deferred" : "deferrable" } : {}),
  };
}

/**
 * The extensions of a key without overlaps, whose index is of GiST. It is the server's own (version 18) and not an
 * exclusion constraint, which no foreign key could reference and which would not be a key; `exclude` works everywhere.
 */
function gistExtensions(table: ResolvedTable, { columns: names }: ResolvedKey): string[] {
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  const found = names.flatMap((name, at): string[] => {
    const column = columns.get(name);
    if (!column) return [];
    const isPeriod = at === names.length - 1;
    const support = gistSupport(column, isPeriod ? "overlaps" : "=");
    if (support && !(isPeriod && !isRange(column))) return support.extension === undefined ? [] : [support.extension];
    const { type } = columnType(column);
    const needs = isPeriod ? "a range in last place" : "values that GiST can compare";
    throw new SchemaforgeError("BAD_KEY", `a key without overlaps needs ${needs}, not ${type}`, {
      where: { object: columnPath(table, column) },
      remedy: isPeriod ? "Name a field of a range type last" : "Make the key of other fields",
    });
  });
  return [...new Set(found)];
}

function isRange(column: ResolvedColumn): boolean {
  const values = indexClassOf(column);
  return values === "range" || values === "other";
}

function refuseUnordered(table: ResolvedTable, names: readonly string[]): void {
  for (const column of table.columns) {
    if (!names.includes(column.name) || supportOf("btree", indexClassOf(column))) continue;
    throw new SchemaforgeError("BAD_KEY", `PostgreSQL has no order for ${columnType(column).type}, which a key needs`, {
      where: { object: columnPath(table, column) },
      remedy: "Make the key of other fields",
    });
  }
}

/** Adds a table's foreign keys; every table and key has to be there. */
export function lowerForeignKeys(draft: Draft, table: ResolvedTable): void {
  const schema = schemaOf(table);
  for (const key of table.foreignKeys) {
    draft.add(
      {
        kind: "foreign-key",
        id: childId("foreign-key", schema, table.name, key.name),
        parent: tableId(table),
        schema,
        name: key.name,
        props: foreignKeyProps(key),
      },
      [...columnIds(table, key.columns), tableId(key.target), ...referencedKey(key)],
    );
  }
}

/** The key of the target that stands on the referenced columns; the server takes the first that it finds. */
function referencedKey({ target, targetColumns }: ResolvedForeignKey): string[] {
  const wanted = [...targetColumns].sort().join("\n");
  const matches = (key: ResolvedKey) => [...key.columns].sort().join("\n") === wanted;
  if (target.primaryKey && matches(target.primaryKey)) {
    return [childId("primary-key", schemaOf(target), target.name, target.primaryKey.name)];
  }
  const unique = target.uniques.find(matches);
  return unique ? [childId("unique", schemaOf(target), target.name, unique.name)] : [];
}

/** NO ACTION is the server's default and left out; `deferrable` alone is checked at once unless a transaction asks. */
function foreignKeyProps(key: ResolvedForeignKey): ForeignKeyProps {
  return {
    columns: key.columns,
    references: { schema: schemaOf(key.target), name: key.target.name, columns: key.targetColumns },
    ...(key.onUpdate === "no action" ? {} : { onUpdate: key.onUpdate }),
    ...(key.onDelete === "no action" ? {} : { onDelete: key.onDelete }),
    ...(key.deferrable ? { deferrable: key.deferrable === "deferred" ? "initially deferred" : "deferrable" } : {}),
    ...(key.onDeleteColumns ? { onDeleteColumns: key.onDeleteColumns } : {}),
    ...(key.period ? { period: true } : {}),
  };
}
