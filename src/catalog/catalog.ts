/**
 * The Catalog: what one database holds, as a flat set of objects with stable ids, plain properties and edges.
 * Nothing here knows an engine or a kind; engines declare their kinds (`KindTable`) and their typed properties.
 */

/** Why an object depends on another. */
export interface Edge {
  readonly to: string;
  /** `owned` goes with its parent; `rebuild` is dropped and made again around a change; `order` only sorts. */
  readonly why: "owned" | "rebuild" | "order";
  /** Who says so: the engine's own records, a parser, or a match of names in a text (may be dropped to break a cycle). */
  readonly from: "catalog" | "parser" | "text";
}

/** SQL text inside a property. `sql` is compared; `authored` is what a person wrote, if known, and is never compared. */
export interface SqlText {
  readonly sql: string;
  readonly authored?: string;
}

/** JSON-like data. Absent properties are left out, never `undefined`; absent means the engine's default. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

export interface CatalogObject {
  readonly kind: string;
  /** Stable identity, `kind:path`; see ids.ts. */
  readonly id: string;
  /** The object that this one is part of: a column's table. */
  readonly parent?: string;
  readonly schema?: string;
  /** Last part of the name, as the engine holds it (unquoted). */
  readonly name: string;
  readonly props: object;
  readonly edges: readonly Edge[];
}

/** What a server takes for granted. Unset properties of objects mean "as the context". */
export interface CatalogContext {
  /** Server version, major.minor, e.g. `18.6`. */
  readonly version: string;
  readonly flavour?: string;
  readonly searchPath?: readonly string[];
  readonly collation?: string;
  readonly encoding?: string;
}

export interface Catalog {
  readonly engine: string;
  readonly context: CatalogContext;
  /** Who printed the expressions, e.g. `pglite 18.6`; `none` for a lowered Model, whose texts nobody has run. */
  readonly elaboratedBy: string;
  /** By id, in the order of creation where the source has one. */
  readonly objects: ReadonlyMap<string, CatalogObject>;
}
