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
  if (wanted === undefined || engineName(target) === undefined) return;
  const { name, targetVersions } = await loadEngine(target);
  if (targetVersions.includes(wanted)) return;
  throw new SchemaforgeError("BAD_VERSION", `${name} has no version ${wanted} to write for`, {
    remedy: `Use one of: ${targetVersions.join(", ")}`,
  });
}

/**
 * Refuses a schema that uses what the version lacks.
 *
 * @throws SchemaforgeError `TOO_NEW` with the first such feature
 */
export function assertNotTooNew(wanted: string | undefined, engine: Engine, catalog: Catalog): void {
  if (wanted === undefined) return;
  const [first, ...others] = engine.newerThan(catalog, wanted);
  if (!first) return;
  const more = others.length > 0 ? ` (and ${others.length} more)` : "";
  throw new SchemaforgeError("TOO_NEW", `${first.feature} needs version ${first.since}${more}`, {
    where: { object: first.object },
    remedy: `Raise --target-version to ${first.since}, or do without it`,
  });
}
