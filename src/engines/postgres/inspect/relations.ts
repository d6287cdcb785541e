/** Reads tables, foreign tables, views, materialized views and their columns. */
import type { SqlText } from "../../../catalog/catalog.ts";
import { objectId } from "../../../catalog/ids.ts";
import { childId, makeObjectName, schemaObjectId } from "../ids.ts";
import type { ColumnProps, PostgresKind, RelationName, SequenceOptions, TableProps } from "../objects.ts";
import { type Collector, given, groupBy, optionsOf, type RelationEntry } from "./collector.ts";
import { FIRST_USER_OID, type Query } from "./query.ts";
import { type SequenceRow, sequenceOptions } from "./sequences.ts";

interface RelationRow {
  oid: number;
  schema: string;
  name: string;
  relkind: string;
  persistence: string;
  options: string[] | null;
  toast_options: string[] | null;
  access_method: string | null;
  tablespace: string | null;
  row_type: number;
  row_array_type: number | null;
  row_security: boolean;
  force_row_security: boolean;
  replica_identity: string;
  partition_key: string | null;
  partition_bound: string | null;
  of_type: RelationName | null;
  query: string | null;
  populated: boolean;
  server: string | null;
  server_options: string[] | null;
}

interface ColumnRow {
  relation: number;
  number: number;
  name: string;
  type: string;
  not_null: boolean;
  default: string | null;
  default_oid: number | null;
  identity: string;
  generated: string;
  local: boolean;
  collation: RelationName | null;
  storage: string | null;
  compression: string | null;
  statistics: number | null;
  options: string[] | null;
  server_options: string[] | null;
  not_null_name: string | null;
  not_null_no_inherit: boolean | null;
  not_null_validated: boolean | null;
}

interface InheritanceRow {
  child: number;
  parent: number;
}

const RELATION_KIND: { readonly [relkind: string]: PostgresKind } = {
  r: "table",
  p: "table",
  f: "foreign-table",
  v: "view",
  m: "materialized-view",
};

const STORAGE = { p: "plain", e: "external", x: "extended", m: "main" } as const;
const REPLICA_IDENTITY = { f: "full", n: "nothing" } as const;
const COMPRESSION = { p: "pglz", l: "lz4" } as const;

/** The relations with what the server prints of them, in the order in which they were made. */
export function relationRows(query: Query): Promise<RelationRow[]> {
  return query<RelationRow>(/* sql */ `
    SELECT c.oid AS oid, n.nspname::text AS schema, c.relname::text AS name, c.relkind::text AS relkind,
      c.relpersistence::text AS persistence, c.reloptions AS options,
      CASE WHEN c.reltoastrelid <> 0 THEN (SELECT t.reloptions FROM pg_class t WHERE t.oid = c.reltoastrelid) END AS toast_options,
      CASE WHEN c.relam <> 0 THEN (SELECT a.amname::text FROM pg_am a WHERE a.oid = c.relam) END AS access_method,
      CASE WHEN c.reltablespace <> 0 THEN (SELECT s.spcname::text FROM pg_tablespace s WHERE s.oid = c.reltablespace) END AS tablespace,
      c.reltype AS row_type, (SELECT t.typarray FROM pg_type t WHERE t.oid = c.reltype) AS row_array_type, c.relrowsecurity AS row_security, c.relforcerowsecurity AS force_row_security,
      c.relreplident::text AS replica_identity,
      CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition_key,
      CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END AS partition_bound,
      CASE WHEN c.reloftype <> 0 THEN (SELECT json_build_object('schema', tn.nspname, 'name', t.typname)
        FROM pg_type t JOIN pg_namespace tn ON tn.oid = t.typnamespace WHERE t.oid = c.reloftype) END AS of_type,
      CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END AS query, c.relispopulated AS populated,
      s.srvname::text AS server, f.ftoptions AS server_options
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_foreign_table f ON f.ftrelid = c.oid LEFT JOIN pg_foreign_server s ON s.oid = f.ftserver
    WHERE c.oid >= ${FIRST_USER_OID} AND c.relkind IN ('r', 'p', 'f', 'v', 'm') AND c.relpersistence <> 't'
      AND n.nspname <> 'pg_toast'
    ORDER BY c.oid`);
}

