/** SQL texts read by running them: what is said about them, what is refused and where, what stands in for extensions. */
import { afterAll, describe, expect, test } from "vitest";
import { diffCatalogs } from "../../src/catalog/diff.ts";
import { closeScratch, readText } from "../../src/engines/postgres/elaborate/index.ts";
import { postgres } from "../../src/engines/postgres/index.ts";
import { prove } from "../../src/workflows/prove.ts";
import { corpusFiles, postgresPairs, sharedMissing } from "../postgres-corpus/shared.ts";
import { judgeLift } from "../postgres-lift/law.ts";
import { testRuntime } from "../support/runtime.ts";

// Nothing comes from the readings of earlier runs.
const runtime = testRuntime({ cacheDir: undefined });
afterAll(() => closeScratch(runtime));

const read = (text: string) => readText([{ name: "a.sql", text }], runtime);

async function refusal(text: string): Promise<{ code: string; message: string; where: unknown; remedy: string }> {
  return read(text).then(
    () => expect.fail("the text was read"),
    (error) => error,
  );
}

/** What is read, written out and read again is the same. */
async function expectStable(text: string): Promise<Awaited<ReturnType<typeof read>>> {
  const reading = await read(text);
  const again = await read(postgres.script(postgres.render(reading.catalog)));
  expect(diffCatalogs(reading.catalog, again.catalog, postgres.kinds)).toEqual([]);
  return reading;
}

describe("refused statements", () => {
  test("the place is where the server points, in characters of the author's file", async () => {
    const error = await refusal(
      "-- 😀\nCREATE TABLE a (b int);\n\n  CREATE VIEW v AS /* é😀 */\n  SELECT b, '😀', c FROM a;\n",
    );
    expect([error.code, error.message, error.where]).toEqual([
      "SQL_REJECTED",
      'column "c" does not exist',
      { file: "a.sql", line: 5, column: 19 },
    ]);
  });

  test("one among hundreds is found", async () => {
    const tables = Array.from({ length: 450 }, (_, at) => `CREATE TABLE t${at} (id int);`);
    tables[433] = "CREATE TABLE t433 (id no_such_type);";
    const error = await refusal(tables.join("\n"));
    expect([error.where, error.message]).toEqual([
      { file: "a.sql", line: 434, column: 23 },
      'type "no_such_type" does not exist',
    ]);
  });

  test.each([
    ["CREATE TABLE a (id int); CREATE TABLE a (id int)", "SQL_REJECTED", /IF NOT EXISTS/],
    ["CREATE TABLE a (id citext)", "SQL_REJECTED", /CREATE EXTENSION "citext"/],
    ["CREATE TABLE a (id uuid DEFAULT uuid_generate_v4())", "SQL_REJECTED", /CREATE EXTENSION "uuid-ossp"/],
    ["CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'lib', 'f'", "SQL_REJECTED", /functions in C/],
    ["CREATE TABLE a (id int) AS", "SQL_SYNTAX", /./],
  ])("%s", async (text, code, remedy) => {
    expect(await refusal(text)).toMatchObject({ code, remedy: expect.stringMatching(remedy) });
  });

  test("the engine works on after a refusal", async () => {
    await refusal("CREATE TABLE a (id nothing)");
    expect((await read("CREATE TABLE a (id int)")).catalog.objects.has("table:public.a")).toBe(true);
  });
});

test.each([
  ["DATA_SKIPPED", "CREATE TABLE a (id int); INSERT INTO a VALUES (1), (2);"],
  ["PSQL_COMMAND", "\\restrict abc\nCREATE TABLE a (id int);"],
  ["STATEMENT_SKIPPED", "CREATE DATABASE d; CREATE TABLE a (id int);"],
  ["ROLLED_BACK", "CREATE TABLE a (id int); BEGIN; DROP TABLE a; ROLLBACK;"],
  ["SELECT_SKIPPED", "CREATE TABLE a (id int); SELECT create_hypertable('a', 'id');"],
  ["SELECT_SKIPPED", "CREATE FUNCTION f() RETURNS void AS 'DROP TABLE b' LANGUAGE sql; SELECT f(); CREATE TABLE a ()"],
  ["ROLE_STUBBED", "CREATE TABLE a (id int); GRANT SELECT ON a TO anon; ALTER TABLE a OWNER TO owner;"],
  ["SCHEMA_STUBBED", "CREATE TABLE a (id int); CREATE TABLE other.b (id int);"],
  ["EXTENSION_STOOD_IN", "CREATE EXTENSION pg_cron; CREATE TABLE a (id int);"],
  ["NOTHING_TO_DROP", "DROP TABLE a; CREATE TABLE a (id int);"],
  ["EXISTS_ALREADY", "CREATE SCHEMA public; CREATE TABLE a (id int);"],
  ["STATEMENT_REORDERED", "CREATE VIEW v AS SELECT id FROM a; CREATE TABLE a (id int);"],
  ["DO_FAILED", "CREATE TABLE a (id int); DO $$BEGIN IF NOT EXISTS (SELECT FROM a) THEN RAISE 'empty'; END IF; END$$;"],
])("notice %s", async (code, text) => {
  const { notices, catalog } = await read(text);
  expect(notices.map((notice) => notice.code)).toEqual([code]);
  expect(catalog.objects.has("table:public.a")).toBe(true);
});

