/** Reads indexes that stand for themselves (not behind a constraint) and extended statistics. */
import type { SqlText } from "../../../catalog/catalog.ts";
import { schemaObjectId } from "../ids.ts";
import type { IndexKey, RelationName } from "../objects.ts";
import { type Collector, given, optionsOf, type RelationEntry } from "./collector.ts";
import { FIRST_USER_OID, type Query } from "./query.ts";

export interface IndexRow {
  oid: number;
  schema: string;
  name: string;
  relation: number;
  parent: number | null;
  method: string;
  unique: boolean;
  nulls_not_distinct: boolean;
  valid: boolean;
  clustered: boolean;
  replica_identity: boolean;
  columns: string;
  key_count: number;
  classes: string;
  collations: string;
  directions: string;
  expressions: string[] | null;
  class_options: { [number: string]: string[] } | null;
  statistics: { [key: string]: number } | null;
  predicate: string | null;
  options: string[] | null;
  tablespace: string | null;
}

interface LookupRow {
  oid: number;
  schema: string;
  name: string;
  standard: boolean;
}

/** Every index, also those behind constraints: their marks (CLUSTER, replica identity) belong to the table. */
export function indexRows(query: Query, version: number): Promise<IndexRow[]> {
  return query<IndexRow>(/* sql */ `
    SELECT x.oid, n.nspname::text AS schema, x.relname::text AS name, i.indrelid AS relation,
      CASE WHEN x.relispartition THEN (SELECT h.inhparent FROM pg_inherits h WHERE h.inhrelid = x.oid) END AS parent,
      m.amname::text AS method, i.indisunique AS unique, ${version >= 150000 ? "i.indnullsnotdistinct" : "false"} AS nulls_not_distinct,
      i.indisvalid AS valid, i.indisclustered AS clustered, i.indisreplident AS replica_identity,
      i.indkey::text AS columns, i.indnkeyatts AS key_count, i.indclass::text AS classes, i.indcollation::text AS collations,
      i.indoption::text AS directions,
      CASE WHEN i.indexprs IS NOT NULL THEN (SELECT array_agg(CASE WHEN i.indkey[k] = 0 THEN pg_get_indexdef(x.oid, k + 1, false) END ORDER BY k)
        FROM generate_series(0, i.indnkeyatts - 1) k) END AS expressions,
      o.class_options, o.statistics, pg_get_expr(i.indpred, i.indrelid) AS predicate, x.reloptions AS options,
      CASE WHEN x.reltablespace <> 0 THEN (SELECT s.spcname::text FROM pg_tablespace s WHERE s.oid = x.reltablespace) END AS tablespace
    FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_namespace n ON n.oid = x.relnamespace JOIN pg_am m ON m.oid = x.relam
      LEFT JOIN (SELECT a.attrelid, json_object_agg(a.attnum, a.attoptions) FILTER (WHERE a.attoptions IS NOT NULL) AS class_options,
          json_object_agg(a.attnum, a.attstattarget) FILTER (WHERE a.attstattarget >= 0) AS statistics
        FROM pg_attribute a JOIN pg_class ac ON ac.oid = a.attrelid AND ac.relkind IN ('i', 'I')
        WHERE a.attrelid >= ${FIRST_USER_OID} AND (a.attoptions IS NOT NULL OR a.attstattarget >= 0) GROUP BY a.attrelid) o ON o.attrelid = x.oid
    WHERE x.oid >= ${FIRST_USER_OID} AND i.indrelid >= ${FIRST_USER_OID} AND n.nspname <> 'pg_toast' ORDER BY x.oid`);
}

/** Operator classes and collations by number; `standard`: the default of its type, or the default collation. */
export function indexLookups(query: Query): Promise<LookupRow[]> {
  return query<LookupRow>(/* sql */ `
    SELECT c.oid, n.nspname::text AS schema, c.opcname::text AS name, c.opcdefault AS standard
      FROM pg_opclass c JOIN pg_namespace n ON n.oid = c.opcnamespace
    UNION ALL SELECT c.oid, n.nspname::text, c.collname::text, c.collname = 'default'
      FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace
      WHERE c.oid IN (SELECT unnest(i.indcollation::oid[]) FROM pg_index i WHERE i.indexrelid >= ${FIRST_USER_OID})`);
}

/** Column collations by `relation:number`, to leave out of an index key what its column says already. */
export type ColumnCollations = ReadonlyMap<string, RelationName>;

