import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { formatModel } from "./edit/format.ts";
import { objectKinds } from "./file/schema.ts";
import { readModel } from "./read.ts";
import { FIELD_FLAGS } from "./shorthand/field.ts";
import { TYPE_WORDS } from "./types.ts";
import { writeModel } from "./write.ts";

const text = readFileSync(new URL("../../docs/grammar.md", import.meta.url), "utf8");
const [, grammar = ""] = /```ebnf\n(.*?)```/s.exec(text) ?? [];
const [, example = ""] = /```yaml\n(.*?)```/s.exec(text) ?? [];

it("fits one page of three kilobytes", () => {
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(3072);
});

it("shows twelve examples that are one valid model", () => {
  expect(example.match(/# \d+$/gm)).toEqual(Array.from({ length: 12 }, (_, at) => `# ${at + 1}`));
  const { model } = readModel(example, "docs/grammar.md");
  expect(readModel(writeModel(model), "again").model).toEqual(model);
  expect(readModel(formatModel(example, "docs/grammar.md"), "again").model).toEqual(model);
});

/** Each example alone: without its line the model is another one, or none. */
it.each(Array.from({ length: 12 }, (_, at) => at + 1))("example %i says something", (number) => {
  const without = example.replace(new RegExp(`^.*# ${number}\\n`, "m"), "");
  const said = (source: string): string => {
    try {
      return writeModel(readModel(source, "m.yaml", { validate: false }).model);
    } catch {
      return "";
    }
  };
  expect(without).not.toBe(example);
  expect(said(without)).not.toBe(said(example));
});

it("names the keys of the model and of entities, and the flags of fields", () => {
  const keysOf = (what: string): readonly string[] => objectKinds.find((kind) => kind.what === what)?.keys ?? [];
  const words = [...keysOf("the model"), ...keysOf("an entity"), ...FIELD_FLAGS, "encrypt"];
  expect(words.length).toBeGreaterThan(30);
  expect(words.filter((word) => !new RegExp(`\\b${word}\\b`).test(grammar))).toEqual([]);
});

it("names types that there are", () => {
  const [, line = ""] = /^Types: `(.*?) …`/ms.exec(text) ?? [];
  const named = line.split(/\s+/).map((word) => word.replace(/\(.*/, ""));
  expect(named.filter((word) => !TYPE_WORDS.has(word))).toEqual([]);
});
