/** What an engine makes of a schema that was another engine's: what it refuses is left out, by name. */
import type { Catalog, CatalogObject } from "../catalog/catalog.ts";
import type { Engine } from "../engines/engine.ts";
import { SchemaforgeError } from "../model/errors.ts";
import type { Loss } from "../model/loss.ts";
import type { Runtime } from "../runtime.ts";

export interface Accepted {
  readonly catalog: Catalog;
  readonly losses: readonly Loss[];
}

/** Kinds that a schema can do without: a database of them is stricter or faster, not another one. */
const DISPENSABLE: ReadonlySet<string> = new Set(["check", "foreign-key", "index", "exclusion", "trigger", "view"]);

/** What a column can do without, in this order. */
const DISPENSABLE_PROPS = ["default", "generated"] as const;

/**
 * The catalog without what the embedded engine refuses: expressions that mean something in one dialect alone, foreign
 * keys between types that only one engine compares. One run for each of them.
 *
 * @throws SchemaforgeError what the engine says of anything that the schema cannot do without
 */
export async function accepted(catalog: Catalog, engine: Engine, runtime: Runtime): Promise<Accepted> {
  const losses: Loss[] = [];
  for (let current = catalog; ; ) {
    try {
      await engine.elaborate(current, runtime);
      return { catalog: current, losses };
    } catch (error) {
      const refused = error instanceof SchemaforgeError ? refusedObject(error, current) : undefined;
      if (!refused) throw error;
      const { objects, feature } = without(current, refused);
      if (!objects) throw error;
      const instead = feature === undefined ? "left out" : `the column without it`;
      const what = `${feature ?? refused.kind} that ${engine.name} refuses: ${(error as Error).message}`;
      losses.push({ code: "REFUSED", object: refused.id, feature: what, target: engine.name, instead });
      current = { ...current, objects };
    }
  }
}

function refusedObject({ where }: SchemaforgeError, { objects }: Catalog): CatalogObject | undefined {
  return where && "object" in where ? objects.get(where.object) : undefined;
}

function without(
  { objects }: Catalog,
  refused: CatalogObject,
): { readonly objects?: ReadonlyMap<string, CatalogObject>; readonly feature?: string } {
  const rest = new Map(objects);
  if (DISPENSABLE.has(refused.kind)) {
    rest.delete(refused.id);
    return { objects: rest };
  }
  if (refused.kind !== "column") return {};
  const props = { ...refused.props } as { [name: string]: unknown };
  const feature = DISPENSABLE_PROPS.find((name) => props[name] !== undefined);
  if (feature === undefined) return {};
  delete props[feature];
  rest.set(refused.id, { ...refused, props });
  return { objects: rest, feature };
}
