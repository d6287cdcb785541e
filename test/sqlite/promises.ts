/**
 * What the words of the language promise: a model, and statements with what they give. Keys are written out, since only
 * PostgreSQL leaves out numbers of refused rows.
 */
import type { EngineName } from "./both-engines.ts";

/** One text for both engines, or one for each where their SQL differs. */
export type Statement = string | { readonly [engine in EngineName]: string };

/** Nothing where a statement is taken, the rows of a query, or what the message of a refusal says. */
type Step = readonly [statement: Statement, outcome?: readonly string[] | RegExp | undefined];

interface Promised {
  readonly what: string;
  readonly model: string;
  readonly steps: readonly Step[];
}

const REFUSED = /./;
const BARE = "conventions: { id: none, timestamps: false }";

/** The four questions that a tree answers, by function in PostgreSQL and by view in SQLite. */
function treeSteps(table: string): Step[] {
  const insert = (id: number, parent: number | null): Step => [
    `INSERT INTO ${table} (id, parent_id) VALUES (${id}, ${parent ?? "NULL"})`,
  ];
  const ancestors = (id: number, of: string): Step => [
    {
      postgres: `SELECT string_agg(id::text, ' ') FROM ${table}_ancestors(${id})`,
      sqlite: `SELECT group_concat(id, ' ') FROM (SELECT id FROM ${table}_ancestors WHERE of_id = ${id} ORDER BY distance DESC)`,
    },
    [of],
  ];
  const descendants = (id: number, of: string): Step => [
    {
      postgres: `SELECT string_agg(id::text, ' ' ORDER BY id) FROM ${table}_descendants(${id})`,
      sqlite: `SELECT group_concat(id, ' ') FROM (SELECT id FROM ${table}_descendants WHERE of_id = ${id} ORDER BY id)`,
    },
    [of],
  ];
  return [
    insert(1, null),
    insert(2, 1),
    insert(3, 2),
    insert(4, 1),
    insert(5, null),
    ancestors(3, "1 2"),
    ancestors(1, ""),
    descendants(1, "2 3 4"),
    [`UPDATE ${table} SET parent_id = 5 WHERE id = 2`],
    ancestors(3, "5 2"),
    descendants(1, "4"),
    [`UPDATE ${table} SET parent_id = 3 WHERE id = 5`, /cannot stand below itself/],
    [`UPDATE ${table} SET parent_id = 3 WHERE id = 3`, /cannot stand below itself/],
    [`DELETE FROM ${table} WHERE id = 2`],
    [`SELECT id FROM ${table} ORDER BY id`, ["1", "4", "5"]],
    descendants(5, ""),
  ];
}

const tree = (strategy: string): Promised => ({
  what: `tree: ${strategy}`,
  model: `${BARE}
entities: { Node: { tree: ${strategy}, fields: { id: int primary }, relations: { parent: one? Node as children on delete cascade } } }`,
  steps: treeSteps("nodes"),
});

