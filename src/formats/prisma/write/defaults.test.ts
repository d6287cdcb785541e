import { describe, expect, test } from "vitest";
import type { PrismaScalar } from "../types/types.ts";
import { defaultValue } from "./defaults.ts";

const scalar = (name: PrismaScalar, native?: string) => ({
  name,
  scalar: name,
  list: false,
  printed: "",
  ...(native === undefined ? {} : { native }),
});

describe("defaults", () => {
  test.each([
    ["nextval('users_id_seq'::regclass)", scalar("Int"), "autoincrement()"],
    ["nextval(('users_seq'::text)::regclass)", scalar("BigInt"), "autoincrement()"],
    ["now()", scalar("DateTime"), "now()"],
    ["CURRENT_TIMESTAMP", scalar("DateTime", "Timestamptz"), "now()"],
    ["CURRENT_DATE", scalar("DateTime", "Date"), 'dbgenerated("CURRENT_DATE")'],
    ["gen_random_uuid()", scalar("String", "Uuid"), 'dbgenerated("gen_random_uuid()")'],
    ["'it''s \"q\" \\ z'::text", scalar("String"), '"it\'s \\"q\\" \\\\ z"'],
    ["''::character varying", scalar("String", "VarChar"), '""'],
    ["B'01'::\"bit\"", scalar("String", "Bit(2)"), '"01"'],
    ["('a'::text || 'b'::text)", scalar("String"), "dbgenerated(\"('a'::text || 'b'::text)\")"],
    ["'-5'::integer", scalar("Int"), "-5"],
    ["(1 + 1)", scalar("Int"), 'dbgenerated("(1 + 1)")'],
    ["'5000000000'::bigint", scalar("BigInt"), "5000000000"],
    ["1.50", scalar("Decimal", "Decimal"), "1.50"],
    ["'Infinity'::double precision", scalar("Float"), "dbgenerated(\"'Infinity'::double precision\")"],
    ["true", scalar("Boolean"), "true"],
    ["'{\"a\": 1}'::jsonb", scalar("Json"), '"{\\"a\\": 1}"'],
    ["'\\x616263'::bytea", scalar("Bytes"), '"YWJj"'],
    ["NULL::character varying", scalar("String"), undefined],
  ])("%s", (printed, type, expected) => {
    expect(defaultValue(printed, type, undefined)).toBe(expected);
  });

  test.each([
    ["'{}'::text[]", "String", "[]"],
    ['\'{a,"b c","d\\"e"}\'::text[]', "String", '["a", "b c", "d\\"e"]'],
    ["ARRAY['user'::text, 'a,b'::text]", "String", '["user", "a,b"]'],
    ["ARRAY[]::text[]", "String", "[]"],
    ["ARRAY[1, 2]", "Int", "[1, 2]"],
    ["'{t,f}'::boolean[]", "Boolean", "[true, false]"],
    ["'{a,NULL}'::text[]", "String", "dbgenerated()"],
    ["'{été}'::text[]", "String", "dbgenerated(\"'{été}'::text[]\")"],
    ["'{1}'::text[]", "String", "dbgenerated(\"'{1}'::text[]\")"],
    ["'{a@b}'::text[]", "String", "dbgenerated(\"'{a@b}'::text[]\")"],
    ["'{a-b,c d}'::text[]", "String", '["a-b", "c d"]'],
    ["array_fill('x'::text, ARRAY[2])", "String", "dbgenerated(\"array_fill('x'::text, ARRAY[2])\")"],
  ] as const)("list %s", (printed, name, expected) => {
    expect(defaultValue(printed, { name, scalar: name, list: true, printed: "" }, undefined)).toBe(expected);
  });

  test("values of enums by their names", () => {
    const type = { name: "State", enumId: "enum:public.state", list: false, printed: "state" };
    const values = new Map([["in use", "in_use"]]);
    expect(defaultValue("'in use'::state", type, values)).toBe("in_use");
    expect(defaultValue("'{\"in use\"}'::state[]", { ...type, list: true }, values)).toBe("[in_use]");
  });
});
