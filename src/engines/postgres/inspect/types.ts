/** Reads schemas, extensions, collations and user-defined types. */
import { objectId } from "../../../catalog/ids.ts";
import { schemaObjectId } from "../ids.ts";
import type { CompositeTypeProps, PostgresKind, PropsByKind, RelationName } from "../objects.ts";
import { type Collector, given } from "./collector.ts";
import { FIRST_USER_OID, type Query } from "./query.ts";

interface NamespaceRow {
  oid: number;
  name: string;
}

export function namespaceRows(query: Query): Promise<NamespaceRow[]> {
  return query<NamespaceRow>(/* sql */ `
    SELECT oid, nspname::text AS name FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' ORDER BY oid`);
}

/** The comment that initdb gives to the schema `public`. */
const PUBLIC_COMMENT = "standard public schema";

export function addNamespaces(collector: Collector, rows: readonly NamespaceRow[]): void {
  for (const row of rows) {
    if (collector.isMember("pg_namespace", row.oid)) continue;
    const { comment } = collector.comment("pg_namespace", row.oid);
    // Every database starts with `public` and its comment: only what differs from that is said, '' for none.
    const props =
      row.name === "public"
        ? given("comment", comment === PUBLIC_COMMENT ? null : (comment ?? ""))
        : given("comment", comment);
    collector.add(
      { kind: "schema", id: objectId("schema", [row.name]), name: row.name, props },
      { className: "pg_namespace", oid: row.oid },
    );
  }
}

interface ExtensionRow {
  oid: number;
  name: string;
  schema: string;
  version: string;
}

/** plpgsql is part of every database (template1) and no object of ours. */
export function extensionRows(query: Query): Promise<ExtensionRow[]> {
  return query<ExtensionRow>(/* sql */ `
    SELECT e.oid, e.extname::text AS name, n.nspname::text AS schema, e.extversion AS version
    FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.oid >= ${FIRST_USER_OID} ORDER BY e.oid`);
}

export function addExtensions(
  collector: Collector,
  rows: readonly ExtensionRow[],
  standardComments: ReadonlySet<string>,
): void {
  for (const row of rows) {
    const { comment } = collector.comment("pg_extension", row.oid);
    const props = {
      schema: row.schema,
      version: row.version,
      ...(comment !== undefined && !standardComments.has(comment) ? { comment } : {}),
    };
    collector.add(
      { kind: "extension", id: objectId("extension", [row.name]), name: row.name, props },
      { className: "pg_extension", oid: row.oid },
    );
  }
}

interface CollationRow {
  oid: number;
  schema: string;
  name: string;
  provider: string;
  deterministic: boolean;
  locale: string | null;
  lc_collate: string | null;
  lc_ctype: string | null;
  rules: string | null;
}

const PROVIDER = { i: "icu", c: "libc", b: "builtin" } as const;

export function collationRows(query: Query, version: number): Promise<CollationRow[]> {
  const locale =
    version >= 170000
      ? "c.colllocale"
      : version >= 150000
        ? "c.colliculocale"
        : "CASE WHEN c.collprovider = 'i' THEN c.collcollate END";
  return query<CollationRow>(/* sql */ `
    SELECT c.oid, n.nspname::text AS schema, c.collname::text AS name, c.collprovider::text AS provider,
      c.collisdeterministic AS deterministic, ${locale}::text AS locale, c.collcollate::text AS lc_collate,
      c.collctype::text AS lc_ctype, ${version >= 160000 ? "c.collicurules" : "NULL::text"} AS rules
    FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace WHERE c.oid >= ${FIRST_USER_OID} ORDER BY c.oid`);
}

export function addCollations(collector: Collector, rows: readonly CollationRow[]): void {
  for (const row of rows) {
    if (collector.isMember("pg_collation", row.oid)) continue;
    const provider = PROVIDER[row.provider as keyof typeof PROVIDER];
    const props = {
      provider,
      ...(provider === "libc"
        ? { lcCollate: row.lc_collate ?? "", lcCtype: row.lc_ctype ?? "" }
        : given("locale", row.locale)),
      ...given("nondeterministic", !row.deterministic),
      ...given("rules", row.rules),
      ...collector.comment("pg_collation", row.oid),
    };
    collector.add(
      {
        kind: "collation",
        id: schemaObjectId("collation", row.schema, row.name),
        schema: row.schema,
        name: row.name,
        props,
      },
      { className: "pg_collation", oid: row.oid },
    );
  }
}

interface TypeRow {
  oid: number;
  schema: string;
  name: string;
  kind: string;
  array: number;
  relation: number;
  values: string[] | null;
  base: string | null;
  not_null: boolean;
  default: string | null;
  collation: RelationName | null;
  attributes: { number: number; name: string; type: string; collation: RelationName | null }[] | null;
  range: {
    subtype: string;
    opclass: RelationName & { standard: boolean };
    collation: RelationName | null;
    canonical: string | null;
    diff: string | null;
    multirange: RelationName | null;
    multirange_oid: number | null;
  } | null;
}

const collationJson = (
  column: string,
) => /* sql */ `(SELECT json_build_object('schema', cn.nspname, 'name', co.collname)
  FROM pg_collation co JOIN pg_namespace cn ON cn.oid = co.collnamespace WHERE co.oid = ${column})`;

