/** The same on real servers, older ones among them: what is lowered for version 18 is shown alike by 15. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { postgres } from "../../src/engines/postgres/index.ts";
import type { Model } from "../../src/model/model.ts";
import { readModel } from "../../src/model/read.ts";
import { dropDatabases, freshDatabase, runScript } from "../support/pg-databases.ts";
import { describeOnPostgres } from "../support/servers.ts";
import { compareWith, runtime } from "./compare.ts";
import { EVERYTHING, modelOf, ODD } from "./models.ts";

const blog = new URL("../../examples/blog/schema.model.yaml", import.meta.url);
const MODELS: readonly (readonly [name: string, model: () => Model])[] = [
  ["the blog", () => readModel(readFileSync(blog, "utf8"), "blog").model],
  ["every type, default, expression and kind of index", () => modelOf(EVERYTHING)],
  ["odd names, native types and keys through relations", () => modelOf(ODD)],
];

describeOnPostgres((server) => {
  test.each(MODELS)("shows what was lowered: %s", async (_, model) => {
    const lowered = postgres.lower(model());
    const database = `schemaforge_lowered_${process.pid}`;
    const url = await freshDatabase(server, database);
    try {
      const script = postgres.script(postgres.render(lowered.catalog));
      expect(await runScript(url, script, { stop: true })).toEqual([]);
      const { catalog } = await postgres.readLive(url, {}, runtime);
      const { structure, expressions } = compareWith(lowered, catalog);
      expect(structure).toEqual([]);
      expect(expressions.filter((line) => / default: (?!.*AND NOT)|^trigger:/.test(line))).toEqual([]);
    } finally {
      await dropDatabases(server, [database]);
    }
  });
});
