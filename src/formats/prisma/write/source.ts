/** A design as the writer reads it: tables with their parts, and what the model calls them. */
import type { Catalog } from "../../../catalog/catalog.ts";
import { asPrinted } from "../../../catalog/texts.ts";
import type { Design } from "../../../engines/design.ts";
import {
  makeObjectName,
  type PostgresKind,
  type PostgresObject,
  quoteName,
  Tree,
  truncateName,
} from "../../../engines/postgres/index.ts";
import { expandModel } from "../../../model/expand/index.ts";
import { type ResolvedTable, resolveModel } from "../../../model/resolve/index.ts";

export type Table = PostgresObject<"table">;
export type Column = PostgresObject<"column">;
export type ForeignKey = PostgresObject<"foreign-key">;
export type UniqueKey = PostgresObject<"primary-key" | "unique">;
export type Index = PostgresObject<"index">;

/** Prisma's own record of migrations, which no schema mentions. */
const MIGRATIONS = "_prisma_migrations";

export interface QualifiedName {
  readonly schema: string;
  readonly name: string;
}

const key = ({ schema, name }: QualifiedName): string => JSON.stringify([schema, name]);

export class Source {
  readonly catalog: Catalog;
  readonly tree: Tree;
  /** Tables that become models: all but partitions, which Prisma sees as part of their table. */
  readonly tables: readonly Table[];
  readonly #resolved: ReadonlyMap<string, ResolvedTable>;
  readonly #tables: ReadonlyMap<string, Table>;
  readonly #types = new Map<string, PostgresObject<"enum" | "domain">>();

  constructor({ catalog, model }: Design) {
    this.catalog = asPrinted(catalog);
    this.tree = new Tree(this.catalog);
    this.tables = this.tree
      .ofKind("table")
      .filter(({ name, props }) => props.partitionOf === undefined && name !== MIGRATIONS);
    this.#tables = new Map(this.tables.map((table) => [key(nameOf(table)), table]));
    const { tables } = resolveModel(expandModel(model), makeObjectName, truncateName);
    this.#resolved = new Map(
      tables.map((table) => [key({ schema: table.schema ?? "public", name: table.name }), table]),
    );
    for (const type of [...this.tree.ofKind("enum"), ...this.tree.ofKind("domain")])
      this.#types.set(quoteName(nameOf(type)), type);
  }

  columns(table: { readonly id: string }): readonly Column[] {
    return this.tree.columns(table.id);
  }

  children<K extends PostgresKind>(table: { readonly id: string }, kind: K): readonly PostgresObject<K>[] {
    return this.tree.children(table.id, kind);
  }

  table(name: QualifiedName): Table | undefined {
    return this.#tables.get(key(name));
  }

  /** What the model knows of a table. */
  resolved(table: Table): ResolvedTable | undefined {
    return this.#resolved.get(key(nameOf(table)));
  }

  /** The enum or domain of a type as printed (without array brackets). */
  declaredType(printed: string): PostgresObject<"enum" | "domain"> | undefined {
    return this.#types.get(printed);
  }
}

/** The qualified name of an object. */
export function nameOf({
  schema = "public",
  name,
}: {
  readonly schema?: string;
  readonly name: string;
}): QualifiedName {
  return { schema, name };
}
