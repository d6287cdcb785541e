import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { fieldArbitrary, relationArbitrary } from "../../../test/model/model-arbitrary.ts";
import { objectKinds } from "../file/schema.ts";
import { readModel } from "../read.ts";
import { formatField } from "../shorthand/field.ts";
import { formatRelation } from "../shorthand/relation.ts";
import { modelToObject } from "../write.ts";
import { descriptionOf } from "./descriptions.ts";
import { modelJsonSchema } from "./json-schema.ts";

const root = new URL("../../../", import.meta.url);
const published: unknown = JSON.parse(readFileSync(new URL("schema/v1.json", root), "utf8"));
const judge = z.fromJSONSchema(published as Parameters<typeof z.fromJSONSchema>[0]);
const accepts = (value: unknown): boolean => judge.safeParse(value).success;

/** Every model file of the project: the examples, and the models in the documentation. */
function models(): [name: string, text: string][] {
  const examples = readdirSync(new URL("examples/", root), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.model\.(ya?ml|json)$/.test(file))
    .map((file): [string, string] => [file, readFileSync(new URL(`examples/${file}`, root), "utf8")]);
  const blocks = readFileSync(new URL("docs/model.md", root), "utf8").split(/^```/m);
  const shown = blocks
    .filter((block) => block.startsWith("yaml\nschemaforge: 1"))
    .map((block): [string, string] => ["docs/model.md", block.slice(5)]);
  return [...examples, ...shown];
}

describe("schema/v1.json", () => {
  it("is what `node scripts/model-schema.mjs` makes", () => {
    expect(published).toEqual(modelJsonSchema());
  });

  it("describes every key", () => {
    const missing = objectKinds.flatMap(({ what, keys }) =>
      keys.filter((key) => descriptionOf(what, key) === undefined).map((key) => `${what}: ${key}`),
    );
    expect([...new Set(missing)]).toEqual([]);
  });

  it("is published with the package, where the comment of a model file finds it", () => {
    const manifest = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as {
      files: string[];
      exports: object;
    };
    expect(manifest.files).toContain("schema");
    expect(manifest.exports).toHaveProperty("./schema/*");
  });

  it.each(models())("accepts %s, as written and as canonical object", (_name, text) => {
    expect(judge.safeParse(parse(text)).error).toBeUndefined();
    const object = modelToObject(readModel(text, "m.yaml", { validate: false }).model);
    expect(judge.safeParse(object).error).toBeUndefined();
  });

  it("accepts every field and relation in shorthand", () => {
    const property = fc.property(fieldArbitrary(false), relationArbitrary, (field, relation) => {
      const entity = { fields: { f: formatField(field) }, relations: { r: formatRelation(relation) } };
      expect(accepts({ schemaforge: 1, entities: { A: entity } })).toBe(true);
    });
    fc.assert(property, { numRuns: 200 });
  });

  it.each([
    ["no version", { entities: {} }],
    ["another version", { schemaforge: 2 }],
    ["an unknown key", { schemaforge: 1, entites: {} }],
    ["a name with a space", { schemaforge: 1, entities: { "A b": {} } }],
    ["an unknown type", { schemaforge: 1, entities: { A: { fields: { b: "strng(20)" } } } }],
    ["a relation without a kind", { schemaforge: 1, entities: { A: { relations: { b: "A as c" } } } }],
    ["a relation among fields", { schemaforge: 1, entities: { A: { fields: { b: "one A" } } } }],
    [
      "an unknown key of a field",
      { schemaforge: 1, entities: { A: { fields: { b: { type: "text", nullable: true } } } } },
    ],
    ["a wrong word", { schemaforge: 1, conventions: { id: "auto" } }],
    ["a list of words as a flag", { schemaforge: 1, entities: { A: { softDelete: "yes" } } }],
  ])("refuses %s", (_what, value) => {
    expect(accepts(value)).toBe(false);
  });

  it("names itself in JSON model files", () => {
    const text = '{ "$schema": "./node_modules/schemaforge/schema/v1.json", "schemaforge": 1, "entities": {} }';
    expect(accepts(JSON.parse(text))).toBe(true);
    expect(readModel(text, "m.json").model.entities).toEqual([]);
  });
});
