import { expect, test } from "vitest";
import { placeOf, splitScript } from "./split.ts";

const statements = (text: string) =>
  splitScript(text)
    .filter((piece) => piece.kind === "statement")
    .map((piece) => piece.text);

test.each([
  ["semicolons in quotes", "SELECT ';', \";\", $$;$$, $a$ $$;$$ $a$; SELECT 2", 2],
  ["escape strings", "SELECT E'\\';', 'a\\'; SELECT 2", 2],
  ["comments, which nest", "SELECT 1 /* ; /* ; */ ; */ -- ;\n; SELECT 2", 2],
  ["parentheses", "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); SELECT 3", 2],
  [
    "SQL function bodies",
    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; SELECT 3",
    2,
  ],
  ["BEGIN of a transaction", "BEGIN; SELECT 1; END;", 3],
  ["words with dollars", "SELECT a$1, b$; SELECT $1", 2],
  ["empty statements and a BOM", "\uFEFF;; SELECT 1;;", 1],
])("keeps together: %s", (_, text, count) => {
  expect(statements(text)).toHaveLength(count);
});

test("gives the place of a statement's first word", () => {
  const text = "-- é\n/* 😀 */ SELECT 1;\n  SELECT 2";
  const [first, second] = splitScript(text);
  expect(placeOf(text, first?.offset ?? -1)).toEqual({ line: 2, column: 10 });
  expect(placeOf(text, second?.offset ?? -1)).toEqual({ line: 3, column: 3 });
});

test("psql commands end with their line and end no statement, but for those that send it", () => {
  expect(
    splitScript("\\connect db\nSELECT 1;\n\\i 'a;b'\nSELECT '\\d';").map(({ kind, text }) => [kind, text]),
  ).toEqual([
    ["meta", "\\connect db"],
    ["statement", "SELECT 1"],
    ["meta", "\\i 'a;b'"],
    ["statement", "SELECT '\\d'"],
  ]);
  expect(statements("SELECT 'x' \\gexec\nSELECT 2;")).toEqual(["SELECT 'x'", "SELECT 2"]);
});

test("cuts out the data of COPY and counts its lines", () => {
  const text = "COPY t (a) FROM stdin;\n1;'\n2\\N\n\\.\nCREATE TABLE u (a int);\nCOPY t FROM stdin;\n\\.\n";
  expect(splitScript(text).map(({ kind, rows }) => [kind, rows])).toEqual([
    ["statement", undefined],
    ["copy-data", 2],
    ["statement", undefined],
    ["statement", undefined],
  ]);
  expect(placeOf(text, splitScript(text)[2]?.offset ?? -1)).toEqual({ line: 5, column: 1 });
});

test("counts the rows that INSERT lists, and nothing else in parentheses", () => {
  const rows = (text: string) => splitScript(text)[0]?.rows;
  expect(rows("INSERT INTO t (a, b) VALUES (1, (2)), (3, f(4)) ON CONFLICT (a) DO UPDATE SET b = (5)")).toBe(2);
  expect(rows("INSERT INTO t SELECT * FROM u WHERE (a)")).toBeUndefined();
});

test("a quote that never ends reaches to the end", () => {
  expect(statements("SELECT 1; SELECT 'a; SELECT 2")).toEqual(["SELECT 1", "SELECT 'a; SELECT 2"]);
});

test("takes time in proportion to the length", () => {
  const line = "INSERT INTO t VALUES (1, 'some text; with (all) \"of\" it', NULL, 2.5);\n";
  const seconds = (times: number) => {
    const text = line.repeat(times);
    const start = performance.now();
    expect(splitScript(text)).toHaveLength(times);
    return performance.now() - start;
  };
  seconds(5_000);
  expect(seconds(80_000)).toBeLessThan(16 * 4 * Math.max(seconds(5_000), 5));
});
