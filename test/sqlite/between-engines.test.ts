/** Schemas of one engine on the other: every table arrives, the result runs, and what is left behind has a name. */
import { afterAll, describe, expect, test } from "vitest";
import type { Catalog } from "../../src/catalog/catalog.ts";
import { closeScratch, postgres } from "../../src/engines/postgres/index.ts";
import { sqlite } from "../../src/engines/sqlite/index.ts";
import { type ConvertOutcome, convert } from "../../src/workflows/convert.ts";
import type { Loaded } from "../../src/workflows/load.ts";
import { corpusFiles as postgresFiles, sharedMissing } from "../postgres-corpus/shared.ts";
import { testRuntime } from "../support/runtime.ts";
import { corpusFiles as sqliteFiles } from "./support.ts";

const runtime = testRuntime();
afterAll(() => closeScratch(runtime));

const missing = sharedMissing();

/** Kinds that the other engine has nothing for, and what holds whole tables in no engine's words. */
const CODES = new Set([
  "SQLITE_ALONE",
  "POSTGRES_ALONE",
  "REFUSED",
  // Verbatim: functions, triggers, domains, virtual tables; and raw SQL of views, checks, indexes and defaults.
  "OTHER_ENGINE",
  "NO_SQL_FOR_ENGINE",
  "NO_VIEW",
  "CHECK_NOT_HELD",
  "DEFAULT_NOT_HELD",
  "INDEX_NOT_HELD",
  "NOT_GENERATED",
  // Held in another way.
  "ALWAYS_DEFERRED",
  "INDEX_WEAKENED",
  "NO_SCHEMAS",
  "NUMBER_OPEN",
  "TYPE_WEAKENED",
]);

function expectWhole(from: Catalog, { proof, catalog, losses }: ConvertOutcome): void {
  expect(proof.status).toBe("proven");
  expect(catalog && tables(catalog)).toBe(tables(from));
  expect(losses.filter(({ code }) => !CODES.has(code))).toEqual([]);
}

/** Tables that a schema consists of, without those that the engine makes by itself. */
function tables({ objects }: Catalog): number {
  return [...objects.values()].filter(({ kind, props }) => kind === "table" && !("partitionOf" in props)).length;
}

if (missing !== undefined) {
  test.skip(`the corpus: ${missing}`);
} else {
  describe("SQLite on PostgreSQL", () => {
    test.each(sqliteFiles())("$id", async ({ path, text }) => {
      const reading = await sqlite.readText([{ name: path, text }], runtime);
      const source: Loaded = { kind: "catalog", engine: sqlite, reading, name: path };
      const made = await convert({ source, to: "postgres" }, runtime);
      expectWhole(reading.catalog, made);
    });
  });

  describe("PostgreSQL on SQLite", () => {
    test.each(postgresFiles())("$id", async ({ id, texts }) => {
      const reading = await postgres.readText(texts, runtime);
      const source: Loaded = { kind: "catalog", engine: postgres, reading, name: id };
      const made = await convert({ source, to: "sqlite" }, runtime);
      expectWhole(reading.catalog, made);
    });
  });
}

describe("what PostgreSQL alone has of a table", () => {
  test("stays PostgreSQL's, and the table comes", async () => {
    const text = `CREATE TABLE p (id int PRIMARY KEY, name text NOT NULL, CHECK (id > 0));
CREATE TABLE c (extra int, at timestamptz DEFAULT CURRENT_TIMESTAMP) INHERITS (p);
CREATE TABLE d (UNIQUE (name) WITH (fillfactor = 70)) INHERITS (c);
CREATE TYPE pt AS (x int, y text);
CREATE TABLE t OF pt;
CREATE TABLE r (id int REFERENCES p, s bigint DEFAULT extract(epoch FROM now()));
CREATE UNLOGGED TABLE u (z text STORAGE EXTERNAL COLLATE "C") WITH (fillfactor = 70);
CREATE INDEX i ON u (z) WITH (fillfactor = 50);
CREATE TABLE parted (a date NOT NULL) PARTITION BY RANGE (a);
CREATE TABLE part1 PARTITION OF parted FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
ALTER TABLE u ENABLE ROW LEVEL SECURITY;`;
    const reading = await postgres.readText([{ name: "a.sql", text }], runtime);
    const source: Loaded = { kind: "catalog", engine: postgres, reading, name: "a.sql" };
    const made = await convert({ source, to: "sqlite" }, runtime);
    expectWhole(reading.catalog, made);
    expect([...(made.catalog?.objects.keys() ?? [])].filter((id) => id.endsWith("p_id_check")).length).toBe(3);
    expect(made.files[0]?.text).toContain("DEFAULT (unixepoch())");
    expect(made.losses.map(({ feature, object }) => `${object} ${feature}`)).toEqual([
      "table:public.c INHERITS",
      "table:public.d INHERITS",
      "table:public.t OF a type",
      "table:public.u UNLOGGED",
      "table:public.u storage parameters",
      "column:public.u.z a collation",
      "column:public.u.z a way to store values",
      "table:public.parted PARTITION BY",
      "unique:public.d.d_name_key storage parameters",
      "index:public.i storage parameters",
      "composite-type:public.pt CREATE TYPE pt AS (x integer, y text)",
      "table:public.u ALTER TABLE u ENABLE ROW LEVEL SECURITY",
      "table:public.part1 CREATE TABLE part1 PARTITION OF parted FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')",
    ]);
  });
});

