import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { SqlText } from "../../src/catalog/catalog.ts";
import { diffCatalogs } from "../../src/catalog/diff.ts";
import { elaborate } from "../../src/engines/sqlite/elaborate.ts";
import { KINDS } from "../../src/engines/sqlite/ids.ts";
import { readText } from "../../src/engines/sqlite/read.ts";
import { render, script } from "../../src/engines/sqlite/render/index.ts";
import { facts, runtime, withDatabase } from "./support.ts";

const read = (text: string) => readText([{ name: "a.sql", text }], runtime);
const catalogOf = async (text: string) => (await read(text)).catalog;
const clauses = readFileSync(new URL("./clauses.sql", import.meta.url), "utf8");

describe("every clause", () => {
  it("is read, written and read again alike, and SQLite's pragmas agree", async () => {
    const { catalog, losses, notices } = await read(clauses);
    expect(losses).toEqual([]);
    expect(notices.map(({ code }) => code)).toEqual(["CANNOT_OPEN"]);
    expect(diffCatalogs(catalog, await elaborate(catalog, runtime), KINDS)).toEqual([]);
    expect(await withDatabase(script(render(catalog)), facts)).toEqual(await withDatabase(clauses, facts));
  });

  it("stands in the properties", async () => {
    const { objects } = await catalogOf(clauses);
    const props = (id: string) => objects.get(id)?.props;
    expect(props("primary-key:parent")).toEqual({
      columns: ["id"],
      constraintName: "pk",
      conflict: "rollback",
      autoincrement: true,
    });
    expect(props("unique:parent.uq")).toEqual({
      columns: ["a", "b"],
      descending: ["a"],
      collations: { a: "RTRIM" },
      conflict: "ignore",
    });
    expect(props("unique:parent(code)")).toEqual({ columns: ["code"], conflict: "replace" });
    expect(props("foreign-key:child.fk1")).toEqual({
      columns: ["p"],
      references: { table: "parent", columns: ["id"] },
      onDelete: "set null",
      onUpdate: "cascade",
      match: "full",
      deferrable: "initially deferred",
    });
    expect(props("foreign-key:child(q)->parent")).toEqual({ columns: ["q"], references: { table: "parent" } });
    expect(props("column:child.n")).toEqual({
      position: 4,
      type: "NUMERIC(10,-2)",
      notNull: true,
      notNullConflict: "fail",
      default: { sql: "-1.5e3" },
    });
    expect(props("column:child.x")).toMatchObject({ type: "DOUBLE PRECISION", default: { sql: "'word'" } });
    expect(props("column:child.g1")).toMatchObject({ generated: { expression: { sql: "n * 2" }, stored: true } });
    expect(props("column:child.g2")).toMatchObject({ generated: { expression: { sql: "n || 'x'" } } });
    expect(props("check:child.c1")).toMatchObject({ expression: { sql: "n > 0 and v <> '' or n = 3" } });
    expect(props("check:child(n < 100)")).toEqual({ expression: { sql: "n < 100" } });
    expect(props("table:both")).toEqual({ strict: true, withoutRowid: true });
    expect(props("column:both.t")).toEqual({ position: 1, type: "TEXT" });
    expect(props("primary-key:latest")).toEqual({ columns: ["k", "l"], descending: ["l"] });
    expect(props("index:i1")).toMatchObject({
      unique: true,
      keys: [
        { expression: { sql: "lower(v)" }, collation: "NOCASE", descending: true },
        { column: "n" },
        { column: "t" },
      ],
      where: { sql: "n is not null and v like 'a%'" },
    });
    expect(props('index:"i 2"')).toEqual({ keys: [{ column: "code", collation: "BINARY" }, { column: "b" }] });
    expect(props("trigger:tr1")).toMatchObject({ timing: "after", event: "update", columns: ["n", "v"] });
    expect((props("trigger:tr1") as { body: SqlText[] }).body.map(({ sql }) => sql)).toEqual([
      "update child set t = case when new.n > 0 then 'p' else 'm' end where id = new.id",
      "insert into latest(k, l) select v, 1 from child",
      "delete from parent where id = old.p",
      "select raise (ignore) where new.v = 'x'",
    ]);
    expect(props("view:v1")).toMatchObject({ columns: ["one", "two"] });
    expect(props("virtual-table:box")).toMatchObject({
      module: "rtree",
      columns: ["id", "minx", "maxx", "label"],
      shadowTables: ["box_node", "box_parent", "box_rowid"],
    });
    expect(objects.get("view:v1")?.edges).toEqual([{ to: "table:parent", why: "rebuild", from: "text" }]);
    expect(objects.get("trigger:tr1")?.edges.map(({ to }) => to)).toEqual(["table:latest", "table:parent"]);
    expect([...objects.keys()].filter((id) => id.includes("box_"))).toEqual([]);
  });
});

