/** A catalog as lift reads it: tables with their parts, by the names that SQLite compares. */
import type { Catalog } from "../../../catalog/catalog.ts";
import { databaseObjectId } from "../ids.ts";
import { isKind, type SqliteKind, type SqliteObject } from "../objects.ts";
import { fold } from "../quote.ts";

export type Table = SqliteObject<"table">;
export type Column = SqliteObject<"column">;
export type ForeignKey = SqliteObject<"foreign-key">;
export type Check = SqliteObject<"check">;

export class Source {
  readonly catalog: Catalog;
  readonly tables: readonly Table[];
  readonly #children = new Map<string, Map<SqliteKind, SqliteObject[]>>();
  readonly #columns = new Map<string, ReadonlyMap<string, Column>>();
  readonly #referenced = new Set<string>();

  constructor(catalog: Catalog) {
    this.catalog = catalog;
    const tables: Table[] = [];
    for (const object of catalog.objects.values()) {
      if (isKind(object, "table")) tables.push(object);
      if (isKind(object, "foreign-key")) this.#referenced.add(object.props.references.table);
      if (object.parent === undefined) continue;
      const kinds = this.#children.get(object.parent) ?? new Map<SqliteKind, SqliteObject[]>();
      this.#children.set(object.parent, kinds);
      const own = object as SqliteObject;
      const list = kinds.get(own.kind);
      if (list) list.push(own);
      else kinds.set(own.kind, [own]);
    }
    this.tables = tables;
  }

  /** The parts of a table of one kind, in the order of the catalog. */
  children<K extends SqliteKind>({ id }: { readonly id: string }, kind: K): readonly SqliteObject<K>[] {
    return (this.#children.get(id)?.get(kind) ?? []) as SqliteObject<K>[];
  }

  columns(table: Table): readonly Column[] {
    return this.children(table, "column");
  }

  /** A column by its folded name. */
  column(table: Table, key: string): Column | undefined {
    let columns = this.#columns.get(table.id);
    if (!columns) {
      columns = new Map(this.columns(table).map((column) => [fold(column.name), column]));
      this.#columns.set(table.id, columns);
    }
    return columns.get(key);
  }

  /** The names of columns as they are spelled. */
  spelled(table: Table, keys: readonly string[]): string[] {
    return keys.map((key) => this.column(table, key)?.name ?? key);
  }

  primaryKey(table: Table): SqliteObject<"primary-key"> | undefined {
    return this.children(table, "primary-key")[0];
  }

  isKey(table: Table, column: Column): boolean {
    return this.primaryKey(table)?.props.columns.includes(fold(column.name)) ?? false;
  }

  /** The column that is another name of the rowid (lang_createtable.html#rowid): SQLite numbers it. */
  rowid(table: Table): Column | undefined {
    const [name, ...others] = this.primaryKey(table)?.props.columns ?? [];
    if (name === undefined || others.length > 0 || table.props.withoutRowid) return undefined;
    if (this.primaryKey(table)?.props.descending) return undefined;
    const column = this.column(table, name);
    return column?.props.type === "INTEGER" ? column : undefined;
  }

  /** True for a rowid that SQLite is meant to number: not one that references another table's. */
  isNumbered(table: Table, column: Column): boolean {
    if (this.rowid(table) !== column) return false;
    const isShared = this.children(table, "foreign-key").some(({ props }) => props.columns.includes(fold(column.name)));
    return !isShared || this.primaryKey(table)?.props.autoincrement === true;
  }

  /** True for columns of keys that SQLite makes NOT NULL unsaid. */
  isImplicitlyNotNull(table: Table, column: Column): boolean {
    if (!this.isKey(table, column)) return false;
    return table.props.withoutRowid === true || (table.props.strict === true && this.rowid(table) !== column);
  }

  target({ props }: ForeignKey): Table | undefined {
    const found = this.catalog.objects.get(databaseObjectId("table", props.references.table));
    return isKind(found, "table") ? found : undefined;
  }

  /** The columns that a foreign key references, named or not. */
  referencedBy(key: ForeignKey): readonly string[] {
    const target = this.target(key);
    return key.props.references.columns ?? (target && this.primaryKey(target)?.props.columns) ?? [];
  }

  /** True for a table that a foreign key references. */
  isReferenced(table: Table): boolean {
    return this.#referenced.has(fold(table.name));
  }

  get<K extends SqliteKind>(kind: K, id: string): SqliteObject<K> | undefined {
    const found = this.catalog.objects.get(id);
    return isKind(found, kind) ? found : undefined;
  }
}

/** True for a table that the language has words for, whatever else it is. SQLite adds no constraint to a table later. */
export function isInWords(source: Source, table: Table): boolean {
  const isPlainColumn = ({ props }: Column) => props.notNullName === undefined && props.notNullConflict === undefined;
  const isPlainKey = ({ props }: SqliteObject<"primary-key" | "unique">) =>
    props.descending === undefined && props.collations === undefined && props.conflict === undefined;
  return (
    source.columns(table).every(isPlainColumn) &&
    source.children(table, "primary-key").every(isPlainKey) &&
    source.children(table, "unique").every(isPlainKey) &&
    source.children(table, "foreign-key").every(isRelation)
  );
}

/** True for a foreign key that the language can say. */
export function isRelation({ props }: ForeignKey): boolean {
  return props.match === undefined && props.deferrable !== "deferrable";
}
