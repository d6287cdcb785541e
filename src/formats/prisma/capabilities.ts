/**
 * What Prisma 7 cannot express of a PostgreSQL database, as data: by kind of object, and by property of objects that it
 * can express otherwise. Sources: Prisma's schema reference; for what its engine overlooks, its own introspection and
 * differ (docs/prisma.md).
 */
import type { PostgresKind, PropsByKind } from "../../engines/postgres/index.ts";

export interface Capability {
  /** Code of the Loss. */
  readonly code: string;
  /** The construct, in the field's standard terms. */
  readonly feature: string;
  /** What is done instead. */
  readonly instead: string;
}

/** Name of the file that makes what Prisma cannot. */
export const COMPLETION_FILE = "complete.sql";

/** Name of the file that makes what the schema names and Prisma does not make, before the tables. */
export const PREPARATION_FILE = "prepare.sql";

const COMPLETED = `made by ${COMPLETION_FILE}`;
export const LEFT = `made by ${COMPLETION_FILE}; Prisma does not see it`;

export const made = (code: string, feature: string, instead = LEFT): Capability => ({ code, feature, instead });

/** Kinds that have no form in a Prisma schema. Those that are not listed have one, at least a like one. */
export const KINDS_LOST = {
  collation: made("COLLATION", "a collation"),
  domain: made("DOMAIN", "a domain", `${COMPLETED}; fields have the type that it is made of`),
  "composite-type": made("COMPOSITE_TYPE", "a composite type"),
  "range-type": made("RANGE_TYPE", "a range type"),
  sequence: made("SEQUENCE", "a sequence of its own"),
  "foreign-table": made("FOREIGN_TABLE", "a foreign table"),
  check: made("CHECK", "a check constraint"),
  exclusion: made("EXCLUSION", "an exclusion constraint"),
  "materialized-view": made("MATERIALIZED_VIEW", "a materialized view"),
  function: made("FUNCTION", "a function"),
  trigger: made("TRIGGER", "a trigger"),
  row: made("REFERENCE_ROW", "a row of reference data"),
  "event-trigger": made("EVENT_TRIGGER", "an event trigger"),
  rule: made("RULE", "a rule"),
  policy: made("POLICY", "a row-level security policy"),
  grant: made("GRANT", "privileges"),
  "default-privileges": made("DEFAULT_PRIVILEGES", "default privileges"),
  statistics: made("STATISTICS", "extended statistics"),
  publication: made("PUBLICATION", "a publication"),
  opaque: made("OTHER_OBJECT", "an object that Prisma has no notation for"),
} satisfies { readonly [K in PostgresKind]?: Capability };

type PropertiesLost = { readonly [K in PostgresKind]?: { readonly [P in keyof PropsByKind[K]]?: Capability } };

const WEAKER = `without it in the schema; ${COMPLETED}`;
export const weaker = (code: string, feature: string): Capability => ({ code, feature, instead: WEAKER });

const PLAIN = "a model like any other; Prisma's engine would make a plain table";
const plain = (code: string, feature: string): Capability => ({ code, feature, instead: PLAIN });
const UNSAID = "without it; Prisma's engine would make it without";
const unsaid = (code: string, feature: string): Capability => ({ code, feature, instead: UNSAID });