test("code that is run may make objects: functions that SELECT calls, DO blocks with extensions and COMMIT", async () => {
  const { catalog, notices } = await expectStable(`CREATE FUNCTION touched() RETURNS trigger LANGUAGE plpgsql
      AS 'BEGIN RETURN NEW; END';
    CREATE FUNCTION manage(t regclass) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
      EXECUTE format('CREATE TRIGGER touch BEFORE UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION touched()', t); END $$;
    CREATE TABLE a (id int); SELECT manage('a');
    DO $$ BEGIN CREATE EXTENSION IF NOT EXISTS btree_gin; CREATE EXTENSION IF NOT EXISTS vector; END $$;
    DO $$ BEGIN FOR i IN 1..2 LOOP EXECUTE 'CREATE TABLE b' || i || '()'; COMMIT; END LOOP; END $$;
    CREATE INDEX i ON a USING gin (id); CREATE TABLE v (e vector(3));`);
  expect(notices.map(({ code }) => code)).toEqual(["EXTENSION_STOOD_IN"]);
  for (const id of ["trigger:public.a.touch", "extension:btree_gin", "extension:vector", "table:public.b2"])
    expect(catalog.objects.has(id), id).toBe(true);
});

test("views in a cycle with themselves, with each other and with functions are made in two steps", async () => {
  const { catalog } = await expectStable(`CREATE SCHEMA s; CREATE TYPE s.mood AS ENUM ('sad');
    CREATE TABLE a (id int PRIMARY KEY, m s.mood, n numeric(10,2)[]);
    CREATE VIEW own AS TABLE a; CREATE OR REPLACE VIEW own AS TABLE own; COMMENT ON COLUMN own.id IS 'x';
    CREATE VIEW b AS SELECT 1 AS id, 'x'::varchar(3) AS t; CREATE VIEW c AS SELECT * FROM b;
    CREATE OR REPLACE VIEW b WITH (security_barrier) AS SELECT c.id, c.t FROM c; CREATE VIEW late AS SELECT * FROM c;
    CREATE VIEW f AS SELECT 1 AS id;
    CREATE FUNCTION g() RETURNS SETOF f LANGUAGE sql STABLE AS 'SELECT 1';
    CREATE OR REPLACE VIEW f AS SELECT id FROM g();`);
  expect((await judgeLift(catalog, runtime)).broken).toEqual([]);
});

test("functions of extensions that another version has not are no error", async () => {
  const text = "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM public; CREATE EXTENSION ltree";
  const { catalog } = await expectStable(text);
  const script = postgres.script(postgres.render(catalog)).replaceAll("hash_ltree", "no_such_function");
  expect((await read(script)).catalog.objects.has("extension:ltree")).toBe(true);
});

test("what is granted to the embedded engine's user, who is not the owner, is proven", async () => {
  const { catalog } = await read(`CREATE TABLE a (id int); ALTER TABLE a OWNER TO keeper;
    GRANT ALL ON a TO postgres WITH GRANT OPTION; CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'`);
  expect(catalog.objects.has("grant:table:public.a postgres")).toBe(true);
  expect((await judgeLift(catalog, runtime)).broken).toEqual([]);
  expect(await prove(postgres, catalog, runtime)).toMatchObject({ status: "proven", differences: [] });
});

test("the comment that an extension brings is none of the schema's, though it is only stood in for", async () => {
  const comment = "COMMENT ON EXTENSION pgstattuple IS";
  const { catalog } = await read(`CREATE EXTENSION pgstattuple; ${comment} 'show tuple-level statistics'`);
  expect(catalog.objects.get("extension:pgstattuple")?.props).not.toHaveProperty("comment");
  const other = await read(`CREATE EXTENSION pgstattuple; ${comment} 'ours'`);
  expect(other.catalog.objects.get("extension:pgstattuple")?.props).toHaveProperty("comment", "ours");
});

