/** Every example: its model reads, proves itself, takes its sample rows, and its queries give what they say. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadModules } from "../../src/engines/postgres/elaborate/extensions.ts";
import { closeScratch, postgres } from "../../src/engines/postgres/index.ts";
import { formatModel } from "../../src/model/edit/format.ts";
import { readModel } from "../../src/model/read.ts";
import { writeModel } from "../../src/model/write.ts";
import { prove } from "../../src/workflows/prove.ts";
import { testRuntime } from "../support/runtime.ts";
import { printed, type Step, stepsOf } from "./queries.ts";

const runtime = testRuntime();
let database: PGlite;

beforeAll(async () => {
  database = await PGlite.create({ extensions: await loadModules(["btree_gist", "pgcrypto"]) });
});

afterAll(async () => {
  await closeScratch(runtime);
  await database.close();
});

const folder = join(process.cwd(), "examples");
const read = (example: string, file: string): string => readFileSync(join(folder, example, file), "utf8");
const examples = readdirSync(folder).filter((name) => existsSync(join(folder, name, "queries.sql")));

/** The database of an example: empty but for its schema and sample rows. */
async function fill(example: string): Promise<void> {
  const { model } = readModel(read(example, "schema.model.yaml"), example);
  await database.exec(
    "ROLLBACK; RESET ROLE; RESET ALL; DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC",
  );
  await database.exec(postgres.script(postgres.render(postgres.lower(model).catalog)));
  await database.exec(read(example, "sample.sql"));
}

/** What a statement gives: its rows as text, or the message of its refusal. */
async function outcome({ sql }: Step): Promise<{ rows?: string[]; refusal?: string }> {
  try {
    const { fields, rows } = await database.query<unknown[]>(sql, [], { rowMode: "array" });
    return {
      rows: printed(
        fields.map(({ name }) => name),
        rows,
      ),
    };
  } catch (error) {
    return { refusal: (error as Error).message };
  }
}

test("there are six, beside the blog", () => {
  expect(examples).toEqual(["forum", "hospital", "iot", "messaging", "saas", "shop"]);
});

describe.each(examples)("the example %s", (example) => {
  test("is proven by running it, and is the same when it is written and read again", async () => {
    const text = read(example, "schema.model.yaml");
    expect(formatModel(text, example)).toBe(text);
    const { model } = readModel(text, example);
    expect(readModel(writeModel(model), example).model).toEqual(model);
    const { catalog, losses } = postgres.lower(model);
    expect(losses).toEqual([]);
    expect((await prove(postgres, catalog, runtime)).differences).toEqual([]);
  });

  test("gives what its queries say", async () => {
    const steps = stepsOf(read(example, "queries.sql"));
    expect(steps.filter(({ rows, refusal }) => rows ?? refusal).length).toBeGreaterThanOrEqual(8);
    await fill(example);
    for (const step of steps) {
      const came = await outcome(step);
      const place = `examples/${example}/queries.sql:${step.line}\n${step.sql}`;
      if (step.refusal === undefined) expect(came.refusal, place).toBeUndefined();
      else expect(came.refusal ?? "accepted", place).toContain(step.refusal);
      if (step.rows) expect(came.rows, place).toEqual(step.rows);
    }
  });

  test("is described", () => {
    const readme = read(example, "README.md");
    expect(readme.split("\n").length).toBeLessThanOrEqual(20);
    expect(readme).toContain(`examples/${example}`);
  });
});
