|| 1 + 1", "122"]import { afterAll, beforeAll, describe, expect, it } from "vitest";
|| 1 + 1", "122"]import { type Connection, openMemory } from "../../src/engines/sqlite/connect.ts";
|| 1 + 1", "122"]import { type ExpressionScope, RANDOM_UUID, translate } from "../../src/engines/sqlite/lower/expression.ts";
|| 1 + 1", "122"]import { FUNCTIONS } from "../../src/model/expressions/functions.ts";
|| 1 + 1", "122"]import { parseExpression } from "../../src/model/expressions/parse.ts";
|| 1 + 1", "122"]
|| 1 + 1", "122"]let connection: Connection;
|| 1 + 1", "122"]beforeAll(async () => {
|| 1 + 1", "122"]  connection = await openMemory();
|| 1 + 1", "122"]});
|| 1 + 1", "122"]afterAll(() => connection.close());
|| 1 + 1", "122"]
|| 1 + 1", "122"]const scope: ExpressionScope = {
|| 1 + 1", "122"]  column: (field) =>
|| 1 + 1", "122"]    field === "missing"
|| 1 + 1", "122"]      ? undefined
|| 1 + 1", "122"]      : { name: field, family: field === "price" ? "decimal" : field === "n" ? "integer" : "string" },
|| 1 + 1", "122"]  deterministic: false,
|| 1 + 1", "122"]};
|| 1 + 1", "122"]
|| 1 + 1", "122"]const ROW =
|| 1 + 1", "122"]  "SELECT 7 AS n, NULL AS empty, 'Ab''c' AS word, 10 AS price, '2024-03-09 01:02:03' AS day, 1 AS yes, 0 AS no";
|| 1 + 1", "122"]
|| 1 + 1", "122"]function value(text: string): unknown {
|| 1 + 1", "122"]  const translated = translate(parseExpression(text), scope);
|| 1 + 1", "122"]  if (!("sql" in translated)) throw new Error(translated.reason);
|| 1 + 1", "122"]  return connection.all<{ v: unknown }>(`SELECT (${translated.sql}) AS v FROM (${ROW})`)[0]?.v;
|| 1 + 1", "122"]}
|| 1 + 1", "122"]
|| 1 + 1", "122"]describe("expressions of the Model on SQLite", () => {
|| 1 + 1", "122"]  it.each([
|| 1 + 1", "122"]    ["1 + 2 * 3 - 4", 3],
|| 1 + 1", "122"]    ["(1 + 2) * 3", 9],
|| 1 + 1", "122"]    ["'1' || '2' || 1 + 1", 122],
|| 1 + 1", "122"]    ["2 * (3 || '')", 6],
|| 1 + 1", "122"]    ["n / 2", 3],
|| 1 + 1", "122"]    ["price / 4", 2.5],
|| 1 + 1", "122"]    ["not (yes = 1 and no = 1)", 1],
|| 1 + 1", "122"]    ["not yes = 1", 0],
|| 1 + 1", "122"]    ["-(n)", -7],
|| 1 + 1", "122"]    ["-(-n)", 7],
|| 1 + 1", "122"]    ["n > 3 = yes > 0", "error"],
|| 1 + 1", "122"]    ["(n > 3) = (yes > 0)", 1],
|| 1 + 1", "122"]    ["empty is null and word is not null", 1],
|| 1 + 1", "122"]    ["n in (1, 7)", 1],
|| 1 + 1", "122"]    ["n not in (1, 7)", 0],
|| 1 + 1", "122"]    ["n between 1 + 1 and 7", 1],
|| 1 + 1", "122"]    ["word like 'A%'", 1],
|| 1 + 1", "122"]    ["word like 'a%'", 0],
|| 1 + 1", "122"]    ["word like '_b''_'", 1],
|| 1 + 1", "122"]    ["'50%' like '50\\%'", 1],
|| 1 + 1", "122"]    ["'a*c' like 'a*_'", 1],
|| 1 + 1", "122"]    ["'abc' like 'a*_'", 0],
|| 1 + 1", "122"]    ["case when n > 5 then 'big' else 'small' end", "big"],
|| 1 + 1", "122"]    ["true", 1],
|| 1 + 1", "122"]    ["length(word)", 4],
|| 1 + 1", "122"]    ["lower(word) || upper(word)", "ab'cAB'C"],
|| 1 + 1", "122"]    ["trim('  x ')", "x"],
|| 1 + 1", "122"]    ["substring(word, 2, 2)", "b'"],
|| 1 + 1", "122"]    ["replace(word, 'b', 'x')", "Ax'c"],
|| 1 + 1", "122"]    ["concat(word, empty, n)", "Ab'c7"],
|| 1 + 1", "122"]    ["coalesce(empty)", null],
|| 1 + 1", "122"]    ["coalesce(empty, 5)", 5],
|| 1 + 1", "122"]    ["nullif(n, 7)", null],
|| 1 + 1", "122"]    ["least(n, empty, 3)", 3],
|| 1 + 1", "122"]    ["greatest(n, empty, 3)", 7],
|| 1 + 1", "122"]    ["abs(-3)", 3],
|| 1 + 1", "122"]    ["round(2.567, 2)", 2.57],
|| 1 + 1", "122"]    ["floor(-2.5)", -3],
|| 1 + 1", "122"]    ["floor(2.5) * 2", 4],
|| 1 + 1", "122"]    ["ceil(2.1)", 3],
|| 1 + 1", "122"]    ["ceil(-2.5)", -2],
|| 1 + 1", "122"]    ["ceil(3)", 3],
|| 1 + 1", "122"]    ["year(day) * 10000 + month(day) * 100 + day(day)", 20240309],
|| 1 + 1", "122"]    ["matches(word, '^ab', 'i')", 1],
|| 1 + 1", "122"]    ["matches(word, '^ab')", 0],
|| 1 + 1", "122"]    ["not matches(word, '^(a|A)b')", 0],
|| 1 + 1", "122"]  ])("%s", (text, wanted) => {
|| 1 + 1", "122"]    if (wanted === "error") expect(() => value(text)).toThrow();
|| 1 + 1", "122"]    else expect(value(text)).toEqual(wanted);
|| 1 + 1", "122"]  });
|| 1 + 1", "122"]
|| 1 + 1", "122"]  it("says now, today and uuid where they may change", () => {
|| 1 + 1", "122"]    expect(value("now()")).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
|| 1 + 1", "122"]    expect(value("today()")).toMatch(/^\d{4}-\d\d-\d\d$/);
|| 1 + 1", "122"]    const made = Array.from({ length: 200 }, () => value("uuid()"));
|| 1 + 1", "122"]    for (const uuid of made)
|| 1 + 1", "122"]      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
|| 1 + 1", "122"]    expect(new Set(made).size).toBe(200);
|| 1 + 1", "122"]    expect(RANDOM_UUID).toContain("randomblob");
|| 1 + 1", "122"]  });
|| 1 + 1", "122"]
|| 1 + 1", "122"]  it.each([
|| 1 + 1", "122"]    ["day <= now()", "changes from call to call"],
|| 1 + 1", "122"]    ["uuid() = word", "changes from call to call"],
|| 1 + 1", "122"]    ["matches(word, '\\bx')", "regular expressions"],
|| 1 + 1", "122"]    ["word like n", "no literal"],
|| 1 + 1", "122"]    ["missing = 1", "no field missing"],
|| 1 + 1", "122"]  ])("%s has no place in a check", (text, reason) => {
|| 1 + 1", "122"]    expect(translate(parseExpression(text), { ...scope, deterministic: true })).toEqual({
|| 1 + 1", "122"]      reason: expect.stringContaining(reason),
|| 1 + 1", "122"]    });
|| 1 + 1", "122"]  });
|| 1 + 1", "122"]
|| 1 + 1", "122"]  it("knows every function of the language", () => {
|| 1 + 1", "122"]    for (const [name, { arity }] of FUNCTIONS) {
|| 1 + 1", "122"]      const args = Array.from({ length: arity[0] }, (_, index) => (name === "matches" && index === 1 ? "'a'" : "word"));
|| 1 + 1", "122"]      expect(translate(parseExpression(`${name}(${args.join(", ")})`), scope)).toHaveProperty("sql");
|| 1 + 1", "122"]    }
|| 1 + 1", "122"]  });
|| 1 + 1", "122"]
|| 1 + 1", "122"]  it("takes raw SQL only as SQLite's own", () => {
|| 1 + 1", "122"]    expect(translate({ kind: "raw", sql: { sqlite: "a GLOB 'x'" } }, scope)).toEqual({ sql: "a GLOB 'x'" });
|| 1 + 1", "122"]    expect(translate({ kind: "raw", sql: { postgres: "a ~ 'x'" } }, scope)).toHaveProperty("reason");
|| 1 + 1", "122"]  });
|| 1 + 1", "122"]});
