import { PGlite } from "@electric-sql/pglite";
import { afterAll, describe, expect, it } from "vitest";
import { closeScratch, postgres } from "../../src/engines/postgres/index.ts";
import { compare, modelOf, runtime, withDatabase } from "./rows-support.ts";

afterAll(async () => {
  await closeScratch(runtime);
});

const MODEL = `
conventions: { id: identity }
entities:
  Order:
    history: true
    fields:
      number: string(20) unique
      total: decimal(10,2) = 0
`;

describe("history", () => {
  it("is shown by the server as it was lowered", async () => {
    const { structure, expressions, lowered } = await compare(modelOf(MODEL));
    expect(structure).toEqual([]);
    expect(expressions.filter((line) => /^(function|trigger|grant)/.test(line))).toEqual([]);
    expect(lowered.losses).toEqual([]);
  });

  it("answers every table as it was at a time", async () => {
    const db = await PGlite.create();
    try {
      await db.exec(postgres.script(postgres.render(postgres.lower(modelOf(MODEL)).catalog)));
      const moments: string[] = [];
      const step = async (sql: string) => {
        // Clocks of the embedded engine count milliseconds.
        for (const statement of ["SELECT pg_sleep(0.004)", sql, "SELECT pg_sleep(0.004)"]) await db.exec(statement);
        const { rows } = await db.query<{ t: string }>("SELECT clock_timestamp()::text AS t");
        moments.push(rows[0]?.t ?? "");
      };
      await step("INSERT INTO orders (number, total) VALUES ('A', 1), ('B', 2)");
      await step("UPDATE orders SET total = total + 1 WHERE number = 'A'");
      // Of one transaction only what it left is ever seen.
      await step(
        "BEGIN; UPDATE orders SET total = 7 WHERE number = 'A'; UPDATE orders SET total = 8 WHERE number = 'A'; INSERT INTO orders (number) VALUES ('C'); DELETE FROM orders WHERE number = 'C'; COMMIT",
      );
      await step("DELETE FROM orders WHERE number = 'B'");
      await step("INSERT INTO orders (id, number, total) OVERRIDING SYSTEM VALUE VALUES (2, 'B', 9)");
      await step("UPDATE orders SET id = 20 WHERE id = 2");
      await step("TRUNCATE orders");
      const seen: string[] = [];
      for (const moment of ["-infinity", ...moments]) {
        const { rows } = await db.query<{ text: string }>(
          "SELECT coalesce(string_agg(id || number || total, ' ' ORDER BY id), '') AS text FROM orders_as_of($1::text::timestamptz)",
          [moment],
        );
        seen.push(rows[0]?.text ?? "");
      }
      expect(seen).toEqual([
        "",
        "1A1.00 2B2.00",
        "1A2.00 2B2.00",
        "1A8.00 2B2.00",
        "1A8.00",
        "1A8.00 2B9.00",
        "1A8.00 20B9.00",
        "",
      ]);
      const { rows } = await db.query("SELECT FROM orders_history WHERE valid_to < valid_from");
      expect(rows).toEqual([]);
      const { rows: plan } = await db.query("EXPLAIN SELECT * FROM orders_as_of(now()) WHERE id = 1");
      // The function is written into the query: one row's versions are found by the key.
      expect(JSON.stringify(plan)).toContain("Index Cond: ((id = 1)");
    } finally {
      await db.close();
    }
  });

  it("keeps what a row was before its history began", async () => {
    await withDatabase(modelOf(MODEL), async (db) => {
      await db.exec("INSERT INTO orders (number, total) VALUES ('A', 1); DELETE FROM orders_history");
      await db.exec("UPDATE orders SET total = 2");
      expect(
        await db.rows(
          "SELECT total, valid_from::text, valid_to = now() AS now FROM orders_history ORDER BY valid_from",
        ),
      ).toEqual([
        { total: "1.00", valid_from: "-infinity", now: true },
        { total: "2.00", valid_from: expect.stringMatching(/^\d/), now: null },
      ]);
    });
  });
});