test("a column that is named after its cast is proven", async () => {
  const query = "SELECT id FROM a UNION ALL SELECT NULL::int";
  const { catalog } = await read(`CREATE TABLE a (id int); CREATE VIEW v AS SELECT id FROM (${query}) AS q`);
  expect(await prove(postgres, catalog, runtime)).toMatchObject({ status: "proven", differences: [] });
});

test("a schema that the text creates later is not taken to exist", async () => {
  const { notices } = await read("CREATE TABLE s.a (id int); CREATE SCHEMA s;");
  expect(notices.map((notice) => notice.code)).toEqual(["STATEMENT_REORDERED"]);
});

test("a value added to an enum is used at once, and one that was there stays what it was", async () => {
  const { catalog } = await expectStable(`CREATE TYPE mood AS ENUM ('sad', 'happy');
    CREATE TABLE a (m mood DEFAULT 'sad');
    ALTER TYPE mood ADD VALUE IF NOT EXISTS 'sad';
    ALTER TYPE mood ADD VALUE 'fine' BEFORE 'happy';
    DO $$ BEGIN ALTER TYPE mood ADD VALUE 'glad'; END $$;
    CREATE VIEW glad AS SELECT 'glad'::mood AS m;
    CREATE TABLE b (m mood DEFAULT 'fine' CHECK (m <> 'fine'));`);
  expect(catalog.objects.get("enum:public.mood")?.props).toMatchObject({ values: ["sad", "fine", "happy", "glad"] });
  expect(catalog.objects.get("column:public.a.m")?.props).toMatchObject({ default: { sql: "'sad'::mood" } });
});

test("statements that run in no transaction elsewhere", async () => {
  const { catalog } = await expectStable(`CREATE TABLE p (id int) PARTITION BY RANGE (id);
    CREATE TABLE q PARTITION OF p FOR VALUES FROM (1) TO (2); CREATE INDEX CONCURRENTLY i ON q (id);
    ALTER TABLE p DETACH PARTITION q CONCURRENTLY; CREATE INDEX j ON q (id); CLUSTER q USING j; VACUUM;`);
  expect(catalog.objects.get("table:public.q")?.props).toEqual({ clusterOn: "j" });
});

test("keys that say the same are all made, on partitioned tables too", async () => {
  const { catalog } = await expectStable(`CREATE TABLE a (id int PRIMARY KEY, b int UNIQUE, c int, UNIQUE (c, b));
    ALTER TABLE a ADD UNIQUE (id), ADD CONSTRAINT again UNIQUE (b), ADD UNIQUE (c, b) INCLUDE (id);
    CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id);
    ALTER TABLE p ADD UNIQUE (id);
    CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (9);
    CREATE TABLE child (id int PRIMARY KEY REFERENCES a (b)) INHERITS (a);
    ALTER TABLE child ADD UNIQUE (id);`);
  const keys = [...catalog.objects.keys()].filter((id) => /^(unique|primary-key):/.test(id));
  expect(keys.length).toBe(12);
});

test("authored texts are kept and mean the same", async () => {
  const { catalog } =
    await expectStable(`CREATE TABLE a (id int, kind varchar(9) DEFAULT 'x' CHECK (kind IN ('x','y')));
    CREATE INDEX i ON a (id) WHERE kind IN ('x');`);
  expect(catalog.objects.get("check:public.a.a_kind_check")?.props).toMatchObject({
    expression: { authored: "kind IN ('x','y')" },
  });
  expect(catalog.objects.get("index:public.i")?.props).toMatchObject({ where: { authored: "kind IN ('x')" } });
});

