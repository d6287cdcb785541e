import type { CatalogObject, Edge } from "../../../catalog/catalog.ts";
import type { PostgresKind, PropsByKind } from "../objects.ts";
import { CLASS, type ClassName } from "./query.ts";

interface Draft {
  readonly object: Omit<CatalogObject, "edges">;
  /** By what they lead to; made with the first edge. */
  edges: Map<string, Edge> | undefined;
}

/** Values by address in the system catalogs: the number of a catalog, an object's number, a column's or 0. */
export class AddressMap<T> {
  readonly #byClass = new Map<number, Map<number, T>>();

  static #key(oid: number, sub: number): number {
    // Columns are numbered to 1,600 (MaxHeapAttributeNumber); an object number and a column fit an exact number.
    return oid * 2048 + sub;
  }

  get(className: ClassName | number, oid: number, sub = 0): T | undefined {
    const number = typeof className === "number" ? className : CLASS[className];
    return this.#byClass.get(number)?.get(AddressMap.#key(oid, sub));
  }

  set(className: ClassName | number, oid: number, sub: number, value: T): void {
    const number = typeof className === "number" ? className : CLASS[className];
    const known = this.#byClass.get(number);
    if (known) known.set(AddressMap.#key(oid, sub), value);
    else this.#byClass.set(number, new Map([[AddressMap.#key(oid, sub), value]]));
  }
}

/** What a relation of pg_class became, for the readers of what belongs to it. */
export interface RelationEntry {
  readonly oid: number;
  readonly kind: PostgresKind;
  readonly id: string;
  readonly schema: string;
  readonly name: string;
  /** Column names by number. */
  readonly columns: Map<number, string>;
}

/**
 * Gathers the objects of one reading. Readers add objects with their address in the system catalogs, so that records
 * which speak in addresses (dependencies, comments, privileges) find them.
 */
export class Collector {
  readonly version: number;
  readonly relations = new Map<number, RelationEntry>();
  readonly #drafts = new Map<string, Draft>();
  readonly #idByAddress = new AddressMap<string>();
  readonly #comments: AddressMap<string>;
  readonly #members: AddressMap<true>;

  /**
   * @param version server version as a number, 180006 for 18.6
   * @param comments text by address
   * @param members addresses of what belongs to an extension
   */
  constructor(version: number, comments: AddressMap<string>, members: AddressMap<true>) {
    this.version = version;
    this.#comments = comments;
    this.#members = members;
  }

  static address(className: ClassName | number, oid: number, sub = 0): string {
    return `${typeof className === "number" ? className : CLASS[className]}:${oid}:${sub}`;
  }

  /** True for what an extension brought: no object of ours. */
  isMember(className: ClassName, oid: number): boolean {
    return this.#members.get(className, oid) !== undefined;
  }

  comment(className: ClassName, oid: number, sub = 0): { comment?: string } {
    const comment = this.#comments.get(className, oid, sub);
    return comment === undefined ? {} : { comment };
  }

  add<K extends PostgresKind>(
    object: { kind: K; id: string; parent?: string; schema?: string; name: string; props: PropsByKind[K] },
    address?: { className: ClassName; oid: number; sub?: number },
  ): void {
    this.#drafts.set(object.id, { object, edges: undefined });
    if (address) this.alias(object.id, address.className, address.oid, address.sub);
  }

  /** Makes another address mean an object: a view's rule, a table's row type. */
  alias(id: string, className: ClassName | number, oid: number, sub = 0): void {
    this.#idByAddress.set(className, oid, sub, id);
  }

  idAt(className: ClassName | number, oid: number, sub = 0): string | undefined {
    return this.#idByAddress.get(className, oid, sub);
  }

  has(id: string): boolean {
    return this.#drafts.has(id);
  }

  object(id: string): Omit<CatalogObject, "edges"> | undefined {
    return this.#drafts.get(id)?.object;
  }

  /** Adds an edge between two known objects; the first reason for a pair stays. */
  edge(from: string, edge: Edge): void {
    const draft = this.#drafts.get(from);
    if (!draft || !this.#drafts.has(edge.to) || draft.edges?.has(edge.to)) return;
    draft.edges ??= new Map();
    draft.edges.set(edge.to, edge);
  }

  objects(): Map<string, CatalogObject> {
    const objects = new Map<string, CatalogObject>();
    for (const [id, { object, edges }] of this.#drafts) {
      // The draft's object is the reading's own: it becomes the catalog's without a copy.
      objects.set(id, Object.assign(object, { edges: edges ? [...edges.values()] : [] }));
    }
    return objects;
  }
}

/** Storage parameters and foreign options, `name=value` each, as a record in the order of the names. */
export function optionsOf(list: readonly string[] | null): { [name: string]: string } | undefined {
  if (!list || list.length === 0) return undefined;
  const entries = list.map((item): [string, string] => {
    const at = item.indexOf("=");
    return [item.slice(0, at), item.slice(at + 1)];
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A property only where it has a value: absent means the default. */
export function given<K extends string, V>(key: K, value: V | null | undefined | false): { [P in K]?: V } {
  return value === null || value === undefined || value === false ? {} : ({ [key]: value } as { [P in K]?: V });
}

/** Groups items by key, in their order (Map.groupBy exists only from Node 21). */
export function groupBy<T, K>(items: readonly T[], key: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
