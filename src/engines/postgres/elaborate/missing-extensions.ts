/** Puts stand-ins into a script for the extensions that it names, or takes for granted, and that cannot be loaded. */
import type { Notice } from "../../engine.ts";
import { isEmbedded } from "./extensions.ts";
import { placeOf } from "./split.ts";
import { STAND_IN_TYPES, standInScript } from "./stand-ins.ts";
import type { ParsedStatement } from "./statements.ts";
import { definedTypes, extensionsOf, typeMentions } from "./stubs.ts";
import { SUBSTITUTES } from "./substitutes.ts";

interface Declared {
  readonly statements: readonly ParsedStatement[];
  /** Names of the extensions that are stood in for. */
  readonly substituted: ReadonlySet<string>;
  readonly notices: readonly Notice[];
}

/**
 * The statements with a script of stand-ins in the place of CREATE EXTENSION, and before all others for extensions that
 * no statement creates although their types are used, as in the dump of a single schema.
 */
export function declareExtensions(statements: readonly ParsedStatement[]): Declared {
  const notices: Notice[] = [];
  const substituted = new Set<string>();
  const present = new Set<string>();
  const result: ParsedStatement[] = [];
  const stand = (statement: ParsedStatement, name: string, schema: string | undefined, message: string) => {
    const where = { file: statement.source.name, ...placeOf(statement.source.text, statement.offset) };
    notices.push({ code: "EXTENSION_STOOD_IN", message, where });
    substituted.add(name);
    present.add(name);
    result.push({ ...statement, node: "CreateExtensionStmt", tree: {}, sql: standInScript(name, schema) });
  };
  for (const { name, schema, statement } of undeclared(statements)) {
    const place = schema ?? "public";
    const message = `the extension ${name} is taken to exist in the schema ${place}: its types are used and no statement creates it`;
    stand(statement, name, place, message);
    const [made] = result.splice(-1);
    const schemaFirst = `CREATE SCHEMA IF NOT EXISTS "${place.replaceAll('"', '""')}"`;
    if (made) result.push({ ...made, sql: `${schemaFirst};\n${made.sql}` });
  }
  for (const statement of statements) {
    const [extension] = extensionsOf([statement]);
    if (extension && !isEmbedded(extension.name)) {
      if (!present.has(extension.name)) {
        stand(statement, extension.name, extension.schema, standInMessage(extension.name));
      }
    } else if (statement.node === "AlterExtensionStmt" && substituted.has(String(statement.tree["extname"]))) {
      // ALTER EXTENSION … UPDATE has nothing to update.
    } else {
      // Code that creates an extension finds it there: what it does then is IF NOT EXISTS, or a test of its own.
      for (const name of statement.node === "DoStmt" ? (statement.creates ?? []) : []) {
        if (!isEmbedded(name) && !present.has(name)) stand(statement, name, undefined, standInMessage(name));
      }
      for (const name of droppedExtensions(statement)) present.delete(name);
      result.push(statement);
    }
  }
  return { statements: result, substituted, notices };
}

function standInMessage(name: string): string {
  const missing = `the extension ${name} is not in the embedded engine`;
  return name in SUBSTITUTES
    ? `${missing}: what schemas commonly use of it was stood in for while the text ran`
    : `${missing}, and nothing is known of what it brings: only its name was taken over`;
}

function droppedExtensions({ node, tree }: ParsedStatement): string[] {
  if (node !== "DropStmt" || tree["removeType"] !== "OBJECT_EXTENSION") return [];
  const objects = (tree["objects"] ?? []) as readonly { String?: { sval?: string } }[];
  return objects.map((object) => object.String?.sval ?? "");
}

const MENTION = new RegExp(`\\b(?:${[...STAND_IN_TYPES.keys()].join("|")})\\b`, "i");

function undeclared(
  statements: readonly ParsedStatement[],
): { name: string; schema: string | undefined; statement: ParsedStatement }[] {
  // Most scripts have none of the words: nothing is walked through then.
  const candidates = statements.filter(({ sql }) => MENTION.test(sql));
  if (candidates.length === 0) return [];
  const declared = new Set(extensionsOf(statements).map(({ name }) => name));
  const defined = definedTypes(statements);
  const names = new Set(
    [...STAND_IN_TYPES].filter(([type, of]) => !declared.has(of) && !defined.has(type)).map(([type]) => type),
  );
  const found = new Map<string, { name: string; schema: string | undefined; statement: ParsedStatement }>();
  for (const statement of candidates) {
    for (const { name: type, schema } of typeMentions(statement.tree, names)) {
      const name = STAND_IN_TYPES.get(type) ?? "";
      if (!found.has(name)) found.set(name, { name, schema, statement });
    }
  }
  return [...found.values()];
}
