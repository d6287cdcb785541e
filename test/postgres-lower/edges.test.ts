/** Models at the edge of what PostgreSQL holds: names that are taken, formulas that read each other, keys of expressions. */
import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import type { Catalog, CatalogObject } from "../../src/catalog/catalog.ts";
import { closeScratch, postgres } from "../../src/engines/postgres/index.ts";
import { designEntities } from "../../src/knowledge/design.ts";
import { CATALOGUE } from "../../src/knowledge/entities/index.ts";
import type { Model } from "../../src/model/model.ts";
import { readModel } from "../../src/model/read.ts";
import { type Comparison, compare, compareWith, runtime } from "./compare.ts";
import { EVERYTHING, modelOf, ODD } from "./models.ts";

afterAll(async () => {
  await closeScratch(runtime);
});

const LONG = "a_table_whose_name_is_so_long_that_no_more_than_two_fit_in_it_";

const CASES: readonly { readonly name: string; readonly model: string; readonly losses?: readonly string[] }[] = [
  {
    name: "indexes and tables called like the sequences of identity columns",
    model: `
conventions: { id: identity }
entities:
  User: { fields: { a: int }, indexes: { users_id_seq: [a], users_id_seq1: [a] } }
  Post: { fields: { n: { type: int, targets: { postgres: { type: serial } } } } }
  Seq: { table: posts_id_seq, schema: public }
  Other: { table: posts_n_seq, schema: other }
`,
  },
  {
    name: "tables whose sequences would be cut to one name",
    model: `
conventions: { id: identity }
entities:
  One: { table: ${LONG}1 }
  Two: { table: ${LONG}2 }
  Three: { table: ${LONG}3 }
`,
  },
  {
    name: "generated fields that read each other, also before they are declared, and round and cut what they read",
    model: `
entities:
  A:
    fields:
      a: int
      i: boolean := not h
      b: decimal(5,1) := a / 3
      c: int := b * 2
      d: text := c || b
      e: string(3) := d
      f: text := e || d || k
      g: smallint := length(f)
      h: boolean := g > 1
      k: { type: string(9), generated: { sql: { postgres: "CASE WHEN a > 1 THEN 'x' ELSE 'y' END" } } }
`,
  },
  {
    name: "inverted indexes over expressions of every kind",
    model: `
entities:
  A:
    fields: { a: text, s: string(9), n: int, f: double, j: json, b: boolean, l: 'int[]', d: datetime, u: uuid }
    indexes:
      x: { fields: [lower(a), 'coalesce(s, a)', s, n + 1, f * 2, not b, 'coalesce(l, l)', 'coalesce(j, j)', year(d)], using: inverted }
      y: { fields: [lower(a) opclass=gin_trgm_ops], using: inverted }
      z: { fields: [lower(a) opclass=text_pattern_ops] }
`,
  },
  {
    name: "spatial, block range and hash indexes over expressions",
    model: `
entities:
  A:
    fields: { a: text, n: int, j: json, b: boolean, d: datetime }
    indexes:
      x: { fields: [lower(a), n + 1, not b, 'coalesce(d, d)'], using: spatial }
      y: { fields: [lower(a), n + 1], using: brin }
      z: { fields: [lower(a)], using: hash }
      none: { fields: ['coalesce(j, j)'], using: spatial }
`,
    losses: ["INDEX_NOT_HELD A.none"],
  },
  {
    name: "names of one kind in several schemas, and join tables between them",
    model: `
entities:
  A: { schema: one, fields: { a: text unique index, b: text index }, relations: { bs: many B as many as1 } }
  B: { table: as, schema: two, fields: { a: text unique index, b: text index } }
`,
  },
];

describe("what is lowered is what the server shows", () => {
  it.each(CASES)("of $name", async ({ model, losses = [] }) => {
    const { structure, lowered } = await compare(modelOf(model));
    expect(structure).toEqual([]);
    expect(lowered.losses.map(({ code, object }) => `${code} ${object}`)).toEqual(losses);
  });

  it("of a long chain of generated fields, each declared before the one that it reads", async () => {
    const count = 300;
    const fields = Array.from({ length: count }, (_, at) => `      g${at}: int := g${at + 1} + 1`);
    const { structure } = await compare(
      modelOf(`entities:\n  A:\n    fields:\n${fields.join("\n")}\n      g${count}: int\n`),
    );
    expect(structure).toEqual([]);
  });
});

/** The catalog with nothing but what the server printed, so that this is what is run. */
function withoutAuthors(catalog: Catalog): Catalog {
  const objects = new Map<string, CatalogObject>();
  for (const [id, object] of catalog.objects) {
    const props = JSON.parse(JSON.stringify(object.props, (key, value) => (key === "authored" ? undefined : value)));
    objects.set(id, { ...object, props });
  }
  return { ...catalog, objects };
}

describe("the texts of expressions", () => {
  const blog = new URL("../../examples/blog/schema.model.yaml", import.meta.url);
  const models: readonly (readonly [name: string, model: () => Model])[] = [
    ["the blog", () => readModel(readFileSync(blog, "utf8"), "blog").model],
    ["every type, default, expression and kind of index", () => modelOf(EVERYTHING)],
    ["odd names, native types and keys through relations", () => modelOf(ODD)],
    ["the catalogue", () => designEntities({ entities: CATALOGUE.map(({ name }) => ({ name })) }).model],
  ];

  /** What differs between the first and second printout, and between the second and third. */
  async function rounds(model: Model): Promise<{ readonly second: Comparison; readonly third: Comparison }> {
    const print = async (catalog: Catalog) => withoutAuthors(await postgres.elaborate(catalog, runtime));
    const first = await print(postgres.lower(model).catalog);
    const second = await print(first);
    const third = await print(second);
    return {
      second: compareWith({ catalog: first, losses: [] }, second),
      third: compareWith({ catalog: second, losses: [] }, third),
    };
  }

  it.each(models)("are stable once the server has printed them: %s", async (_, model) => {
    const { second } = await rounds(model());
    expect([...second.structure, ...second.expressions]).toEqual([]);
  });

  it("with IN over text of limited length are stable from the second round on", async () => {
    const { second, third } = await rounds(
      modelOf("entities:\n  A:\n    fields: { s: string(9) }\n    checks: { known: \"s in ('a', 'b')\" }\n"),
    );
    expect(second.structure).toEqual([]);
    expect(second.expressions.map((line) => line.split(" ")[0])).toEqual(["check:public.as.known"]);
    expect([...third.structure, ...third.expressions]).toEqual([]);
  });
});
