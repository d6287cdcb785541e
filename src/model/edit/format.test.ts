import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { modelArbitrary } from "../../../test/model/model-arbitrary.ts";
import type { Model } from "../model.ts";
import { readModel } from "../read.ts";
import { modelToObject } from "../write.ts";
import { formatModel } from "./format.ts";

const runs = { numRuns: 50, endOnFailure: true };
const read = (text: string): Model => readModel(text, "m.yaml", { validate: false }).model;
const tree = (model: Model): string => JSON.stringify(modelToObject(model));

describe("formatModel", () => {
  it("keeps comments where they are in a text that mixes styles", () => {
    const text = `schemaforge: 1


entities: # es
  A: { fields: { # ff
     a: text   unique, # aa
     # own
     b: "int" # bb
   }, # after
   indexes: { x: [ a, # in list
     b ] } } # end
  # deep
  B:   # b
     fields:
         a:    # on key
           text index unique   # val
         d: >- # folded
           text
           unique

     # here
     was:
     - X   # x
     - Y
  C: {}
# zero
`;
    expect(formatModel(text, "m.yaml")).toBe(`schemaforge: 1

entities: # es
  A:
    fields: # ff
      a: text unique # aa
      # own
      b: int # bb
    # after
    indexes:
      x:
        - a # in list
        - b # end
  # deep
  B:   # b
    fields:
      # on key
      a: text unique index # val
      d: text unique # folded

    # here
    was:
      - X # x
      - Y
  C: {}
# zero
`);
  });

  it("leaves comments below a short list below it, in one step", () => {
    const formatted = formatModel(
      `schemaforge: 1
entities:
  A:
    indexes:
      x:
        {
          fields: [
            a desc
            # before the bracket
          ],
          unique: true
        }
      y:
        fields:
          - a
        # of unique
        unique: true
`,
      "m.yaml",
    );
    expect(formatted).toBe(`schemaforge: 1
entities:
  A:
    indexes:
      x:
        fields: [a desc]
        # before the bracket
        unique: true
      y:
        fields: [a]
        # of unique
        unique: true
`);
    expect(formatModel(formatted, "m.yaml")).toBe(formatted);
  });

  it("leaves object forms, and numbers as they are spelled", () => {
    const text = `schemaforge: 1
types: { T: [01, yes, "no"] }
entities:
  A: { fields: { a: { type: int, min: 007, max: 10 } } }
`;
    expect(formatModel(text, "m.yaml")).toBe(`schemaforge: 1
types:
  T: ['01', yes, no]
entities:
  A:
    fields:
      a:
        type: int
        min: '007'
        max: 10
`);
  });

  it("keeps JSON as JSON", () => {
    fc.assert(
      fc.property(modelArbitrary, (model) => {
        const formatted = formatModel(JSON.stringify(modelToObject(model)), "m.json");
        expect(tree(modelFromJson(formatted))).toBe(tree(model));
        expect(formatModel(formatted, "m.json")).toBe(formatted);
      }),
      runs,
    );
  });
});

function modelFromJson(text: string): Model {
  expect(() => JSON.parse(text)).not.toThrow();
  return read(text);
}
