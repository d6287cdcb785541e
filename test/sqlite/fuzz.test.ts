import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffCatalogs } from "../../src/catalog/diff.ts";
import { elaborate } from "../../src/engines/sqlite/elaborate.ts";
import { KINDS } from "../../src/engines/sqlite/ids.ts";
import { tokenize } from "../../src/engines/sqlite/parse/tokens.ts";
import { readText } from "../../src/engines/sqlite/read.ts";
import { SchemaforgeError } from "../../src/model/errors.ts";
import { judgeLift } from "../sqlite-lift/law.ts";
import { corpusFiles, runtime } from "./support.ts";

const clauses = readFileSync(new URL("./clauses.sql", import.meta.url), "utf8");
/** Files without rows, so that a mutation meets the schema. */
const texts = [
  clauses,
  ...corpusFiles()
    .map(({ text }) => text)
    .filter((text) => text.length < 50_000),
];
const tokensOf = texts.map((text) => tokenize({ name: "corpus", text }).tokens);

const PIECES =
  "( ) , ' \"x\" [y] . ; -- /* NOT NULL DEFAULT UNIQUE CHECK STRICT 1 -1 's' id END BEGIN DESC AUTOINCREMENT x'00' 1e5 é TEMP main. INTEGER # $$ :: ` 12ab"
    .split(" ")
    .concat(["PRIMARY KEY", "WITHOUT ROWID", "GENERATED ALWAYS AS (1)", "REFERENCES t (a)", "ON CONFLICT IGNORE"])
    .concat(["COLLATE nocase", "CONSTRAINT c", "IF NOT EXISTS", "DEFERRABLE INITIALLY DEFERRED", "AS SELECT 1"]);

/** One token of a text left out, replaced, doubled or followed by something strange; or a piece put between any two characters. */
const mutated = fc
  .record({
    text: fc.nat(texts.length - 1),
    token: fc.nat(),
    other: fc.nat(),
    piece: fc.constantFrom(...PIECES),
    how: fc.constantFrom("drop", "replace", "insert", "swap", "double", "split"),
  })
  .map(({ text, token, other, piece, how }) => {
    const whole = texts[text] ?? "";
    const tokens = tokensOf[text] ?? [];
    const at = tokens[token % tokens.length];
    const from = tokens[other % tokens.length];
    if (!at || !from) return whole;
    const put = (start: number, end: number, what: string) => whole.slice(0, start) + what + whole.slice(end);
    if (how === "drop") return put(at.start, at.end, "");
    if (how === "replace") return put(at.start, at.end, piece);
    if (how === "insert") return put(at.end, at.end, ` ${piece} `);
    if (how === "swap") return put(at.start, at.end, from.text);
    if (how === "double") return put(at.end, at.end, ` ${at.text}`);
    const middle = at.start + (other % whole.length);
    return put(middle, middle, piece);
  });

describe("mutated schemas", () => {
  it("are refused with a place, or read as SQLite reads them, and are their model", { timeout: 120_000 }, async () => {
    let read = 0;
    await fc.assert(
      fc.asyncProperty(mutated, async (text) => {
        const reading = await readText([{ name: "mutated.sql", text }], runtime).catch((error: unknown) => error);
        if (reading instanceof Error) {
          if (!(reading instanceof SchemaforgeError)) throw reading;
          expect(reading.where).toMatchObject({
            file: "mutated.sql",
            line: expect.any(Number),
            column: expect.any(Number),
          });
          return;
        }
        const { catalog, losses } = reading as Awaited<ReturnType<typeof readText>>;
        expect(losses).toEqual([]);
        expect(diffCatalogs(catalog, await elaborate(catalog, runtime), KINDS)).toEqual([]);
        expect((await judgeLift(catalog, runtime)).broken).toEqual([]);
        read++;
      }),
      { numRuns: 400, seed: 20_261 },
    );
    expect(read).toBeGreaterThan(20);
  });
});
