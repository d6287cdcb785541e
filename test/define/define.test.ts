/** Models in TypeScript at run time; what the compiler says of them is in models.ts and mistakes.ts. */
import { expect, test } from "vitest";
import { defineModel } from "../../src/model/define.ts";
import { ModelError } from "../../src/model/problems.ts";
import { readModel } from "../../src/model/read.ts";
import { writeModel } from "../../src/model/write.ts";
import { mistakes } from "./mistakes.ts";
import { blog, shop } from "./models.ts";

test.each([
  ["blog", blog],
  ["shop", shop],
])("the %s is the same model as from a file", (_name, model) => {
  expect(readModel(writeModel(model()), "m.yaml").model).toEqual(model());
});

test.each(mistakes.map((mistake, index) => [index, mistake] as const))(
  "mistakes %i are errors at run time too",
  (_index, mistake) => {
    expect(mistake).toThrow(ModelError);
  },
);

test("what the compiler cannot see is told at run time", () => {
  expect(() => defineModel({ entities: { A: { fields: { b: "int = hello" } } } })).toThrow(/no default for int/);
});
