/** Both laws of lifting: on real schemas, on what random changes make of them, and on random models. */
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { closeScratch, postgres } from "../../src/engines/postgres/index.ts";
import { lift } from "../../src/engines/postgres/lift/index.ts";
import type { Model } from "../../src/model/model.ts";
import { corpusFiles, sharedMissing } from "../postgres-corpus/shared.ts";
import { validModel } from "../postgres-lower/valid-model.ts";
import { testRuntime } from "../support/runtime.ts";
import { judgeLift } from "./law.ts";
import { choices, forgiving, statementsOf } from "./mutations.ts";

const runtime = testRuntime();
const missing = sharedMissing();

afterAll(() => closeScratch(runtime));

/** Kinds that the language has words for; what of them stays verbatim is listed here, by file. */
const IN_WORDS = /^(table|column|primary-key|unique|foreign-key|check|index|enum):/;
const VERBATIM: { readonly [file: string]: RegExp } = {
  // The partitions of `payment` inherit, and their columns, keys and indexes with them.
  "sakila-pg": /payment_p2007_0\d|check:public\.year\./,
  // A domain's check.
  dvdrental: /^check:public\.year\./,
  // Indexes by another collation than their columns'.
  "supabase-reference": /^index:/,
};

if (missing !== undefined) {
  test.skip(`lifting the corpus: ${missing}`);
} else {
  describe("a real schema", () => {
    test.each(corpusFiles())("$id is its model and the residue", async ({ id, texts }) => {
      const { catalog } = await postgres.readText(texts, runtime);
      const { broken, residue } = await judgeLift(catalog, runtime);
      expect(broken).toEqual([]);
      const left = residue.filter((object) => IN_WORDS.test(object) && !VERBATIM[id]?.test(object));
      expect(left).toEqual([]);
    });

    test.each(corpusFiles())("$id is so after random changes", { timeout: 300_000 }, async ({ texts }) => {
      const { catalog } = await postgres.readText(texts, runtime);
      for (const chosen of fc.sample(choices, { numRuns: 2, seed: 11 })) {
        const statements = statementsOf(catalog, chosen);
        const script = { name: "changes.sql", text: forgiving(statements) };
        const changed = await postgres.readText([...texts, script], runtime);
        expect((await judgeLift(changed.catalog, runtime)).broken, statements.join("\n")).toEqual([]);
      }
    });
  });
}

describe("a random model", { timeout: 300_000 }, () => {
  const models = fc.sample(validModel, { numRuns: 20, seed: 5 });

  async function madeBy(model: Model) {
    return postgres.elaborate(postgres.lower(model).catalog, runtime);
  }

  test("makes a database that is its model and the residue", async () => {
    for (const model of models) {
      const { broken, residue } = await judgeLift(await madeBy(model), runtime);
      expect(broken, JSON.stringify(model)).toEqual([]);
      expect(residue.filter((object) => IN_WORDS.test(object))).toEqual([]);
    }
  });

  test("is what it was, said by its author's words", async () => {
    for (const model of models) {
      const catalog = await madeBy(model);
      const { model: again } = await lift(catalog, { model, catalog });
      expect(isDeepStrictEqual(again, model), JSON.stringify(model)).toBe(true);
    }
  });
});
