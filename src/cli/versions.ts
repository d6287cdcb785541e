/** `--target-version`: what the schema uses is held against what the version has. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Engine } from "../engines/engine.ts";
import { SchemaforgeError } from "../model/errors.ts";

/**
 * Refuses a version that is none, and a schema that uses what the version lacks.
 *
 * @throws SchemaforgeError `BAD_VERSION` or `TOO_NEW`
 */
export function checkTargetVersion(
  wanted: string | undefined,
  engine: Engine | undefined,
  { catalog }: { readonly catalog?: Catalog },
): void {
  if (wanted === undefined || !engine) return;
  const versions = engine.targetVersions;
  if (!versions.includes(wanted)) {
    throw new SchemaforgeError("BAD_VERSION", `${engine.name} has no version ${wanted} to write for`, {
      remedy: `Use one of: ${versions.join(", ")}`,
    });
  }
  if (!catalog) return;
  const [first, ...others] = engine.newerThan(catalog, wanted);
  if (!first) return;
  const more = others.length > 0 ? ` (and ${others.length} more)` : "";
  throw new SchemaforgeError("TOO_NEW", `${first.feature} needs version ${first.since}${more}`, {
    where: { object: first.object },
    remedy: `Raise --target-version to ${first.since}, or do without it`,
  });
}
