/** Real schemas that nobody here wrote: the share of their tables that take every sample row. */
import { afterAll, describe, expect, test } from "vitest";
import { closeScratch, postgres } from "../../src/engines/postgres/index.ts";
import { sqlite } from "../../src/engines/sqlite/index.ts";
import { corpusFiles as postgresFiles, sharedMissing } from "../postgres-corpus/shared.ts";
import { corpusFiles as sqliteFiles } from "../sqlite/support.ts";
import { testRuntime } from "../support/runtime.ts";
import { type Judged, judgePostgres, judgeSqlite } from "./judge.ts";

const missing = sharedMissing();
const runtime = testRuntime();
afterAll(() => closeScratch(runtime));

const ROWS = 10;

/** One line of a table of results: what was filled, and what stood in the way. */
function line(id: string, { filled, tables, refused }: Judged): string {
  const more = refused.length > 3 ? ` (and ${refused.length - 3} more)` : "";
  return `| ${id} | ${filled} / ${tables} | ${refused.slice(0, 3).join("; ")}${more} |`;
}

describe.skipIf(missing !== undefined)(
  `real schemas take sample rows${missing === undefined ? "" : ` (skipped: ${missing})`}`,
  () => {
    test("more than nine of ten tables of PostgreSQL", async () => {
      const lines: string[] = [];
      let [filled, tables] = [0, 0];
      for (const file of postgresFiles()) {
        const { catalog } = await postgres.readText(file.texts, runtime);
        const judged = await judgePostgres(catalog, { rows: ROWS }, runtime);
        filled += judged.filled;
        tables += judged.tables;
        lines.push(line(file.id, judged));
      }
      expect(tables).toBeGreaterThan(300);
      expect(filled / tables, lines.join("\n")).toBeGreaterThan(0.9);
    });

    test("every table of SQLite", async () => {
      for (const { id, path, text } of sqliteFiles()) {
        const { catalog } = await sqlite.readText([{ name: path, text }], runtime);
        const judged = await judgeSqlite(catalog, { rows: ROWS });
        expect(judged.refused, id).toEqual([]);
        expect(judged.filled, id).toBe(judged.tables);
      }
    });
  },
);
