/** Random designs: Prisma takes every schema, and what is read back is what was written but for the declared losses. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Catalog, CatalogObject } from "../../src/catalog/catalog.ts";
import { changedProperties } from "../../src/catalog/diff.ts";
import { asPrinted } from "../../src/catalog/texts.ts";
import { closeScratch, postgres } from "../../src/engines/postgres/index.ts";
import { sqlite } from "../../src/engines/sqlite/index.ts";
import { prisma } from "../../src/formats/prisma/index.ts";
import type { Model } from "../../src/model/model.ts";
import { EVERYTHING, modelOf, ODD } from "../postgres-lower/models.ts";
import { validModel } from "../postgres-lower/valid-model.ts";
import { runtime as sqliteRuntime } from "../sqlite/support.ts";
import { testRuntime } from "../support/runtime.ts";
import { judgeDatabase, schemaFiles } from "./agreement.ts";
import { judgeFile, remadeFile } from "./agreement-sqlite.ts";
import { EXTENSIONS, PrismaJudge, SqliteJudge } from "./schema-engine.ts";

const runtime = testRuntime();
let judge: PrismaJudge;
beforeAll(async () => {
  judge = await PrismaJudge.start(EXTENSIONS);
});
afterAll(async () => {
  await judge.close();
  await closeScratch(runtime);
});

const COMPARED = new Set(["table", "column", "primary-key", "foreign-key", "index", "enum"]);

/** What Prisma means the same: unique constraints are indexes, defaults have other spellings. */
const OTHER_SPELLING = new Set(["default", "where", "comment"]);

/** The objects of a catalog that come back, and in what they differ, told by id. */
function differences(before: Catalog, after: Catalog, lost: ReadonlySet<string>): string[] {
  const all = [...asPrinted(before).objects.values()].filter(({ kind, id }) => COMPARED.has(kind) && !lost.has(id));
  return all.flatMap((object): string[] => {
    const other = after.objects.get(object.id);
    if (!other) return [`${object.id} is missing`];
    const changes = changedProperties(object, other as CatalogObject, postgres.kinds);
    return changes.filter(({ name }) => !OTHER_SPELLING.has(name)).map(({ name }) => `${object.id}: ${name}`);
  });
}

async function roundTrip(model: Parameters<typeof postgres.lower>[0]): Promise<string[]> {
  const catalog = await postgres.elaborate(postgres.lower(model).catalog, runtime);
  const { written, drift, undeclared } = await judgeDatabase(judge, {
    model,
    engine: "postgres",
    catalog,
    residue: [],
  });
  const reading = await prisma.read(schemaFiles(written.files));
  const again = postgres.lower(reading.model).catalog;
  const lost = new Set(written.losses.map(({ object }) => object));
  return [...(undeclared.length > 0 ? [drift] : []), ...differences(catalog, again, lost)];
}

describe("write → read", () => {
  test("random models", async () => {
    for (const model of fc.sample(validModel, { numRuns: 60, seed: 11 })) {
      expect(await roundTrip(model), JSON.stringify(model)).toEqual([]);
    }
  });

  test.each([
    ["every construct of plain structure", EVERYTHING],
    ["odd names", ODD],
  ])("%s", async (_name, text) => {
    expect(await roundTrip(modelOf(text))).toEqual([]);
  });
});

/** The longest name that a Model has; SQLite's own may be longer. */
const LONGEST = 63;

/** What differs on SQLite: Prisma's differ, the database made again, and what is read back but for the declared losses. */
async function roundTripOnSqlite(sqliteJudge: SqliteJudge, model: Model): Promise<string[]> {
  const catalog = await sqlite.elaborate(sqlite.lower(model).catalog, sqliteRuntime);
  const design = { model, engine: "sqlite", catalog, residue: [] } as const;
  const { written, drift } = await judgeFile(sqliteJudge, design);
  const made = await remadeFile(sqliteJudge, catalog, written);
  if ([...catalog.objects.values()].some(({ name }) => name.length > LONGEST)) return made.map(({ id }) => id);
  const reading = await prisma.read(schemaFiles(written.files));
  const { catalog: again } = sqlite.lower(reading.model);
  const lost = new Set(written.losses.map(({ object }) => object));
  // Tables that Prisma would make again for the sake of a foreign key that it cannot have.
  const keyless = written.losses.filter(({ code }) => code === "FOREIGN_KEY").map(({ object }) => object);
  const changed = [...drift.matchAll(/CREATE TABLE "new_([^"]+)"|^(?:CREATE|DROP|ALTER) TABLE "(?!new_)([^"]+)"/gm)];
  const tables = changed.map(([, again, other = ""]) => again ?? other);
  const undeclared = tables.filter(
    (table) => !keyless.some((id) => id.startsWith(`foreign-key:${table.toLowerCase()}.`)),
  );
  return [
    ...(undeclared.length > 0 || (drift !== "" && tables.length === 0) ? [drift] : []),
    ...made.map(({ op, id }) => `made again: ${op} ${id}`),
    ...[...catalog.objects.values()]
      .filter(({ kind, id }) => ["table", "column"].includes(kind) && !lost.has(id))
      .flatMap(({ id }) => (again.objects.has(id) ? [] : [`${id} is missing`])),
  ];
}

describe("on SQLite", () => {
  test("random models", async () => {
    const sqliteJudge = await SqliteJudge.start();
    for (const model of fc.sample(validModel, { numRuns: 60, seed: 13 }))
      expect(await roundTripOnSqlite(sqliteJudge, model), JSON.stringify(model)).toEqual([]);
  });

  test.each([
    ["every construct of plain structure", EVERYTHING],
    ["odd names", ODD],
  ])("%s", async (_name, text) => {
    // By a double quote in the name of a table, Prisma's engine cannot read a database.
    const model = modelOf(text.replaceAll('Odd "name"', "Odd (name)"));
    expect(await roundTripOnSqlite(await SqliteJudge.start(), model)).toEqual([]);
  });
});
