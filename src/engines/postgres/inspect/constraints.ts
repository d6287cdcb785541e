/** Reads primary, unique, foreign, check and exclusion constraints. NOT NULL is a property of its column. */
import { childId } from "../ids.ts";
import type { ForeignKeyProps, KeyProps } from "../objects.ts";
import { type Collector, given, optionsOf, type RelationEntry } from "./collector.ts";
import { FIRST_USER_OID, type Query } from "./query.ts";

export interface ConstraintRow {
  oid: number;
  name: string;
  type: string;
  relation: number;
  domain: number;
  index: number;
  parent: number;
  target: number;
  local: boolean;
  no_inherit: boolean;
  validated: boolean;
  enforced: boolean;
  deferrable: boolean;
  deferred: boolean;
  period: boolean;
  columns: number[] | null;
  target_columns: number[] | null;
  on_update: string;
  on_delete: string;
  match: string;
  on_delete_columns: number[] | null;
  expression: string | null;
  definition: string | null;
  index_columns: string | null;
  index_keys: number | null;
  index_options: string[] | null;
  index_tablespace: string | null;
  nulls_not_distinct: boolean | null;
}

const ACTION = { c: "cascade", r: "restrict", n: "set null", d: "set default" } as const;

export function constraintRows(query: Query, version: number): Promise<ConstraintRow[]> {
  return query<ConstraintRow>(/* sql */ `
    SELECT c.oid, c.conname::text AS name, c.contype::text AS type, c.conrelid AS relation, c.contypid AS domain,
      c.conindid AS index, c.conparentid AS parent, c.confrelid AS target, c.conislocal AS local, c.connoinherit AS no_inherit,
      c.convalidated AS validated, ${version >= 180000 ? "c.conenforced" : "true"} AS enforced,
      c.condeferrable AS deferrable, c.condeferred AS deferred, ${version >= 180000 ? "c.conperiod" : "false"} AS period,
      c.conkey AS columns, c.confkey AS target_columns, c.confupdtype::text AS on_update, c.confdeltype::text AS on_delete,
      c.confmatchtype::text AS match, ${version >= 150000 ? "c.confdelsetcols" : "NULL::int2[]"} AS on_delete_columns,
      CASE WHEN c.contype = 'c' THEN pg_get_expr(c.conbin, c.conrelid) END AS expression,
      CASE WHEN c.contype = 'x' THEN pg_get_constraintdef(c.oid) END AS definition,
      i.indkey::text AS index_columns, i.indnkeyatts AS index_keys, x.reloptions AS index_options,
      CASE WHEN x.reltablespace <> 0 THEN (SELECT s.spcname::text FROM pg_tablespace s WHERE s.oid = x.reltablespace) END AS index_tablespace,
      ${version >= 150000 ? "i.indnullsnotdistinct" : "false"} AS nulls_not_distinct
    FROM pg_constraint c LEFT JOIN pg_index i ON i.indexrelid = c.conindid AND c.contype IN ('p', 'u', 'x')
      LEFT JOIN pg_class x ON x.oid = i.indexrelid
    WHERE c.oid >= ${FIRST_USER_OID} AND c.contype IN ('p', 'u', 'f', 'c', 'x') ORDER BY c.oid`);
}

const KINDS = { p: "primary-key", u: "unique", f: "foreign-key", c: "check", x: "exclusion" } as const;

