import { describe, expect, it } from "vitest";
import { quoteIdent, quoteLiteral, quoteName } from "./quote.ts";

describe("quoting", () => {
  it("quotes what is no lower-case word, and keywords that are not unreserved", () => {
    expect(["users", "order", "User", "a b", 'a"b', "1a", "name", "timestamp"].map(quoteIdent)).toEqual([
      "users",
      '"order"',
      '"User"',
      '"a b"',
      '"a""b"',
      '"1a"',
      "name",
      '"timestamp"',
    ]);
  });

  it("leaves the schema out only when it is public", () => {
    expect(quoteName({ schema: "public", name: "t" })).toBe("t");
    expect(quoteName({ schema: "Sales", name: "order" })).toBe('"Sales"."order"');
  });

  it("writes literals that no setting can misread", () => {
    expect(quoteLiteral("it's")).toBe("'it''s'");
    expect(quoteLiteral("a\\b'")).toBe("E'a\\\\b'''");
  });
});
