/** Prisma's engine and we mean the same database on SQLite, in both directions. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { sqlite } from "../../src/engines/sqlite/index.ts";
import { readModel } from "../../src/model/read.ts";
import { designModel } from "../../src/workflows/design.ts";
import { corpusFiles, hasCorpus, runtime } from "../sqlite/support.ts";
import { ownSchemas, unmodelled } from "./agreement.ts";
import { judgeFile, judgeSqliteSchema, remadeFile, sqliteSchemas } from "./agreement-sqlite.ts";
import { SqliteJudge } from "./schema-engine.ts";

let judge: SqliteJudge;
beforeAll(async () => {
  judge = await SqliteJudge.start();
});

describe("schemas: what Prisma makes of them is what we read, and write → read changes nothing", () => {
  test.each([...ownSchemas("sqlite-schemas"), ...sqliteSchemas()])("$id", async ({ id, files }) => {
    if (id.startsWith("zkopru/")) {
      await expect(judgeSqliteSchema(judge, files, runtime)).rejects.toMatchObject({ code: "PRISMA_INVALID" });
      return;
    }
    const { changes, round, catalog } = await judgeSqliteSchema(judge, files, runtime);
    expect(changes).toEqual([]);
    expect(round).toEqual([]);
    expect(catalog.objects.size).toBeGreaterThan(5);
  });
});

describe("databases: Prisma finds no difference to our schema, and makes the same with the script", () => {
  if (!hasCorpus) test.skip("databases of real projects: no corpus beside the project (SCHEMAFORGE_SHARED)");
  else
    test.each(corpusFiles())("$id", async ({ path, text }) => {
      const { catalog } = await sqlite.readText([{ name: path, text }], runtime);
      const { drift, written } = await judgeFile(judge, unmodelled(catalog, "sqlite"), text);
      expect(drift).toBe("");
      expect(await remadeFile(judge, catalog, written)).toEqual([]);
    });

  const examples = readdirSync("examples").filter((name) => existsSync(join("examples", name, "schema.model.yaml")));

  test.each(examples)("the example %s", async (name) => {
    const file = join("examples", name, "schema.model.yaml");
    const { model } = readModel(readFileSync(file, "utf8"), file);
    const catalog = await sqlite.elaborate(sqlite.lower(model).catalog, runtime);
    const { drift, written } = await judgeFile(judge, { model, engine: "sqlite", catalog, residue: [] });
    expect(drift).toBe("");
    expect(await remadeFile(judge, catalog, written)).toEqual([]);
  });

  test.each(["User,Post,Comment", "Product,Order", "Organization,Membership,Invoice", "Event,Ticket", "Course,Lesson"])(
    "entities of the catalogue: %s",
    async (entities) => {
      const { model } = designModel(entities);
      const catalog = await sqlite.elaborate(sqlite.lower(model).catalog, runtime);
      const { drift, written } = await judgeFile(judge, { model, engine: "sqlite", catalog, residue: [] });
      expect(drift).toBe("");
      expect(await remadeFile(judge, catalog, written)).toEqual([]);
    },
  );
});
