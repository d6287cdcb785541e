import { beforeAll, expect, test } from "vitest";
import { SchemaforgeError } from "../../../model/errors.ts";
import { loadParser, type Parser, readScripts } from "./statements.ts";

let parser: Parser;
beforeAll(async () => {
  parser = await loadParser();
});

const read = (text: string) => readScripts([{ name: "a.sql", text }], parser);
const nodes = (text: string) => read(text).run.map((statement) => statement.node);
const codes = (text: string) => read(text).notices.map((notice) => notice.code);

function errorOf(text: string): SchemaforgeError {
  try {
    read(text);
  } catch (error) {
    if (error instanceof SchemaforgeError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

test("settings that matter run, others do not", () => {
  expect(
    nodes(
      "SET search_path = a; SET transaction_timeout = 0; SET default_with_oids = false; SET client_encoding = 'UTF8'",
    ),
  ).toEqual(["VariableSetStmt"]);
  expect(read("RESET ALL").run[0]?.sql).toBe("RESET search_path");
});

test("an encoding that the text has not is spoken of where it matters", () => {
  expect(codes("SET client_encoding = 'LATIN1'; SET CLIENT_ENCODING TO latin1")).toEqual([]);
  expect(codes("SET client_encoding = 'UTF8'; -- é")).toEqual([]);
  expect(codes("SET CLIENT_ENCODING = latin1; COMMENT ON TABLE t IS 'é'")).toEqual(["SETTING_SKIPPED"]);
});

test("SELECT runs where it sets or makes something, and is spoken of where it may", () => {
  expect(nodes("SELECT pg_catalog.set_config('search_path', '', false); SELECT 1 AS a INTO t; SELECT 1")).toEqual([
    "SelectStmt",
    "SelectStmt",
  ]);
  expect(codes("SELECT setval('s', 1)")).toEqual([]);
  expect(codes("SELECT create_hypertable('t', 'at')")).toEqual(["SELECT_SKIPPED"]);
});

test("what a script rolls back is left out; what it commits stays", () => {
  const script = read(
    "BEGIN; CREATE TABLE a (); COMMIT; ROLLBACK; BEGIN; CREATE TABLE b (); ROLLBACK; CREATE TABLE c ()",
  );
  expect(script.run.map((statement) => statement.sql)).toEqual(["CREATE TABLE a ()", "CREATE TABLE c ()"]);
  expect(script.notices).toEqual([
    {
      code: "ROLLED_BACK",
      message: expect.stringMatching(/: 1 statement$/),
      where: { file: "a.sql", line: 1, column: 71 },
    },
  ]);
});

test("CONCURRENTLY goes wherever it stands", () => {
  const sql = read(`CREATE INDEX CONCURRENTLY i ON "CONCURRENTLY" (a);
    DROP INDEX CONCURRENTLY i; ALTER TABLE p DETACH PARTITION q CONCURRENTLY`).run.map((statement) => statement.sql);
  expect(sql).toEqual(['CREATE INDEX  i ON "CONCURRENTLY" (a)', "DROP INDEX  i", "ALTER TABLE p DETACH PARTITION q "]);
});

test("psql commands are named once", () => {
  expect(read("\\restrict x\n\\set a 1\n\\set b 2\nCREATE TABLE t ();\n\\.\n").notices).toEqual([
    {
      code: "PSQL_COMMAND",
      message: "the psql command \\restrict was not run",
      where: { file: "a.sql", line: 1, column: 1 },
    },
    {
      code: "PSQL_COMMAND",
      message: "the psql command \\set was not run (2 times)",
      where: { file: "a.sql", line: 2, column: 1 },
    },
  ]);
});

test("labels of providers are losses", () => {
  expect(read("\nSECURITY LABEL ON TABLE t IS 'x'").losses).toMatchObject([
    { code: "STATEMENT_NOT_READ", object: "a.sql:2" },
  ]);
});

test("a syntax error has its place, whatever stands before it", () => {
  const error = errorOf("CREATE TABLE a (b int);\n-- ü 😀\nCREATE TABLE é (\n  x int,,\n  y int\n);");
  expect([error.code, error.where]).toEqual(["SQL_SYNTAX", { file: "a.sql", line: 4, column: 9 }]);
});

test.each([
  ["CREATE TABLE `a` (b int)", /MySQL/],
  ["CREATE TABLE a (b int AUTO_INCREMENT)", /MySQL/],
  ["CREATE TABLE a (b int) ENGINE=InnoDB", /MySQL/],
  ["CREATE TABLE a (b integer PRIMARY KEY AUTOINCREMENT)", /SQLite/],
  ["CREATE TABLE a (b integer) WITHOUT ROWID", /SQLite/],
  ["CREATE TABLE [a].[b] ([c] int)", /SQL Server/],
  ["CREATE TABLE :name (a int)", /psql variable/],
  ['ALTER TABLE t OWNER TO :"owner"', /psql variable/],
  ["CREATE TABLE a (b int c)", /Correct/],
])("says what may be wrong with %s", (sql, remedy) => {
  const error = errorOf(sql);
  expect([error.code, error.remedy]).toEqual(["SQL_SYNTAX", expect.stringMatching(remedy)]);
});

test("nothing but statements: empty texts and comments", () => {
  expect(read("")).toEqual({ run: [], notices: [], losses: [] });
  expect(read("-- nothing\n;;/* */")).toEqual({ run: [], notices: [], losses: [] });
});