export const PROMISES: readonly Promised[] = [
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
    what: "timestamps and soft deletion",
    model: `
conventions: { id: none }
entities: { Page: { softDelete: true, fields: { id: int primary, title: text }, indexes: { live: { fields: [title], unique: true, where: deletedAt is null } } } }`,
    steps: [
      ["INSERT INTO pages (id, title, updated_at) VALUES (1, 'a', '2000-01-01 00:00:00')"],
      ["SELECT id FROM pages WHERE created_at > '2020-01-01 00:00:00' AND updated_at < '2000-01-02 00:00:00'", ["1"]],
      ["UPDATE pages SET title = 'b'"],
      ["SELECT id FROM pages WHERE updated_at > '2020-01-01 00:00:00' AND deleted_at IS NULL", ["1"]],
      ["INSERT INTO pages (id, title) VALUES (2, 'b')", REFUSED],
      ["UPDATE pages SET deleted_at = CURRENT_TIMESTAMP"],
      ["INSERT INTO pages (id, title) VALUES (2, 'b')"],
    ],
  },
  {
    what: "immutable and append-only",
    model: `${BARE}
entities:
  Invoice: { fields: { id: int primary, number: string(9)? immutable, total: int } }
  Movement: { appendOnly: true, fields: { id: int primary, delta: int }, relations: { invoice: one? Invoice as movements on delete cascade } }`,
    steps: [
      ["INSERT INTO invoices (id, number, total) VALUES (1, 'A', 1), (2, NULL, 2), (3, 'C', 3)"],
      ["UPDATE invoices SET number = number, total = 5 WHERE id = 1"],
      ["UPDATE invoices SET number = 'B' WHERE id = 1", /invoices\.number cannot be changed/],
      ["UPDATE invoices SET number = 'B' WHERE id = 2", /invoices\.number cannot be changed/],
      ["UPDATE invoices SET number = NULL WHERE id = 1", /invoices\.number cannot be changed/],
      ["INSERT INTO movements (id, delta, invoice_id) VALUES (1, 3, 1)"],
      ["UPDATE movements SET delta = 4", /movements is append-only: UPDATE is refused/],
      ["DELETE FROM movements", /movements is append-only: DELETE is refused/],
      ["DELETE FROM invoices WHERE id = 1", /movements is append-only: DELETE is refused/],
      ["DELETE FROM invoices WHERE id = 2"],
      ["SELECT total FROM invoices ORDER BY id", ["5", "3"]],
    ],
  },
  {
    what: "audit: what was done to which row, without secrets",
    model: `${BARE}
entities:
  Person: { audit: true, fields: { id: int primary, name: string(40), pin: string(9)? secret } }
  Visit: { audit: true, fields: { day: date, place: string(9) }, keys: { primary: [day, place] } }`,
    steps: [
      ["INSERT INTO people (id, name, pin) VALUES (1, 'Ann', '1234'), (2, 'Bob', NULL)"],
      ["UPDATE people SET name = 'Anna' WHERE id = 1"],
      ["UPDATE people SET name = 'Anna' WHERE id = 1"],
      ["UPDATE people SET pin = '9999' WHERE id = 1"],
      ["DELETE FROM people WHERE id = 2"],
      ["INSERT INTO visits (day, place) VALUES ('2024-01-02', 'x')"],
      [
        {
          postgres:
            "SELECT table_name, action, coalesce(row_key ->> 'id', row_key ->> 'place'), old_row ->> 'name', new_row ->> 'name' FROM audit_records ORDER BY id",
          sqlite:
            "SELECT table_name, action, coalesce(row_key ->> 'id', row_key ->> 'place'), old_row ->> 'name', new_row ->> 'name' FROM audit_records ORDER BY id",
        },
        [
          "people|insert|1||Ann",
          "people|insert|2||Bob",
          "people|update|1|Ann|Anna",
          "people|update|1|Anna|Anna",
          "people|delete|2|Bob|",
          "visits|insert|x||",
        ],
      ],
      [
        "SELECT count(*) FROM audit_records WHERE CAST(new_row AS text) LIKE '%9999%' OR CAST(new_row AS text) LIKE '%1234%'",
        ["0"],
      ],
    ],
  },
  {
    what: "history: every version, the last one open",
    model: `${BARE}
entities: { Order: { history: true, fields: { id: int primary, total: int } } }`,
    steps: [
      ["INSERT INTO orders (id, total) VALUES (1, 1), (2, 2)"],
      ["UPDATE orders SET total = 3 WHERE id = 1"],
      ["DELETE FROM orders WHERE id = 2"],
      ["SELECT id, total FROM orders_history WHERE valid_to IS NULL ORDER BY id", ["1|3"]],
      ["SELECT count(*) FROM orders_history WHERE valid_to < valid_from", ["0"]],
    ],
  },
  tree("adjacency"),
  tree("closure"),
  tree("nested-set"),
  tree("materialized-path"),
  {
    what: "slugs: made, numbered, within what they are unique in",
    model: `${BARE}
entities:
  Blog: { fields: { id: int primary } }
  Post:
    fields: { id: int primary, title: text?, slug: slug slug=title }
    relations: { blog: one Blog as posts }
    keys: { posts_slug: [blog, slug] }`,
    steps: [
      ["INSERT INTO blogs (id) VALUES (1), (2)"],
      ["INSERT INTO posts (id, blog_id, title) VALUES (1, 1, 'Hello, World!')"],
      ["INSERT INTO posts (id, blog_id, title) VALUES (2, 1, 'hello world')"],
      ["INSERT INTO posts (id, blog_id, title) VALUES (3, 2, 'Hello World')"],
      ["INSERT INTO posts (id, blog_id, title, slug) VALUES (4, 1, 'x', 'mine')"],
      ["INSERT INTO posts (id, blog_id, title, slug) VALUES (5, 1, 'Ünïcode – Straße', NULL)"],
      ["INSERT INTO posts (id, blog_id, title) VALUES (6, 1, '!!!')"],
      ["INSERT INTO posts (id, blog_id, title, slug) VALUES (7, 1, 'x', 'mine')", REFUSED],
      [
        "SELECT slug FROM posts ORDER BY id",
        ["hello-world", "hello-world-2", "hello-world", "mine", "unicode-strasse", "post"],
      ],
      ["UPDATE posts SET title = 'Other' WHERE id = 1"],
      ["SELECT slug FROM posts WHERE id = 1", ["hello-world"]],
    ],
  },
  {
    what: "counters: rows of a list and of a join table, without those that are deleted softly",
    model: `
conventions: { id: none }
entities:
  Post:
    fields: { id: int primary, commentCount: int = 0 count=comments, tagCount: int = 0 count=tags }
    relations: { tags: many Tag as many posts }
  Tag: { timestamps: false, fields: { id: int primary, postCount: int = 0 count=posts } }
  Comment: { softDelete: true, fields: { id: int primary }, relations: { post: one? Post as comments on delete cascade } }`,
    steps: [
      [
        "INSERT INTO posts (id, comment_count, updated_at) VALUES (1, 9, '2000-01-01 00:00:00'), (2, 0, '2000-01-01 00:00:00')",
      ],
      ["INSERT INTO comments (id, post_id) VALUES (1, 1), (2, 1), (3, 2), (4, NULL)"],
      ["SELECT comment_count FROM posts ORDER BY id", ["2", "1"]],
      ["UPDATE comments SET deleted_at = CURRENT_TIMESTAMP WHERE id = 1"],
      ["UPDATE comments SET post_id = 2 WHERE id IN (2, 4)"],
      ["SELECT comment_count FROM posts ORDER BY id", ["0", "3"]],
      ["UPDATE comments SET deleted_at = NULL WHERE id = 1"],
      ["DELETE FROM comments WHERE id = 3"],
      ["SELECT comment_count FROM posts ORDER BY id", ["1", "2"]],
      ["INSERT INTO tags (id) VALUES (1), (2)"],
      ["INSERT INTO post_tags (post_id, tag_id) VALUES (1, 1), (1, 2), (2, 1)"],
      ["SELECT id, tag_count FROM posts ORDER BY id", ["1|2", "2|1"]],
      ["SELECT id, post_count FROM tags ORDER BY id", ["1|2", "2|1"]],
      ["DELETE FROM posts WHERE id = 1"],
      ["SELECT id, post_count FROM tags ORDER BY id", ["1|1", "2|0"]],
      ["SELECT count(*) FROM posts WHERE updated_at > '2000-01-02 00:00:00'", ["0"]],
    ],
  },
  {
    what: "exclude: rows whose ranges overlap, and where a condition holds",
    model: `${BARE}
entities:
  Booking:
    fields: { id: int primary, room: int, during: range(int), cancelled: boolean = false }
    exclude: { free: { fields: "room with =, during with overlaps", where: not cancelled } }`,
    steps: [
      ...(
        [
          [1, 1, 10, 12, false, undefined],
          [2, 1, 11, 13, false, /free/],
          [3, 2, 11, 13, false, undefined],
          [4, 1, 12, 14, false, undefined],
          [5, 1, 10, 20, true, undefined],
          [6, 1, 13, null, false, /free/],
          [7, 1, 14, null, false, undefined],
          [8, 1, 900, 901, false, /free/],
        ] as const
      ).map(
        ([id, room, from, to, cancelled, outcome]): Step => [
          {
            postgres: `INSERT INTO bookings VALUES (${id}, ${room}, '[${from},${to ?? ""})', ${cancelled})`,
            sqlite: `INSERT INTO bookings VALUES (${id}, ${room}, '[${from},${to}]', ${cancelled})`,
          },
          outcome,
        ],
      ),
      ["UPDATE bookings SET cancelled = false WHERE id = 5", /free/],
      ["UPDATE bookings SET cancelled = true WHERE id = 1"],
      ["UPDATE bookings SET room = 1 WHERE id = 3", /free/],
      ["UPDATE bookings SET room = 3 WHERE id = 3"],
      ["SELECT count(*) FROM bookings", ["5"]],
    ],
  },
  {
    what: "a key without overlaps",
    model: `${BARE}
entities: { Stay: { fields: { room: int, during: range(int), guest: text? }, keys: { primary: [room, during without overlaps] } } }`,
    steps: (
      [
        [1, 1, 5, undefined],
        [1, 5, 9, undefined],
        [1, 4, 6, REFUSED],
        [2, 4, 6, undefined],
      ] as const
    ).map(
      ([room, from, to, outcome]): Step => [
        {
          postgres: `INSERT INTO stays (room, during) VALUES (${room}, '[${from},${to})')`,
          sqlite: `INSERT INTO stays (room, during) VALUES (${room}, '[${from},${to}]')`,
        },
        outcome,
      ],
    ),
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
    what: "search: what was written, changed and removed, by its stem",
    model: `${BARE}
entities:
  Doc: { fields: { id: int primary, title: text, body: text? }, indexes: { docs_search: { search: [title, body], language: english } } }`,
    steps: [
      [
        "INSERT INTO docs (id, title, body) VALUES (1, 'Running shoes', NULL), (2, 'Café', 'run of the mill'), (3, 'Chairs', 'oak')",
      ],
      search("run", "1 2"),
      search("chair", "3"),
      ["UPDATE docs SET body = 'walnut' WHERE id = 2"],
      search("run", "1"),
      ["DELETE FROM docs WHERE id = 1"],
      search("run", ""),
      search("walnut", "2"),
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

function search(word: string, ids: string): Step {
  return [
    {
      postgres: `SELECT string_agg(id::text, ' ' ORDER BY id) FROM docs WHERE to_tsvector('english', coalesce(title, '') || ' ' || coalesce(body, '')) @@ to_tsquery('english', '${word}')`,
      sqlite: `SELECT group_concat(rowid, ' ') FROM (SELECT rowid FROM docs_search WHERE docs_search MATCH '${word}' ORDER BY rowid)`,
    },
    [ids],
  ];
}

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
