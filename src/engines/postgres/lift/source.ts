/** A catalog as lift reads it: printed texts alone, tables with their parts, and what each table may become. */
import type { Catalog } from "../../../catalog/catalog.ts";
import { asPrinted } from "../../../catalog/texts.ts";
import { childId, schemaObjectId } from "../ids.ts";
import type { PostgresKind, PostgresObject, RelationName } from "../objects.ts";
import { quoteName } from "../quote.ts";
import { comesWithParent } from "../render/tables.ts";
import { Tree } from "../render/tree.ts";

export type Table = PostgresObject<"table">;
export type Column = PostgresObject<"column">;
export type ForeignKey = PostgresObject<"foreign-key">;
export type UniqueKey = PostgresObject<"primary-key" | "unique">;
export type Index = PostgresObject<"index">;

export class Source {
  readonly catalog: Catalog;
  readonly tree: Tree;
  /** Tables that the language can speak of. */
  readonly tables: readonly Table[];

  /** The partitions of each table. */
  readonly #partitions = new Map<string, Table[]>();
  readonly #sequences = new Map<string, PostgresObject<"sequence">>();
  readonly #referenced: ReadonlySet<string>;
  /** By the default that takes the next number. */
  readonly #nextval = new Map<string, PostgresObject<"sequence">>();

  constructor(catalog: Catalog) {
    this.catalog = asPrinted(catalog);
    this.tree = new Tree(this.catalog);
    for (const sequence of this.tree.ofKind("sequence")) {
      const { ownedBy } = sequence.props;
      const { schema = "", name } = sequence;
      this.#nextval.set(`nextval('${quoteName({ schema, name }).replaceAll("'", "''")}'::regclass)`, sequence);
      if (ownedBy) this.#sequences.set(childId("column", ownedBy.schema, ownedBy.name, ownedBy.column), sequence);
    }
    for (const table of this.tree.ofKind("table")) {
      const { partitionOf } = table.props;
      const parent = partitionOf && schemaObjectId("table", partitionOf.schema, partitionOf.name);
      if (parent === undefined) continue;
      const partitions = this.#partitions.get(parent);
      if (partitions) partitions.push(table);
      else this.#partitions.set(parent, [table]);
    }
    const keys = this.tree.ofKind("foreign-key").map(({ props }) => props.references);
    this.#referenced = new Set(keys.map(({ schema, name }) => schemaObjectId("table", schema, name)));
    this.tables = this.tree
      .ofKind("table")
      .filter((table) => isPlain(table) && this.columns(table).every(isDeclared) && this.#partitionsFollow(table));
  }

  /** True when every key and index of a table's partitions comes with the table's own: others are attached by hand. */
  #partitionsFollow(table: Table): boolean {
    if (table.props.partitionBy === undefined) return true;
    const isOwn = (part: PostgresObject) => !comesWithParent(part, this.tree);
    return (this.#partitions.get(table.id) ?? []).every((partition) => {
      const kinds = ["primary-key", "unique", "index"] as const;
      return (
        !kinds.some((kind) => this.tree.children(partition.id, kind).some(isOwn)) && this.#partitionsFollow(partition)
      );
    });
  }

  /** The sequence whose next number is a column's default, unless it belongs to another column. */
  sequenceOf(table: Table, column: Column): PostgresObject<"sequence"> | undefined {
    const sequence = this.#nextval.get(column.props.default?.sql ?? "");
    const { ownedBy, unlogged } = sequence?.props ?? {};
    const isOwn = ownedBy?.schema === table.schema && ownedBy?.name === table.name && ownedBy.column === column.name;
    return unlogged || (ownedBy && !isOwn) ? undefined : sequence;
  }

  /** The sequence that goes with a column, if it has the usual options. */
  ownedSequence(table: Table, column: string): PostgresObject<"sequence"> | undefined {
    const owner = childId("column", table.schema ?? "", table.name, column);
    const sequence = this.#sequences.get(owner);
    const type = this.tree.get(owner);
    if (!sequence || type?.kind !== "column" || sequence.schema !== table.schema) return undefined;
    const { dataType, ownedBy, ...options } = sequence.props;
    return ownedBy && dataType === type.props.type && Object.keys(options).length === 0 ? sequence : undefined;
  }

  columns(table: Table): readonly Column[] {
    return this.tree.columns(table.id);
  }

  children<K extends PostgresKind>(table: Table, kind: K): readonly PostgresObject<K>[] {
    return this.tree.children(table.id, kind);
  }

  /** True for a table that a foreign key references. */
  isReferenced({ id }: Table): boolean {
    return this.#referenced.has(id);
  }

  table(name: RelationName): Table | undefined {
    const found = this.tree.get(schemaObjectId("table", name.schema, name.name));
    return found?.kind === "table" ? found : undefined;
  }

  get<K extends PostgresKind>(kind: K, id: string): PostgresObject<K> | undefined {
    const found = this.tree.get(id);
    return found?.kind === kind ? (found as PostgresObject<K>) : undefined;
  }
}

/** Tables whose columns come from elsewhere, or that are stored in a way of their own, stay as they are. */
function isPlain({ props }: Table): boolean {
  const { partitionOf, inherits, ofType, toastOptions, accessMethod, tablespace } = props;
  return [partitionOf, inherits, ofType, toastOptions, accessMethod, tablespace].every((value) => value === undefined);
}

function isDeclared({ props }: Column): boolean {
  return !props.inherited && !props.notNullNoInherit && !props.notNullNotValid;
}
