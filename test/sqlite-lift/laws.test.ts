/** Both laws of lifting: on real schemas, on the steps of their changes, and on random models. */
import { readdirSync, readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sqlite } from "../../src/engines/sqlite/index.ts";
import type { Model } from "../../src/model/model.ts";
import { writeModel } from "../../src/model/write.ts";
import { validModel } from "../postgres-lower/valid-model.ts";
import { corpusFiles, hasCorpus, hasPairs, runtime, shared, sqlitePairs } from "../sqlite/support.ts";
import { judgeLift, plain } from "./law.ts";

/** Kinds that the language has words for. */
const IN_WORDS = /^(table|column|primary-key|unique|foreign-key|check|index|view):/;

async function read(...texts: readonly string[]) {
  const sources = texts.map((text, at) => ({ name: `${at + 1}.sql`, text }));
  return (await sqlite.readText(sources, runtime)).catalog;
}

describe.skipIf(!hasCorpus)("a real schema (the corpus beside the project)", () => {
  test.each(corpusFiles())("$id is its model and the residue", async ({ text }) => {
    const { broken, residue } = await judgeLift(await read(text), runtime);
    expect(broken).toEqual([]);
    expect(residue.filter((object) => IN_WORDS.test(object))).toEqual([]);
  });

  test("vaultwarden is so after each of its migrations", async () => {
    const folder = `${shared}corpus/migrations/vaultwarden/sqlite`;
    const steps = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith("up.sql"))
      .sort()
      .map((path) => readFileSync(`${folder}/${path}`, "utf8"));
    expect(steps.length).toBeGreaterThan(50);
    for (let count = 1; count <= steps.length; count += 5) {
      const { broken, residue } = await judgeLift(await read(...steps.slice(0, count)), runtime);
      expect(broken, `after ${count}`).toEqual([]);
      expect(residue, `after ${count}`).toEqual([]);
    }
  });
});

describe.skipIf(!hasPairs)("schemas before and after a change (the cases beside the project)", () => {
  test.each(sqlitePairs())("$id", async ({ a, b }) => {
    for (const text of [a, b]) expect((await judgeLift(await read(text), runtime)).broken).toEqual([]);
  });
});

