/** What triggers keep, where every row belongs to a tenant and nobody but a superuser is past the policies. */
import { afterAll, describe, expect, it } from "vitest";
import { withScratch } from "../../src/engines/postgres/elaborate/index.ts";
import { closeScratch, postgres } from "../../src/engines/postgres/index.ts";
import type { Tree } from "../../src/model/model.ts";
import { compare, modelOf, runtime } from "./rows-support.ts";

afterAll(async () => {
  await closeScratch(runtime);
});

const modelWith = (tree: Tree) =>
  modelOf(`
conventions: { id: identity }
tenancy: { entity: Organization, relation: organization, setting: app.organization_id, bypass: admin }
entities:
  Organization:
    fields: { name: text }
  Category:
    tenant: true
    tree: ${tree}
    audit: { log: row, actor: app.user_id }
    history: true
    fields:
      name: text
      slug: slug unique=tenant slug=name
      childCount: int count=children
      productCount: int count=products
  Product:
    tenant: true
    fields: { name: text }
    relations: { category: one? Category as products }
`);

describe.each<Tree>(["adjacency", "closure", "nested-set", "materialized-path"])(
  "tenants with a tree as %s",
  (tree) => {
    it("are shown by the server as they were lowered", async () => {
      const { structure, expressions } = await compare(modelWith(tree));
      expect(structure).toEqual([]);
      expect(expressions.filter((line) => /^(function|trigger|grant)/.test(line))).toEqual([]);
    });

    it("have trees, slugs and counters, versions and records of their own", async () => {
      const script = postgres.script(postgres.render(postgres.lower(modelWith(tree)).catalog));
      await withScratch(runtime, [], async (db) => {
        await db.exec(
          "CREATE ROLE keeper; CREATE ROLE app; CREATE ROLE admin; GRANT CREATE, USAGE ON SCHEMA public TO keeper; SET ROLE keeper",
        );
        await db.exec(script);
        await db.exec("RESET ROLE; INSERT INTO organizations (name) VALUES ('a'), ('b'); SET ROLE keeper");
        await db.exec("GRANT SELECT, INSERT, UPDATE, DELETE ON categories, products TO app");
        if (tree === "closure") await db.exec("GRANT SELECT ON category_closure TO app");
        await db.exec("SET ROLE app");
        for (const tenant of [1, 2, 1, 2]) {
          await db.exec(`SET app.organization_id = '${tenant}'`);
          await db.exec(
            `WITH top AS (INSERT INTO categories (organization_id, name) VALUES (${tenant}, 'Top') RETURNING id) SELECT set_config('app.top', id::text, true) FROM top`,
          );
          await db.exec(
            `INSERT INTO categories (organization_id, name, parent_id) VALUES (${tenant}, 'Sub', current_setting('app.top')::bigint), (${tenant}, 'Sub', current_setting('app.top')::bigint)`,
          );
          await db.exec(
            `INSERT INTO products (organization_id, name, category_id) SELECT ${tenant}, 'p', id FROM categories`,
          );
        }
        for (const [tenant, ids] of [
          [1, [1, 2, 3, 7, 8, 9]],
          [2, [4, 5, 6, 10, 11, 12]],
        ] as const) {
          await db.exec(`SET app.organization_id = '${tenant}'`);
          const [first = 0, second = 0, third = 0, fourth = 0] = ids;
          // The second top goes below the first one's first row.
          await db.exec(`UPDATE categories SET parent_id = ${second} WHERE id = ${fourth}`);
          const rows = await db.query(
            "SELECT id::int, slug, child_count AS children, product_count AS products, ARRAY(SELECT d.id::int FROM categories_descendants(c.id) AS d ORDER BY 1) AS below FROM categories AS c ORDER BY id",
          );
          const [, , , , fifth = 0, sixth = 0] = ids;
          expect(rows).toEqual([
            { id: first, slug: "top", children: 2, products: 2, below: [second, third, fourth, fifth, sixth] },
            { id: second, slug: "sub", children: 1, products: 2, below: [fourth, fifth, sixth] },
            { id: third, slug: "sub-2", children: 0, products: 2, below: [] },
            { id: fourth, slug: "top-2", children: 2, products: 1, below: [fifth, sixth] },
            { id: fifth, slug: "sub-3", children: 0, products: 1, below: [] },
            { id: sixth, slug: "sub-4", children: 0, products: 1, below: [] },
          ]);
        }
        const kept = async () => {
          const [counts] = await db.query<{ versions: number; records: number }>(
            "SELECT (SELECT count(DISTINCT id)::int FROM categories_history) AS versions, (SELECT count(DISTINCT row_key)::int FROM audit_records) AS records",
          );
          return counts;
        };
        await db.exec("SET ROLE keeper");
        expect(await kept()).toEqual({ versions: 6, records: 6 });
        // A role that sees all tenants needs no setting: what is kept for a row is kept in the row's tenant.
        await db.exec(
          "RESET app.organization_id; RESET ROLE; GRANT ALL ON ALL TABLES IN SCHEMA public TO admin; SET ROLE admin",
        );
        await db.exec(
          "INSERT INTO categories (organization_id, name, parent_id) VALUES (1, 'Sub', 9), (2, 'Sub', 12), (1, 'New', NULL)",
        );
        await db.exec("INSERT INTO products (organization_id, name, category_id) VALUES (1, 'p', 13), (2, 'p', 14)");
        await db.exec(
          "UPDATE categories SET parent_id = 4 WHERE id = 14; UPDATE categories SET child_count = 0 WHERE id = 4",
        );
        expect(
          await db.query(
            "SELECT id::int, organization_id::int AS tenant, slug, child_count AS children, product_count AS products, ARRAY(SELECT a.id::int FROM categories_ancestors(c.id) AS a) AS line FROM categories AS c WHERE id IN (4, 9, 12, 13, 14, 15) ORDER BY id",
          ),
        ).toEqual([
          { id: 4, tenant: 2, slug: "top", children: 3, products: 2, line: [] },
          { id: 9, tenant: 1, slug: "sub-4", children: 1, products: 1, line: [1, 2, 7] },
          { id: 12, tenant: 2, slug: "sub-4", children: 0, products: 1, line: [4, 5, 10] },
          { id: 13, tenant: 1, slug: "sub-5", children: 0, products: 1, line: [1, 2, 7, 9] },
          { id: 14, tenant: 2, slug: "sub-5", children: 0, products: 1, line: [4] },
          { id: 15, tenant: 1, slug: "new", children: 0, products: 0, line: [] },
        ]);
        expect(await kept()).toEqual({ versions: 15, records: 15 });
      });
    });
  },
);
