/** A text becomes a catalog by being run on the embedded PostgreSQL and read back (architecture, decision 5). */

import type { Catalog, CatalogObject } from "../../../catalog/catalog.ts";
import type { Runtime } from "../../../runtime.ts";
import type { Reading, ReadOptions, SourceText } from "../../engine.ts";
import { attachAuthored } from "../authored.ts";
import { inspect } from "../inspect/index.ts";
import { quoteIdent } from "../quote.ts";
import { authoredTexts } from "./authored.ts";
import { cachedReading, cacheKey } from "./cache.ts";
import { STANDARD_COMMENTS } from "./extension-comments.ts";
import { withNeeds } from "./extensions.ts";
import { declareExtensions } from "./missing-extensions.ts";
import { runStatements } from "./run.ts";
import { embeddedVersion, withScratch } from "./scratch.ts";
import { WordedModifiers, withoutMethodOptions } from "./stand-ins.ts";
import { loadParser, readScripts } from "./statements.ts";
import { extensionsOf, rolesOf } from "./stubs.ts";
import { isSubscription, subscriptionsOf } from "./subscriptions.ts";
import { ALL_ROWS, wantedRows } from "./wanted-rows.ts";

export { ROW_LEFT_OUT } from "./run.ts";
export { closeScratch, withScratch } from "./scratch.ts";

export interface TextOptions extends ReadOptions {
  /** Every statement that moves rows is run, whatever rows are read. */
  readonly runsRows?: boolean;
  /** The text grants something to the embedded engine's own user, who then must not own what it is granted on. */
  readonly grantsToUser?: boolean;
}

/** The user that the embedded engine has. */
export const EMBEDDED_USER = "postgres";

/** Who makes everything where that user must not. */
const OTHER_USER = "schemaforge_owner";

/** Who prints what the embedded engine elaborates. */
const PRINTER = "pglite";

/**
 * Runs SQL texts, one after the other, on an empty database and reads back what they made. Function bodies are not
 * checked while they run. The result is cached by the texts' hash.
 *
 * @throws SchemaforgeError `SQL_SYNTAX` or `SQL_REJECTED`, with file, line and column
 */
export async function readText(
  texts: readonly SourceText[],
  runtime: Runtime,
  options: TextOptions = {},
): Promise<Reading> {
  const isPlain = !options.grantsToUser && (options.rowsOf ?? []).length === 0;
  const said = isPlain ? [] : [JSON.stringify(options)];
  const key = cacheKey([await embeddedVersion(), ...said, ...texts.flatMap(({ name, text }) => [name, text])]);
  return cachedReading(runtime.cacheDir, key, () => elaborate(texts, runtime, options));
}

async function elaborate(texts: readonly SourceText[], runtime: Runtime, options: TextOptions): Promise<Reading> {
  const { rowsOf = [], runsRows = false } = options;
  const parser = await loadParser();
  const script = readScripts(texts, parser, runsRows ? ALL_ROWS : wantedRows(rowsOf));
  const runnable = script.run.filter((statement) => !isSubscription(statement));
  const declared = declareExtensions(runnable);
  const modifiers = new WordedModifiers(parser);
  const statements =
    declared.substituted.size === 0
      ? declared.statements
      : declared.statements.map((statement) => withoutMethodOptions(modifiers.numbered(statement), parser));
  const roles = rolesOf(runnable);
  const notices = [...script.notices, ...declared.notices];
  if (roles.length > 0) notices.push({ code: "ROLE_STUBBED", message: `roles taken to exist: ${roles.join(", ")}` });
  const extensions = withNeeds([
    ...extensionsOf(runnable).map(({ name }) => name),
    ...runnable.flatMap(({ creates = [] }) => creates),
  ]);
  return withScratch(runtime, extensions, async (scratch) => {
    const prepare = [
      "SET LOCAL check_function_bodies = off",
      ...roles.map((role) => `CREATE ROLE ${quoteIdent(role)}`),
      ...(options.grantsToUser ? [`CREATE ROLE ${OTHER_USER} SUPERUSER`, `SET LOCAL ROLE ${OTHER_USER}`] : []),
    ];
    await scratch.exec(prepare.join(";\n"));
    notices.push(...(await runStatements(scratch, statements, runtime.signal)));
    const catalog = modifiers.restored(
      await inspect(scratch.query, { printer: PRINTER, rowsOf, standardComments: STANDARD_COMMENTS }),
    );
    return {
      catalog: attachAuthored(withObjects(catalog, subscriptionsOf(script.run)), authoredTexts(runnable, parser)),
      notices,
      losses: script.losses,
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
