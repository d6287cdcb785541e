/**
 * The Model: what people mean, engine-neutral, immutable, plain data (JSON-serialisable).
 * The file notation is described in docs/model.md; `readModel` and `writeModel` convert between the two.
 */
import type { Expression } from "./expression.ts";

export interface Model {
  readonly name?: string;
  readonly doc?: string;
  readonly conventions: Conventions;
  /** Declared enums, in the author's order. */
  readonly types: readonly EnumType[];
  /** In the author's order; names are unique. */
  readonly entities: readonly Entity[];
  readonly targets: ModelTargets;
}

export interface Conventions {
  /** How an entity's name becomes a table's: `User` → `users` | `user` | `Users` | `User`. */
  readonly tables: "snake_plural" | "snake_singular" | "pascal_plural" | "pascal_singular";
  /** How a field's name becomes a column's: `createdAt` → `created_at` | `createdAt`. */
  readonly columns: "snake" | "camel";
  /** The primary key of entities that declare none. */
  readonly id: "uuid" | "identity" | "none";
  /** Whether entities get `createdAt` and `updatedAt` unless they say otherwise. */
  readonly timestamps: boolean;
}

export interface EnumType {
  readonly name: string;
  readonly doc?: string;
  readonly values: readonly EnumValue[];
  /** Name in the database, when it breaks the convention. */
  readonly databaseName?: string;
  readonly schema?: string;
}

export interface EnumValue {
  readonly value: string;
  readonly was?: readonly string[];
  readonly doc?: string;
}

export interface Entity {
  readonly name: string;
  readonly doc?: string;
  /** Former names; makes a rename explicit. */
  readonly was?: readonly string[];
  /** Table name, when it breaks the convention. */
  readonly table?: string;
  readonly schema?: string;
  /** Overrides `conventions.id`. Ignored when `keys` holds a primary key or a field is `primary`. */
  readonly id?: Conventions["id"];
  /** Overrides `conventions.timestamps`. */
  readonly timestamps?: boolean;
  /** Adds `deletedAt`; rows are marked, not removed. */
  readonly softDelete?: boolean;
  readonly fields: readonly Field[];
  readonly relations: readonly Relation[];
  readonly keys: readonly Key[];
  readonly checks: readonly Check[];
  readonly indexes: readonly Index[];
}

/** A scalar type: a storage or meaning word with its arguments, or the name of a declared enum. */
export interface FieldType {
  /** A word of `TYPE_WORDS` (types.ts) or the name of a declared type. */
  readonly name: string;
  /** Numbers for lengths, precision and SRIDs; words for `range(datetime)`, `set(a,b)`, `map(text)`. */
  readonly args: readonly (number | string)[];
  /** Dimensions of an array: 0 for a scalar, 1 for `text[]`. */
  readonly array: number;
}

/**
 * A default, parsed once: a literal of the field's type, an empty container, a list, an enum value, or a call such as
 * `now()`. `raw` is SQL per engine.
 */
export type DefaultValue =
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "number"; readonly value: string }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "null" }
  | { readonly kind: "list"; readonly items: readonly DefaultValue[] }
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "expression"; readonly expression: Expression };

/** One engine's own wishes for a field. */
export interface FieldTarget {
  /** Native type, verbatim, e.g. `citext`. */
  readonly type?: string;
}

export type EngineName = "postgres" | "mysql" | "mariadb" | "sqlite" | "mongodb";

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  /** False (NOT NULL) unless the type ends in `?`. */
  readonly nullable: boolean;
  readonly default?: DefaultValue;
  /** `:= expression`: computed and stored by the database. */
  readonly generated?: Expression;
  readonly primary?: boolean;
  readonly unique?: boolean;
  readonly index?: boolean;
  /** Kept out of transfer objects, logs and samples. */
  readonly secret?: boolean;
  readonly immutable?: boolean;
  /** Kind of personal data, e.g. `contact`. */
  readonly pii?: string;
  readonly min?: string;
  readonly max?: string;
  /** A regular expression that the whole value has to match. */
  readonly match?: string;
  readonly check?: Expression;
  readonly was?: readonly string[];
  readonly doc?: string;
  /** Column name, when it breaks the convention. */
  readonly column?: string;
  readonly targets?: { readonly [engine in EngineName]?: FieldTarget };
}

export type ReferentialAction = "cascade" | "restrict" | "set null" | "set default" | "no action";

/** `one`: this entity owns the foreign key. */
export interface OneRelation {
  readonly kind: "one";
  readonly name: string;
  readonly target: string;
  readonly nullable: boolean;
  /** Name of the other side (`as posts`). */
  readonly inverse?: string;
  /** One-to-one. */
  readonly unique?: boolean;
  readonly owned?: boolean;
  /** Field of the target that is referenced, when not its primary key. */
  readonly references?: string;
  /** As written; unless said: restrict, `one?` set null, owned cascade. */
  readonly onDelete?: ReferentialAction;
  readonly onUpdate?: ReferentialAction;
  readonly deferrable?: boolean;
  /** Name of the foreign key, when it breaks the convention. */
  readonly constraintName?: string;
  /** Column names, in the order of the target's key, when they break the convention. */
  readonly columns?: readonly string[];
  /** False leaves out the index on the foreign key's columns. */
  readonly index?: boolean;
  readonly was?: readonly string[];
  readonly doc?: string;
}

/** `many Target as many inverse`: a join table, declared on one side only. */
export interface ManyRelation {
  readonly kind: "many";
  readonly name: string;
  readonly target: string;
  readonly inverse: string;
  /** A declared join entity (which may carry payload); otherwise a join table is made. */
  readonly through?: string;
  /** Name of the join table, when it breaks the convention. */
  readonly table?: string;
  readonly doc?: string;
}

export type Relation = OneRelation | ManyRelation;

/** A key over fields or relations (a relation means its columns). */
export interface Key {
  /** `primary`, or the constraint's name. */
  readonly name: string;
  readonly primary: boolean;
  readonly fields: readonly string[];
}

export interface Check {
  readonly name: string;
  readonly expression: Expression;
}

export interface IndexPart {
  /** A field or relation, or an expression over fields. */
  readonly of: { readonly field: string } | { readonly expression: Expression };
  readonly descending?: boolean;
  /** Only when it differs from the engine's default for the direction. */
  readonly nulls?: "first" | "last";
  readonly opclass?: string;
}

export interface Index {
  readonly name: string;
  readonly parts: readonly IndexPart[];
  readonly unique?: boolean;
  readonly where?: Expression;
  /** `btree` unless said; `inverted` is GIN, multi-valued or wildcard; `spatial` is GiST or SPATIAL. */
  readonly using?: "btree" | "hash" | "inverted" | "spatial" | "brin";
  readonly include?: readonly string[];
  /** A full-text index over these fields instead of `parts`. */
  readonly search?: readonly string[];
  /** Text-search language of `search`; `simple` unless said. */
  readonly language?: string;
}

/** A verbatim object of one engine that the language has no words for. */
export interface VerbatimObject {
  readonly sql: string;
  /** Names that it needs and that have to exist before it. */
  readonly needs: readonly string[];
}

export interface ModelTargets {
  readonly postgres?: { readonly objects: readonly VerbatimObject[] };
}
