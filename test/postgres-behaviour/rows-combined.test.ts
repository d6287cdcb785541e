/** What triggers keep, in tables that other constructs made: inheritance, mixins, embedded values, partitions. */
import { afterAll, describe, expect, it } from "vitest";
import { closeScratch } from "../../src/engines/postgres/index.ts";
import { compare, modelOf, runtime, withDatabase } from "./rows-support.ts";

afterAll(async () => {
  await closeScratch(runtime);
});

const modelWith = (inheritance: string) =>
  modelOf(`
conventions: { id: identity }
types:
  Address: { embedded: true, fields: { street: string(20) immutable, zip: "string(5)? encrypt=database" } }
mixins:
  Audited: { audit: { log: row, actor: app.user_id }, history: true, fields: { note: text? secret } }
entities:
  Party: { abstract: true, inheritance: ${inheritance}, uses: [Audited], fields: { name: text, slug: slug unique slug=name } }
  Company: { extends: Party, fields: { vat: string(9) immutable, postCount: int count=posts, home: Address? } }
  Person: { extends: Party, fields: { born: date? } }
  Post:
    relations: { author: one Company as posts }
    partition: { hash: [id], count: 2 }
    history: true
    audit: { log: row }
    fields: { text: text }
`);

describe.each(["single", "joined", "concrete"])("with inheritance as %s", (inheritance) => {
  it("triggers and functions are shown by the server as they were lowered", async () => {
    const { structure, expressions, lowered } = await compare(modelWith(inheritance));
    expect(structure).toEqual([]);
    expect(expressions.filter((line) => /^(function|trigger|grant|index)|_encrypted /.test(line))).toEqual([]);
    expect(lowered.losses).toEqual([]);
  });
});

it("fields of embedded values stay, partitions are counted, recorded and kept as one table", async () => {
  await withDatabase(
    modelWith("single"),
    async (db) => {
      await db.exec("SET app.encryption_key = 'long and random'");
      await db.exec(
        "INSERT INTO parties (type, name, vat, home_street, home_zip) VALUES ('company', 'Ann & Co', 'V1', 'High Street', encrypt_value('12345')), ('company', 'Ann & Co', 'V2', NULL, NULL)",
      );
      expect(await db.rows("SELECT slug, decrypt_value(home_zip) AS zip FROM parties ORDER BY id")).toEqual([
        { slug: "ann-co", zip: "12345" },
        { slug: "ann-co-2", zip: null },
      ]);
      expect(await db.refusal("UPDATE parties SET home_street = 'Low Street' WHERE id = 1")).toBe(
        "parties.home_street cannot be changed",
      );
      expect(await db.refusal("UPDATE parties SET home_zip = NULL WHERE id = 1")).toBe("accepted");
      await db.exec("INSERT INTO posts (author_id, text) SELECT 1, 't' FROM generate_series(1, 6)");
      const counts = () => db.rows("SELECT post_count AS n FROM parties ORDER BY id");
      expect(await counts()).toEqual([{ n: 6 }, { n: 0 }]);
      // A statement on one partition is counted as well.
      await db.exec("UPDATE posts_p0 SET author_id = 2");
      const moved = await db.value("SELECT count(*)::int FROM posts WHERE author_id = 2");
      expect(await counts()).toEqual([{ n: 6 - Number(moved) }, { n: moved }]);
      await db.exec("DELETE FROM posts_p0; UPDATE posts SET text = 'u'");
      expect(await counts()).toEqual([{ n: 6 - Number(moved) }, { n: 0 }]);
      expect(
        await db.rows(
          "SELECT table_name, action, count(*)::int AS n FROM audit_records WHERE action <> 'insert' GROUP BY 1, 2 ORDER BY 1, 2",
        ),
      ).toEqual([
        { table_name: "parties", action: "update", n: expect.any(Number) },
        { table_name: "posts", action: "delete", n: moved },
        { table_name: "posts", action: "update", n: 6 },
      ]);
      expect(await db.value("SELECT count(*)::int FROM posts_as_of(now())")).toBe(6 - Number(moved));
    },
    ["pgcrypto"],
  );
});
