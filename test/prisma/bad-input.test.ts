/** What databases and people get wrong: a valid schema, or an error with file, line and column. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { closeScratch, postgres } from "../../src/engines/postgres/index.ts";
import { sqlite } from "../../src/engines/sqlite/index.ts";
import type { FormatFile } from "../../src/formats/format.ts";
import { prisma } from "../../src/formats/prisma/index.ts";
import { SchemaforgeError } from "../../src/model/errors.ts";
import { runtime as sqliteRuntime } from "../sqlite/support.ts";
import { testRuntime } from "../support/runtime.ts";
import {
  corpusMissing,
  corpusSchemas,
  judgeDatabase,
  ownSchemas,
  schemaFiles,
  unmodelled,
  version8Schemas,
} from "./agreement.ts";
import { judgeFile } from "./agreement-sqlite.ts";
import { PrismaJudge, SqliteJudge } from "./schema-engine.ts";

const runtime = testRuntime();
let judge: PrismaJudge;
let sqliteJudge: SqliteJudge;
beforeAll(async () => {
  judge = await PrismaJudge.start();
  sqliteJudge = await SqliteJudge.start();
});
afterAll(async () => {
  await judge.close();
  await closeScratch(runtime);
});

/** Scripts that PostgreSQL and SQLite both take. */
const DATABASES: { readonly [name: string]: string } = {
  "reserved names": `CREATE TABLE "async" ("id" INTEGER PRIMARY KEY, "AND" TEXT, "1st" TEXT, "_x" TEXT, "constructor" TEXT);
    CREATE TABLE "class" ("id" INTEGER PRIMARY KEY, "String" TEXT, "model" TEXT, "enum" TEXT, "true" BOOLEAN);
    CREATE TABLE "PrismaClient" ("id" INTEGER PRIMARY KEY, "async" INTEGER REFERENCES "async" ("id"));
    CREATE TABLE "String" ("id" INTEGER PRIMARY KEY, "type" TEXT);
    CREATE TABLE "Prisma" ("id" INTEGER PRIMARY KEY);
    CREATE TABLE "__proto__" ("id" INTEGER PRIMARY KEY, "toString" TEXT, "__proto__" TEXT);
    CREATE TABLE "größe" ("id" INTEGER PRIMARY KEY, "maß" INTEGER, "数" INTEGER, "a b" TEXT, "a""b" TEXT, "a\\b" TEXT);`,
  "names that clash after mapping": `CREATE TABLE "user_accounts" ("id" INTEGER PRIMARY KEY, "first_name" TEXT, "firstName" TEXT, "first__name" TEXT);
    CREATE TABLE "userAccount" ("id" INTEGER PRIMARY KEY, "user_account_id" INTEGER REFERENCES "user_accounts" ("id"), "user_account" TEXT);
    CREATE TABLE "UserAccount2" ("id" INTEGER PRIMARY KEY, "userAccountId" INTEGER REFERENCES "user_accounts" ("id"));
    CREATE TABLE "user_account" ("id" INTEGER PRIMARY KEY, "user_accounts" INTEGER REFERENCES "user_accounts" ("id"), "userAccounts" TEXT);`,
  "tables without any unique key": `CREATE TABLE "log" ("at" TIMESTAMP, "text" TEXT);
    CREATE TABLE "kept" ("id" INTEGER PRIMARY KEY);
    CREATE TABLE "loose" ("kept_id" INTEGER REFERENCES "kept" ("id"), "maybe" TEXT UNIQUE);`,
  "two relations to one model, and to itself": `CREATE TABLE "person" ("id" INTEGER PRIMARY KEY,
      "mother_id" INTEGER REFERENCES "person" ("id"), "father_id" INTEGER REFERENCES "person" ("id"));
    CREATE TABLE "letter" ("id" INTEGER PRIMARY KEY, "person" INTEGER REFERENCES "person" ("id"),
      "person_id" INTEGER REFERENCES "person" ("id"), "PersonId" INTEGER REFERENCES "person" ("id"));`,
};

