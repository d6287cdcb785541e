/** Reads the catalog of a database file. */
import type { Runtime } from "../../runtime.ts";
import type { LiveOptions, Reading } from "../engine.ts";
import { openDatabaseFile, pathOf } from "./file.ts";
import { inspect } from "./inspect/index.ts";

/**
 * Reads `sqlite://PATH` or a path, read-only. An SQLite database has one schema, `main`: options that name others only
 * give an empty catalog. Throws what `openDatabaseFile` throws.
 */
export async function readLive(url: string, options: LiveOptions, runtime: Runtime): Promise<Reading> {
  const { connection, notices } = await openDatabaseFile(pathOf(url, runtime.cwd));
  try {
    const reading = inspect(connection, undefined, options.rowsOf);
    const wanted = options.schemas === undefined || options.schemas.some((schema) => schema.toLowerCase() === "main");
    const catalog = wanted ? reading.catalog : { ...reading.catalog, objects: new Map() };
    return { ...reading, catalog, notices: [...notices, ...reading.notices] };
  } finally {
    connection.close();
  }
}