describe("extensions that the engine does not have", () => {
  test("pgvector: types, index methods with options, operators", async () => {
    const { catalog, losses } = await expectStable(`CREATE SCHEMA ext; CREATE EXTENSION vector WITH SCHEMA ext;
      CREATE TABLE items (id int, e ext.vector(3), h ext.halfvec(4)[]);
      CREATE INDEX items_e ON items USING hnsw (e ext.vector_cosine_ops) WITH (m = 16, ef_construction = 64);
      CREATE VIEW near AS SELECT id, e OPERATOR(ext.<=>) '[1,2,3]' AS distance FROM items;`);
    expect(losses).toEqual([]);
    expect(catalog.objects.get("column:public.items.h")?.props).toMatchObject({ type: "ext.halfvec(4)[]" });
    expect(catalog.objects.get("index:public.items_e")?.props).toMatchObject({
      method: "hnsw",
      options: { m: "16", ef_construction: "64" },
    });
    expect([...catalog.objects.keys()]).toEqual(
      expect.arrayContaining(["extension:vector", "schema:ext", "table:public.items", "view:public.near"]),
    );
    expect([...catalog.objects.values()].filter((object) => object.schema === "ext")).toEqual([]);
  });

  test("PostGIS: modifiers in words everywhere, spatial indexes, functions", async () => {
    const { catalog } = await expectStable(`CREATE EXTENSION postgis;
      CREATE DOMAIN place AS geometry(POINT, 4326);
      CREATE TABLE spots (id int, g geometry(point,4326) NOT NULL, gg geography(Point), x float8 GENERATED ALWAYS AS (st_x(g)) STORED,
        CHECK (st_srid(g) = 4326));
      CREATE INDEX spots_g ON spots USING gist (g); CREATE INDEX spots_b ON spots USING brin (gg); CREATE INDEX spots_s ON spots USING spgist (g);
      CREATE VIEW moved AS SELECT id, st_transform(g, 3857)::geometry(Point,3857) AS g FROM spots ORDER BY g <-> st_makepoint(1, 2);
      GRANT SELECT ON spatial_ref_sys TO PUBLIC;`);
    expect(catalog.objects.get("column:public.spots.g")?.props).toMatchObject({ type: "geometry(Point,4326)" });
    expect(catalog.objects.get("column:public.spots.gg")?.props).toMatchObject({ type: "geography(Point,4326)" });
    expect(catalog.objects.get("domain:public.place")?.props).toMatchObject({ type: "geometry(Point,4326)" });
    expect(JSON.stringify(catalog.objects.get("view:public.moved")?.props)).toContain("geometry(Point,3857)");
    expect(catalog.objects.has("table:public.spatial_ref_sys")).toBe(false);
  });

  test("wrappers, languages, extensions that nobody knows, and DROP", async () => {
    const { catalog } =
      await expectStable(`CREATE EXTENSION postgres_fdw; CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'h');
      CREATE FOREIGN TABLE there (id int) SERVER far OPTIONS (table_name 't');
      CREATE EXTENSION plv8; CREATE FUNCTION js() RETURNS int LANGUAGE plv8 AS 'return 1';
      CREATE EXTENSION of_ours; COMMENT ON EXTENSION of_ours IS 'ours';
      CREATE EXTENSION vector; DROP EXTENSION vector; CREATE EXTENSION pg_net;`);
    const extensions = [...catalog.objects.values()].filter((object) => object.kind === "extension");
    expect(extensions.map((object) => object.name).sort()).toEqual(["of_ours", "pg_net", "plv8", "postgres_fdw"]);
    expect(catalog.objects.has("foreign-table:public.there")).toBe(true);
  });

  test("every stand-in can be made", async () => {
    const { SUBSTITUTES } = await import("../../src/engines/postgres/elaborate/substitutes.ts");
    const text = Object.keys(SUBSTITUTES).map((name) => `CREATE EXTENSION ${name};`);
    const { catalog } = await read(text.join("\n"));
    const kinds = new Set([...catalog.objects.values()].map((object) => object.kind));
    expect([...kinds].sort()).toEqual(["extension", "schema"]);
  });
});

const missing = sharedMissing();
if (missing !== undefined) {
  test.skip(`real texts: ${missing}`);
} else {
  test.each(corpusFiles())("$id is read", async ({ texts }) => {
    const { catalog, losses } = await readText(texts, runtime);
    expect([...catalog.objects.values()].filter((object) => object.kind === "table").length).toBeGreaterThan(0);
    expect(losses).toEqual([]);
  });

  // Two are in the syntax of other products, two write AT TIME ZONE where the grammar wants parentheses.
  const foreign = new Set([
    "CreateIndexAsync",
    "DropAsyncIndex",
    "CreateTableWithBareCurrentTimestampAtTimeZoneDefault",
    "CreateIndexWithBareAtTimeZoneExpression",
  ]);

  test("sides of pairs are read, but for those that PostgreSQL's grammar refuses", async () => {
    const refused: string[] = [];
    const pairs = postgresPairs(80).filter(({ id }) => !foreign.has(id));
    for (const { id, a, b } of pairs) {
      for (const text of [a, b]) await read(text).catch((error: Error) => refused.push(`${id}: ${error.message}`));
    }
    expect(refused).toEqual([]);
    expect(pairs.length).toBeGreaterThan(70);
  });

  test("sides in another grammar are refused with their place", async () => {
    for (const { id, a, b } of postgresPairs().filter((pair) => foreign.has(pair.id))) {
      const outcomes = await Promise.allSettled([read(a), read(b)]);
      const [error] = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
      expect([id, error?.code, error?.where?.line]).toEqual([id, "SQL_SYNTAX", expect.any(Number)]);
    }
  });
}
