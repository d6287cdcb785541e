/** Puts the texts that a person wrote beside those that the server printed (architecture, decision 4). */
import type { Catalog, CatalogObject } from "../../catalog/catalog.ts";

/** Where each kind keeps expressions that a person writes, as paths into its properties. */
const PLACES: { readonly [kind: string]: readonly (readonly string[])[] } = {
  domain: [["default"]],
  column: [["default"], ["generated", "expression"]],
  check: [["expression"]],
  index: [["where"]],
  view: [["query"]],
  "materialized-view": [["query"]],
  policy: [["using"], ["check"]],
};

type Node = { readonly [key: string]: unknown };

function withAuthored(value: Node, path: readonly string[], authored: string): Node {
  const [key, ...rest] = path;
  if (key === undefined) return { ...value, authored };
  const inner = value[key];
  if (typeof inner !== "object" || inner === null) return value;
  return { ...value, [key]: withAuthored(inner as Node, rest, authored) };
}

/**
 * A catalog in which the expressions that `authored` names carry the author's text.
 *
 * @param authored text by `id path`: `column:public.users.email default`
 */
export function attachAuthored(catalog: Catalog, authored: ReadonlyMap<string, string>): Catalog {
  if (authored.size === 0) return catalog;
  const objects = new Map<string, CatalogObject>();
  for (const [id, object] of catalog.objects) {
    let props = object.props as Node;
    for (const path of PLACES[object.kind] ?? []) {
      const text = authored.get(`${id} ${path.join(".")}`);
      if (text !== undefined) props = withAuthored(props, path, text);
    }
    objects.set(id, props === object.props ? object : { ...object, props });
  }
  return { ...catalog, objects };
}
