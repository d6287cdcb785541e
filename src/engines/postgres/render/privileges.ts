/** GRANT and REVOKE. */
import type { PostgresObject } from "../objects.ts";
import { quoteIdent } from "../quote.ts";
import { roleName } from "./programs.ts";
import { needsOf, type Unit } from "./unit.ts";

/** Kinds of object on which the server grants something to everybody by itself. */
const PUBLIC_BY_DEFAULT = new Set([
  "FUNCTION",
  "PROCEDURE",
  "TYPE",
  "DOMAIN",
  "LANGUAGE",
  "FUNCTIONS",
  "TYPES",
  "SCHEMA",
]);

function privilegeList(privileges: readonly string[], column: string | undefined): string {
  return privileges.map((word) => (column === undefined ? word : `${word} (${quoteIdent(column)})`)).join(", ");
}

/** The statements that bring a grantee's privileges from the built-in default to what is wanted. */
function statements(
  target: {
    readonly grantee: string;
    readonly privileges: readonly string[];
    readonly grantable?: readonly string[];
    readonly column?: string;
  },
  on: string,
  hasDefault: boolean,
  prefix = "",
): string[] {
  const role = roleName(target.grantee);
  const { privileges, grantable = [], column } = target;
  return [
    ...(hasDefault ? [`${prefix}REVOKE ALL ON ${on} FROM ${role}`] : []),
    ...(privileges.length > 0 ? [`${prefix}GRANT ${privilegeList(privileges, column)} ON ${on} TO ${role}`] : []),
    ...(grantable.length > 0
      ? [`${prefix}GRANT ${privilegeList(grantable, column)} ON ${on} TO ${role} WITH GRANT OPTION`]
      : []),
  ];
}

export function grantUnits(grant: PostgresObject<"grant">): Unit[] {
  const { on, grantee, column } = grant.props;
  const hasDefault =
    column === undefined && (grantee === "current_user" || (grantee === "public" && PUBLIC_BY_DEFAULT.has(on.keyword)));
  const sql = statements(grant.props, `${on.keyword} ${on.identity}`, hasDefault);
  return [{ section: "Privileges", object: grant.id, makes: [grant.id], needs: needsOf(grant), sql }];
}

export function defaultPrivilegeUnits(object: PostgresObject<"default-privileges">): Unit[] {
  const { schema, objects, role, grantee } = object.props;
  const prefix = `ALTER DEFAULT PRIVILEGES FOR ROLE ${quoteIdent(role)}${schema === undefined ? "" : ` IN SCHEMA ${quoteIdent(schema)}`} `;
  const hasDefault =
    schema === undefined && (grantee === role || (grantee === "public" && PUBLIC_BY_DEFAULT.has(objects)));
  const sql = statements(object.props, objects, hasDefault, prefix);
  return [{ section: "Default privileges", object: object.id, makes: [object.id], needs: needsOf(object), sql }];
}
