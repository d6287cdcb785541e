import { describe, expect, it } from "vitest";
import { unwrap } from "./constraints.ts";

describe("unwrap", () => {
  it("takes away one pair of parentheses that encloses everything", () => {
    expect(unwrap("(a > 1)")).toBe("a > 1");
    expect(unwrap("((a > 1))")).toBe("(a > 1)");
  });

  it("keeps parentheses that close before the end or stand in a string", () => {
    expect(unwrap("(a) AND (b)")).toBe("(a) AND (b)");
    expect(unwrap("(a = ')' OR b)")).toBe("a = ')' OR b");
    expect(unwrap("(a = '(')")).toBe("a = '('");
    expect(unwrap('("(" > 1)')).toBe('"(" > 1');
  });
});
