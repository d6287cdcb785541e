/** What SQLite does of a Model's constructs, and what it says it does not do. */
import { afterEach, expect, test } from "vitest";
import { type Connection, openMemory } from "../../src/engines/sqlite/connect.ts";
import { lower, sqlite } from "../../src/engines/sqlite/index.ts";
import { readModel } from "../../src/model/read.ts";

let open: Connection | undefined;
afterEach(() => {
  open?.close();
  open = undefined;
});

const lowered = (yaml: string) => lower(readModel(`schemaforge: 1\n${yaml}`, "m.yaml").model);

test("rows of an append-only entity can be added, and neither changed nor removed", async () => {
  const { catalog, losses } = lowered(`
entities:
  Movement:
    id: identity
    timestamps: false
    appendOnly: true
    fields:
      delta: int
`);
  expect(losses).toEqual([]);
  open = await openMemory();
  open.exec(sqlite.script(sqlite.render(catalog)));
  open.exec("INSERT INTO movements (delta) VALUES (3)");
  expect(() => open?.exec("UPDATE movements SET delta = 4")).toThrow(/movements is append-only: UPDATE is refused/);
  expect(() => open?.exec("DELETE FROM movements")).toThrow(/movements is append-only: DELETE is refused/);
  expect(open.all("SELECT delta FROM movements")).toEqual([{ delta: 3 }]);
});

test("what is left to the application, or done in another way, is said", () => {
  const { losses } = lowered(`
conventions: { tables: snake_plural, columns: snake, id: identity, timestamps: false }
entities:
  Country:
    id: none
    fields:
      code: char(2) primary
    rows:
      - { code: DE }
  Category:
    tree: closure
    fields:
      name: text
      slug: slug slug=name
  Booking:
    audit: true
    history: true
    fields:
      room: text
      during: range(datetime)
      card: string(40) encrypt=database
      pin: string(40) encrypt=application
    exclude:
      free: room with =, during with overlaps
views:
  rooms:
    sql:
      postgres: SELECT room FROM bookings
`);
  const said = losses.map(({ code, object }) => `${code} ${object}`);
  expect(said).toEqual(
    expect.arrayContaining([
      "TREE_BY_VIEW Category",
      "SLUG_BY_UPDATE Category.slug",
      "SLUG_LETTERS Category.slug",
      "HISTORY_BY_QUERY Booking",
      "HISTORY_BY_STATEMENT Booking",
      "EXCLUSION_BY_TRIGGER Booking.free",
      "NOT_ENCRYPTED Booking.card",
      "NO_VIEW rooms",
    ]),
  );
  expect(said).not.toContain("NOT_ENCRYPTED Booking.pin");
  for (const { target, instead } of losses) {
    expect(target).toBe("sqlite");
    expect(instead.length).toBeGreaterThan(3);
  }
});

test("what keys ask for and SQLite's do not do is said", () => {
  const { catalog, losses } = lowered(`
conventions: { id: none, timestamps: false }
entities:
  Price:
    schema: shop
    fields: { product: int, during: range(date), code: int?, number: int = identity(always) }
    keys:
      primary: [product, during without overlaps]
      prices_code: { fields: [code], nulls: not distinct }
      prices_both: { fields: [product, code], deferrable: deferred, include: [number] }
    indexes:
      prices_number: { fields: [code], unique: true, nulls: not distinct }
  Sale:
    fields: { id: int primary, product: int, during: range(date) }
    relations:
      price: { one: Price, as: sales, columns: [product, during], period: true }
      before: one? Sale as after deferrable
views:
  cheap: { schema: shop, sql: { sqlite: SELECT * FROM prices } }
`);
  expect(losses.map(({ code, object }) => `${code} ${object}`)).toEqual(
    expect.arrayContaining([
      "NO_SCHEMAS Price",
      "NO_SCHEMAS cheap",
      "NULLS_DISTINCT Price.prices_code",
      "NULLS_DISTINCT Price.prices_number",
      "KEY_NOT_DEFERRED Price.prices_both",
      "INDEX_WEAKENED Price.prices_both",
      "NUMBER_OPEN Price.number",
      "NO_PERIODS Sale.sales_product_during_fkey",
      "ALWAYS_DEFERRED Sale.sales_before_id_fkey",
    ]),
  );
  const foreignKeys = [...catalog.objects.values()].filter(({ kind }) => kind === "foreign-key");
  expect(foreignKeys.map(({ name }) => name)).toEqual(["sales_before_id_fkey"]);
});