describe("one schema in two spellings", () => {
  it.each([
    ["case and spacing", "CREATE TABLE T(A int,B  varchar( 10 ))", "create table t (\n a INT, -- c\n b VARCHAR(10)\n)"],
    ["quoting", 'CREATE TABLE "t" ([a] INT CHECK ("a" > 1))', "CREATE TABLE t (a INT CHECK (`A` > 1))"],
    ["a check beside or below", "CREATE TABLE t (a CHECK (a > 1), b)", "CREATE TABLE t (a, b, CHECK ((a > 1)))"],
    ["operators", "CREATE TABLE t (a, CHECK (a == 1 OR a != 2))", "CREATE TABLE t (a, CHECK (a = 1 or a <> 2))"],
    [
      "a key beside or below",
      "CREATE TABLE t (a INTEGER PRIMARY KEY)",
      "CREATE TABLE t (a INTEGER, PRIMARY KEY (a DESC))",
    ],
    [
      "a reference beside or below",
      "CREATE TABLE t (a REFERENCES t (a))",
      "CREATE TABLE t (a, FOREIGN KEY (a) REFERENCES t (a) ON DELETE NO ACTION)",
    ],
    ["parentheses around a default", "CREATE TABLE t (a DEFAULT ((1 + 1)))", "CREATE TABLE t (a DEFAULT (1+1))"],
    ["a view", "CREATE VIEW v AS SELECT 1 AS X", 'CREATE VIEW v AS\n  select 1 as "x"'],
    [
      "altered afterwards",
      "CREATE TABLE t (a INT); ALTER TABLE t ADD COLUMN b TEXT; ALTER TABLE t RENAME TO u",
      "CREATE TABLE u (a INT, b TEXT)",
    ],
  ])("%s", async (_, a, b) => {
    expect(diffCatalogs(await catalogOf(a), await catalogOf(b), KINDS)).toEqual([]);
  });

  it.each([
    ["a string's case", "CREATE TABLE t (a DEFAULT 'X')", "CREATE TABLE t (a DEFAULT 'x')"],
    [
      "a direction that makes an index",
      "CREATE TABLE t (a INTEGER PRIMARY KEY)",
      "CREATE TABLE t (a INTEGER PRIMARY KEY DESC)",
    ],
    ["INT and INTEGER", "CREATE TABLE t (a INT PRIMARY KEY)", "CREATE TABLE t (a INTEGER PRIMARY KEY)"],
    ["a conflict clause", "CREATE TABLE t (a UNIQUE)", "CREATE TABLE t (a UNIQUE ON CONFLICT IGNORE)"],
    ["STRICT", "CREATE TABLE t (a INT)", "CREATE TABLE t (a INT) STRICT"],
    ["a double-quoted string", 'CREATE VIEW v AS SELECT "Active" FROM t', 'CREATE VIEW v AS SELECT "active" FROM t'],
  ])("differs by %s", async (_, a, b) => {
    expect(diffCatalogs(await catalogOf(a), await catalogOf(b), KINDS)).not.toEqual([]);
  });
});

