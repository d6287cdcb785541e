/**
 * The differ. It knows no kinds: two catalogs are compared by id and by the content of their properties; what is never
 * compared, an engine says in its kind table.
 */
import type { Catalog, CatalogObject, Value } from "./catalog.ts";

/** Per kind, which properties are compared. */
export type KindTable = {
  readonly [kind: string]: {
    /** Names of properties that never make two objects differ. */
    readonly volatile?: readonly string[];
    /** Those that are compared only where both objects have them: absent means "not said", not "the default". */
    readonly unsaid?: readonly string[] | "all";
  };
};

export interface PropertyChange {
  readonly name: string;
  /** Absent where the side does not have the property. */
  readonly from?: Value;
  readonly to?: Value;
}

export interface Change {
  readonly op: "add" | "remove" | "change" | "rename";
  readonly kind: string;
  readonly id: string;
  /** The id on side A of a renamed object. */
  readonly was?: string;
  /** Only for `change` (and a rename that also changes). */
  readonly props: readonly PropertyChange[];
}

/** Canonical JSON of a property: sorted keys, authored texts left out. Equal properties have equal text. */
export function canonical(value: unknown): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const entries = Object.entries(value)
    .filter(([key, item]) => item !== undefined && key !== "authored")
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(",")}}`;
}

/** The properties in which two objects of one id differ, in the order of their names. */
export function changedProperties(a: CatalogObject, b: CatalogObject, kinds: KindTable): PropertyChange[] {
  const { volatile, unsaid } = kinds[a.kind] ?? {};
  const before = a.props as { readonly [name: string]: Value };
  const after = b.props as { readonly [name: string]: Value };
  const changes: PropertyChange[] = [];
  // Nearly all pairs are equal: nothing is made before a difference is found.
  const compare = (name: string) => {
    const from = before[name];
    const to = after[name];
    if (from === to || volatile?.includes(name) || canonical(from) === canonical(to)) return;
    if ((from === undefined || to === undefined) && (unsaid === "all" || unsaid?.includes(name))) return;
    changes.push({ name, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) });
  };
  for (const name in before) compare(name);
  for (const name in after) if (!(name in before)) compare(name);
  return changes.sort((x, y) => (x.name < y.name ? -1 : 1));
}

/**
 * The differences between two catalogs of one engine: removed and changed objects in the order of `a`, then added ones
 * in the order of `b`. Children of an added or removed object are listed like every other object.
 */
export function diffCatalogs(a: Catalog, b: Catalog, kinds: KindTable): Change[] {
  const changes: Change[] = [];
  for (const [id, object] of a.objects) {
    const other = b.objects.get(id);
    if (!other) {
      changes.push({ op: "remove", kind: object.kind, id, props: [] });
      continue;
    }
    const props = changedProperties(object, other, kinds);
    if (props.length > 0) changes.push({ op: "change", kind: object.kind, id, props });
  }
  for (const [id, object] of b.objects) {
    if (!a.objects.has(id)) changes.push({ op: "add", kind: object.kind, id, props: [] });
  }
  return changes;
}
