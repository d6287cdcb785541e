/** A text becomes a catalog by being run on the embedded PostgreSQL and read back (architecture, decision 5). */

import type { Catalog, CatalogObject } from "../../../catalog/catalog.ts";
import type { Loss } from "../../../model/loss.ts";
import type { Runtime } from "../../../runtime.ts";
import type { Notice, Reading, SourceText } from "../../engine.ts";
import { attachAuthored } from "../authored.ts";
import { inspect } from "../inspect/index.ts";
import { DEFAULT_SCHEMA, quoteIdent } from "../quote.ts";
import { authoredTexts } from "./authored.ts";
import { cachedReading, cacheKey } from "./cache.ts";
import { FOREIGN_TYPES, isEmbedded, withNeeds } from "./extensions.ts";
import { runStatements } from "./run.ts";
import { embeddedVersion, type Scratch, withScratch } from "./scratch.ts";
import { type MissingExtension, standIn, withoutStandIns } from "./stand-ins.ts";
import { loadParser, type ParsedStatement, readScripts } from "./statements.ts";
import { extensionsOf, rolesOf, typeMentions } from "./stubs.ts";
import { isSubscription, subscriptionsOf } from "./subscriptions.ts";

export { closeScratch, withScratch } from "./scratch.ts";

/** Who prints what the embedded engine elaborates. */
const PRINTER = "pglite";

/**
 * Runs SQL texts, one after the other, on an empty database and reads back what they made. Function bodies are not
 * checked while they run. The result is cached by the texts' hash.
 *
 * @throws SchemaforgeError `SQL_SYNTAX` or `SQL_REJECTED`, with file, line and column
 */
export async function readText(texts: readonly SourceText[], runtime: Runtime): Promise<Reading> {
  const key = cacheKey([await embeddedVersion(), ...texts.flatMap(({ name, text }) => [name, text])]);
  return cachedReading(runtime.cacheDir, key, () => elaborate(texts, runtime));
}

async function elaborate(texts: readonly SourceText[], runtime: Runtime): Promise<Reading> {
  const parser = await loadParser();
  const script = readScripts(texts, parser);
  const requested = extensionsOf(script.run);
  const known = requested.filter(({ name }) => isEmbedded(name) || name === "plpgsql");
  const missing: MissingExtension[] = [
    ...requested
      .filter((extension) => !known.includes(extension))
      .map(({ name, schema }) => ({ name, schema: schema ?? DEFAULT_SCHEMA })),
    ...undeclared(
      script.run,
      requested.map(({ name }) => name),
    ),
  ];
  const runnable = script.run.filter((statement) => !speaksOf(statement, missing) && !isSubscription(statement));
  const standIns = standIn(runnable, missing, parser);
  const notices: Notice[] = [...script.notices];
  const roles = rolesOf(runnable);
  if (roles.length > 0) notices.push({ code: "ROLE_STUBBED", message: `roles taken to exist: ${roles.join(", ")}` });
  return withScratch(runtime, withNeeds(known.map(({ name }) => name)), async (scratch) => {
    await prepare(scratch, roles, standIns.create, missing);
    notices.push(...(await runStatements(scratch, standIns.statements, runtime.signal)));
    const catalog = await inspect(scratch.query, { printer: PRINTER });
    const { catalog: restored, unused } = withoutStandIns(catalog, missing, standIns);
    const reading = attachAuthored(withObjects(restored, subscriptionsOf(script.run)), authoredTexts(runnable, parser));
    return {
      catalog: reading,
      notices: [...notices, ...substitutions(missing, unused)],
      losses: unused.map(extensionLoss),
    };
  });
}

function withObjects(catalog: Catalog, objects: readonly CatalogObject[]): Catalog {
  if (objects.length === 0) return catalog;
  return {
    ...catalog,
    objects: new Map([...catalog.objects, ...objects.map((object) => [object.id, object] as const)]),
  };
}

async function prepare(
  scratch: Scratch,
  roles: readonly string[],
  standIns: readonly string[],
  missing: readonly MissingExtension[],
): Promise<void> {
  const schemas = new Set(
    missing.map(({ schema }) => schema).filter((schema) => schema !== DEFAULT_SCHEMA && standIns.length > 0),
  );
  const statements = [
    "SET LOCAL check_function_bodies = off",
    ...roles.map((role) => `CREATE ROLE ${quoteIdent(role)}`),
    ...[...schemas].map((schema) => `CREATE SCHEMA ${quoteIdent(schema)}`),
    ...standIns,
  ];
  await scratch.exec(statements.join(";\n"));
}

/** Extensions that no statement creates although their types are used, as in the dump of a single schema. */
function undeclared(statements: readonly ParsedStatement[], declared: readonly string[]): MissingExtension[] {
  const defined = new Set(
    statements.flatMap(({ node, tree }) =>
      node === "CreateDomainStmt" || node === "DefineStmt" || node === "CompositeTypeStmt" || node === "CreateEnumStmt"
        ? [JSON.stringify(tree)]
        : [],
    ),
  );
  return Object.entries(FOREIGN_TYPES).flatMap(([name, types]) => {
    if (declared.includes(name) || types.length === 0) return [];
    const names = new Set(types.filter((type) => ![...defined].some((text) => text.includes(`"${type}"`))));
    const [mention] = statements.flatMap(({ tree }) => typeMentions(tree, names));
    return mention ? [{ name, schema: mention.schema ?? DEFAULT_SCHEMA }] : [];
  });
}

/** CREATE EXTENSION of what cannot be loaded, and COMMENT ON it. */
function speaksOf({ node, tree }: ParsedStatement, missing: readonly MissingExtension[]): boolean {
  const names = new Set(missing.map(({ name }) => name));
  if (node === "CreateExtensionStmt") return names.has(String(tree["extname"]));
  if (node !== "CommentStmt" || tree["objtype"] !== "OBJECT_EXTENSION") return false;
  return names.has((tree["object"] as { String?: { sval?: string } }).String?.sval ?? "");
}

function substitutions(missing: readonly MissingExtension[], unused: readonly string[]): Notice[] {
  return missing
    .filter(({ name }) => !unused.includes(name))
    .map(({ name }) => ({
      code: "EXTENSION_STOOD_IN",
      message: `the extension ${name} is not in the embedded engine: its types were stood in for while the text ran`,
    }));
}

function extensionLoss(name: string): Loss {
  return {
    code: "EXTENSION_NOT_LOADED",
    object: `extension:${name}`,
    feature: "extension",
    target: "the embedded engine",
    instead: "left out: it cannot be loaded here, and nothing that was read needs it",
  };
}