describe("what is no schema", () => {
  it("is skipped with one notice a kind", async () => {
    const { catalog, notices } = await read(
      "PRAGMA user_version = 1;\n.mode list\nCREATE TABLE t (a);\nINSERT INTO t VALUES (1);\nINSERT INTO t VALUES (2);\nCREATE TEMP TABLE x (a);\nVACUUM;\nCREATE TABLE aux.y (a);",
    );
    expect([...catalog.objects.keys()]).toEqual(["table:t", "column:t.a"]);
    expect(notices.map(({ code, message, where }) => [code, message, where?.line])).toEqual([
      ["SKIPPED_PRAGMA", "PRAGMA skipped: settings of a connection are no part of a schema", 1],
      ["SKIPPED_SHELL_COMMAND", ".mode skipped: a command of the sqlite3 shell", 2],
      ["SKIPPED_DATA", "2 × INSERT skipped: rows are no part of a schema", 4],
      ["SKIPPED_TEMPORARY", "CREATE TEMP skipped: temporary objects are no part of a schema", 6],
      ["SKIPPED_MAINTENANCE", "VACUUM skipped: no part of a schema", 7],
      ["SKIPPED_ATTACHED", "CREATE TABLE skipped: belongs to an attached database", 8],
    ]);
  });

  it("says nothing of the header that every script of ours has", async () => {
    const { catalog } = await read("CREATE TABLE t (a)");
    expect((await read(script(render(catalog)))).notices).toEqual([]);
  });

  it("leaves out what is rolled back", async () => {
    const { objects } = await catalogOf("CREATE TABLE a (x); BEGIN; CREATE TABLE b (x); ROLLBACK; CREATE TABLE c (x)");
    expect([...objects.keys()]).toEqual(["table:a", "column:a.x", "table:c", "column:c.x"]);
  });

  it("reads what the shell lists as the schema: SQLite's own tables are skipped, those of modules are there", async () => {
    const text = `CREATE TABLE IF NOT EXISTS "articles" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "title" varchar);
CREATE TABLE sqlite_sequence(name,seq);
CREATE VIRTUAL TABLE found USING fts5(title)
/* found(title) */;
CREATE TABLE IF NOT EXISTS 'found_config'(k PRIMARY KEY, v) WITHOUT ROWID;
CREATE TABLE sqlite_stat1(tbl,idx,stat);
`;
    const { catalog, notices } = await readText([{ name: "structure.sql", text }], runtime);
    expect(notices.map(({ code, where }) => [code, where?.line])).toEqual([
      ["SKIPPED_INTERNAL", 2],
      ["SKIPPED_INTERNAL", 6],
    ]);
    expect([...catalog.objects.keys()].filter((id) => /table:/.test(id))).toEqual([
      "table:articles",
      "virtual-table:found",
    ]);
  });

  it("reads the virtual tables of a dump", async () => {
    const { objects } = await catalogOf(`PRAGMA writable_schema=ON;
      INSERT INTO sqlite_schema(type,name,tbl_name,rootpage,sql)VALUES('table','ft','ft',0,'CREATE VIRTUAL TABLE ft USING fts5(a, tokenize=''porter'')');
      CREATE TABLE IF NOT EXISTS 'ft_data'(id INTEGER PRIMARY KEY, block BLOB);`);
    expect([...objects.keys()]).toEqual(["virtual-table:ft"]);
  });
});

describe("strings in double quotes", () => {
  it("are read as the strings that SQLite takes them for", async () => {
    const { catalog, notices } = await read(
      'CREATE TABLE t (a TEXT CHECK (a IN ("On", "off")), b TEXT DEFAULT "Word")',
    );
    expect(catalog.objects.get("check:t(a in ('On', 'off'))")).toBeDefined();
    expect(catalog.objects.get("column:t.b")?.props).toMatchObject({ default: { sql: "'Word'" } });
    expect(notices.map(({ code }) => code)).toEqual(["STRING_IN_DOUBLE_QUOTES", "STRING_IN_DOUBLE_QUOTES"]);
  });
});

describe("functions that only an application has", () => {
  const text = `CREATE TABLE IF NOT EXISTS main.t (a TEXT UNIQUE CHECK (a REGEXP '^x' AND nosuch(a, 1) > sqrt(4)), b AS (nosuch(a)), "c" CHECK (c IN ("On")));
    CREATE TABLE u (x REFERENCES t (a));
    CREATE UNIQUE INDEX i ON t (nosuch(b), a) WHERE floor(a) > 1;
    CREATE INDEX j ON t (a)`;

  it("are kept as they are written, and said", async () => {
    const { catalog, notices, losses } = await read(text);
    expect(losses).toEqual([]);
    expect([...catalog.objects.keys()]).toEqual([
      "table:t",
      "column:t.a",
      "column:t.b",
      "column:t.c",
      "unique:t(a)",
      "check:t(a regexp '^x' and nosuch(a, 1) > sqrt(4))",
      "check:t(c in ('On'))",
      "table:u",
      "column:u.x",
      "foreign-key:u(x)->t",
      "index:i",
      "index:j",
    ]);
    expect(catalog.objects.get("index:i")?.props).toMatchObject({
      keys: [{ expression: { sql: "nosuch(b)" } }, { column: "a" }],
    });
    expect(new Set(notices.map(({ code }) => code))).toEqual(new Set(["UNKNOWN_FUNCTION", "STRING_IN_DOUBLE_QUOTES"]));
    expect(notices[0]?.message).toContain("lacks");
    await expect(read(`${text}; ALTER TABLE t RENAME TO v`)).rejects.toMatchObject({ code: "SQLITE_STATEMENT" });
    expect([...(await catalogOf(`${text}; DROP TABLE t`)).objects.keys()]).toEqual([
      "table:u",
      "column:u.x",
      "foreign-key:u(x)->t",
    ]);
    expect(diffCatalogs(catalog, await elaborate(catalog, runtime), KINDS)).toEqual([]);
  });
});

