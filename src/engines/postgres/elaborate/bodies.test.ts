import { beforeAll, expect, test } from "vitest";
import { extensionsInBody, makesObjects, withoutTransactions } from "./bodies.ts";
import { loadParser, type Parser, readScripts, type SyntaxNode } from "./statements.ts";

let parser: Parser;
beforeAll(async () => {
  parser = await loadParser();
});

test.each([
  ["BEGIN EXECUTE format('CREATE TRIGGER %I', x); END", true],
  ["BEGIN IF a THEN -- now\n CREATE TABLE t (); END IF; END", true],
  ["create table t ()", true],
  ["BEGIN PERFORM 1; PERFORM make(1); END", true],
  ["BEGIN PERFORM \"create\" FROM t; RETURN 'create table t ()'; END", false],
  ["SELECT comment, grant_id FROM t", false],
  ["a ' that is no SQL", false],
])("%s may make objects: %s", (body, expected) => {
  expect(makesObjects(body, new Set(["make"]), parser)).toBe(expected);
});

test("finds the extensions that a body creates, unless it asks what the server has", () => {
  const body = 'BEGIN CREATE EXTENSION IF NOT EXISTS "uuid-ossp"; create extension Btree_Gin; END';
  expect(extensionsInBody(body, parser)).toEqual(["uuid-ossp", "btree_gin"]);
  expect(extensionsInBody(`SELECT 1 FROM pg_available_extensions; ${body}`, parser)).toEqual([]);
});

function tree(sql: string): SyntaxNode {
  return parser.parse(sql).stmts?.[0]?.stmt?.["DoStmt"] as SyntaxNode;
}

test("what ends transactions in a DO block does nothing", () => {
  const block =
    "DO LANGUAGE plpgsql $$ BEGIN LOOP COMMIT; /* é */ ROLLBACK AND CHAIN; END LOOP; RAISE 'commit;'; END $$";
  expect(withoutTransactions(tree(block), parser)).toBe(
    "DO ' BEGIN LOOP NULL; /* é */ NULL; END LOOP; RAISE ''commit;''; END ' LANGUAGE plpgsql",
  );
  expect(withoutTransactions(tree("DO $$ BEGIN RAISE 'commit'; END $$"), parser)).toBeUndefined();
});

test("a SELECT runs when a function of the text that it calls may make objects", () => {
  const script = readScripts(
    [
      {
        name: "a.sql",
        text: `CREATE FUNCTION s.made(t regclass) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'DROP TABLE t'; END $$;
          CREATE FUNCTION other() RETURNS int LANGUAGE sql AS 'SELECT 1'; SELECT s.made('t'); SELECT other()`,
      },
    ],
    parser,
  );
  expect(script.run.map(({ node }) => node)).toEqual(["CreateFunctionStmt", "CreateFunctionStmt", "SelectStmt"]);
  expect(script.notices).toMatchObject([{ code: "SELECT_SKIPPED" }]);
});
