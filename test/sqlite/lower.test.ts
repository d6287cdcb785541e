import { readFileSync } from "node:fs";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { diffCatalogs } from "../../src/catalog/diff.ts";
import { type Connection, openMemory } from "../../src/engines/sqlite/connect.ts";
import { lower, sqlite } from "../../src/engines/sqlite/index.ts";
import { designEntities } from "../../src/knowledge/design.ts";
import { CATALOGUE } from "../../src/knowledge/entities/index.ts";
import type { Model } from "../../src/model/model.ts";
import { readModel } from "../../src/model/read.ts";
import { validModel } from "../postgres-lower/valid-model.ts";
import { runtime } from "./support.ts";

const model = (yaml: string): Model => readModel(`schemaforge: 1\n${yaml}`, "m.yaml").model;

let open: Connection | undefined;
afterEach(() => {
  open?.close();
  open = undefined;
});

/** A database of the lowered model, after checking that SQLite makes of it what was predicted. */
async function database(from: Model, strict = false): Promise<Connection> {
  const { catalog } = lower(from, { strict });
  const elaborated = await sqlite.elaborate(catalog, runtime);
  expect(diffCatalogs(catalog, elaborated, sqlite.kinds)).toEqual([]);
  expect([...elaborated.objects.keys()].sort()).toEqual([...catalog.objects.keys()].sort());
  const text = await sqlite.readText([{ name: "lowered.sql", text: sqlite.script(sqlite.render(catalog)) }], runtime);
  expect(diffCatalogs(catalog, text.catalog, sqlite.kinds)).toEqual([]);
  expect(text.losses).toEqual([]);
  open = await openMemory();
  open.exec(sqlite.script(sqlite.render(catalog)));
  return open;
}

const lossesOf = (from: Model) =>
  lower(from).losses.map(({ code, object, feature }) => `${code} ${object}: ${feature}`);

const BLOG = `
name: blog
types:
  Status: [draft, 'it''s live', gone]
entities:
  User:
    softDelete: true
    doc: People who write.
    fields:
      email: string(255) unique pii=contact doc='Where to reach them'
      username: string(50) unique
      profile: json = {}
      roles: string[] = [user]
      active: boolean = true
    checks:
      email_format: matches(email, '^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}$', 'i')
      username_length: length(username) >= 3
    indexes:
      idx_users_email_active: { fields: [email], where: deletedAt is null }
      idx_users_lower: [lower(username) desc]
      idx_users_profile: { fields: [profile], using: inverted }
      idx_users_search: { search: [username, email], language: english }
  Post:
    fields:
      title: string(255)
      slug: slug unique
      content: text
      status: Status = draft
      words: int := length(content) - length(replace(content, ' ', '')) + 1
      rating: decimal(3,1)? min=0 max=5
      code: string(8)? match='[A-Z]+' immutable
      publishedOn: date? min=2000-01-01
    relations:
      author: one User as posts on delete cascade
      tags: many Tag as many posts
  Comment:
    id: identity
    fields: { content: text }
    relations:
      post: one Post as comments on delete cascade
      parent: one? Comment as replies deferrable
    indexes:
      comments_search: { search: [content] }
  Tag:
    id: none
    timestamps: false
    keys: { primary: [name] }
    fields: { name: string(50), slug: string(50) unique }
`;

const USER = "INSERT INTO users (id, email, username) VALUES";
const ANN = "'123e4567-e89b-12d3-a456-426614174000'";

