import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lower } from "../../src/engines/sqlite/index.ts";
import type { Tree } from "../../src/model/model.ts";
import { type Database, expectPredicted, modelOf, withModel } from "./constructs-support.ts";

const STRATEGIES: readonly Tree[] = ["adjacency", "closure", "nested-set", "materialized-path"];

const modelWith = (tree: Tree, onDelete = "cascade") =>
  modelOf(`
conventions: { id: identity }
entities:
  Category:
    tree: ${tree}
    fields: { name: text? }
    relations: { parent: one? Category as children on delete ${onDelete} }
`);

/** What a tree is, in memory: the row above each row. */
class Oracle {
  readonly parents = new Map<number, number | null>();

  line(id: number): number[] {
    const above = this.parents.get(id) ?? null;
    return above === null ? [] : [...this.line(above), above];
  }

  below(id: number): number[] {
    return [...this.parents.keys()].filter((other) => this.line(other).includes(id)).sort((a, b) => a - b);
  }

  remove(id: number, onDelete: string): void {
    const gone = onDelete === "cascade" ? [id, ...this.below(id)] : [id];
    for (const each of gone) this.parents.delete(each);
    for (const [child, parent] of this.parents) if (parent === id) this.parents.set(child, null);
  }
}

function expectSame(db: Database, oracle: Oracle): void {
  const ids = [...oracle.parents.keys()].sort((a, b) => a - b);
  const list = (sql: string) => db.all<{ id: number }>(sql).map(({ id }) => id);
  expect(list("SELECT id FROM categories ORDER BY id")).toEqual(ids);
  for (const id of ids) {
    const line = oracle.line(id);
    expect(list(`SELECT id FROM categories_ancestors WHERE of_id = ${id} ORDER BY distance DESC`)).toEqual(line);
    const below = db.all<{ id: number; distance: number }>(
      `SELECT id, distance FROM categories_descendants WHERE of_id = ${id} ORDER BY id`,
    );
    const expected = oracle.below(id).map((other) => ({
      id: other,
      distance: oracle.line(other).length - line.length,
    }));
    expect(below.map((row) => ({ ...row }))).toEqual(expected);
  }
}

type Step =
  | { readonly kind: "insert"; readonly under: number }
  | { readonly kind: "move"; readonly what: number; readonly under: number }
  | { readonly kind: "delete"; readonly what: number };

const at = fc.nat(40);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant("insert" as const), under: at }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("move" as const), what: at, under: at }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("delete" as const), what: at }) },
  ),
  { minLength: 8, maxLength: 30 },
);

const CIRCLE = "categories: a row cannot stand below itself";

