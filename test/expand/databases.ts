/** One model in two databases: PostgreSQL embedded, and SQLite; each is what its engine predicts. */
import { expect } from "vitest";
import { diffCatalogs } from "../../src/catalog/diff.ts";
import { withScratch } from "../../src/engines/postgres/elaborate/index.ts";
import { postgres } from "../../src/engines/postgres/index.ts";
import { openMemory } from "../../src/engines/sqlite/connect.ts";
import { sqlite } from "../../src/engines/sqlite/index.ts";
import type { Model } from "../../src/model/model.ts";
import { readModel } from "../../src/model/read.ts";
import { compare, runtime } from "../postgres-lower/compare.ts";

export { runtime } from "../postgres-lower/compare.ts";

/** The text of a model file without its first line. */
export function modelOf(text: string): Model {
  return readModel(`schemaforge: 1\n${text}`, "test.yaml").model;
}

export interface Database {
  /** Runs statements; the message of the first that is refused, or `accepted`. What a refused one did is undone. */
  attempt(sql: string): Promise<string>;
  rows(sql: string): Promise<unknown[]>;
}

type Work = (db: Database) => Promise<void>;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function inPostgres(model: Model, work: Work, extensions: readonly string[]): Promise<void> {
  const script = postgres.script(postgres.render(postgres.lower(model).catalog));
  await withScratch(runtime, extensions, async (scratch) => {
    await scratch.exec(script);
    await work({
      rows: (sql) => scratch.query(sql),
      attempt: async (sql) => {
        await scratch.exec("SAVEPOINT attempt");
        const message = await scratch.exec(sql).then(() => "accepted", messageOf);
        await scratch.exec(message === "accepted" ? "RELEASE attempt" : "ROLLBACK TO attempt");
        return message;
      },
    });
  });
}

async function inSqlite(model: Model, work: Work): Promise<void> {
  const { catalog } = sqlite.lower(model);
  expect(diffCatalogs(catalog, await sqlite.elaborate(catalog, runtime), sqlite.kinds)).toEqual([]);
  const connection = await openMemory();
  try {
    connection.exec(sqlite.script(sqlite.render(catalog)));
    connection.exec("PRAGMA foreign_keys = ON");
    await work({
      rows: async (sql) => connection.all(sql),
      attempt: async (sql) => {
        connection.exec("SAVEPOINT attempt");
        try {
          connection.exec(sql);
          connection.exec("RELEASE attempt");
          return "accepted";
        } catch (error) {
          connection.exec("ROLLBACK TO attempt; RELEASE attempt");
          return messageOf(error);
        }
      },
    });
  } finally {
    connection.close();
  }
}

/** The engines on which constructs are tried. */
export const ENGINES: readonly {
  readonly engine: string;
  readonly run: (model: Model, work: Work, extensions?: readonly string[]) => Promise<void>;
}[] = [
  {
    engine: "PostgreSQL",
    run: async (model, work, extensions = []) => {
      expect((await compare(model)).structure).toEqual([]);
      await inPostgres(model, work, extensions);
    },
  },
  { engine: "SQLite", run: inSqlite },
];
