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
