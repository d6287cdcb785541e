/** One model on PostgreSQL and on SQLite, each embedded, and the same statements on both. */
import { PGlite } from "@electric-sql/pglite";
import { loadModules } from "../../src/engines/postgres/elaborate/extensions.ts";
import { postgres } from "../../src/engines/postgres/index.ts";
import { type Connection, openMemory } from "../../src/engines/sqlite/connect.ts";
import { lower, sqlite } from "../../src/engines/sqlite/index.ts";
import type { Model } from "../../src/model/model.ts";

export type EngineName = "postgres" | "sqlite";

export interface Bench {
  /** An empty database of the model; what was there before is gone. */
  open(model: Model): Promise<void>;
  /** The rows of a query as text, `a|b`; true and false are 1 and 0, null is empty. Throws what the engine says. */
  run(sql: string): Promise<string[]>;
  close(): Promise<void>;
}

export async function postgresBench(): Promise<Bench> {
  const database = await PGlite.create({ extensions: await loadModules(["btree_gist", "pgcrypto"]) });
  return {
    async open(model) {
      await database.exec("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
      await database.exec(postgres.script(postgres.render(postgres.lower(model).catalog)));
    },
    async run(sql) {
      const { rows } = await database.query<unknown[]>(sql, [], { rowMode: "array" });
      return rows.map((row) => row.map(text).join("|"));
    },
    close: () => database.close(),
  };
}

/** @param strict STRICT tables, and triggers that fire for what OR REPLACE removes too */
export function sqliteBench(strict: boolean): Bench {
  let connection: Connection | undefined;
  return {
    async open(model) {
      connection?.close();
      connection = await openMemory();
      connection.exec(sqlite.script(sqlite.render(lower(model, { strict }).catalog)));
      connection.exec(`PRAGMA recursive_triggers = ${strict ? "ON" : "OFF"}`);
    },
    async run(sql) {
      if (/^(?:SELECT|WITH)\b/.test(sql))
        return (connection?.all<object>(sql) ?? []).map((row) => Object.values(row).map(text).join("|"));
      connection?.exec(sql);
      return [];
    },
    close: async () => connection?.close(),
  };
}

function text(value: unknown): string {
  if (value === null) return "";
  if (typeof value === "boolean") return value ? "1" : "0";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
