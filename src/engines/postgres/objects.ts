/**
 * The kinds of object in a PostgreSQL catalog and their properties. Optional properties are absent when they have the
 * server's default, so that equal objects have equal properties whoever made them.
 *
 * Names inside properties are unquoted; types are as `format_type` prints them under the pinned search path (`public`):
 * `character varying(255)`, `timestamp with time zone`, `text[]`, `order_status`, `other_schema.thing`.
 * Expressions are printed by the server without pretty-printing (`pg_get_expr(…)`), except whole definitions.
 */
import type { CatalogObject, SqlText } from "../../catalog/catalog.ts";

interface Commented {
  readonly comment?: string;
}

export interface RelationName {
  readonly schema: string;
  readonly name: string;
}

type Options = { readonly [name: string]: string };

export interface SchemaProps extends Commented {}

export interface ExtensionProps extends Commented {
  readonly schema: string;
  /** Never compared. */
  readonly version?: string;
}

export interface CollationProps extends Commented {
  readonly provider: "icu" | "libc" | "builtin";
  readonly locale?: string;
  readonly lcCollate?: string;
  readonly lcCtype?: string;
  readonly nondeterministic?: true;
  readonly rules?: string;
}

export interface EnumProps extends Commented {
  readonly values: readonly string[];
}

/** Its checks are child objects of kind `check`. */
export interface DomainProps extends Commented {
  readonly type: string;
  readonly notNull?: true;
  readonly default?: SqlText;
  readonly collation?: RelationName;
}

export interface CompositeTypeProps extends Commented {
  readonly attributes: readonly {
    readonly name: string;
    readonly type: string;
    readonly collation?: RelationName;
    readonly comment?: string;
  }[];
}

export interface RangeTypeProps extends Commented {
  readonly subtype: string;
  readonly opclass?: RelationName;
  readonly collation?: RelationName;
  readonly canonical?: string;
  readonly subtypeDiff?: string;
  /** Only where it is not the name that the server would choose. */
  readonly multirange?: RelationName;
}

/** Sequence options as decimal text (they exceed JavaScript's integers). Absent: the type's default. */
export interface SequenceOptions {
  readonly start?: string;
  readonly increment?: string;
  readonly min?: string;
  readonly max?: string;
  readonly cache?: string;
  readonly cycle?: true;
}

export interface SequenceProps extends Commented, SequenceOptions {
  readonly dataType: string;
  readonly unlogged?: true;
  readonly ownedBy?: RelationName & { readonly column: string };
}

export interface TableProps extends Commented {
  readonly unlogged?: true;
  /** As `pg_get_partkeydef` prints it: `RANGE (placed_at)`. */
  readonly partitionBy?: string;
  /** `bound` as printed: `FOR VALUES FROM (…) TO (…)`, `DEFAULT`. */
  readonly partitionOf?: RelationName & { readonly bound: string };
  readonly inherits?: readonly RelationName[];
  readonly ofType?: RelationName;
  readonly options?: Options;
  /** Storage parameters of the TOAST table, without the prefix. */
  readonly toastOptions?: Options;
  readonly accessMethod?: string;
  readonly tablespace?: string;
  readonly rowSecurity?: "enabled" | "forced" | "forced but disabled";
  readonly replicaIdentity?: "full" | "nothing" | { readonly index: string };
  /** Name of the index or constraint of CLUSTER. */
  readonly clusterOn?: string;
  /** Foreign tables only (kind `foreign-table`). */
  readonly server?: string;
  readonly serverOptions?: Options;
}

export interface ColumnProps extends Commented {
  /** Order in the table, from 1 without holes. Never compared. */
  readonly position: number;
  readonly type: string;
  readonly notNull?: true;
  /** Only where it is not the name that the server would choose (`table_column_not_null`), and from version 18. */
  readonly notNullName?: string;
  readonly notNullNoInherit?: true;
  readonly notNullNotValid?: true;
  readonly default?: SqlText;
  readonly identity?: {
    readonly always?: true;
    readonly sequence?: SequenceOptions & { readonly name?: RelationName };
  };
  readonly generated?: { readonly expression: SqlText; readonly virtual?: true };
  readonly collation?: RelationName;
  readonly storage?: "plain" | "external" | "extended" | "main";
  readonly compression?: "pglz" | "lz4";
  readonly statistics?: number;
  readonly options?: Options;
  readonly serverOptions?: Options;
  /** Comes from a parent table (inheritance or partition) and is not declared here. */
  readonly inherited?: true;
}

