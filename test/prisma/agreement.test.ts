/** Prisma's engine and we mean the same database, in both directions. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { closeScratch, postgres } from "../../src/engines/postgres/index.ts";
import { readModel } from "../../src/model/read.ts";
import { designModel } from "../../src/workflows/design.ts";
import { corpusFiles, sharedMissing } from "../postgres-corpus/shared.ts";
import { testRuntime } from "../support/runtime.ts";
import {
  corpusMissing,
  corpusSchemas,
  judgeDatabase,
  judgeSchema,
  ownSchemas,
  remade,
  unmodelled,
} from "./agreement.ts";
import { EXTENSIONS, PrismaJudge } from "./schema-engine.ts";

const runtime = testRuntime();
let judge: PrismaJudge;
beforeAll(async () => {
  judge = await PrismaJudge.start(EXTENSIONS);
});
afterAll(async () => {
  await judge.close();
  await closeScratch(runtime);
});

/** Schemas that Prisma refuses, or that are written for what this version does not read. */
const REFUSED: { readonly [id: string]: string } = {
  "zkopru/base.prisma": "PRISMA_INVALID",
  "zkopru/postgres.prisma": "PRISMA_INVALID",
  "zkopru/sqlite.prisma": "PRISMA_INVALID",
  "umami-mysql/schema.prisma": "ENGINE_NOT_SUPPORTED",
  "prisma-native-types/nativeTypes-cockroachdb/prisma/schema.prisma": "ENGINE_NOT_SUPPORTED",
};

describe("schemas: what Prisma makes of them is what we read, and write → read changes nothing", () => {
  test.each(ownSchemas())("$id", async ({ files }) => {
    const { changes, round, catalog } = await judgeSchema(judge, files, runtime);
    expect(changes).toEqual([]);
    expect(round).toEqual([]);
    expect(catalog.objects.size).toBeGreaterThan(10);
  });

  const missing = corpusMissing();
  if (missing !== undefined) test.skip(`schemas of real projects: ${missing}`);
  else
    test.each(corpusSchemas())("$id", async ({ id, files }) => {
      const code = REFUSED[id];
      if (code !== undefined) {
        await expect(judgeSchema(judge, files, runtime)).rejects.toMatchObject({ code });
        return;
      }
      const { changes, round, catalog } = await judgeSchema(judge, files, runtime);
      expect(changes).toEqual([]);
      expect(round).toEqual([]);
      expect(catalog.objects.size).toBeGreaterThan(5);
    });
});

describe("databases: Prisma finds no difference to our schema but in what is declared as lost", () => {
  const missing = sharedMissing();
  if (missing !== undefined) test.skip(`databases of real projects: ${missing}`);
  else
    test.each(corpusFiles())("$id", async ({ texts }) => {
      const { catalog } = await postgres.readText(texts, runtime);
      const { written, drift, undeclared } = await judgeDatabase(judge, unmodelled(catalog));
      expect(undeclared, drift).toEqual([]);
      expect(await remade(judge, catalog, written, runtime)).toEqual([]);
    });

  const examples = readdirSync("examples").filter((name) => existsSync(join("examples", name, "schema.model.yaml")));

  test.each(examples)("the example %s", async (name) => {
    const file = join("examples", name, "schema.model.yaml");
    const { model } = readModel(readFileSync(file, "utf8"), file);
    const catalog = await postgres.elaborate(postgres.lower(model).catalog, runtime);
    expect((await judgeDatabase(judge, { model, engine: "postgres", catalog, residue: [] })).drift).toBe("");
  });

  test.each(["User,Post,Comment", "Product,Order", "Organization,Membership,Invoice", "Event,Ticket", "Course,Lesson"])(
    "entities of the catalogue: %s",
    async (entities) => {
      const { model } = designModel(entities);
      const catalog = await postgres.elaborate(postgres.lower(model).catalog, runtime);
      const { written, drift } = await judgeDatabase(judge, { model, engine: "postgres", catalog, residue: [] });
      expect(drift).toBe("");
      expect(await remade(judge, catalog, written, runtime)).toEqual([]);
    },
  );

  test("keys whose order is not that of a relation, or that carry what may be null", async () => {
    const text = `CREATE TABLE a (id int, code int, PRIMARY KEY (id, code), UNIQUE (code, id));
      CREATE TABLE b (id int, code int, PRIMARY KEY (id, code), FOREIGN KEY (code, id) REFERENCES a (code, id));
      CREATE TABLE c (id int, note text, PRIMARY KEY (id) INCLUDE (note));`;
    const { catalog } = await postgres.readText([{ name: "a.sql", text }], runtime);
    const { written, drift } = await judgeDatabase(judge, unmodelled(catalog));
    expect(drift).toBe("");
    expect(written.losses.find(({ object }) => object === "table:public.c")?.code).toBe("NO_UNIQUE_KEY");
    expect(await remade(judge, catalog, written, runtime)).toEqual([]);
  });
});
