import { PGlite } from "@electric-sql/pglite";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { closeScratch, postgres } from "../../src/engines/postgres/index.ts";
import type { Tree } from "../../src/model/model.ts";
import { compare, type Database, modelOf, runtime, withDatabase } from "./rows-support.ts";

afterAll(async () => {
  await closeScratch(runtime);
});

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

async function expectSame(db: Database, oracle: Oracle): Promise<void> {
  const rows = await db.rows(
    "SELECT id::int, ARRAY(SELECT a.id::int FROM categories_ancestors(c.id) AS a) AS line, ARRAY(SELECT d.id::int FROM categories_descendants(c.id) AS d ORDER BY 1) AS below FROM categories AS c ORDER BY id",
  );
  const ids = [...oracle.parents.keys()].sort((a, b) => a - b);
  expect(rows).toEqual(ids.map((id) => ({ id, line: oracle.line(id), below: oracle.below(id) })));
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
  it("is shown by the server as it was lowered", async () => {
    const { structure, expressions, lowered } = await compare(modelWith(tree));
    expect(structure).toEqual([]);
    expect(expressions.filter((line) => /^(function|trigger|grant|index)/.test(line))).toEqual([]);
    expect(lowered.losses).toEqual([]);
  });

  it.each(["cascade", "set null"])("answers what stands above and below, whatever happened (%s)", async (onDelete) => {
    const script = async (db: Database, list: readonly Step[]) => {
      await db.exec("TRUNCATE categories RESTART IDENTITY CASCADE");
      const oracle = new Oracle();
      let made = 0;
      const pick = (n: number) => [...oracle.parents.keys()][n % (oracle.parents.size + 1)] ?? null;
      for (const step of list) {
        if (step.kind === "insert") {
          const under = pick(step.under);
          await db.exec(`INSERT INTO categories (parent_id) VALUES (${under})`);
          oracle.parents.set(++made, under);
          continue;
        }
        const what = pick(step.what);
        if (what === null) continue;
        if (step.kind === "delete") {
          await db.exec(`DELETE FROM categories WHERE id = ${what}`);
          oracle.remove(what, onDelete);
          continue;
        }
        const under = pick(step.under);
        const isCircle = under !== null && (under === what || oracle.line(under).includes(what));
        const message = await db.refusal(`UPDATE categories SET parent_id = ${under} WHERE id = ${what}`);
        expect(message).toBe(isCircle ? CIRCLE : "accepted");
        if (!isCircle) oracle.parents.set(what, under);
      }
      await expectSame(db, oracle);
    };
    await withDatabase(modelWith(tree, onDelete), async (db) => {
      await fc.assert(
        fc.asyncProperty(steps, (list) => script(db, list)),
        { numRuns: 25, seed: 11 },
      );
    });
  });

  it("is read by indexes", async () => {
    await withDatabase(modelWith(tree), async (db) => {
      await db.exec("INSERT INTO categories (parent_id) SELECT NULLIF(n / 3, 0) FROM generate_series(1, 120) AS n");
      await db.exec(
        "ANALYZE; SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off",
      );
      for (const side of ["ancestors", "descendants"]) {
        const plan = JSON.stringify(await db.rows(`EXPLAIN SELECT * FROM categories_${side}(100)`));
        expect(plan).not.toMatch(/Seq Scan|Function Scan on categories/);
      }
    });
  });

  it("takes many rows at once, and moves them at once", async () => {
    await withDatabase(modelWith(tree), async (db) => {
      await db.exec("INSERT INTO categories (parent_id) VALUES (NULL), (1), (2), (3), (NULL), (5)");
      await db.exec("UPDATE categories SET parent_id = 5 WHERE id IN (2, 4)");
      await db.exec("INSERT INTO categories (parent_id) SELECT id FROM categories ORDER BY id");
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
      await expectSame(db, oracle);
    });
  });

  it("refuses a circle that one statement would bring", async () => {
    await withDatabase(modelWith(tree), async (db) => {
      const insert = (rows: string) =>
        db.refusal(`INSERT INTO categories (id, parent_id) OVERRIDING SYSTEM VALUE VALUES ${rows}`);
      const refused = /cannot stand below itself|the row above is not there/;
      expect(await insert("(100, 100)")).toBe(CIRCLE);
      expect(await insert("(100, 101), (101, 100)")).toMatch(refused);
      expect(await insert("(100, NULL), (101, 100), (102, 101)")).toBe("accepted");
      expect(
        await db.refusal(
          "UPDATE categories SET parent_id = CASE id WHEN 100 THEN 101 ELSE 102 END WHERE id IN (100, 101)",
        ),
      ).toMatch(refused);
    });
  });

  it("keeps its own columns, and lets the time of a row's last change alone", async () => {
    await withDatabase(modelWith(tree), async (db) => {
      await db.exec("INSERT INTO categories (parent_id) VALUES (NULL), (1), (1), (2)");
      const columns = {
        adjacency: [],
        closure: [],
        "nested-set": ["nsleft", "nsright"],
        "materialized-path": ["mpath"],
      };
      const own = columns[tree];
      const before = await db.rows("SELECT * FROM categories ORDER BY id");
      for (const column of own) await db.exec(`UPDATE categories SET ${column} = '7'`);
      await db.exec("ALTER TABLE categories DISABLE TRIGGER categories_set_updated_at");
      await db.exec("UPDATE categories SET updated_at = '2000-01-01'");
      await db.exec("ALTER TABLE categories ENABLE TRIGGER categories_set_updated_at");
      expect(await db.rows("SELECT * FROM categories ORDER BY id")).toEqual(
        before.map((row) => ({ ...(row as object), updated_at: expect.any(Date) })),
      );
      await db.exec("INSERT INTO categories (parent_id) VALUES (2); UPDATE categories SET parent_id = 3 WHERE id = 2");
      const times = await db.rows("SELECT id::int FROM categories WHERE updated_at > '2000-01-02' ORDER BY id");
      expect(times).toEqual([{ id: 2 }, { id: 5 }]);
    });
  });
});