/** Columns of tables, views and composite types. */
export function columnRows(query: Query, version: number): Promise<ColumnRow[]> {
  const notNull =
    version >= 180000
      ? "nn.conname::text AS not_null_name, nn.connoinherit AS not_null_no_inherit, nn.convalidated AS not_null_validated"
      : "NULL::text AS not_null_name, NULL::bool AS not_null_no_inherit, NULL::bool AS not_null_validated";
  return query<ColumnRow>(/* sql */ `
    SELECT a.attrelid AS relation, a.attnum AS number, a.attname::text AS name,
      format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS not_null,
      CASE WHEN a.atthasdef THEN pg_get_expr(d.adbin, d.adrelid) END AS default, d.oid AS default_oid,
      a.attidentity::text AS identity, a.attgenerated::text AS generated, a.attislocal AS local,
      CASE WHEN a.attcollation <> t.typcollation AND a.attcollation <> 0 THEN (SELECT json_build_object('schema', cn.nspname, 'name', co.collname)
        FROM pg_collation co JOIN pg_namespace cn ON cn.oid = co.collnamespace WHERE co.oid = a.attcollation) END AS collation,
      CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage::text END AS storage,
      ${version >= 140000 ? "nullif(a.attcompression::text, '')" : "NULL::text"} AS compression,
      CASE WHEN a.attstattarget >= 0 THEN a.attstattarget::int4 END AS statistics,
      a.attoptions AS options, a.attfdwoptions AS server_options, ${notNull}
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid
      LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      ${version >= 180000 ? "LEFT JOIN pg_constraint nn ON nn.conrelid = a.attrelid AND nn.contype = 'n' AND nn.conkey[1] = a.attnum" : ""}
    WHERE a.attrelid >= ${FIRST_USER_OID} AND a.attnum > 0 AND NOT a.attisdropped
      AND c.relkind IN ('r', 'p', 'f', 'v', 'm') AND c.relpersistence <> 't'
    ORDER BY a.attrelid, a.attnum`);
}

/** Parent tables in the order of INHERITS. */
export function inheritanceRows(query: Query): Promise<InheritanceRow[]> {
  return query<InheritanceRow>(/* sql */ `
    SELECT inhrelid AS child, inhparent AS parent FROM pg_inherits
    WHERE inhrelid >= ${FIRST_USER_OID} ORDER BY inhrelid, inhseqno`);
}

/** Adds relations and columns; identity sequences become properties of their columns. */
export function addRelations(
  collector: Collector,
  relations: readonly RelationRow[],
  columns: readonly ColumnRow[],
  inheritance: readonly InheritanceRow[],
  identitySequences: ReadonlyMap<string, SequenceRow>,
): void {
  const columnsByRelation = groupBy(columns, (column) => column.relation);
  for (const row of relations) {
    const kind = RELATION_KIND[row.relkind];
    if (!kind || collector.isMember("pg_class", row.oid)) continue;
    collector.relations.set(row.oid, {
      oid: row.oid,
      kind,
      id: schemaObjectId(kind, row.schema, row.name),
      schema: row.schema,
      name: row.name,
      columns: new Map((columnsByRelation.get(row.oid) ?? []).map((column) => [column.number, column.name])),
    });
  }
  const parents = groupBy(inheritance, (link) => link.child);
  for (const row of relations) {
    const entry = collector.relations.get(row.oid);
    if (!entry) continue;
    const own = columnsByRelation.get(row.oid) ?? [];
    const parentNames = (parents.get(row.oid) ?? []).flatMap(({ parent }) => {
      const found = collector.relations.get(parent);
      return found ? [{ schema: found.schema, name: found.name }] : [];
    });
    if (entry.kind === "view" || entry.kind === "materialized-view") addView(collector, entry, row, own);
    else addTable(collector, entry, row, parentNames, own, identitySequences);
    collector.alias(entry.id, "pg_type", row.row_type);
    if (row.row_array_type) collector.alias(entry.id, "pg_type", row.row_array_type);
    for (const { parent } of parents.get(row.oid) ?? []) {
      const found = collector.relations.get(parent);
      if (found)
        collector.edge(entry.id, { to: found.id, why: row.partition_bound ? "owned" : "order", from: "catalog" });
    }
  }
}

function addTable(
  collector: Collector,
  entry: RelationEntry,
  row: RelationRow,
  parents: readonly RelationName[],
  columns: readonly ColumnRow[],
  identitySequences: ReadonlyMap<string, SequenceRow>,
): void {
  const [parent] = parents;
  const props: TableProps = {
    ...given("unlogged", row.persistence === "u"),
    ...given("partitionBy", row.partition_key),
    ...(row.partition_bound && parent ? { partitionOf: { ...parent, bound: row.partition_bound } } : {}),
    ...(!row.partition_bound && parents.length > 0 ? { inherits: parents } : {}),
    ...given("ofType", row.of_type),
    ...given("options", optionsOf(row.options)),
    ...given("toastOptions", optionsOf(row.toast_options)),
    ...given("accessMethod", row.access_method === "heap" ? null : row.access_method),
    ...given("tablespace", row.tablespace),
    ...rowSecurity(row),
    ...given(
      "replicaIdentity",
      row.server === null ? REPLICA_IDENTITY[row.replica_identity as keyof typeof REPLICA_IDENTITY] : null,
    ),
    ...given("server", row.server),
    ...given("serverOptions", optionsOf(row.server_options)),
    ...collector.comment("pg_class", row.oid),
  };
  collector.add(
    { kind: entry.kind as "table", id: entry.id, schema: entry.schema, name: entry.name, props },
    { className: "pg_class", oid: row.oid },
  );
  columns.forEach((column, index) => {
    const id = childId("column", entry.schema, entry.name, column.name);
    const sequence = identitySequences.get(`${row.oid}:${column.number}`);
    collector.add(
      {
        kind: "column",
        id,
        parent: entry.id,
        schema: entry.schema,
        name: column.name,
        props: Object.assign(
          columnProps(column, index + 1, entry, sequence),
          collector.comment("pg_class", row.oid, column.number),
        ),
      },
      { className: "pg_class", oid: row.oid, sub: column.number },
    );
    if (column.default_oid !== null) collector.alias(id, "pg_attrdef", column.default_oid);
    collector.edge(id, { to: entry.id, why: "owned", from: "catalog" });
  });
}

