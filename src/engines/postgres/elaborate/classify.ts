/** What is done with each kind of statement of a script: a table, by the grammar's node names (parsenodes.h). */

export type Treatment =
  /** Runs as it stands. */
  | "run"
  /** Has nothing to do with the schema; not worth a word. */
  | "ignore"
  /** Is left out with a notice that says so. */
  | "skip"
  /** Is left out and missing from the catalog: a loss. */
  | "lose"
  /** Rows: left out, counted in one notice a table. */
  | "data"
  /** BEGIN, COMMIT, ROLLBACK: followed, not run. */
  | "transaction"
  /** A setting of the session. */
  | "setting"
  | "select";

interface Row {
  readonly treatment: Treatment;
  /** For `skip`: what is left out, as a reader would call it. */
  readonly what?: string;
}

const SKIPPED: { readonly [node: string]: string } = {
  AlterDatabaseStmt: "ALTER DATABASE",
  AlterDatabaseSetStmt: "ALTER DATABASE … SET",
  AlterDatabaseRefreshCollStmt: "ALTER DATABASE",
  CreatedbStmt: "CREATE DATABASE",
  DropdbStmt: "DROP DATABASE",
  CreateTableSpaceStmt: "CREATE TABLESPACE",
  DropTableSpaceStmt: "DROP TABLESPACE",
  AlterTableSpaceOptionsStmt: "ALTER TABLESPACE",
  AlterSystemStmt: "ALTER SYSTEM",
  AlterRoleSetStmt: "ALTER ROLE … SET",
};

const IGNORED = [
  "VacuumStmt",
  "CheckPointStmt",
  "ListenStmt",
  "NotifyStmt",
  "UnlistenStmt",
  "LockStmt",
  "ExplainStmt",
  "VariableShowStmt",
  "DiscardStmt",
  "ReindexStmt",
  "RefreshMatViewStmt",
  "LoadStmt",
  "PrepareStmt",
  "ExecuteStmt",
  "DeallocateStmt",
  "DeclareCursorStmt",
  "FetchStmt",
  "ClosePortalStmt",
  "ConstraintsSetStmt",
] as const;

const DATA = ["InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "CopyStmt", "TruncateStmt", "CallStmt"] as const;

const TABLE: ReadonlyMap<string, Row> = new Map<string, Row>([
  ...Object.entries(SKIPPED).map(([node, what]): [string, Row] => [node, { treatment: "skip", what }]),
  ...IGNORED.map((node): [string, Row] => [node, { treatment: "ignore" }]),
  ...DATA.map((node): [string, Row] => [node, { treatment: "data" }]),
  // Labels need a provider's library.
  ["SecLabelStmt", { treatment: "lose", what: "SECURITY LABEL" }],
  ["TransactionStmt", { treatment: "transaction" }],
  ["VariableSetStmt", { treatment: "setting" }],
  ["SelectStmt", { treatment: "select" }],
]);

/** COMMENT ON what is not of one schema, by the grammar's ObjectType. */
const COMMENT_SKIPPED: { readonly [objectType: string]: string } = {
  OBJECT_DATABASE: "COMMENT ON DATABASE",
  OBJECT_ROLE: "COMMENT ON ROLE",
  OBJECT_TABLESPACE: "COMMENT ON TABLESPACE",
};

/**
 * What to do with a statement, by its node name and, for COMMENT and CLUSTER, by what they are about. Every statement
 * that is not in the table defines something and runs; a DO block runs, whatever it does.
 */
export function classify(node: string, tree: { readonly [key: string]: unknown }): Row {
  const comment = node === "CommentStmt" ? COMMENT_SKIPPED[String(tree["objtype"])] : undefined;
  if (comment) return { treatment: "skip", what: comment };
  // CLUSTER of a table chooses its index for later; of all tables, it only moves rows.
  if (node === "ClusterStmt") return { treatment: tree["relation"] === undefined ? "ignore" : "run" };
  return TABLE.get(node) ?? { treatment: "run" };
}

/**
 * First words of statements that are data and need no parser, so that dumps with many rows are read quickly. `select`
 * has to be parsed: SELECT INTO makes a table.
 */
const DATA_WORD = /^(insert|update|delete|copy|truncate)\b/i;

/** The node name of a statement whose first word alone says that it moves rows. */
export function dataByFirstWord(text: string): string | undefined {
  const word = DATA_WORD.exec(text)?.[1]?.toLowerCase();
  if (word === undefined) return undefined;
  return {
    insert: "InsertStmt",
    update: "UpdateStmt",
    delete: "DeleteStmt",
    copy: "CopyStmt",
    truncate: "TruncateStmt",
  }[word];
}

/** Settings that change how later statements are read or what they make; others have no effect on a schema. */
export const READ_SETTINGS: ReadonlySet<string> = new Set([
  "search_path",
  "default_table_access_method",
  "default_toast_compression",
  "standard_conforming_strings",
  "escape_string_warning",
  "array_nulls",
  "xmloption",
  "datestyle",
  "intervalstyle",
  "timezone",
  "transform_null_equals",
  "quote_all_identifiers",
]);
