/** PostgreSQL behind the interface of engines. */
import type { Catalog } from "../../catalog/catalog.ts";
import type { Runtime } from "../../runtime.ts";
import type { Engine, Reading } from "../engine.ts";
import { connect } from "./connect.ts";
import { readText } from "./elaborate/index.ts";
import { KINDS } from "./ids.ts";
import { inspect } from "./inspect/index.ts";
import { lift } from "./lift/index.ts";
import { lower } from "./lower/index.ts";
import { renameStatements } from "./renames.ts";
import { render, script } from "./render/index.ts";
import { maySettle } from "./settle.ts";
import { newerThan, TARGET_VERSIONS } from "./versions.ts";

export { closeScratch } from "./elaborate/index.ts";

/** Name of generated text in messages. */
const GENERATED = "generated.sql";

async function elaborate(
  catalog: Catalog,
  runtime: Runtime,
  renames: ReadonlyMap<string, string> = new Map(),
): Promise<Catalog> {
  const statements = renameStatements(catalog, renames).map((sql) => `${sql};\n`);
  const text = script(render(catalog)) + statements.join("");
  return (await readText([{ name: GENERATED, text }], runtime)).catalog;
}

export const postgres: Engine = {
  name: "postgres",
  targetVersions: TARGET_VERSIONS,
  newerThan,
  kinds: KINDS,
  lower,
  lift,
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
  maySettle,
  elaborate,
};
