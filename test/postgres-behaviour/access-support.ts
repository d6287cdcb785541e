/** Models as objects, and a database made from one, for tests of who may see and do what. */
import { withScratch } from "../../src/engines/postgres/elaborate/index.ts";
import type { Scratch } from "../../src/engines/postgres/elaborate/scratch.ts";
import { postgres } from "../../src/engines/postgres/index.ts";
import { parseExpression } from "../../src/model/expressions/parse.ts";
import type { Entity, Field, Model, OneRelation } from "../../src/model/model.ts";
import { parseField } from "../../src/model/shorthand/field.ts";
import { runtime } from "../postgres-lower/compare.ts";

export { compare, runtime } from "../postgres-lower/compare.ts";

export const expression = parseExpression;

/** Fields in shorthand by name. */
export function fields(texts: { readonly [name: string]: string }): Field[] {
  return Object.entries(texts).map(([name, text]) => parseField(name, text));
}

export function one(name: string, target: string, more: Partial<OneRelation> = {}): OneRelation {
  return { kind: "one", name, target, nullable: false, ...more };
}

export function entity(name: string, more: Partial<Entity> = {}): Entity {
  return { name, timestamps: false, fields: [], relations: [], keys: [], checks: [], indexes: [], ...more };
}

export function modelOf(entities: readonly Entity[], more: Partial<Model> = {}): Model {
  return {
    conventions: { tables: "snake_plural", columns: "snake", id: "uuid", timestamps: false },
    types: [],
    entities,
    targets: {},
    ...more,
  };
}

export interface Database extends Scratch {
  rows(sql: string): Promise<unknown[]>;
  /** The values of the first column. */
  column(sql: string): Promise<unknown[]>;
  /** The message with which a statement is refused, or `accepted`; it is undone in both cases. */
  attempt(sql: string): Promise<string>;
  /** Goes on as a role, with settings of the session; `postgres` is the superuser. */
  become(role: string, settings?: { readonly [name: string]: string }): Promise<void>;
}

export interface Setup {
  readonly extensions?: readonly string[];
  /** Roles that the model names: they are no superusers, and may do everything that policies do not forbid. */
  readonly roles?: readonly string[];
}

/** Runs `work` on an empty database with the model; all of it is one transaction, which is rolled back. */
export function withDatabase<T>(
  model: Model,
  { extensions = [], roles = [] }: Setup,
  work: (db: Database) => Promise<T>,
) {
  const script = postgres.script(postgres.render(postgres.lower(model).catalog));
  return withScratch(runtime, extensions, async (scratch): Promise<T> => {
    for (const role of roles) await scratch.exec(`CREATE ROLE ${role}`);
    await scratch.exec(script);
    for (const role of roles) {
      await scratch.exec(
        `GRANT ALL ON ALL TABLES IN SCHEMA public TO ${role}; GRANT USAGE ON SCHEMA public TO ${role}`,
      );
    }
    return work({
      ...scratch,
      rows: (sql) => scratch.query(sql),
      column: async (sql) =>
        (await scratch.query<{ readonly [name: string]: unknown }>(sql)).map((row) => Object.values(row)[0]),
      attempt: async (sql) => {
        await scratch.exec("SAVEPOINT attempt");
        const message = await scratch.exec(sql).then(
          () => "accepted",
          (error: unknown) => (error as Error).message,
        );
        await scratch.exec("ROLLBACK TO attempt");
        return message;
      },
      become: async (role, settings = {}) => {
        const values = Object.entries(settings).map(
          ([name, value]) => `SELECT set_config('${name}', '${value}', false)`,
        );
        await scratch.exec([`RESET ROLE`, ...values, `SET ROLE ${role}`].join(";\n"));
      },
    });
  });
}
