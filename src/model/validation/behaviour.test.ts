import { describe, expect, it } from "vitest";
import { readModel } from "../read.ts";
import { problemsOf } from "../testing/error-of.ts";

/** Problems of an entity A with these lines, as `CODE line message → remedy`. */
function told(lines: string, head = ""): string[] {
  const text = `schemaforge: 1\nentities:\n  A:\n${lines.replaceAll(/^/gm, "    ")}\n${head}`;
  return problemsOf(() => readModel(text, "m.yaml")).map(
    ({ code, where, message, remedy }) => `${code} ${"line" in where ? where.line : 0} ${message} → ${remedy ?? ""}`,
  );
}
const first = (problems: readonly string[]): string => problems[0] ?? "nothing";

describe("policies, audit, history", () => {
  it.each([
    [
      "policies: { p: { using: ownr = 1 } }\nfields: { owner: int }",
      "UNKNOWN_FIELD 4 A has no field `ownr` → Did you mean `owner`?",
    ],
    ["policies: { p: {} }", "BAD_POLICY 4 the policy p says for no row whether it is allowed"],
    [
      "policies: { p: { for: insert, using: id is not null } }",
      "BAD_POLICY 4 new rows are held against `check`, not `using`",
    ],
    [
      "policies: { p: { for: select, check: id is not null, using: id is not null } }",
      "BAD_POLICY 4 `for: select` writes no rows",
    ],
    ["policies: { p: { for: read, using: id is null } }", "WRONG_VALUE 4 `for` is one of all, select"],
    ["policies: { p: { to: [app, app], using: id is null } }", "BAD_POLICY 4 the role `app` is named twice"],
    ["policies: { p: { roles: app } }", "UNKNOWN_KEY 4 a policy knows no `roles` → Use `to:`"],
    ["audit: { log: row, actor: me }", "BAD_NAME 4 `me` cannot be the name of a session's setting"],
    ["audit: { log: table }", "WRONG_VALUE 4"],
    ["id: none\nhistory: true", "BAD_HISTORY 5 A has no primary key"],
  ])("%s", (lines, expected) => {
    expect(first(told(lines))).toContain(expected);
  });
});

describe("partitions", () => {
  const fields = "id: none\nfields: { a: int, at: datetime, region: string(2), s: text }\nkeys: { primary: [a, at] }\n";
  it.each([
    [
      "partition: { range: at, every: month }\nfields: { at: datetime }",
      "BAD_PARTITION 4 `at` is not in the primary key of A → Declare `id: uuid = uuid()` under `fields:` and write `keys: { primary: [id, at] }`",
    ],
    ["partition: { range: tt, every: month }\nfields: { at: datetime }", "UNKNOWN_FIELD 4 A has no field `tt`"],
    [`${fields}partition: { range: a, every: month }`, "BAD_PARTITION 7 `a` is no day or time"],
    [`${fields}partition: { range: at }`, "WRONG_VALUE 7 a partition by range needs `every`"],
    [`${fields}partition: { range: at, every: monthly }`, "→ Did you mean `month`?"],
    [
      `${fields}partition: { range: at, every: month, retain: long }`,
      "BAD_PARTITION 7 `retain: long` is no span of time → Write it as `24 months`",
    ],
    [`${fields}partition: { range: at, list: region, every: month }`, "WRONG_VALUE 7 a partition has one of"],
    [`${fields}partition: {}`, "WRONG_VALUE 7 a partition has one of"],
    [`${fields}partition: { hash: [a], count: 0 }`, "BAD_PARTITION 7 `count` is a whole number"],
    [`${fields}partition: { hash: a, cuont: 3 }`, "UNKNOWN_KEY 7 a partition knows no `cuont` → Did you mean `count`?"],
    [
      `${fields}partition: { list: region, partitions: { x: [DE], y: [DE] } }`,
      "BAD_PARTITION 7 the value `DE` is in x and in y",
    ],
    [`${fields}partition: { list: region, partitions: { x: [DEU] } }`, "BAD_PARTITION 7 `DEU` is no value of `region`"],
    [`${fields}partition: { list: region, partitions: { x: [], y: [] } }`, "both take the values that no other has"],
    [
      `${fields}partition: { range: at, every: month }\nindexes: { i: { fields: [s], unique: true } }`,
      "BAD_PARTITION 8 uniqueness is known within one partition of A alone, and `at`",
    ],
  ])("%s", (lines, expected) => {
    expect(told(lines).find((line) => line.includes(expected)) ?? told(lines)).toContain(expected);
  });

  it("are right when every key has their fields", () => {
    const fine = (lines: string): void => {
      const text = `schemaforge: 1\nentities:\n  A:\n${(fields + lines).replaceAll(/^/gm, "    ")}\n`;
      expect(readModel(text, "m.yaml").model.entities[0]?.partition).toBeDefined();
    };
    fine(
      "partition: { range: at, every: month, retain: 24 months }\nindexes: { i: { fields: [s, at], unique: true } }",
    );
    fine("partition: { hash: [a], count: 8 }");
  });
});

