/** A design for SQLite as the writer reads it, in the form that PostgreSQL's has. */
import type { Catalog } from "../../../catalog/catalog.ts";
import type { Design } from "../../../engines/design.ts";
import { fold, isKind, type SqliteKind, type SqliteObject } from "../../../engines/sqlite/index.ts";
import { expandModel } from "../../../model/expand/index.ts";
import type { EnumType } from "../../../model/model.ts";
import { type ResolvedTable, resolveModel } from "../../../model/resolve/index.ts";
import { type Capability, SITUATIONS } from "../capabilities.ts";
import { SQLITE_KINDS_LOST, SQLITE_PROPERTIES_LOST, SQLITE_SITUATIONS } from "../capabilities-sqlite.ts";
import { defaultName } from "../names.ts";
import { sqliteType } from "../types/sqlite.ts";
import { type Made, sqliteCompletion } from "./completion-sqlite.ts";
import { sqliteDefault } from "./defaults-sqlite.ts";
import type { Losses } from "./losses.ts";
import {
  type Column,
  type Completion,
  type Enum,
  type ForeignKey,
  type Index,
  MIGRATIONS,
  noteProperties,
  type QualifiedName,
  type Source,
  type Table,
  type UniqueKey,
  type View,
} from "./source.ts";

/** SQLite cuts no names. */
const composed = (...parts: (string | undefined)[]): string => parts.filter((part) => part !== undefined).join("_");

/** Tables that modules keep beside a virtual one, where nobody looked. */
const SHADOWS: { readonly [module: string]: readonly string[] } = {
  fts3: ["content", "segments", "segdir"],
  fts4: ["content", "segments", "segdir", "docsize", "stat"],
  fts5: ["data", "idx", "content", "docsize", "config"],
  rtree: ["node", "parent", "rowid"],
};

/** Kinds whose names Prisma's engine asks the database for. */
const QUOTED: ReadonlySet<SqliteKind> = new Set(["table", "virtual-table", "index"]);

interface Parts {
  readonly columns: readonly Column[];
  readonly primaryKeys: readonly UniqueKey[];
  readonly uniques: readonly UniqueKey[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly indexes: readonly Index[];
  readonly hasMore: boolean;
}

export class SqliteSource implements Source {
  readonly provider = "sqlite";
  readonly tables: readonly SqliteObject<"table">[];
  readonly enums: readonly (Enum & { readonly kind: "enum" })[];
  readonly views: readonly View[];
  readonly #catalog: Catalog;
  readonly #children = new Map<string, SqliteObject[]>();
  readonly #tables: ReadonlyMap<string, SqliteObject<"table">>;
  readonly #resolved = new Map<string, ResolvedTable>();
  readonly #parts = new Map<string, Parts>();
  readonly #enums = new Map<string, Enum & { readonly kind: "enum" }>();

  constructor({ catalog, model }: Design) {
    this.#catalog = catalog;
    for (const object of this.#all()) {
      if (object.parent === undefined) continue;
      const siblings = this.#children.get(object.parent);
      if (siblings) siblings.push(object);
      else this.#children.set(object.parent, [object]);
    }
    this.tables = this.#all()
      .filter((object) => isKind(object, "table"))
      .filter(({ name }) => name !== MIGRATIONS);
    this.#tables = new Map(this.tables.map((table) => [fold(table.name), table]));
    for (const table of resolveModel(expandModel(model), composed).tables) {
      const name = fold(table.name);
      // Two schemas' tables of one name: the later one has its schema before it.
      this.#resolved.set(this.#resolved.has(name) ? fold(`${table.schema}_${table.name}`) : name, table);
    }
    for (const table of this.tables) this.#parts.set(table.id, this.#partsOf(table));
    this.enums = [...this.#enums.values()];
    this.views = this.#all()
      .filter((object) => isKind(object, "view"))
      .map(({ id, name, props: { outputs } }) => ({ id, name, uniques: [], ...(outputs && { columns: outputs }) }));
  }

  #all(): SqliteObject[] {
    return [...this.#catalog.objects.values()] as SqliteObject[];
  }

  #ofKind<K extends SqliteKind>(table: Table, kind: K): SqliteObject<K>[] {
    return (this.#children.get(table.id) ?? []).filter((object): object is SqliteObject<K> & SqliteObject =>
      isKind(object, kind),
    );
  }

