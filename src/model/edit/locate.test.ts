import fc from "fast-check";
import { expect, it } from "vitest";
import { decoration, restyled } from "../../../test/model/edits.ts";
import { ModelError, type Problem } from "../problems.ts";
import { readModel } from "../read.ts";
import { locate } from "./locate.ts";

function problemsOf(text: string): readonly Problem[] {
  try {
    readModel(text, "m.yaml");
    return [];
  } catch (error) {
    if (error instanceof ModelError) return error.problems;
    throw error;
  }
}

function offsetOf(text: string, { line, column }: { readonly line: number; readonly column: number }): number {
  const before = text.split("\n").slice(0, line - 1);
  return before.join("\n").length + (line > 1 ? 1 : 0) + column - 1;
}

it("gives every problem of any text an end behind its start, and fixes that stand in the text", () => {
  const pieces = fc.constantFrom("", "unqiue", "'", "[", " x", "\n", ": ", "#");
  const broken = fc.tuple(restyled, decoration, fc.nat(), fc.nat(20), pieces);
  fc.assert(
    fc.property(broken, ([{ text }, decorate, at, length, piece]) => {
      const good = decorate(text);
      const start = at % good.length;
      const bad = good.slice(0, start) + piece + good.slice(start + length);
      for (const { where, fix } of locate(problemsOf(bad), "m.yaml", bad)) {
        if (!("file" in where) || where.line === undefined || !where.end) continue;
        const from = offsetOf(bad, { line: where.line, column: where.column ?? 1 });
        expect(offsetOf(bad, where.end)).toBeGreaterThanOrEqual(from);
        expect(offsetOf(bad, where.end)).toBeLessThanOrEqual(bad.length);
        if (fix) expect(offsetOf(bad, fix.end)).toBeGreaterThanOrEqual(offsetOf(bad, fix));
      }
    }),
    { numRuns: 60, endOnFailure: true },
  );
});

it.each([
  ["entites: {}", "entities", "UNKNOWN_KEY"],
  ["entities: { A: { fields: { b: 'strng' } } }", "string", "UNKNOWN_TYPE"],
  ['entities: { A: { fields: { b: "text match=^a$" } } }', "'^a$'", "SYNTAX"],
  ["entities: { A: { fields: { b: 'text match=^a$' } } }", "'text match=''^a$'''", "SYNTAX"],
  ["entities: { A: { fields: { b: text match=^a$ } } }", "'^a$'", "SYNTAX"],
  ["entities: { A: { fields: { b: text doc=a#b } } }", "'a#b'", "SYNTAX"],
  ["entities: { A: { softDelete: on } }", "true", "WRONG_VALUE"],
  ["conventions: { id: auto }\nentities: {}", "identity", "WRONG_VALUE"],
  ["entities: { A: { relations: { b: one Custmer as as } }, Customer: {} }", "Customer", "UNKNOWN_ENTITY"],
  ["entities: { A: { fields: { name: text }, indexes: { i: [nme desc] } } }", "name", "UNKNOWN_FIELD"],
])("mends %s with %s", (body, text, code) => {
  const file = `schemaforge: 1\n${body}\n`;
  const [problem] = locate(problemsOf(file), "m.yaml", file);
  expect(problem).toMatchObject({ code, fix: { text } });
  const fix = problem?.fix;
  if (!fix) return;
  const mended = file.slice(0, offsetOf(file, fix)) + fix.text + file.slice(offsetOf(file, fix.end));
  expect(problemsOf(mended).filter((other) => other.code === code)).toEqual([]);
});