describe("the blog on SQLite", () => {
  it("is what was predicted, and runs", async () => {
    const db = await database(model(BLOG));
    const tables = db.all<{ name: string }>(
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1",
    );
    expect(tables.map(({ name }) => name)).toEqual(["comments", "post_tags", "posts", "tags", "users"]);
    const { sql } = db.all<{ sql: string }>("SELECT sql FROM sqlite_schema WHERE name = 'users'")[0] ?? { sql: "" };
    expect(sql).toContain("CREATE TABLE users ( -- People who write.");
    expect(sql).toContain("email VARCHAR(255) NOT NULL, -- Where to reach them");
    expect(sql).toContain("active BOOLEAN NOT NULL DEFAULT TRUE");
    expect(sql).toContain("created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP");
    expect(sql).toContain(`roles JSON NOT NULL DEFAULT '["user"]'`);
    expect(sql).toContain("CONSTRAINT users_email_key UNIQUE (email)");
  });

  it("fills ids, times and defaults", async () => {
    const db = await database(model(BLOG));
    db.exec("INSERT INTO users (email, username) VALUES ('ann@example.com', 'ann')");
    const [row] = db.all<Record<string, unknown>>("SELECT * FROM users");
    expect(row).toMatchObject({ profile: "{}", roles: '["user"]', active: 1, deleted_at: null });
    expect(row?.["id"]).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(row?.["created_at"]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  });

  it("refuses what the model forbids", async () => {
    const db = await database(model(BLOG));
    db.exec(`${USER} (${ANN}, 'ann@example.com', 'ann')`);
    const refuses = (sql: string, by: RegExp) => expect(() => db.exec(sql), sql).toThrow(by);
    refuses(`${USER} ('x', 'b@example.com', 'bob')`, /users_id_format/);
    refuses("INSERT INTO users (email, username) VALUES ('no address', 'bob')", /email_format/);
    refuses("INSERT INTO users (email, username) VALUES ('b@example.com', 'bo')", /username_length/);
    refuses("INSERT INTO users (email, username) VALUES ('ann@example.com', 'bob')", /UNIQUE/);
    refuses(`UPDATE users SET profile = '{'`, /users_profile_json/);
    refuses(`UPDATE users SET roles = '{}'`, /users_roles_array/);
    refuses("UPDATE users SET active = 2", /users_active_boolean/);
    refuses("UPDATE users SET deleted_at = 'soon'", /users_deleted_at_datetime/);
    const post = (columns: string, values: string) =>
      `INSERT INTO posts (title, slug, content, author_id${columns}) VALUES ('T', 'a-b', 'one two', ${ANN}${values})`;
    refuses(post(", status", ", 'other'"), /posts_status_values/);
    refuses(post(", rating", ", 5.5"), /posts_rating_check/);
    refuses(post(", code", ", 'ab'"), /posts_code_check/);
    refuses(post(", published_on", ", '1999-12-31'"), /posts_published_on_check/);
    refuses(post(", published_on", ", '2001-02-30'"), /posts_published_on_date/);
    refuses("INSERT INTO posts (title, slug, content, author_id) VALUES ('T', 'A b', 'x', 'y')", /posts_slug_check/);
    refuses(
      "INSERT INTO posts (title, slug, content, author_id) VALUES ('T', 'ab', 'x', '223e4567-e89b-12d3-a456-426614174000')",
      /FOREIGN KEY/,
    );
    db.exec(post(", status, rating, code, published_on", ", 'it''s live', 4.5, 'ABC', '2024-02-29'"));
    expect(db.all("SELECT words, status FROM posts")).toEqual([{ words: 2, status: "it's live" }]);
    refuses("UPDATE posts SET code = 'XYZ'", /posts\.code cannot be changed/);
    refuses("UPDATE posts SET words = 3", /generated/);
    db.exec("UPDATE posts SET code = 'ABC', title = 'U'");
  });

  it("deletes and keeps as the relations say", async () => {
    const db = await database(model(BLOG));
    db.exec(`${USER} (${ANN}, 'ann@example.com', 'ann')`);
    db.exec(`INSERT INTO posts (title, slug, content, author_id) VALUES ('T', 's', 'x', ${ANN})`);
    db.exec("INSERT INTO tags VALUES ('t', 't')");
    db.exec("INSERT INTO post_tags SELECT id, 't' FROM posts");
    db.exec("INSERT INTO comments (content, post_id) SELECT 'first', id FROM posts");
    db.exec("INSERT INTO comments (content, post_id, parent_id) SELECT 'reply', id, 1 FROM posts");
    db.exec(
      "BEGIN; INSERT INTO comments (content, post_id, parent_id) SELECT 'early', id, 99 FROM posts; INSERT INTO comments (id, content, post_id) SELECT 99, 'late', id FROM posts; COMMIT",
    );
    db.exec("DELETE FROM comments WHERE id = 1");
    expect(db.all("SELECT id, parent_id FROM comments ORDER BY id")).toEqual([
      { id: 2, parent_id: null },
      { id: 3, parent_id: 99 },
      { id: 99, parent_id: null },
    ]);
    db.exec("DELETE FROM users");
    expect(
      db.all(
        "SELECT (SELECT count(*) FROM posts) + (SELECT count(*) FROM comments) + (SELECT count(*) FROM post_tags) AS n, (SELECT count(*) FROM tags) AS tags",
      ),
    ).toEqual([{ n: 0, tags: 1 }]);
  });

  it("sets updated_at, unless the statement does, and never without end", async () => {
    const db = await database(model(BLOG));
    db.exec("PRAGMA recursive_triggers = ON");
    const updated = () => db.all<{ u: string }>("SELECT updated_at AS u FROM users")[0]?.u;
    db.exec(
      `INSERT INTO users (id, email, username, updated_at) VALUES (${ANN}, 'ann@example.com', 'ann', '2000-01-01 00:00:00')`,
    );
    db.exec("UPDATE users SET active = 0");
    expect(updated()).not.toBe("2000-01-01 00:00:00");
    db.exec("UPDATE users SET updated_at = '2001-01-01 00:00:00'");
    expect(updated()).toBe("2001-01-01 00:00:00");
    db.exec("UPDATE users SET updated_at = CURRENT_TIMESTAMP, active = 1");
    db.exec("UPDATE users SET active = 0");
  });

  it("finds what was written, changed and not deleted", async () => {
    const db = await database(model(BLOG));
    db.exec(
      `${USER} (${ANN}, 'ann@example.com', 'Writing Ann'), ('223e4567-e89b-12d3-a456-426614174000', 'bob@example.com', 'bob')`,
    );
    const found = (words: string) =>
      db
        .all<{ username: string }>(
          "SELECT username FROM users WHERE rowid IN (SELECT rowid FROM idx_users_search WHERE idx_users_search MATCH ?)",
          words,
        )
        .map(({ username }) => username);
    expect(found("write")).toEqual(["Writing Ann"]);
    expect(found("example")).toEqual(["Writing Ann", "bob"]);
    db.exec("UPDATE users SET username = 'painter' WHERE username = 'bob'");
    expect([found("bob AND username : bob"), found("painters")]).toEqual([[], ["painter"]]);
    db.exec("DELETE FROM users WHERE username = 'painter'");
    expect(found("painter")).toEqual([]);
    db.exec("INSERT INTO idx_users_search (idx_users_search) VALUES ('integrity-check')");
    db.exec("VACUUM");
    expect(found("write")).toEqual(["Writing Ann"]);
  });

  it("uses its partial and expression indexes", async () => {
    const db = await database(model(BLOG));
    const plan = (sql: string) =>
      db
        .all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
        .map(({ detail }) => detail)
        .join();
    expect(
      plan("SELECT * FROM users INDEXED BY idx_users_email_active WHERE email = 'x' AND deleted_at IS NULL"),
    ).toContain("idx_users_email_active");
    expect(plan("SELECT * FROM users WHERE lower(username) = 'x'")).toContain("idx_users_lower");
    expect(plan("SELECT * FROM posts WHERE author_id = 'x'")).toContain("posts_author_id_idx");
  });

  it("says what is lost", () => {
    expect(lossesOf(model(BLOG))).toEqual([
      "INDEX_NOT_HELD User.idx_users_profile: an inverted index",
      "SEARCH_BY_ROWID User.idx_users_search: a search index that a dump restores",
      "ALWAYS_DEFERRED Comment.comments_parent_id_fkey: a foreign key that is deferred on demand",
    ]);
  });

  it("is held in STRICT tables as well", async () => {
    const db = await database(model(BLOG), true);
    expect(
      db.all(
        "SELECT count(*) AS n FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'",
      ),
    ).toEqual([{ n: 0 }]);
    db.exec(`${USER} (${ANN}, 'ann@example.com', 'ann')`);
    expect(() =>
      db.exec(`INSERT INTO posts (title, slug, content, author_id, rating) VALUES ('T', 's', 'x', ${ANN}, 'good')`),
    ).toThrow(/cannot store TEXT/);
  });
});

describe("what SQLite lacks", () => {
  it("becomes something else, and a loss", async () => {
    const odd = model(`
types: { Mood: [good, bad] }
entities:
  Thing:
    schema: lab
    id: none
    timestamps: false
    keys: { primary: [key, part] }
    fields:
      key: char(2)
      part: smallint
      rank: text
      total: money
      moods: 'Mood[]'
      place: point(4326)?
      spans: range(int)?
      loc: locale
      until: datetime? check=(until > now())
      raw: int? = 5
    checks:
      odd_one: { sql: { postgres: key ~ 'x' } }
      own: { sql: { sqlite: part <> 3 } }
    indexes:
      by_hash: { fields: [part], using: hash }
      by_place: { fields: [place], using: spatial }
      nulls: [part nulls last]
      covering: { fields: [part], include: [rank] }
      only: { fields: [part], unique: true, include: [rank] }
      text: { search: [rank] }
      when: { fields: [part], where: "matches(loc, '(?=x)y')" }
  Thang: { table: things, id: none, timestamps: false, fields: { a: text } }
targets: { postgres: { objects: [{ sql: CREATE COLLATION natural (provider = icu) }] } }
`);
    await database(odd);
    expect(lossesOf(odd)).toEqual([
      "NO_SCHEMAS Thing: the schema lab",
      "TYPE_WEAKENED Thing.total: exact numbers of 19 digits",
      "TYPE_WEAKENED Thing.place: point with spatial operators",
      "TYPE_WEAKENED Thing.spans: range operators",
      "CHECK_NOT_HELD Thing.moods: the values of Mood in an array: a check cannot look into JSON item by item",
      expect.stringContaining(
        "CHECK_NOT_HELD Thing.things_loc_check: the check things_loc_check: SQLite has no regular expressions",
      ),
      "CHECK_NOT_HELD Thing.things_until_check: the check things_until_check: now() changes from call to call",
      "CHECK_NOT_HELD Thing.odd_one: the check odd_one: raw SQL is given only for other engines",
      "INDEX_WEAKENED Thing.by_hash: a hash index",
      "INDEX_NOT_HELD Thing.by_place: an spatial index",
      "INDEX_WEAKENED Thing.nulls: NULLS LAST",
      "INDEX_WEAKENED Thing.covering: INCLUDE columns",
      "INDEX_WEAKENED Thing.only: INCLUDE columns",
      "INDEX_NOT_HELD Thing.text: search in the column rank, a name of FTS5's own",
      expect.stringContaining("INDEX_NOT_HELD Thing.when: a partial index: SQLite has no regular expressions"),
      "OTHER_ENGINE model: CREATE COLLATION natural (provider = icu)",
    ]);
    expect([...lower(odd).catalog.objects.keys()].filter((id) => id.startsWith("table:"))).toEqual([
      "table:things",
      "table:things1",
    ]);
  });

  it("is no table without columns", async () => {
    const bare = model(
      "conventions: { id: none, timestamps: false }\nentities: { Bare: {}, Thing: { fields: { a: text } } }",
    );
    const db = await database(bare);
    expect(db.all("SELECT name FROM sqlite_schema")).toEqual([{ name: "things" }]);
    expect(lossesOf(bare)).toEqual(["NO_COLUMNS Bare: a table without columns"]);
  });

  it("numbers keys of one column, and says so of other columns", async () => {
    const numbered = model(`
conventions: { id: serial, timestamps: false }
entities:
  A: { fields: { x: int } }
  B:
    fields:
      n: bigint primary = identity()
      m: int = autoincrement()
`);
    const db = await database(numbered);
    db.exec('INSERT INTO "as" (x) VALUES (7), (8); INSERT INTO bs (m) VALUES (5), (6)');
    expect(db.all('SELECT id FROM "as"')).toEqual([{ id: 1 }, { id: 2 }]);
    expect(db.all("SELECT n, m FROM bs")).toEqual([
      { n: 1, m: 5 },
      { n: 2, m: 6 },
    ]);
    expect(lossesOf(numbered)).toEqual([
      "DEFAULT_NOT_HELD B.m: a default: SQLite numbers nothing but a key of one column",
    ]);
  });

  it("leaves odd names whole", async () => {
    const db = await database(
      model(
        `
entities:
  Made: { id: none, fields: { a: text, b: "text := lower(a)" }, keys: { primary: [b] } }
  Select: { table: "or\\"der; --", fields: { group: "string(3) column='a b'", index: int index, Größe1: { type: int, column: "größe" } }, relations: { when: one? Select as then } }
`.replace("Größe1", "groesse"),
      ),
    );
    db.exec(`INSERT INTO "or""der; --" ("a b", "index", "größe") VALUES ('abc', 1, 2)`);
    db.exec(`UPDATE "or""der; --" SET "index" = 2`);
    expect(db.all(`SELECT "a b" AS a FROM "or""der; --"`)).toEqual([{ a: "abc" }]);
  });
});

describe("the corpus of models", () => {
  it("every type word can be a column and is what was predicted", async () => {
    const { TYPE_WORDS } = await import("../../src/model/types.ts");
    const needs: { readonly [word: string]: string } = {
      vector: "vector(3)",
      range: "range(date)",
      set: "set(a, b)",
      map: "map(int)",
    };
    const fields = [...TYPE_WORDS.keys()].flatMap((word) => [
      `      ${word}One: ${needs[word] ?? word}`,
      `      ${word}Two: ${needs[word] ?? word}?`,
    ]);
    for (const strict of [false, true]) {
      const db = await database(model(`entities:\n  All:\n    fields:\n${fields.join("\n")}\n`), strict);
      expect(db.all("SELECT count(*) AS n FROM pragma_table_info('alls')")).toEqual([{ n: fields.length + 3 }]);
      db.close();
    }
    open = undefined;
  });

  it("holds every entity of the catalogue, all related", async () => {
    const { model: designed } = designEntities({ entities: CATALOGUE.map(({ name }) => ({ name })) });
    const db = await database(designed);
    const [row] = db.all<{ n: number }>("SELECT count(*) AS n FROM sqlite_schema WHERE type = 'table'");
    expect(row?.n).toBeGreaterThanOrEqual(CATALOGUE.length);
    const kinds = new Set(lower(designed).losses.map(({ code }) => code));
    expect([...kinds].sort()).toEqual([
      "CHECK_NOT_HELD",
      "INDEX_NOT_HELD",
      "INDEX_WEAKENED",
      "SEARCH_BY_ROWID",
      "TYPE_WEAKENED",
    ]);
  });

  it("holds random valid models", { timeout: 60_000 }, async () => {
    for (const some of fc.sample(validModel, { numRuns: 120, seed: 5 })) {
      const { catalog } = lower(some);
      expect(diffCatalogs(catalog, await sqlite.elaborate(catalog, runtime), sqlite.kinds)).toEqual([]);
    }
  });

  it("reads the sample model", async () => {
    const path = new URL("../../examples/blog/schema.model.yaml", import.meta.url);
    const db = await database(readModel(readFileSync(path, "utf8"), "schema.model.yaml").model);
    expect(db.all("SELECT count(*) > 3 AS enough FROM sqlite_schema WHERE type = 'table'")).toEqual([{ enough: 1 }]);
  });
});
