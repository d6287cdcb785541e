/** Every blueprint, and the whole catalogue: written, read back, and run on both embedded engines. */
import { afterAll, describe, expect, test } from "vitest";
import { closeScratch } from "../../src/engines/postgres/index.ts";
import { BLUEPRINTS } from "../../src/knowledge/blueprints/index.ts";
import { CATALOGUE } from "../../src/knowledge/entities/index.ts";
import { formatModel } from "../../src/model/edit/format.ts";
import { readModel } from "../../src/model/read.ts";
import { writeModel } from "../../src/model/write.ts";
import { init } from "../../src/workflows/init.ts";
import { dropDatabases, freshDatabase, runScript } from "../support/pg-databases.ts";
import { testRuntime } from "../support/runtime.ts";
import { describeOnPostgres } from "../support/servers.ts";

const runtime = testRuntime();
afterAll(() => closeScratch(runtime));

describe.each(BLUEPRINTS)("the blueprint $name", ({ name, extras }) => {
  test.each(["postgres", "sqlite"])("runs on %s", async (engine) => {
    const { files, proof, losses } = await init({ like: name, engine }, runtime);
    if (engine === "postgres") expect(losses).toEqual([]);
    expect(proof).toMatchObject({ status: "proven", differences: [] });
    expect(files.map(({ path }) => path)).toEqual(["schema.model.yaml", "schemaforge.config.yaml"]);
  });

  test("is written as the writer writes it, and holds what it adds", async () => {
    const { files, reasons } = await init({ like: name, engine: "postgres", verify: false }, runtime);
    const text = files[0]?.text ?? "";
    const { model } = readModel(text, name);
    expect(text.endsWith(writeModel(model))).toBe(true);
    expect(formatModel(text, name)).toBe(text);
    expect(model.name).toBe(name);
    const subjects = new Set(reasons.map(({ subject }) => subject));
    for (const { name: entity, fields, relations, keys, checks, indexes, ...rest } of model.entities) {
      const members = [fields, relations, checks, indexes, rest.exclude ?? [], rest.polymorphic ?? []].flat();
      const named = [...members, ...keys.filter(({ primary }) => !primary)].map((member) => `${entity}.${member.name}`);
      expect([entity, ...named].filter((subject) => !subjects.has(subject))).toEqual([]);
    }
    for (const [entity, { set, why }] of Object.entries(extras)) {
      const written = model.entities.find((candidate) => candidate.name === entity);
      for (const trait of [
        "tree",
        "tenant",
        "history",
        "appendOnly",
        "partition",
        "audit",
        "exclude",
        "rows",
      ] as const) {
        expect(written?.[trait] !== undefined, `${entity}.${trait}`).toBe(set[trait] !== undefined);
      }
      const said = reasons.filter(({ subject }) => subject === entity || subject.startsWith(`${entity}.`));
      for (const sentence of Object.values(why)) expect(said.map((reason) => reason.why)).toContain(sentence);
    }
  });
});

test("entities are added to a blueprint, or take the place of one", async () => {
  const { files } = await init(
    {
      like: "shop",
      entities: "GiftCard(balance: money),Brand(name: string(80) unique)",
      engine: "postgres",
      verify: false,
    },
    runtime,
  );
  const { entities } = readModel(files[0]?.text ?? "", "shop").model;
  const fieldsOf = (name: string) => entities.find((entity) => entity.name === name)?.fields.map((field) => field.name);
  expect(fieldsOf("GiftCard")).toEqual(["balance"]);
  expect(fieldsOf("Brand")).toEqual(["name"]);
  expect(fieldsOf("Product")).toContain("sku");
});

test("an entity that is described keeps what a blueprint adds without fields", async () => {
  const { files } = await init(
    { like: "saas", entities: "Project(title: string(80))", engine: "postgres", verify: false },
    runtime,
  );
  const project = readModel(files[0]?.text ?? "", "saas").model.entities.find(({ name }) => name === "Project");
  expect(project).toMatchObject({ tenant: true, audit: { log: "row" } });
  expect(project?.fields.map(({ name }) => name)).toEqual(["title"]);
});

test.each(["postgres", "sqlite"])("the whole catalogue runs on %s", async (engine) => {
  const entities = CATALOGUE.map(({ name }) => name).join(",");
  expect((await init({ entities, engine }, runtime)).proof).toMatchObject({ status: "proven" });
});

describeOnPostgres((server) => {
  test.each(BLUEPRINTS)("the blueprint $name runs with psql", async ({ name }) => {
    const { engine, catalog } = await init({ like: name, engine: "postgres", verify: false }, runtime);
    const database = `blueprint_${process.pid}_${name}`;
    const url = await freshDatabase(server, database);
    try {
      expect(await runScript(url, engine.script(engine.render(catalog)), { stop: true })).toEqual([]);
    } finally {
      await dropDatabases(server, [database]);
    }
  });
});
