/** What the language has no words for, as verbatim statements. */
import type { Catalog } from "../../../catalog/catalog.ts";
import type { VerbatimObject } from "../../../model/model.ts";
import { isKind } from "../objects.ts";
import { render } from "../render/index.ts";

/** The statements of the objects that a lowered candidate does not have, by their ids, in an order that works. */
export function residueObjects(catalog: Catalog, lowered: Catalog): (readonly [id: string, VerbatimObject])[] {
  return render(catalog).flatMap(({ sql, object }) => {
    const made = catalog.objects.get(object);
    if (!made || lowered.objects.has(object)) return [];
    const parent = catalog.objects.get(made.parent ?? "");
    return [[object, { sql, needs: isKind(parent, "table") || isKind(parent, "view") ? [parent.name] : [] }]];
  });
}
