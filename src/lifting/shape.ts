/** What lifting asks of an engine about a catalog; tables, columns and foreign keys are the engine's own objects. */
import type { Conventions } from "../model/model.ts";

/** An object of a catalog. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface LiftTable extends Named {
  readonly schema?: string;
}

export type IdKind = Exclude<Conventions["id"], "none">;

/** The columns that timestamps and soft deletion add, where they are as the language makes them. */
export interface ImpliedTimes<C> {
  /** `createdAt` and `updatedAt`. */
  readonly timestamps?: readonly [C, C];
  /** `deletedAt`. */
  readonly softDelete?: C;
}

/** Two foreign keys that are all of a table. */
export interface Join<T, K> {
  readonly table: T;
  readonly owner: K;
  readonly target: K;
}

export interface Shape<T extends LiftTable, C extends Named, K extends Named> {
  /** Tables that the language can speak of. */
  readonly tables: readonly T[];
  /** The schema that a name of a table does not show by itself. */
  schemaOf(table: T): string | undefined;
  columns(table: T): readonly C[];
  /** A column's name as keys and expressions have it. */
  columnKey(column: C): string;
  foreignKeys(table: T): readonly K[];
  /** The columns of a foreign key, and those that it references. */
  columnsOf(key: K): readonly string[];
  referencedBy(key: K): readonly string[];
  target(key: K): T | undefined;
  /** False for a foreign key that the language has no words for. */
  isRelation(key: K): boolean;
  /** The column that a relation would make by itself: of the type that it references, without anything of its own. */
  ownColumn(table: T, key: K, target: T): C | undefined;
  /** The primary key that the conventions imply. */
  impliedId(table: T): { readonly kind: IdKind; readonly column: C } | undefined;
  impliedTimes(table: T): ImpliedTimes<C>;
  /** The sides of a table that may be a join table. */
  joinOf(table: T): Join<T, K> | undefined;
}

/** The columns of a foreign key as they are called. */
export function spelledColumns<T extends LiftTable, C extends Named, K extends Named>(
  shape: Shape<T, C, K>,
  table: T,
  key: K,
): string[] {
  const names = new Map(shape.columns(table).map((column) => [shape.columnKey(column), column.name]));
  return shape.columnsOf(key).map((column) => names.get(column) ?? column);
}
