/**
 * Kinds of an SQLite catalog as data, and their ids. Names are folded, because SQLite compares them without case
 * (ASCII only). Tables, views and indexes share the names of the database; triggers have names of their own there.
 */
import type { CatalogObject } from "../../catalog/catalog.ts";
import { objectId } from "../../catalog/ids.ts";
import { isKind, type PropsByKind, type SqliteKind } from "./objects.ts";
import { fold } from "./quote.ts";

interface KindRow {
  readonly scope: "database" | "table";
  /** Property names that never make two objects differ. */
  readonly volatile?: readonly string[];
  readonly unsaid?: "all";
}

export const KINDS: { readonly [K in SqliteKind]: KindRow } = {
  table: { scope: "database", volatile: ["comment"] },
  column: { scope: "table", volatile: ["position", "comment"] },
  "primary-key": { scope: "table" },
  unique: { scope: "table" },
  "foreign-key": { scope: "table" },
  check: { scope: "table" },
  index: { scope: "database" },
  view: { scope: "database", volatile: ["outputs"] },
  trigger: { scope: "database" },
  "virtual-table": { scope: "database", volatile: ["columns", "shadowTables"] },
  row: { scope: "table", volatile: ["computed"], unsaid: "all" },
};

/** The id of a table, view, index, trigger or virtual table. */
export function databaseObjectId(kind: SqliteKind, name: string): string {
  return objectId(kind, [fold(name)]);
}

/** The folded name that the id of a table, view, index, trigger or virtual table is made of. */
export function nameOfId(id: string): string {
  const part = id.slice(id.indexOf(":") + 1);
  return part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part;
}

/** The id of a row of reference data, by the values of its key. */
export function rowId(table: string, key: readonly string[]): string {
  return objectId("row", [fold(table), ...key]);
}

/** The id of a column or of a constraint with a name. */
export function childId(kind: SqliteKind, table: string, name: string): string {
  return objectId(kind, [fold(table), fold(name)]);
}

/** The id of a table's primary key: there is one, whatever its name. */
export function primaryKeyId(table: string): string {
  return objectId("primary-key", [fold(table)]);
}

/** What stands for the name of a constraint that has none. */
export const says = {
  unique: ({ columns }: Pick<PropsByKind["unique"], "columns">) => `(${columns.join(",")})`,
  check: ({ expression }: PropsByKind["check"]) => `(${expression.sql})`,
  "foreign-key": ({ columns, references }: Pick<PropsByKind["foreign-key"], "columns" | "references">) =>
    `(${columns.join(",")})->${references.table}`,
};

/** The id of a constraint without a name: what it says stands for it, `unique:users(email)`. */
export function structuralId(kind: SqliteKind, table: string, says: string): string {
  return objectId(kind, [fold(table)], says);
}

/** True for an object that has a name in the database; constraints need none, and are then called by what they say. */
export function hasName(object: CatalogObject): boolean {
  if (isKind(object, "primary-key")) return object.props.constraintName !== undefined;
  const table = object.parent?.slice("table:".length);
  return table === undefined || !object.id.startsWith(`${object.kind}:${table}(`);
}
