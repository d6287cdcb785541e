/** What holds of any constructs that meet in one model. */
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { diffCatalogs } from "../../src/catalog/diff.ts";
import { closeScratch } from "../../src/engines/postgres/index.ts";
import { sqlite } from "../../src/engines/sqlite/index.ts";
import { expandModel } from "../../src/model/expand/index.ts";
import { modelFromObject } from "../../src/model/read.ts";
import { compare, runtime } from "../postgres-lower/compare.ts";
import { constructModel } from "./construct-arbitrary.ts";

afterAll(async () => {
  await closeScratch(runtime);
});

const modelOf = (plain: object) => modelFromObject({ schemaforge: 1, ...plain }, "random.yaml");

describe("constructs", () => {
  it("are plain once they are expanded", () => {
    fc.assert(
      fc.property(constructModel, (plain) => {
        const model = expandModel(modelOf(plain));
        expect(expandModel(model)).toEqual(model);
        for (const key of ["mixins", "embedded"] as const) expect(model[key]).toBeUndefined();
        for (const entity of model.entities) {
          for (const key of ["uses", "extends", "abstract", "inheritance", "polymorphic"] as const) {
            expect(entity[key]).toBeUndefined();
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it("are what PostgreSQL shows once they ran", { timeout: 180_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(constructModel, async (plain) => {
        expect((await compare(modelOf(plain))).structure).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  it("are what SQLite shows once they ran", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(constructModel, async (plain) => {
        const { catalog } = sqlite.lower(modelOf(plain));
        expect(diffCatalogs(catalog, await sqlite.elaborate(catalog, runtime), sqlite.kinds)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
