import { describe, expect, it } from "vitest";
import type { Expression } from "../../../model/expression.ts";
import { parseExpression } from "../../../model/expressions/parse.ts";
import { errorOf } from "../../../model/testing/error-of.ts";
import { stringLiteral } from "../quote.ts";
import {
  type ExpressionColumn,
  type ExpressionScope,
  type InlineFormula,
  inlineFormula,
  printExpression,
  type ValueKind,
} from "./index.ts";

const COLUMNS: { readonly [member: string]: readonly ExpressionColumn[] } = {
  name: [{ name: "name", kind: "text" }],
  order: [{ name: "order", kind: "number" }],
  createdAt: [{ name: "created_at", kind: "instant" }],
  born: [{ name: "born", kind: "other" }],
  ratio: [{ name: "ratio", kind: "float" }],
  roles: [{ name: "roles", kind: "array" }],
  file: [{ name: "file", kind: "binary" }],
  id: [{ name: "id", kind: "other" }],
  region: [
    { name: "region_country", kind: "text" },
    { name: "region_number", kind: "number" },
  ],
};
const scope: ExpressionScope = { columns: (member) => COLUMNS[member] ?? [] };
const print = (text: string, of: ExpressionScope = scope) => printExpression(parseExpression(text), of)?.sql;

describe("printExpression", () => {
  it.each([
    // As the language writes them, with the columns' names.
    ["length(name) >= 3", "length(name) >= 3"],
    ["createdAt is not null", "created_at IS NOT NULL"],
    ["order > 0", '"order" > 0'],
    ["name in ('a', 'it''s') or not order in (1, 2)", "name IN ('a', 'it''s') OR \"order\" NOT IN (1, 2)"],
    ["name not like '%\\_%' and order not between 1 and 2", "name NOT LIKE '%\\_%' AND \"order\" NOT BETWEEN 1 AND 2"],
    ["case when order > 1 then name else 'x' end = 'x'", "CASE WHEN \"order\" > 1 THEN name ELSE 'x' END = 'x'"],
    ["matches(name, '^a.b', 'i')", "name ~* '^a.b'"],
    ["not matches(name, '^a')", "name !~ '^a'"],
    ["matches(name, 'a', 's')", "regexp_like(name, 'a', 's')"],
    ["born <= today() and createdAt <= now()", "born <= CURRENT_DATE AND created_at <= now()"],
    ["uuid() = id", "gen_random_uuid() = id"],
    ["name = setting('app.user')", "name = current_setting('app.user', true)"],
    ["setting('app.user') <> order", "current_setting('app.user', true) <> \"order\"::text"],
    // Parentheses where they are needed, and nowhere else.
    ["(order + 1) * 2 - (3 - order)", '("order" + 1) * 2 - (3 - "order")'],
    ["not (name = 'a' and order = 1)", "NOT (name = 'a' AND \"order\" = 1)"],
    ["(name = 'a' or order = 1) and order = 2", '(name = \'a\' OR "order" = 1) AND "order" = 2'],
    ["(order = 1) = (name is null)", '("order" = 1) = (name IS NULL)'],
    ["- -order < -(order + 1)", '-(-"order") < -("order" + 1)'],
    ["name || 'a' like 'b'", "name || 'a' LIKE 'b'"],
    ["matches(name, 'a') = true", "(name ~ 'a') = true"],
    // Values that a function of text takes only as text.
    ["name || order || 'x'", "name || \"order\"::text || 'x'"],
    ["name || (order + 1)", 'name || ("order" + 1)::text'],
    ["lower(id) = 'x'", "lower(id::text) = 'x'"],
    ["matches(id, '^a')", "id::text ~ '^a'"],
    [
      "concat(name, order, '-', null)",
      "coalesce(name, '') || coalesce(\"order\"::text, '') || '-' || coalesce(NULL, '')",
    ],
    ["length(roles) + length(file)", "cardinality(roles) + length(file)"],
    ["round(ratio, 2) = round(order, 2)", 'round(ratio::numeric, 2) = round("order", 2)'],
    ["round(ratio * order, 1) > 0", 'round((ratio * "order")::numeric, 1) > 0'],
    // Parts of a point in time do not depend on the session.
    ["year(born) < year(createdAt)", "extract(year FROM born) < extract(year FROM created_at AT TIME ZONE 'UTC')"],
    ["substring(trim(name), 2, 3) = replace(name, 'a', 'b')", "substr(btrim(name), 2, 3) = replace(name, 'a', 'b')"],
    ["coalesce(name, 'x') <> nullif(name, '')", "coalesce(name, 'x') <> nullif(name, '')"],
    // Relations of several columns.
    ["region is null", "region_country IS NULL AND region_number IS NULL"],
    ["not region is null or order = 1", 'NOT (region_country IS NULL AND region_number IS NULL) OR "order" = 1'],
  ])("prints %s", (text, sql) => {
    expect(print(text)).toBe(sql);
  });

  it("translates word boundaries of patterns, which PostgreSQL spells otherwise", () => {
    expect(print(String.raw`matches(name, '\bx\B[\b]\\b')`)).toBe(String.raw`name ~ '\yx\Y[\b]\\b'`);
  });

  it("writes generated fields out where others read them", () => {
    const inline = new Map<string, InlineFormula>();
    const read = { ...scope, inline };
    const define = (name: string, formula: Expression, column: { readonly kind: ValueKind; readonly type: string }) => {
      const printed = inlineFormula(formula, read, column, `User.${name}`);
      if (printed) inline.set(name, printed);
      return printed?.text;
    };
    const text = { kind: "text", type: "text" } as const;
    define("label", parseExpression("name || 'x'"), text);
    expect(print("length(label) > 1", read)).toBe("length(name || 'x') > 1");
    expect(print("label || 'y' = name", read)).toBe("name || 'x' || 'y' = name");
    // Columns of numbers round what they are given, and text is made of other values: a cast does the same.
    define("half", parseExpression("order / 2.0"), { kind: "number", type: "numeric(5,1)" });
    expect(print("half * 2 > half", read)).toBe('("order" / 2.0)::numeric(5,1) * 2 > ("order" / 2.0)::numeric(5,1)');
    define("size", parseExpression("length(name)"), text);
    expect(print("size || 'x' = name", read)).toBe("length(name)::text || 'x' = name");
    define("raw", { kind: "raw", sql: { postgres: "a OR b" } }, { kind: "boolean", type: "boolean" });
    expect(print("not raw", read)).toBe("NOT (a OR b)::boolean");
    expect(define("none", { kind: "raw", sql: { mysql: "a" } }, text)).toBeUndefined();
  });

  it("refuses formulas that grow without end by reading each other", () => {
    const inline = new Map<string, InlineFormula>();
    const define = (name: string, formula: string) => {
      const kind = { kind: "number", type: "integer" } as const;
      const printed = inlineFormula(parseExpression(formula), { ...scope, inline }, kind, `User.${name}`);
      if (printed) inline.set(name, printed);
    };
    define("g0", "order + order");
    const grow = () => {
      for (let at = 1; at < 64; at++) define(`g${at}`, `g${at - 1} + g${at - 1}`);
    };
    expect(errorOf(grow)).toMatchObject({ code: "FORMULA_TOO_LONG", where: { object: "User.g9" } });
  });

  it("gives raw SQL as it stands, and nothing for other engines' alone", () => {
    expect(printExpression({ kind: "raw", sql: { postgres: "a ?| b" } }, scope)).toEqual({
      sql: "a ?| b",
      isOperand: false,
      kind: "other",
    });
    expect(printExpression({ kind: "raw", sql: { mysql: "x" } }, scope)).toBeUndefined();
  });

  it("refuses unknown fields and comparisons with several columns", () => {
    expect(errorOf(() => print("nobody = 1"))).toMatchObject({ code: "UNKNOWN_FIELD" });
    expect(errorOf(() => print("region = 1"))).toMatchObject({ code: "COMPOSITE_OPERAND" });
  });
});

describe("stringLiteral", () => {
  it("doubles quotes and leaves backslashes", () => {
    expect(stringLiteral("it's \\ here")).toBe("'it''s \\ here'");
  });

  it("refuses null characters", () => {
    expect(errorOf(() => stringLiteral("a\0b"))).toMatchObject({ code: "NULL_CHARACTER" });
  });
});
