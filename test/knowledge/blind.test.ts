/** The catalogue of entities against the corpus beside the project; skipped, saying so, where that is absent. */
import { describe, expect, test } from "vitest";
import { sharedMissing } from "../postgres-corpus/shared.ts";
import { testRuntime } from "../support/runtime.ts";
import { blindReport, judgeEntities, shareOf } from "./blind.ts";
import { meanings } from "./synonyms.ts";

const missing = sharedMissing();

describe.skipIf(missing !== undefined)(
  `entities against real schemas${missing ? ` (skipped: ${missing})` : ""}`,
  () => {
    test("have half of the columns in kind", async () => {
      const judged = await judgeEntities(testRuntime());
      expect(judged.length).toBeGreaterThan(60);
      expect(shareOf(judged)).toBeGreaterThanOrEqual(0.5);
      // What is nothing but another name for a known thing has to be found whole.
      const whole = judged.filter(({ missed }) => missed.length === 0).map(({ table }) => table);
      expect(whole).toEqual(expect.arrayContaining(["order_details", "address", "city", "country"]));
      expect(blindReport(judged)).toContain(`in ${judged.length} tables`);
    });
  },
);

test("synonyms are told apart by what stands in front", () => {
  expect(meanings("ship_city")).toContain("shipping_city");
  expect(meanings("ship_city")).not.toContain("city");
  expect(meanings("zip")).toContain("postal_code");
  expect(meanings("frobnicate")).toEqual(new Set(["frobnicate"]));
});
