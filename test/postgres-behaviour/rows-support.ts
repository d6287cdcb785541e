/** A database made from a model, for tests of what it does with rows. */

import { withScratch } from "../../src/engines/postgres/elaborate/index.ts";
import type { Scratch } from "../../src/engines/postgres/elaborate/scratch.ts";
import { postgres } from "../../src/engines/postgres/index.ts";
import type { Model } from "../../src/model/model.ts";
import { readModel } from "../../src/model/read.ts";
import { runtime } from "../postgres-lower/compare.ts";

export { compare, runtime } from "../postgres-lower/compare.ts";

export interface Database extends Scratch {
  rows(sql: string): Promise<unknown[]>;
  /** The first column of the first row. */
  value(sql: string): Promise<unknown>;
  /** The message with which a statement is refused; what it did is undone. */
  refusal(sql: string): Promise<string>;
}

/** Runs `work` on an empty database with the model; all of it is one transaction, which is rolled back. */
export function withDatabase<T>(
  model: Model,
  work: (db: Database) => Promise<T>,
  extensions: readonly string[] = [],
): Promise<T> {
  const script = postgres.script(postgres.render(postgres.lower(model).catalog));
  return withScratch(runtime, extensions, async (scratch) => {
    await scratch.exec(script);
    return work({
      ...scratch,
      rows: (sql) => scratch.query(sql),
      value: async (sql) => Object.values((await scratch.query<{ [column: string]: unknown }>(sql))[0] ?? {})[0],
      refusal: async (sql) => {
        await scratch.exec("SAVEPOINT attempt");
        const message = await scratch.exec(sql).then(
          () => "accepted",
          (error: unknown) => (error as Error).message,
        );
        await scratch.exec(message === "accepted" ? "RELEASE attempt" : "ROLLBACK TO attempt");
        return message;
      },
    });
  });
}

/** Reads the text of a model file, without its first line. */
export function modelOf(text: string): Model {
  return readModel(`schemaforge: 1\n${text}`, "test.yaml").model;
}
