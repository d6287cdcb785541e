/** What editors show for each key of a model file, by the kinds of object in it (`objectKinds`). */

type Texts = { readonly [key: string]: string };

const anywhere: Texts = {
  doc: "Documentation; also the comment in the database.",
  was: "Former name or names: makes a rename explicit. Ignored once the old name is gone.",
  schema: "Schema (namespace) in the database.",
};

const rowBehaviour: Texts = {
  audit:
    "Every change is recorded in a table: who, when, old and new row. `true`, or `{ log: row, actor: app.user_id }`.",
  history: "Every version of a row is kept, readable as of a time.",
  appendOnly: "Rows are neither updated nor deleted.",
  tenant: "Rows belong to a tenant (`tenancy:`): row-level security, and a relation to the tenant.",
  policies: "Policies of row-level security by name.",
  timestamps: "Whether there are `createdAt` and `updatedAt`; the conventions say so unless this does.",
  softDelete: "Adds `deletedAt`: rows are marked, not removed.",
  uses: "Mixins whose members are taken over, in order.",
  fields: "Fields by name: `email: string(255) unique`.",
  relations: "Relations by name: `author: one User as posts on delete cascade`, `tags: many Tag as many posts`.",
  checks: "Conditions by name, over field names: `username_length: length(username) >= 3`.",
  indexes: "Indexes by name: `[author, createdAt desc]`, or an object.",
};

const collation: Texts = {
  engine: "Storage engine, such as InnoDB.",
  charset: "Character set, such as utf8mb4.",
  collation: "Collation, such as utf8mb4_0900_ai_ci.",
};

const byEngine: Texts = {
  postgres: "For PostgreSQL.",
  mysql: "For MySQL.",
  mariadb: "For MariaDB.",
  sqlite: "For SQLite.",
  mongodb: "For MongoDB.",
};

const objects: Texts = { objects: "SQL that the language has no words for, verbatim." };

const sqliteStyle: Texts = {
  strict: "STRICT tables.",
  constraintNames:
    "Which constraints are declared with the name that follows from the convention: `false`, `[foreign, check]`.",
  typeChecks: "False: no checks that keep values of another type out of a column.",
  autoincrement: "False: keys that the database numbers may use the number of a deleted row again.",
  keyNotNull: "False: columns of primary keys are declared without NOT NULL.",
  referencedColumns: "False: foreign keys to a primary key name its table alone.",
  types: "Declared types by the word of the language: `json: JSONB`. Not of STRICT tables.",
};