describe.each(STRATEGIES)("a tree as %s", (tree) => {
  it("is what was predicted", async () => {
    await expectPredicted(modelWith(tree));
    await expectPredicted(modelWith(tree, "set null"), true);
  });

  it.each([
    ["cascade", false],
    ["cascade", true],
    ["set null", false],
    ["set null", true],
  ] as const)(
    "answers what stands above and below, whatever happened (%s, recursive triggers %s)",
    async (onDelete, recursive) => {
      const play = (db: Database, list: readonly Step[]) => {
        db.exec("PRAGMA foreign_keys = OFF; DELETE FROM categories; DELETE FROM sqlite_sequence");
        if (tree === "closure") db.exec("DELETE FROM category_closure");
        db.exec("PRAGMA foreign_keys = ON");
        const oracle = new Oracle();
        let made = 0;
        const pick = (n: number) => [...oracle.parents.keys()][n % (oracle.parents.size + 1)] ?? null;
        for (const step of list) {
          if (step.kind === "insert") {
            const under = pick(step.under);
            db.exec(`INSERT INTO categories (parent_id) VALUES (${under ?? "NULL"})`);
            oracle.parents.set(++made, under);
            continue;
          }
          const what = pick(step.what);
          if (what === null) continue;
          if (step.kind === "delete") {
            db.exec(`DELETE FROM categories WHERE id = ${what}`);
            oracle.remove(what, onDelete);
            continue;
          }
          const under = pick(step.under);
          const isCircle = under !== null && (under === what || oracle.line(under).includes(what));
          const message = db.refusal(`UPDATE categories SET parent_id = ${under ?? "NULL"} WHERE id = ${what}`);
          expect(message).toBe(isCircle ? CIRCLE : "accepted");
          if (!isCircle) oracle.parents.set(what, under);
        }
        expectSame(db, oracle);
      };
      await withModel(
        modelWith(tree, onDelete),
        (db) =>
          fc.assert(
            fc.property(steps, (list) => play(db, list)),
            { numRuns: 25, seed: 11 },
          ),
        { recursive },
      );
    },
  );

  it("is read by indexes", async () => {
    await withModel(modelWith(tree), (db) => {
      db.exec("INSERT INTO categories (parent_id) VALUES (NULL)");
      for (let id = 2; id <= 120; id++) db.exec(`INSERT INTO categories (parent_id) VALUES (${Math.floor(id / 2)})`);
      db.exec("ANALYZE");
      for (const side of ["ancestors", "descendants"]) {
        const plan = db.all<{ detail: string }>(
          `EXPLAIN QUERY PLAN SELECT * FROM categories_${side} WHERE of_id = 100`,
        );
        const scans = plan.filter(({ detail }) => /^SCAN (?!up|line|part|CONSTANT)/.test(detail));
        expect(scans).toEqual([]);
      }
    });
  });

  it("takes many rows at once, and moves them at once", async () => {
    await withModel(modelWith(tree), (db) => {
      db.exec("INSERT INTO categories (parent_id) VALUES (NULL), (1), (2), (3), (NULL), (5)");
      db.exec("UPDATE categories SET parent_id = 5 WHERE id IN (2, 4)");
      db.exec("INSERT INTO categories (parent_id) SELECT id FROM categories ORDER BY id");
      const oracle = new Oracle();
      for (const [id, parent] of [
        [1, null],
        [2, 5],
        [3, 2],
        [4, 5],
        [5, null],
        [6, 5],
      ] as const) {
        oracle.parents.set(id, parent);
        oracle.parents.set(id + 6, id);
      }
      expectSame(db, oracle);
    });
  });

  it("refuses a circle that one statement would bring", async () => {
    await withModel(modelWith(tree), (db) => {
      const insert = (rows: string) => db.refusal(`INSERT INTO categories (id, parent_id) VALUES ${rows}`);
      const refused = /cannot stand below itself|the row above is not there/;
      expect(insert("(100, 100)")).toBe(CIRCLE);
      expect(insert("(100, 101), (101, 100)")).toMatch(refused);
      expect(insert("(100, NULL), (101, 100), (102, 101)")).toBe("accepted");
      expect(
        db.refusal("UPDATE categories SET parent_id = CASE id WHEN 100 THEN 101 ELSE 102 END WHERE id IN (100, 101)"),
      ).toMatch(refused);
      expect(db.refusal("INSERT OR IGNORE INTO categories (id, parent_id) VALUES (200, 200)")).toBe(CIRCLE);
    });
  });

  it("lets the time of a row's last change alone", async () => {
    await withModel(modelWith(tree), (db) => {
      db.exec("INSERT INTO categories (parent_id) VALUES (NULL), (1), (1), (2)");
      db.exec("UPDATE categories SET updated_at = '2000-01-01 00:00:00'");
      db.exec("INSERT INTO categories (parent_id) VALUES (2); UPDATE categories SET parent_id = 3 WHERE id = 2");
      const times = db.all<{ id: number }>("SELECT id FROM categories WHERE updated_at > '2000-01-02' ORDER BY id");
      // A place that is kept in the row itself changes with the row above it: that is no change of the row's own.
      expect(times.map(({ id }) => id)).toEqual([2, 5]);
    });
  });
});

