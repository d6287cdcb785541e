import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { withScratch } from "../../src/engines/postgres/elaborate/index.ts";
import type { Scratch } from "../../src/engines/postgres/elaborate/scratch.ts";
import { closeScratch, postgres } from "../../src/engines/postgres/index.ts";
import type { Model } from "../../src/model/model.ts";
import { readModel } from "../../src/model/read.ts";
import { runtime } from "./compare.ts";
import { modelOf } from "./models.ts";

afterAll(async () => {
  await closeScratch(runtime);
});

interface Database extends Scratch {
  /** The rows of a query. */
  rows(sql: string): Promise<unknown[]>;
  /** The message with which a statement is refused; what it did is undone. */
  refusal(sql: string): Promise<string>;
}

function withDatabase(
  model: Model,
  extensions: readonly string[],
  work: (db: Database) => Promise<void>,
): Promise<void> {
  const script = postgres.script(postgres.render(postgres.lower(model).catalog));
  return withScratch(runtime, extensions, async (scratch) => {
    await scratch.exec(script);
    await work({
      ...scratch,
      rows: (sql) => scratch.query(sql),
      refusal: async (sql) => {
        await scratch.exec("SAVEPOINT attempt");
        const message = await scratch.exec(sql).then(
          () => "accepted",
          (error: unknown) => (error as Error).message,
        );
        await scratch.exec("ROLLBACK TO attempt");
        return message;
      },
    });
  });
}

describe("the blog on PostgreSQL", () => {
  const blog = (): Model => {
    const path = new URL("../../examples/blog/schema.model.yaml", import.meta.url);
    return readModel(readFileSync(path, "utf8"), "blog").model;
  };
  const ANN =
    "INSERT INTO users (id, email, username, password_hash) VALUES ('00000000-0000-0000-0000-000000000001', 'ann@example.com', 'ann', 'x')";

  it("fills defaults and refuses what the model forbids", async () => {
    await withDatabase(blog(), [], async (db) => {
      await db.exec(ANN);
      expect(
        await db.rows(
          "SELECT profile, roles, deleted_at, created_at = now() AS made, id IS NOT NULL AS has_id FROM users",
        ),
      ).toEqual([{ profile: {}, roles: ["user"], deleted_at: null, made: true, has_id: true }]);
      const insert = (email: string, name: string) =>
        db.refusal(`INSERT INTO users (email, username, password_hash) VALUES ('${email}', '${name}', 'x')`);
      expect(await insert("bob", "bob")).toMatch(/email_format/);
      expect(await insert("BOB@EXAMPLE.COM", "bob")).toBe("accepted");
      expect(await insert("bob@example.com", "bo")).toMatch(/username_length/);
      expect(await insert("ann@example.com", "bob")).toMatch(/users_email_key/);
      expect(await insert("bob@example.com", "ann")).toMatch(/users_username_key/);
    });
  });

  it("keeps updated_at right and deletes as the relations say", async () => {
    await withDatabase(blog(), [], async (db) => {
      await db.exec(ANN);
      await db.exec("INSERT INTO posts (title, slug, content, author_id) SELECT 't', 's', 'c', id FROM users");
      await db.exec("INSERT INTO tags (name, slug) VALUES ('n', 's')");
      await db.exec("INSERT INTO post_tags SELECT posts.id, tags.id FROM posts, tags");
      await db.exec(
        "INSERT INTO comments (id, content, post_id, author_id) SELECT '00000000-0000-0000-0000-00000000000a', 'c', id, author_id FROM posts",
      );
      await db.exec(
        "INSERT INTO comments (content, post_id, author_id, parent_id) SELECT 'reply', post_id, author_id, id FROM comments",
      );
      await db.exec("UPDATE users SET updated_at = '2000-01-01', username = 'ann2'");
      expect(await db.rows("SELECT updated_at = now() AS kept FROM users")).toEqual([{ kept: true }]);
      await db.exec("DELETE FROM comments WHERE parent_id IS NULL");
      expect(await db.rows("SELECT parent_id FROM comments")).toEqual([{ parent_id: null }]);
      await db.exec("DELETE FROM users");
      expect(
        await db.rows(
          "SELECT (SELECT count(*) FROM posts)::int AS posts, (SELECT count(*) FROM comments)::int AS comments, (SELECT count(*) FROM post_tags)::int AS joined, (SELECT count(*) FROM tags)::int AS tags",
        ),
      ).toEqual([{ posts: 0, comments: 0, joined: 0, tags: 1 }]);
    });
  });

  it("answers queries by its partial, inverted and full-text indexes", async () => {
    await withDatabase(blog(), [], async (db) => {
      await db.exec("SET LOCAL enable_seqscan = off");
      const plan = async (where: string) => JSON.stringify(await db.rows(`EXPLAIN SELECT * FROM users WHERE ${where}`));
      expect(await plan("email > 'a' AND deleted_at IS NULL")).toContain("idx_users_email_active");
      expect(await plan(`profile @> '{"a": 1}'`)).toContain("idx_users_profile");
      expect(await plan("to_tsvector('english', username || ' ' || email) @@ to_tsquery('ann')")).toContain(
        "idx_users_search",
      );
    });
  });
});