/** Of PostgreSQL alone: its enums. */
const ENUMS = `CREATE TYPE "odd" AS ENUM ('1', 'in progress', 'in-progress', 'été', '数', '-', 'AND', 'async', 'it''s', 'a"b', 'in_progress');
  CREATE TYPE "Model" AS ENUM ('a');
  CREATE TYPE "class" AS ENUM ('x', 'X');
  CREATE TABLE "odds" ("id" INTEGER PRIMARY KEY, "a" "odd" DEFAULT 'in-progress', "b" "odd"[] DEFAULT '{été,async}', "c" "class", "d" "Model");
  CREATE TABLE "models" ("id" INTEGER PRIMARY KEY, "model" "Model");`;

describe("databases: a schema that Prisma takes, and in which it finds no difference", () => {
  test.each(Object.entries({ ...DATABASES, "enum values that are no identifiers": ENUMS }))(
    "PostgreSQL: %s",
    async (_name, text) => {
      const { catalog } = await postgres.readText([{ name: "db.sql", text }], runtime);
      const { drift, written } = await judgeDatabase(judge, unmodelled(catalog));
      expect(drift).toBe("");
      const again = postgres.lower((await prisma.read(schemaFiles(written.files))).model).catalog;
      const tables = ({ objects }: typeof again) =>
        [...objects.keys()].filter((id) => /^(table|column|enum):/.test(id));
      expect(tables(again).sort()).toEqual(tables(catalog).sort());
    },
  );

  test.each(Object.entries(DATABASES))("SQLite: %s", async (_name, text) => {
    const { catalog } = await sqlite.readText([{ name: "db.sql", text }], sqliteRuntime);
    const { drift, written } = await judgeFile(sqliteJudge, unmodelled(catalog, "sqlite"), text);
    expect(drift).toBe("");
    const again = sqlite.lower((await prisma.read(schemaFiles(written.files))).model).catalog;
    const tables = ({ objects }: typeof again) => [...objects.keys()].filter((id) => /^(table|column):/.test(id));
    expect(tables(again).sort()).toEqual(tables(catalog).sort());
  });

  test("an empty value of an enum, which no Model has, is an error at its enum", async () => {
    const text = `CREATE TYPE "level" AS ENUM ('', 'a'); CREATE TABLE "t" ("id" INTEGER PRIMARY KEY, "l" "level" DEFAULT '');`;
    const { catalog } = await postgres.readText([{ name: "db.sql", text }], runtime);
    const { drift, written } = await judgeDatabase(judge, unmodelled(catalog));
    expect(drift).toBe("");
    await expect(prisma.read(schemaFiles(written.files))).rejects.toMatchObject({
      code: "PRISMA_NOT_HELD",
      where: { file: "schema.prisma", line: expect.any(Number) },
    });
  });

  test("SQLite: a table with a double quote in its name is declared as what Prisma cannot read", async () => {
    const text = `CREATE TABLE "a""b" ("id" INTEGER PRIMARY KEY);`;
    const { catalog } = await sqlite.readText([{ name: "db.sql", text }], sqliteRuntime);
    const { losses } = await prisma.write(unmodelled(catalog, "sqlite"));
    expect(losses.map(({ code }) => code)).toContain("QUOTE_IN_NAME");
    await expect(judgeFile(sqliteJudge, unmodelled(catalog, "sqlite"), text)).rejects.toThrow(
      "describing the database",
    );
  });

  test("a table without a unique key is @@ignore, and the relation of another to it as well", async () => {
    const text = DATABASES["tables without any unique key"] ?? "";
    const { catalog } = await postgres.readText([{ name: "db.sql", text }], runtime);
    const { files, losses } = await prisma.write(unmodelled(catalog));
    const [schema] = schemaFiles(files);
    expect(schema?.text.match(/@@ignore/g)).toHaveLength(2);
    expect(schema?.text).toMatch(/looses? +Loose\[\] +@ignore/);
    expect(losses.filter(({ code }) => code === "NO_UNIQUE_KEY").map(({ object }) => object)).toEqual([
      "table:public.log",
      "table:public.loose",
    ]);
  });
});

const HEAD = 'datasource db {\n  provider = "postgresql"\n}\n';