describe.each(STRATEGIES)("a tree as %s with keys of text, odd names and other behaviours", (tree) => {
  const model = () =>
    modelOf(`
conventions: { id: identity, tables: pascal_singular, columns: camel }
entities:
  Order:
    tree: ${tree}
    history: true
    audit: { log: row }
    fields:
      select: string(9) primary immutable
      list: "string(5)[] = [] immutable"
      childCount: int count=children
      code: string(9) unique slug=select
    relations: { parent: one? Order as children }
`);

  it("is what was predicted", async () => {
    await expectPredicted(model());
    await expectPredicted(model(), true);
  });

  it.each([false, true])(
    "answers rows whose keys hold what separates keys (recursive triggers %s)",
    async (recursive) => {
      await withModel(
        model(),
        (db) => {
          const insert = (key: string, above: string | null) =>
            db.exec(
              `INSERT INTO "Order" ("select", "parentSelect") VALUES ('${key}', ${above === null ? "NULL" : `'${above}'`})`,
            );
          insert("x.y", null);
          insert("x", "x.y");
          insert("x.", "x");
          insert("x.y,", null);
          insert("x%", null);
          insert("x%.", "x%");
          const above = (key: string) =>
            db
              .all<{ key: string }>(
                `SELECT "select" AS key FROM Order_ancestors WHERE of_select = '${key}' ORDER BY distance DESC`,
              )
              .map((row) => row.key);
          const below = (key: string) =>
            db
              .all<{ key: string; n: number }>(
                `SELECT "select" AS key, childCount AS n FROM Order_descendants WHERE of_select = '${key}' ORDER BY distance`,
              )
              .map((row) => `${row.key}:${row.n}`);
          expect(above("x.")).toEqual(["x.y", "x"]);
          expect(below("x.y")).toEqual(["x:1", "x.:0"]);
          expect(below("x%")).toEqual(["x%.:0"]);
          db.exec(`UPDATE "Order" SET parentSelect = 'x.y,' WHERE "select" = 'x'`);
          expect(above("x.")).toEqual(["x.y,", "x"]);
          expect(below("x.y")).toEqual([]);
          expect(db.refusal(`UPDATE "Order" SET list = '["a"]'`)).toBe("Order.list cannot be changed");
          // Every version ends where the next begins, and the last is the row as it stands.
          const open = `SELECT "select", childCount, code FROM OrderHistory WHERE validTo IS NULL ORDER BY 1`;
          expect(db.all(open)).toEqual(db.all(`SELECT "select", childCount, code FROM "Order" ORDER BY 1`));
          expect(db.value("SELECT count(*) FROM OrderHistory WHERE validTo < validFrom")).toBe(0);
        },
        { recursive },
      );
    },
  );
});

describe("trees of tenants", () => {
  it.each(STRATEGIES)("are apart (%s)", async (tree) => {
    const model = modelOf(`
conventions: { id: identity, timestamps: false }
tenancy: { entity: Firm, relation: firm, setting: app.firm }
entities:
  Firm: { fields: { name: text? } }
  Area: { tenant: true, tree: ${tree}, fields: { name: text? } }
`);
    await expectPredicted(model);
    await withModel(model, (db) => {
      db.exec("INSERT INTO firms (name) VALUES ('a'), ('b')");
      db.exec("INSERT INTO areas (firm_id, parent_id) VALUES (1, NULL), (1, 1), (2, NULL), (2, 3), (1, 2)");
      expect(db.refusal("INSERT INTO areas (firm_id, parent_id) VALUES (2, 1)")).toMatch(
        /FOREIGN KEY|the row above is not there/,
      );
      db.exec("UPDATE areas SET parent_id = NULL WHERE id = 2");
      const below = (id: number) =>
        db.all<{ id: number }>(`SELECT id FROM areas_descendants WHERE of_id = ${id} ORDER BY id`).map((row) => row.id);
      expect([below(1), below(2), below(3)]).toEqual([[], [5], [4]]);
      db.exec("UPDATE areas SET firm_id = 1, parent_id = 5 WHERE id = 4");
      expect([below(2), below(3)]).toEqual([[4, 5], []]);
    });
  });
});

describe("a tree that is append-only", () => {
  it("takes rows and keeps them, where no other row has to change", async () => {
    for (const tree of ["adjacency", "closure", "materialized-path"] as const) {
      const model = modelOf(
        `conventions: { id: identity, timestamps: false }\nentities: { Note: { appendOnly: true, tree: ${tree} } }`,
      );
      await withModel(model, (db) => {
        db.exec("INSERT INTO notes (parent_id) VALUES (NULL), (1), (2)");
        expect(db.value("SELECT count(*) FROM notes_ancestors WHERE of_id = 3")).toBe(2);
        expect(db.refusal("UPDATE notes SET parent_id = NULL WHERE id = 3")).toBe(
          "notes is append-only: UPDATE is refused",
        );
      });
    }
    expect(() => lower(modelOf("entities: { Note: { appendOnly: true, tree: nested-set } }"))).toThrow(/renumbers/);
  });
});
