/** `--target-version`: what the schema uses is held against what the version has. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Engine } from "../engines/engine.ts";
import { engineName, loadEngine } from "../engines/registry.ts";
import { SchemaforgeError } from "../model/errors.ts";

/**
 * Refuses a version that the target does not have, before anything is made for it.
 *
 * @throws SchemaforgeError `BAD_VERSION`
 */
export async function assertVersion(wanted: string | undefined, target: string): Promise<void> {
  if (wanted === undefined) return;
  if (target === "model") {
    throw new SchemaforgeError("USAGE", "a model is written for no version of an engine", {
      remedy: "Leave --target-version out, or name an engine with --to",
    });
  }
  if (engineName(target) === undefined) return;
  assertKnown(wanted, await loadEngine(target));
}

function assertKnown(wanted: string, { name, targetVersions }: Engine): void {
  if (targetVersions.includes(wanted)) return;
  throw new SchemaforgeError("BAD_VERSION", `${name} has no version ${wanted} to write for`, {
    remedy: `Use one of: ${targetVersions.join(", ")}`,
  });
}

/**
 * Refuses a version that the engine does not have, and a schema that uses what the version lacks.
 *
 * @throws SchemaforgeError `BAD_VERSION`, `TOO_NEW` with the first such feature
 */
export function assertNotTooNew(wanted: string | undefined, engine: Engine, catalog: Catalog): void {
  if (wanted === undefined) return;
  assertKnown(wanted, engine);
  const [first, ...others] = engine.newerThan(catalog, wanted);
  if (!first) return;
  const more = others.length > 0 ? ` (and ${others.length} more)` : "";
  throw new SchemaforgeError("TOO_NEW", `${first.feature} needs version ${first.since}${more}`, {
    where: { object: first.object },
    remedy: `Raise --target-version to ${first.since}, or do without it`,
  });
}
