/** Any small schema takes the rows that are made for it. */
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { closeScratch, postgres } from "../../src/engines/postgres/index.ts";
import { sqlite } from "../../src/engines/sqlite/index.ts";
import { sampleRows } from "../../src/sample/index.ts";
import { testRuntime } from "../support/runtime.ts";
import { schemaText, tablesArbitrary } from "./arbitrary.ts";
import { judgePostgres, judgeSqlite } from "./judge.ts";

// Readings of schemas that never come again are not kept.
const runtime = testRuntime({ cacheDir: undefined });
afterAll(() => closeScratch(runtime));

const ROWS = 12;

test("SQLite takes every row", async () => {
  await fc.assert(
    fc.asyncProperty(tablesArbitrary, fc.nat(), async (tables, seed) => {
      const text = schemaText(tables, "sqlite");
      const { catalog } = await sqlite.readText([{ name: "generated.sql", text }], runtime);
      const judged = await judgeSqlite(catalog, { rows: ROWS, seed });
      expect(judged.refused, text).toEqual([]);
      expect(judged.filled, `${text}${JSON.stringify(judged.notes)}`).toBe(tables.length);
    }),
    { numRuns: 300 },
  );
});

test("PostgreSQL takes every row", async () => {
  await fc.assert(
    fc.asyncProperty(tablesArbitrary, fc.nat(), async (tables, seed) => {
      const text = schemaText(tables, "postgres");
      const { catalog } = await postgres.readText([{ name: "generated.sql", text }], runtime);
      const judged = await judgePostgres(catalog, { rows: ROWS, seed }, runtime);
      expect(judged.refused, text).toEqual([]);
      expect(judged.filled, `${text}${JSON.stringify(judged.notes)}`).toBe(tables.length);
    }),
    { numRuns: 30 },
  );
});

test("the same seed gives the same rows, another seed others", async () => {
  await fc.assert(
    fc.asyncProperty(tablesArbitrary, fc.nat(), async (tables, seed) => {
      const text = schemaText(tables, "sqlite");
      const { catalog } = await sqlite.readText([{ name: "generated.sql", text }], runtime);
      const first = await sampleRows(catalog, { rows: 4, seed });
      expect(await sampleRows(catalog, { rows: 4, seed })).toEqual(first);
      expect(await sampleRows(catalog, { rows: 4, seed: `${seed} more` })).not.toEqual(first);
    }),
    { numRuns: 20 },
  );
});
