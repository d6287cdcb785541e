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
  /** Declared embedded values (`types:` with `embedded: true`). */
  readonly embedded?: readonly EmbeddedType[];
  readonly mixins?: readonly Mixin[];
  readonly tenancy?: Tenancy;
  readonly views?: readonly View[];
  /** In the author's order; names are unique. */
  readonly entities: readonly Entity[];
  readonly targets: ModelTargets;
}

export interface Conventions {
  /** How an entity's name becomes a table's: `User` → `users` | `user` | `Users` | `User`. */
  readonly tables: "snake_plural" | "snake_singular" | "pascal_plural" | "pascal_singular";
  /** How a field's name becomes a column's: `createdAt` → `created_at` | `createdAt`. */
  readonly columns: "snake" | "camel";
  /**
   * The primary key of entities that declare none. `serial` (int) and `bigserial` are numbered by a sequence of their
   * own in PostgreSQL, elsewhere as `identity` (bigint) is.
   */
  readonly id: "uuid" | "identity" | "serial" | "bigserial" | "none";
  /** Whether entities get `createdAt` and `updatedAt` unless they say otherwise. */
  readonly timestamps: boolean;
  /** False: foreign keys get no index unless a relation asks for it. True unless said. */
  readonly indexForeignKeys?: boolean;
  /** What relations do on delete that say nothing; unless said: `one` restrict, `one?` set null, `owned` cascade. */
  readonly onDelete?: ReferentialAction;
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

/** A value of several fields, held in columns of the entity that has it: `shipTo: Address?` → `ship_to_street` … */
export interface EmbeddedType {
  readonly name: string;
  readonly doc?: string;
  readonly fields: readonly Field[];
}

/** Members that entities take over by `uses: [Audited]`. */
export interface Mixin extends Behaviour {
  readonly name: string;
  readonly doc?: string;
  readonly uses?: readonly string[];
  readonly timestamps?: boolean;
  readonly softDelete?: boolean;
  readonly fields: readonly Field[];
  readonly relations: readonly Relation[];
  readonly polymorphic?: readonly PolymorphicRelation[];
  readonly checks: readonly Check[];
  readonly indexes: readonly Index[];
}

/** Row-level security by tenant for the entities with `tenant: true`. */
export interface Tenancy {
  /** The entity whose rows are the tenants. */
  readonly entity: string;
  /** Name of the relation to it that every tenant's entity gets. */
  readonly relation: string;
  /** Session setting that holds the current tenant's key, e.g. `app.organization_id`. */
  readonly setting: string;
  /** Role that may see every tenant; none unless said. */
  readonly bypass?: string;
}

/** A view; its query is SQL of each engine. */
export interface View {
  readonly name: string;
  readonly doc?: string;
  readonly was?: readonly string[];
  /** Name in the database, when it is not `name`. */
  readonly databaseName?: string;
  readonly schema?: string;
  readonly materialized?: boolean;
  /** How often its rows are to be made anew, e.g. `hourly`; documentation of the refresh function. */
  readonly refresh?: string;
  /** Columns of its unique index, which a refresh without blocking readers needs. */
  readonly unique?: readonly string[];
  readonly sql: { readonly [engine in EngineName]?: string };
}

/** What the database does with the rows of an entity. */
export interface Behaviour {
  /** Every change is recorded in a history table: who, when, old and new row. */
  readonly audit?: Audit;
  /** Every version of a row is kept, readable as of a time. */
  readonly history?: boolean;
  /** No UPDATE and no DELETE. */
  readonly appendOnly?: boolean;
  readonly tenant?: boolean;
  readonly policies?: readonly Policy[];
}

export interface Audit {
  readonly log: "row";
  /** Session setting that names the actor, e.g. `app.user_id`. */
  readonly actor?: string;
}

/** A row-level security policy; expressions may call `setting('app.user_id')`. */
export interface Policy {
  readonly name: string;
  readonly for: "all" | "select" | "insert" | "update" | "delete";
  /** Roles; everybody if empty. */
  readonly to: readonly string[];
  readonly using?: Expression;
  readonly check?: Expression;
  readonly restrictive?: boolean;
}

/** Rows of an entity are spread over partitions. */
export type Partition =
  | {
      readonly kind: "range";
      readonly field: string;
      readonly every: "day" | "week" | "month" | "quarter" | "year";
      /** Partitions older than this may go: `24 months`. */
      readonly retain?: string;
    }
  | {
      readonly kind: "list";
      readonly field: string;
      /** Values by partition; an empty list is the default partition. */
      readonly partitions: readonly { readonly name: string; readonly values: readonly string[] }[];
    }
  | { readonly kind: "hash"; readonly fields: readonly string[]; readonly count: number };

/** No two rows have values for which all operators hold: `room with =, during with overlaps`. */
export interface Exclusion {
  readonly name: string;
  readonly parts: readonly { readonly field: string; readonly operator: "=" | "overlaps" }[];
  readonly where?: Expression;
}

/** A row of reference data: values by field or relation name. */
export type Row = { readonly [member: string]: DefaultValue };

export type Tree = "adjacency" | "nested-set" | "closure" | "materialized-path";

/** A relation to one row of any of several entities. */
export interface PolymorphicRelation {
  readonly name: string;
  readonly targets: readonly string[];
  readonly nullable: boolean;
  /** `type`: columns for type and id, without foreign keys; `arcs`: a foreign key each, exactly one of them filled. */
  readonly as: "type" | "arcs";
  readonly onDelete?: ReferentialAction;
  readonly doc?: string;
}

/** An entity that the language made from a construct of another one (`expandModel`). */
export interface Derived {
  readonly construct: "audit" | "history" | "closure";
  /** The entities that have the construct. */
  readonly from: readonly string[];
}

/** Wishes of single engines for a whole table; what an engine does not know is refused by its validation. */
export interface EntityTargets {
  readonly postgres?: {
    readonly unlogged?: boolean;
    /** Storage parameters. */
    readonly options?: { readonly [name: string]: string };
    /** Partitioned in a way that `partition` has no words for: `RANGE (a, b)`; its partitions are verbatim objects. */
    readonly partitionBy?: string;
  };
  readonly mysql?: { readonly engine?: string; readonly charset?: string; readonly collation?: string };
  readonly mariadb?: { readonly engine?: string; readonly charset?: string; readonly collation?: string };
  readonly sqlite?: SqliteStyle & { readonly withoutRowid?: boolean };
  readonly mongodb?: { readonly validation?: "strict" | "moderate" | "off"; readonly shardKey?: readonly string[] };
}

export interface Entity extends Behaviour {
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
  /** Mixins, applied in order. */
  readonly uses?: readonly string[];
  /** Has no rows of its own: only entities that extend it do. */
  readonly abstract?: boolean;
  /** How the entities that extend this one are stored. */
  readonly inheritance?: "single" | "joined" | "concrete";
  readonly extends?: string;
  readonly tree?: Tree;
  readonly exclude?: readonly Exclusion[];
  readonly partition?: Partition;
  /** Reference data, compared by primary key. */
  readonly rows?: readonly Row[];
  readonly targets?: EntityTargets;
  /** Set by `expandModel` alone, never written. */
  readonly derived?: Derived;
  readonly fields: readonly Field[];
  readonly relations: readonly Relation[];
  readonly polymorphic?: readonly PolymorphicRelation[];
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
  /** Numbered by the database: `autoincrement()` (`serial`), `identity()`, `identity(always)`. */
  | { readonly kind: "sequence"; readonly as: "serial" | "identity" | "identity always" }
  | { readonly kind: "expression"; readonly expression: Expression };

/** One engine's own wishes for a field. */
export interface FieldTarget {
  /** Native type, verbatim, e.g. `citext`. Empty in SQLite: a column without a type. */
  readonly type?: string;
  /** PostgreSQL and SQLite: name of the collation, with its schema where it is not the server's own. */
  readonly collation?: string;
  /** PostgreSQL. */
  readonly storage?: "plain" | "external" | "extended" | "main";
  /** PostgreSQL. */
  readonly compression?: "pglz" | "lz4";
  /** PostgreSQL, SQLite: a generated column that is computed when it is read. */
  readonly virtual?: boolean;
  /** PostgreSQL, SQLite: the default as SQL, where its spelling matters: `CURRENT_TIMESTAMP` for `now()`. */
  readonly default?: string;
  /** SQLite: whether the column is declared NOT NULL, where that is not as the field says. */
  readonly notNull?: boolean;
  /** PostgreSQL: the sequence of a field that the database numbers, where it is not the usual one. */
  readonly sequence?: FieldSequence;
}

/** Numbers are decimal text: they exceed JavaScript's integers. */
export interface FieldSequence {
  /** `name` or `schema.name`. */
  readonly name?: string;
  /** False: it belongs to no column, and stays when the column goes. */
  readonly owned?: boolean;
  /** Of the numbers, where it is not the field's own. */
  readonly type?: "smallint" | "integer" | "bigint";
  readonly start?: string;
  readonly increment?: string;
  readonly min?: string;
  readonly max?: string;
  readonly cache?: string;
  readonly cycle?: boolean;
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
  /** Stored encrypted: by the database (`pgcrypto`) or by the application, which alone has the key. */
  readonly encrypt?: "database" | "application";
  /** `unique=tenant`: no two rows of one tenant have the value. */
  readonly uniqueInTenant?: boolean;
  /** `slug=title`: filled from another field when a row is made without it; made unique with a number. */
  readonly slugOf?: string;
  /** `count=comments`: the database keeps the number of rows of that inverse (or `many`) relation. */
  readonly countOf?: string;
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
  /** Fields or relations of the target that are referenced, when not its primary key. */
  readonly references?: readonly string[];
  /** As written; unless said: restrict, `one?` set null, owned cascade. */
  readonly onDelete?: ReferentialAction;
  readonly onUpdate?: ReferentialAction;
  /** Columns that `set null` and `set default` set, when not all (PostgreSQL 15). */
  readonly onDeleteColumns?: readonly string[];
  /** `deferred`: checked at the end of the transaction unless it says otherwise. */
  readonly deferrable?: boolean | "deferred";
  /** Name of the foreign key, when it breaks the convention. */
  readonly constraintName?: string;
  /**
   * Column names, in the order of the target's key, when they break the convention. A column of a field or of another
   * relation may be shared: it is as that one declares it.
   */
  readonly columns?: readonly string[];
  /** The last pair of columns is a period (`without overlaps` keys). */
  readonly period?: boolean;
  /**
   * Set by `expandModel` alone, never written: the first column is the tenant's. Keys, indexes and expressions that name
   * the relation mean the others.
   */
  readonly withinTenant?: boolean;
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
  /** Name of a primary key's constraint, when it breaks the convention. */
  readonly constraintName?: string;
  /** The last field is a range; only rows whose ranges overlap may not have equal values. */
  readonly withoutOverlaps?: boolean;
  /** Two rows without a value count as equal. */
  readonly nullsNotDistinct?: boolean;
  readonly deferrable?: boolean | "deferred";
  /** Columns carried in the key's index. */
  readonly include?: readonly string[];
}

export interface Check {
  readonly name: string;
  /** PostgreSQL: rows that were there before are not checked. */
  readonly notValid?: boolean;
  /** PostgreSQL: tables that inherit are not checked. */
  readonly noInherit?: boolean;
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
  /** Of a unique index: two rows without a value count as equal. */
  readonly nullsNotDistinct?: boolean;
  /** PostgreSQL's own name of the method (`gist`, `spgist`, `hnsw` …) and storage parameters, instead of `using`. */
  readonly targets?: {
    readonly postgres?: { readonly using?: string; readonly options?: { readonly [name: string]: string } };
  };
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

export type ConstraintKind = "primary" | "unique" | "foreign" | "check";

/** How SQLite's tables are declared: for the whole model, or for one entity. */
export interface SqliteStyle {
  /** STRICT tables. */
  readonly strict?: boolean;
  /** Which constraints are declared with the name that follows from the convention; a name of their own is always. */
  readonly constraintNames?: boolean | readonly ConstraintKind[];
  /** False: no checks that keep values of another type out of a column. True unless said. */
  readonly typeChecks?: boolean;
  /** False: keys that the database numbers may use the number of a deleted row again. True unless said. */
  readonly autoincrement?: boolean;
  /** False: columns of primary keys are declared without NOT NULL. True unless said. */
  readonly keyNotNull?: boolean;
  /** False: foreign keys to a primary key name its table alone. True unless said. */
  readonly referencedColumns?: boolean;
  /** Declared types by the word of the language, where they are not the usual ones: `json` → `JSONB`. Not of STRICT tables. */
  readonly types?: { readonly [word: string]: string };
}

interface EngineTarget {
  readonly objects?: readonly VerbatimObject[];
}

export type ModelTargets = {
  readonly [engine in Exclude<EngineName, "sqlite">]?: EngineTarget;
} & { readonly sqlite?: EngineTarget & SqliteStyle };
