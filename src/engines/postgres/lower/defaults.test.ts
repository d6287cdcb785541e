import { describe, expect, it } from "vitest";
import type { DefaultValue } from "../../../model/model.ts";
import { parseField } from "../../../model/shorthand/field.ts";
import { errorOf } from "../../../model/testing/error-of.ts";
import { defaultText } from "./defaults.ts";
import { jsonbText } from "./json.ts";

/** The default of a field's shorthand, for a column of a type. */
function defaultOf(shorthand: string, type: string, isEnum = false) {
  const { default: value } = parseField("f", shorthand);
  if (!value) throw new Error("no default");
  return defaultText(value, type, isEnum);
}

describe("defaults", () => {
  // Right: [what a script says, what the server prints].
  it.each([
    ["string = x", "text", "'x'", "'x'::text"],
    ["string(5) = x", "character varying(5)", "'x'", "'x'::character varying"],
    ["char(3) = ab", "character(3)", "'ab'", "'ab'::bpchar"],
    ["text = 'it''s \\'", "text", "'it''s \\'", "'it''s \\'::text"],
    ["int = +007", "integer", "7", "7"],
    ["int = -1", "integer", "-1", "'-1'::integer"],
    ["bigint = 3000000000", "bigint", "3000000000", "'3000000000'::bigint"],
    ["bigint = -9223372036854775808", "bigint", "-9223372036854775808", "'-9223372036854775808'::bigint"],
    ["decimal = .50", "numeric", "0.50", "0.50"],
    ["decimal = -0.5", "numeric(5,2)", "-0.5", "'-0.5'::numeric"],
    ["decimal = 5.", "numeric", "5", "5"],
    ["double = 1e3", "double precision", "1e3", "1e3"],
    ["boolean = false", "boolean", "false", "false"],
    [
      "uuid = 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'",
      "uuid",
      "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'",
      "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid",
    ],
    ["date = 2024-02-29", "date", "'2024-02-29'", "'2024-02-29'::date"],
    ["binary = DEADbeef", "bytea", "'\\xDEADbeef'", "'\\xdeadbeef'::bytea"],
    [
      'json = {"b":1,"aa":[],"a":null}',
      "jsonb",
      `'{"b":1,"aa":[],"a":null}'`,
      `'{"a": null, "b": 1, "aa": []}'::jsonb`,
    ],
    ["json = {}", "jsonb", "'{}'", "'{}'::jsonb"],
    [
      "string[] = [user, 'a b', '', 'null', 'q\"']",
      "text[]",
      `'{user,"a b","","null","q\\""}'`,
      `'{user,"a b","","null","q\\""}'::text[]`,
    ],
    ["string(5)[] = []", "character varying(5)[]", "'{}'", "'{}'::character varying[]"],
    ["int[][] = [[1], [-2]]", "integer[]", "'{{1},{-2}}'", "'{{1},{-2}}'::integer[]"],
    ["boolean[] = [true, false]", "boolean[]", "'{t,f}'", "'{t,f}'::boolean[]"],
    ["set(a, 'b c') = ['b c']", "text[]", `'{"b c"}'`, `'{"b c"}'::text[]`],
    ["datetime = now()", "timestamp with time zone", "now()", "now()"],
    ["date = today()", "date", "now()", "now()"],
    ["uuid = uuid()", "uuid", "gen_random_uuid()", "gen_random_uuid()"],
    ["int = (60 * 24)", "integer", "(60 * 24)", "(60 * 24)"],
  ])("%s of %s is %s, printed %s", (shorthand, type, authored, sql) => {
    const text = defaultOf(shorthand, type);
    if (typeof text !== "object") throw new Error("no text");
    expect({ authored: text.authored ?? text.sql, sql: text.sql }).toEqual({ authored, sql });
  });

  it("leaves open what the server prints of values that it spells anew", () => {
    for (const [shorthand, type] of [
      ["time = '08:30'", "time without time zone"],
      ["datetime = '2024-02-29T08:30:00Z'", "timestamp with time zone"],
      ["interval = '1 day'", "interval"],
      ["vector(2) = [1, 2]", "vector(2)"],
    ] as const) {
      const text = defaultOf(shorthand, type);
      expect(typeof text === "object" && text.authored).toBeUndefined();
    }
    expect(defaultOf("vector(2) = [1, 2]", "vector(2)")).toEqual({ sql: "'[1,2]'" });
  });

  it("prints enum values with their type", () => {
    expect(defaultOf("string = pending", 'sales."Status"', true)).toEqual({
      sql: "'pending'::sales.\"Status\"",
      authored: "'pending'",
    });
  });

  it("of NULL are none", () => {
    expect(defaultOf("text? = null", "text")).toBeUndefined();
  });

  it("in raw SQL stand as written, or not at all", () => {
    const raw = (sql: { postgres?: string; mysql?: string }): DefaultValue => ({
      kind: "expression",
      expression: { kind: "raw", sql },
    });
    expect(defaultText(raw({ postgres: "nextval('s')" }), "integer", false)).toEqual({ sql: "nextval('s')" });
    expect(defaultText(raw({ mysql: "1" }), "integer", false)).toBe("unprintable");
  });

  it("hold no null character", () => {
    expect(errorOf(() => defaultText({ kind: "string", value: "\0" }, "text", false))).toMatchObject({
      code: "NULL_CHARACTER",
    });
    expect(errorOf(() => jsonbText({ a: "\0" }))).toMatchObject({ code: "NULL_CHARACTER" });
  });
});

describe("jsonbText", () => {
  it("orders keys by length in bytes, then by bytes, and is unsure of numbers with exponents", () => {
    expect(jsonbText({ ä: 1, b: true, aa: "x", a: [1.5, -2] })).toBe('{"a": [1.5, -2], "b": true, "aa": "x", "ä": 1}');
    expect(jsonbText([1e30])).toBeUndefined();
    expect(jsonbText({ a: 1e-9 })).toBeUndefined();
  });
});
