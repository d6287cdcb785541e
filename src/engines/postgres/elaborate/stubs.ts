/** What a script takes for granted and the empty database does not have: made or stood in for, with a notice. */
import type { ParsedStatement, SyntaxNode } from "./statements.ts";

/** Statements in which no role can be named; they are most of a script. */
const WITHOUT_ROLES = new Set([
  "CreateStmt",
  "IndexStmt",
  "ViewStmt",
  "CommentStmt",
  "CreateFunctionStmt",
  "CreateTrigStmt",
  "CreateEnumStmt",
]);

/** Names of the roles that statements speak of and do not create, in order of appearance. */
export function rolesOf(statements: readonly ParsedStatement[]): string[] {
  const named = new Set<string>();
  const created = new Set<string>();
  for (const { node, tree } of statements) {
    if (node === "CreateRoleStmt") created.add(String(tree["role"]));
    else if (!WITHOUT_ROLES.has(node)) collectRoles(tree, named);
  }
  return [...named].filter((name) => !created.has(name) && name !== "postgres" && !name.startsWith("pg_"));
}

function collectRoles(value: unknown, roles: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) collectRoles(item, roles);
  else if (typeof value === "object" && value !== null) {
    const node = value as SyntaxNode;
    if (node["roletype"] === "ROLESPEC_CSTRING" && typeof node["rolename"] === "string") roles.add(node["rolename"]);
    for (const child of Object.values(node)) collectRoles(child, roles);
  }
}

/** Names of the extensions that statements create, in order of appearance. */
export function extensionsOf(statements: readonly ParsedStatement[]): { name: string; schema?: string }[] {
  return statements.flatMap(({ node, tree }) => {
    if (node !== "CreateExtensionStmt" || typeof tree["extname"] !== "string") return [];
    const options = (tree["options"] ?? []) as {
      DefElem?: { defname?: string; arg?: { String?: { sval?: string } } };
    }[];
    const schema = options.find((option) => option.DefElem?.defname === "schema")?.DefElem?.arg?.String?.sval;
    return [{ name: tree["extname"], ...(schema === undefined ? {} : { schema }) }];
  });
}

/** A mention of a type with its place in the statement, in bytes. */
export interface TypeMention {
  readonly name: string;
  readonly schema?: string;
  readonly location: number;
  readonly hasModifiers: boolean;
}

/** The types that a tree mentions by one of the given names. */
export function typeMentions(value: unknown, names: ReadonlySet<string>, found: TypeMention[] = []): TypeMention[] {
  if (Array.isArray(value)) for (const item of value) typeMentions(item, names, found);
  else if (typeof value === "object" && value !== null) {
    const node = value as SyntaxNode;
    const parts = node["names"];
    if (Array.isArray(parts) && typeof node["location"] === "number" && "typemod" in node) {
      const words = parts.map((part: { String?: { sval?: string } }) => part.String?.sval ?? "");
      const name = words.at(-1) ?? "";
      if (names.has(name)) {
        const schema = words.length > 1 ? words.at(-2) : undefined;
        found.push({
          name,
          ...(schema === undefined ? {} : { schema }),
          location: node["location"],
          hasModifiers: Array.isArray(node["typmods"]),
        });
      }
    }
    for (const child of Object.values(node)) typeMentions(child, names, found);
  }
  return found;
}

/** Names of the relations and types that statements define, without schema. */
export function definedTypes(statements: readonly ParsedStatement[]): ReadonlySet<string> {
  const lastName = (names: unknown) =>
    (Array.isArray(names) ? (names.at(-1) as { String?: { sval?: string } } | undefined) : undefined)?.String?.sval;
  const names = new Set<string>();
  for (const { tree } of statements) {
    const relation = (tree["typevar"] ?? tree["relation"]) as { relname?: string } | undefined;
    const name =
      lastName(tree["typeName"]) ?? lastName(tree["domainname"]) ?? lastName(tree["defnames"]) ?? relation?.relname;
    if (name !== undefined) names.add(name);
  }
  return names;
}
