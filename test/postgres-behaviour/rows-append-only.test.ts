import { afterAll, describe, expect, it } from "vitest";
import { closeScratch } from "../../src/engines/postgres/index.ts";
import { compare, modelOf, runtime, withDatabase } from "./rows-support.ts";

afterAll(async () => {
  await closeScratch(runtime);
});

const MODEL = `
conventions: { id: identity }
entities:
  Product: { fields: { name: text } }
  StockMovement:
    appendOnly: true
    fields: { delta: int }
    relations: { product: one Product as movements on delete cascade }
`;

describe("append-only", () => {
  it("is shown by the server as it was lowered", async () => {
    const { structure, expressions } = await compare(modelOf(MODEL));
    expect(structure).toEqual([]);
    expect(expressions.filter((line) => /^(function|trigger)/.test(line))).toEqual([]);
  });

  it("takes rows and refuses every other change of them", async () => {
    await withDatabase(modelOf(MODEL), async (db) => {
      await db.exec("INSERT INTO products (name) VALUES ('used'), ('unused')");
      await db.exec("INSERT INTO stock_movements (delta, product_id) VALUES (1, 1)");
      const message = (op: string) => `stock_movements is append-only: ${op} is refused`;
      expect(await db.refusal("UPDATE stock_movements SET delta = 2")).toBe(message("UPDATE"));
      expect(await db.refusal("DELETE FROM stock_movements")).toBe(message("DELETE"));
      expect(await db.refusal("TRUNCATE stock_movements")).toBe(message("TRUNCATE"));
      expect(await db.refusal("TRUNCATE products CASCADE")).toBe(message("TRUNCATE"));
      // The rows that a deletion would take with them are refused; one that takes none is allowed.
      expect(await db.refusal("DELETE FROM products WHERE name = 'used'")).toBe(message("DELETE"));
      expect(await db.refusal("DELETE FROM products WHERE name = 'unused'")).toBe("accepted");
      expect(await db.refusal("INSERT INTO stock_movements (delta, product_id) VALUES (-1, 1)")).toBe("accepted");
    });
  });
});
