/** SQLite through Node's own module, where libsql has no build for the machine: Node 22.13 and later. */
import { isBuiltin } from "node:module";
import type { Connection } from "./connect.ts";

/** What of `node:sqlite` is used (nodejs.org/api/sqlite.html); its types come with later versions of Node's than ours. */
interface NodeSqlite {
  readonly DatabaseSync: new (
    path: string,
    options: { readonly [option: string]: boolean },
  ) => {
    exec(sql: string): void;
    prepare(sql: string): { all(...values: readonly string[]): unknown[] };
    close(): void;
  };
}

/** As libsql is built. */
const OPTIONS = {
  enableForeignKeyConstraints: false,
  enableDoubleQuotedStringLiterals: false,
  allowExtension: false,
};

/** Opens a path or `file:` URI; undefined where this Node has no such module. */
export async function openByNode(path: string): Promise<Connection | undefined> {
  const module = await loadModule();
  if (!module) return undefined;
  const database = new module.DatabaseSync(path, OPTIONS);
  try {
    const all = <Row>(sql: string, ...values: readonly string[]) => database.prepare(sql).all(...values) as Row[];
    const [row] = all<{ version: string }>("SELECT sqlite_version() AS version");
    return {
      driver: "node:sqlite",
      version: row?.version ?? "",
      all,
      exec: (sql) => database.exec(sql),
      close: () => database.close(),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

async function loadModule(): Promise<NodeSqlite | undefined> {
  // Not written as a word that bundlers resolve: older versions of Node do not know it.
  const name = "node:sqlite";
  return isBuiltin(name) ? ((await import(name)) as NodeSqlite) : undefined;
}

/** SQLite's names of its primary result codes (rescode.html), of which Node gives the numbers. */
const CODES: ReadonlyMap<number, string> = new Map([
  [1, "SQLITE_ERROR"],
  [5, "SQLITE_BUSY"],
  [6, "SQLITE_LOCKED"],
  [8, "SQLITE_READONLY"],
  [10, "SQLITE_IOERR"],
  [11, "SQLITE_CORRUPT"],
  [14, "SQLITE_CANTOPEN"],
  [17, "SQLITE_SCHEMA"],
  [19, "SQLITE_CONSTRAINT"],
  [26, "SQLITE_NOTADB"],
]);

/** The name of the code of an error of `node:sqlite`; undefined for any other error. */
export function nodeCode(error: Error): string | undefined {
  const { errcode } = error as { readonly errcode?: unknown };
  return typeof errcode === "number" ? (CODES.get(errcode & 0xff) ?? "SQLITE_ERROR") : undefined;
}
