/** GRANT and REVOKE. */
import type { GrantProps, PostgresObject } from "../objects.ts";
import { quoteIdent, quoteLiteral } from "../quote.ts";
import { PRIVILEGE_SINCE } from "../versions.ts";
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

/** GRANT, and apart from it, behind a test of the version, what older servers do not know: they refuse the statement. */
function grants(privileges: readonly string[], column: string | undefined, rest: string, prefix: string): string[] {
  const everywhere = privileges.filter((word) => PRIVILEGE_SINCE[word] === undefined);
  const newer = privileges.filter((word) => PRIVILEGE_SINCE[word] !== undefined);
  return [
    ...(everywhere.length > 0 ? [`${prefix}GRANT ${privilegeList(everywhere, column)} ${rest}`] : []),
    ...newer.map((word) => {
      const test = `current_setting('server_version_num')::integer >= ${(PRIVILEGE_SINCE[word] ?? 0) * 10_000}`;
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
  const plain = statements(grant.props, `${on.keyword} ${on.identity}`, hasDefault);
  const ofExtension = on.keyword === "FUNCTION" && grant.parent !== undefined && isExtension(grant.parent);
  const sql = ofExtension ? [whereItExists(on.identity, plain)] : plain;
  return [{ section: "Privileges", object: grant.id, makes: [grant.id], needs: needsOf(grant), sql }];
}

function isExtension(id: string): boolean {
  return id.startsWith("extension:");
}

/** Which functions an extension brings depends on its version, which is the server's: `hash_ltree` came with 17. */
function whereItExists(identity: string, sql: readonly string[]): string {
  const test = `to_regprocedure(${quoteLiteral(identity)}) IS NOT NULL`;
  return `DO $grant$ BEGIN IF ${test} THEN ${sql.join("; ")}; END IF; END $grant$`;
}

export function defaultPrivilegeUnits(object: PostgresObject<"default-privileges">): Unit[] {
  const { schema, objects, role, grantee } = object.props;
  const prefix = `ALTER DEFAULT PRIVILEGES FOR ROLE ${quoteIdent(role)}${schema === undefined ? "" : ` IN SCHEMA ${quoteIdent(schema)}`} `;
  const hasDefault =
    schema === undefined && (grantee === role || (grantee === "public" && PUBLIC_BY_DEFAULT.has(objects)));
  const sql = statements(object.props, objects, hasDefault, prefix);
  return [{ section: "Default privileges", object: object.id, makes: [object.id], needs: needsOf(object), sql }];
}
