/** Many sessions at once on real servers: what triggers keep is right in the end, and nobody is refused or waits forever. */
import pg from "pg";
import { expect, test } from "vitest";
import { postgres } from "../../src/engines/postgres/index.ts";
import type { Model, Tree } from "../../src/model/model.ts";
import { compareWith, runtime } from "../postgres-lower/compare.ts";
import { dropDatabases, freshDatabase, runScript } from "../support/pg-databases.ts";
import { describeOnPostgres } from "../support/servers.ts";
import { modelOf } from "./rows-support.ts";

const SESSIONS = 6;
const STATEMENTS = 40;

const TREES: readonly Tree[] = ["adjacency", "closure", "nested-set", "materialized-path"];

const treeModel = (tree: Tree) =>
  modelOf(`
conventions: { id: identity }
entities:
  Category:
    tree: ${tree}
    relations: { parent: one? Category as children }
`);

const BLOG = `
conventions: { id: identity }
entities:
  Post:
    fields: { title: text, slug: slug unique slug=title, commentCount: int count=comments }
  Comment:
    relations: { post: one Post as comments on delete cascade }
`;

const EVERYTHING = `
conventions: { id: identity }
tenancy: { entity: Organization, relation: organization, setting: app.organization_id }
entities:
  Organization:
    audit: { log: row, actor: app.user_id }
    fields: { name: text, invoiceCount: int count=invoices }
  Invoice:
    tenant: true
    tree: materialized-path
    audit: { log: row, actor: app.user_id }
    history: true
    fields: { name: string(20) immutable, slug: slug unique=tenant slug=name, iban: "text? encrypt=database" }
    relations: { organization: one Organization as invoices }
  Entry:
    appendOnly: true
    fields: { n: int }
`;

