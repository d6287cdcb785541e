import { beforeAll, expect, test } from "vitest";
import { authoredTexts } from "./authored.ts";
import { loadParser, type Parser, readScripts } from "./statements.ts";

let parser: Parser;
beforeAll(async () => {
  parser = await loadParser();
});

const texts = (text: string) =>
  Object.fromEntries(authoredTexts(readScripts([{ name: "a.sql", text }], parser).run, parser));

test("defaults, checks and generated columns, as written", () => {
  const sql = `CREATE TABLE users (
    "é" text DEFAULT 'a, (b' NOT NULL, at timestamptz NOT NULL DEFAULT now( ), n int DEFAULT 1 CHECK (n > 0),
    g int GENERATED ALWAYS AS (n * 2) STORED, CHECK (n<5 AND length("é") < 3), CONSTRAINT named CHECK ((n) <> 3))`;
  expect(texts(sql)).toEqual({
    'column:public.users."é" default': "'a, (b'",
    "column:public.users.at default": "now( )",
    "column:public.users.n default": "1",
    "column:public.users.g generated.expression": "n * 2",
    "check:public.users.users_n_check expression": "n > 0",
    "check:public.users.users_check expression": `n<5 AND length("é") < 3`,
    "check:public.users.named expression": "(n) <> 3",
  });
});

test("conditions of indexes and policies", () => {
  const sql = `CREATE UNIQUE INDEX live ON s.users (lower(a)) WHERE deleted IS NULL;
    CREATE POLICY own ON users FOR UPDATE USING (owner = current_user) WITH CHECK ( true )`;
  expect(texts(sql)).toEqual({
    "index:s.live where": "deleted IS NULL",
    "policy:public.users.own using": "owner = current_user",
    "policy:public.users.own check": "true",
  });
});

test.each([
  ["a rename", "ALTER TABLE t RENAME COLUMN a TO b"],
  ["another search path", "SET search_path = s"],
  ["code", "DO $$BEGIN END$$"],
  ["a renamed value", "ALTER TYPE e RENAME VALUE 'a' TO 'b'"],
  ["a new default", "ALTER TABLE t ALTER a SET DEFAULT 2"],
  ["the same table again", "CREATE TABLE IF NOT EXISTS t (a int DEFAULT 2)"],
])("nothing is taken after %s", (_, statement) => {
  expect(texts(`CREATE TABLE t (a int DEFAULT 1); ${statement}`)).toEqual({});
});

test("a text with a comment, and a check whose name is not certain, are not taken", () => {
  expect(
    texts(
      "CREATE TABLE t (a int DEFAULT 1 /* one */ + 1, b int CHECK (b > 0 -- yes\n), CHECK (t IS NOT NULL AND t.* IS NULL))",
    ),
  ).toEqual({});
  expect(Object.keys(texts("CREATE TABLE t (a int CHECK (a > 0) CHECK (a < 9))"))).toEqual([
    "check:public.t.t_a_check expression",
  ]);
});
