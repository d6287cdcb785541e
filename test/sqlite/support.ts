/** Shared by the SQLite tests: a runtime, the shared corpus, and an independent judge of what a script makes. */
import { existsSync, readFileSync } from "node:fs";
import { type Connection, openMemory } from "../../src/engines/sqlite/connect.ts";
import type { Runtime } from "../../src/runtime.ts";
import { folder } from "../postgres-corpus/shared.ts";

export const runtime: Runtime = {
  cwd: "/",
  cacheDir: undefined,
  env: {},
  signal: new AbortController().signal,
  now: () => new Date(0),
  progress: () => undefined,
};

export const shared = `${folder}/`;

export const hasCorpus = existsSync(`${shared}corpus/MANIFEST.tsv`);
export const hasPairs = existsSync(`${shared}cases/pairs.jsonl`);

export interface CorpusFile {
  readonly id: string;
  readonly path: string;
  readonly text: string;
}

/** The SQLite files of the corpus; empty where it is absent. */
export function corpusFiles(): CorpusFile[] {
  if (!hasCorpus) return [];
  const [head = "", ...lines] = readFileSync(`${shared}corpus/MANIFEST.tsv`, "utf8").split("\n");
  const columns = head.split("\t");
  const rows = lines.map((line) => new Map(line.split("\t").map((cell, index) => [columns[index], cell])));
  return rows
    .filter((row) => row.get("kind") === "sqlite")
    .map((row) => ({ id: row.get("id") ?? "", path: `${shared}corpus/${row.get("path")}` }))
    .filter(({ path }) => existsSync(path))
    .map((file) => ({ ...file, text: readFileSync(file.path, "utf8") }));
}

export interface Pair {
  readonly id: string;
  readonly a: string;
  readonly b: string;
}

/** Before and after of schema changes for SQLite; empty where they are absent. */
export function sqlitePairs(): Pair[] {
  if (!hasPairs) return [];
  const lines = readFileSync(`${shared}cases/pairs.jsonl`, "utf8").split("\n").filter(Boolean);
  const pairs = lines.map((line) => JSON.parse(line) as Pair & { src: string });
  return pairs.filter(({ src }) => src === "sqldef-sqlite3def");
}

/** Runs a script on an empty database and hands it to `use`. */
export async function withDatabase<T>(sql: string, use: (connection: Connection) => T): Promise<T> {
  const connection = await openMemory();
  try {
    connection.exec(sql);
    return use(connection);
  } finally {
    connection.close();
  }
}

type Row = { readonly [column: string]: string | number | null };

/** What SQLite's own pragmas tell of a database, one line a fact: knows nothing of our reading. */
export function facts(connection: Connection): string[] {
  const found: string[] = [];
  const lower = (value: string | number | null | undefined) => String(value ?? "").toLowerCase();
  const add = (...parts: unknown[]) => found.push(JSON.stringify(parts));
  for (const object of connection.all<Row>(
    "SELECT type, name, tbl_name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'",
  )) {
    const table = lower(object.name);
    add(object.type, table, lower(object.tbl_name));
    if (object.type !== "table") continue;
    for (const row of connection.all<Row>("SELECT * FROM pragma_table_xinfo(?)", String(object.name))) {
      const value = String(row.dflt_value).replace(/[\s()]/g, "");
      add(
        "column",
        table,
        lower(row.name),
        lower(row.type).replaceAll(" ", ""),
        row.notnull,
        value,
        row.pk,
        row.hidden,
      );
    }
    const keys = new Map<unknown, string[]>();
    for (const row of connection.all<Row>("SELECT * FROM pragma_foreign_key_list(?)", String(object.name))) {
      const part = [row.seq, lower(row.table), lower(row.from), lower(row.to), row.on_update, row.on_delete].join();
      keys.set(row.id, [...(keys.get(row.id) ?? []), part].sort());
    }
    for (const parts of keys.values()) add("key", table, parts);
    for (const index of connection.all<Row>("SELECT * FROM pragma_index_list(?)", String(object.name))) {
      const columns = connection
        .all<Row>("SELECT * FROM pragma_index_xinfo(?) WHERE key = 1", String(index.name))
        .map((row) => `${lower(row.name)} ${row.desc} ${lower(row.coll)}`);
      const name = index.origin === "c" ? lower(index.name) : index.origin;
      add("index", table, name, index.unique, index.partial, columns);
    }
  }
  return [...new Set(found)].sort();
}
