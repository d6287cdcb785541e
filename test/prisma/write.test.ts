/** Prisma's own engine agrees that our schema is that of our database. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { closeScratch, postgres } from "../../src/engines/postgres/index.ts";
import { prisma } from "../../src/formats/prisma/index.ts";
import { designModel } from "../../src/workflows/design.ts";
import { testRuntime } from "../support/runtime.ts";
import { PrismaJudge } from "./schema-engine.ts";

const runtime = testRuntime();
let judge: PrismaJudge;
beforeAll(async () => {
  judge = await PrismaJudge.start();
});
afterAll(async () => {
  await judge.close();
  await closeScratch(runtime);
});

describe("User, Post and Comment of the catalogue of entities", () => {
  test("no change, and what Prisma cannot hold is declared", async () => {
    const { model } = designModel("User,Post,Comment");
    const catalog = await postgres.elaborate(postgres.lower(model).catalog, runtime);
    const { files, losses } = await prisma.write({ model, engine: "postgres", catalog, residue: [] });
    const schema = files.filter(({ path }) => path.endsWith(".prisma"));
    expect(await judge.drift(postgres.script(postgres.render(catalog)), schema)).toBe("");
    expect(schema[0]?.text).toMatch(/replies +Comment\[\] +@relation\("CommentReplies"\)/);
    expect(losses.map(({ code }) => code).sort()).toEqual(
      ["CHECK", "CHECK", "EXPRESSION_INDEX", "FUNCTION", "LIST_NOT_NULL", "TRIGGER", "TRIGGER", "TRIGGER"].sort(),
    );
  });

  test("the judge sees a difference where there is one", async () => {
    const { model } = designModel("User,Post");
    const { catalog } = postgres.lower(model);
    const { files } = await prisma.write({ model, engine: "postgres", catalog, residue: [] });
    const other = files.map(({ path, text }) => ({ path, text: text.replace("@db.VarChar(50)", "@db.VarChar(51)") }));
    const drift = await judge.drift(postgres.script(postgres.render(catalog)), other.slice(0, 1));
    expect(drift).toContain('ALTER COLUMN "username" SET DATA TYPE VARCHAR(51)');
  });
});
