/** Prisma's engine and we mean the same database on SQLite, in both directions. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { sqlite } from "../../src/engines/sqlite/index.ts";
import { COMPLETION_FILE } from "../../src/formats/prisma/capabilities.ts";
import { prisma } from "../../src/formats/prisma/index.ts";
import { SQLITE_TYPES, sqliteType } from "../../src/formats/prisma/types/sqlite.ts";
import { readModel } from "../../src/model/read.ts";
import { designModel } from "../../src/workflows/design.ts";
import { corpusFiles, hasCorpus, runtime, withDatabase } from "../sqlite/support.ts";
import { ownSchemas, schemaFiles, unmodelled } from "./agreement.ts";
import { judgeFile, judgeSqliteSchema, remadeFile, sqliteSchemas } from "./agreement-sqlite.ts";
import { SqliteJudge } from "./schema-engine.ts";

/** Types that people declare. */
const OTHER_TYPES = [
  "VARCHAR(255)",
  "NVARCHAR(160)",
  "CHAR",
  "NUMERIC(10,2)",
  "INT",
  "SERIAL",
  "SMALLINT",
  "TINYINT(1)",
  "DOUBLE",
  "FLOAT",
  "DOUBLE PRECISION",
  "DATE",
  "TIME",
  "TIMESTAMP",
  "JSON",
  "CLOB",
  "BINARY",
  "UUID",
];

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

  test("tables whose primary key may be null are Prisma's as well, whatever other keys they have", async () => {
    const text = `CREATE TABLE a (id TEXT PRIMARY KEY, x TEXT NOT NULL UNIQUE);
CREATE TABLE b (p TEXT, q INTEGER, PRIMARY KEY (p, q));`;
    const { catalog } = await sqlite.readText([{ name: "a.sql", text }], runtime);
    const { drift, written } = await judgeFile(judge, unmodelled(catalog, "sqlite"), text);
    expect(drift).toBe("");
    expect(written.losses.map(({ code, object }) => [code, object])).toEqual([
      ["NO_UNIQUE_KEY", "table:a"],
      ["NO_UNIQUE_KEY", "table:b"],
    ]);
  });

  test("what Prisma's validator refuses is left to the completing script", async () => {
    const text = `CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT, x TEXT NOT NULL);
CREATE INDEX twice ON a (x, id, x);
CREATE TABLE b (id INTEGER PRIMARY KEY AUTOINCREMENT, a_id INTEGER NOT NULL REFERENCES a ON DELETE SET NULL);`;
    const { catalog } = await sqlite.readText([{ name: "a.sql", text }], runtime);
    const { written } = await judgeFile(judge, unmodelled(catalog, "sqlite"), text);
    expect(written.losses.map(({ code }) => code).sort()).toEqual(["FOREIGN_KEY", "REPEATED_COLUMN"]);
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

test("the completing script keeps the rows of tables that it makes again", async () => {
  const { model } = designModel("User,Post,Comment");
  const catalog = await sqlite.elaborate(sqlite.lower(model).catalog, runtime);
  const { files } = await prisma.write({ model, engine: "sqlite", catalog, residue: [] });
  const made = await judge.statements(schemaFiles(files));
  const script = files.find(({ path }) => path === COMPLETION_FILE)?.text ?? "";
  const id = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1";
  const rows = `INSERT INTO users (id, email, username, password_hash) VALUES ('${id}1', 'ann@example.com', 'ann', 'x');
    INSERT INTO posts (id, title, slug, content, author_id) VALUES ('${id}2', 't', 's', 'c', '${id}1');`;
  const kept = await withDatabase([made, rows, script].join("\n"), (connection) => [
    connection.all("SELECT u.username, p.slug, p.published FROM posts p JOIN users u ON u.id = p.author_id"),
    connection.all("PRAGMA foreign_key_check"),
    connection.all("PRAGMA integrity_check"),
  ]);
  expect(kept).toEqual([[{ username: "ann", slug: "s", published: 0 }], [], [{ integrity_check: "ok" }]]);
});

describe("declared types are to Prisma what we take them for", () => {
  const TYPES = [...Object.values(SQLITE_TYPES), ...OTHER_TYPES];

  test("each of them", async () => {
    const columns = TYPES.map((type, at) => `c${at} ${type}`).join(", ");
    const empty = { path: "schema.prisma", text: 'datasource db {\n  provider = "sqlite"\n}\n' };
    const pulled = await judge.introspect(`CREATE TABLE t (id INTEGER PRIMARY KEY, ${columns})`, [empty]);
    const words = TYPES.map((_type, at) => new RegExp(`^ +c${at} +(\\w+)`, "m").exec(pulled)?.[1]);
    expect(words).toEqual(TYPES.map((type) => sqliteType(type)?.scalar ?? "Unsupported"));
  });
});