/** @param constraintIndexes object ids of the indexes behind constraints */
export function addIndexes(
  collector: Collector,
  rows: readonly IndexRow[],
  lookups: readonly LookupRow[],
  columnCollations: ColumnCollations,
  constraintIndexes: ReadonlySet<number>,
): void {
  const lookup = new Map(lookups.map((row) => [row.oid, row]));
  for (const row of rows) {
    const table = collector.relations.get(row.relation);
    if (!table || collector.isMember("pg_class", row.oid)) continue;
    markTable(collector, table, row);
    if (constraintIndexes.has(row.oid)) continue;
    const id = schemaObjectId("index", row.schema, row.name);
    const include = row.columns
      .split(" ")
      .slice(row.key_count)
      .map((number) => table.columns.get(Number(number)) ?? "");
    collector.add(
      {
        kind: "index",
        id,
        parent: table.id,
        schema: row.schema,
        name: row.name,
        props: {
          ...given("unique", row.unique),
          ...given("nullsNotDistinct", row.nulls_not_distinct),
          method: row.method,
          keys: indexKeys(row, table, lookup, columnCollations),
          ...(include.length > 0 ? { include } : {}),
          ...(row.predicate === null ? {} : { where: { sql: row.predicate } }),
          ...given("options", optionsOf(row.options)),
          ...given("tablespace", row.tablespace),
          ...given("invalid", !row.valid),
          ...given("statistics", row.statistics),
          ...collector.comment("pg_class", row.oid),
        },
      },
      { className: "pg_class", oid: row.oid },
    );
    collector.edge(id, { to: table.id, why: "owned", from: "catalog" });
  }
  markPartitions(collector, rows);
}

/** An index of a partition says which index of the partitioned table it belongs to; so does a key, of its index. */
function markPartitions(collector: Collector, rows: readonly IndexRow[]): void {
  for (const row of rows) {
    if (row.parent === null) continue;
    const id = collector.idAt("pg_class", row.oid);
    const parent = collector.idAt("pg_class", row.parent);
    const props = id === undefined ? undefined : collector.object(id)?.props;
    if (props && parent) Object.assign(props, { partitionOf: parent });
  }
}

/** CLUSTER and REPLICA IDENTITY name an index, but are said of the table. */
function markTable(collector: Collector, table: RelationEntry, row: IndexRow): void {
  const props = collector.object(table.id)?.props;
  if (!props) return;
  if (row.clustered) Object.assign(props, { clusterOn: row.name });
  if (row.replica_identity) Object.assign(props, { replicaIdentity: { index: row.name } });
}

function indexKeys(
  row: IndexRow,
  table: RelationEntry,
  lookup: ReadonlyMap<number, LookupRow>,
  columnCollations: ColumnCollations,
): IndexKey[] {
  const numbers = row.columns.split(" ").map(Number);
  const classes = row.classes.split(" ").map(Number);
  const collations = row.collations.split(" ").map(Number);
  const directions = row.directions.split(" ").map(Number);
  return numbers.slice(0, row.key_count).map((number, at): IndexKey => {
    const expression: SqlText | undefined = number === 0 ? { sql: row.expressions?.[at] ?? "" } : undefined;
    const opclass = lookup.get(classes[at] ?? 0);
    const opclassOptions = optionsOf(row.class_options?.[at + 1] ?? null);
    const collation = lookup.get(collations[at] ?? 0);
    const ofColumn = columnCollations.get(`${row.relation}:${number}`);
    const collationDiffers =
      collation &&
      (ofColumn ? collation.name !== ofColumn.name || collation.schema !== ofColumn.schema : !collation.standard);
    const descending = ((directions[at] ?? 0) & 1) !== 0;
    const nullsFirst = ((directions[at] ?? 0) & 2) !== 0;
    return {
      ...(expression ? { expression } : { column: table.columns.get(number) ?? "" }),
      ...(opclass && (!opclass.standard || opclassOptions)
        ? { opclass: { schema: opclass.schema, name: opclass.name } }
        : {}),
      ...given("opclassOptions", opclassOptions),
      ...(collationDiffers ? { collation: { schema: collation.schema, name: collation.name } } : {}),
      ...given("descending", descending),
      ...(nullsFirst === descending ? {} : { nulls: nullsFirst ? "first" : "last" }),
    };
  });
}

interface StatisticsRow {
  oid: number;
  schema: string;
  name: string;
  relation: number;
  target: number | null;
  definition: string;
}

export function statisticsRows(query: Query): Promise<StatisticsRow[]> {
  return query<StatisticsRow>(/* sql */ `
    SELECT s.oid, n.nspname::text AS schema, s.stxname::text AS name, s.stxrelid AS relation,
      CASE WHEN s.stxstattarget >= 0 THEN s.stxstattarget::int4 END AS target, pg_get_statisticsobjdef(s.oid) AS definition
    FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace WHERE s.oid >= ${FIRST_USER_OID} ORDER BY s.oid`);
}

export function addStatistics(collector: Collector, rows: readonly StatisticsRow[]): void {
  for (const row of rows) {
    const table = collector.relations.get(row.relation);
    if (!table) continue;
    const id = schemaObjectId("statistics", row.schema, row.name);
    const props = {
      definition: { sql: row.definition },
      ...given("target", row.target),
      ...collector.comment("pg_statistic_ext", row.oid),
    };
    collector.add(
      { kind: "statistics", id, parent: table.id, schema: row.schema, name: row.name, props },
      { className: "pg_statistic_ext", oid: row.oid },
    );
    collector.edge(id, { to: table.id, why: "owned", from: "catalog" });
  }
}
