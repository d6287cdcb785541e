import { expect, it } from "vitest";
import { namesIn } from "./mentions.ts";

it("finds names with their schema, in the case that the server gives them", () => {
  expect(namesIn('SELECT o.Total, "Odd ""one""".* FROM sales . Orders o')).toEqual([
    ["select"],
    ["o", "total"],
    ['Odd "one"', "*"],
    ["from"],
    ["sales", "orders"],
    ["o"],
  ]);
});

it("finds none in literals and comments", () => {
  expect(namesIn(`'a ''b'' c' E'd\\' e' $$ f $$ $x$ g $$ h $x$ -- i\n/* j\nk */ l`)).toEqual([["l"]]);
});

it("is quick on long texts", () => {
  const started = performance.now();
  expect(namesIn("a.b, ".repeat(100_000))).toHaveLength(100_000);
  expect(performance.now() - started).toBeLessThan(2000);
});