describe("exclusions and keys without overlaps", () => {
  const fields = "fields: { room: int, d: range(date), n: text }\n";
  it.each([
    [
      "exclude: { e: 'room with =, n with overlaps' }",
      "BAD_EXCLUSION 5 `n` is no range, and only ranges overlap → Write `n with =`",
    ],
    ["exclude: { e: 'room with =, dd with overlaps' }", "UNKNOWN_FIELD 5 A has no field `dd`"],
    [
      "exclude: { e: 'room with =' }",
      "BAD_EXCLUSION 5 it compares no ranges, and so is a key → Write it under `keys:`, as `e: [room]`",
    ],
    ["exclude: { e: 'd with &&' }", "SYNTAX 5 `&&` is no operator of an exclusion → Write `e: d with overlaps`"],
    [
      "exclude: { e: 'd overlaps' }",
      "SYNTAX 5 expected `with` after `d`, found `overlaps` → Write `e: d with overlaps`",
    ],
    ["exclude: { e: 'd with overlaps, d with =' }", "BAD_EXCLUSION 5 `d` is compared twice"],
    [
      "keys: { k: [d without overlaps, room] }",
      "WRONG_VALUE 5 `without overlaps` belongs to the last field of a key → Write `k: [room, d without overlaps]`",
    ],
    ["keys: { k: [room, n without overlaps] }", "BAD_KEY 5 `n` is no range, and only ranges overlap → Leave out"],
    ["keys: { k: [d, room without overlaps] }", "→ Write `k: [room, d without overlaps]`"],
    ["keys: { k: [d without overlaps] }", "BAD_KEY 5 a key without overlaps has a field beside its range"],
    ["keys: { k: { fields: [room, d without overlaps], nulls: not distinct } }", "BAD_KEY 5 a key is either"],
    ["keys: { primary: { fields: [room], nulls: not distinct } }", "BAD_KEY 5 a primary key has no missing values"],
    [
      "keys: { k: { fields: [room], name: x } }",
      "WRONG_VALUE 5 a key's name is the word before its colon → Write `x:`",
    ],
    ["keys: { k: { fields: [room], include: [room] } }", "BAD_KEY 5 `include` names `room`, which the key has already"],
    ["keys: { k: { fields: [room], include: [roof] } }", "UNKNOWN_FIELD 5 A has no field `roof`"],
    [
      "indexes: { i: { fields: [room], nulls: not distinct } }",
      "BAD_INDEX 5 `nulls: not distinct` belongs to a unique index",
    ],
  ])("%s", (lines, expected) => {
    expect(first(told(fields + lines))).toContain(expected);
  });
});