type Deferrable = "deferrable" | "initially deferred";

export interface KeyProps extends Commented {
  /** Column names in key order. */
  readonly columns: readonly string[];
  readonly include?: readonly string[];
  readonly nullsNotDistinct?: true;
  readonly withoutOverlaps?: true;
  readonly deferrable?: Deferrable;
  readonly options?: Options;
  readonly tablespace?: string;
  /** Partition's key that belongs to the parent table's key of this id. */
  readonly partitionOf?: string;
  readonly inherited?: true;
}

export interface ForeignKeyProps extends Commented {
  readonly columns: readonly string[];
  readonly references: RelationName & { readonly columns: readonly string[] };
  readonly match?: "full";
  readonly onUpdate?: "cascade" | "restrict" | "set null" | "set default";
  readonly onDelete?: "cascade" | "restrict" | "set null" | "set default";
  /** Columns of SET NULL (a, b) and SET DEFAULT (a, b), when not all. */
  readonly onDeleteColumns?: readonly string[];
  readonly deferrable?: Deferrable;
  readonly notValid?: true;
  readonly notEnforced?: true;
  /** The last column pair is a PERIOD. */
  readonly period?: true;
}

export interface CheckProps extends Commented {
  /** Without CHECK and without the outer parentheses that CHECK needs: `(length((username)::text) >= 3)`. */
  readonly expression: SqlText;
  readonly noInherit?: true;
  readonly notValid?: true;
  readonly notEnforced?: true;
}

export interface ExclusionProps extends Commented {
  /** From `EXCLUDE USING` to the end, as `pg_get_constraintdef` prints it. */
  readonly definition: SqlText;
}

export interface IndexKey {
  readonly column?: string;
  readonly expression?: SqlText;
  /** Only where it is not the type's default for the method. */
  readonly opclass?: RelationName;
  readonly opclassOptions?: Options;
  /** Only where it is not the column's. */
  readonly collation?: RelationName;
  readonly descending?: true;
  /** Only where it is not the default of the direction (ascending: last, descending: first). */
  readonly nulls?: "first" | "last";
}

/** Indexes that stand behind a primary, unique or exclusion constraint are not objects of their own. */
export interface IndexProps extends Commented {
  readonly unique?: true;
  readonly nullsNotDistinct?: true;
  readonly method: string;
  readonly keys: readonly IndexKey[];
  readonly include?: readonly string[];
  readonly where?: SqlText;
  readonly options?: Options;
  readonly tablespace?: string;
  /** Partition's index that belongs to the parent table's index of this id. */
  readonly partitionOf?: string;
  readonly invalid?: true;
  /** Statistics targets of expression keys: key number from 1 → target. */
  readonly statistics?: { readonly [key: string]: number };
}

export interface ViewProps extends Commented {
  /** As `pg_get_viewdef` prints it, without the final semicolon. */
  readonly query: SqlText;
  /** Absent where nobody has run the query (a lowered Model). */
  readonly columns?: readonly string[];
  /** Types of the columns, as the server prints them; they follow from the query. Never compared. */
  readonly columnTypes?: readonly string[];
  /** `security_barrier`, `security_invoker`, `check_option`. */
  readonly options?: Options;
  readonly columnDefaults?: { readonly [column: string]: SqlText };
  readonly columnComments?: { readonly [column: string]: string };
}

export interface MaterializedViewProps extends Commented {
  readonly query: SqlText;
  /** Absent where nobody has run the query (a lowered Model). */
  readonly columns?: readonly string[];
  /** As those of views. Never compared. */
  readonly columnTypes?: readonly string[];
  readonly options?: Options;
  readonly accessMethod?: string;
  readonly tablespace?: string;
  /** Never compared. */
  readonly unpopulated?: true;
  readonly clusterOn?: string;
  readonly columnComments?: { readonly [column: string]: string };
}

/** Functions, procedures, window functions and aggregates; the id carries the argument types. */
export interface RoutineProps extends Commented {
  readonly routine: "function" | "procedure" | "aggregate" | "window";
  readonly language: string;
  /** Argument types that identify it, as printed: `integer, text`. */
  readonly identityArguments: string;
  /** Whole CREATE OR REPLACE statement as `pg_get_functiondef` prints it; aggregates: CREATE AGGREGATE. */
  readonly definition: SqlText;
}

export interface TriggerProps extends Commented {
  /** As `pg_get_triggerdef(oid, true)` prints it: `CREATE TRIGGER name BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION set_updated_at()`. */
  readonly definition: SqlText;
  readonly enabled?: "disabled" | "replica" | "always";
}