/** The same numbers in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
}

describeOnPostgres((server) => {
  const on = async (model: Model, work: (sessions: pg.Client[]) => Promise<void>) => {
    const lowered = postgres.lower(model);
    const database = `schemaforge_rows_${process.pid}`;
    const url = await freshDatabase(server, database);
    const sessions: pg.Client[] = [];
    try {
      expect(await runScript(url, postgres.script(postgres.render(lowered.catalog)), { stop: true })).toEqual([]);
      const { structure, expressions } = compareWith(lowered, (await postgres.readLive(url, {}, runtime)).catalog);
      expect(structure).toEqual([]);
      expect(expressions.filter((line) => /^(function|trigger|grant|index)/.test(line))).toEqual([]);
      for (let n = 0; n < SESSIONS; n++) {
        const session = new pg.Client({ connectionString: url });
        await session.connect();
        sessions.push(session);
      }
      await work(sessions);
    } finally {
      for (const session of sessions) await session.end();
      await dropDatabases(server, [database]);
    }
  };

  /** Runs statements in all sessions at once; answers the messages of those that were refused. */
  const atOnce = async (sessions: pg.Client[], statement: (pick: (below: number) => number) => string) => {
    const refused: string[] = [];
    await Promise.all(
      sessions.map(async (session, at) => {
        const pick = numbers(at + 1);
        for (let n = 0; n < STATEMENTS; n++) {
          await session.query(statement(pick)).catch((error: unknown) => refused.push((error as Error).message));
        }
      }),
    );
    return refused;
  };

  const row = async (session: pg.Client | undefined, sql: string) => (await session?.query(sql))?.rows[0] as unknown;

  test.each(TREES)("a tree as %s", async (tree) => {
    await on(treeModel(tree), async (sessions) => {
      const [first] = sessions;
      await first?.query("INSERT INTO categories (parent_id) SELECT NULL FROM generate_series(1, 8)");
      const any = (pick: (below: number) => number) =>
        `(SELECT id FROM categories ORDER BY md5(id::text || '${pick(1_000_000)}') LIMIT 1)`;
      const refused = await atOnce(sessions, (pick) => {
        const kind = pick(10);
        if (kind < 5) return `INSERT INTO categories (parent_id) VALUES (${any(pick)})`;
        if (kind < 9) return `UPDATE categories SET parent_id = ${any(pick)} WHERE id = ${any(pick)}`;
        return `DELETE FROM categories WHERE id = ${any(pick)}`;
      });
      // A row may go while another one is put below it; a circle is refused. Nobody waits for who waits for him.
      const expected = /cannot stand below itself|the row above is not there|violates foreign key/;
      expect(refused.filter((message) => !expected.test(message))).toEqual([]);
      expect(
        await row(
          first,
          `WITH RECURSIVE line AS (
             SELECT id, id AS above FROM categories
             UNION SELECT line.id, c.parent_id FROM line JOIN categories AS c ON c.id = line.above WHERE c.parent_id IS NOT NULL),
           told AS (SELECT c.id, a.id AS above FROM categories AS c, categories_ancestors(c.id) AS a),
           below AS (SELECT d.id, c.id AS above FROM categories AS c, categories_descendants(c.id) AS d),
           truth AS (SELECT * FROM line WHERE above <> id)
           SELECT (SELECT count(*) FROM truth) > 50 AS deep,
             (SELECT count(*) FROM (SELECT * FROM truth EXCEPT ALL SELECT * FROM told) AS x)::int AS missing_above,
             (SELECT count(*) FROM (SELECT * FROM told EXCEPT ALL SELECT * FROM truth) AS x)::int AS wrong_above,
             (SELECT count(*) FROM (SELECT * FROM truth EXCEPT ALL SELECT * FROM below) AS x)::int AS missing_below,
             (SELECT count(*) FROM (SELECT * FROM below EXCEPT ALL SELECT * FROM truth) AS x)::int AS wrong_below`,
        ),
      ).toEqual({ deep: true, missing_above: 0, wrong_above: 0, missing_below: 0, wrong_below: 0 });
    });
  });

  test("what is shown, of every construct", async () => {
    await on(modelOf(EVERYTHING), async () => {});
  });

  test("versions of a row that a transaction waited for", async () => {
    await on(
      modelOf("entities:\n  Item:\n    id: identity\n    history: true\n    fields: { n: int }\n"),
      async ([a, b]) => {
        await a?.query("INSERT INTO items (n) VALUES (1)");
        await a?.query("BEGIN; SELECT now()");
        await b?.query("UPDATE items SET n = 2");
        await b?.query("BEGIN; UPDATE items SET n = 3");
        const waiting = a?.query("UPDATE items SET n = 4");
        await b?.query("COMMIT");
        await waiting;
        await a?.query("UPDATE items SET n = 5; COMMIT");
        const versions = await a?.query(
          "SELECT n, valid_from < coalesce(valid_to, 'infinity') AS lasted, valid_from = coalesce(lag(valid_to) OVER (ORDER BY valid_from), valid_from) AS joined FROM items_history ORDER BY valid_from",
        );
        // The first transaction began before the versions that it replaces: its own follow them by a microsecond each.
        expect(versions?.rows).toEqual([1, 2, 3, 4, 5].map((n) => ({ n, lasted: true, joined: true })));
        const shown = await a?.query("SELECT n FROM items_as_of(clock_timestamp())");
        expect(shown?.rows).toEqual([{ n: 5 }]);
      },
    );
  });

  test("counters and slugs", async () => {
    await on(modelOf(BLOG), async (sessions) => {
      const [first] = sessions;
      const refused = await atOnce(sessions, (pick) => {
        const post = `(SELECT id FROM posts ORDER BY md5(id::text || '${pick(1_000_000)}') LIMIT 1)`;
        const kind = pick(10);
        if (kind < 2) return "INSERT INTO posts (title) VALUES ('Same title')";
        if (kind < 6)
          return `INSERT INTO comments (post_id) SELECT id FROM posts ORDER BY md5(id::text) LIMIT ${pick(5)}`;
        if (kind < 8)
          return `UPDATE comments SET post_id = ${post} WHERE id = (SELECT min(id) FROM comments WHERE id % 5 = ${pick(5)})`;
        return `DELETE FROM comments WHERE id % 11 = ${pick(11)}`;
      });
      expect(refused).toEqual([]);
      expect(
        await row(
          first,
          "SELECT count(*) > 20 AS many, count(DISTINCT slug) = count(*) AS distinct_slugs, sum(comment_count) > 0 AS counted, count(*) FILTER (WHERE comment_count <> (SELECT count(*) FROM comments WHERE post_id = posts.id))::int AS wrong FROM posts",
        ),
      ).toEqual({ many: true, distinct_slugs: true, counted: true, wrong: 0 });
    });
  });
});