describe("rows", () => {
  const country =
    "id: none\ntimestamps: false\nkeys: { primary: [code] }\nfields: { code: char(2), name: text, n: int?, s: Level?, j: json?, l: 'text[]?' }\n";
  const levels = "types: { Level: [low, 01] }\n";
  it.each([
    [
      "- { code: DE, name: a }\n  - { code: DE, name: b }",
      "DUPLICATE_ROW 10 A has two rows with code DE; the first is on line 9 → Keep one of them",
    ],
    ["- { code: DE }", "BAD_ROW 9 the row has no `name` → Give a value"],
    ["- { name: a }", "BAD_ROW 9 the row has no `code` → Rows are compared by it"],
    ["- { code: DEU, name: a }", "BAD_ROW 9 `DEU` is no value of `code`"],
    ["- { code: DE, name: ~ }", "BAD_ROW 9 `null` is no value of `name` → It cannot be null"],
    ["- { code: DE, name: a, n: many }", "BAD_ROW 9 `many` is no value of `n` → Give a whole number"],
    ["- { code: DE, name: a, n: 1.5 }", "BAD_ROW 9 `1.5` is no value of `n`"],
    ["- { code: DE, name: a, s: lwo }", "BAD_ROW 9 `lwo` is no value of `s` → Did you mean `low`?"],
    ["- { code: DE, nam: a }", "UNKNOWN_FIELD 9 A has no field `nam` → Did you mean `name`?"],
    ["- { code: DE, name: [a] }", "BAD_ROW 9 `[…]` is no value of `name`"],
    ["- { code: DE, name: a, l: b }", "BAD_ROW 9 `b` is no value of `l` → Write a list"],
    ["- { code: DE, name: { a: 1 } }", "BAD_ROW 9 `{…}` is no value of `name`"],
    [
      "- { code: { sql: { postgres: x } }, name: a }",
      "BAD_ROW 9 rows are compared by the primary key, which is a value here",
    ],
    ["- { code: DE, name: a, j: { n: 12345678901234567890 } }", "BAD_ROW 9 JSON keeps no number of 20 digits"],
    ["- 3", "WRONG_VALUE 9"],
  ])("%s", (rows, expected) => {
    expect(first(told(`${country}rows:\n  ${rows}`, levels))).toContain(expected);
  });

  it("keep what was spelled, by the type of the field", () => {
    const text = `schemaforge: 1
types: { Level: [01, yes] }
entities:
  B:
    id: identity
    rows: [{ id: 1 }, { id: 02 }]
  A:
    id: none
    keys: { primary: [code] }
    fields: { code: char(2), l: Level, ok: boolean, at: datetime, d: 'decimal(5,2)', j: json, t: 'text[]', u: uuid? }
    relations: { b: one B }
    rows:
      - { code: 01, l: yes, ok: true, at: now(), d: 1.50, j: [1, a], t: [01, no], b: 1, u: null }
      - { code: no, l: 01, ok: 'false', at: 2024-02-29, d: 3, j: { sql: 1 }, t: [], b: 2 }
`;
    const { model } = readModel(text, "m.yaml");
    const [one, two] = model.entities[1]?.rows ?? [];
    expect(one).toMatchObject({
      code: { kind: "string", value: "01" },
      l: { kind: "string", value: "yes" },
      ok: { kind: "boolean", value: true },
      at: { kind: "expression", expression: { authored: "now()" } },
      d: { kind: "number", value: "1.50" },
      j: { kind: "json", value: [1, "a"] },
      t: { kind: "list", items: [{ value: "01" }, { value: "no" }] },
      b: { kind: "number", value: "1" },
      u: { kind: "null" },
    });
    expect(two).toMatchObject({
      code: { value: "no" },
      ok: { value: false },
      at: { value: "2024-02-29" },
      j: { kind: "json" },
    });
    expect(model.entities[0]?.rows?.[1]).toEqual({ id: { kind: "number", value: "02" } });
  });

  it("need a table and a key of their own", () => {
    expect(first(told("id: none\nrows: []"))).toContain(
      "BAD_ROW 5 rows are compared by the primary key, and A has none",
    );
    expect(first(told("inheritance: single\nrows: [{ id: x }]", "  B: { extends: A }\n"))).toContain(
      "BAD_ROW 5 A shares its rows",
    );
    expect(first(told("fields: { a: text }\nrows: [{ a: x }]"))).toContain(
      "BAD_ROW 5 the row has no `id` → Rows are compared by it: give a value, or make another field the primary key",
    );
  });
});