/** Enums, domains, free-standing composite types and ranges. */
export function typeRows(query: Query, version: number): Promise<TypeRow[]> {
  const multirange =
    version >= 140000
      ? `'multirange', (SELECT json_build_object('schema', mn.nspname, 'name', m.typname) FROM pg_type m JOIN pg_namespace mn ON mn.oid = m.typnamespace WHERE m.oid = r.rngmultitypid),
         'multirange_oid', r.rngmultitypid::int8`
      : "'multirange', NULL, 'multirange_oid', NULL";
  return query<TypeRow>(/* sql */ `
    SELECT t.oid, n.nspname::text AS schema, t.typname::text AS name, t.typtype::text AS kind, t.typarray AS array, t.typrelid AS relation,
      CASE WHEN t.typtype = 'e' THEN (SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid) END AS values,
      CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END AS base, t.typnotnull AS not_null,
      CASE WHEN t.typtype = 'd' THEN coalesce(pg_get_expr(t.typdefaultbin, 0), t.typdefault) END AS default,
      CASE WHEN t.typtype = 'd' AND t.typcollation <> 0 AND t.typcollation <> (SELECT b.typcollation FROM pg_type b WHERE b.oid = t.typbasetype)
        THEN ${collationJson("t.typcollation")} END AS collation,
      CASE WHEN t.typtype = 'c' THEN (SELECT json_agg(json_build_object('number', a.attnum, 'name', a.attname,
          'type', format_type(a.atttypid, a.atttypmod), 'collation', CASE WHEN a.attcollation <> y.typcollation AND a.attcollation <> 0 THEN ${collationJson("a.attcollation")} END) ORDER BY a.attnum)
        FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) END AS attributes,
      CASE WHEN t.typtype = 'r' THEN (SELECT json_build_object('subtype', format_type(r.rngsubtype, NULL),
          'opclass', (SELECT json_build_object('schema', pn.nspname, 'name', p.opcname, 'standard', p.opcdefault) FROM pg_opclass p JOIN pg_namespace pn ON pn.oid = p.opcnamespace WHERE p.oid = r.rngsubopc),
          'collation', CASE WHEN r.rngcollation <> 0 AND r.rngcollation <> (SELECT b.typcollation FROM pg_type b WHERE b.oid = r.rngsubtype) THEN ${collationJson("r.rngcollation")} END,
          'canonical', CASE WHEN r.rngcanonical <> 0 THEN r.rngcanonical::text END, 'diff', CASE WHEN r.rngsubdiff <> 0 THEN r.rngsubdiff::text END, ${multirange})
        FROM pg_range r WHERE r.rngtypid = t.oid) END AS range
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
    WHERE t.oid >= ${FIRST_USER_OID} AND (t.typtype IN ('e', 'd', 'r')
      OR t.typtype = 'c' AND EXISTS (SELECT FROM pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c')) ORDER BY t.oid`);
}

const TYPE_KIND = { e: "enum", d: "domain", c: "composite-type", r: "range-type" } as const satisfies {
  [letter: string]: PostgresKind;
};

export function addTypes(collector: Collector, rows: readonly TypeRow[]): void {
  for (const row of rows) {
    if (collector.isMember("pg_type", row.oid)) continue;
    const kind = TYPE_KIND[row.kind as keyof typeof TYPE_KIND];
    const id = schemaObjectId(kind, row.schema, row.name);
    const props = { ...typeProps(collector, row), ...collector.comment("pg_type", row.oid) };
    collector.add(
      { kind, id, schema: row.schema, name: row.name, props: props as PropsByKind[typeof kind] },
      { className: "pg_type", oid: row.oid },
    );
    if (row.array !== 0) collector.alias(id, "pg_type", row.array);
    if (row.relation !== 0) collector.alias(id, "pg_class", row.relation);
    if (row.range?.multirange_oid) collector.alias(id, "pg_type", Number(row.range.multirange_oid));
  }
}

function typeProps(
  collector: Collector,
  row: TypeRow,
): PropsByKind["enum" | "domain" | "composite-type" | "range-type"] {
  if (row.kind === "e") return { values: row.values ?? [] };
  if (row.kind === "d") {
    return {
      type: row.base ?? "",
      ...given("notNull", row.not_null),
      ...(row.default === null ? {} : { default: { sql: row.default } }),
      ...given("collation", row.collation),
    };
  }
  if (row.range) {
    const { schema, name, standard } = row.range.opclass;
    const multirange = row.range.multirange;
    const usual = multirange && multirange.schema === row.schema && multirange.name === multirangeName(row.name);
    return {
      subtype: row.range.subtype,
      ...(standard ? {} : { opclass: { schema, name } }),
      ...given("collation", row.range.collation),
      ...given("canonical", row.range.canonical),
      ...given("subtypeDiff", row.range.diff),
      ...(usual || !multirange ? {} : { multirange }),
    };
  }
  const attributes: CompositeTypeProps["attributes"] = (row.attributes ?? []).map((attribute) => ({
    name: attribute.name,
    type: attribute.type,
    ...given("collation", attribute.collation),
    ...collector.comment("pg_class", row.relation, attribute.number),
  }));
  return { attributes };
}

/** The name that the server chooses (makeMultirangeTypeName, src/backend/catalog/pg_type.c). */
function multirangeName(range: string): string {
  const at = range.indexOf("range");
  return at >= 0 ? `${range.slice(0, at)}multi${range.slice(at)}` : `${range}_multirange`;
}
