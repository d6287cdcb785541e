/** Opens SQLite databases through libsql, or Node's own module where there is none: in memory, or files read-only. */
import type LibsqlDatabase from "libsql";
import { SchemaforgeError } from "../../model/errors.ts";
import { nodeCode, openByNode } from "./node-sqlite.ts";

/** What the engine needs of a database; every call runs at once. */
export interface Connection {
  /** Through what it is open. */
  readonly driver: "libsql" | "node:sqlite";
  /** SQLite's version, `3.45.1`. */
  readonly version: string;
  /** Runs statements that give no rows. Throws what SQLite says (`SqliteError`). */
  exec(sql: string): void;
  /** The rows of a query, values bound to its `?`. */
  all<Row>(sql: string, ...values: readonly string[]): Row[];
  close(): void;
}

/** What SQLite says when a statement fails. */
export interface SqliteFailure {
  /** `SQLITE_ERROR`, `SQLITE_BUSY`, … or empty. */
  readonly code: string;
  readonly message: string;
}

/** An empty database in memory that nobody else sees. Foreign keys are off, so that dropping a table reads no rows. */
export async function openMemory(): Promise<Connection> {
  const connection = await open(":memory:");
  connection.exec("PRAGMA foreign_keys = OFF");
  return connection;
}

/** Opens a path or `file:` URI as libsql understands it. Throws EMBEDDED_ENGINE_MISSING where neither is there, or what SQLite says. */
export async function open(path: string): Promise<Connection> {
  const Database = await loadLibsql();
  if ("cause" in Database) {
    const connection = await openByNode(path);
    if (connection) return connection;
    throw new SchemaforgeError("EMBEDDED_ENGINE_MISSING", "The embedded SQLite (libsql) cannot be loaded", {
      remedy: "Install again with optional dependencies on Linux, macOS or Windows, or use Node 22.13 or later.",
      cause: Database.cause,
    });
  }
  const database = new Database(path);
  try {
    return connectionTo(database);
  } catch (error) {
    database.close();
    throw error;
  }
}

/** libsql is native code, one package a platform: it may be missing, and why. */
async function loadLibsql(): Promise<typeof LibsqlDatabase | { readonly cause: unknown }> {
  try {
    return (await import("libsql")).default;
  } catch (cause) {
    return { cause };
  }
}

function connectionTo(database: LibsqlDatabase.Database): Connection {
  const all = <Row>(sql: string, ...values: readonly string[]): Row[] => database.prepare(sql).all(values) as Row[];
  const [row] = all<{ version: string }>("SELECT sqlite_version() AS version");
  return {
    driver: "libsql",
    version: row?.version ?? "",
    all,
    exec: (sql) => void database.exec(sql),
    close: () => void database.close(),
  };
}

/** SQLite's code and message in a caught error. */
export function failureOf(error: unknown): SqliteFailure {
  if (!(error instanceof Error)) return { code: "", message: String(error) };
  const own = "code" in error && typeof error.code === "string" ? error.code : "";
  const code = nodeCode(error) ?? own;
  return { code, message: error.message };
}

/** Who reads and checks texts here: part of every catalog that this engine makes. */
export function elaboratorOf(connection: Connection): string {
  return `${connection.driver} ${connection.version}`;
}
