import { describe, expect, it } from "vitest";
import { columnExpression, normalForm, quotedWordsAsStrings, withoutOuterParentheses } from "./normal.ts";
import { tokenize } from "./parse/tokens.ts";

const tokens = (text: string) => tokenize({ name: "t", text }).tokens;
const normal = (text: string) => normalForm(tokens(text));

describe("the normal form", () => {
  it.each([
    ["SELECT  A,b\nFROM [T]", "select a, b from t"],
    ['"Select"."x y" == `B`', '"select"."x y" = b'],
    ["COUNT( * ) FILTER(WHERE X!=1)", "count(*) filter (where x <> 1)"],
    ["x  IN(1,2)", "x in (1, 2)"],
    ["'It''s' || X'0A' || 1E5", "'It''s' || x'0a' || 1e5"],
    ["a/*c*/+--d\nb", "a + b"],
  ])("%s", (text, wanted) => expect(normal(text)).toBe(wanted));

  it("is its own normal form", () => {
    for (const text of ["CASE WHEN a>1 THEN 'X' END", "\"a b\"->>'$.c'", "NOT EXISTS(SELECT 1)"])
      expect(normal(normal(text))).toBe(normal(text));
  });

  it("keeps the case of a double-quoted word that is no known name", () => {
    expect(normalForm(tokens('"Active" "Id" [Other]'), new Set(["id"]))).toBe('"Active" id other');
  });

  it("takes only parentheses off that enclose everything", () => {
    const inner = (text: string) => normalForm(withoutOuterParentheses(tokens(text)));
    expect(inner("((a + 1))")).toBe("a + 1");
    expect(inner("(a) + (b)")).toBe("(a) + (b)");
  });

  it("turns double-quoted words that are no column into strings", () => {
    const names = new Set(["a"]);
    const text = '"a" = "It\'s" AND "f"("A") AND t."x" AND b COLLATE "nocase"';
    expect(normalForm(quotedWordsAsStrings(tokens(text), names))).toBe(
      "a = 'It''s' and f(a) and t.x and b collate nocase",
    );
    const source = { name: "t", text: '("a" = "x")' };
    expect(columnExpression(source, tokens(source.text), names)).toEqual({ sql: "a = 'x'" });
    const plain = { name: "t", text: '("a"  = 1)' };
    expect(columnExpression(plain, tokens(plain.text), names)).toEqual({ sql: "a = 1", authored: '"a"  = 1' });
  });
});
