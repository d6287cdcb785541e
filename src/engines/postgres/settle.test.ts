import { expect, it } from "vitest";
import { maySettle } from "./settle.ts";

it("takes the rounds of printing an IN list for what may be the same", () => {
  const first = "((st)::text = ANY ((ARRAY['x'::character varying, 'y'::character varying])::text[]))";
  const second = "((st)::text = ANY (ARRAY[('x'::character varying)::text, ('y'::character varying)::text]))";
  expect(maySettle(first, second)).toBe(true);
});

it("takes the name that a cast gives to a column for what may be the same", () => {
  const union = (name: string) => `SELECT a FROM t UNION SELECT NULL::numeric(10,2)[]${name} FROM u`;
  expect(maySettle(union(""), union(" AS numeric"))).toBe(true);
  expect(maySettle("SELECT a.b", "SELECT a.b AS c")).toBe(false);
});

it("takes a name that another version quotes for what may be the same", () => {
  expect(maySettle("f(json json)", 'f("json" json)')).toBe(true);
  expect(maySettle("f(json)", 'f("Json")')).toBe(false);
});

it("knows a difference that no printing makes", () => {
  expect(maySettle("(a > 0)", "(a > 1)")).toBe(false);
  expect(maySettle("(a > 0)", "(a >= 0)")).toBe(false);
  expect(maySettle("('a::b'::text = x)", "('a'::text = x)")).toBe(false);
});
