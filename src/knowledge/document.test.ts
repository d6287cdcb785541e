import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { documentCatalogue } from "./document.ts";

test("docs/entities.md is current: write it with `node scripts/entities-doc.mjs`", () => {
  const written = readFileSync(new URL("../../docs/entities.md", import.meta.url), "utf8");
  expect(written).toBe(documentCatalogue());
});
