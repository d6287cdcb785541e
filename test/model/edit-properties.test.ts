/** Edits and the canonical style, for any model in any style. */
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editModel } from "../../src/model/edit/edit.ts";
import { formatModel } from "../../src/model/edit/format.ts";
import type { Model } from "../../src/model/model.ts";
import { readModel } from "../../src/model/read.ts";
import { modelToObject, writeModel } from "../../src/model/write.ts";
import { changesOf, commentsOf, decoration, lineChanges, restyled } from "./edits.ts";
import { modelArbitrary } from "./model-arbitrary.ts";

const runs = { numRuns: 100 };
const read = (text: string): Model => readModel(text, "m.yaml", { validate: false }).model;

/** A text that says the model in a form of its own: with comments and blank lines, or as it is written. */
const written = fc.tuple(modelArbitrary, decoration, fc.boolean()).map(([model, decorate, crlf]) => {
  const plain = writeModel(model);
  const text = crlf ? decorate(plain).replaceAll("\n", "\r\n") : decorate(plain);
  return { model, text: saysTheSame(text, model) ? text : plain };
});

const plain = (model: Model): unknown => JSON.parse(JSON.stringify(model));

/** Comments inside of a block scalar are part of it, so that some decorations change the model. */
function saysTheSame(text: string, model: Model): boolean {
  try {
    return isDeepStrictEqual(plain(read(text)), plain(model));
  } catch {
    return false;
  }
}

describe("editModel, for any two models", () => {
  it("gives a text that reads as the second, and the same text for the same model", () => {
    fc.assert(
      fc.property(written, modelArbitrary, ({ model, text }, to) => {
        expect(editModel(text, model, model)).toBe(text);
        expect(read(editModel(text, model, to))).toEqual(to);
      }),
      runs,
    );
  });

  it("does so in JSON, which stays JSON", () => {
    fc.assert(
      fc.property(modelArbitrary, modelArbitrary, fc.constantFrom(undefined, 2, "\t"), (from, to, unit) => {
        const result = editModel(JSON.stringify(modelToObject(from), null, unit), from, to);
        expect(() => JSON.parse(result)).not.toThrow();
        expect(read(result)).toEqual(to);
      }),
      runs,
    );
  });

  it("does so in every other style of YAML", () => {
    fc.assert(
      fc.property(restyled, decoration, modelArbitrary, ({ model, text }, decorate, to) => {
        const decorated = decorate(text);
        const said = saysTheSame(decorated, model) ? decorated : text;
        fc.pre(saysTheSame(said, model));
        expect(editModel(said, model, model)).toBe(said);
        expect(read(editModel(said, model, to))).toEqual(to);
        for (const { to: changed } of changesOf(model).slice(0, 5)) {
          if (saysTheSame(writeModel(changed), changed)) expect(read(editModel(said, model, changed))).toEqual(changed);
        }
      }),
      { numRuns: 25 },
    );
  });

  it("touches the lines of one change alone, and loses no comment of what remains", () => {
    fc.assert(
      fc.property(written, fc.nat(), ({ model, text }, choice) => {
        const changes = changesOf(model);
        const { what, to } = changes[choice % changes.length] ?? { what: "", to: model };
        // Rows are read by the types of the fields that they name, so that not every change gives a model.
        fc.pre(saysTheSame(writeModel(to), to));
        const result = editModel(text, model, to);
        expect(read(result)).toEqual(to);
        const { removed, added } = lineChanges(text, result);
        if (/^rename|^convention/.test(what)) expect([what, removed.length, added.length]).toEqual([what, 1, 1]);
        if (/^add (field|relation|index)/.test(what)) expect(removed.length + added.length).toBeLessThanOrEqual(3);
        if (/^remove/.test(what))
          expect(added.filter((line) => !/^\S* {2}.*\{\}|\[\]/.test(line)).length).toBeLessThanOrEqual(1);
        const kept = commentsOf(result);
        expect(new Set(kept).size).toBe(kept.length);
        if (/^(add|rename|convention)/.test(what)) expect(kept.toSorted()).toEqual(commentsOf(text).toSorted());
      }),
      { numRuns: 150, endOnFailure: true },
    );
  });
});

const tree = (model: Model): string => JSON.stringify(modelToObject(model));

function says(text: string, model: Model): boolean {
  try {
    return tree(read(text)) === tree(model);
  } catch {
    return false;
  }
}

describe("formatModel", () => {
  it("leaves what is written in canonical style as it is", () => {
    fc.assert(
      fc.property(modelArbitrary, (model) => {
        const text = writeModel(model);
        expect(formatModel(text, "m.yaml")).toBe(text);
      }),
      { numRuns: 50, endOnFailure: true },
    );
  });

  it("keeps the model, keeps each comment once, and changes nothing the second time", () => {
    fc.assert(
      fc.property(restyled, decoration, ({ model, text }, decorate) => {
        const decorated = decorate(text);
        fc.pre(says(decorated, model));
        const formatted = formatModel(decorated, "m.yaml");
        expect(tree(read(formatted))).toBe(tree(model));
        expect(commentsOf(formatted).toSorted()).toEqual(commentsOf(decorated).toSorted());
        expect(formatModel(formatted, "m.yaml")).toBe(formatted);
        const crlf = decorated.replaceAll("\n", "\r\n");
        if (says(crlf, model)) expect(formatModel(crlf, "m.yaml")).toBe(formatted.replaceAll("\n", "\r\n"));
      }),
      { numRuns: 50, endOnFailure: true },
    );
  });

  it("gives the canonical text for every other style without comments", () => {
    fc.assert(
      fc.property(restyled, ({ model, text }) => {
        fc.pre(says(text, model));
        expect(formatModel(text, "m.yaml")).toBe(writeModel(model));
      }),
      { numRuns: 50, endOnFailure: true },
    );
  });
});
