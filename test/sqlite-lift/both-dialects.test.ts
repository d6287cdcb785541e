/** Schemas that the corpus has for both engines. */
import { afterAll, describe, expect, test } from "vitest";
import { closeScratch } from "../../src/engines/postgres/index.ts";
import { sharedMissing } from "../postgres-corpus/shared.ts";
import { testRuntime } from "../support/runtime.ts";
import { BOTH, compare } from "./both-dialects.ts";

const runtime = testRuntime();
const missing = sharedMissing();

afterAll(() => closeScratch(runtime));

if (missing !== undefined) {
  test.skip(`the same schema in both dialects: ${missing}`);
} else {
  describe("the same schema in both dialects", () => {
    test.each(BOTH)("%s and %s: the Models differ in what the databases differ in", async (...ids) => {
      const compared = await compare(ids, runtime);
      if (!compared) throw new Error("the corpus lacks one of them");
      expect(compared.misread).toEqual([]);
      expect(compared.tables).toBeGreaterThan(5);
      // Two texts of one author: most of it is the same, keys and columns alike.
      expect(compared.same).toBeGreaterThan(compared.different.length);
      expect(compared.stored).toBeGreaterThan(compared.columns * 0.6);
    });
  });
}
