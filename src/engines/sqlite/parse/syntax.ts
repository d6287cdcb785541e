/** What the grammar makes of SQLite's statements. Names are unquoted; expressions and bodies stay tokens. */
import type { Token } from "./tokens.ts";

export type Conflict = "rollback" | "abort" | "fail" | "ignore" | "replace";

export type Action = "cascade" | "restrict" | "set null" | "set default" | "no action";

/** One column or expression of a key or index. */
export interface SortedTerm {
  readonly tokens: readonly Token[];
  /** Set when the term is a bare column name. */
  readonly column?: string;
  readonly collation?: string;
  readonly descending?: true;
}

export interface References {
  readonly table: string;
  readonly columns?: readonly string[];
  readonly onDelete?: Action;
  readonly onUpdate?: Action;
  readonly match?: string;
  readonly deferrable?: "deferrable" | "initially deferred";
}

interface Named {
  /** Name given by CONSTRAINT. */
  readonly name?: string;
}

export type ColumnConstraint = Named &
  (
    | {
        readonly kind: "primary-key";
        readonly descending?: true;
        readonly conflict?: Conflict;
        readonly autoincrement?: true;
      }
    | { readonly kind: "not-null"; readonly conflict?: Conflict }
    | { readonly kind: "null" }
    | { readonly kind: "unique"; readonly conflict?: Conflict }
    | { readonly kind: "check"; readonly expression: readonly Token[] }
    | { readonly kind: "default"; readonly expression: readonly Token[] }
    | { readonly kind: "collate"; readonly collation: string }
    | { readonly kind: "references"; readonly references: References }
    | { readonly kind: "generated"; readonly expression: readonly Token[]; readonly stored?: true }
  );

export type TableConstraint = Named &
  (
    | {
        readonly kind: "primary-key" | "unique";
        readonly terms: readonly SortedTerm[];
        readonly conflict?: Conflict;
        readonly autoincrement?: true;
      }
    | { readonly kind: "check"; readonly expression: readonly Token[] }
    | { readonly kind: "foreign-key"; readonly columns: readonly string[]; readonly references: References }
  );

export interface ColumnDefinition {
  readonly name: string;
  /** The words and arguments of the type; empty where there is none. */
  readonly type: readonly Token[];
  readonly constraints: readonly ColumnConstraint[];
  /** Where its last token ends; absent in what was not read from a text. */
  readonly end?: number;
}

interface Created {
  /** `main`, `temp` or an attached database. */
  readonly schema?: string;
  readonly name: string;
  readonly temporary?: true;
  readonly ifNotExists?: true;
}

export interface CreateTable extends Created {
  readonly kind: "create-table";
  readonly columns: readonly ColumnDefinition[];
  readonly constraints: readonly TableConstraint[];
  readonly strict?: true;
  readonly withoutRowid?: true;
  /** Where the list of columns opens; absent in what was not read from a text. */
  readonly open?: number;
  /** CREATE TABLE … AS: the query; SQLite itself finds the columns. */
  readonly query?: readonly Token[];
}

export interface CreateIndex extends Created {
  readonly kind: "create-index";
  readonly table: string;
  readonly unique?: true;
  readonly terms: readonly SortedTerm[];
  readonly where?: readonly Token[];
}

export interface CreateView extends Created {
  readonly kind: "create-view";
  readonly columns?: readonly string[];
  readonly query: readonly Token[];
}

export interface CreateTrigger extends Created {
  readonly kind: "create-trigger";
  readonly table: string;
  readonly timing: "before" | "after" | "instead of";
  readonly event: "insert" | "update" | "delete";
  /** UPDATE OF. */
  readonly columns?: readonly string[];
  readonly when?: readonly Token[];
  readonly body: readonly (readonly Token[])[];
}

export interface CreateVirtualTable extends Created {
  readonly kind: "create-virtual-table";
  readonly module: string;
  /** As SQLite hands them to the module: cut at the outermost commas. */
  readonly arguments: readonly (readonly Token[])[];
}

/** ALTER and DROP, which SQLite itself carries out. */
export interface SchemaChange {
  readonly kind: "alter" | "drop";
  readonly schema?: string;
}

/** What makes no schema; `verb` is its first word in capitals. */
export interface OtherStatement {
  readonly kind: "transaction" | "data" | "pragma" | "maintenance" | "command";
  readonly verb: string;
}

export type CreateStatement = CreateTable | CreateIndex | CreateView | CreateTrigger | CreateVirtualTable;

export type Statement = CreateStatement | SchemaChange | OtherStatement;

/** A statement and the tokens that it was read from, without the final semicolon. */
export interface LocatedStatement {
  readonly statement: Statement;
  readonly tokens: readonly Token[];
}
