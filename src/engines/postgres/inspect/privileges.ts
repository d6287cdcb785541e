/** Reads privileges and default privileges, as differences from what the server grants by itself. */
import { objectId } from "../../../catalog/ids.ts";
import { grantId } from "../ids.ts";
import type { DefaultPrivilegesProps, GrantProps, RoutineProps } from "../objects.ts";
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
    const actual = list.filter((row) => !row.standard);
    const all =
      first.sub > 0
        ? COLUMN_PRIVILEGES
        : new Set(list.filter((row) => row.standard && row.grantee === OWNER).map((row) => row.privilege));
    for (const grantee of new Set(list.map((row) => row.grantee))) {
      const has = summarize(
        actual.filter((row) => row.grantee === grantee),
        all,
      );
      const had = summarize(
        standard.filter((row) => row.grantee === grantee),
        all,
      );
      if (JSON.stringify(has) === JSON.stringify(had)) continue;
      const name = grantee === OWNER ? "owner" : grantee;
      const grant = grantId(id, name, column);
      collector.add({
        kind: "grant",
        id: grant,
        parent: id,
        ...(object.schema === undefined ? {} : { schema: object.schema }),
        name,
        props: {
          on: grantTarget(object),
          grantee: grantee === OWNER ? "current_user" : grantee,
          privileges: has.privileges,
          ...(has.grantable.length > 0 ? { grantable: has.grantable } : {}),
          ...given("column", column),
        },
      });
      collector.edge(grant, { to: id, why: "owned", from: "catalog" });
    }
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
