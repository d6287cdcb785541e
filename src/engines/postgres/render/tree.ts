import type { Catalog, CatalogObject } from "../../../catalog/catalog.ts";
import type { PostgresKind, PostgresObject } from "../objects.ts";

/** A catalog with its children at hand. The kinds are trusted: only this engine's readers and `lower` make its catalogs. */
export class Tree {
  readonly #objects: ReadonlyMap<string, CatalogObject>;
  readonly #children = new Map<string, CatalogObject[]>();
  /** By kind and parent: a table may have thousands of rows. */
  readonly #ofKind = new Map<string, CatalogObject[]>();
  readonly #parts = new Map<string, string[]>();

  /** Constraints that get a statement of their own wherever they could stand in CREATE TABLE. */
  readonly apart: ReadonlySet<string>;

  constructor(catalog: Catalog, apart: ReadonlySet<string> = new Set()) {
    this.#objects = catalog.objects;
    this.apart = apart;
    for (const object of catalog.objects.values()) {
      const { partitionOf } = object.props as { readonly partitionOf?: unknown };
      if (typeof partitionOf === "string")
        this.#parts.set(partitionOf, [...(this.#parts.get(partitionOf) ?? []), object.id]);
      if (object.parent === undefined) continue;
      append(this.#children, object.parent, object);
      append(this.#ofKind, `${object.kind} ${object.parent}`, object);
    }
  }

  objects(): Iterable<PostgresObject> {
    return this.#objects.values() as Iterable<PostgresObject>;
  }

  ofKind<K extends PostgresKind>(kind: K): PostgresObject<K>[] {
    return [...this.#objects.values()].filter((object) => object.kind === kind) as PostgresObject<K>[];
  }

  get(id: string): PostgresObject | undefined {
    return this.#objects.get(id) as PostgresObject | undefined;
  }

  children<K extends PostgresKind>(parent: string, kind: K): PostgresObject<K>[] {
    return [...(this.#ofKind.get(`${kind} ${parent}`) ?? [])] as PostgresObject<K>[];
  }

  /** True for the last of its kind in its parent. */
  isLast({ kind, parent, id }: PostgresObject): boolean {
    return this.#ofKind.get(`${kind} ${parent}`)?.at(-1)?.id === id;
  }

  /** Everything whose parent this is. */
  childrenOf(parent: string): readonly CatalogObject[] {
    return this.#children.get(parent) ?? [];
  }

  /** Columns in their order. */
  columns(table: string): PostgresObject<"column">[] {
    return this.children(table, "column").sort((a, b) => a.props.position - b.props.position);
  }

  /** Keys or indexes of partitions that belong to a key or index of the partitioned table. */
  partitionParts(id: string): readonly string[] {
    return this.#parts.get(id) ?? [];
  }
}

function append(lists: Map<string, CatalogObject[]>, key: string, object: CatalogObject): void {
  const list = lists.get(key);
  if (list) list.push(object);
  else lists.set(key, [object]);
}
