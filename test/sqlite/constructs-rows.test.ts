import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffCatalogs } from "../../src/catalog/diff.ts";
import { lower, sqlite } from "../../src/engines/sqlite/index.ts";
import { type Database, expectPredicted, lossesOf, modelOf, withModel } from "./constructs-support.ts";
import { runtime } from "./support.ts";

const BOTH = [false, true];

describe.each(BOTH)("with recursive triggers %s", (recursive) => {
  const run = (yaml: string, use: (db: Database) => void) => withModel(modelOf(yaml), use, { recursive });

  it("audit records who changed what, and never a secret", async () => {
    const yaml = `
conventions: { id: identity }
entities:
  Person:
    audit: { log: row, actor: app.user_id }
    fields: { name: string(40), active: boolean = true, data: "json = {}", passwordHash: string(80) secret }
`;
    await expectPredicted(modelOf(yaml));
    await run(yaml, (db) => {
      db.exec("INSERT INTO session_settings VALUES ('app.user_id', 'ann')");
      db.exec("INSERT INTO people (name, password_hash, updated_at) VALUES ('Bob', 'x', '2000-01-01 00:00:00')");
      db.exec("UPDATE people SET name = 'Rob'; UPDATE people SET name = 'Rob'; UPDATE people SET password_hash = 'y'");
      db.exec("DELETE FROM session_settings; DELETE FROM people");
      const records = db.all<{ action: string; actor: string | null; o: string | null; n: string | null }>(
        "SELECT action, actor, old_row AS o, new_row AS n FROM audit_records ORDER BY id",
      );
      expect(records.map(({ action, actor }) => [action, actor])).toEqual([
        ["insert", "ann"],
        ["update", "ann"],
        ["update", "ann"],
        ["delete", null],
      ]);
      expect(JSON.parse(records[0]?.n ?? "")).toMatchObject({ id: 1, name: "Bob", active: true, data: {} });
      expect(JSON.stringify(records)).not.toContain("password");
      expect(JSON.parse(records[1]?.n ?? "").updated_at).not.toContain("2000");
    });
  });

  it("history keeps versions without gaps, whatever replaces a row", async () => {
    const yaml = `
conventions: { id: identity }
entities: { Order: { history: true, fields: { number: string(20) unique, total: int = 0 } } }
`;
    await expectPredicted(modelOf(yaml));
    await run(yaml, (db) => {
      const wait = () => {
        const end = Date.now() + 3;
        while (Date.now() < end);
      };
      const moments: string[] = [];
      const step = (sql: string) => {
        wait();
        db.exec(sql);
        wait();
        moments.push(String(db.value("SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')")));
      };
      step("INSERT INTO orders (number, total) VALUES ('A', 1), ('B', 2)");
      step("UPDATE orders SET total = 3 WHERE number = 'A'");
      step("INSERT OR REPLACE INTO orders (id, number, total) VALUES (2, 'B', 9)");
      step("UPDATE orders SET id = 20 WHERE id = 2");
      step("DELETE FROM orders WHERE id = 1");
      const seen = moments.map((m) =>
        db.value(
          `SELECT group_concat(id || number || total, ' ') FROM (SELECT * FROM orders_history WHERE valid_from <= '${m}' AND (valid_to IS NULL OR valid_to > '${m}') ORDER BY id)`,
        ),
      );
      expect(seen).toEqual(["1A1 2B2", "1A3 2B2", "1A3 2B9", "1A3 20B9", "20B9"]);
      db.exec("DELETE FROM orders_history; UPDATE orders SET total = 10");
      expect(db.value("SELECT valid_from FROM orders_history ORDER BY valid_from")).toBe("0000-01-01 00:00:00.000");
    });
  });

  it("counters are right after any changes", async () => {
    const yaml = `
conventions: { id: identity }
entities:
  Post: { fields: { commentCount: int = 0 count=comments } }
  Comment:
    softDelete: true
    fields: { replyCount: int count=replies }
    relations:
      post: one? Post as comments on delete cascade on update cascade
      parent: one? Comment as replies
`;
    await expectPredicted(modelOf(yaml));
    await run(yaml, (db) => {
      const wrong = () =>
        db.all(
          "SELECT id FROM posts AS p WHERE comment_count <> (SELECT count(*) FROM comments AS c WHERE c.post_id = p.id AND deleted_at IS NULL) UNION ALL SELECT id FROM comments AS p WHERE reply_count <> (SELECT count(*) FROM comments AS c WHERE c.parent_id = p.id AND deleted_at IS NULL)",
        );
      const n = fc.nat(6);
      const id = (of: number) => (of === 0 ? "NULL" : `(SELECT id FROM posts WHERE id = ${of})`);
      fc.assert(
        fc.property(fc.array(fc.tuple(fc.nat(5), n, n), { minLength: 3, maxLength: 15 }), (list) => {
          db.exec("DELETE FROM comments; DELETE FROM posts; DELETE FROM sqlite_sequence");
          for (let at = 0; at < 6; at++) db.exec("INSERT INTO posts (comment_count) VALUES (7)");
          for (const [kind, a, b] of list) {
            db.exec(
              [
                `INSERT INTO comments (post_id, parent_id) VALUES (${id(a)}, (SELECT max(id) FROM comments WHERE id % 7 = ${b})), (${id(b)}, NULL)`,
                `UPDATE comments SET post_id = ${id(b)} WHERE id % 7 = ${a}`,
                `DELETE FROM comments WHERE id % 7 IN (${a}, ${b})`,
                `UPDATE comments SET deleted_at = CASE WHEN deleted_at IS NULL THEN CURRENT_TIMESTAMP END WHERE id % 7 IN (${a}, ${b})`,
                `DELETE FROM posts WHERE id = ${a}`,
                `UPDATE posts SET id = id + 100 WHERE id = ${a}`,
              ][kind] ?? "",
            );
            expect(wrong()).toEqual([]);
          }
        }),
        { numRuns: 40, seed: 5 },
      );
    });
  });

  it("slugs are made, cut and numbered", async () => {
    const yaml = `
conventions: { id: identity, timestamps: false }
entities:
  BlogPost:
    fields: { title: text?, slug: slug unique slug=title, short: string(8) unique slug=title, free: text slug=title }
`;
    await expectPredicted(modelOf(yaml));
    await run(yaml, (db) => {
      for (let at = 0; at < 12; at++) db.exec("INSERT INTO blog_posts (title) VALUES ('Hello World')");
      expect(db.all("SELECT slug, short, free FROM blog_posts WHERE id IN (1, 2, 3, 12) ORDER BY id")).toEqual([
        { slug: "hello-world", short: "hello-wo", free: "hello-world" },
        { slug: "hello-world-2", short: "hello-2", free: "hello-world" },
        { slug: "hello-world-3", short: "hello-3", free: "hello-world" },
        { slug: "hello-world-12", short: "hello-12", free: "hello-world" },
      ]);
      for (const [title, slug] of [
        ["Łódź – Straße Øst Þing", "lodz-strasse-ost-thing"],
        ["Nguyễn''s 2nd", "nguyens-2nd"],
        ["日本語", "blog-post"],
      ]) {
        db.exec(`INSERT INTO blog_posts (title) VALUES ('${title}')`);
        expect(db.value("SELECT slug FROM blog_posts ORDER BY id DESC")).toBe(slug);
      }
      expect(db.refusal("UPDATE blog_posts SET slug = NULL")).toMatch(/NOT NULL/);
    });
  });

  it("exclusions refuse what overlaps", async () => {
    const yaml = `
conventions: { id: identity, timestamps: false }
entities:
  Booking:
    fields: { room: int, during: range(datetime) }
    exclude: { free: "room with =, during with overlaps" }
`;
    await expectPredicted(modelOf(yaml));
    await run(yaml, (db) => {
      const book = (room: number, from: string | null, to: string | null) =>
        db.refusal(`INSERT INTO bookings (room, during) VALUES (${room}, '${JSON.stringify([from, to])}')`);
      expect(book(1, "2024-01-01 10:00:00", "2024-01-01 12:00:00")).toBe("accepted");
      expect(book(1, "2024-01-01T11:00:00Z", "2024-01-01T13:00:00Z")).toMatch(/another row meets this one \(free\)/);
      expect(book(2, "2024-01-01 11:00:00", "2024-01-01 13:00:00")).toBe("accepted");
      expect(book(1, "2024-01-01 12:00:00", null)).toBe("accepted");
      expect(book(1, "2030-01-01 00:00:00", "2030-01-02 00:00:00")).toMatch(/free/);
      expect(db.refusal("UPDATE bookings SET room = 1 WHERE room = 2")).toMatch(/free/);
    });
  });
});