/** Adds constraints of tables and domains. What a parent table or a partitioned key brought is no object of its own. */
export function addConstraints(collector: Collector, rows: readonly ConstraintRow[]): void {
  for (const row of rows) {
    if (row.domain !== 0) {
      addDomainCheck(collector, row);
      continue;
    }
    const table = collector.relations.get(row.relation);
    if (!table) continue;
    const isKey = row.type === "p" || row.type === "u";
    const inherited =
      (row.type === "f" && row.parent !== 0) ||
      (row.type === "c" && !row.local) ||
      (row.type === "x" && row.parent !== 0);
    if (inherited) continue;
    const id = childId(KINDS[row.type as keyof typeof KINDS], table.schema, table.name, row.name);
    const base = { id, parent: table.id, schema: table.schema, name: row.name };
    const address = { className: "pg_constraint", oid: row.oid } as const;
    const comment = collector.comment("pg_constraint", row.oid);
    if (isKey) {
      const props = { ...keyProps(row, table), ...comment };
      collector.add({ ...base, kind: row.type === "p" ? "primary-key" : "unique", props }, address);
    } else if (row.type === "f") {
      const target = collector.relations.get(row.target);
      if (!target) continue;
      collector.add(
        { ...base, kind: "foreign-key", props: { ...foreignKeyProps(row, table, target), ...comment } },
        address,
      );
    } else if (row.type === "c") {
      const props = {
        expression: { sql: row.expression ?? "" },
        ...given("noInherit", row.no_inherit),
        ...given("notValid", !row.validated && row.enforced),
        ...given("notEnforced", !row.enforced),
        ...comment,
      };
      collector.add({ ...base, kind: "check", props }, address);
    } else {
      const definition = { sql: row.definition ?? "" };
      collector.add({ ...base, kind: "exclusion", props: { definition, ...comment } }, address);
    }
    collector.edge(id, { to: table.id, why: "owned", from: "catalog" });
    if (row.index !== 0 && row.type !== "f") collector.alias(id, "pg_class", row.index);
    for (const column of row.columns ?? []) {
      const columnId = collector.idAt("pg_class", row.relation, column);
      if (columnId) collector.edge(id, { to: columnId, why: "owned", from: "catalog" });
    }
  }
}

function addDomainCheck(collector: Collector, row: ConstraintRow): void {
  const domain = collector.idAt("pg_type", row.domain);
  const object = domain === undefined ? undefined : collector.object(domain);
  if (!object?.schema) return;
  const id = childId("check", object.schema, object.name, row.name);
  const props = {
    expression: { sql: row.expression ?? "" },
    ...given("notValid", !row.validated),
    ...collector.comment("pg_constraint", row.oid),
  };
  collector.add(
    { kind: "check", id, parent: object.id, schema: object.schema, name: row.name, props },
    { className: "pg_constraint", oid: row.oid },
  );
  collector.edge(id, { to: object.id, why: "owned", from: "catalog" });
}

function namesOf(numbers: readonly number[] | null, table: RelationEntry): string[] {
  return (numbers ?? []).map((number) => table.columns.get(number) ?? "");
}

function deferrable(row: ConstraintRow): Pick<KeyProps, "deferrable"> {
  if (!row.deferrable) return {};
  return { deferrable: row.deferred ? "initially deferred" : "deferrable" };
}

function keyProps(row: ConstraintRow, table: RelationEntry): KeyProps {
  const all = (row.index_columns ?? "").split(" ").map(Number);
  const include = namesOf(all.slice(row.index_keys ?? all.length), table);
  return {
    columns: namesOf(row.columns, table),
    ...(include.length > 0 ? { include } : {}),
    ...given("nullsNotDistinct", row.nulls_not_distinct),
    ...given("withoutOverlaps", row.period),
    ...deferrable(row),
    ...given("options", optionsOf(row.index_options)),
    ...given("tablespace", row.index_tablespace),
    ...given("inherited", !row.local),
  };
}

function foreignKeyProps(row: ConstraintRow, table: RelationEntry, target: RelationEntry): ForeignKeyProps {
  const setColumns = namesOf(row.on_delete_columns, table);
  return {
    columns: namesOf(row.columns, table),
    references: { schema: target.schema, name: target.name, columns: namesOf(row.target_columns, target) },
    ...(row.match === "f" ? { match: "full" as const } : {}),
    ...given("onUpdate", ACTION[row.on_update as keyof typeof ACTION]),
    ...given("onDelete", ACTION[row.on_delete as keyof typeof ACTION]),
    ...(setColumns.length > 0 ? { onDeleteColumns: setColumns } : {}),
    ...deferrable(row),
    ...given("notValid", !row.validated && row.enforced),
    ...given("notEnforced", !row.enforced),
    ...given("period", row.period),
  };
}
