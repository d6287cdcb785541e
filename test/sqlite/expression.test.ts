import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Connection, openMemory } from "../../src/engines/sqlite/connect.ts";
import { type ExpressionScope, RANDOM_UUID, translate } from "../../src/engines/sqlite/lower/expression.ts";
import { FUNCTIONS } from "../../src/model/expressions/functions.ts";
import { parseExpression } from "../../src/model/expressions/parse.ts";

let connection: Connection;
beforeAll(async () => {
  connection = await openMemory();
});
afterAll(() => connection.close());

const scope: ExpressionScope = {
  column: (field) =>
    field === "missing"
      ? undefined
      : { name: field, family: field === "price" ? "decimal" : field === "n" ? "integer" : "string" },
  deterministic: false,
};

const ROW =
  "SELECT 7 AS n, NULL AS empty, 'Ab''c' AS word, 10 AS price, '2024-03-09 01:02:03' AS day, 1 AS yes, 0 AS no";

function value(text: string): unknown {
  const translated = translate(parseExpression(text), scope);
  if (!("sql" in translated)) throw new Error(translated.reason);
  return connection.all<{ v: unknown }>(`SELECT (${translated.sql}) AS v FROM (${ROW})`)[0]?.v;
}

describe("expressions of the Model on SQLite", () => {
  it.each([
    ["1 + 2 * 3 - 4", 3],
    ["(1 + 2) * 3", 9],
    ["'1' || '2' || 1 + 1", "122"],
    ["2 * (3 || '')", 6],
    ["n / 2", 3],
    ["price / 4", 2.5],
    ["not (yes = 1 and no = 1)", 1],
    ["not yes = 1", 0],
    ["-(n)", -7],
    ["-(-n)", 7],
    ["n > 3 = yes > 0", "error"],
    ["(n > 3) = (yes > 0)", 1],
    ["empty is null and word is not null", 1],
    ["n in (1, 7)", 1],
    ["n not in (1, 7)", 0],
    ["n between 1 + 1 and 7", 1],
    ["word like 'A%'", 1],
    ["word like 'a%'", 0],
    ["word like '_b''_'", 1],
    ["'50%' like '50\\%'", 1],
    ["'a*c' like 'a*_'", 1],
    ["'abc' like 'a*_'", 0],
    ["case when n > 5 then 'big' else 'small' end", "big"],
    ["true", 1],
    ["length(word)", 4],
    ["lower(word) || upper(word)", "ab'cAB'C"],
    ["trim('  x ')", "x"],
    ["substring(word, 2, 2)", "b'"],
    ["replace(word, 'b', 'x')", "Ax'c"],
    ["concat(word, empty, n)", "Ab'c7"],
    ["coalesce(empty)", null],
    ["coalesce(empty, 5)", 5],
    ["nullif(n, 7)", null],
    ["least(n, empty, 3)", 3],
    ["greatest(n, empty, 3)", 7],
    ["abs(-3)", 3],
    ["round(2.567, 2)", 2.57],
    ["floor(-2.5)", -3],
    ["floor(2.5) * 2", 4],
    ["ceil(2.1)", 3],
    ["ceil(-2.5)", -2],
    ["ceil(3)", 3],
    ["year(day) * 10000 + month(day) * 100 + day(day)", 20240309],
    ["matches(word, '^ab', 'i')", 1],
    ["matches(word, '^ab')", 0],
    ["not matches(word, '^(a|A)b')", 0],
  ])("%s", (text, wanted) => {
    if (wanted === "error") expect(() => value(text)).toThrow();
    else expect(value(text)).toEqual(wanted);
  });

  it("says now, today and uuid where they may change", () => {
    expect(value("now()")).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    expect(value("today()")).toMatch(/^\d{4}-\d\d-\d\d$/);
    const made = Array.from({ length: 200 }, () => value("uuid()"));
    for (const uuid of made)
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set(made).size).toBe(200);
    expect(RANDOM_UUID).toContain("randomblob");
  });

  it.each([
    ["day <= now()", "changes from call to call"],
    ["uuid() = word", "changes from call to call"],
    ["matches(word, '\\bx')", "regular expressions"],
    ["word like n", "no literal"],
    ["missing = 1", "no field missing"],
  ])("%s has no place in a check", (text, reason) => {
    expect(translate(parseExpression(text), { ...scope, deterministic: true })).toEqual({
      reason: expect.stringContaining(reason),
    });
  });

  it("knows every function of the language", () => {
    // A file has no sessions, and so no settings of one.
    expect(translate(parseExpression("setting('app.user_id')"), scope)).toHaveProperty("reason");
    for (const [name, { arity }] of FUNCTIONS) {
      if (name === "setting") continue;
      const args = Array.from({ length: arity[0] }, (_, index) => (name === "matches" && index === 1 ? "'a'" : "word"));
      expect(translate(parseExpression(`${name}(${args.join(", ")})`), scope)).toHaveProperty("sql");
    }
  });

  it("takes raw SQL only as SQLite's own", () => {
    expect(translate({ kind: "raw", sql: { sqlite: "a GLOB 'x'" } }, scope)).toEqual({ sql: "a GLOB 'x'" });
    expect(translate({ kind: "raw", sql: { postgres: "a ~ 'x'" } }, scope)).toHaveProperty("reason");
  });
});