describe("everything that a table can say", () => {
  test("is in words, or verbatim", async () => {
    const text = readFileSync(new URL("../sqlite/clauses.sql", import.meta.url), "utf8");
    expect((await judgeLift(await read(text), runtime)).broken).toEqual([]);
  });

  const cases: readonly (readonly [what: string, sql: string, says: readonly string[]])[] = [
    [
      "unnamed constraints, keys without NOT NULL, numbers that are used again",
      "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, age INTEGER CHECK (age >= 18))",
      ["constraintNames: false", "autoincrement: false", "keyNotNull: false", "email: text unique", "age >= 18"],
    ],
    [
      "a reference to a table alone",
      "CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER NOT NULL REFERENCES a)",
      ["referencedColumns: false", "a: one A as bs"],
    ],
    [
      "STRICT and WITHOUT ROWID",
      "CREATE TABLE a (k TEXT PRIMARY KEY, n INTEGER NOT NULL, v ANY) STRICT, WITHOUT ROWID",
      ["strict: true", "withoutRowid: true", "k: text primary", "type: ANY"],
    ],
    [
      "a column without a type, a collation, a virtual column",
      "CREATE TABLE a (x, y TEXT COLLATE NOCASE, z INTEGER AS (length(y)) VIRTUAL)",
      ["type: ''", "collation: NOCASE", "virtual: true", "int? := length(y)"],
    ],
    [
      "defaults: SQLite's spelling beside the meaning",
      "CREATE TABLE a (on_ BOOLEAN NOT NULL DEFAULT 0, at DATETIME DEFAULT CURRENT_TIMESTAMP, n INTEGER DEFAULT '7', s BIGINT DEFAULT (strftime('%s', 'now')))",
      ["boolean = false", "default: '0'", "datetime? = now()", "int? = 7", "sqlite: (strftime('%s', 'now'))"],
    ],
    [
      "the declared types that most columns have",
      "CREATE TABLE a (x NVARCHAR(20) NOT NULL, y NVARCHAR(30), z VARCHAR(10), n NUMERIC(10,2), d JSONB)",
      [
        "string: NVARCHAR",
        "decimal: NUMERIC",
        "json: JSONB",
        "x: string(20)",
        "type: VARCHAR(10)",
        "n: decimal(10,2)?",
      ],
    ],
    [
      "declared types with a size that says nothing",
      "CREATE TABLE a (x datetime(6) NOT NULL, y datetime(6), z varchar, n INT(11))",
      ["datetime: DATETIME(6)", "x: datetime\n", "y: datetime?", "z: string?", "int: INT(11)"],
    ],
    [
      "constraints of one kind with names, of another without",
      "CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY); CREATE TABLE b (a_id INTEGER NOT NULL, CONSTRAINT b_a_id_fkey FOREIGN KEY (a_id) REFERENCES a (id))",
      ["constraintNames: [unique, foreign, check]"],
    ],
    [
      "a join table",
      "CREATE TABLE posts (id INTEGER PRIMARY KEY); CREATE TABLE tags (id INTEGER PRIMARY KEY); CREATE TABLE post_tags (post_id INTEGER REFERENCES posts ON DELETE CASCADE, tag_id INTEGER REFERENCES tags ON DELETE CASCADE, PRIMARY KEY (post_id, tag_id)); CREATE INDEX post_tags_tag_id_idx ON post_tags (tag_id)",
      ["tags: many Tag as many posts"],
    ],
    [
      "LIKE, whose letters have no case in SQLite, stays SQLite's; so does what is in parentheses",
      "CREATE TABLE a (x TEXT CHECK (x LIKE 'a%'), y INTEGER CHECK (y > 0 AND (y < 10)))",
      ["sqlite: x LIKE 'a%'", "sqlite: y > 0 AND (y < 10)"],
    ],
    [
      "an index that the language cannot make is SQLite's own; sizes that say nothing stay",
      "CREATE TABLE a (x TEXT, y VARCHAR(10, 20)); CREATE INDEX i ON a (0 LIKE coalesce(x, 0))",
      ["type: VARCHAR(10,20)", "sqlite: 0 LIKE coalesce(x, 0)\n"],
    ],
    [
      "what there are no words for stays, with what references it",
      "CREATE TABLE a (id INTEGER PRIMARY KEY, x TEXT UNIQUE ON CONFLICT REPLACE); CREATE TABLE b (a_id INTEGER REFERENCES a(id)); CREATE TABLE c (x TEXT)",
      ["UNIQUE ON CONFLICT REPLACE", "CREATE TABLE b", "C:"],
    ],
  ];

  test.each(cases)("%s", async (_what, sql, says) => {
    const { broken, model } = await judgeLift(await read(sql), runtime);
    expect(broken).toEqual([]);
    const text = writeModel(model);
    expect(says.filter((part) => !text.includes(part))).toEqual([]);
  });
});

describe("a random model", { timeout: 300_000 }, () => {
  const models = fc.sample(validModel, { numRuns: 25, seed: 5 });

  async function madeBy(model: Model) {
    return sqlite.elaborate(sqlite.lower(model).catalog, runtime);
  }

  test("makes a database that is its model and the residue", async () => {
    for (const model of models) {
      const { broken } = await judgeLift(await madeBy(model), runtime);
      expect(broken, JSON.stringify(model)).toEqual([]);
    }
  });

  test("is what it was, said by its author's words", async () => {
    for (const model of models) {
      const catalog = await madeBy(model);
      const again = await sqlite.lift?.(catalog, { model, catalog });
      expect(again && isDeepStrictEqual(plain(again.model), plain(model)), JSON.stringify(model)).toBe(true);
    }
  });
});