it("reference rows are run, read back and compared by key", async () => {
  const yaml = (name: string) => `
conventions: { id: identity, timestamps: false }
entities:
  Country: { id: none, fields: { code: char(2) primary, name: text, rate: "decimal(6,2)?", eu: boolean = true }, rows: [{ code: DE, name: ${name}, rate: 1.50 }, { code: FR, name: France, eu: false }] }
  City: { fields: { name: text unique }, relations: { country: one Country as cities }, rows: [{ id: 1, name: Paris, country: FR }] }
`;
  await expectPredicted(modelOf(yaml("Germany")));
  const [a, b] = [lower(modelOf(yaml("Germany"))).catalog, lower(modelOf(yaml("Allemagne"))).catalog];
  expect(diffCatalogs(await sqlite.elaborate(a, runtime), b, sqlite.kinds)).toMatchObject([
    { op: "change", kind: "row", props: [{ name: "values.name" }] },
  ]);
});

it("views are made, materialized ones as plain views; ciphertext is text of any length", async () => {
  const model = modelOf(`
conventions: { id: identity, timestamps: false }
entities: { A: { table: a_rows, fields: { n: int, pin: string(4) encrypt=application, card: string(4) encrypt=database } } }
views:
  sums: { materialized: true, sql: { sqlite: SELECT sum(n) AS total FROM a_rows } }
`);
  await expectPredicted(model);
  expect(lossesOf(model)).toEqual(["NOT_ENCRYPTED A.card", "NOT_MATERIALIZED sums"]);
  await withModel(model, (db) => {
    db.exec("INSERT INTO a_rows (n, pin, card) VALUES (2, 'long ciphertext', 'more ciphertext')");
    expect(db.value("SELECT total FROM sums")).toBe(2);
  });
});
