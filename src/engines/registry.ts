/** Engines by name; each is loaded when it is first asked for. */
import { SchemaforgeError } from "../model/errors.ts";
import type { Runtime } from "../runtime.ts";
import type { Engine } from "./engine.ts";

/** Every name that an engine goes by. */
const ALIASES: { readonly [name: string]: string } = {
  postgres: "postgres",
  postgresql: "postgres",
  pg: "postgres",
  sqlite: "sqlite",
  sqlite3: "sqlite",
  mysql: "mysql",
  mariadb: "mariadb",
  mongodb: "mongodb",
  mongo: "mongodb",
  sqlserver: "sqlserver",
  mssql: "sqlserver",
  cockroachdb: "cockroachdb",
};

const LOADERS: { readonly [engine: string]: () => Promise<Engine> } = {
  postgres: async () => (await import("./postgres/index.ts")).postgres,
  sqlite: async () => (await import("./sqlite/index.ts")).sqlite,
};

/** The engines that this version has. */
export const ENGINES: readonly string[] = Object.keys(LOADERS);

/** The canonical name of an engine, or undefined for a word that names none. */
export function engineName(word: string): string | undefined {
  return Object.hasOwn(ALIASES, word.toLowerCase()) ? ALIASES[word.toLowerCase()] : undefined;
}

/**
 * Loads an engine by any of its names.
 *
 * @throws SchemaforgeError `UNKNOWN_ENGINE`, or `ENGINE_NOT_SUPPORTED` for one that a later version will have
 */
export function loadEngine(word: string): Promise<Engine> {
  const name = engineName(word);
  const load = name === undefined ? undefined : LOADERS[name];
  if (load) return load();
  throw new SchemaforgeError(
    name === undefined ? "UNKNOWN_ENGINE" : "ENGINE_NOT_SUPPORTED",
    name === undefined ? `there is no engine ${word}` : `this version does not support ${name}`,
    { remedy: `Use one of: ${ENGINES.join(", ")}` },
  );
}

/** Ends the embedded engines of a runtime, which otherwise keep the process alive for seconds; later calls start anew. */
export async function closeEngines(runtime: Runtime): Promise<void> {
  for (const name of ENGINES) await (await loadEngine(name)).close?.(runtime);
}
