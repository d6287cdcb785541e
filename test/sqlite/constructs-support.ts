/** Shared by the tests of what SQLite does with rows. */
import { expect } from "vitest";
import { diffCatalogs } from "../../src/catalog/diff.ts";
import { type Connection, openMemory } from "../../src/engines/sqlite/connect.ts";
import { lower, sqlite } from "../../src/engines/sqlite/index.ts";
import type { Model } from "../../src/model/model.ts";
import { readModel } from "../../src/model/read.ts";
import { runtime } from "./support.ts";

export const modelOf = (yaml: string): Model => readModel(`schemaforge: 1\n${yaml}`, "m.yaml").model;

export const lossesOf = (model: Model): string[] => lower(model).losses.map(({ code, object }) => `${code} ${object}`);

export interface Database extends Connection {
  /** The message of a refused statement, `accepted` otherwise. */
  refusal(sql: string): string;
  /** The first column of the first row. */
  value(sql: string): unknown;
}

interface Options {
  readonly strict?: boolean;
  /** `PRAGMA recursive_triggers`: all that triggers keep has to be right with it and without it. */
  readonly recursive?: boolean;
}

/** SQLite shows what was predicted, of the catalog that is run and of the script that is written. */
export async function expectPredicted(model: Model, strict = false): Promise<void> {
  const { catalog } = lower(model, { strict });
  const shown = await sqlite.elaborate(catalog, runtime);
  expect(diffCatalogs(catalog, shown, sqlite.kinds)).toEqual([]);
  expect([...shown.objects.keys()].sort()).toEqual([...catalog.objects.keys()].sort());
  const text = sqlite.script(sqlite.render(catalog));
  const rowsOf = sqlite.rowsOf?.(catalog) ?? [];
  const read = await sqlite.readText([{ name: "lowered.sql", text }], runtime, { rowsOf });
  expect(diffCatalogs(catalog, read.catalog, sqlite.kinds)).toEqual([]);
  expect(read.losses).toEqual([]);
}

/** Hands an empty database of the Model to `use`, with foreign keys on. */
export async function withModel<T>(model: Model, use: (db: Database) => T, options: Options = {}): Promise<T> {
  const { catalog } = lower(model, { strict: options.strict ?? false });
  const connection = await openMemory();
  try {
    connection.exec(sqlite.script(sqlite.render(catalog)));
    connection.exec(`PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ${options.recursive ? "ON" : "OFF"}`);
    return use({
      ...connection,
      refusal: (sql) => {
        try {
          connection.exec(sql);
          return "accepted";
        } catch (error) {
          return error instanceof Error ? error.message : String(error);
        }
      },
      value: (sql) => Object.values(connection.all<object>(sql)[0] ?? {})[0],
    });
  } finally {
    connection.close();
  }
}