describe("flags of fields", () => {
  it.each([
    ["fields: { a: text, s: slug slug=b }", "UNKNOWN_FIELD 4 A has no field `b`"],
    ["fields: { a: int, s: slug slug=a }", "BAD_SLUG 4 `a` is no text"],
    ["fields: { a: text, s: int slug=a }", "BAD_SLUG 4 a slug is a text, not int"],
    ["fields: { s: slug slug=s }", "BAD_SLUG 4 `s` is made of itself"],
    [
      "fields: { n: int = 0 count=commnts }",
      "UNKNOWN_RELATION 4 A has no list `commnts` to count → Did you mean `comments`?",
    ],
    [
      "fields: { n: text count=comments }",
      "BAD_COUNT 4 a count is a whole number, not text → Write `n: int = 0 count=comments`",
    ],
    ["fields: { n: int = 0 count=main }", "UNKNOWN_RELATION 4 A has no list `main`"],
    ["fields: { e: text encrypt unique }", "BAD_ENCRYPTION 4 `e` is encrypted and cannot be unique"],
    [
      "fields: { e: text encrypt=database match=x }",
      "BAD_ENCRYPTION 4 `e` is encrypted and cannot be held against `match=`",
    ],
    ["fields: { n: int? = identity() }", "WRONG_DEFAULT 4 the database counts `n`, which is never null"],
    [
      "fields: { a: { type: text, targets: { mysql: { storage: main } } } }",
      "BAD_TARGET 4 mysql knows no `storage` of a field",
    ],
    [
      "fields: { a: { type: text, targets: { postgres: { virtual: true } } } }",
      "BAD_TARGET 4 only a generated field is computed",
    ],
    [
      "fields: { a: text }\nindexes: { i: { fields: [a], using: hash, targets: { postgres: { using: gin } } } }",
      "BAD_TARGET 5 `using` is given twice",
    ],
    ["fields: { a: text }\ntargets: { mongodb: { shardKey: [b, hashed] } }", "UNKNOWN_FIELD 5 A has no field `b`"],
  ])("%s", (lines, expected) => {
    const comment = "  Comment:\n    relations: { a: one A as comments, b: one A as main unique }\n";
    expect(first(told(lines, comment))).toContain(expected);
  });
});

describe("views", () => {
  const view = (lines: string): string => told("id: uuid", `views:\n  v: ${lines}\n`).join("\n");
  it.each([
    ["{}", "WRONG_VALUE 6 `sql` is missing → Give its query"],
    ["{ sql: {} }", "EMPTY_SQL 6 the view v has no query"],
    [
      "{ sql: SELECT 1 }",
      "WRONG_VALUE 6 `sql` of a view holds a query for each engine → Write `postgres:` below `sql:`",
    ],
    ["{ sql: { postgres: ' ' } }", "EMPTY_SQL 6 the query of v for postgres is empty"],
    ["{ sql: { postgres: SELECT 1 }, refresh: hourly }", "BAD_VIEW 6 `refresh` belongs to a materialized view"],
    ["{ query: SELECT 1 }", "UNKNOWN_KEY 6 a view knows no `query` → Use `sql:`"],
    ["{ sql: { postgres: SELECT 1 }, name: as }", "DUPLICATE_TABLE"],
  ])("%s", (lines, expected) => {
    expect(view(lines)).toContain(expected);
  });
});
