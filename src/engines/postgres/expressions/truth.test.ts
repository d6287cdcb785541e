import { expect, it } from "vitest";
import { parseExpression } from "../../../model/expressions/parse.ts";
import { type ExpressionScope, printCondition, printExpression } from "./index.ts";

const KINDS = { active: "boolean", flag: "number", name: "text" } as const;
const scope: ExpressionScope = {
  columns: (name) => (Object.hasOwn(KINDS, name) ? [{ name, kind: KINDS[name as keyof typeof KINDS] }] : []),
};

it.each([
  ["active = 0", "active = false"],
  ["1 <> active", "true <> active"],
  ["active in (0, 1)", "active IN (false, true)"],
  ["active = 2", "active = 2"],
  ["flag", "flag <> 0"],
  ["not flag and (active or flag - 1)", "NOT flag <> 0 AND (active OR flag - 1 <> 0)"],
  ["flag = 0 or flag = 1", "flag = 0 OR flag = 1"],
  ["case when flag then active = 1 else active end", "CASE WHEN flag <> 0 THEN active = true ELSE active END"],
  ["name = 'a'", "name = 'a'"],
])("the condition %s", (text, sql) => {
  expect(printCondition(parseExpression(text), scope)?.sql).toBe(sql);
});

it("what is no condition stays a number", () => {
  expect(printExpression(parseExpression("flag"), scope)?.sql).toBe("flag");
});
