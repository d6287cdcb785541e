import { describe, expect, it } from "vitest";
import { errorOf } from "../testing/error-of.ts";
import { entityOf, expanded, membersOf, rulesOf, unread } from "../testing/expanded.ts";
import { expandModel } from "./index.ts";
import { field } from "./parts.ts";

const TYPES = `
types:
  Point: { embedded: true, fields: { lat: latitude, lng: longitude } }
  Address:
    embedded: true
    fields:
      street: string(200) pii=address
      zip: string(10)?
      country: country = DE
      at: Point?
`;

describe("embedded values", () => {
  it("are fields in their place, in the order of the declaration, with all that is said of parts and whole", () => {
    const model = expanded(`${TYPES}
entities:
  Order:
    fields:
      number: int
      shipTo: Address secret immutable was=[deliverTo]
      note: text?
`);
    expect(membersOf(entityOf(model, "Order"))).toEqual([
      "number: int",
      "shipToStreet: string(200) secret immutable pii=address was=deliverToStreet",
      "shipToZip: string(10)? secret immutable was=deliverToZip",
      "shipToCountry: country = DE secret immutable was=deliverToCountry",
      "shipToAtLat: latitude? secret immutable was=deliverToAtLat",
      "shipToAtLng: longitude? secret immutable was=deliverToAtLng",
      "note: text?",
    ]);
    expect(rulesOf(entityOf(model, "Order"))).toEqual([
      "check orders_ship_to_at_parts: shipToAtLat is not null and shipToAtLng is not null or shipToAtLat is null and shipToAtLng is null",
    ]);
    expect(model.embedded).toBeUndefined();
  });

  it("that may be missing have no defaults, and all parts that they need or none", () => {
    const order = entityOf(expanded(`${TYPES}\nentities:\n  Order: { fields: { shipTo: Address? } }`), "Order");
    expect(membersOf(order)).toEqual([
      "shipToStreet: string(200)? pii=address",
      "shipToZip: string(10)?",
      "shipToCountry: country?",
      "shipToAtLat: latitude?",
      "shipToAtLng: longitude?",
    ]);
    expect(rulesOf(order)).toEqual([
      expect.stringContaining("orders_ship_to_at_parts"),
      "check orders_ship_to_parts: shipToStreet is not null and shipToCountry is not null or shipToStreet is null and shipToZip is null and shipToCountry is null and (shipToAtLat is null and shipToAtLng is null)",
    ]);
  });

  it("are meant wherever the entity names their parts", () => {
    const order = entityOf(
      expanded(`${TYPES}
entities:
  Order:
    fields:
      shipTo: Address?
      label: text? := shipTo.street || shipTo.at.lat
    keys: { one_per_place: [shipTo.street, shipToZip] }
    checks: { domestic: shipTo.country = 'DE' or shipTo.zip is null }
    indexes:
      by_street: [shipTo.street, lower(shipTo.zip)]
      found: { search: [shipTo.street] }
      foreign: { fields: [shipTo.zip], where: shipTo.country <> 'DE' }
    policies: { own: { for: select, using: shipTo.country = setting('app.country') } }
`),
      "Order",
    );
    expect(rulesOf(order)).toEqual([
      "key one_per_place: shipToStreet, shipToZip",
      "check domestic: shipToCountry = 'DE' or shipToZip is null",
      expect.stringContaining("orders_ship_to_at_parts"),
      expect.stringContaining("orders_ship_to_parts"),
      "index by_street: shipToStreet, lower(shipToZip)",
      "index found: shipToStreet",
      "index foreign: shipToZip where shipToCountry <> 'DE'",
    ]);
    expect(order.fields.at(-1)?.generated).toMatchObject({
      authored: "shipToStreet || shipToAtLat",
      refs: ["shipToStreet", "shipToAtLat"],
    });
    expect(order.policies?.[0]?.using).toMatchObject({ authored: "shipToCountry = setting('app.country')" });
  });

  it("keep what their parts say of each other", () => {
    const order = entityOf(
      expanded(`
types:
  Span:
    embedded: true
    fields:
      low: int min=0
      high: int check='high >= low'
      width: int := high - low
entities:
  Order: { fields: { price: Span } }
`),
      "Order",
    );
    expect(membersOf(order)).toEqual([
      "priceLow: int min=0",
      "priceHigh: int check=(priceHigh >= priceLow)",
      "priceWidth: int := priceHigh - priceLow",
    ]);
  });

  it("have columns that begin with the name of the whole", () => {
    const part = { ...field("street", "string"), column: "STR" };
    const model = expandModel(
      unread([{ name: "Order", fields: [{ ...field("shipTo", "Address"), column: "dest" }] }], {
        embedded: [{ name: "Address", fields: [part, field("houseNo", "int")] }],
      }),
    );
    expect(entityOf(model, "Order").fields.map(({ name, column }) => [name, column])).toEqual([
      ["shipToStreet", "dest_STR"],
      ["shipToHouseNo", "dest_house_no"],
    ]);
  });

  it("are refused in circles, lists, and where a name is taken", () => {
    const order = (type: string, array = 0) => ({
      name: "Order",
      fields: [{ ...field("a", type), type: { name: type, args: [], array } }, field("aB", "int")],
    });
    const circle = [
      { name: "A", fields: [field("b", "B")] },
      { name: "B", fields: [field("a", "A")] },
    ];
    expect(errorOf(() => expandModel(unread([order("A")], { embedded: circle })))).toMatchObject({ code: "CIRCLE" });
    const embedded = [{ name: "A", fields: [field("b", "int")] }];
    expect(errorOf(() => expandModel(unread([order("A", 1)], { embedded })))).toMatchObject({ code: "BAD_EMBEDDED" });
    expect(errorOf(() => expandModel(unread([order("A")], { embedded })))).toMatchObject({
      code: "DUPLICATE_NAME",
      where: { object: "Order.aB" },
    });
  });
});
