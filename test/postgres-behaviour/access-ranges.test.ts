/** Rows that may not overlap: exclusion constraints and keys without overlaps. */
import { afterAll, describe, expect, it } from "vitest";
import { closeScratch, postgres } from "../../src/engines/postgres/index.ts";
import { SchemaforgeError } from "../../src/model/errors.ts";
import type { Exclusion, Model } from "../../src/model/model.ts";
import { compare, entity, expression, fields, modelOf, one, runtime, withDatabase } from "./access-support.ts";

afterAll(async () => {
  await closeScratch(runtime);
});

function code(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    return error instanceof SchemaforgeError ? error.code : String(error);
  }
  return "accepted";
}

const equal = (field: string) => ({ field, operator: "=" as const });
const overlapping = (field: string) => ({ field, operator: "overlaps" as const });

function bookings(exclusion: Partial<Exclusion> = {}): Model {
  return modelOf([
    entity("Booking", {
      fields: fields({
        room: "string(20)",
        during: "range(datetime)",
        cancelled: "boolean = false",
        address: "inet?",
        area: "polygon?",
        note: "json?",
      }),
      exclude: [{ name: "no_double_booking", parts: [equal("room"), overlapping("during")], ...exclusion }],
    }),
  ]);
}

const book = (room: string, from: string, to: string, cancelled = false) =>
  `INSERT INTO bookings (room, during, cancelled) VALUES ('${room}', '[2026-01-01 ${from}+00,2026-01-01 ${to}+00)', ${cancelled})`;

describe("exclusions", () => {
  it("refuse overlapping bookings of a room, and take adjacent ones and other rooms", async () => {
    const { structure, expressions } = await compare(bookings());
    expect([...structure, ...expressions]).toEqual([]);
    await withDatabase(bookings(), { extensions: ["btree_gist"] }, async (db) => {
      await db.exec(book("red", "10:00", "11:00"));
      expect(await db.attempt(book("red", "10:59", "12:00"))).toMatch(/no_double_booking/);
      expect(await db.attempt(book("red", "11:00", "12:00"))).toBe("accepted");
      expect(await db.attempt(book("blue", "10:30", "12:00"))).toBe("accepted");
      expect(await db.attempt("UPDATE bookings SET during = '[2026-01-01,2026-01-03)'")).toBe("accepted");
    });
  });

  it("may look at some rows alone", async () => {
    const model = bookings({ where: expression("not cancelled") });
    expect((await compare(model)).structure).toEqual([]);
    await withDatabase(model, { extensions: ["btree_gist"] }, async (db) => {
      await db.exec(book("red", "10:00", "11:00", true));
      expect(await db.attempt(book("red", "10:30", "11:30"))).toBe("accepted");
      await db.exec(book("red", "10:00", "11:00"));
      expect(await db.attempt(book("red", "10:30", "11:30"))).toMatch(/no_double_booking/);
    });
  });

  it("compare networks and areas, and refuse what cannot be compared", async () => {
    for (const field of ["address", "area"]) {
      const { structure, expressions } = await compare(bookings({ parts: [overlapping(field)] }));
      expect([...structure, ...expressions], field).toEqual([]);
    }
    expect(code(() => postgres.lower(bookings({ parts: [overlapping("room")] })))).toBe("BAD_EXCLUSION");
    expect(code(() => postgres.lower(bookings({ parts: [equal("note")] })))).toBe("BAD_EXCLUSION");
    expect(code(() => postgres.lower(bookings({ parts: [equal("nobody")] })))).toBe("UNKNOWN_FIELD");
  });
});

describe("keys without overlaps", () => {
  const model = modelOf([
    entity("Price", {
      id: "none",
      fields: fields({ product: "int", valid: "range(date)", amount: "money" }),
      keys: [{ name: "primary", primary: true, fields: ["product", "valid"], withoutOverlaps: true }],
    }),
    entity("Offer", {
      fields: fields({ during: "range(date)" }),
      relations: [
        one("price", "Price", { columns: ["product", "during"], period: true, onDelete: "no action", index: false }),
      ],
    }),
  ]);

  it("are the server's own, and referenced for a period", async () => {
    const { structure, expressions, lowered } = await compare(model);
    expect([...structure, ...expressions.filter((line) => !line.startsWith("check:"))]).toEqual([]);
    expect(postgres.newerThan(lowered.catalog, "17").map(({ feature }) => feature)).toEqual([
      "WITHOUT OVERLAPS",
      "PERIOD in foreign keys",
    ]);
    await withDatabase(model, { extensions: ["btree_gist"] }, async (db) => {
      const price = (from: string, to: string) => `INSERT INTO prices VALUES (1, '[2026-${from},2026-${to})', 10)`;
      await db.exec(`${price("01-01", "02-01")}; ${price("02-01", "03-01")}`);
      expect(await db.attempt(price("01-31", "02-02"))).toMatch(/prices_pkey/);
      const offer = (to: string) => `INSERT INTO offers (product, during) VALUES (1, '[2026-01-15,2026-${to})')`;
      expect(await db.attempt(offer("02-15"))).toBe("accepted");
      expect(await db.attempt(offer("03-15"))).toMatch(/violates foreign key constraint/);
    });
  });

  it("need a range in last place", () => {
    const wrong = entity("Price", {
      id: "none",
      fields: fields({ product: "int", amount: "money" }),
      keys: [{ name: "primary", primary: true, fields: ["product", "amount"], withoutOverlaps: true }],
    });
    expect(code(() => postgres.lower(modelOf([wrong])))).toBe("BAD_KEY");
  });
});