describe("schemas that Prisma refuses: an error at the place", () => {
  test.each([
    ["a reserved name", `${HEAD}model async {\n  id Int @id\n}`, 4, 1],
    ["a name that no field has", `${HEAD}model A {\n  1st Int @id\n}`, 5, 3],
    ["two fields of one column", `${HEAD}model A {\n  id Int @id\n  a Int @map("x")\n  b Int @map("x")\n}`, 7, 3],
    [
      "two models of one table",
      `${HEAD}model A {\n  id Int @id\n  @@map("t")\n}\nmodel B {\n  id Int @id\n  @@map("t")\n}`,
      10,
      3,
    ],
    ["an enum's value that is no identifier", `${HEAD}enum E {\n  in-progress!\n}`, 5, 14],
    ["an enum without values", `${HEAD}enum E {\n}`, 4, 1],
    [
      "two relations to one model without names",
      `${HEAD}model A {\n  id Int @id\n  x Int\n  y Int\n  bx B @relation(fields: [x], references: [id])\n  by B @relation(fields: [y], references: [id])\n}\nmodel B {\n  id Int @id\n  as A[]\n  others A[]\n}`,
      8,
      3,
    ],
    ["no unique key", `${HEAD}model A {\n  name String\n}`, 4, 1],
    ["a text that is not closed", `${HEAD}model A {\n  id Int @id @map("x\n}`, 5, 19],
    ["no datasource", "model A {\n  id Int @id\n}", undefined, undefined],
    ["two datasources", `${HEAD}${HEAD.replace("db", "other")}model A {\n  id Int @id\n}`, 1, 1],
  ])("%s", async (_name, text, line, column) => {
    const where = line === undefined ? { file: "schema.prisma" } : { file: "schema.prisma", line, column };
    await expect(prisma.read([{ path: "schema.prisma", text }])).rejects.toMatchObject({ where });
  });

  const folder = ownSchemas().find(({ id }) => id === "folder")?.files ?? [];

  test.each([
    ["user.prisma", { code: "PRISMA_INVALID", where: { file: "post.prisma", line: 4 } }],
    ["base.prisma", { code: "NO_DATASOURCE" }],
  ])("a folder without its %s", async (missing, error) => {
    const files = folder.filter(({ path }) => path !== missing);
    expect(files).toHaveLength(folder.length - 1);
    await expect(prisma.read(files)).rejects.toMatchObject(error);
  });
});

/** Reads broken text: any error but ours, and ours without a place, is a defect. */
async function survives(files: readonly FormatFile[]): Promise<void> {
  try {
    await prisma.read(files);
  } catch (error) {
    if (!(error instanceof SchemaforgeError)) throw error;
    const { where, code } = error;
    if (code === "NO_DATASOURCE") return;
    expect(where, code).toMatchObject({ file: files[0]?.path, line: expect.any(Number), column: expect.any(Number) });
  }
}

describe("broken schemas: an error with file, line and column", () => {
  const real = corpusMissing() === undefined ? [...corpusSchemas(), ...version8Schemas()] : [];
  const version8 = {
    id: "version 8",
    files: [{ path: "contract.prisma", text: readFileSync("test/prisma/version8/contract.prisma", "utf8") }],
  };
  const cases = [...ownSchemas(), ...ownSchemas("sqlite-schemas"), version8, ...real];

  test.each(cases)("$id, cut off", async ({ files }) => {
    const [first, ...others] = files;
    if (!first) return;
    const cuts = fc.sample(fc.integer({ min: 0, max: first.text.length }), { numRuns: 25, seed: 5 });
    for (const cut of cuts) await survives([{ ...first, text: first.text.slice(0, cut) }, ...others]);
  });

  test.each(cases)("$id, with a piece taken out, doubled or replaced", async ({ files }) => {
    const [first, ...others] = files;
    if (!first) return;
    const length = first.text.length;
    const piece = fc.tuple(
      fc.integer({ min: 0, max: length }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 0, max: 2 }),
    );
    for (const [at, size, how] of fc.sample(piece, { numRuns: 25, seed: 7 })) {
      const taken = first.text.slice(at, at + size);
      const instead = ["", `${taken}${taken}`, '@"{['.repeat(3)][how] ?? "";
      const text = first.text.slice(0, at) + instead + first.text.slice(at + size);
      await survives([{ ...first, text }, ...others]);
    }
  });

  test("blocks and values that nest without end", async () => {
    for (const text of ["namespace a {\n".repeat(5000), `${HEAD}model A {\n id Int @default(${"[".repeat(5000)}`])
      await survives([{ path: "schema.prisma", text }]);
  });
});
