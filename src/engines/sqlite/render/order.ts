/** Sorts objects so that each comes after what it depends on. */
import type { CatalogObject } from "../../../catalog/catalog.ts";

/**
 * The objects, those first that others among them depend on; otherwise in their own order. `dependenciesOf` lists ids.
 * A cycle is cut where it closes: SQLite takes foreign keys and views that name what does not exist yet.
 */
export function sortByDependency<T extends CatalogObject>(
  objects: readonly T[],
  dependenciesOf: (object: T) => readonly string[],
): T[] {
  const byId = new Map(objects.map((object) => [object.id, object]));
  const seen = new Set<string>();
  const sorted: T[] = [];
  for (const start of objects) {
    // Depth first with an own stack: chains of keys may be long.
    const stack: { object: T; left: T[] }[] = [];
    const enter = (object: T) => {
      if (seen.has(object.id)) return;
      seen.add(object.id);
      const left = dependenciesOf(object).flatMap((id) => byId.get(id) ?? []);
      stack.push({ object, left: left.reverse() });
    };
    enter(start);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const next = top.left.pop();
      if (next) enter(next);
      else {
        sorted.push(top.object);
        stack.pop();
      }
    }
  }
  return sorted;
}