describe("types that mean something", () => {
  it("refuse what they do not mean, and take what they do", async () => {
    const model = modelOf(`
conventions: { id: identity, timestamps: false }
entities:
  Thing:
    fields:
      email: email?
      slug: slug?
      percent: percent?
      latitude: latitude?
      country: country?
      color: color?
      mac: mac?
      ulid: ulid?
      objectid: objectid?
      set: set(a, b)?
      map: map(int)?
      binary: binary(2)?
      born: date? min=2000-01-01
      code: string(9)? match='[a-z]+|X'
      word: text? check=(matches(word, '\\bok\\b'))
`);
    const cases: readonly (readonly [column: string, good: string, bad: string])[] = [
      ["email", "ann@example.com", "ann at example"],
      ["slug", "a-b-1", "A b"],
      ["percent", "100", "100.01"],
      ["latitude", "-90", "-90.1"],
      ["country", "DE", "de"],
      ["color", "#ff0000", "red"],
      ["mac", "08-00-2b-01-02-03", "08:00"],
      ["ulid", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "01ARZ3NDEKTSV4RRFFQ69G5FAU"],
      ["objectid", "507f1f77bcf86cd799439011", "507f1f77bcf86cd79943901g"],
      ["set", "{b,a}", "{c}"],
      ["map", '{"a": 1}', "[1]"],
      ["binary", "\\x0102", "\\x010203"],
      ["born", "2000-01-01", "1999-12-31"],
      ["code", "X", "Xy"],
      ["word", "it is ok", "booking"],
    ];
    await withDatabase(model, [], async (db) => {
      for (const [column, good, bad] of cases) {
        const insert = (value: string) => db.refusal(`INSERT INTO things ("${column}") VALUES ('${value}')`);
        expect(await insert(good), `${column} ${good}`).toBe("accepted");
        expect(await insert(bad), `${column} ${bad}`).toMatch(/_check|invalid input/);
      }
    });
  });
});

describe("generated fields that read each other", () => {
  it("have the values that they would have if they could", async () => {
    const model = modelOf(`
conventions: { id: none, timestamps: false }
entities:
  Sum:
    fields:
      a: int
      third: decimal(5,1) := a / 3.0
      double: int := third * 2
      label: text := double || '/' || third
      long: boolean := length(label) > 5
`);
    await withDatabase(model, [], async (db) => {
      await db.exec("INSERT INTO sums VALUES (5), (100)");
      expect(await db.rows("SELECT third::text, double, label, long FROM sums")).toEqual([
        // 5 / 3 is kept as 1.7, so that twice as much is 3.4 and not 3.33; kept as a whole number it is 3.
        { third: "1.7", double: 3, label: "3/1.7", long: false },
        { third: "33.3", double: 67, label: "67/33.3", long: true },
      ]);
    });
  });
});

describe("fields that never change", () => {
  it("are kept by a trigger, also from null and in any column order", async () => {
    const model = modelOf(`
entities:
  Invoice:
    timestamps: false
    fields:
      number: string(20) immutable
      note: text? immutable
      data: json = {} immutable
      paid: boolean = false
`);
    await withDatabase(model, [], async (db) => {
      await db.exec("INSERT INTO invoices (number) VALUES ('1')");
      expect(await db.refusal("UPDATE invoices SET paid = true, number = '1', note = null")).toBe("accepted");
      expect(await db.refusal("UPDATE invoices SET number = '2'")).toBe("invoices.number cannot be changed");
      expect(await db.refusal("UPDATE invoices SET note = 'x'")).toBe("invoices.note cannot be changed");
      expect(await db.refusal(`UPDATE invoices SET data = '{"a":1}'`)).toBe("invoices.data cannot be changed");
    });
  });
});

describe("indexes over text", () => {
  it("that are inverted find any part of a word", async () => {
    const model = modelOf(`
entities:
  Page:
    fields: { body: text }
    indexes: { anywhere: { fields: [body], using: inverted } }
`);
    await withDatabase(model, ["pg_trgm"], async (db) => {
      await db.exec("SET LOCAL enable_seqscan = off");
      expect(JSON.stringify(await db.rows("EXPLAIN SELECT * FROM pages WHERE body LIKE '%middle%'"))).toContain(
        "anywhere",
      );
    });
  });
});
