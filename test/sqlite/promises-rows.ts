/** What the language promises of rows: times, copies, trees, slugs, counters, exclusion, search. */
import { BARE, type Promised, REFUSED, type Step } from "./promise.ts";

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

export const ROWS: readonly Promised[] = [
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
