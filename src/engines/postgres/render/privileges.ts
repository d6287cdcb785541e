/** GRANT and REVOKE. */
import type { GrantProps, PostgresObject } from "../objects.ts";
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

/** The version that first knows a privilege (GRANT, version 17): older servers would refuse the whole statement. */
const SINCE: { readonly [privilege: string]: number } = { MAINTAIN: 170000 };

/** GRANT, and apart from it, behind a test of the version, what older servers do not know. */
function grants(privileges: readonly string[], column: string | undefined, rest: string, prefix: string): string[] {
  const everywhere = privileges.filter((word) => SINCE[word] === undefined);
  const newer = privileges.filter((word) => SINCE[word] !== undefined);
  return [
    ...(everywhere.length > 0 ? [`${prefix}GRANT ${privilegeList(everywhere, column)} ${rest}`] : []),
    ...newer.map((word) => {
      const test = `current_setting('server_version_num')::integer >= ${SINCE[word]}`;
      return `DO $grant$ BEGIN IF ${test} THEN ${prefix}GRANT ${word} ${rest}; END IF; END $grant$`;
    }),
  ];
}

/** The statements that bring a grantee's privileges from the built-in default to what is wanted. */
function statements(
  target: Pick<GrantProps, "grantee" | "privileges" | "grantable" | "column">,
  on: string,
  hasDefault: boolean,
  prefix = "",
): string[] {
  const role = roleName(target.grantee);
  const { privileges, grantable = [], column } = target;
  return [
    ...(hasDefault ? [`${prefix}REVOKE ALL ON ${on} FROM ${role}`] : []),
    ...grants(privileges, column, `ON ${on} TO ${role}`, prefix),
    ...grants(grantable, column, `ON ${on} TO ${role} WITH GRANT OPTION`, prefix),
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