/** Properties that a Prisma schema does not hold, of objects that it does. */
export const PROPERTIES_LOST: PropertiesLost = {
  table: {
    unlogged: weaker("UNLOGGED", "an unlogged table"),
    partitionBy: plain("PARTITIONED", "a partitioned table"),
    partitionOf: made("PARTITION", "a partition", "part of the model of its table"),
    inherits: plain("INHERITS", "a table that inherits from another"),
    ofType: plain("TYPED_TABLE", "a table of a composite type"),
    options: weaker("STORAGE_OPTIONS", "storage parameters"),
    toastOptions: unsaid("STORAGE_OPTIONS", "storage parameters"),
    accessMethod: plain("ACCESS_METHOD", "a table access method"),
    tablespace: unsaid("TABLESPACE", "a tablespace"),
    rowSecurity: weaker("ROW_SECURITY", "row-level security"),
    replicaIdentity: weaker("REPLICA_IDENTITY", "a replica identity"),
    clusterOn: unsaid("CLUSTER", "a clustering index"),
  },
  column: {
    identity: {
      code: "IDENTITY",
      feature: "an identity column",
      instead: `autoincrement(), for which Prisma's engine makes a sequence; ${COMPLETED}`,
    },
    generated: {
      code: "GENERATED",
      feature: "a generated column",
      instead: `dbgenerated(), which leaves it as it is; ${COMPLETED}`,
    },
    collation: weaker("COLLATED", "a collation of a column"),
    storage: weaker("STORAGE", "a storage mode of a column"),
    compression: weaker("COMPRESSION", "a compression method of a column"),
    statistics: weaker("STATISTICS_TARGET", "a statistics target"),
    options: weaker("COLUMN_OPTIONS", "options of a column"),
    notNullNoInherit: unsaid("NO_INHERIT", "a NOT NULL that is not inherited"),
    notNullNotValid: unsaid("NOT_VALID", "a NOT NULL that is not validated"),
  },
  "primary-key": {
    include: weaker("INCLUDE", "columns carried in a key's index"),
    withoutOverlaps: weaker("WITHOUT_OVERLAPS", "a key without overlaps"),
    deferrable: weaker("DEFERRABLE", "a deferrable key"),
    options: weaker("STORAGE_OPTIONS", "storage parameters"),
    tablespace: weaker("TABLESPACE", "a tablespace"),
  },
  unique: {
    include: weaker("INCLUDE", "columns carried in a key's index"),
    nullsNotDistinct: weaker("NULLS_NOT_DISTINCT", "a unique key for which nulls are equal"),
    withoutOverlaps: weaker("WITHOUT_OVERLAPS", "a key without overlaps"),
    deferrable: weaker("DEFERRABLE", "a deferrable key"),
    options: weaker("STORAGE_OPTIONS", "storage parameters"),
    tablespace: weaker("TABLESPACE", "a tablespace"),
  },
  "foreign-key": {
    match: weaker("MATCH_FULL", "MATCH FULL"),
    onDeleteColumns: weaker("SET_COLUMNS", "an action that sets some of the columns"),
    deferrable: weaker("DEFERRABLE", "a deferrable foreign key"),
    notValid: weaker("NOT_VALID", "a foreign key that is not validated"),
    notEnforced: weaker("NOT_ENFORCED", "a foreign key that is not enforced"),
    period: weaker("PERIOD", "a foreign key over a period"),
  },
  index: {
    nullsNotDistinct: weaker("NULLS_NOT_DISTINCT", "a unique index for which nulls are equal"),
    include: weaker("INCLUDE", "columns carried in an index"),
    options: weaker("STORAGE_OPTIONS", "storage parameters"),
    tablespace: weaker("TABLESPACE", "a tablespace"),
    statistics: weaker("STATISTICS_TARGET", "a statistics target"),
    invalid: unsaid("INVALID_INDEX", "an index that is not valid"),
  },
  view: {
    options: weaker("VIEW_OPTIONS", "options of a view"),
  },
};

/** What is lost for reasons that neither kind nor property tells alone. */
export const SITUATIONS = {
  unkeyed: {
    code: "NO_UNIQUE_KEY",
    feature: "a table without a unique key over columns that are not null, or whose primary key may be null",
    instead: "a model with @@ignore, which the client does not have",
  },
  unsupportedType: {
    code: "UNSUPPORTED_TYPE",
    feature: "a column of a type that Prisma does not have",
    instead: "Unsupported(…), which the client does not have",
  },
  domainColumn: {
    code: "DOMAIN_COLUMN",
    feature: "a column of a domain",
    instead: `the type that the domain is made of; ${COMPLETED}`,
  },
  opaqueDefault: {
    code: "DEFAULT",
    feature: "a default that Prisma reads otherwise than it can be written",
    instead: `dbgenerated(), which leaves it as it is; ${COMPLETED}`,
  },
  listNotNull: {
    code: "LIST_NOT_NULL",
    feature: "a list that is never null",
    instead: `a list, whose column Prisma's engine makes nullable; ${COMPLETED}`,
  },
  foreignKey: {
    code: "FOREIGN_KEY",
    feature: "a foreign key that no relation of Prisma can stand for",
    instead: LEFT,
  },
  expressionIndex: { code: "EXPRESSION_INDEX", feature: "an index over an expression", instead: LEFT },
  repeatedColumn: { code: "REPEATED_COLUMN", feature: "an index over one column twice", instead: LEFT },
  indexMethod: { code: "INDEX_METHOD", feature: "an index of a method that Prisma does not have", instead: LEFT },
  indexNulls: weaker("NULLS_ORDER", "an index with another order of nulls"),
  indexCollation: weaker("INDEX_COLLATION", "an index with another collation"),
  indexOptions: weaker("OPCLASS_OPTIONS", "options of an operator class"),
  indexOpclass: weaker("OPERATOR_CLASS", "an operator class that Prisma does not take here"),
  viewType: {
    code: "VIEW",
    feature: "a view whose columns' types are not known",
    instead: LEFT,
  },
  view: { code: "VIEW", feature: "a view", instead: `declared for the client; ${COMPLETED}` },
  materializedView: {
    code: "MATERIALIZED_VIEW",
    feature: "a materialized view",
    instead: `declared for the client; ${COMPLETED}`,
  },
  viewColumn: {
    code: "VIEW_COLUMN",
    feature: "a column of a view whose type the database does not tell",
    instead: "left out of the view that is declared for the client",
  },
  ownSequence: weaker("SEQUENCE_OPTIONS", "a sequence of a column with a name or options of its own"),
  enumEmpty: { code: "EMPTY_ENUM", feature: "an enum without values", instead: LEFT },
} satisfies { readonly [situation: string]: Capability };
