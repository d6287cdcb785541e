/** What a database makes and removes by itself as time goes by. */
import type { Catalog } from "../../catalog/catalog.ts";
import { schemaObjectId } from "./ids.ts";
import { maintenanceId } from "./lower/maintenance.ts";
import type { PostgresObject } from "./objects.ts";

/**
 * The partitions of single periods, with all that belongs to them, of tables whose partitions a function makes
 * (lower/maintenance.ts). The default partition is there from the beginning.
 */
export function passing(catalog: Catalog): ReadonlySet<string> {
  const found = new Set<string>();
  for (const object of catalog.objects.values() as Iterable<PostgresObject>) {
    if (object.kind === "table" && isPeriod(object, catalog)) found.add(object.id);
  }
  if (found.size === 0) return found;
  for (const { id, parent } of catalog.objects.values()) if (parent !== undefined && found.has(parent)) found.add(id);
  return found;
}

function isPeriod({ props: { partitionOf } }: PostgresObject<"table">, { objects }: Catalog): boolean {
  if (!partitionOf || partitionOf.bound === "DEFAULT") return false;
  const { schema, name } = partitionOf;
  const parent = objects.get(schemaObjectId("table", schema, name)) as PostgresObject<"table"> | undefined;
  return objects.has(maintenanceId(schema, name)) && (parent?.props.partitionBy?.startsWith("RANGE ") ?? false);
}
