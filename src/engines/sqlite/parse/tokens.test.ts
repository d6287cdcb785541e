import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SchemaforgeError } from "../../../model/errors.ts";
import { placeAt, tokenize, tokenValue } from "./tokens.ts";

const kinds = (text: string) => tokenize({ name: "t", text }).tokens.map(({ kind, text: raw }) => `${kind} ${raw}`);

describe("tokenize", () => {
  it.each([
    ["a_1$ é", ["word a_1$", "word é"]],
    [`"a ""b" [c d] \`e\`\`f\` 'it''s'`, ['quoted "a ""b"', "quoted [c d]", "quoted `e``f`", "string 'it''s'"]],
    ["1 1.5 .5 1e-3 0xFF 1.", ["number 1", "number 1.5", "number .5", "number 1e-3", "number 0xFF", "number 1."]],
    ["x'0a' X'00' ", ["blob x'0a'", "blob X'00'"]],
    [
      "a->>'b'||c<>d!=e==f<=g",
      [
        "word a",
        "operator ->>",
        "string 'b'",
        "operator ||",
        "word c",
        "operator <>",
        "word d",
        "operator !=",
        "word e",
        "operator ==",
        "word f",
        "operator <=",
        "word g",
      ],
    ],
    ["?1 :a @b $c", ["parameter ?1", "parameter :a", "parameter @b", "parameter $c"]],
    ["\ufeffa -- b\n/* c */ d /* open", ["word a", "word d"]],
    [
      ".mode list\na.b;\n.quit",
      ["command .mode list", "word a", "operator .", "word b", "operator ;", "command .quit"],
    ],
  ])("%s", (text, wanted) => {
    expect(kinds(text)).toEqual(wanted);
  });

  it("keeps comments with their places", () => {
    const { comments } = tokenize({ name: "t", text: "a -- one \n/* two\nlines */" });
    expect(comments.map(({ text, start }) => [text, start])).toEqual([
      ["one", 2],
      ["two\nlines", 10],
    ]);
  });

  it.each([
    ["a\n  #b", 2, 3, /no comment/],
    ["'open", 1, 1, /never closed/],
    ['a "open', 1, 3, /never closed/],
    ["12ab", 1, 1, /number/],
    ["a::b", 1, 2, /PostgreSQL/],
    ["$$ x $$", 1, 1, /PostgreSQL/],
    ["\\d t", 1, 1, /backslash/],
    ["a ! b", 1, 3, /nowhere/],
  ])("refuses %s with its place", (text, line, column, message) => {
    expect(() => kinds(text)).toThrow(
      expect.objectContaining({ code: "SQLITE_SYNTAX", where: { file: "t", line, column } }),
    );
    expect(() => kinds(text)).toThrow(message);
  });

  it("gives the values of names and strings", () => {
    const values = tokenize({ name: "t", text: `"a""b" [c]  \`d\`\`\` 'e''f' g` }).tokens.map(tokenValue);
    expect(values).toEqual(['a"b', "c", "d`", "e'f", "g"]);
  });

  it("never crashes, and loses no character of what it takes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        try {
          for (const token of tokenize({ name: "t", text }).tokens)
            expect(text.slice(token.start, token.end)).toContain(token.text);
        } catch (error) {
          expect(error).toBeInstanceOf(SchemaforgeError);
        }
      }),
    );
  });

  it("counts lines and columns from 1", () => {
    const source = { name: "f", text: "ab\n\ncd" };
    expect([0, 1, 3, 4, 5].map((offset) => placeAt(source, offset))).toEqual([
      { file: "f", line: 1, column: 1 },
      { file: "f", line: 1, column: 2 },
      { file: "f", line: 2, column: 1 },
      { file: "f", line: 3, column: 1 },
      { file: "f", line: 3, column: 2 },
    ]);
  });
});
