import { beforeAll, expect, test } from "vitest";
import { declareExtensions } from "./missing-extensions.ts";
import { WordedModifiers, withoutMethodOptions } from "./stand-ins.ts";
import { loadParser, type Parser, readScripts } from "./statements.ts";
import { definedTypes, extensionsOf, rolesOf } from "./stubs.ts";

let parser: Parser;
beforeAll(async () => {
  parser = await loadParser();
});

const read = (text: string) => readScripts([{ name: "a.sql", text }], parser).run;

test("finds the roles that a script takes for granted", () => {
  const text = `GRANT SELECT ON t TO anon, PUBLIC; ALTER TABLE t OWNER TO "App Owner"; CREATE ROLE made; GRANT anon TO made;
    CREATE POLICY p ON t TO reader USING (true); ALTER DEFAULT PRIVILEGES FOR ROLE writer GRANT ALL ON TABLES TO pg_monitor;
    CREATE SCHEMA s AUTHORIZATION keeper; REVOKE ALL ON t FROM postgres, CURRENT_USER`;
  expect(rolesOf(read(text))).toEqual(["anon", "App Owner", "reader", "writer", "keeper"]);
});

test("finds extensions with their schema, and the types that are defined", () => {
  expect(
    extensionsOf(read('CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA ext CASCADE; CREATE EXTENSION citext')),
  ).toEqual([{ name: "uuid-ossp", schema: "ext" }, { name: "citext" }]);
  expect([
    ...definedTypes(read("CREATE TYPE s.a AS ENUM ('x'); CREATE DOMAIN b AS int; CREATE TABLE c (); CREATE TYPE d")),
  ]).toEqual(["a", "b", "c", "d"]);
});

test("an extension is stood in for once, where it is created", () => {
  const { statements, notices, substituted } = declareExtensions(
    read(
      "CREATE TABLE a (); CREATE EXTENSION pg_cron; CREATE EXTENSION IF NOT EXISTS pg_cron; ALTER EXTENSION pg_cron UPDATE; CREATE EXTENSION citext",
    ),
  );
  expect(statements).toHaveLength(3);
  expect(statements[1]?.sql).toContain("'pg_cron'");
  expect([...substituted]).toEqual(["pg_cron"]);
  expect(notices).toMatchObject([{ code: "EXTENSION_STOOD_IN", where: { line: 1, column: 20 } }]);
});

test("an extension that is dropped may be created again", () => {
  const text = "CREATE EXTENSION vector; DROP EXTENSION vector; CREATE EXTENSION vector";
  expect(declareExtensions(read(text)).statements).toHaveLength(3);
});

test("types of an extension that nothing creates call for it, unless the script defines them", () => {
  expect([...declareExtensions(read("CREATE TABLE a (b ext.vector(3))")).substituted]).toEqual(["vector"]);
  expect(declareExtensions(read("CREATE DOMAIN vector AS text; CREATE TABLE a (b vector)")).substituted.size).toBe(0);
  expect(declareExtensions(read("CREATE TABLE a (vector text, b int)")).substituted.size).toBe(0);
});

test("an extension that nobody knows keeps its name and says so", () => {
  const { notices } = declareExtensions(read("CREATE EXTENSION of_ours"));
  expect(notices[0]?.message).toContain("only its name");
});

test.each([
  ["geometry(POINT, 4326)", "geometry(Point,4326)"],
  ["geometry(point)", "geometry(Point)"],
  ["geometry(MultiPolygonZM,0)", "geometry(MultiPolygonZM)"],
  ["geography(Point)", "geography(Point,4326)"],
  ["geometry('LINESTRINGZ', 3857)", "geometry(LineStringZ,3857)"],
])("modifiers in words are numbered and come back: %s", (written, printed) => {
  const modifiers = new WordedModifiers(parser);
  const [statement] = read(`CREATE TABLE "é" (a int, b ${written}, c ${written}[])`);
  if (!statement) throw new Error("no statement");
  const { sql } = modifiers.numbered(statement);
  const type = written.split("(")[0];
  expect(sql).toBe(`CREATE TABLE "é" (a int, b ${type}(10000000), c ${type}(10000000)[])`);
  const object = {
    kind: "column",
    id: "column:a",
    name: "a",
    edges: [],
    props: { type: `${type}(10000000)[]`, position: 1 },
  };
  const catalog = {
    engine: "postgres",
    context: { version: "18" },
    elaboratedBy: "x",
    objects: new Map([["column:a", object]]),
  };
  expect(modifiers.restored(catalog).objects.get("column:a")?.props).toEqual({ type: `${printed}[]`, position: 1 });
});

test("options of index methods that are stood in for are kept beside the statement", () => {
  const [statement] = read("CREATE INDEX i ON s.t USING hnsw (e vector_l2_ops) WITH (m = 16, ef = '64') WHERE a");
  if (!statement) throw new Error("no statement");
  const { sql } = withoutMethodOptions(statement, parser);
  expect(sql).toContain("USING hnsw (e vector_l2_ops)  WHERE a;");
  expect(sql).toContain("ARRAY['m=16', 'ef=64']");
  expect(sql).toContain("'s.t'::regclass");
});