  #partsOf(table: SqliteObject<"table">): Parts {
    const all = this.#ofKind(table, "column").sort((a, b) => a.props.position - b.props.position);
    const spelled = new Map(all.map(({ name }) => [fold(name), name]));
    const named = (columns: readonly string[]) => columns.map((name) => spelled.get(name) ?? name);
    // Prisma's engine does not see generated columns.
    const seen = new Set(all.filter(({ props }) => !props.generated).map(({ name }) => name));
    const isSeen = ({ columns }: { readonly columns: readonly string[] }) =>
      named(columns).every((name) => seen.has(name));
    const [primary] = this.#ofKind(table, "primary-key");
    const enums = this.#enumsOf(table);
    const key = new Set(named(primary?.props.columns ?? []));
    const isKeyed = table.props.withoutRowid || table.props.strict;
    const columns = all
      .filter(({ name }) => seen.has(name))
      .map(({ id, name, props: { type = "", notNull, default: standard, comment } }): Column => {
        const isNumber = key.size === 1 && key.has(name) && type === "INTEGER";
        const isRequired = notNull || isNumber || (isKeyed && key.has(name));
        return {
          id,
          name,
          props: {
            type: enums.get(name) ?? type,
            ...(isRequired ? { notNull: true } : {}),
            ...(standard ? { default: standard } : {}),
            ...(isNumber && !table.props.withoutRowid ? { identity: {} } : {}),
            ...(comment === undefined ? {} : { comment }),
          },
        };
      });
    let automatic = primary && !columns.some(({ props }) => props.identity) ? 1 : 0;
    const uniques = this.#ofKind(table, "unique").map((unique) => ({
      isSeen: isSeen(unique.props),
      unique: {
        id: unique.id,
        // SQLite names the index of a constraint by itself, and Prisma takes its name for the constraint's.
        name: `sqlite_autoindex_${table.name}_${++automatic}`,
        props: { columns: named(unique.props.columns) },
      },
    }));
    return {
      columns,
      primaryKeys: primary
        ? [
            {
              id: primary.id,
              name: defaultName(table.name, [], "pkey", Number.POSITIVE_INFINITY),
              props: { columns: named(primary.props.columns) },
            },
          ]
        : [],
      uniques: uniques.filter((each) => each.isSeen).map(({ unique }) => unique),
      foreignKeys: this.#ofKind(table, "foreign-key").map((foreignKey) => this.#foreignKey(table, foreignKey, named)),
      indexes: this.#ofKind(table, "index")
        .filter(({ props }) => props.keys.every(({ column }) => column === undefined || isSeen({ columns: [column] })))
        .map(({ id, name, props: { unique, keys, where } }) => ({
          id,
          name,
          props: {
            method: "btree",
            ...(unique ? { unique } : {}),
            keys: keys.map(({ column, collation, descending }) => ({
              ...(column === undefined ? {} : { column: spelled.get(column) ?? column }),
              ...(collation === undefined ? {} : { collation }),
              ...(descending ? { descending } : {}),
            })),
            ...(where ? { where: { sql: where.authored ?? where.sql } } : {}),
          },
        })),
      hasMore: (this.#children.get(table.id) ?? []).some(({ kind }) => kind === "check" || kind === "trigger"),
    };
  }

  /** A key without columns means the primary key of its target. */
  #foreignKey(
    table: Table,
    { id, props }: SqliteObject<"foreign-key">,
    named: (columns: readonly string[]) => string[],
  ): ForeignKey {
    const columns = named(props.columns);
    const target = this.#tables.get(props.references.table);
    const theirs = target ? this.#ofKind(target, "column") : [];
    const primary = target && this.#ofKind(target, "primary-key")[0]?.props.columns;
    const references = (props.references.columns ?? primary ?? []).map(
      (name) => theirs.find((column) => fold(column.name) === name)?.name ?? name,
    );
    return {
      id,
      // Prisma has no names for the foreign keys of SQLite.
      name: this.defaultName(table.name, columns, "fkey"),
      props: {
        columns,
        references: { schema: "public", name: target?.name ?? props.references.table, columns: references },
        ...(props.onDelete === undefined ? {} : { onDelete: props.onDelete }),
        ...(props.onUpdate === undefined ? {} : { onUpdate: props.onUpdate }),
      },
    };
  }

  /** Columns of text for which the model has an enum: to Prisma they are one, too. */
  #enumsOf(table: Table): Map<string, string> {
    const types = new Map<string, string>();
    for (const column of this.resolved(table)?.columns ?? []) {
      const { enumType, origin } = column;
      // Ciphertext is none of its values.
      if (origin.kind === "field" && origin.field.encrypt !== undefined) continue;
      const kept = this.#ofKind(table, "column").find(({ name }) => fold(name) === fold(column.name));
      if (!enumType || !kept || column.type.array > 0) continue;
      if (sqliteType(kept.props.type ?? "")?.scalar !== "String") continue;
      const declared = this.#enum(enumType);
      types.set(kept.name, declared.id);
    }
    return types;
  }

  #enum({ name, values, doc }: EnumType): Enum {
    const id = `enum:${name}`;
    const known = this.#enums.get(id);
    if (known) return known;
    const props = { values: values.map(({ value }) => value), ...(doc === undefined ? {} : { comment: doc }) };
    const made = { id, kind: "enum", name, props } as const;
    this.#enums.set(id, made);
    return made;
  }

  #part(table: Table): Parts {
    return (
      this.#parts.get(table.id) ?? {
        columns: [],
        primaryKeys: [],
        uniques: [],
        foreignKeys: [],
        indexes: [],
        hasMore: false,
      }
    );
  }

  columns = (table: Table): readonly Column[] => this.#part(table).columns;
  primaryKeys = (table: Table): readonly UniqueKey[] => this.#part(table).primaryKeys;
  uniques = (table: Table): readonly UniqueKey[] => this.#part(table).uniques;
  foreignKeys = (table: Table): readonly ForeignKey[] => this.#part(table).foreignKeys;
  indexes = (table: Table): readonly Index[] => this.#part(table).indexes;
  hasMore = (table: Table): boolean => this.#part(table).hasMore;

  table({ name }: QualifiedName): Table | undefined {
    return this.#tables.get(fold(name));
  }

  resolved({ name }: Table): ResolvedTable | undefined {
    return this.#resolved.get(fold(name));
  }

  declaredType(type: string): (Enum & { readonly kind: "enum" }) | undefined {
    return this.#enums.get(type);
  }

  prismaType = sqliteType;
  defaultValue = sqliteDefault;
  usualOpclass = (): undefined => undefined;

  defaultName(table: string, columns: readonly string[], suffix: string): string {
    return defaultName(table, columns, suffix, Number.POSITIVE_INFINITY);
  }

  note(losses: Losses, views: ReadonlySet<string>): void {
    for (const object of this.#all()) {
      const lost = (SQLITE_KINDS_LOST as { readonly [kind: string]: Capability | undefined })[object.kind];
      if (object.kind === "view") losses.add(object.id, views.has(object.id) ? SITUATIONS.view : SITUATIONS.viewType);
      else if (lost) losses.add(object.id, lost);
      noteProperties(object, SQLITE_PROPERTIES_LOST[object.kind], losses);
      if (QUOTED.has(object.kind) && object.name.includes('"')) losses.add(object.id, SQLITE_SITUATIONS.quoteInName);
      if (object.kind === "column" && object.props.type === "DATE") losses.add(object.id, SQLITE_SITUATIONS.date);
    }
    for (const table of this.tables) {
      const { columns, uniques, indexes } = this.#part(table);
      const [primary] = this.#ofKind(table, "primary-key");
      if (primary && !primary.props.autoincrement && columns.some(({ props }) => props.identity))
        losses.add(primary.id, SQLITE_SITUATIONS.reused);
      const held = new Set([...uniques, ...indexes].map(({ id }) => id));
      for (const { id } of [...this.#ofKind(table, "unique"), ...this.#ofKind(table, "index")])
        if (!held.has(id)) losses.add(id, SQLITE_SITUATIONS.generatedIndex);
    }
  }

  /** The tables that Prisma has to leave alone. */
  get external(): readonly string[] {
    return this.#all()
      .filter((object) => isKind(object, "virtual-table"))
      .flatMap(({ name, props: { module, shadowTables } }) => [
        name,
        // Prisma's engine compares names to the letter; modules spell them as their own.
        ...(shadowTables?.map((shadow) => `${name}${shadow.slice(name.length)}`) ??
          (SHADOWS[fold(module)] ?? []).map((suffix) => `${name}_${suffix}`)),
      ]);
  }

  completion(lost: ReadonlySet<string>): Completion {
    const made = this.tables.map((table): Made => {
      const { columns, uniques } = this.#part(table);
      return {
        table,
        parts: this.#children.get(table.id) ?? [],
        enums: new Set(columns.filter(({ props }) => this.#enums.has(props.type)).map(({ name }) => name)),
        required: new Set(columns.filter(({ props }) => props.notNull).map(({ name }) => name)),
        uniques: uniques.map(({ name }) => name),
        foreignKeyName: (list) => this.defaultName(table.name, list, "fkey"),
      };
    });
    const after = sqliteCompletion(this.#catalog, made, lost);
    return after === undefined ? {} : { after };
  }
}
