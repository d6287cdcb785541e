/** Reads privileges and default privileges, as differences from what the server grants by itself. */
import { objectId } from "../../../catalog/ids.ts";
import { grantId, makeObjectName } from "../ids.ts";
import type { ColumnProps, DefaultPrivilegesProps, GrantProps, RoutineProps } from "../objects.ts";
import { quoteIdent, quoteName } from "../quote.ts";
import { Collector, given, groupBy } from "./collector.ts";
import { CLASS, FIRST_USER_OID, type Query } from "./query.ts";

interface PrivilegeRow {
  class: number;
  oid: number;
  sub: number;
  /** `public` for everybody, `` for the owner. */
  grantee: string;
  privilege: string;
  grantable: boolean;
  standard: boolean;
}

const OWNER = "";

/** The entries of every access list that somebody changed (actual) and of the list that it replaced (standard). */
export function privilegeRows(query: Query): Promise<PrivilegeRow[]> {
  return query<PrivilegeRow>(/* sql */ `
    WITH lists AS (
      SELECT ${CLASS.pg_class} AS class, oid, 0 AS sub, relowner AS owner, relacl AS acl, CASE relkind WHEN 'S' THEN 's'::"char" ELSE 'r' END AS type
        FROM pg_class WHERE relacl IS NOT NULL AND oid >= ${FIRST_USER_OID}
      UNION ALL SELECT ${CLASS.pg_class}, c.oid, a.attnum, c.relowner, a.attacl, 'c' FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE a.attacl IS NOT NULL AND a.attrelid >= ${FIRST_USER_OID}
      UNION ALL SELECT ${CLASS.pg_proc}, oid, 0, proowner, proacl, 'f' FROM pg_proc WHERE proacl IS NOT NULL AND oid >= ${FIRST_USER_OID}
      UNION ALL SELECT ${CLASS.pg_type}, oid, 0, typowner, typacl, 'T' FROM pg_type WHERE typacl IS NOT NULL AND oid >= ${FIRST_USER_OID}
      UNION ALL SELECT ${CLASS.pg_namespace}, oid, 0, nspowner, coalesce(nspacl, acldefault('n', nspowner)), 'n' FROM pg_namespace
        WHERE nspname = 'public' OR nspacl IS NOT NULL AND oid >= ${FIRST_USER_OID}
      UNION ALL SELECT ${CLASS.pg_foreign_server}, oid, 0, srvowner, srvacl, 'S' FROM pg_foreign_server WHERE srvacl IS NOT NULL
      UNION ALL SELECT ${CLASS.pg_foreign_data_wrapper}, oid, 0, fdwowner, fdwacl, 'F' FROM pg_foreign_data_wrapper WHERE fdwacl IS NOT NULL)
    SELECT l.class, l.oid, l.sub, CASE e.grantee WHEN 0 THEN 'public' WHEN l.owner THEN '' ELSE pg_get_userbyid(e.grantee)::text END AS grantee,
      e.privilege_type AS privilege, e.is_grantable AS grantable, e.standard
    FROM lists l, LATERAL (SELECT *, false AS standard FROM aclexplode(l.acl) UNION ALL SELECT *, true FROM aclexplode(acldefault(l.type, l.owner))) e
    ORDER BY 1, 2, 3, 4, 5`);
}

interface MemberPrivilegeRow extends PrivilegeRow {
  extension: number | null;
  type: string;
  schema: string;
  name: string;
  identity: string;
}

/** Privileges on what extensions and initdb brought, where somebody changed them since (pg_init_privs). */
export function memberPrivilegeRows(query: Query): Promise<MemberPrivilegeRow[]> {
  return query<MemberPrivilegeRow>(/* sql */ `
    WITH lists AS (
      SELECT ${CLASS.pg_proc} AS class, oid, proowner AS owner, proacl AS acl, 'f'::"char" AS type FROM pg_proc WHERE proacl IS NOT NULL
      UNION ALL SELECT ${CLASS.pg_class}, oid, relowner, relacl, CASE relkind WHEN 'S' THEN 's'::"char" ELSE 'r' END FROM pg_class WHERE relacl IS NOT NULL
      UNION ALL SELECT ${CLASS.pg_type}, oid, typowner, typacl, 'T' FROM pg_type WHERE typacl IS NOT NULL)
    SELECT l.class, l.oid, 0 AS sub, d.refobjid AS extension, i.type, i.schema, i.name, i.identity,
      CASE e.grantee WHEN 0 THEN 'public' WHEN l.owner THEN '' ELSE pg_get_userbyid(e.grantee)::text END AS grantee,
      e.privilege_type AS privilege, e.is_grantable AS grantable, e.standard
    FROM lists l LEFT JOIN pg_depend d ON d.classid = l.class AND d.objid = l.oid AND d.deptype = 'e'
      LEFT JOIN pg_init_privs p ON p.classoid = l.class AND p.objoid = l.oid AND p.objsubid = 0,
      LATERAL (SELECT f.type, f.schema, coalesce(f.name, f.identity) AS name, CASE l.class WHEN ${CLASS.pg_proc} THEN l.oid::regprocedure::text WHEN ${CLASS.pg_class} THEN l.oid::regclass::text ELSE l.oid::regtype::text END AS identity
        FROM pg_identify_object(l.class, l.oid, 0) f) i,
      LATERAL (SELECT *, false AS standard FROM aclexplode(l.acl) UNION ALL SELECT *, true FROM aclexplode(coalesce(p.initprivs, acldefault(l.type, l.owner)))) e
    WHERE l.acl IS DISTINCT FROM p.initprivs AND (d.refobjid IS NOT NULL OR l.oid < ${FIRST_USER_OID} AND i.schema = 'pg_catalog') ORDER BY 1, 2, 3, 9, 10`);
}

