/** Whether databases accept sample rows: each is filled on its embedded engine, table by table. */
import type { Catalog } from "../../src/catalog/catalog.ts";
import { withNeeds } from "../../src/engines/postgres/elaborate/extensions.ts";
import { withScratch } from "../../src/engines/postgres/elaborate/index.ts";
import { postgres } from "../../src/engines/postgres/index.ts";
import { openMemory } from "../../src/engines/sqlite/connect.ts";
import { sqlite } from "../../src/engines/sqlite/index.ts";
import type { Runtime } from "../../src/runtime.ts";
import { type SampleNote, type SampleOptions, sampleSteps } from "../../src/sample/index.ts";
import { postgresSamples } from "../../src/sample/postgres/index.ts";
import type { SampleStep } from "../../src/sample/schema.ts";
import { sqliteSamples } from "../../src/sample/sqlite/index.ts";

export interface Judged {
  /** Tables that could have rows: partitions, virtual tables and what triggers fill are not among them. */
  readonly tables: number;
  /** Tables that have rows, every one of which was accepted. */
  readonly filled: number;
  /** What a database said, by table. */
  readonly refused: readonly string[];
  readonly notes: readonly SampleNote[];
}

/** Who runs a statement; answers what the database says against it. */
type Run = (sql: string) => Promise<string | undefined>;

async function judge(
  catalog: Catalog,
  options: SampleOptions,
  statements: (step: SampleStep) => readonly string[],
  run: Run,
): Promise<Judged> {
  const notes: SampleNote[] = [];
  const good = new Set<string>();
  const bad = new Map<string, string>();
  for await (const step of sampleSteps(catalog, options, (note) => notes.push(note))) {
    const tables = step.kind === "together" ? step.steps.map(({ table }) => table.id) : [step.table.id];
    for (const sql of statements(step)) {
      const message = await run(sql);
      for (const table of tables) {
        if (message === undefined) good.add(table);
        else bad.set(table, message);
      }
    }
  }
  const left = notes.filter(({ code, object }) => code === "TABLE_SKIPPED" && object.startsWith("table:"));
  const skipped = new Set(left.map(({ object }) => object));
  return {
    tables: new Set([...good, ...bad.keys(), ...skipped]).size,
    filled: [...good].filter((table) => !bad.has(table)).length,
    refused: [...bad].map(([table, message]) => `${table}: ${message}`),
    notes,
  };
}

/** Objects about privileges name roles that the embedded engine has not. */
const NOT_NEEDED = new Set(["grant", "policy", "default-privileges", "publication", "event-trigger"]);

/** Fills a PostgreSQL catalog on the embedded engine. */
export async function judgePostgres(catalog: Catalog, options: SampleOptions, runtime: Runtime): Promise<Judged> {
  const objects = new Map([...catalog.objects].filter(([, { kind }]) => !NOT_NEEDED.has(kind)));
  const extensions = [...objects.values()].filter(({ kind }) => kind === "extension").map(({ name }) => name);
  const script = postgres.script(postgres.render({ ...catalog, objects }));
  return withScratch(runtime, withNeeds(extensions), async (scratch) => {
    await scratch.exec("SET LOCAL check_function_bodies = off");
    await scratch.exec(script);
    await scratch.exec("SET CONSTRAINTS ALL DEFERRED");
    const judged = await judge(catalog, options, postgresSamples.statements, async (sql) => {
      await scratch.exec("SAVEPOINT sample");
      try {
        await scratch.exec(sql);
        await scratch.exec("RELEASE sample");
        return undefined;
      } catch (error) {
        await scratch.exec("ROLLBACK TO sample");
        return (error as Error).message;
      }
    });
    await scratch.exec("SET CONSTRAINTS ALL IMMEDIATE");
    return judged;
  });
}

/** Fills an SQLite catalog on the embedded engine, foreign keys on. */
export async function judgeSqlite(catalog: Catalog, options: SampleOptions): Promise<Judged> {
  const connection = await openMemory();
  try {
    for (const { sql } of sqlite.render(catalog)) connection.exec(sql);
    connection.exec("PRAGMA foreign_keys = ON");
    connection.exec("BEGIN");
    connection.exec("PRAGMA defer_foreign_keys = ON");
    const judged = await judge(catalog, options, sqliteSamples.statements, async (sql) => {
      try {
        connection.exec(sql);
        return undefined;
      } catch (error) {
        return (error as Error).message;
      }
    });
    const [broken] = connection.all<{ table: string; parent: string }>("PRAGMA foreign_key_check");
    const dangling = broken ? [`table:${broken.table}: a row refers to nothing in ${broken.parent}`] : [];
    if (dangling.length === 0) connection.exec("COMMIT");
    return { ...judged, refused: [...judged.refused, ...dangling] };
  } finally {
    connection.close();
  }
}
