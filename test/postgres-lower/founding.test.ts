/**
 * The PostgreSQL example of the founding document, field for field, against the lowered blog. The document lies in a
 * folder next to the project; without it the test is skipped and says so.
 */
import { existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Catalog, CatalogObject } from "../../src/catalog/catalog.ts";
import { closeScratch, postgres } from "../../src/engines/postgres/index.ts";
import { readModel } from "../../src/model/read.ts";
import { runtime } from "./compare.ts";

const document = new URL("../../../shared/seeds/claudeforge-schema-generator.md", import.meta.url);
const present = existsSync(document);

/** The first SQL block below a heading. */
function sqlBelow(markdown: string, heading: string): string {
  const from = markdown.indexOf("```sql", markdown.indexOf(heading)) + "```sql".length;
  return markdown.slice(from, markdown.indexOf("```", from));
}

let theirs: Catalog;
let ours: Catalog;

beforeAll(async () => {
  if (!present) return;
  const text = sqlBelow(readFileSync(document, "utf8"), "### PostgreSQL Schema");
  theirs = (await postgres.readText([{ name: "founding.sql", text }], runtime)).catalog;
  const blog = readFileSync(new URL("../../examples/blog/schema.model.yaml", import.meta.url), "utf8");
  ours = await postgres.elaborate(postgres.lower(readModel(blog, "blog").model).catalog, runtime);
});

afterAll(async () => {
  await closeScratch(runtime);
});

const of = (catalog: Catalog, kind: string): CatalogObject[] =>
  [...catalog.objects.values()].filter((object) => object.kind === kind && object.id.includes("users"));
const props = (catalog: Catalog, id: string): unknown => catalog.objects.get(id)?.props;
/** Properties without texts that only their author wrote. */
const printed = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, item) => (key === "authored" ? undefined : item)));

describe.skipIf(!present)(`the users of the founding document${present ? "" : " (not beside the project)"}`, () => {
  it("have every column with its type and default", () => {
    const columns = of(theirs, "column");
    expect(columns.map(({ name }) => name)).toEqual(of(ours, "column").map(({ name }) => name));
    for (const column of columns) {
      const { notNull: _, default: value, ...rest } = column.props as { notNull?: true; default?: { sql: string } };
      // Decided otherwise (architecture, decision 8): '{user}' for ARRAY['user'], now() for CURRENT_TIMESTAMP; and
      // columns with a default are NOT NULL.
      const decided: { readonly [sql: string]: string } = {
        "ARRAY['user'::text]": "'{user}'::text[]",
        CURRENT_TIMESTAMP: "now()",
      };
      const expected = value && { default: { sql: decided[value.sql] ?? value.sql } };
      expect(printed(props(ours, column.id))).toMatchObject({ ...rest, ...expected });
    }
    for (const { name, props: own } of of(ours, "column")) {
      expect((own as { notNull?: true }).notNull, name).toBe(name === "deleted_at" ? undefined : true);
    }
  });

  it("have every key, check and index by its name", () => {
    for (const kind of ["primary-key", "unique", "check", "index"]) {
      const theirOwn = of(theirs, kind);
      expect(theirOwn.length, kind).toBeGreaterThan(0);
      for (const object of theirOwn) {
        if (object.name === "idx_users_search") continue;
        expect(printed(props(ours, object.id)), object.id).toEqual(printed(object.props));
      }
    }
  });

  it("are searched in full text by the same two columns", () => {
    const keys = [theirs, ours].map((catalog) =>
      JSON.stringify(printed(props(catalog, "index:public.idx_users_search"))),
    );
    expect(keys[0]).toBe(keys[1]);
  });

  it("have a trigger that sets updated_at", () => {
    const [trigger] = of(theirs, "trigger");
    const [own] = of(ours, "trigger");
    const bare = (object: CatalogObject | undefined) =>
      JSON.stringify(object?.props)
        .replace(/TRIGGER \w+/, "TRIGGER t")
        .replace(/FUNCTION \w+/, "FUNCTION f");
    expect(bare(own)).toBe(bare(trigger));
  });
});
