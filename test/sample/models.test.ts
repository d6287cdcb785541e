/** Models of our own take their sample rows whole, on both engines. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { closeScratch, postgres } from "../../src/engines/postgres/index.ts";
import { sqlite } from "../../src/engines/sqlite/index.ts";
import { designBlueprint } from "../../src/knowledge/blueprints/apply.ts";
import { BLUEPRINTS } from "../../src/knowledge/blueprints/index.ts";
import { designEntities } from "../../src/knowledge/design.ts";
import { CATALOGUE } from "../../src/knowledge/entities/index.ts";
import type { Model } from "../../src/model/model.ts";
import { readModel } from "../../src/model/read.ts";
import { parseEntityList } from "../../src/model/shorthand/inline.ts";
import { testRuntime } from "../support/runtime.ts";
import { type Judged, judgePostgres, judgeSqlite } from "./judge.ts";

const runtime = testRuntime();
afterAll(() => closeScratch(runtime));

const ROWS = 10;
const GROUP = 10;

function groups(): { name: string; model: () => Model }[] {
  const names = CATALOGUE.map(({ name }) => name);
  const starts = names.flatMap((_name, at) => (at % GROUP === 0 ? [at] : []));
  return starts.map((from) => {
    const list = names.slice(from, from + GROUP).join();
    return { name: list, model: () => designEntities({ entities: parseEntityList(list), relations: true }).model };
  });
}

const withModel = (name: string) => existsSync(join("examples", name, "schema.model.yaml"));
const examples = readdirSync("examples")
  .filter(withModel)
  .map((name) => ({
    name: `examples/${name}`,
    model: () => {
      const path = join("examples", name, "schema.model.yaml");
      return readModel(readFileSync(path, "utf8"), path).model;
    },
  }));

const blueprints = BLUEPRINTS.map((blueprint) => ({
  name: `init --like=${blueprint.name}`,
  model: () => designBlueprint(blueprint).model,
}));

/** Every table has rows, all of them were accepted, and none was left out. */
function expectWhole(judged: Judged): void {
  expect(judged.refused).toEqual([]);
  const known = judged.notes.filter(({ code, object }) => code !== "FILLED_BY_TRIGGER" && object.startsWith("table:"));
  expect(known).toEqual([]);
  expect(judged.filled).toBe(judged.tables);
  expect(judged.filled).toBeGreaterThan(0);
}

describe.each([...groups(), ...blueprints, ...examples])("$name", ({ model }) => {
  test("on PostgreSQL", async () => {
    const read = model();
    expectWhole(await judgePostgres(postgres.lower(read).catalog, { rows: ROWS, model: read }, runtime));
  });

  test("on PostgreSQL, known by its names alone", async () => {
    expectWhole(await judgePostgres(postgres.lower(model()).catalog, { rows: ROWS, seed: "names" }, runtime));
  });

  test("on SQLite", async () => {
    const read = model();
    expectWhole(await judgeSqlite(sqlite.lower(read).catalog, { rows: ROWS, model: read }));
  });

  test("on SQLite, known by its names alone", async () => {
    expectWhole(await judgeSqlite(sqlite.lower(model()).catalog, { rows: ROWS, seed: "names" }));
  });
});
