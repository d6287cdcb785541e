/** The linked form of a Model: tables, columns, keys and indexes by name, engine-neutral. Engines and formats read it. */
import type { Expression } from "../expression.ts";
import type {
  DefaultValue,
  Entity,
  EnumType,
  Field,
  FieldType,
  Index,
  ManyRelation,
  Model,
  OneRelation,
  ReferentialAction,
} from "../model.ts";

/** Where a column comes from. */
export type ColumnOrigin =
  /** The primary key of the conventions; `identity`: numbered by the database. */
  | { readonly kind: "id"; readonly identity: boolean }
  | { readonly kind: "field"; readonly field: Field }
  | { readonly kind: "relation"; readonly relation: OneRelation; readonly references: string }
  | { readonly kind: "createdAt" | "updatedAt" | "deletedAt" }
  /** A column of a join table made by convention. */
  | { readonly kind: "join"; readonly entity: string };

export interface ResolvedColumn {
  readonly name: string;
  /** As written, with its meaning word; a foreign key has the type of the column that it references. */
  readonly type: FieldType;
  readonly enumType?: EnumType;
  /** Native types by engine; a foreign key has those of the column that it references. */
  readonly targets?: Field["targets"];
  readonly nullable: boolean;
  readonly default?: DefaultValue;
  readonly generated?: Expression;
  readonly doc?: string;
  readonly origin: ColumnOrigin;
}

/** Names are final: given, or conventional, cut to the engine's length and unique. */
export interface ResolvedKey {
  readonly name: string;
  readonly columns: readonly string[];
  /** The last column is a range; only rows whose ranges overlap may not have equal values. */
  readonly withoutOverlaps?: boolean;
  /** Two rows without a value count as equal. */
  readonly nullsNotDistinct?: boolean;
  readonly deferrable?: boolean | "deferred";
  /** Columns carried in the key's index. */
  readonly include?: readonly string[];
}

export interface ResolvedForeignKey {
  readonly name: string;
  /** The entity's relation that it is made for; none in join tables made by convention. */
  readonly relation?: string;
  readonly columns: readonly string[];
  readonly target: ResolvedTable;
  readonly targetColumns: readonly string[];
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
  readonly deferrable: boolean | "deferred";
  /** Columns that `set null` and `set default` set, when not all. */
  readonly onDeleteColumns?: readonly string[];
  /** The last pair of columns is a period. */
  readonly period?: boolean;
}

export interface ResolvedCheck {
  readonly name: string;
  readonly expression: Expression;
  /** Where the Model says it: `User.email`, `User.checks.adult`. */
  readonly path: string;
  /** The field whose type means it; an engine whose type refuses other values by itself leaves it out. */
  readonly typeOf?: Field;
  /** Rows that were there before are not checked. */
  readonly notValid?: boolean;
  /** Tables that inherit are not checked. */
  readonly noInherit?: boolean;
}

export interface ResolvedIndexPart {
  readonly column?: string;
  readonly expression?: Expression;
  readonly descending?: boolean;
  readonly nulls?: "first" | "last";
  readonly opclass?: string;
}

export interface ResolvedIndex {
  readonly name: string;
  /** `field`: asked for by the flag `index`, so that its kind may follow the type; `foreign-key`: made for one. */
  readonly origin: "declared" | "field" | "foreign-key";
  readonly parts: readonly ResolvedIndexPart[];
  readonly unique: boolean;
  readonly where?: Expression;
  readonly using: "btree" | "hash" | "inverted" | "spatial" | "brin";
  readonly include: readonly string[];
  /** Of a unique index: two rows without a value count as equal. */
  readonly nullsNotDistinct?: boolean;
  readonly targets?: Index["targets"];
  /** Full-text search over columns; `parts` is empty then. */
  readonly search?: { readonly columns: readonly string[]; readonly language: string };
}

export interface ResolvedTable {
  readonly name: string;
  readonly schema?: string;
  readonly doc?: string;
  /** The entity, or the relation whose join table it is. */
  readonly source: { readonly entity: Entity } | { readonly join: ManyRelation; readonly owner: Entity };
  readonly columns: readonly ResolvedColumn[];
  readonly primaryKey?: ResolvedKey;
  readonly uniques: readonly ResolvedKey[];
  readonly foreignKeys: readonly ResolvedForeignKey[];
  readonly checks: readonly ResolvedCheck[];
  readonly indexes: readonly ResolvedIndex[];
  /** The column that an update sets to the current time. */
  readonly updatedAt?: string;
  /** Columns of a field or relation of the entity, by its name. */
  readonly columnsOf: ReadonlyMap<string, readonly string[]>;
}

export interface ResolvedModel {
  readonly model: Model;
  /** In the order of the entities; join tables after all of them. */
  readonly tables: readonly ResolvedTable[];
  readonly byEntity: ReadonlyMap<string, ResolvedTable>;
}

/**
 * Composes a constraint's or index's name and cuts it to the engine's length:
 * (`users`, `email`, `key`) is `users_email_key`.
 */
export type NameMaker = (table: string, columns: string | undefined, label: string) => string;

/** Cuts a name of a table or column to the engine's length. */
export type NameCutter = (name: string) => string;
