/** PostgreSQL behind the interface of engines. */
import type { Catalog, SqlText } from "../../catalog/catalog.ts";
import { SchemaforgeError } from "../../model/errors.ts";
import type { Runtime } from "../../runtime.ts";
import type { Engine, Reading } from "../engine.ts";
import { connect } from "./connect.ts";
import { closeScratch, EMBEDDED_USER, ROW_LEFT_OUT, readText } from "./elaborate/index.ts";
import { KINDS } from "./ids.ts";
import { inspect } from "./inspect/index.ts";
import { lift } from "./lift/index.ts";
import { portable } from "./lift/portable.ts";
import { lower } from "./lower/index.ts";
import { passing } from "./passing.ts";
import { aboutObject } from "./refused.ts";
import { renameStatements } from "./renames.ts";
import { render, script } from "./render/index.ts";
import { renamedRows, rowsOf } from "./rows-of.ts";
import { maySettle } from "./settle.ts";
import { asOf, newerThan, TARGET_VERSIONS } from "./versions.ts";

export { columnsRead } from "./columns-read.ts";
export { makeObjectName, truncateName } from "./ids.ts";
export type { PostgresKind, PostgresObject, PropsByKind } from "./objects.ts";
export { quoteIdent, quoteName, splitName } from "./quote.ts";
export { renderUnits } from "./render/index.ts";
export { Tree } from "./render/tree.ts";
export { closeScratch };

/** Name of generated text in messages. */
const GENERATED = "generated.sql";

async function elaborate(
  catalog: Catalog,
  runtime: Runtime,
  renames: ReadonlyMap<string, string> = new Map(),
): Promise<Catalog> {
  const statements = render(catalog);
  const renaming = renameStatements(catalog, renames).map((sql) => `${sql};\n`);
  const text = script(statements) + renaming.join("");
  const options = {
    rowsOf: renamedRows(rowsOf(catalog), renames),
    runsRows: true,
    ...(grantsToUser(catalog) ? { grantsToUser: true } : {}),
  };
  const reading = await readText([{ name: GENERATED, text }], runtime, options).catch((error: unknown) => {
    throw aboutObject(error, text, statements, catalog);
  });
  const refused = reading.notices.find(({ code }) => code === ROW_LEFT_OUT);
  if (!refused) return reading.catalog;
  throw new SchemaforgeError("ROW_REJECTED", refused.message, {
    ...(refused.where ? { where: refused.where } : {}),
    remedy: "Correct the rows of the model, or what forbids them",
  });
}

const TO_USER = new RegExp(`^GRANT\\b[^;]*\\bTO ${EMBEDDED_USER}\\b`);
const TO_OWNER = /^(?:GRANT|REVOKE)\b[^;]*\b(?:TO|FROM) CURRENT_USER\b/;

/**
 * Whether the embedded engine's own user is granted something on what others own, as an object or by a model's verbatim
 * statements. Not where the owner of the server's own objects, who is that user, is named as the current one.
 */
function grantsToUser(catalog: Catalog): boolean {
  let found = false;
  for (const { kind, props, edges } of catalog.objects.values()) {
    const { grantee, statements = [] } = props as {
      readonly grantee?: string;
      readonly statements?: readonly SqlText[];
    };
    if (kind === "grant" && grantee === "current_user" && edges.length === 0) return false;
    if (kind === "opaque" && statements.some(({ sql }) => TO_OWNER.test(sql))) return false;
    found ||= kind === "grant" ? grantee === EMBEDDED_USER : statements.some(({ sql }) => TO_USER.test(sql));
  }
  return found;
}

export const postgres: Engine = {
  name: "postgres",
  targetVersions: TARGET_VERSIONS,
  newerThan,
  kinds: KINDS,
  lower,
  lift,
  portable,
  render,
  script,
  readText,
  readLive: async (url, options, runtime): Promise<Reading> => {
    const connection = await connect(url, runtime.signal);
    try {
      const catalog = await inspect(connection.query, { printer: "postgres", ...options });
      return { catalog, notices: [], losses: [] };
    } finally {
      await connection.close();
    }
  },
  rowsOf,
  passing,
  asOf,
  maySettle,
  elaborate,
  close: closeScratch,
};
