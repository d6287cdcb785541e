import { describe, expect, test } from "vitest";
import { parseEntityInline } from "../../model/shorthand/inline.ts";
import { validateModel } from "../../model/validate.ts";
import { designEntities } from "../design.ts";
import { BLUEPRINTS, blueprintNamed } from "./index.ts";

describe("a word finds a blueprint", () => {
  test.each([
    ["shop", "shop"],
    ["Shop", "shop"],
    ["e-commerce", "shop"],
    ["multi-tenant", "saas"],
    ["time-series", "iot"],
  ])("%s: %s", (word, name) => expect(blueprintNamed(word).name).toBe(name));

  test("or the nearest is proposed", () => {
    expect(() => blueprintNamed("shp")).toThrowError(
      expect.objectContaining({ code: "UNKNOWN_BLUEPRINT", remedy: expect.stringContaining("Did you mean shop?") }),
    );
    expect(() => blueprintNamed("zzzzzz")).toThrowError(
      expect.objectContaining({ remedy: expect.stringMatching(/^There are/) }),
    );
  });

  test("and no word finds two", () => {
    const words = BLUEPRINTS.flatMap(({ name, aliases }) => [name, ...aliases]);
    expect(new Set(words).size).toBe(words.length);
  });
});

describe.each(BLUEPRINTS)("the blueprint $name", (blueprint) => {
  const { model } = designEntities({ entities: blueprint.entities.map((text) => parseEntityInline(text)) });

  test("holds entities that fit together", () => {
    expect(validateModel(model)).toEqual([]);
    for (const { name, relations } of model.entities) {
      const alone =
        relations.length === 0 &&
        !model.entities.some((other) => other.relations.some(({ target }) => target === name));
      expect(alone, `${name} is related to nothing`).toBe(false);
    }
  });

  test("adds to its own entities alone, and says why", () => {
    const names = model.entities.map(({ name }) => name);
    expect(Object.keys(blueprint.extras).filter((name) => !names.includes(name))).toEqual([]);
    for (const [name, { why }] of Object.entries(blueprint.extras)) expect(Object.keys(why), name).not.toEqual([]);
  });
});
