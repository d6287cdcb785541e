import { expect, test } from "vitest";
import { quotedDefinition, quotedParameters } from "./keywords.ts";

test.each([
  ["json json, b integer", '"json" json, b integer'],
  ["a json, OUT json_value text[], VARIADIC json json[]", 'a json, OUT "json_value" text[], VARIADIC "json" json[]'],
  ["json, json DEFAULT NULL", "json, json DEFAULT NULL"],
  ["a text DEFAULT '(json x', \"json\" json", "a text DEFAULT '(json x', \"json\" json"],
])("parameters: %s", (list, quoted) => {
  expect(quotedParameters(list)).toBe(quoted);
});

test("definitions, but not their bodies", () => {
  const body = "\n LANGUAGE sql\nAS $function$ select f(json x) $function$";
  expect(
    quotedDefinition(`CREATE OR REPLACE FUNCTION s.json(json json)\n RETURNS TABLE(a int, json json)${body}`),
  ).toBe(`CREATE OR REPLACE FUNCTION s."json"("json" json)\n RETURNS TABLE(a int, "json" json)${body}`);
  const plain = `CREATE OR REPLACE FUNCTION "a.json("."x"(a json)\n RETURNS json${body}`;
  expect(quotedDefinition(plain)).toBe(plain);
});
