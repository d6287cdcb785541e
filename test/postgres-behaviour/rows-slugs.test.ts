import { afterAll, describe, expect, it } from "vitest";
import { closeScratch } from "../../src/engines/postgres/index.ts";
import { compare, modelOf, runtime, withDatabase } from "./rows-support.ts";

afterAll(async () => {
  await closeScratch(runtime);
});

const MODEL = `
conventions: { id: identity, timestamps: false }
entities:
  BlogPost:
    fields:
      title: text?
      slug: slug unique slug=title
      short: string(8) unique slug=title
      free: text slug=title
  Page:
    id: none
    keys: { primary: [site, path] }
    fields: { site: int, title: text, path: text slug=title }
`;

describe("slugs", () => {
  it("are shown by the server as they were lowered", async () => {
    const { structure, expressions, lowered } = await compare(modelOf(MODEL));
    expect(structure).toEqual([]);
    expect(expressions.filter((line) => /^(function|trigger|grant)/.test(line))).toEqual([]);
    expect(lowered.losses).toEqual([]);
  });

  it("are made of letters, digits and hyphens", async () => {
    await withDatabase(modelOf(MODEL), async (db) => {
      const cases = {
        "Hello, World!": "hello-world",
        "  Crème brûlée & œufs  ": "creme-brulee-oeufs",
        "Łódź – Straße Øst Þing": "lodz-strasse-ost-thing",
        "ÀÉÎÕÜ ñçšž ı İ": "aeiou-ncsz-i-i",
        "Nguyễn's 2nd": "nguyens-2nd",
        "Don’t": "dont",
        日本語: "",
        "a_b--c": "a-b-c",
      };
      for (const [title, slug] of Object.entries(cases)) {
        expect(await db.value(`SELECT slugify('${title.replaceAll("'", "''")}')`), title).toBe(slug);
      }
    });
  });

  it("are filled when they are missing, cut, and numbered when they are taken", async () => {
    await withDatabase(modelOf(MODEL), async (db) => {
      await db.exec("INSERT INTO blog_posts (title) SELECT 'Hello World' FROM generate_series(1, 12)");
      expect(await db.rows("SELECT slug, short, free FROM blog_posts WHERE id IN (1, 2, 3, 12) ORDER BY id")).toEqual([
        { slug: "hello-world", short: "hello-wo", free: "hello-world" },
        { slug: "hello-world-2", short: "hello-2", free: "hello-world" },
        { slug: "hello-world-3", short: "hello-3", free: "hello-world" },
        { slug: "hello-world-12", short: "hello-12", free: "hello-world" },
      ]);
      expect(await db.value("SELECT count(DISTINCT slug)::int FROM blog_posts")).toBe(12);
      await db.exec(
        "INSERT INTO blog_posts (title, slug, short) VALUES ('Given', 'my-own', ''), (NULL, '', NULL), ('日本語', NULL, NULL)",
      );
      expect(await db.rows("SELECT slug, short FROM blog_posts ORDER BY id DESC LIMIT 3")).toEqual([
        { slug: "blog-post-2", short: "blog-p-2" },
        { slug: "blog-post", short: "blog-pos" },
        { slug: "my-own", short: "given" },
      ]);
      // It stays when the title changes: addresses are kept.
      await db.exec("UPDATE blog_posts SET title = 'Other' WHERE slug = 'my-own'");
      expect(await db.value("SELECT count(*)::int FROM blog_posts WHERE slug = 'my-own'")).toBe(1);
      expect(await db.refusal("UPDATE blog_posts SET slug = NULL")).toMatch(/null value/);
    });
  });

  it("are numbered within what they have to be unique in, in few steps", async () => {
    await withDatabase(modelOf(MODEL), async (db) => {
      await db.exec("INSERT INTO pages (site, title) VALUES (1, 'Home'), (2, 'Home'), (1, 'Home')");
      expect(await db.rows("SELECT site, path FROM pages ORDER BY site, path")).toEqual([
        { site: 1, path: "home" },
        { site: 1, path: "home-2" },
        { site: 2, path: "home" },
      ]);
      const start = performance.now();
      await db.exec("INSERT INTO pages (site, title) SELECT 3, 'Home' FROM generate_series(1, 3000)");
      expect(performance.now() - start).toBeLessThan(10_000);
      expect(await db.value("SELECT count(DISTINCT path)::int FROM pages WHERE site = 3")).toBe(3000);
      expect(await db.value("SELECT max(substr(path, 6)::int) FROM pages WHERE site = 3 AND path <> 'home'")).toBe(
        3000,
      );
    });
  });
});
