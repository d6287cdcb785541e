import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { closeScratch, postgres } from "../../src/engines/postgres/index.ts";
import { compare, type Database, modelOf, runtime, withDatabase } from "./rows-support.ts";

afterAll(async () => {
  await closeScratch(runtime);
});

const MODEL = `
conventions: { id: identity }
entities:
  Post:
    fields:
      title: text
      commentCount: int = 0 count=comments
      tagCount: int = 0 count=tags
    relations: { tags: many Tag as many posts }
  Tag:
    timestamps: false
    fields: { postCount: int = 0 count=posts }
  Comment:
    softDelete: true
    fields: { replyCount: int count=replies, body: text? }
    relations:
      post: one? Post as comments on delete cascade on update cascade
      parent: one? Comment as replies
  Person:
    fields: { followerCount: int count=followers, followingCount: int count=following }
    relations: { following: many Person as many followers through Follow }
  Follow:
    id: none
    keys: { primary: [follower, followed] }
    relations:
      follower: one Person as outgoing on delete cascade
      followed: one Person as incoming on delete cascade
`;

const counts = (db: Database) =>
  db.rows("SELECT id::int, comment_count AS comments, tag_count AS tags FROM posts ORDER BY id");

describe("counters", () => {
  it("are shown by the server as they were lowered", async () => {
    const { structure, expressions, lowered } = await compare(modelOf(MODEL));
    expect(structure).toEqual([]);
    expect(expressions.filter((line) => /^(function|trigger|grant)/.test(line))).toEqual([]);
    expect(lowered.losses).toEqual([]);
  });

  it("count what comes, goes, moves and is marked as deleted", async () => {
    await withDatabase(modelOf(MODEL), async (db) => {
      await db.exec("INSERT INTO posts (title, comment_count) VALUES ('a', 7), ('b', 7)");
      const expectCounts = async (a: number, b: number) =>
        expect(await db.rows("SELECT comment_count AS n FROM posts ORDER BY title")).toEqual([{ n: a }, { n: b }]);
      await expectCounts(0, 0);
      await db.exec("INSERT INTO comments (post_id) VALUES (1), (1), (2), (NULL)");
      await expectCounts(2, 1);
      await db.exec("UPDATE comments SET post_id = 2 WHERE id = 1");
      await expectCounts(1, 2);
      await db.exec("UPDATE comments SET deleted_at = now() WHERE id = 1");
      await expectCounts(1, 1);
      await db.exec("UPDATE comments SET body = 'x', deleted_at = NULL WHERE post_id = 2");
      await expectCounts(1, 2);
      await db.exec("UPDATE comments SET post_id = NULL WHERE id = 3");
      await expectCounts(1, 1);
      // A new key of a row takes along what relates to it.
      await db.exec("UPDATE posts SET id = 20 WHERE id = 2");
      await expectCounts(1, 1);
      // Whatever is written, it is counted.
      await db.exec("UPDATE posts SET comment_count = 99");
      await expectCounts(1, 1);
      await db.exec("DELETE FROM comments WHERE post_id = 20");
      await expectCounts(1, 0);
      await db.exec("TRUNCATE comments");
      await expectCounts(0, 0);
    });
  });

  it("count on both sides of a join table, made by convention or declared", async () => {
    await withDatabase(modelOf(MODEL), async (db) => {
      await db.exec(
        "INSERT INTO posts (title) VALUES ('a'), ('b'); INSERT INTO tags DEFAULT VALUES; INSERT INTO tags DEFAULT VALUES",
      );
      await db.exec("INSERT INTO post_tags SELECT p.id, t.id FROM posts AS p, tags AS t");
      await db.exec("DELETE FROM post_tags WHERE post_id = 1 AND tag_id = 1");
      expect(await counts(db)).toEqual([
        { id: 1, comments: 0, tags: 1 },
        { id: 2, comments: 0, tags: 2 },
      ]);
      expect(await db.rows("SELECT post_count AS n FROM tags ORDER BY id")).toEqual([{ n: 1 }, { n: 2 }]);
      await db.exec("DELETE FROM posts WHERE id = 2");
      expect(await db.rows("SELECT post_count AS n FROM tags ORDER BY id")).toEqual([{ n: 0 }, { n: 1 }]);
      await db.exec(
        "INSERT INTO people DEFAULT VALUES; INSERT INTO people DEFAULT VALUES; INSERT INTO people DEFAULT VALUES",
      );
      await db.exec("INSERT INTO follows VALUES (1, 2), (1, 3), (2, 3)");
      expect(await db.rows("SELECT follower_count AS has, following_count AS follows FROM people ORDER BY id")).toEqual(
        [
          { has: 0, follows: 2 },
          { has: 1, follows: 1 },
          { has: 2, follows: 0 },
        ],
      );
    });
  });

  it("are no change of the row that has them, and need no rights on it", async () => {
    await withDatabase(modelOf(MODEL), async (db) => {
      await db.exec("INSERT INTO posts (title) VALUES ('a')");
      await db.exec(
        "ALTER TABLE posts DISABLE TRIGGER posts_set_updated_at; UPDATE posts SET updated_at = '2000-01-01'",
      );
      await db.exec("ALTER TABLE posts ENABLE TRIGGER posts_set_updated_at");
      await db.exec("CREATE ROLE guest; GRANT INSERT ON comments TO guest; SET ROLE guest");
      await db.exec("INSERT INTO comments (post_id) VALUES (1); RESET ROLE");
      expect(await db.rows("SELECT comment_count AS n, updated_at::date::text AS day FROM posts")).toEqual([
        { n: 1, day: "2000-01-01" },
      ]);
      await db.exec("UPDATE posts SET title = 'b', comment_count = 5");
      expect(await db.rows("SELECT comment_count AS n, updated_at = now() AS now FROM posts")).toEqual([
        { n: 1, now: true },
      ]);
    });
  });

  it("say when the row to count for is hidden from them", async () => {
    await withDatabase(modelOf(MODEL), async (db) => {
      await db.exec("CREATE ROLE owner_of_all; GRANT CREATE, USAGE ON SCHEMA public TO owner_of_all");
      await db.exec("INSERT INTO posts (title) VALUES ('a')");
      await db.exec(
        "DO $$ DECLARE r record; BEGIN FOR r IN SELECT oid::regprocedure AS f FROM pg_proc WHERE pronamespace = 'public'::regnamespace LOOP EXECUTE format('ALTER FUNCTION %s OWNER TO owner_of_all', r.f); END LOOP; END $$",
      );
      await db.exec(
        "GRANT ALL ON ALL TABLES IN SCHEMA public TO owner_of_all; ALTER TABLE posts ENABLE ROW LEVEL SECURITY",
      );
      expect(await db.refusal("INSERT INTO comments (post_id) VALUES (1)")).toBe(
        "posts.comment_count cannot be kept: the row to count for is hidden from owner_of_all",
      );
    });
  });

  it("are right after any changes", async () => {
    const change = fc.record({
      kind: fc.constantFrom("insert", "insert", "move", "delete", "mark", "delete post"),
      a: fc.nat(6),
      b: fc.nat(6),
    });
    const id = (n: number) => (n === 0 ? "NULL" : String(n));
    const statement = {
      insert: (a: number, b: number) =>
        `INSERT INTO comments (post_id, parent_id) SELECT p.id, (SELECT max(id) FROM comments WHERE id % 7 = ${b}) FROM generate_series(0, ${b}) LEFT JOIN posts AS p ON p.id = ${id(a)}`,
      move: (a: number, b: number) =>
        `UPDATE comments SET post_id = (SELECT id FROM posts WHERE id = ${id(b)}) WHERE id % 7 = ${a}`,
      delete: (a: number, b: number) => `DELETE FROM comments WHERE id % 7 IN (${a}, ${b})`,
      mark: (a: number, b: number) =>
        `UPDATE comments SET deleted_at = CASE WHEN deleted_at IS NULL THEN now() END WHERE id % 7 IN (${a}, ${b})`,
      "delete post": (a: number) => `DELETE FROM posts WHERE id = ${id(a)}`,
    } as const;
    await withDatabase(modelOf(MODEL), async (db) => {
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 3, maxLength: 15 }), async (list) => {
          await db.exec(
            "TRUNCATE posts, comments RESTART IDENTITY CASCADE; INSERT INTO posts (title) SELECT 't' FROM generate_series(1, 6)",
          );
          for (const { kind, a, b } of list) await db.exec(statement[kind as keyof typeof statement](a, b));
          expect(
            await db.rows(
              "SELECT comment_count FROM posts AS p WHERE comment_count <> (SELECT count(*) FROM comments AS c WHERE c.post_id = p.id AND deleted_at IS NULL) UNION ALL SELECT reply_count FROM comments AS p WHERE reply_count <> (SELECT count(*) FROM comments AS c WHERE c.parent_id = p.id AND deleted_at IS NULL)",
            ),
          ).toEqual([]);
        }),
        { numRuns: 40, seed: 5 },
      );
    });
  });

  it("are refused where nothing is counted, or where they could not change", () => {
    const lower = (text: string) => () => postgres.lower(modelOf(text));
    const base = "  B: { relations: { a: one A as bs } }\n";
    expect(lower(`entities:\n  A: { appendOnly: true, fields: { n: int count=bs } }\n${base}`)).toThrow(/append-only/);
  });
});
