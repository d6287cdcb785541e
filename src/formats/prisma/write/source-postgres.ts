/** A design for PostgreSQL as the writer reads it. */
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
import { type Capability, KINDS_LOST, PROPERTIES_LOST, SITUATIONS } from "../capabilities.ts";
import { defaultName } from "../names.ts";
import { prismaType, scalarOpclass } from "../types/postgres.ts";
import { completion } from "./completion.ts";
import { defaultValue } from "./defaults.ts";
import type { Losses } from "./losses.ts";
import {
  type Completion,
  MIGRATIONS,
  nameOf,
  noteProperties,
  type QualifiedName,
  type Source,
  type Table,
  type View,
} from "./source.ts";
import type { FieldType } from "./types.ts";

const key = ({ schema, name }: QualifiedName): string => JSON.stringify([schema, name]);

/** What stands in a model by itself. */
const HELD: ReadonlySet<string> = new Set(["column", "primary-key", "unique", "foreign-key", "index"]);

export class PostgresSource implements Source {
  readonly provider = "postgresql";
  readonly catalog: Catalog;
  readonly tree: Tree;
  /** All but partitions, which Prisma sees as part of their table. */
  readonly tables: readonly PostgresObject<"table">[];
  readonly enums: readonly PostgresObject<"enum">[];
  readonly views: readonly View[];
  readonly #resolved: ReadonlyMap<string, ResolvedTable>;
  readonly #tables: ReadonlyMap<string, PostgresObject<"table">>;
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
    this.enums = this.tree.ofKind("enum");
    this.views = [...this.tree.ofKind("view"), ...this.tree.ofKind("materialized-view")].map((view) =>
      this.#viewOf(view),
    );
    for (const type of [...this.enums, ...this.tree.ofKind("domain")]) this.#types.set(quoteName(nameOf(type)), type);
  }

  #viewOf(view: PostgresObject<"view" | "materialized-view">): View {
    const { id, name, schema, props } = view;
    const { columns = [], columnTypes, columnComments = {}, comment } = props;
    const uniques = this.children(view, "index")
      .filter(({ props: index }) => index.unique && !index.where && !index.invalid)
      .filter(({ props: index }) => index.keys.every(({ column }) => column !== undefined))
      .map(({ props: index }) => index.keys.flatMap(({ column }) => column ?? []));
    return {
      id,
      name,
      uniques,
      ...(schema === undefined ? {} : { schema }),
      ...(comment === undefined ? {} : { comment }),
      ...(columnTypes && {
        columns: columns.map((column, at) => {
          const said = columnComments[column];
          return { name: column, type: columnTypes[at] ?? "", ...(said === undefined ? {} : { comment: said }) };
        }),
      }),
    };
  }

  columns(table: { readonly id: string }): readonly PostgresObject<"column">[] {
    return this.tree.columns(table.id);
  }

  children<K extends PostgresKind>(table: { readonly id: string }, kind: K): readonly PostgresObject<K>[] {
    return this.tree.children(table.id, kind);
  }

  primaryKeys(table: Table): readonly PostgresObject<"primary-key">[] {
    return this.children(table, "primary-key");
  }

  uniques(table: Table): readonly PostgresObject<"unique">[] {
    return this.children(table, "unique");
  }

  foreignKeys(table: Table): readonly PostgresObject<"foreign-key">[] {
    return this.children(table, "foreign-key");
  }

  indexes(table: Table): readonly PostgresObject<"index">[] {
    return this.children(table, "index");
  }

  hasMore({ id }: Table): boolean {
    return this.tree.childrenOf(id).some(({ kind }) => !HELD.has(kind));
  }

  table(name: QualifiedName): PostgresObject<"table"> | undefined {
    return this.#tables.get(key(name));
  }

  resolved(table: Table): ResolvedTable | undefined {
    return this.#resolved.get(key(nameOf(table)));
  }

  declaredType(type: string): PostgresObject<"enum"> | PostgresObject<"domain"> | undefined {
    return this.#types.get(type);
  }

  prismaType = prismaType;
  usualOpclass = scalarOpclass;
  defaultName = defaultName;

  defaultValue(text: string, type: FieldType, values: ReadonlyMap<string, string> | undefined): string | undefined {
    return defaultValue(text, type, values);
  }

  note(losses: Losses, views: ReadonlySet<string>): void {
    for (const object of this.tree.objects()) {
      const lost = (KINDS_LOST as { readonly [kind: string]: Capability | undefined })[object.kind];
      if (object.kind === "view") losses.add(object.id, views.has(object.id) ? SITUATIONS.view : SITUATIONS.viewType);
      else if (views.has(object.id)) losses.add(object.id, SITUATIONS.materializedView);
      else if (object.kind === "index" && this.tree.get(object.parent ?? "")?.kind === "materialized-view")
        losses.completed.add(object.id);
      else if (lost && object.kind === "sequence") this.#noteSequence(object, losses);
      else if (lost && this.#isOfDomain(object)) losses.completed.add(object.id);
      else if (lost) losses.add(object.id, lost);
      noteProperties(object, PROPERTIES_LOST[object.kind], losses);
    }
  }

  /** A sequence that numbers a column is Prisma's `autoincrement()`, which makes one of the usual name. */
  #noteSequence({ id, name, props }: PostgresObject<"sequence">, losses: Losses): void {
    const { dataType, ownedBy, ...options } = props;
    if (!ownedBy || !this.table(ownedBy)) {
      losses.add(id, KINDS_LOST.sequence);
      return;
    }
    const usual = name === makeObjectName(ownedBy.name, ownedBy.column, "seq") && Object.keys(options).length === 0;
    if (!usual) losses.add(id, SITUATIONS.ownSequence);
  }

  /** Checks of a domain go with it. */
  #isOfDomain(object: PostgresObject): boolean {
    return object.kind === "check" && this.tree.get(object.parent ?? "")?.kind === "domain";
  }

  completion(lost: ReadonlySet<string>, implicit: ReadonlySet<string>, named: ReadonlySet<string>): Completion {
    return completion(this, lost, implicit, named);
  }
}