const kinds: { readonly [kind: string]: Texts } = {
  "the model": {
    schemaforge: "Version of the language.",
    name: "Name of the model.",
    include: "Other model files whose parts are taken over; paths are relative to this file.",
    conventions: "What holds for every entity that does not say otherwise.",
    tenancy: "Row-level security by tenant, for the entities with `tenant: true`.",
    types: "Enums (lists of values) and embedded values, by name.",
    mixins: "Members that entities take over with `uses:`, by name.",
    entities: "Entities by name, in the singular: `BlogPost`.",
    views: "Views by name.",
    targets: "What single engines alone have.",
  },
  conventions: {
    tables: "How an entity's name becomes a table's: `User` → `users`, `user`, `Users`, `User`.",
    columns: "How a field's name becomes a column's: `createdAt` → `created_at` or `createdAt`.",
    id: "The primary key of entities that declare none.",
    timestamps: "Whether entities have `createdAt` and `updatedAt`.",
    indexForeignKeys: "False: foreign keys have no index unless a relation asks for it.",
    onDelete: "What relations do on delete that say nothing; otherwise: one restrict, one? set null, owned cascade.",
  },
  "the tenancy": {
    entity: "The entity whose rows are the tenants.",
    relation: "Name of the relation to it that every tenant's entity gets.",
    setting: "Session setting that holds the current tenant's key: `app.organization_id`.",
    bypass: "Role that may see every tenant.",
  },
  "a type": {
    values: "Values of an enum, in order.",
    name: "Name in the database, when it breaks the convention.",
    embedded: "A value of several fields, held in columns of the entity that has it.",
    fields: "Fields of an embedded value.",
  },
  "a value of an enum": { value: "The value." },
  "an entity": {
    ...rowBehaviour,
    table: "Name of the table, when it breaks the convention.",
    id: "The primary key, if no field or key is one; the conventions say so unless this does.",
    abstract: "Has no rows of its own: only the entities that extend it do.",
    inheritance:
      "How the entities that extend this one are stored: in its table, in tables joined to it, or on their own.",
    extends: "The entity whose members this one inherits.",
    tree: "Rows form a tree: how ancestors and descendants are found.",
    exclude: "No two rows for which all operators hold: `room with =, during with overlaps`.",
    partition: "How rows are spread over partitions.",
    rows: "Reference data, compared by primary key.",
    keys: "Keys by name, or `primary`: `orders_number: [organization, number]`.",
    targets: "Wishes for the whole table, by engine.",
  },
  "a mixin": rowBehaviour,
  "a view": {
    name: "Name in the database, when it is not the view's.",
    materialized: "Its rows are stored, and made anew by a function.",
    refresh: "How often that is to happen: `hourly`.",
    unique: "Columns of its unique index, which a refresh without blocking readers needs.",
    sql: "Its query, by engine.",
  },
  "a key": {
    fields: "Fields and relations (a relation means its columns).",
    name: "Name of a primary key's constraint.",
    withoutOverlaps: "The last field is a range; only rows whose ranges overlap may not have equal values.",
    nulls: "`not distinct`: two rows without a value count as equal.",
    deferrable: "Checked at the end of the transaction if it asks so; `deferred`: unless it says otherwise.",
    include: "Columns carried in the key's index.",
  },
  "a field": {
    type: "Any shorthand of a field: `string(255)?`.",
    default: "Default: text of the shorthand, a list or map, or `{ sql: { postgres: … } }`.",
    generated: "Expression that computes the stored value.",
    primary: "It is the primary key, or part of it.",
    unique: "No two rows have the same value; `tenant`: of one tenant.",
    index: "It has an index.",
    secret: "Kept out of transfer objects, logs and samples.",
    immutable: "It does not change once it is set.",
    encrypt: "Stored encrypted, by the database or by the application.",
    slug: "Field from which it is made when a row comes without it.",
    count: "List whose number of rows the database keeps here.",
    pii: "Kind of personal data, such as contact.",
    min: "Least value, or length.",
    max: "Greatest value, or length.",
    match: "Regular expression that the whole value has to match.",
    check: "Condition over field names.",
    column: "Name of the column, when it breaks the convention.",
    targets: "Native types and other wishes, by engine.",
  },
  "a field's target": {
    type: "Native type, as it stands.",
    collation: "Name of the collation.",
    storage: "How PostgreSQL stores large values.",
    compression: "How PostgreSQL compresses large values.",
    virtual: "A generated field is computed when it is read.",
    default: "The field's default as SQL, where its spelling matters.",
    notNull: "Whether SQLite's column is declared NOT NULL, where that is not as the field says.",
    sequence: "Options of the sequence that numbers it.",
  },
  "a field's sequence": {
    name: "Name of the sequence.",
    owned: "Whether it goes with the column.",
    type: "Its type.",
    start: "First number.",
    increment: "Step.",
    min: "Least number.",
    max: "Greatest number.",
    cache: "Numbers taken at once.",
    cycle: "Begins anew after the last.",
  },
  "a relation": {
    one: "Entity that the foreign key points to; several make the relation polymorphic.",
    many: "Entity on the other side of a join table.",
    nullable: "`one?`: may be empty.",
    as: "Name of the other side; of several entities `type` (columns for type and id) or `arcs` (a foreign key each).",
    unique: "One-to-one.",
    owned: "Goes with its owner; a document database may embed it.",
    references: "Fields of the target, when not its primary key.",
    onDelete: "What happens when the target goes.",
    onUpdate: "What happens when the target's key changes.",
    onDeleteColumns: "Columns that `set null` and `set default` set, when not all.",
    deferrable: "Checked at the end of the transaction if it asks so; `deferred`: unless it says otherwise.",
    period: "The last pair of columns is a period.",
    name: "Name of the foreign key, when it breaks the convention.",
    columns: "Names of the columns, when they break the convention.",
    index: "False: no index on the foreign key.",
    through: "Entity that joins the two, which may have fields of its own.",
    table: "Name of the join table, when it breaks the convention.",
  },
  "a check": {
    check: "The condition.",
    notValid: "Rows that were there before are not checked.",
    noInherit: "Tables that inherit are not checked.",
  },
  "an index": {
    fields: "Fields, relations and expressions: `[author, createdAt desc, lower(title)]`.",
    search: "Fields of a full-text index.",
    language: "Language of the text search.",
    unique: "No two rows have the same values.",
    nulls: "`not distinct`: two rows without a value count as equal.",
    where: "Condition of a partial index.",
    using: "Kind: `inverted` is GIN, multi-valued or wildcard; `spatial` is GiST or SPATIAL.",
    include: "Columns carried along.",
    opclass: "Operator class of its parts (PostgreSQL).",
    targets: "Wishes of single engines.",
  },
  "an index's targets": byEngine,
  "an index's target": { using: "The engine's own name of the method: gist, hnsw.", options: "Storage parameters." },
  audit: { log: "What is recorded: rows.", actor: "Session setting that names the actor: `app.user_id`." },
  "a policy": {
    for: "Command that it holds for.",
    to: "Roles; everybody if none.",
    using: "Which rows may be seen: `createdBy = setting('app.user_id')`.",
    check: "Which rows may be written.",
    restrictive: "Has to hold beside the others, instead of any of them.",
  },
  "a partition": {
    range: "Date or time field by which rows are spread.",
    every: "Span of a partition.",
    retain: "Partitions older than this may go: `24 months`.",
    list: "Field whose value chooses the partition.",
    partitions: "Values by partition; an empty list is for all others.",
    hash: "Fields whose hash chooses the partition.",
    count: "Number of partitions.",
  },
  "an exclusion": { fields: "`room with =, during with overlaps`.", where: "Which rows it holds for." },
  "an entity's targets": byEngine,
  "the target postgres of an entity": {
    unlogged: "Not written to the log: fast, and empty after a crash.",
    options: "Storage parameters: `fillfactor: 70`.",
    partitionBy: "Partitioning that the language has no words for, verbatim.",
  },
  "the target mysql of an entity": collation,
  "the target mariadb of an entity": collation,
  "the target sqlite of an entity": { ...sqliteStyle, withoutRowid: "A WITHOUT ROWID table." },
  "the target mongodb of an entity": { validation: "How strictly documents are checked.", shardKey: "Shard key." },
  targets: byEngine,
  "the target postgres": objects,
  "the target mysql": objects,
  "the target mariadb": objects,
  "the target sqlite": { ...objects, ...sqliteStyle },
  "the target mongodb": objects,
  "raw SQL": {
    ...byEngine,
    sql: "SQL of each engine, where the language has no words.",
    desc: "In descending order.",
    nulls: "Where rows without a value stand.",
    opclass: "Operator class (PostgreSQL).",
    needs: "Names that have to exist before it.",
  },
  "a verbatim object": { sql: "Its statement.", needs: "Names that have to exist before it." },
};

/** The description of a key; undefined where there is none. */
export function descriptionOf(kind: string, key: string): string | undefined {
  const own = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (own && Object.hasOwn(own, key)) return own[key];
  return Object.hasOwn(anywhere, key) ? anywhere[key] : undefined;
}
