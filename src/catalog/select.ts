/** Part of a catalog: some tables with what belongs to them, and everything else that can do without the others. */
import type { Catalog, CatalogObject } from "./catalog.ts";

export interface Selection {
  readonly catalog: Catalog;
  /** Ids that were left out because they need what was not selected: foreign keys, views … */
  readonly dropped: readonly string[];
}

/**
 * The catalog without the objects that `isLeftOut` names (with all their parts) and without what needs them, transitively.
 * Linear in objects and edges.
 */
export function withoutObjects(catalog: Catalog, isLeftOut: (object: CatalogObject) => boolean): Selection {
  const readers = new Map<string, string[]>();
  const link = (from: string, to: string) => {
    const list = readers.get(to);
    if (list) list.push(from);
    else readers.set(to, [from]);
  };
  const open: string[] = [];
  const named = new Set<string>();
  for (const object of catalog.objects.values()) {
    if (object.parent !== undefined) link(object.id, object.parent);
    // A schema is needed by all and needs nobody: what is in one stays without the others.
    for (const { to } of object.edges) link(object.id, to);
    if (!isLeftOut(object)) continue;
    open.push(object.id);
    named.add(object.id);
  }
  const gone = new Set<string>();
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (gone.has(id)) continue;
    gone.add(id);
    open.push(...(readers.get(id) ?? []));
  }
  const objects = new Map([...catalog.objects].filter(([id]) => !gone.has(id)));
  const isPart = (id: string): boolean => {
    const parent = catalog.objects.get(id)?.parent;
    return parent !== undefined && (named.has(parent) || isPart(parent));
  };
  return { catalog: { ...catalog, objects }, dropped: [...gone].filter((id) => !named.has(id) && !isPart(id)) };
}
