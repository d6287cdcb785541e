/** Lowers a model, runs it on the embedded engine and says where the two catalogs differ. */
import type { Catalog } from "../../src/catalog/catalog.ts";
import { diffCatalogs } from "../../src/catalog/diff.ts";
import type { Lowered } from "../../src/engines/engine.ts";
import { postgres } from "../../src/engines/postgres/index.ts";
import type { Model } from "../../src/model/model.ts";
import { testRuntime } from "../support/runtime.ts";

export interface Comparison {
  readonly lowered: Lowered;
  /** Differences in anything but the texts of expressions, one line each. */
  readonly structure: readonly string[];
  /** Expressions whose text the server prints otherwise than predicted, one line each. */
  readonly expressions: readonly string[];
}

/** The value with every text of SQL in it replaced, so that only structure is compared. */
function withoutTexts(value: unknown): unknown {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(withoutTexts);
  if ("sql" in value) return { sql: "…" };
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutTexts(item)]));
}

/** One for all comparisons: engines keep their instance by it. */
export const runtime = testRuntime();

/** Lowers a model and runs it on the embedded engine. */
export async function compare(model: Model): Promise<Comparison> {
  const lowered = postgres.lower(model);
  return compareWith(lowered, await postgres.elaborate(lowered.catalog, runtime));
}

/** Holds a lowered catalog against what a server showed. */
export function compareWith(lowered: Lowered, shown: Catalog): Comparison {
  const structure: string[] = [];
  const expressions: string[] = [];
  for (const change of diffCatalogs(lowered.catalog, shown, postgres.kinds)) {
    if (change.op !== "change") structure.push(`${change.op} ${change.id}`);
    for (const { name, from, to } of change.props) {
      const line = `${change.id} ${name}: ${JSON.stringify(from)} → ${JSON.stringify(to)}`;
      const same = JSON.stringify(withoutTexts(from)) === JSON.stringify(withoutTexts(to));
      (same ? expressions : structure).push(line);
    }
  }
  return { lowered, structure, expressions };
}
