import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Connection, openMemory } from "../../src/engines/sqlite/connect.ts";
import { patternCondition } from "../../src/engines/sqlite/lower/pattern.ts";
import { TYPE_WORDS } from "../../src/model/types.ts";

let connection: Connection;
beforeAll(async () => {
  connection = await openMemory();
});
afterAll(() => connection.close());

function verdicts(condition: string, texts: readonly string[]): boolean[] {
  const rows = connection.all<{ verdict: number }>(
    `SELECT (${condition}) AS verdict FROM (SELECT value AS x FROM json_each(?) ORDER BY key)`,
    JSON.stringify(texts),
  );
  return rows.map(({ verdict }) => verdict === 1);
}

/** Texts near a pattern: pieces that it is made of, in any order. */
function near(pattern: string): fc.Arbitrary<string> {
  const pieces = [..."aZ09", ..." \t\n", ...".@-_+:/\\#%*?[]^'()", "é", "ab", "foo", "AB", "00", "1234", "example.com"];
  const own = pattern.match(/[\w@.\-#:/]+/g) ?? [];
  return fc.array(fc.constantFrom(...pieces, ...own), { maxLength: 12 }).map((parts) => parts.join(""));
}

const EXAMPLES: readonly (readonly [pattern: string, flags: string, yes: readonly string[], no: readonly string[]])[] =
  [
    [
      "^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}$",
      "i",
      ["a.b+c@x-y.co.uk"],
      ["a@b", "a@b.c", "@b.de", "a b@c.de"],
    ],
    ["^[A-Z]{2}-\\d{4,6}$", "", ["DE-1234", "FR-123456"], ["de-1234", "DE-123", "DE-1234567"]],
    ["^(foo|bar)+$", "", [], []],
    ["^(foo|bar)$", "", ["foo", "bar"], ["foobar", ""]],
    ["^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", "", ["a@b.c"], ["a@@b.c", "a@b.", "a@.c", "a b@c.d"]],
    ["foo", "", ["xfoox", "foo"], ["fo"]],
    ["^v\\d+\\.\\d+(\\.\\d+)?$", "", ["v1.2", "v10.20.30"], ["v1", "v1.2.", "1.2"]],
    ["^[\\]^-]+$", "", ["]^-", "-"], ["a", ""]],
    ["^[^-]*$", "", ["", "abc"], ["a-b"]],
    ["^a*$", "", ["", "aaa"], ["ab"]],
    ["^[0-9a-f]{8}-[0-9a-f]{4}$", "i", ["0123abCD-ff00"], ["0123abcg-ff00"]],
    ["^.{3,5}$", "", ["abc", "é'\"x"], ["ab", "abcdef"]],
    ["^[*?[]+$", "", ["*?["], ["a"]],
  ];

describe("a pattern as a condition of SQLite", () => {
  it.each(EXAMPLES)("%s %s", (pattern, flags, yes, no) => {
    const condition = patternCondition("x", pattern, flags === "i");
    if (pattern === "^(foo|bar)+$") {
      expect(condition).toBeUndefined();
      return;
    }
    if (condition === undefined) throw new Error("expected a condition");
    expect(verdicts(condition, yes)).toEqual(yes.map(() => true));
    expect(verdicts(condition, no)).toEqual(no.map(() => false));
    holds(condition, pattern, flags);
  });

  const meanings = [...TYPE_WORDS].flatMap(([word, { pattern }]) => (pattern === undefined ? [] : [{ word, pattern }]));
  it.each(meanings)("$word: $pattern", ({ word, pattern }) => {
    const condition = patternCondition("x", pattern);
    // Parts of two lengths each, any number of them: more than GLOB can say.
    if (word === "locale") expect(condition).toBeUndefined();
    else if (condition === undefined) throw new Error("expected a condition");
    else holds(condition, pattern, "");
  });

  it.each(["(?=a)b", "a{2}{3}", "[[:alpha:]]", "\\bword", "(a", "a**", "^a|b$", "\\1", "[z-a]"])(
    "%s cannot be said",
    (pattern) => {
      expect(patternCondition("x", pattern)).toBeUndefined();
    },
  );

  it("leaves NULL unknown", () => {
    const condition = patternCondition("x", "^[a-z]+$") ?? "";
    expect(connection.all(`SELECT (${condition}) AS v FROM (SELECT NULL AS x)`)).toEqual([{ v: null }]);
  });
});

/** Agrees with JavaScript, which also lets `.` stand for a line break here, as PostgreSQL does. */
function holds(condition: string, pattern: string, flags: string): void {
  const regex = new RegExp(pattern, `${flags}su`);
  fc.assert(
    fc.property(fc.array(near(pattern), { minLength: 50, maxLength: 200 }), (texts) => {
      expect(verdicts(condition, texts)).toEqual(texts.map((text) => regex.test(text)));
    }),
    { numRuns: 20, seed: 7 },
  );
}
