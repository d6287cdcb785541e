/** What the structure of constructs refuses and allows, in both engines alike. */
import { afterAll, describe, expect, it } from "vitest";
import { closeScratch } from "../../src/engines/postgres/index.ts";
import { ENGINES, modelOf, runtime } from "./databases.ts";

afterAll(async () => {
  await closeScratch(runtime);
});

const refusedBy = (what: RegExp) => expect.stringMatching(what);
const CHECK = /check constraint|CHECK constraint failed/;
const UNIQUE = /duplicate key value|UNIQUE constraint failed/;
const FOREIGN = /foreign key constraint|FOREIGN KEY constraint failed/;
const NOT_NULL = /not-null constraint|NOT NULL constraint failed/;

describe.each(ENGINES)("in $engine", ({ run }) => {
  it("mixins are part of every entity that uses them", async () => {
    const model = modelOf(`
conventions: { id: identity, timestamps: false }
mixins:
  Priced:
    fields: { price: int }
    relations: { currency: one Currency }
    checks: { price_positive: price > 0 }
    indexes: { by_price: [price] }
entities:
  Currency: { id: none, fields: { code: char(3) primary } }
  Book: { uses: [Priced] }
  Film: { uses: [Priced], fields: { title: text } }
`);
    await run(model, async (db) => {
      expect(await db.attempt("INSERT INTO currencies VALUES ('EUR')")).toBe("accepted");
      expect(await db.attempt("INSERT INTO books (price, currency_code) VALUES (1, 'EUR')")).toBe("accepted");
      expect(await db.attempt("INSERT INTO films (price, currency_code, title) VALUES (0, 'EUR', 'x')")).toEqual(
        refusedBy(CHECK),
      );
      expect(await db.attempt("INSERT INTO films (price, currency_code, title) VALUES (1, 'USD', 'x')")).toEqual(
        refusedBy(FOREIGN),
      );
    });
  });

  it("joined entities have their parts in both tables, with one key", async () => {
    const model = modelOf(`
conventions: { id: identity, timestamps: false }
entities:
  Party:
    abstract: true
    inheritance: joined
    fields: { name: text }
  Person: { extends: Party, fields: { born: int? } }
  Company: { extends: Party, fields: { vatId: text unique } }
  Branch: { extends: Company, fields: { city: text } }
  Invoice: { relations: { customer: one Company as invoices } }
`);
    await run(model, async (db) => {
      expect(
        await db.attempt(`
          INSERT INTO parties (id, type, name) VALUES (1, 'company', 'Acme'), (2, 'person', 'Ann'), (3, 'branch', 'Acme Berlin');
          INSERT INTO companies (id, vat_id) VALUES (1, 'DE1'), (3, 'DE3');
          INSERT INTO people (id) VALUES (2);
          INSERT INTO branches (id, city) VALUES (3, 'Berlin');
          INSERT INTO invoices (id, customer_id) VALUES (1, 3)`),
      ).toBe("accepted");
      expect(
        await db.rows(
          "SELECT p.name, c.vat_id, b.city FROM parties p JOIN companies c ON c.id = p.id LEFT JOIN branches b ON b.id = c.id ORDER BY p.id",
        ),
      ).toEqual([
        { name: "Acme", vat_id: "DE1", city: null },
        { name: "Acme Berlin", vat_id: "DE3", city: "Berlin" },
      ]);
      expect(await db.attempt("INSERT INTO companies (id, vat_id) VALUES (9, 'DE9')")).toEqual(refusedBy(FOREIGN));
      expect(await db.attempt("INSERT INTO branches (id, city) VALUES (1, 'Rome'), (1, 'Oslo')")).toEqual(
        refusedBy(UNIQUE),
      );
      expect(await db.attempt("INSERT INTO parties (id, type, name) VALUES (4, 'party', 'x')")).toEqual(
        refusedBy(CHECK),
      );
      expect(await db.attempt("INSERT INTO invoices (id, customer_id) VALUES (2, 2)")).toEqual(refusedBy(FOREIGN));
      // What all have in common takes the rest along.
      expect(await db.attempt("DELETE FROM parties WHERE id = 1")).toBe("accepted");
      expect(await db.rows("SELECT id FROM companies")).toEqual([{ id: 3 }]);
      expect(await db.attempt("DELETE FROM parties WHERE id = 3")).toEqual(refusedBy(FOREIGN));
    });
  });

  it("single tables refuse rows without what their kind needs", async () => {
    const model = modelOf(`
conventions: { id: identity, timestamps: false }
entities:
  Vehicle:
    inheritance: single
    fields: { name: text }
  Car:
    extends: Vehicle
    fields: { plate: string(10), doors: int = 4 }
    checks: { enough_doors: doors > 1 }
    indexes: { car_names: { fields: [name], unique: true } }
  Truck: { extends: Vehicle, fields: { load: int? }, relations: { trailer: one? Truck as pulledBy } }
  Toll: { relations: { car: one Car as tolls } }
`);
    await run(model, async (db) => {
      expect(
        await db.attempt(`
          INSERT INTO vehicles (id, type, name) VALUES (101, 'vehicle', 'a'), (102, 'truck', 'a');
          INSERT INTO vehicles (id, type, name, plate) VALUES (103, 'car', 'a', 'B-1');
          INSERT INTO vehicles (id, type, name, trailer_id) VALUES (104, 'truck', 'b', 102);
          INSERT INTO tolls (id, car_id) VALUES (101, 103)`),
      ).toBe("accepted");
      expect(await db.attempt("INSERT INTO vehicles (type, name) VALUES ('car', 'c')")).toEqual(refusedBy(CHECK));
      expect(
        await db.attempt("INSERT INTO vehicles (type, name, plate, doors) VALUES ('car', 'c', 'B-2', NULL)"),
      ).toEqual(refusedBy(CHECK));
      expect(await db.attempt("INSERT INTO vehicles (type, name, plate, doors) VALUES ('car', 'c', 'B-2', 1)")).toEqual(
        refusedBy(CHECK),
      );
      expect(await db.attempt("INSERT INTO vehicles (type, name, doors) VALUES ('truck', 'c', 1)")).toBe("accepted");
      expect(await db.attempt("INSERT INTO vehicles (type, name, plate) VALUES ('car', 'a', 'B-3')")).toEqual(
        refusedBy(UNIQUE),
      );
      expect(await db.attempt("INSERT INTO vehicles (type, name) VALUES ('bike', 'c')")).toEqual(refusedBy(CHECK));
      expect(await db.attempt("INSERT INTO vehicles (type) VALUES ('vehicle')")).toEqual(refusedBy(NOT_NULL));
      expect(await db.attempt("INSERT INTO tolls (car_id) VALUES (99)")).toEqual(refusedBy(FOREIGN));
    });
  });

  it("concrete entities have tables that know nothing of each other", async () => {
    const model = modelOf(`
conventions: { id: identity, timestamps: false }
entities:
  Base:
    abstract: true
    inheritance: concrete
    fields: { code: text unique }
    checks: { coded: length(code) > 1 }
    indexes: { by_code: [lower(code)] }
  Apple: { extends: Base, fields: { weight: int } }
  Pear: { extends: Base }
`);
    await run(model, async (db) => {
      expect(
        await db.attempt("INSERT INTO apples (code, weight) VALUES ('aa', 1); INSERT INTO pears (code) VALUES ('aa')"),
      ).toBe("accepted");
      expect(await db.attempt("INSERT INTO pears (code) VALUES ('aa')")).toEqual(refusedBy(UNIQUE));
      expect(await db.attempt("INSERT INTO pears (code) VALUES ('a')")).toEqual(refusedBy(CHECK));
      expect(await db.attempt("INSERT INTO bases (code) VALUES ('bb')")).not.toBe("accepted");
    });
  });

  it("embedded values that may be missing are there as a whole or not at all", async () => {
    const model = modelOf(`
conventions: { id: identity, timestamps: false }
types:
  Geo: { embedded: true, fields: { lat: int, lng: int } }
  Address:
    embedded: true
    fields: { street: text, city: text = 'Berlin', zip: text?, geo: Geo? }
entities:
  Order:
    fields: { shipTo: Address?, billTo: Address }
    checks: { no_moon: shipTo.city <> 'Moon' }
    indexes: { by_city: [shipTo.city, billToCity] }
`);
    const insert = (columns: string, values: string) =>
      `INSERT INTO orders (bill_to_street${columns === "" ? "" : `, ${columns}`}) VALUES ('b'${values === "" ? "" : `, ${values}`})`;
    await run(model, async (db) => {
      expect(await db.attempt(insert("", ""))).toBe("accepted");
      expect(await db.rows("SELECT bill_to_city, ship_to_city FROM orders")).toEqual([
        { bill_to_city: "Berlin", ship_to_city: null },
      ]);
      expect(await db.attempt(insert("ship_to_street, ship_to_city", "'s', 'c'"))).toBe("accepted");
      expect(await db.attempt(insert("ship_to_street", "'s'"))).toEqual(refusedBy(CHECK));
      expect(await db.attempt(insert("ship_to_zip", "'z'"))).toEqual(refusedBy(CHECK));
      expect(await db.attempt(insert("ship_to_geo_lat, ship_to_geo_lng", "1, 1"))).toEqual(refusedBy(CHECK));
      expect(await db.attempt(insert("ship_to_street, ship_to_city, ship_to_geo_lat", "'s', 'c', 1"))).toEqual(
        refusedBy(CHECK),
      );
      expect(await db.attempt(insert("bill_to_geo_lat", "1"))).toEqual(refusedBy(CHECK));
      expect(await db.attempt(insert("ship_to_street, ship_to_city", "'s', 'Moon'"))).toEqual(refusedBy(CHECK));
    });
  });

  it("relations to one of several hold exactly one", async () => {
    const model = modelOf(`
conventions: { id: identity, timestamps: false }
entities:
  Post: {}
  Photo: {}
  Slot: { id: none, fields: { day: int, no: int }, keys: { primary: [day, no] } }
  Vote: { relations: { subject: one Post|Photo|Slot as arcs on delete cascade } }
  Mark: { relations: { subject: one? Post|Photo as arcs } }
  Note: { relations: { subject: one? Post|Photo as type }, keys: { one_note: [subject] } }
`);
    await run(model, async (db) => {
      expect(
        await db.attempt(
          "INSERT INTO posts (id) VALUES (1); INSERT INTO photos (id) VALUES (1); INSERT INTO slots VALUES (1, 1)",
        ),
      ).toBe("accepted");
      expect(await db.attempt("INSERT INTO votes (subject_post_id) VALUES (1)")).toBe("accepted");
      expect(await db.attempt("INSERT INTO votes (subject_slot_day, subject_slot_no) VALUES (1, 1)")).toBe("accepted");
      expect(await db.attempt("INSERT INTO votes (subject_slot_day) VALUES (1)")).toEqual(refusedBy(CHECK));
      expect(await db.attempt("INSERT INTO votes (subject_post_id, subject_photo_id) VALUES (1, 1)")).toEqual(
        refusedBy(CHECK),
      );
      expect(await db.attempt("INSERT INTO votes (subject_post_id) VALUES (NULL)")).toEqual(refusedBy(CHECK));
      expect(await db.attempt("INSERT INTO votes (subject_post_id) VALUES (2)")).toEqual(refusedBy(FOREIGN));
      expect(await db.attempt("INSERT INTO marks (subject_post_id) VALUES (NULL)")).toBe("accepted");
      expect(await db.attempt("INSERT INTO marks (subject_post_id) VALUES (1)")).toBe("accepted");
      expect(await db.attempt("INSERT INTO marks (subject_post_id, subject_photo_id) VALUES (1, 1)")).toEqual(
        refusedBy(CHECK),
      );
      expect(
        await db.attempt("INSERT INTO notes (subject_type, subject_id) VALUES ('Post', 1), ('Photo', 1), (NULL, NULL)"),
      ).toBe("accepted");
      expect(await db.attempt("INSERT INTO notes (subject_type, subject_id) VALUES ('Post', 1)")).toEqual(
        refusedBy(UNIQUE),
      );
      expect(await db.attempt("INSERT INTO notes (subject_type, subject_id) VALUES ('Slot', 1)")).toEqual(
        refusedBy(CHECK),
      );
      expect(await db.attempt("INSERT INTO notes (subject_type) VALUES ('Post')")).toEqual(refusedBy(CHECK));
      expect(await db.attempt("DELETE FROM posts")).toBe("accepted");
      expect(await db.rows("SELECT subject_slot_no FROM votes")).toEqual([{ subject_slot_no: 1 }]);
      expect(await db.rows("SELECT subject_post_id FROM marks WHERE subject_post_id IS NOT NULL")).toEqual([]);
    });
  });

  it("a relation of several columns is there when all of them are", async () => {
    const model = modelOf(`
conventions: { id: identity, timestamps: false }
entities:
  Slot: { id: none, fields: { day: int, no: int }, keys: { primary: [day, no] } }
  Event: { inheritance: single }
  Talk: { extends: Event, relations: { slot: one Slot as talks } }
`);
    await run(model, async (db) => {
      expect(
        await db.attempt("INSERT INTO slots VALUES (1, 1); INSERT INTO events (id, type) VALUES (101, 'event')"),
      ).toBe("accepted");
      expect(await db.attempt("INSERT INTO events (type, slot_day, slot_no) VALUES ('talk', 1, 1)")).toBe("accepted");
      expect(await db.attempt("INSERT INTO events (type, slot_day) VALUES ('talk', 1)")).toEqual(refusedBy(CHECK));
      expect(await db.attempt("INSERT INTO events (type) VALUES ('talk')")).toEqual(refusedBy(CHECK));
    });
  });
});
