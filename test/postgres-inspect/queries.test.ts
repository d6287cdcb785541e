import { PGlite } from "@electric-sql/pglite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { inspect } from "../../src/engines/postgres/inspect/index.ts";

let db: PGlite;

beforeAll(async () => {
  db = new PGlite();
  await db.waitReady;
});

afterAll(() => db.close());

function tables(count: number): string {
  return Array.from(
    { length: count },
    (_, at) =>
      `CREATE TABLE t${at} (id int PRIMARY KEY, name text NOT NULL, CHECK (id > 0)); CREATE INDEX ON t${at} (name);`,
  ).join("\n");
}

/** Reads the database in a transaction that is undone; returns the number of queries and of objects. */
async function count(number: number): Promise<{ queries: number; objects: number }> {
  await db.exec("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  for (let from = 0; from < number; from += 250) {
    await db.exec(tables(Math.min(250, number - from)).replaceAll(/\bt(\d+)\b/g, (_, at) => `t${Number(at) + from}`));
  }
  let queries = 0;
  const catalog = await inspect(
    async <Row>(sql: string) => {
      queries++;
      return (await db.query<Row>(sql)).rows;
    },
    { printer: "pglite" },
  );
  return { queries, objects: catalog.objects.size };
}

it("asks the same number of queries for 10 and for 1,000 tables", async () => {
  const few = await count(10);
  const many = await count(1_000);
  expect(few.queries).toBe(many.queries);
  expect(many.queries).toBeLessThan(32);
  // A table has two columns, a key, a check and an index. The schema, made again, lost what everybody may do in it.
  expect(few.objects).toBe(10 * 6 + 2);
  expect(many.objects).toBe(1_000 * 6 + 2);
});

it("leaves the session's printing pinned and reads no rows of users", async () => {
  await db.exec(
    "DROP SCHEMA public CASCADE; CREATE SCHEMA public; CREATE TABLE t (at timestamptz DEFAULT '2026-01-02 03:04:05+00')",
  );
  const asked: string[] = [];
  const query = async <Row>(sql: string) => {
    asked.push(sql);
    return (await db.query<Row>(sql)).rows;
  };
  await db.exec("SET timezone = 'Asia/Tokyo'; SET datestyle = 'German'");
  const catalog = await inspect(query, { printer: "pglite" });
  expect(catalog.objects.get("column:public.t.at")?.props).toMatchObject({
    default: { sql: "'2026-01-02 03:04:05+00'::timestamp with time zone" },
  });
  expect(asked.filter((sql) => /\bFROM\s+t\b/i.test(sql))).toEqual([]);
});
