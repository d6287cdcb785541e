/** What is measured, each in a process of its own. Answers seconds (and megabytes) by name. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import type { Catalog } from "../src/catalog/catalog.ts";
import { diffCatalogs } from "../src/catalog/diff.ts";
import { postgres } from "../src/engines/postgres/index.ts";
import { inspect, type Query } from "../src/engines/postgres/inspect/index.ts";
import { readModel } from "../src/model/read.ts";
import type { Runtime } from "../src/runtime.ts";
import { dropDatabases, freshDatabase, runScript } from "../test/support/pg-databases.ts";
import { testRuntime } from "../test/support/runtime.ts";
import { modelText, postgresStatements } from "./synthetic.mjs";

export type Figures = { readonly [name: string]: number };

const BATCH = 200;

async function seconds<T>(work: () => T | Promise<T>): Promise<readonly [number, T]> {
  const start = performance.now();
  const result = await work();
  return [(performance.now() - start) / 1000, result];
}

/** The middle one of several runs. */
async function median(runs: number, work: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) times.push((await seconds(work))[0]);
  return times.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN;
}

async function withCache<T>(work: (runtime: Runtime) => Promise<T>): Promise<T> {
  const cacheDir = mkdtempSync(join(tmpdir(), "schemaforge-bench-"));
  try {
    return await work(testRuntime({ cacheDir }));
  } finally {
    rmSync(cacheDir, { recursive: true, force: true });
  }
}

/** Reads, lowers and compares two models that differ in one entity of twenty. */
async function modelAgainstModel(count: number): Promise<Figures> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const texts = [modelText(count), modelText(count, true)] as const;
  const work = (): readonly [Catalog, Catalog, number] => {
    const [a, b] = texts.map((text) => postgres.lower(readModel(text, "bench.model.yaml").model).catalog);
    if (!a || !b) throw new Error("no catalog");
    return [a, b, diffCatalogs(a, b, postgres.kinds).length];
  };
  if (count <= 1000) work();
  collect();
  const before = process.memoryUsage().heapUsed;
  const [time, held] = await seconds(work);
  collect();
  const megabytes = (process.memoryUsage().heapUsed - before) / 2 ** 20;
  return { seconds: time, megabytes, changes: held[2], objects: held[0].objects.size };
}

/** Runs statements on an embedded engine that has started, in batches, and reads its catalog once. */
async function bareEngine(statements: readonly string[]): Promise<number> {
  const engine = new PGlite();
  await engine.waitReady;
  const [time] = await seconds(async () => {
    for (let from = 0; from < statements.length; from += BATCH) {
      await engine.exec(`${statements.slice(from, from + BATCH).join(";\n")};`);
    }
    const query: Query = async <Row>(sql: string) => (await engine.query(sql)).rows as Row[];
    await inspect(query, { printer: "pglite" });
  });
  await engine.close();
  return time;
}

async function sqlText(count: number): Promise<Figures> {
  const statements = postgresStatements(count);
  const text = `${statements.join(";\n")};\n`;
  const bare = await bareEngine(statements);
  return withCache(async (runtime) => {
    // The engine starts here, as it had started for the bare run.
    await postgres.readText([{ name: "warm.sql", text: "CREATE TABLE warm (id int);" }], runtime);
    const [read] = await seconds(() => postgres.readText([{ name: "bench.sql", text }], runtime));
    const [cached] = await seconds(() => postgres.readText([{ name: "bench.sql", text }], runtime));
    return { bare, read, cached };
  });
}

function databaseName(name: string): string {
  return `bench_${name}_${process.pid}`;
}

async function liveDatabase(server: string, count: number, name: string, changed = false): Promise<string> {
  const url = await freshDatabase({ url: server }, databaseName(name));
  const errors = await runScript(url, `${postgresStatements(count, changed).join(";\n")};\nANALYZE;\n`, { stop: true });
  if (errors.length > 0) throw new Error(errors[0]);
  return url;
}

/** Inspection against the same queries sent by the driver, whose rows nobody looks at. */
async function inspection(server: string, count: number): Promise<Figures> {
  const url = await liveDatabase(server, count, "inspect");
  const queries: string[] = [];
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  // The driver wants one query at a time; inspection starts several.
  let last: Promise<unknown> = Promise.resolve();
  const recording: Query = async <Row>(sql: string) => {
    queries.push(sql);
    const result = last.then(() => client.query(sql));
    last = result;
    return (await result).rows as Row[];
  };
  await inspect(recording, { printer: "postgres" });
  await client.end();
  const bare = await median(5, async () => {
    const session = new pg.Client({ connectionString: url });
    await session.connect();
    for (const sql of queries) await session.query(sql);
    await session.end();
  });
  const read = await median(5, () => postgres.readLive(url, {}, testRuntime()));
  await dropDatabases({ url: server }, [databaseName("inspect")]);
  return { bare, read, queries: queries.length };
}

async function liveDiff(server: string, count: number): Promise<Figures> {
  const a = await liveDatabase(server, count, "a");
  const b = await liveDatabase(server, count, "b", true);
  const runtime = testRuntime();
  const work = async () => {
    const [before, after] = await Promise.all([postgres.readLive(a, {}, runtime), postgres.readLive(b, {}, runtime)]);
    return diffCatalogs(before.catalog, after.catalog, postgres.kinds).length;
  };
  const changes = await work();
  const time = await median(3, work);
  await dropDatabases({ url: server }, [databaseName("a"), databaseName("b")]);
  return { seconds: time, changes };
}

/** The measures by name; `server` is the URL of a PostgreSQL server, for those that need one. */
export const MEASURES: { readonly [name: string]: (server: string) => Promise<Figures> } = {
  "model-1000": () => modelAgainstModel(1000),
  "model-10000": () => modelAgainstModel(10_000),
  "sql-1000": () => sqlText(1000),
  "inspect-1000": (server) => inspection(server, 1000),
  "diff-10": (server) => liveDiff(server, 10),
  "diff-1000": (server) => liveDiff(server, 1000),
};
