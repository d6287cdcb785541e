/** The embedded PostgreSQL (PGlite) as a scratch pad: every piece of work finds an empty database and leaves one. */
import { readFile } from "node:fs/promises";
import type { PGlite } from "@electric-sql/pglite";
import { SchemaforgeError } from "../../../model/errors.ts";
import type { Runtime } from "../../../runtime.ts";
import type { Query } from "../inspect/index.ts";
import { loadModules } from "./extensions.ts";
import { readImage, removeImage, withoutTemplates, writeImage } from "./image.ts";

export interface Scratch {
  readonly query: Query;
  /** Runs one or many statements. */
  exec(sql: string): Promise<void>;
}

interface Instance {
  readonly db: PGlite;
  readonly extensions: ReadonlySet<string>;
}

interface Pool {
  instance: Instance | undefined;
  /** Work waits for the work before it: an instance has one session. */
  last: Promise<unknown>;
}

const pools = new WeakMap<Runtime, Pool>();

/**
 * Room for the locks of 15,000 tables in one transaction. The lock table has `max_locks_per_transaction` places for every
 * session and worker that there could be, and all of it is made at every start: hence as few of them as possible.
 */
const SETTINGS = [
  "max_connections = 1",
  "autovacuum_worker_slots = 1",
  "max_wal_senders = 0",
  "max_locks_per_transaction = 65536",
  "shared_buffers = 32MB",
  "jit = off",
];

/** Version of the PGlite package, which names images and cached readings. */
export async function embeddedVersion(): Promise<string> {
  const entry = import.meta.resolve("@electric-sql/pglite");
  const text = await readFile(new URL("../package.json", entry), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

/**
 * Gives `work` an empty database with the named extensions at hand. All of it is one transaction that is rolled back
 * in the end, which undoes tables, roles and settings alike and costs nothing.
 *
 * @throws SchemaforgeError `ENGINE_FAILED` when the embedded engine does not start; whatever `work` throws
 */
export function withScratch<T>(
  runtime: Runtime,
  extensions: readonly string[],
  work: (scratch: Scratch) => Promise<T>,
): Promise<T> {
  const pool = pools.get(runtime) ?? { instance: undefined, last: Promise.resolve() };
  pools.set(runtime, pool);
  const result = pool.last.then(() => inTransaction(runtime, pool, extensions, work));
  pool.last = result.catch(() => undefined);
  return result;
}

/** Ends the embedded engine of a runtime; a later call starts it again. */
export async function closeScratch(runtime: Runtime): Promise<void> {
  const pool = pools.get(runtime);
  if (!pool) return;
  await pool.last;
  await pool.instance?.db.close();
  pool.instance = undefined;
}

async function inTransaction<T>(
  runtime: Runtime,
  pool: Pool,
  extensions: readonly string[],
  work: (scratch: Scratch) => Promise<T>,
): Promise<T> {
  runtime.signal.throwIfAborted();
  const { db } = await instanceWith(runtime, pool, extensions);
  const scratch: Scratch = {
    query: async <Row>(sql: string) => (await db.query<Row>(sql)).rows,
    exec: async (sql) => void (await db.exec(sql)),
  };
  await db.exec("BEGIN");
  try {
    return await work(scratch);
  } finally {
    try {
      await db.exec("ROLLBACK; RESET ALL");
    } catch {
      // A session that cannot even roll back is of no further use.
      pool.instance = undefined;
    }
  }
}

async function instanceWith(runtime: Runtime, pool: Pool, extensions: readonly string[]): Promise<Instance> {
  const present = pool.instance;
  if (present && extensions.every((name) => present.extensions.has(name))) return present;
  const wanted = new Set([...(present?.extensions ?? []), ...extensions]);
  await present?.db.close();
  pool.instance = undefined;
  pool.instance = { db: await start(runtime, [...wanted]), extensions: wanted };
  return pool.instance;
}

async function start(runtime: Runtime, extensions: readonly string[]): Promise<PGlite> {
  const { PGlite: Engine } = await import("@electric-sql/pglite");
  const version = await embeddedVersion();
  const modules = await loadModules(extensions);
  const { cacheDir } = runtime;
  const image = cacheDir === undefined ? undefined : await readImage(cacheDir, version);
  if (image && cacheDir !== undefined) {
    try {
      const db = new Engine({ loadDataDir: new Blob([image]), extensions: modules });
      await db.waitReady;
      return db;
    } catch (error) {
      await removeImage(cacheDir, version);
      runtime.progress(`The cached embedded PostgreSQL did not start (${(error as Error).message}); making a new one`);
    }
  } else {
    const once = cacheDir === undefined ? "" : " (once; later runs start from the cache)";
    runtime.progress(`Preparing the embedded PostgreSQL${once}`);
  }
  try {
    const db = new Engine({ extensions: modules, postgresqlconf: SETTINGS });
    await db.waitReady;
    if (cacheDir !== undefined) {
      const dump = await db.dumpDataDir("none");
      await writeImage(cacheDir, version, withoutTemplates(new Uint8Array(await dump.arrayBuffer())));
    }
    return db;
  } catch (error) {
    throw new SchemaforgeError("ENGINE_FAILED", `the embedded PostgreSQL did not start: ${(error as Error).message}`, {
      remedy: "Free some memory (it needs about 1 GB) and run the command again, with --no-cache if it fails again",
      cause: error,
    });
  }
}