export interface EventTriggerProps extends Commented {
  readonly event: string;
  readonly tags?: readonly string[];
  readonly function: RelationName;
  readonly enabled?: "disabled" | "replica" | "always";
}

export interface RuleProps extends Commented {
  readonly definition: SqlText;
  readonly enabled?: "disabled" | "replica" | "always";
}

export interface PolicyProps extends Commented {
  readonly restrictive?: true;
  readonly command: "all" | "select" | "insert" | "update" | "delete";
  /** Role names, sorted; `public` stands for everybody. */
  readonly roles: readonly string[];
  readonly using?: SqlText;
  readonly check?: SqlText;
}

/** The privileges of one grantee on its parent, where they differ from the built-in default. Empty: revoked. */
export interface GrantProps {
  /** Keyword for GRANT … ON: `TABLE`, `FUNCTION`, `SCHEMA` …; with the printed identity of the object. */
  readonly on: { readonly keyword: string; readonly identity: string };
  readonly grantee: string;
  readonly privileges: readonly string[];
  readonly grantable?: readonly string[];
  /** Column name for a column privilege. */
  readonly column?: string;
}

export interface DefaultPrivilegesProps {
  readonly schema?: string;
  readonly objects: "TABLES" | "SEQUENCES" | "FUNCTIONS" | "TYPES" | "SCHEMAS" | "LARGE OBJECTS";
  readonly role: string;
  readonly grantee: string;
  readonly privileges: readonly string[];
  readonly grantable?: readonly string[];
}

export interface StatisticsProps extends Commented {
  readonly definition: SqlText;
  readonly target?: number;
}

export interface PublicationProps extends Commented {
  readonly allTables?: true;
  readonly tables?: readonly (RelationName & { readonly columns?: readonly string[]; readonly where?: SqlText })[];
  readonly schemas?: readonly string[];
  /** Sorted; absent: insert, update, delete, truncate. */
  readonly operations?: readonly string[];
  readonly viaRoot?: true;
  readonly generatedColumns?: "stored";
}

/** A row of reference data, which is compared; other rows are no part of a catalog. */
export interface RowProps {
  /** Names of the columns whose values identify it, in the order of its id. */
  readonly key: readonly string[];
  /** By column: the value's text as the server writes it (`value::text`), null for none. Absent: not said. */
  readonly [value: `values.${string}`]: SqlText | null;
  /** Values that the server works out when the row is written, by column; never compared. */
  readonly computed?: { readonly [column: string]: SqlText };
}

/** What is not modelled further: its statements make it, `drop` removes it (architecture: nothing is lost silently). */
export interface OpaqueProps extends Commented {
  /** The SQL name of its class: `OPERATOR`, `TEXT SEARCH CONFIGURATION`, `SERVER`, `CAST` … */
  readonly class: string;
  /** Its identity as the SQL of COMMENT ON, DROP and GRANT writes it. */
  readonly identity: string;
  readonly statements: readonly SqlText[];
}

/** Properties by kind. A new kind is a row here, in `KINDS` (ids.ts), in a reader and in a renderer. */
export interface PropsByKind {
  schema: SchemaProps;
  extension: ExtensionProps;
  collation: CollationProps;
  enum: EnumProps;
  domain: DomainProps;
  "composite-type": CompositeTypeProps;
  "range-type": RangeTypeProps;
  sequence: SequenceProps;
  table: TableProps;
  "foreign-table": TableProps;
  column: ColumnProps;
  "primary-key": KeyProps;
  unique: KeyProps;
  "foreign-key": ForeignKeyProps;
  check: CheckProps;
  exclusion: ExclusionProps;
  index: IndexProps;
  view: ViewProps;
  "materialized-view": MaterializedViewProps;
  function: RoutineProps;
  trigger: TriggerProps;
  "event-trigger": EventTriggerProps;
  rule: RuleProps;
  policy: PolicyProps;
  grant: GrantProps;
  "default-privileges": DefaultPrivilegesProps;
  statistics: StatisticsProps;
  publication: PublicationProps;
  row: RowProps;
  opaque: OpaqueProps;
}

export type PostgresKind = keyof PropsByKind;

export type PostgresObject<K extends PostgresKind = PostgresKind> = {
  [P in K]: Omit<CatalogObject, "kind" | "props"> & { readonly kind: P; readonly props: PropsByKind[P] };
}[K];