describe("nothing is left behind silently", () => {
  test("PostgreSQL's clauses of columns, checks and foreign keys", async () => {
    const text = `CREATE DOMAIN d AS int CHECK (VALUE > 0);
CREATE TABLE p (id int PRIMARY KEY, a int, b int, UNIQUE (a, b));
CREATE TABLE c (id int GENERATED BY DEFAULT AS IDENTITY (START 100) PRIMARY KEY, a int, b int, dd d, bits bit(3),
  CONSTRAINT f FOREIGN KEY (a, b) REFERENCES p (a, b) MATCH FULL ON DELETE SET NULL (a), CHECK (a > 0) NO INHERIT);
ALTER TABLE c ADD CONSTRAINT v CHECK (b > 1) NOT VALID, ADD CONSTRAINT g FOREIGN KEY (b) REFERENCES p NOT VALID;`;
    const reading = await postgres.readText([{ name: "a.sql", text }], runtime);
    const source: Loaded = { kind: "catalog", engine: postgres, reading, name: "a.sql" };
    const made = await convert({ source, to: "sqlite" }, runtime);
    expectWhole(reading.catalog, made);
    expect(made.catalog?.objects.get("column:c.dd")?.props).toMatchObject({ type: "INTEGER" });
    expect(made.losses.map(({ object, feature }) => `${object} ${feature}`).sort()).toEqual([
      "check:public.c.c_a_check NO INHERIT",
      "check:public.c.v NOT VALID",
      "column:public.c.bits the type bit(3)",
      "column:public.c.dd the type d",
      "column:public.c.id a sequence of its own making",
      "domain:public.d CREATE DOMAIN d AS integer",
      "foreign-key:public.c.f MATCH FULL",
      "foreign-key:public.c.f an action on some of its columns",
      "foreign-key:public.c.g NOT VALID",
    ]);
  });

  test("SQLite's clauses of columns, keys, indexes and tables", async () => {
    const text = `CREATE TABLE p (id INTEGER PRIMARY KEY, a TEXT COLLATE NOCASE, c, g INT AS (id + 1) VIRTUAL);
CREATE INDEX i ON p (a COLLATE RTRIM);
CREATE TABLE w (a TEXT PRIMARY KEY, b TEXT, UNIQUE (a, b, a)) WITHOUT ROWID;
CREATE TABLE s (id INTEGER PRIMARY KEY, b ANY) STRICT;`;
    const reading = await sqlite.readText([{ name: "a.sql", text }], runtime);
    const source: Loaded = { kind: "catalog", engine: sqlite, reading, name: "a.sql" };
    const made = await convert({ source, to: "postgres" }, runtime);
    expectWhole(reading.catalog, made);
    expect(made.catalog?.objects.has("index:public.i")).toBe(true);
    expect(made.losses.map(({ object, feature }) => `${object} ${feature}`).sort()).toEqual([
      "column:p.a the collation NOCASE",
      "column:p.c a column of any type",
      "column:p.g a value that is computed when it is read",
      "column:s.b a column of any type",
      "index:i an index by another collation than its columns'",
      "table:w WITHOUT ROWID",
    ]);
  });
});
