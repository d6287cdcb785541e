/** Reads sequences; those behind identity columns are handed to the columns. */
import { schemaObjectId } from "../ids.ts";
import type { SequenceOptions } from "../objects.ts";
import { type Collector, given } from "./collector.ts";
import { FIRST_USER_OID, type Query } from "./query.ts";

export interface SequenceRow {
  oid: number;
  schema: string;
  name: string;
  persistence: string;
  data_type: string;
  start: string;
  increment: string;
  min: string;
  max: string;
  cache: string;
  cycle: boolean;
  /** `a` owned by a column, `i` identity. */
  dependency: string | null;
  table: number | null;
  column: number | null;
}

const TYPE_LIMITS: { readonly [type: string]: readonly [min: string, max: string] } = {
  smallint: ["-32768", "32767"],
  integer: ["-2147483648", "2147483647"],
  bigint: ["-9223372036854775808", "9223372036854775807"],
};

export function sequenceRows(query: Query): Promise<SequenceRow[]> {
  return query<SequenceRow>(/* sql */ `
    SELECT c.oid AS oid, n.nspname::text AS schema, c.relname::text AS name, c.relpersistence::text AS persistence,
      format_type(s.seqtypid, NULL) AS data_type, s.seqstart::text AS start, s.seqincrement::text AS increment,
      s.seqmin::text AS min, s.seqmax::text AS max, s.seqcache::text AS cache, s.seqcycle AS cycle,
      d.deptype::text AS dependency, d.refobjid AS table, d.refobjsubid AS column
    FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0
        AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
    WHERE c.oid >= ${FIRST_USER_OID} AND c.relpersistence <> 't' ORDER BY c.oid`);
}

/** The options that differ from what the server takes when nothing is said (CREATE SEQUENCE, version 18). */
export function sequenceOptions(row: SequenceRow): SequenceOptions {
  const [typeMin, typeMax] = TYPE_LIMITS[row.data_type] ?? ["", ""];
  const descending = row.increment.startsWith("-");
  const min = descending ? typeMin : "1";
  const max = descending ? "-1" : typeMax;
  return {
    ...given("start", row.start === (descending ? row.max : row.min) ? null : row.start),
    ...given("increment", row.increment === "1" ? null : row.increment),
    ...given("min", row.min === min ? null : row.min),
    ...given("max", row.max === max ? null : row.max),
    ...given("cache", row.cache === "1" ? null : row.cache),
    ...given("cycle", row.cycle),
  };
}

/** Identity sequences by `table oid:column number`. */
export function identitySequences(rows: readonly SequenceRow[]): ReadonlyMap<string, SequenceRow> {
  return new Map(rows.filter((row) => row.dependency === "i").map((row) => [`${row.table}:${row.column}`, row]));
}

/** Adds the sequences that stand for themselves. Tables have to be read before. */
export function addSequences(collector: Collector, rows: readonly SequenceRow[]): void {
  for (const row of rows) {
    if (collector.isMember("pg_class", row.oid)) continue;
    const table = row.table === null ? undefined : collector.relations.get(row.table);
    const column = table?.columns.get(row.column ?? 0);
    if (row.dependency === "i") {
      const owner = collector.idAt("pg_class", row.table ?? 0, row.column ?? 0);
      if (owner) collector.alias(owner, "pg_class", row.oid);
      continue;
    }
    const id = schemaObjectId("sequence", row.schema, row.name);
    const props = {
      dataType: row.data_type,
      ...sequenceOptions(row),
      ...given("unlogged", row.persistence === "u"),
      ...(table && column ? { ownedBy: { schema: table.schema, name: table.name, column } } : {}),
      ...collector.comment("pg_class", row.oid),
    };
    collector.add(
      { kind: "sequence", id, schema: row.schema, name: row.name, props },
      { className: "pg_class", oid: row.oid },
    );
  }
}
