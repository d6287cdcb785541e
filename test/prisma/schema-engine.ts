/**
 * The judges: Prisma's own schema engine (WASM) on an embedded PostgreSQL, and on SQLite. Nothing of ours takes part in what it says.
 */
import { readFile } from "node:fs/promises";
import { PGlite } from "@electric-sql/pglite";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as engine from "@prisma/schema-engine-wasm/schema_engine_bg";
import Database from "libsql";
import { PrismaPGlite } from "pglite-prisma-adapter";
import { loadModules } from "../../src/engines/postgres/elaborate/extensions.ts";
import { readImage } from "../../src/engines/postgres/elaborate/image.ts";
import { embeddedVersion } from "../../src/engines/postgres/elaborate/scratch.ts";
import type { FormatFile } from "../../src/formats/format.ts";
import { testRuntime } from "../support/runtime.ts";
import { libsqlAdapter } from "./libsql-adapter.ts";

/** Extensions of the corpus and of our own designs that the embedded server has. */
export const EXTENSIONS: readonly string[] = [
  "btree_gin",
  "btree_gist",
  "citext",
  "hstore",
  "ltree",
  "pg_trgm",
  "pgcrypto",
  "unaccent",
  "uuid-ossp",
];

/** The part of WebAssembly that is used here; Node's types leave it to those of browsers. */
interface Assembled {
  __wbindgen_start(): void;
}
interface Assembler {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ readonly instance: { readonly exports: Assembled } }>;
}

let loaded: Promise<void> | undefined;

/** Starts the WASM module once (the way of packages/internals/src/WasmSchemaEngineLoader.ts of Prisma 7). */
function loadEngine(): Promise<void> {
  loaded ??= (async () => {
    const url = import.meta.resolve("@prisma/schema-engine-wasm/schema_engine_bg");
    const bytes = await readFile(new URL("schema_engine_bg.wasm", url));
    const { WebAssembly } = globalThis as unknown as { WebAssembly: Assembler };
    const { instance } = await WebAssembly.instantiate(bytes, { "./schema_engine_bg.js": engine });
    const glue = engine as unknown as { __wbg_set_wasm(exports: Assembled): void };
    Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: () => undefined } });
    glue.__wbg_set_wasm(instance.exports);
    instance.exports.__wbindgen_start();
  })();
  return loaded;
}

const containers = (files: readonly FormatFile[]) => files.map(({ path, text }) => ({ path, content: text }));

type Factory = Parameters<typeof bindMigrationAwareSqlAdapterFactory>[0];

/** Prisma's engine over some database. */
export abstract class Judge {
  /** Runs a script on an empty database, lets Prisma look at it, and takes everything back. */
  protected abstract on<T>(script: string, work: (factory: Factory) => Promise<T>): Promise<T>;

  /** The statements by which Prisma would bring the database that a script makes to a schema; empty for none. */
  drift(script: string, files: readonly FormatFile[], external: readonly string[] = []): Promise<string> {
    return this.on(script, async (factory) => {
      const from = { tag: "schemaDatasource", files: containers(files), configDir: "." } as const;
      return this.#diff(await this.#engine(files, factory), from, files, external);
    });
  }

  /** The statements by which Prisma makes a database of a schema. */
  statements(files: readonly FormatFile[]): Promise<string> {
    return this.on("", async (factory) => this.#diff(await this.#engine(files, factory), { tag: "empty" }, files, []));
  }

  /** What `prisma db pull` makes of the database. */
  introspect(script: string, files: readonly FormatFile[], namespaces: string[] | null = null): Promise<string> {
    return this.on(script, async (factory) => {
      const params = { schema: { files: containers(files) }, baseDirectoryPath: ".", force: true };
      const on = await this.#engine(files, factory);
      const result = await on.introspect({ ...params, compositeTypeDepth: 0, namespaces });
      return `${result.schema.files.map(({ content }) => content).join("\n")}\n/*${result.warnings ?? ""}*/`;
    });
  }

  #engine(files: readonly FormatFile[], factory: Factory): Promise<engine.SchemaEngine> {
    const datamodels = files.map(({ path, text }): [string, string] => [path, text]);
    const bound = bindMigrationAwareSqlAdapterFactory(factory);
    return engine.SchemaEngine.new({ datamodels }, () => undefined, bound as never);
  }

  async #diff(
    on: engine.SchemaEngine,
    from: engine.DiffTarget,
    files: readonly FormatFile[],
    external: readonly string[],
  ): Promise<string> {
    const to: engine.DiffTarget = { tag: "schemaDatamodel", files: containers(files) };
    // What Prisma calls everything that a project keeps outside of its schema.
    const filters = { externalTables: [...external], externalEnums: [] };
    const { stdout } = await on.diff({ from, to, script: true, exitCode: true, filters });
    const text = stdout ?? "";
    return /^\s*(-- This is an empty migration\.?\s*)?$/.test(text) ? "" : text;
  }
}

/** On SQLite: a database in memory for each question. */
export class SqliteJudge extends Judge {
  static async start(): Promise<SqliteJudge> {
    await loadEngine();
    return new SqliteJudge();
  }

  protected async on<T>(script: string, work: (factory: Factory) => Promise<T>): Promise<T> {
    const database = new Database(":memory:");
    try {
      database.exec(script);
      return await work(libsqlAdapter(database));
    } finally {
      database.close();
    }
  }
}

/** On PostgreSQL: one embedded server. */
export class PrismaJudge extends Judge {
  readonly #db: PGlite;

  private constructor(db: PGlite) {
    super();
    this.#db = db;
  }

  /** An embedded server with extensions at hand (names as in SQL; those it lacks are left out by the caller). */
  static async start(extensions: readonly string[] = []): Promise<PrismaJudge> {
    await loadEngine();
    const { cacheDir } = testRuntime();
    const image = cacheDir === undefined ? undefined : await readImage(cacheDir, await embeddedVersion());
    const modules = await loadModules(extensions);
    const db = new PGlite({ extensions: modules, ...(image ? { loadDataDir: new Blob([image]) } : {}) });
    await db.waitReady;
    return new PrismaJudge(db);
  }

  close(): Promise<void> {
    return this.#db.close();
  }

  protected async on<T>(script: string, work: (factory: Factory) => Promise<T>): Promise<T> {
    await this.#db.exec("BEGIN");
    try {
      await this.#db.exec(script);
      return await work(new PrismaPGlite(this.#db));
    } finally {
      await this.#db.exec("ROLLBACK; RESET ALL");
    }
  }
}
