/** Reads publications. */
import { objectId } from "../../../catalog/ids.ts";
import type { PublicationProps } from "../objects.ts";
import { type Collector, given } from "./collector.ts";
import { FIRST_USER_OID, type Query } from "./query.ts";

interface PublicationRow {
  oid: number;
  name: string;
  all_tables: boolean;
  insert: boolean;
  update: boolean;
  delete: boolean;
  truncate: boolean;
  via_root: boolean;
  generated: boolean;
  tables: { oid: number; relation: number; columns: number[] | null; where: string | null }[] | null;
  schemas: string[] | null;
}

export function publicationRows(query: Query, version: number): Promise<PublicationRow[]> {
  const details =
    version >= 150000
      ? `'columns', (SELECT json_agg(k) FROM unnest(r.prattrs) k), 'where', pg_get_expr(r.prqual, r.prrelid)`
      : "'columns', NULL, 'where', NULL";
  const schemas =
    version >= 150000
      ? "(SELECT array_agg(n.nspname::text ORDER BY 1) FROM pg_publication_namespace s JOIN pg_namespace n ON n.oid = s.pnnspid WHERE s.pnpubid = p.oid)"
      : "NULL::text[]";
  return query<PublicationRow>(/* sql */ `
    SELECT p.oid, p.pubname::text AS name, p.puballtables AS all_tables, p.pubinsert AS insert, p.pubupdate AS update, p.pubdelete AS delete,
      p.pubtruncate AS truncate, p.pubviaroot AS via_root, ${version >= 180000 ? "p.pubgencols = 's'" : "false"} AS generated,
      (SELECT json_agg(json_build_object('oid', r.oid::int8, 'relation', r.prrelid::int8, ${details}) ORDER BY r.oid)
        FROM pg_publication_rel r WHERE r.prpubid = p.oid) AS tables, ${schemas} AS schemas
    FROM pg_publication p WHERE p.oid >= ${FIRST_USER_OID} ORDER BY p.oid`);
}

const OPERATIONS = ["insert", "update", "delete", "truncate"] as const;

export function addPublications(collector: Collector, rows: readonly PublicationRow[]): void {
  for (const row of rows) {
    const id = objectId("publication", [row.name]);
    const tables = (row.tables ?? []).flatMap((item) => {
      const table = collector.relations.get(Number(item.relation));
      if (!table) return [];
      const columns = (item.columns ?? []).map((number) => table.columns.get(number) ?? "");
      return [
        {
          schema: table.schema,
          name: table.name,
          ...(columns.length > 0 ? { columns } : {}),
          ...(item.where === null ? {} : { where: { sql: item.where } }),
        },
      ];
    });
    tables.sort((a, b) => (`${a.schema}.${a.name}` < `${b.schema}.${b.name}` ? -1 : 1));
    const operations = OPERATIONS.filter((operation) => row[operation]);
    const props: PublicationProps = {
      ...given("allTables", row.all_tables),
      ...(tables.length > 0 ? { tables } : {}),
      ...given("schemas", row.schemas),
      ...(operations.length < OPERATIONS.length ? { operations } : {}),
      ...given("viaRoot", row.via_root),
      ...(row.generated ? { generatedColumns: "stored" as const } : {}),
      ...collector.comment("pg_publication", row.oid),
    };
    collector.add({ kind: "publication", id, name: row.name, props }, { className: "pg_publication", oid: row.oid });
    for (const item of row.tables ?? []) collector.alias(id, "pg_publication_rel", Number(item.oid));
  }
}