describe.each(STRATEGIES)("a tree as %s with keys of text, odd names and other behaviours", (tree) => {
  const model = () =>
    modelOf(`
conventions: { id: identity, tables: pascal_singular, columns: camel }
entities:
  Order:
    schema: Odd Schema
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

  it("is shown by the server as it was lowered", async () => {
    const { structure, expressions } = await compare(model());
    expect(structure).toEqual([]);
    expect(expressions.filter((line) => /^(function|trigger|grant|index)/.test(line))).toEqual([]);
  });

  it("answers rows whose keys hold what separates keys", async () => {
    await withDatabase(model(), async (db) => {
      const table = '"Odd Schema"."Order"';
      const insert = (key: string, above: string | null) =>
        db.exec(
          `INSERT INTO ${table} ("select", "parentSelect") VALUES ('${key}', ${above === null ? "NULL" : `'${above}'`})`,
        );
      await insert("x.y", null);
      await insert("x", "x.y");
      await insert("x.", "x");
      await insert("x.y,", null);
      await insert("x\\", null);
      await insert("x\\.", "x\\");
      const above = (key: string) => db.rows(`SELECT "select" AS key FROM "Odd Schema"."Order_ancestors"('${key}')`);
      const below = (key: string) =>
        db.rows(`SELECT "select" AS key, "childCount" AS n FROM "Odd Schema"."Order_descendants"('${key}')`);
      expect(await above("x.")).toEqual([{ key: "x.y" }, { key: "x" }]);
      expect(await below("x.y")).toEqual([
        { key: "x", n: 1 },
        { key: "x.", n: 0 },
      ]);
      expect(await below("x\\")).toEqual([{ key: "x\\.", n: 0 }]);
      await db.exec(`UPDATE ${table} SET "parentSelect" = 'x.y,' WHERE "select" = 'x'`);
      expect(await above("x.")).toEqual([{ key: "x.y," }, { key: "x" }]);
      expect(await below("x.y")).toEqual([]);
      expect(await db.refusal(`UPDATE ${table} SET list = '{a}'`)).toBe("Order.list cannot be changed");
    });
  });
});

it("is not changed where others' changes would stay unseen", async () => {
  const db = await PGlite.create();
  try {
    await db.exec(postgres.script(postgres.render(postgres.lower(modelWith("closure")).catalog)));
    const add = "INSERT INTO categories (name) VALUES ('x')";
    await db.exec("BEGIN ISOLATION LEVEL REPEATABLE READ");
    await expect(db.exec(add)).rejects.toThrow("a tree cannot be changed under REPEATABLE READ");
    await db.exec("ROLLBACK");
    for (const level of ["READ COMMITTED", "SERIALIZABLE"])
      await db.exec(`BEGIN ISOLATION LEVEL ${level}; ${add}; COMMIT`);
  } finally {
    await db.close();
  }
});