describe("mistakes", () => {
  it.each([
    ["CREATE TABLE t (a INT,\n  b INT,,)", "2:9", "SQLITE_SYNTAX", /column name/],
    ["CREATE TABLE t (a INT) ENGINE=InnoDB", "1:24", "SQLITE_SYNTAX", /ENGINE/],
    ["# comment\nCREATE TABLE t (a)", "1:1", "SQLITE_SYNTAX", /no comment/],
    ["CREATE TABLE t (a TEXT DEFAULT 'x::text)", "1:32", "SQLITE_SYNTAX", /never closed/],
    ["CREATE TABLE t (a INT DEFAULT 1::int)", "1:32", "SQLITE_SYNTAX", /PostgreSQL/],
    ["CREATE TYPE mood AS ENUM ('a')", "1:8", "SQLITE_SYNTAX", /no CREATE TYPE/],
    ["\n\nSELEKT 1", "3:1", "SQLITE_SYNTAX", /SELEKT/],
    ["CREATE TABLE t (a VARCHAR(MAX))", "1:27", "SQLITE_SYNTAX", /one or two numbers/],
    ["CREATE TABLE t (a TEXT DEFAULT now())", "1:35", "SQLITE_SYNTAX", /parentheses/],
    ["ALTER TABLE t ALTER COLUMN a TO b", "1:15", "SQLITE_SYNTAX", /RENAME, ADD or DROP/],
    ["CREATE TABLE t (a);\nCREATE INDEX i ON t (b)", "2:22", "SQLITE_STATEMENT", /no such column|has no column/],
    ["CREATE TABLE t (a);\nCREATE TABLE t (b);", "2:14", "SQLITE_STATEMENT", /already exists/],
    ["CREATE TABLE t (a MONEY) STRICT", "1:19", "SQLITE_STATEMENT", /unknown datatype/],
    ["CREATE INDEX i ON t (a NULLS LAST)", "1:24", "SQLITE_SYNTAX", /NULLS/],
    ["CREATE TRIGGER r AFTER INSERT ON t EXECUTE FUNCTION f()", "1:36", "SQLITE_SYNTAX", /FOR EACH ROW/],
    ["CREATE TABLE t (a INT CHECK (a > 1)", "1:36", "SQLITE_SYNTAX", /ends/],
    ["CREATE TABLE t (a INT, # the number\n b INT)", "1:24", "SQLITE_SYNTAX", /no comment/],
    ["DROP FUNCTION f()", "1:6", "SQLITE_SYNTAX", /no DROP FUNCTION/],
    ["CREATE TABLE t (a DEFAULT 'x\0y')", "1:29", "SQLITE_SYNTAX", /code 0/],
    [`CREATE TABLE t (a CHECK (${"(".repeat(500)}a${")".repeat(500)}))`, "1:1", "SQLITE_STATEMENT", /overflow/],
    ["CREATE TABLE sqlite_x (a)", "1:14", "SQLITE_STATEMENT", /reserved/],
  ])("%s", async (text, place, code, message) => {
    await expect(read(text)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    const { where } = (await read(text).catch((error: unknown) => error)) as {
      where: { line: number; column: number };
    };
    expect(`${where.line}:${where.column}`).toBe(place);
  });
});

describe("renames", () => {
  it("of tables and columns are SQLite's own, of the rest ours", async () => {
    const before = await catalogOf(
      "CREATE TABLE a (x INT CHECK (x > 1), CONSTRAINT u UNIQUE (x)); CREATE INDEX i ON a (x); CREATE VIEW v AS SELECT x FROM a; CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM a WHERE x = NEW.x; END",
    );
    const renames = new Map([
      ["table:a", "b"],
      ["column:a.x", "y"],
      ["index:i", "j"],
      ["trigger:t", "s"],
      ["unique:a.u", "w"],
      ["view:v", "z"],
    ]);
    const after = await catalogOf(
      "CREATE TABLE b (y INT CHECK (y > 1), CONSTRAINT w UNIQUE (y)); CREATE INDEX j ON b (y); CREATE VIEW z AS SELECT y FROM b; CREATE TRIGGER s AFTER INSERT ON b BEGIN DELETE FROM b WHERE y = NEW.y; END",
    );
    expect(diffCatalogs(await elaborate(before, runtime, renames), after, KINDS)).toEqual([]);
  });
});
