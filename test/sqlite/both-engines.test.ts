/** What the words of the language promise, by the same statements on PostgreSQL and on SQLite. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readModel } from "../../src/model/read.ts";
import { type Bench, type EngineName, postgresBench, sqliteBench } from "./both-engines.ts";
import type { Statement } from "./promise.ts";
import { ROWS } from "./promises-rows.ts";
import { STRUCTURE } from "./promises-structure.ts";

const BENCHES: readonly (readonly [name: string, engine: EngineName, make: () => Promise<Bench> | Bench])[] = [
  ["PostgreSQL", "postgres", postgresBench],
  ["SQLite", "sqlite", () => sqliteBench(false)],
  ["SQLite with STRICT tables and recursive triggers", "sqlite", () => sqliteBench(true)],
];

describe.each(BENCHES)("on %s", (_, engine, make) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await make();
  });
  afterAll(() => bench.close());

  const sqlOf = (statement: Statement) => (typeof statement === "string" ? statement : statement[engine]);

  it.each([...STRUCTURE, ...ROWS])("$what", async ({ model, steps }) => {
    const { model: read } = readModel(`schemaforge: 1\n${model}`, "promise.yaml");
    await bench.open(read);
    for (const [statement, outcome] of steps) {
      const sql = sqlOf(statement);
      const came = await bench.run(sql).catch((error: unknown) => (error instanceof Error ? error : String(error)));
      if (outcome instanceof RegExp) {
        expect(came, sql).toBeInstanceOf(Error);
        expect(came instanceof Error ? came.message : "", sql).toMatch(outcome);
      } else expect(came instanceof Error ? came.message : came, sql).toEqual(outcome ?? []);
    }
  });
});