function rowSecurity(row: RelationRow): Pick<TableProps, "rowSecurity"> {
  if (row.force_row_security) return { rowSecurity: row.row_security ? "forced" : "forced but disabled" };
  return row.row_security ? { rowSecurity: "enabled" } : {};
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Columns are most of a catalog: their properties are set one by one, which is several times faster than spreading. */
function columnProps(
  column: ColumnRow,
  position: number,
  table: RelationEntry,
  sequence: SequenceRow | undefined,
): Mutable<ColumnProps> {
  const props: Mutable<ColumnProps> = { position, type: column.type };
  if (column.not_null) {
    props.notNull = true;
    const name = column.not_null_name;
    if (name !== null && name !== makeObjectName(table.name, column.name, "not_null")) props.notNullName = name;
    if (column.not_null_no_inherit) props.notNullNoInherit = true;
    if (column.not_null_validated === false) props.notNullNotValid = true;
  }
  if (column.default !== null) {
    const expression: SqlText = { sql: column.default };
    if (!column.generated) props.default = expression;
    else props.generated = column.generated === "v" ? { expression, virtual: true } : { expression };
  }
  if (column.identity) props.identity = identityOf(column, table, sequence);
  if (column.collation) props.collation = column.collation;
  const storage = STORAGE[column.storage as keyof typeof STORAGE];
  if (storage) props.storage = storage;
  const compression = COMPRESSION[column.compression as keyof typeof COMPRESSION];
  if (compression) props.compression = compression;
  if (column.statistics !== null) props.statistics = column.statistics;
  const options = optionsOf(column.options);
  if (options) props.options = options;
  const serverOptions = optionsOf(column.server_options);
  if (serverOptions) props.serverOptions = serverOptions;
  if (!column.local) props.inherited = true;
  return props;
}

function identityOf(
  column: ColumnRow,
  table: RelationEntry,
  sequence: SequenceRow | undefined,
): NonNullable<ColumnProps["identity"]> {
  const always = given("always", column.identity === "a");
  if (!sequence) return always;
  const named = sequence.schema !== table.schema || sequence.name !== makeObjectName(table.name, column.name, "seq");
  const options: SequenceOptions & { name?: RelationName } = {
    ...sequenceOptions(sequence),
    ...(named ? { name: { schema: sequence.schema, name: sequence.name } } : {}),
  };
  return Object.keys(options).length > 0 ? { ...always, sequence: options } : always;
}

function addView(collector: Collector, entry: RelationEntry, row: RelationRow, columns: readonly ColumnRow[]): void {
  const query: SqlText = { sql: trimQuery(row.query ?? "") };
  const comments = columns.flatMap((column) => {
    const { comment } = collector.comment("pg_class", row.oid, column.number);
    return comment === undefined ? [] : [[column.name, comment] as const];
  });
  const defaults = columns.flatMap((column) =>
    column.default === null ? [] : [[column.name, { sql: column.default }] as const],
  );
  const common = {
    query,
    columns: columns.map((column) => column.name),
    columnTypes: columns.map((column) => column.type),
    ...given("options", optionsOf(row.options)),
    ...(comments.length > 0 ? { columnComments: Object.fromEntries(comments) } : {}),
    ...collector.comment("pg_class", row.oid),
  };
  const address = { className: "pg_class", oid: row.oid } as const;
  const base = { id: entry.id, schema: entry.schema, name: entry.name };
  if (entry.kind === "view") {
    const props = { ...common, ...(defaults.length > 0 ? { columnDefaults: Object.fromEntries(defaults) } : {}) };
    collector.add({ ...base, kind: "view", props }, address);
  } else {
    const props = {
      ...common,
      ...given("accessMethod", row.access_method === "heap" ? null : row.access_method),
      ...given("tablespace", row.tablespace),
      ...given("unpopulated", !row.populated),
    };
    collector.add({ ...base, kind: "materialized-view", props }, address);
  }
  for (const column of columns) {
    collector.alias(objectId(entry.kind, [entry.schema, entry.name]), "pg_class", row.oid, column.number);
  }
}

function trimQuery(text: string): string {
  return text.trim().replace(/;$/, "");
}
