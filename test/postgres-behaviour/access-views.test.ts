/** Views and materialized views. */
import { afterAll, describe, expect, it } from "vitest";
import { closeScratch, postgres } from "../../src/engines/postgres/index.ts";
import { SchemaforgeError } from "../../src/model/errors.ts";
import type { Model, View } from "../../src/model/model.ts";
import { diff } from "../../src/workflows/diff.ts";
import { prove } from "../../src/workflows/prove.ts";
import { compare, entity, fields, modelOf, one, runtime, withDatabase } from "./access-support.ts";

afterAll(async () => {
  await closeScratch(runtime);
});

function sales(views: readonly View[]): Model {
  const order = entity("Order", { schema: "sales", fields: fields({ placedAt: "datetime", total: "money" }) });
  return modelOf([order], { views });
}

const daily: View = {
  name: "daily_sales",
  doc: "Sales by day, it's in UTC",
  materialized: true,
  refresh: "hourly",
  unique: ["day"],
  sql: {
    postgres: `SELECT date_trunc('day', placed_at AT TIME ZONE 'UTC') AS day, sum(total) AS total -- "from" orders
FROM sales.orders GROUP BY 1;
`,
  },
};
const best: View = { name: "best_days", sql: { postgres: "SELECT * FROM daily_sales ORDER BY total DESC" } };

describe("views", () => {
  it("are lowered to what the server shows, in an order that works, and proven", async () => {
    const reversed = sales([{ ...best, schema: "reports", databaseName: "Best days" }, daily]);
    const { structure, expressions, lowered } = await compare(reversed);
    expect(structure).toEqual([]);
    expect(expressions.map((line) => line.split(" query:")[0])).toEqual([
      'view:reports."Best days"',
      "materialized-view:public.daily_sales",
    ]);
    expect((await prove(postgres, lowered.catalog, runtime)).status).toBe("proven");
    const edges = lowered.catalog.objects.get("materialized-view:public.daily_sales")?.edges.map(({ to }) => to);
    expect(edges).toEqual([
      "schema:public",
      "table:sales.orders",
      "column:sales.orders.placed_at",
      "column:sales.orders.total",
    ]);
  });

  it("that are materialized are made anew while others read them", async () => {
    await withDatabase(sales([daily, best]), {}, async (db) => {
      await db.exec(
        "INSERT INTO sales.orders (placed_at, total) VALUES ('2026-01-01 10:00+00', 5), ('2026-01-01 23:00+00', 7)",
      );
      expect(await db.column("SELECT total::text FROM best_days")).toEqual([]);
      await db.exec("SELECT refresh_daily_sales()");
      expect(await db.column("SELECT total::text FROM best_days")).toEqual(["12.0000"]);
      await db.exec("REFRESH MATERIALIZED VIEW CONCURRENTLY daily_sales");
      await db.exec("REFRESH MATERIALIZED VIEW daily_sales WITH NO DATA; SELECT refresh_daily_sales()");
      expect(await db.column("SELECT total::text FROM best_days")).toEqual(["12.0000"]);
    });
  });

  it("without a unique index are made anew at once", async () => {
    const { unique: _, ...plain } = daily;
    expect((await compare(sales([plain]))).structure).toEqual([]);
    await withDatabase(sales([plain]), {}, async (db) => {
      await db.exec("INSERT INTO sales.orders (placed_at, total) VALUES (now(), 5); SELECT refresh_daily_sales()");
      expect(await db.column("SELECT count(*)::int FROM daily_sales")).toEqual([1]);
    });
  });

  it("do not show a tenant what is of others", async () => {
    const model = modelOf(
      [
        entity("Organization"),
        entity("Order", {
          tenant: true,
          fields: fields({ total: "money" }),
          relations: [one("organization", "Organization")],
        }),
      ],
      {
        tenancy: { entity: "Organization", relation: "organization", setting: "app.org" },
        views: [
          { name: "outer_view", sql: { postgres: "SELECT total FROM inner_view" } },
          { name: "inner_view", sql: { postgres: 'SELECT o.total FROM "orders" AS o' } },
          { name: "other_view", sql: { postgres: "SELECT 'orders' AS word" } },
          { name: "kept", materialized: true, sql: { postgres: "SELECT total FROM public.orders" } },
        ],
      },
    );
    const { structure, lowered } = await compare(model);
    expect(structure).toEqual([]);
    expect(lowered.losses.map(({ code, object }) => [code, object])).toEqual([["VIEW_NOT_GUARDED", "kept"]]);
    expect(lowered.catalog.objects.get("view:public.other_view")?.props).not.toHaveProperty("options");
    await withDatabase(model, { roles: ["app"] }, async (db) => {
      const [a, b] = ["00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"];
      await db.exec(`INSERT INTO organizations VALUES ('${a}'), ('${b}');
        INSERT INTO orders (organization_id, total) VALUES ('${a}', 1), ('${b}', 2)`);
      await db.become("app", { "app.org": a });
      expect(await db.column("SELECT total::int FROM outer_view")).toEqual([1]);
      expect(await db.column("SELECT total::int FROM inner_view")).toEqual([1]);
    });
  });

  it("are renamed where they say so, and equal to what the server has", async () => {
    const before = sales([{ ...best, name: "top_days" }, daily]);
    const after = sales([{ ...best, was: ["top_days"] }, daily]);
    const read = await postgres.readText(
      [{ name: "before.sql", text: postgres.script(postgres.render(postgres.lower(before).catalog)) }],
      runtime,
    );
    const found = await diff(
      {
        a: { kind: "catalog", engine: postgres, reading: read, name: "before" },
        b: { kind: "model", model: after, name: "after" },
      },
      runtime,
    );
    expect(found.changes).toEqual([
      { op: "rename", kind: "view", id: "view:public.best_days", was: "view:public.top_days", props: [] },
    ]);
  });

  it("that are called like a table are refused, and those of other engines left out", () => {
    const code = (view: View) => {
      try {
        return postgres.lower(sales([view])).losses.map((loss) => loss.code);
      } catch (error) {
        return error instanceof SchemaforgeError ? error.code : String(error);
      }
    };
    expect(code({ ...best, schema: "sales", databaseName: "orders" })).toBe("DUPLICATE_NAME");
    expect(code({ name: "v", sql: { mysql: "SELECT 1" } })).toEqual(["NO_SQL_FOR_ENGINE"]);
  });
});
