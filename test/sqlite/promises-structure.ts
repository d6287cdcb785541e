/** What the language promises of structure: fields, keys, checks, relations, embedded values, inheritance, tenants. */
import { BARE, type Promised, REFUSED, type Step } from "./promise.ts";

export const STRUCTURE: readonly Promised[] = [
  {
    what: "required, optional, default and generated fields",
    model: `${BARE}
entities:
  Thing:
    fields:
      id: int primary
      name: string(10)
      note: text?
      active: boolean = true
      amount: int = 5
      label: "string(40) := upper(name) || '-' || amount"`,
    steps: [
      ["INSERT INTO things (id) VALUES (1)", REFUSED],
      ["INSERT INTO things (id, name) VALUES (1, 'a')"],
      ["INSERT INTO things (id, name) VALUES (1, 'b')", REFUSED],
      ["INSERT INTO things (id, name) VALUES (2, NULL)", REFUSED],
      ["INSERT INTO things (id, name, amount) VALUES (2, '01234567890', 1)", REFUSED],
      ["SELECT name, note, active, amount, label FROM things", ["a||1|5|A-5"]],
      ["UPDATE things SET amount = 6"],
      ["SELECT label FROM things", ["A-6"]],
    ],
  },
  {
    what: "unique: alone, together, where a condition holds; null as often as wanted",
    model: `${BARE}
entities:
  Account:
    fields: { id: int primary, email: string(40)? unique, country: "char(2)", number: int, slot: int?, open: boolean = true }
    keys:
      accounts_number: [country, number]
      accounts_slot: [country, slot]
    indexes:
      one_open: { fields: [number], unique: true, where: open }`,
    steps: [
      ["INSERT INTO accounts (id, email, country, number, slot) VALUES (1, 'a', 'DE', 1, 1)"],
      ["INSERT INTO accounts (id, email, country, number, slot) VALUES (2, 'a', 'DE', 2, 2)", REFUSED],
      ["INSERT INTO accounts (id, country, number, slot) VALUES (3, 'DE', 3, 3), (4, 'DE', 4, 4)"],
      ["INSERT INTO accounts (id, country, number, slot, open) VALUES (5, 'DE', 1, 5, false)", REFUSED],
      ["INSERT INTO accounts (id, country, number, slot) VALUES (6, 'FR', 1, 6)", REFUSED],
      ["INSERT INTO accounts (id, country, number, slot, open) VALUES (7, 'FR', 1, NULL, false)"],
      ["INSERT INTO accounts (id, country, number, slot, open) VALUES (8, 'FR', 2, NULL, false)"],
      ["INSERT INTO accounts (id, country, number, slot, open) VALUES (9, 'DE', 9, 1, false)", REFUSED],
    ],
  },
  {
    what: "checks: bounds, patterns, formats, enums, conditions",
    model: `${BARE}
types: { Size: [small, 'very large'] }
entities:
  Item:
    fields:
      id: int primary
      stock: int? min=0 max=10
      code: "string(8)? match='^[A-Z]{2}[0-9]+$'"
      size: Size?
      mail: email?
      color: color?
      key: uuid?
      low: int = 0
      high: int = 0
      note: string(9)? min=3
    checks:
      ordered: low <= high`,
    steps: [
      ["INSERT INTO items (id, stock) VALUES (1, 0), (2, 10), (3, NULL)"],
      ["INSERT INTO items (id, stock) VALUES (4, -1)", REFUSED],
      ["INSERT INTO items (id, stock) VALUES (4, 11)", REFUSED],
      ["INSERT INTO items (id, code) VALUES (10, 'AB1'), (11, 'ZZ123456')"],
      ["INSERT INTO items (id, code) VALUES (12, 'ab1')", REFUSED],
      ["INSERT INTO items (id, code) VALUES (12, 'AB')", REFUSED],
      ["INSERT INTO items (id, code) VALUES (12, 'AB1x')", REFUSED],
      ["INSERT INTO items (id, size) VALUES (20, 'very large')"],
      ["INSERT INTO items (id, size) VALUES (21, 'large')", REFUSED],
      ["INSERT INTO items (id, mail) VALUES (30, 'a@b.org')"],
      ["INSERT INTO items (id, mail) VALUES (31, 'a b.org')", REFUSED],
      ["INSERT INTO items (id, color) VALUES (40, '#a0b1c2')"],
      ["INSERT INTO items (id, color) VALUES (41, 'a0b1c2g')", REFUSED],
      ["INSERT INTO items (id, key) VALUES (60, '6f9619ff-8b86-4d01-b42d-00cf4fc964ff')"],
      ["INSERT INTO items (id, key) VALUES (61, '6f9619ff')", REFUSED],
      ["INSERT INTO items (id, low, high) VALUES (70, 1, 1)"],
      ["INSERT INTO items (id, low, high) VALUES (71, 2, 1)", REFUSED],
      ["INSERT INTO items (id, note) VALUES (80, 'abc')"],
      ["INSERT INTO items (id, note) VALUES (81, 'ab')", REFUSED],
    ],
  },
  {
    what: "relations: cascade, restrict, set null, set default; one to one; many to many",
    model: `${BARE}
entities:
  Author: { fields: { id: int primary } }
  Book:
    fields: { id: int primary }
    relations:
      author: one Author as books on delete cascade
      editor: one? Author as edited
      reviewer: one? Author as reviewed on delete restrict
      tags: many Tag as many books
  Tag: { fields: { id: int primary } }
  Profile: { fields: { id: int primary }, relations: { author: one Author as profile unique owned } }`,
    steps: [
      ["INSERT INTO authors (id) VALUES (1), (2), (3), (4)"],
      ["INSERT INTO books (id, author_id) VALUES (1, 9)", REFUSED],
      ["INSERT INTO books (id, author_id, editor_id, reviewer_id) VALUES (1, 1, 2, NULL), (2, 2, 3, 4)"],
      ["INSERT INTO tags (id) VALUES (1), (2)"],
      ["INSERT INTO book_tags (book_id, tag_id) VALUES (1, 1), (1, 2), (2, 2)"],
      ["INSERT INTO book_tags (book_id, tag_id) VALUES (1, 1)", REFUSED],
      ["INSERT INTO profiles (id, author_id) VALUES (1, 3)"],
      ["INSERT INTO profiles (id, author_id) VALUES (2, 3)", REFUSED],
      ["DELETE FROM authors WHERE id = 4", REFUSED],
      ["DELETE FROM authors WHERE id = 3"],
      ["SELECT count(*) FROM profiles", ["0"]],
      ["SELECT id, editor_id FROM books ORDER BY id", ["1|2", "2|"]],
      ["DELETE FROM authors WHERE id = 1"],
      ["SELECT id FROM books", ["2"]],
      ["SELECT book_id, tag_id FROM book_tags", ["2|2"]],
    ],
  },
  {
    what: "relations of several columns, of which one is set to null",
    model: `${BARE}
entities:
  Room: { fields: { house: int, number: int }, keys: { primary: [house, number] } }
  Guest:
    fields: { id: int primary, house: int }
    relations:
      room:
        one: Room
        as: guests
        nullable: true
        columns: [house, number]
        onDelete: set null
        onDeleteColumns: [number]`,
    steps: [
      ["INSERT INTO rooms (house, number) VALUES (1, 1), (1, 2)"],
      ["INSERT INTO guests (id, house, number) VALUES (1, 1, 1), (2, 1, 2), (3, 9, NULL)"],
      ["INSERT INTO guests (id, house, number) VALUES (4, 2, 1)", REFUSED],
      ["DELETE FROM rooms WHERE number = 1"],
      ["SELECT id, house, number FROM guests ORDER BY id", ["1|1|", "2|1|2", "3|9|"]],
    ],
  },
  {
    what: "embedded values: whole or missing, with a check and an index of their parts",
    model: `${BARE}
types:
  Geo: { embedded: true, fields: { lat: int, lon: int } }
  Address: { embedded: true, fields: { street: string(20), zip: "string(5)?", at: Geo } }
entities:
  Shop:
    fields: { id: int primary, seat: Address, billing: Address? }
    checks: { north: seat.at.lat > 0 }
    keys: { shops_street: [seat.street] }`,
    steps: [
      ["INSERT INTO shops (id, seat_street, seat_at_lat, seat_at_lon) VALUES (1, 'a', 1, 1)"],
      ["INSERT INTO shops (id, seat_street, seat_at_lat) VALUES (2, 'b', 1)", REFUSED],
      ["INSERT INTO shops (id, seat_street, seat_at_lat, seat_at_lon) VALUES (2, 'b', -1, 1)", REFUSED],
      ["INSERT INTO shops (id, seat_street, seat_at_lat, seat_at_lon) VALUES (2, 'a', 1, 1)", REFUSED],
      ["UPDATE shops SET billing_street = 'c'", REFUSED],
      ["UPDATE shops SET billing_zip = '1'", REFUSED],
      ["UPDATE shops SET billing_street = 'c', billing_at_lat = 1, billing_at_lon = 2"],
      ["UPDATE shops SET billing_street = NULL, billing_at_lat = NULL, billing_at_lon = NULL"],
    ],
  },
  ...(["single", "joined", "concrete"] as const).map((inheritance) => inherited(inheritance)),
  {
    what: "a relation to one of several: by name and key",
    model: `${BARE}
entities:
  Photo: { fields: { id: int primary } }
  Video: { fields: { id: int primary } }
  Like: { fields: { id: int primary }, relations: { subject: one Photo|Video as type } }`,
    steps: [
      ["INSERT INTO likes (id, subject_type, subject_id) VALUES (1, 'Photo', 7), (2, 'Video', 7)"],
      ["INSERT INTO likes (id, subject_type, subject_id) VALUES (3, 'User', 7)", REFUSED],
      ["INSERT INTO likes (id, subject_type) VALUES (3, 'Photo')", REFUSED],
    ],
  },
  {
    what: "a relation to one of several: a foreign key for each",
    model: `${BARE}
entities:
  Photo: { fields: { id: int primary } }
  Video: { fields: { id: int primary } }
  Like: { fields: { id: int primary }, relations: { subject: one Photo|Video as arcs on delete cascade } }`,
    steps: [
      ["INSERT INTO photos (id) VALUES (1)"],
      ["INSERT INTO videos (id) VALUES (1)"],
      ["INSERT INTO likes (id, subject_photo_id) VALUES (1, 1)"],
      ["INSERT INTO likes (id, subject_video_id) VALUES (2, 1)"],
      ["INSERT INTO likes (id, subject_video_id) VALUES (3, 2)", REFUSED],
      ["INSERT INTO likes (id) VALUES (3)", REFUSED],
      ["INSERT INTO likes (id, subject_photo_id, subject_video_id) VALUES (3, 1, 1)", REFUSED],
      ["DELETE FROM photos"],
      ["SELECT id FROM likes", ["2"]],
    ],
  },
  {
    what: "tenants: keys of a tenant, references within it",
    model: `
conventions: { id: none, timestamps: false }
tenancy: { entity: Firm, relation: firm, setting: app.firm, bypass: public }
entities:
  Firm: { fields: { id: int primary } }
  Project: { tenant: true, fields: { id: int primary, code: "string(9) unique=tenant" } }
  Task: { tenant: true, fields: { id: int primary }, relations: { project: one Project as tasks on delete cascade } }`,
    steps: [
      ["INSERT INTO firms (id) VALUES (1), (2)"],
      ["INSERT INTO projects (id, firm_id, code) VALUES (1, 1, 'a'), (2, 2, 'a'), (3, 1, 'b')"],
      ["INSERT INTO projects (id, firm_id, code) VALUES (4, 1, 'b')", REFUSED],
      ["INSERT INTO tasks (id, firm_id, project_id) VALUES (1, 1, 1)"],
      ["INSERT INTO tasks (id, firm_id, project_id) VALUES (2, 1, 2)", REFUSED],
      ["UPDATE tasks SET firm_id = 2", REFUSED],
      ["DELETE FROM projects WHERE id = 1"],
      ["SELECT count(*) FROM tasks", ["0"]],
    ],
  },
  {
    what: "reference rows, behind what they reference",
    model: `
conventions: { id: none, timestamps: false }
entities:
  City: { fields: { id: int primary, name: text }, relations: { country: one Country as cities }, rows: [{ id: 1, name: "L'Aquila", country: IT }] }
  Country: { fields: { code: char(2) primary, eu: boolean = true, rate: "decimal(6,2)?" }, rows: [{ code: IT, rate: 1.50 }, { code: 'NO', eu: false }] }`,
    steps: [
      ["SELECT name, country_code FROM cities", ["L'Aquila|IT"]],
      ["SELECT code, eu, rate * 2 = 3 FROM countries ORDER BY code", ["IT|1|1", "NO|0|"]],
    ],
  },
];