/** Privileges on members of extensions, which belong to the extension that makes them, and on system objects. */
export function addMemberPrivileges(collector: Collector, rows: readonly MemberPrivilegeRow[]): void {
  for (const list of groupBy(rows, (row) => Collector.address(row.class, row.oid)).values()) {
    const [first] = list;
    const extension = first?.extension ? collector.idAt("pg_extension", first.extension) : undefined;
    if (!first || (first.extension && !extension)) continue;
    const target = { id: `${first.type}:${first.identity}`, ...given("parent", extension) };
    const keyword =
      first.class === CLASS.pg_class && first.type !== "sequence"
        ? "TABLE"
        : first.type === "aggregate"
          ? "FUNCTION"
          : first.type.toUpperCase();
    addGrants(
      collector,
      target,
      { keyword, identity: first.identity },
      list,
      list.filter((row) => row.standard),
    );
  }
}

const GRANT_ON: { readonly [kind: string]: string } = {
  table: "TABLE",
  "foreign-table": "TABLE",
  view: "TABLE",
  "materialized-view": "TABLE",
  sequence: "SEQUENCE",
  schema: "SCHEMA",
  enum: "TYPE",
  domain: "DOMAIN",
  "composite-type": "TYPE",
  "range-type": "TYPE",
};

function grantTarget(object: { kind: string; schema?: string; name: string; props: object }): GrantProps["on"] {
  const identity =
    object.schema === undefined ? quoteIdent(object.name) : quoteName({ schema: object.schema, name: object.name });
  if (object.kind === "function") {
    const props = object.props as RoutineProps;
    const keyword = props.routine === "procedure" ? "PROCEDURE" : "FUNCTION";
    return { keyword, identity: `${identity}(${props.identityArguments})` };
  }
  if (object.kind === "opaque") {
    const { class: keyword, identity: name } = object.props as { class: string; identity: string };
    return { keyword: keyword === "SERVER" ? "FOREIGN SERVER" : keyword, identity: name };
  }
  return { keyword: GRANT_ON[object.kind] ?? "TABLE", identity };
}

/** Privileges of the sequence behind an identity column, which is no object of its own. */
function identitySequence(
  collector: Collector,
  column: { readonly parent?: string; readonly schema?: string; readonly name: string; readonly props: object },
): GrantProps["on"] {
  const { identity } = column.props as ColumnProps;
  const table = column.parent === undefined ? undefined : collector.object(column.parent);
  const name = identity?.sequence?.name ?? {
    schema: column.schema ?? "",
    name: makeObjectName(table?.name ?? "", column.name, "seq"),
  };
  return { keyword: "SEQUENCE", identity: quoteName(name) };
}

/** Privileges of one list by grantee; `ALL` where it is every privilege that the kind of object knows. */
function summarize(
  rows: readonly PrivilegeRow[],
  all: ReadonlySet<string>,
): { privileges: string[]; grantable: string[] } {
  const word = (list: string[]) => (list.length > 1 && list.length === all.size ? ["ALL"] : list);
  return {
    privileges: word(rows.filter((row) => !row.grantable).map((row) => row.privilege)),
    grantable: word(rows.filter((row) => row.grantable).map((row) => row.privilege)),
  };
}

const COLUMN_PRIVILEGES = new Set(["SELECT", "INSERT", "UPDATE", "REFERENCES"]);

export function addPrivileges(collector: Collector, rows: readonly PrivilegeRow[]): void {
  for (const list of groupBy(rows, (row) => Collector.address(row.class, row.oid, row.sub)).values()) {
    const [first] = list;
    if (!first) continue;
    const id = collector.idAt(first.class, first.oid);
    const object = id === undefined ? undefined : collector.object(id);
    if (!id || !object) continue;
    const column = first.sub > 0 ? columnName(collector, first) : undefined;
    if (first.sub > 0 && column === undefined) continue;
    const standard = id === "schema:public" ? publicStandard(collector, list) : list.filter((row) => row.standard);
    const on = object.kind === "column" ? identitySequence(collector, object) : grantTarget(object);
    const target = { id, parent: id, ...given("schema", object.schema), ...given("column", column) };
    addGrants(collector, target, on, list, standard);
  }
}

interface GrantTarget {
  readonly id: string;
  readonly parent?: string;
  readonly schema?: string;
  readonly column?: string;
}

