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
const DISPENSABLE: ReadonlyMap<string, string> = new Map([
  ["check", "a check"],
  ["foreign-key", "a foreign key"],
  ["index", "an index"],
  ["exclusion", "an exclusion constraint"],
  ["trigger", "a trigger"],
  ["view", "a view"],
]);

/** What a column can do without, in this order. */
const DISPENSABLE_PROPS: ReadonlyMap<string, string> = new Map([
  ["default", "a default"],
  ["generated", "a generated value"],
]);

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
      const less = without(current, refused);
      if (!less) throw error;
      const { objects, feature, instead } = less;
      const reason = (error as Error).message.replace(/\.$/, "");
      const what = `${feature} that ${engine.name} refuses (${reason})`;
      losses.push({ code: "REFUSED", object: refused.id, feature: what, target: engine.name, instead });
      current = { ...current, objects };
    }
  }
}

function refusedObject({ where }: SchemaforgeError, { objects }: Catalog): CatalogObject | undefined {
  return where && "object" in where ? objects.get(where.object) : undefined;
}

interface Less {
  readonly objects: ReadonlyMap<string, CatalogObject>;
  readonly feature: string;
  readonly instead: string;
}

function without({ objects }: Catalog, refused: CatalogObject): Less | undefined {
  const rest = new Map(objects);
  const feature = DISPENSABLE.get(refused.kind);
  if (feature !== undefined) {
    rest.delete(refused.id);
    return { objects: rest, feature, instead: "left out" };
  }
  if (refused.kind !== "column") return undefined;
  const props = { ...refused.props } as { [name: string]: unknown };
  const found = [...DISPENSABLE_PROPS].find(([name]) => props[name] !== undefined);
  if (!found) return undefined;
  delete props[found[0]];
  rest.set(refused.id, { ...refused, props });
  return { objects: rest, feature: found[1], instead: "the column without it" };
}
