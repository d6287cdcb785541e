/** The same random changes on PostgreSQL and on SQLite: both take or refuse them, and hold the same rows afterwards. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readModel } from "../../src/model/read.ts";
import { type Bench, postgresBench, sqliteBench } from "./both-engines.ts";

const modelWith = (tree: string) =>
  readModel(
    `schemaforge: 1
conventions: { id: none }
entities:
  Shelf:
    tree: ${tree}
    audit: true
    fields: { id: int primary, name: text?, itemCount: int count=items }
    relations: { parent: one? Shelf as children on delete cascade }
  Item:
    softDelete: true
    history: true
    audit: true
    fields: { id: int primary, title: string(9)?, slug: slug unique slug=title, price: int = 1 min=0, code: int? unique immutable, tagCount: int count=tags }
    relations:
      shelf: one? Shelf as items
      tags: many Tag as many items
  Tag: { timestamps: false, fields: { id: int primary, itemCount: int count=items } }`,
    "random.yaml",
  ).model;

/** Something to change. */
const ROWS = [
  "INSERT INTO shelves (id, parent_id) VALUES (1, NULL), (2, 1), (3, 2), (4, NULL)",
  "INSERT INTO items (id, shelf_id, title, code) VALUES (1, 1, 'A b', 1), (2, 1, 'a B', NULL), (3, 2, NULL, 3)",
  "INSERT INTO tags (id) VALUES (1), (2), (3)",
  "INSERT INTO item_tags (item_id, tag_id) VALUES (1, 1), (1, 2), (2, 1)",
];

const id = fc.integer({ min: 1, max: 6 });
const nullable = fc.oneof(fc.constant("NULL"), id.map(String));
const statement = fc.oneof(
  fc.tuple(id, nullable).map(([a, b]) => `INSERT INTO shelves (id, parent_id) VALUES (${a}, ${b})`),
  fc.tuple(id, nullable).map(([a, b]) => `UPDATE shelves SET parent_id = ${b} WHERE id = ${a}`),
  fc.tuple(id, id).map(([a, b]) => `UPDATE shelves SET name = 'n${b}' WHERE id <= ${a}`),
  id.map((a) => `DELETE FROM shelves WHERE id = ${a}`),
  fc
    .tuple(id, nullable, fc.constantFrom("'A b'", "'a B'", "NULL", "'Ä'"), nullable)
    .map(([a, b, c, d]) => `INSERT INTO items (id, shelf_id, title, code) VALUES (${a}, ${b}, ${c}, ${d})`),
  fc.tuple(id, nullable).map(([a, b]) => `UPDATE items SET shelf_id = ${b} WHERE id >= ${a}`),
  fc.tuple(id, nullable).map(([a, b]) => `UPDATE items SET code = ${b} WHERE id = ${a}`),
  fc.tuple(id, fc.integer({ min: -1, max: 3 })).map(([a, b]) => `UPDATE items SET price = ${b} WHERE id <= ${a}`),
  fc
    .tuple(id, fc.constantFrom("CURRENT_TIMESTAMP", "NULL"))
    .map(([a, b]) => `UPDATE items SET deleted_at = ${b} WHERE id = ${a}`),
  id.map((a) => `DELETE FROM items WHERE id = ${a}`),
  fc.tuple(id, id).map(([a, b]) => `UPDATE items SET id = ${a} WHERE id = ${b}`),
  id.map((a) => `INSERT INTO tags (id) VALUES (${a})`),
  id.map((a) => `DELETE FROM tags WHERE id = ${a}`),
  fc.tuple(id, id).map(([a, b]) => `INSERT INTO item_tags (item_id, tag_id) VALUES (${a}, ${b})`),
  fc.tuple(id, id).map(([a, b]) => `DELETE FROM item_tags WHERE item_id = ${a} OR tag_id = ${b}`),
);

/** What has to be the same; numbers behind slugs and places in nested sets may differ. */
const QUESTIONS = [
  "SELECT id, parent_id, name, item_count FROM shelves ORDER BY id",
  "SELECT id, shelf_id, title, substr(slug, 1, 1), price, code, tag_count, deleted_at IS NULL FROM items ORDER BY id",
  "SELECT id, item_count FROM tags ORDER BY id",
  "SELECT item_id, tag_id FROM item_tags ORDER BY item_id, tag_id",
  "SELECT id, shelf_id, price, code, tag_count FROM items_history WHERE valid_to IS NULL ORDER BY id",
  "SELECT action, row_key ->> 'id', new_row ->> 'name', count(*) FROM audit_records WHERE table_name = 'shelves' AND coalesce(new_row ->> 'name', '') <> coalesce(old_row ->> 'name', '') GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
  "SELECT action, row_key ->> 'id', count(*) FROM audit_records WHERE table_name = 'items' AND action <> 'update' GROUP BY 1, 2 ORDER BY 1, 2",
];

describe.each(["adjacency", "closure", "nested-set", "materialized-path"])(
  "a tree as %s, with all that is kept",
  (tree) => {
    let postgres: Bench;
    let sqlite: Bench;
    beforeAll(async () => {
      [postgres, sqlite] = [await postgresBench(), sqliteBench(false)];
    });
    afterAll(() => Promise.all([postgres.close(), sqlite.close()]));

    it("goes the same way on both engines", async () => {
      const model = modelWith(tree);
      await fc.assert(
        fc.asyncProperty(fc.array(statement, { minLength: 10, maxLength: 40 }), async (statements) => {
          await postgres.open(model);
          await sqlite.open(model);
          const play = async (bench: Bench, sql: string) => {
            const took = await bench.run(sql).then(
              () => "taken",
              (error: unknown) => (error instanceof Error ? "refused" : String(error)),
            );
            const rows: string[][] = [];
            for (const question of QUESTIONS) rows.push(await bench.run(question));
            return { sql, took, rows };
          };
          for (const sql of [...ROWS, ...statements])
            expect(await play(sqlite, sql)).toEqual(await play(postgres, sql));
        }),
        { numRuns: 12, seed: 7 },
      );
    });
  },
);