/** What inheritance promises whatever the tables: rows of a kind have the fields of that kind, and its rules. */
function inherited(inheritance: "single" | "joined" | "concrete"): Promised {
  const model = `${BARE}
entities:
  Vehicle: { abstract: true, inheritance: ${inheritance}, fields: { id: int primary, wheels: int min=1 } }
  Car: { extends: Vehicle, fields: { doors: int min=1 } }
  Bike: { extends: Vehicle, fields: { gears: int? } }`;
  const steps: { readonly [kind in typeof inheritance]: readonly Step[] } = {
    single: [
      ["INSERT INTO vehicles (id, type, wheels, doors) VALUES (1, 'car', 4, 5)"],
      ["INSERT INTO vehicles (id, type, wheels, gears) VALUES (2, 'bike', 2, 21)"],
      ["INSERT INTO vehicles (id, type, wheels) VALUES (3, 'car', 4)", REFUSED],
      ["INSERT INTO vehicles (id, type, wheels) VALUES (3, 'plane', 4)", REFUSED],
      ["INSERT INTO vehicles (id, type, wheels, doors) VALUES (3, 'car', 0, 4)", REFUSED],
    ],
    joined: [
      ["INSERT INTO vehicles (id, type, wheels) VALUES (1, 'car', 4), (2, 'car', 2)"],
      ["INSERT INTO cars (id, doors) VALUES (1, 5)"],
      ["INSERT INTO cars (id, doors) VALUES (9, 5)", REFUSED],
      ["INSERT INTO cars (id, doors) VALUES (2, 0)", REFUSED],
      ["DELETE FROM vehicles WHERE id = 1"],
      ["SELECT count(*) FROM cars", ["0"]],
    ],
    concrete: [
      ["INSERT INTO cars (id, wheels, doors) VALUES (1, 4, 5)"],
      ["INSERT INTO bikes (id, wheels) VALUES (1, 2)"],
      ["INSERT INTO cars (id, wheels, doors) VALUES (2, 0, 5)", REFUSED],
      ["SELECT * FROM vehicles", REFUSED],
    ],
  };
  return { what: `inheritance: ${inheritance}`, model, steps: steps[inheritance] };
}
