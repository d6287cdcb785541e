/** Views: Prisma accepts them, finds no difference, and the completing script makes them. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { closeScratch, postgres } from "../../src/engines/postgres/index.ts";
import { sqlite } from "../../src/engines/sqlite/index.ts";
import type { FormatWriting } from "../../src/formats/format.ts";
import { prisma } from "../../src/formats/prisma/index.ts";
import { readModel } from "../../src/model/read.ts";
import { testRuntime } from "../support/runtime.ts";
import { judgeDatabase, remade, schemaFiles, unmodelled } from "./agreement.ts";
import { judgeFile } from "./agreement-sqlite.ts";
import { PrismaJudge, SqliteJudge } from "./schema-engine.ts";

const runtime = testRuntime();
let judge: PrismaJudge;
beforeAll(async () => {
  judge = await PrismaJudge.start();
});
afterAll(async () => {
  await judge.close();
  await closeScratch(runtime);
});

const { model } = readModel(
  `schemaforge: 1
types:
  Status: [open, paid]
entities:
  Order:
    fields: { status: Status, total: money, tags: 'text[]', note: text? }
views:
  paid_orders:
    doc: What was paid.
    sql:
      postgres: SELECT id, status, total, tags, to_tsvector('simple', note) AS words FROM orders WHERE status = 'paid'
  "daily-sales":
    materialized: true
    unique: [day, status]
    sql:
      postgres: SELECT date_trunc('day', created_at) AS day, status, sum(total) AS "Sum of all" FROM orders GROUP BY 1, 2
  order_numbers:
    materialized: true
    unique: [id]
    sql:
      postgres: SELECT id FROM orders
`,
  "views.model.yaml",
);

const textOf = ({ files }: FormatWriting, path: string) => files.find((file) => file.path === path)?.text ?? "";

describe("PostgreSQL", () => {
  test("views are declared with the types of their columns, and made by the completing script", async () => {
    const catalog = await postgres.elaborate(postgres.lower(model).catalog, runtime);
    const { written, drift } = await judgeDatabase(judge, { model, engine: "postgres", catalog, residue: [] });
    expect(drift).toBe("");
    expect(await remade(judge, catalog, written, runtime)).toEqual([]);
    const schema = textOf(written, "schema.prisma").replaceAll(/ +/g, " ");
    expect(schema).toContain('previewFeatures = ["views"]');
    expect(schema).toContain(`/// What was paid.
view PaidOrders {
 id String? @db.Uuid
 status Status?
 total Decimal? @db.Decimal(19, 4)
 tags String[]
 words Unsupported("tsvector")?

 @@map("paid_orders")
}`);
    expect(schema).toContain(`view DailySales {
 day DateTime? @db.Timestamptz
 status Status?
 sumOfAll Decimal? @map("Sum of all") @db.Decimal

 @@unique([day, status])
 @@map("daily-sales")
}`);
    expect(schema).toMatch(/view OrderNumbers \{\n id String\? @unique @db\.Uuid/);
    expect(textOf(written, "complete.sql")).toContain("CREATE VIEW paid_orders");
    const lost = written.losses.filter(({ code }) => code.endsWith("VIEW"));
    expect(lost.map(({ code, instead }) => [code, instead.split(";")[0]])).toEqual([
      ["VIEW", "declared for the client"],
      ["MATERIALIZED_VIEW", "declared for the client"],
      ["MATERIALIZED_VIEW", "declared for the client"],
    ]);
    const read = await prisma.read(schemaFiles(written.files));
    expect(read.losses.filter(({ code }) => code === "VIEW").map(({ instead }) => instead)).toContain(
      "left out; `views:` of a model can hold daily-sales (day, status, Sum of all) with its query",
    );
  });

  test("of a view that nobody has run the columns are not known", async () => {
    const { catalog } = postgres.lower(model);
    const written = await prisma.write({ model, engine: "postgres", catalog, residue: [] });
    expect(textOf(written, "schema.prisma")).not.toContain("view ");
    expect(written.losses.find(({ code }) => code === "VIEW")?.feature).toBe(
      "a view whose columns' types are not known",
    );
  });
});

test("SQLite: a column whose type it does not tell is left out, and said", async () => {
  const text = `CREATE TABLE orders (id INTEGER PRIMARY KEY, note TEXT, total REAL);
    CREATE VIEW "paid orders" AS SELECT id, note AS "the note", total * 2 AS doubled FROM orders;`;
  const { catalog } = await sqlite.readText([{ name: "orders.sql", text }], runtime);
  const design = unmodelled(await sqlite.elaborate(catalog, runtime), "sqlite");
  const { written, drift } = await judgeFile(await SqliteJudge.start(), design, text);
  expect(drift).toBe("");
  const schema = textOf(written, "schema.prisma").replaceAll(/ +/g, " ");
  expect(schema).toContain(`view PaidOrders {
 id Int?
 theNote String? @map("the note")

 @@map("paid orders")
}`);
  expect(
    written.losses.filter(({ code }) => code.startsWith("VIEW")).map(({ code, object }) => [code, object]),
  ).toEqual([
    ["VIEW_COLUMN", 'view:"paid orders".doubled'],
    ["VIEW", 'view:"paid orders"'],
  ]);
});
