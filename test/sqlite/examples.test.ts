/** The example models in SQLite: they run as predicted, and what they lose is known. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readModel } from "../../src/model/read.ts";
import { expectPredicted, lossesOf } from "./constructs-support.ts";

describe.each(["blog", "forum", "hospital", "iot", "messaging", "saas", "shop"])("the example %s", (name) => {
  const path = new URL(`../../examples/${name}/schema.model.yaml`, import.meta.url);
  const { model } = readModel(readFileSync(path, "utf8"), "schema.model.yaml");

  it.each([false, true])("runs as predicted (STRICT %s)", async (strict) => {
    await expectPredicted(model, strict);
  });

  it("loses what is known", () => {
    expect(lossesOf(model)).toMatchSnapshot();
  });
});
