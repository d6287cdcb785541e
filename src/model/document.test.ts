import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FUNCTIONS } from "./expressions/functions.ts";
import { objectKinds } from "./file/schema.ts";
import { readModel } from "./read.ts";
import { formatField, parseField } from "./shorthand/field.ts";
import { formatRelation, parseRelation } from "./shorthand/relation.ts";
import { TYPE_WORDS } from "./types.ts";
import { writeModel } from "./write.ts";

const text = readFileSync(new URL("../../docs/model.md", import.meta.url), "utf8");

/** The contents of the document's fenced blocks of one language. */
function blocks(language: string): string[] {
  return text
    .split(/^```/m)
    .filter((part, index) => index % 2 === 1 && part.startsWith(`${language}\n`))
    .map((part) => part.slice(language.length + 1));
}

const lines = (language: string): [string, string][] =>
  blocks(language)
    .flatMap((block) => block.trim().split("\n"))
    .map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]);

describe("docs/model.md", () => {
  it("shows models that are valid and survive writing", () => {
    const models = blocks("yaml");
    expect(models.length).toBeGreaterThan(1);
    for (const model of models) {
      const read = readModel(model, "docs/model.md").model;
      expect(readModel(writeModel(read), "again").model).toEqual(read);
    }
  });

  it.each(lines("fields"))("shows the field %s in canonical form", (name, shorthand) => {
    expect(formatField(parseField(name, shorthand))).toBe(shorthand);
  });

  it.each(lines("relations"))("shows the relation %s in canonical form", (name, shorthand) => {
    expect(formatRelation(parseRelation(name, shorthand))).toBe(shorthand);
  });

  it("names every type, function and key", () => {
    const words = [...TYPE_WORDS.keys(), ...FUNCTIONS.keys(), ...objectKinds.flatMap((kind) => kind.keys)];
    const missing = words.filter((word) => !new RegExp(`\`[^\`]*\\b${word}\\b`).test(text));
    expect(missing).toEqual([]);
  });
});