/** Adds a grant for every grantee whose privileges differ from the standard ones. */
function addGrants(
  collector: Collector,
  target: GrantTarget,
  on: GrantProps["on"],
  list: readonly PrivilegeRow[],
  standard: readonly PrivilegeRow[],
): void {
  const actual = list.filter((row) => !row.standard);
  const ownerHas = list.filter((row) => row.standard && row.grantee === OWNER).map((row) => row.privilege);
  const all = target.column === undefined ? new Set(ownerHas) : COLUMN_PRIVILEGES;
  for (const grantee of new Set([...list, ...standard].map((row) => row.grantee))) {
    const of = (rows: readonly PrivilegeRow[]) =>
      summarize(
        rows.filter((row) => row.grantee === grantee),
        all,
      );
    const { privileges, grantable } = of(actual);
    if (JSON.stringify({ privileges, grantable }) === JSON.stringify(of(standard))) continue;
    const name = grantee === OWNER ? "owner" : grantee;
    const id = grantId(target.id, name, target.column);
    const props = {
      on,
      grantee: grantee === OWNER ? "current_user" : grantee,
      privileges,
      ...(grantable.length > 0 ? { grantable } : {}),
      ...given("column", target.column),
    };
    collector.add({
      kind: "grant",
      id,
      ...given("parent", target.parent),
      ...given("schema", target.schema),
      name,
      props,
    });
    if (target.parent) collector.edge(id, { to: target.parent, why: "owned", from: "catalog" });
  }
}

function columnName(collector: Collector, row: PrivilegeRow): string | undefined {
  return collector.relations.get(row.oid)?.columns.get(row.sub);
}

/** What initdb grants on the schema `public`: usage for everybody, and before version 15 also create. */
function publicStandard(collector: Collector, list: readonly PrivilegeRow[]): PrivilegeRow[] {
  const owner = list.filter((row) => row.standard && row.grantee === OWNER);
  const [first] = owner;
  if (!first) return [];
  const words = collector.version >= 150000 ? ["USAGE"] : ["CREATE", "USAGE"];
  return [...owner, ...words.map((privilege) => ({ ...first, grantee: "public", privilege }))];
}

interface DefaultPrivilegeRow {
  oid: number;
  role: string;
  schema: string | null;
  type: string;
  grantee: string;
  privilege: string;
  grantable: boolean;
  standard: boolean;
}

const OBJECTS = { r: "TABLES", S: "SEQUENCES", f: "FUNCTIONS", T: "TYPES", n: "SCHEMAS", L: "LARGE OBJECTS" } as const;

/** Default privileges for a whole database replace the built-in ones; those of a schema add to them. */
export function defaultPrivilegeRows(query: Query): Promise<DefaultPrivilegeRow[]> {
  return query<DefaultPrivilegeRow>(/* sql */ `
    SELECT d.oid, pg_get_userbyid(d.defaclrole)::text AS role, n.nspname::text AS schema, d.defaclobjtype::text AS type,
      CASE e.grantee WHEN 0 THEN 'public' ELSE pg_get_userbyid(e.grantee)::text END AS grantee,
      e.privilege_type AS privilege, e.is_grantable AS grantable, e.standard
    FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace,
      LATERAL (SELECT *, false AS standard FROM aclexplode(d.defaclacl)
        UNION ALL SELECT *, true FROM aclexplode(acldefault(CASE d.defaclobjtype WHEN 'S' THEN 's'::"char" ELSE d.defaclobjtype END, d.defaclrole))) e
    WHERE d.oid >= ${FIRST_USER_OID} ORDER BY d.oid, 5, 6`);
}

export function addDefaultPrivileges(collector: Collector, rows: readonly DefaultPrivilegeRow[]): void {
  for (const list of groupBy(rows, (row) => row.oid).values()) {
    const [first] = list;
    if (!first) continue;
    const asPrivilege = (row: DefaultPrivilegeRow): PrivilegeRow => ({ ...row, class: CLASS.pg_default_acl, sub: 0 });
    const all = new Set(list.filter((row) => row.standard && row.grantee === first.role).map((row) => row.privilege));
    for (const grantee of new Set(list.map((row) => row.grantee))) {
      const own = list.filter((row) => row.grantee === grantee).map(asPrivilege);
      const has = summarize(
        own.filter((row) => !row.standard),
        all,
      );
      const had =
        first.schema === null
          ? summarize(
              own.filter((row) => row.standard),
              all,
            )
          : { privileges: [], grantable: [] };
      if (JSON.stringify(has) === JSON.stringify(had)) continue;
      const objects = OBJECTS[first.type as keyof typeof OBJECTS];
      const props: DefaultPrivilegesProps = {
        ...given("schema", first.schema),
        objects,
        role: first.role,
        grantee,
        privileges: has.privileges,
        ...(has.grantable.length > 0 ? { grantable: has.grantable } : {}),
      };
      const id = objectId("default-privileges", [first.role, first.schema ?? "*", objects, grantee]);
      collector.add(
        { kind: "default-privileges", id, name: grantee, props },
        { className: "pg_default_acl", oid: first.oid },
      );
      const schema = first.schema === null ? undefined : objectId("schema", [first.schema]);
      if (schema) collector.edge(id, { to: schema, why: "order", from: "catalog" });
    }
  }
}
