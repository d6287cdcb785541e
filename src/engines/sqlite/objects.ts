/**
 * The kinds of object in an SQLite catalog and their properties. Optional properties are absent when they have SQLite's
 * default, so that equal objects have equal properties whoever made them.
 *
 * Names inside properties are unquoted and folded to lower case, as SQLite compares them; the spelling that people see
 * is `CatalogObject.name`, which is never compared. A constraint without a name is called by what it says, also in its id. Expressions are in the normal form of normal.ts.
 */
import type { CatalogObject, SqlText } from "../../catalog/catalog.ts";
import type { Action, Conflict } from "./parse/syntax.ts";

export interface TableProps {
  readonly strict?: true;
  readonly withoutRowid?: true;
  /** The comment beside it in the text. Never compared. */
  readonly comment?: string;
}

export interface ColumnProps {
  /** From 1. Never compared. */
  readonly position: number;
  /** As declared, in capitals: `VARCHAR(255)`, `DOUBLE PRECISION`; absent where there is none. */
  readonly type?: string;
  readonly notNull?: true;
  readonly notNullName?: string;
  readonly notNullConflict?: Conflict;
  /** Without the parentheses that expressions need. */
  readonly default?: SqlText;
  /** In capitals; absent: BINARY. */
  readonly collation?: string;
  readonly generated?: { readonly expression: SqlText; readonly stored?: true };
  /** The comment beside it in the text. Never compared. */
  readonly comment?: string;
}

interface KeyColumns {
  /** In key order. */
  readonly columns: readonly string[];
  /** The columns among them that are sorted the other way round. */
  readonly descending?: readonly string[];
  /** Column → collation in capitals, where it is not the column's own. */
  readonly collations?: { readonly [column: string]: string };
  readonly conflict?: Conflict;
}

/** A table has one at most; its name is a property. */
export interface PrimaryKeyProps extends KeyColumns {
  readonly constraintName?: string;
  readonly autoincrement?: true;
}

export interface UniqueProps extends KeyColumns {}

export interface ForeignKeyProps {
  readonly columns: readonly string[];
  /** Without columns: the primary key of the table, which need not exist. */
  readonly references: { readonly table: string; readonly columns?: readonly string[] };
  readonly onUpdate?: Action;
  readonly onDelete?: Action;
  /** Accepted and ignored by SQLite. */
  readonly match?: "full" | "partial";
  readonly deferrable?: "deferrable" | "initially deferred";
}

export interface CheckProps {
  /** Without the outer parentheses. */
  readonly expression: SqlText;
}

export interface IndexKey {
  readonly column?: string;
  readonly expression?: SqlText;
  /** In capitals; only where it is not the column's own. */
  readonly collation?: string;
  readonly descending?: true;
}

/** Indexes that stand behind a primary or unique key are not objects of their own. */
export interface IndexProps {
  readonly unique?: true;
  readonly keys: readonly IndexKey[];
  readonly where?: SqlText;
}

export interface ViewProps {
  readonly query: SqlText;
  /** The column names behind the view's name, where they are given. */
  readonly columns?: readonly string[];
  /** What the query gives, where SQLite can tell. Never compared. */
  readonly outputs?: readonly { readonly name: string; readonly type: string }[];
}

/** Its parent is the table or view. */
export interface TriggerProps {
  readonly timing: "before" | "after" | "instead of";
  readonly event: "insert" | "update" | "delete";
  /** UPDATE OF. */
  readonly columns?: readonly string[];
  readonly when?: SqlText;
  /** The statements between BEGIN and END. */
  readonly body: readonly SqlText[];
}

export interface VirtualTableProps {
  readonly module: string;
  readonly arguments: readonly SqlText[];
  /** Columns as the module declares them, without hidden ones. Never compared. */
  readonly columns?: readonly string[];
  /** The tables that the module keeps its data in; no objects of ours. Never compared. */
  readonly shadowTables?: readonly string[];
}

/** A row of reference data, which is compared; other rows are no part of a catalog. */
export interface RowProps {
  /** Folded names of the columns whose values identify it, in the order of its id. */
  readonly key: readonly string[];
  /** By folded column: the value as text (`CAST(value AS TEXT)`, blobs as literals), null for none. Absent: not said. */
  readonly [value: `values.${string}`]: SqlText | null;
  /** Values that SQLite works out when the row is written, by folded column; never compared. */
  readonly computed?: { readonly [column: string]: SqlText };
}

/** Properties by kind. A new kind is a row here, in `KINDS` (ids.ts), in a builder and in a renderer. */
export interface PropsByKind {
  table: TableProps;
  column: ColumnProps;
  "primary-key": PrimaryKeyProps;
  unique: UniqueProps;
  "foreign-key": ForeignKeyProps;
  check: CheckProps;
  index: IndexProps;
  view: ViewProps;
  trigger: TriggerProps;
  "virtual-table": VirtualTableProps;
  row: RowProps;
}

export type SqliteKind = keyof PropsByKind;

export type SqliteObject<K extends SqliteKind = SqliteKind> = {
  [P in K]: Omit<CatalogObject, "kind" | "props"> & { readonly kind: P; readonly props: PropsByKind[P] };
}[K];

/** True for an object of a kind; narrows its properties. */
export function isKind<K extends SqliteKind>(object: CatalogObject | undefined, kind: K): object is SqliteObject<K> {
  return object?.kind === kind;
}
