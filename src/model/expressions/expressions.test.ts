import { describe, expect, it } from "vitest";
import { errorOf } from "../testing/error-of.ts";
import { expressionText, formatExpression } from "./format.ts";
import { parseExpression } from "./parse.ts";

function canonical(text: string): string {
  const expression = parseExpression(text);
  return expression.kind === "parsed" ? formatExpression(expression.ast) : "";
}

describe("parseExpression", () => {
  it.each([
    ["a+b*c", "a + b * c"],
    ["(a+b)*c", "(a + b) * c"],
    ["a-(b-c)", "a - (b - c)"],
    ["(a-b)-c", "a - b - c"],
    ["a or b and not c", "a or b and not c"],
    ["(a or b) and c", "(a or b) and c"],
    ["not (a and b)", "not (a and b)"],
    ["NOT a IS NULL", "not a is null"],
    ["a is not null", "a is not null"],
    ["a != 1", "a <> 1"],
    ["a not in ('x', 'it''s')", "a not in ('x', 'it''s')"],
    ["not a between 1 and 2 and b", "a not between 1 and 2 and b"],
    ["name not like 'x%'", "name not like 'x%'"],
    ["first || ' ' || last", "first || ' ' || last"],
    ["-(-1)", "-(-1)"],
    ["- - 1", "-(-1)"],
    [
      "case when a > 0 then 'p' when a < 0 then 'n' else 'z' end",
      "case when a > 0 then 'p' when a < 0 then 'n' else 'z' end",
    ],
    ["LENGTH(username)>=3", "length(username) >= 3"],
    ["current_date", "today()"],
    ['"case" = "end"', '"case" = end'],
    ["end > start", "end > start"],
    ["case when end then end end", "case when end then end end"],
    ["1e3 + .5", "1e3 + .5"],
  ])("%s → %s", (text, printed) => {
    expect(canonical(text)).toBe(printed);
    expect(canonical(printed)).toBe(printed);
  });

  it("keeps what the author wrote and lists the fields read", () => {
    const expression = parseExpression("  b>a  and lower( b )='x' ");
    expect(expression).toMatchObject({ authored: "b>a  and lower( b )='x'", refs: ["b", "a"] });
    expect(expressionText(expression)).toBe("b>a  and lower( b )='x'");
    expect(expressionText({ kind: "raw", sql: { postgres: "x" } })).toBeUndefined();
  });

  it.each([
    ["a = b = c", "EXPRESSION_SYNTAX", 7, "and"],
    ["a == 1", "EXPRESSION_SYNTAX", 3, "Use ="],
    ["a ~ 'x'", "EXPRESSION_SYNTAX", 3, "matches(text, pattern)"],
    ["a::text", "EXPRESSION_SYNTAX", 2, "no cast"],
    ["lenght(a)", "UNKNOWN_FUNCTION", 1, "length(a)"],
    ["char_length(a)", "UNKNOWN_FUNCTION", 1, "length(a)"],
    ["pg_sleep(1)", "UNKNOWN_FUNCTION", 1, "raw SQL"],
    ["length(a, b)", "WRONG_ARGUMENTS", 1, "length(text)"],
    ["a is true", "EXPRESSION_SYNTAX", 6, "Compare with"],
    ["users. = 1", "EXPRESSION_SYNTAX", 8, undefined],
    ["(a", "EXPRESSION_SYNTAX", 3, undefined],
    ["a b", "EXPRESSION_SYNTAX", 3, undefined],
    ["a in ()", "EXPRESSION_SYNTAX", 8, undefined],
    ["and a", "EXPRESSION_SYNTAX", 1, "double quotes"],
    ["'x", "UNCLOSED_QUOTE", 1, undefined],
    ["", "EXPRESSION_SYNTAX", 1, undefined],
  ])("places the error in %s", (text, code, column, remedy) => {
    const error = errorOf(() => parseExpression(text, { file: "m.yaml", line: 1, column: 1 }));
    if (code === "EXPRESSION_SYNTAX" || remedy === undefined)
      expect(["EXPRESSION_SYNTAX", "SYNTAX", code]).toContain(error.code);
    else expect(error.code).toBe(code);
    expect(error.where).toMatchObject({ column });
    if (remedy !== undefined) expect(error.remedy).toContain(remedy);
  });

  it("refuses depth that later recursions could not hold", () => {
    expect(errorOf(() => parseExpression("(".repeat(100_000))).code).toBe("EXPRESSION_TOO_DEEP");
    expect(errorOf(() => parseExpression("not ".repeat(100_000))).code).toBe("EXPRESSION_TOO_DEEP");
    expect(errorOf(() => parseExpression(`a${" and a".repeat(100_000)}`)).code).toBe("EXPRESSION_TOO_DEEP");
    expect(canonical(`a in (${Array.from({ length: 5000 }, (_, index) => index).join(", ")})`)).toContain("4999");
  });
});
