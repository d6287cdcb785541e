import { describe, expect, it } from "vitest";
import { diffCatalogs } from "../../../catalog/diff.ts";
import { KINDS } from "../ids.ts";
import { parseCreate } from "../parse/statement.ts";
import { render, script } from "../render/index.ts";
import { buildCatalog } from "./catalog.ts";

const catalogOf = (...texts: string[]) =>
  buildCatalog(
    texts.map((text) => ({ source: { name: "t", text }, statement: parseCreate({ name: "t", text }) })),
    { version: "3.45.1" },
    "none",
  );

describe("building a catalog", () => {
  it("names what has no name by what it says, and tells duplicates from repetitions", () => {
    const { objects } = catalogOf(
      `CREATE TABLE "T X" (a, "B c" UNIQUE, UNIQUE ("B c"), CHECK (a > 1), CHECK (A>1), CONSTRAINT k CHECK (a < 9), CONSTRAINT k CHECK (a < 8),
        FOREIGN KEY (a) REFERENCES u ON DELETE CASCADE, FOREIGN KEY (a) REFERENCES u)`,
    );
    expect([...objects.keys()]).toEqual([
      'table:"t x"',
      'column:"t x".a',
      'column:"t x"."b c"',
      'unique:"t x"(b c)',
      'check:"t x"(a > 1)',
      'check:"t x".k',
      'check:"t x".k#2',
      'foreign-key:"t x"(a)->u',
      'foreign-key:"t x"(a)->u#2',
    ]);
    expect(objects.get('column:"t x"."b c"')?.name).toBe("B c");
  });

  it("knows what depends on what", () => {
    const { objects } = catalogOf(
      "CREATE TABLE t (a INT, b INT AS (a + 1), CHECK (b > a))",
      "CREATE TABLE u (t INT REFERENCES t (a), v TEXT)",
      "CREATE INDEX i ON t (a DESC, lower(b))",
      "CREATE VIEW v AS SELECT u.v FROM u JOIN main.t ON t.a = u.t WHERE u.v IN w",
      "CREATE VIEW w AS SELECT 1 AS v, (SELECT 1) AS t",
      "CREATE TRIGGER r INSTEAD OF DELETE ON v BEGIN UPDATE OR IGNORE u SET v = 1; INSERT INTO t SELECT * FROM w; END",
      "CREATE VIRTUAL TABLE f USING fts5(v, content='u')",
    );
    const edges = (id: string) => objects.get(id)?.edges.map(({ to, why, from }) => `${to} ${why} ${from}`);
    expect(edges("column:t.b")).toEqual(["column:t.a rebuild parser"]);
    expect(edges("check:t(b > a)")).toEqual(["column:t.a rebuild parser", "column:t.b rebuild parser"]);
    expect(edges("foreign-key:u(t)->t")).toEqual(["column:u.t rebuild parser", "table:t order parser"]);
    expect(edges("index:i")).toEqual(["column:t.a rebuild parser"]);
    expect(edges("view:v")).toEqual(["table:u rebuild text", "table:t rebuild text", "view:w rebuild text"]);
    expect(edges("view:w")).toEqual([]);
    expect(objects.get("trigger:r")?.parent).toBe("view:v");
    expect(edges("trigger:r")).toEqual(["table:u rebuild text", "table:t rebuild text", "view:w rebuild text"]);
    expect(edges("virtual-table:f")).toEqual(["table:u order text"]);
  });

  it("leaves out what SQLite does anyway", () => {
    const plain = catalogOf(
      "CREATE TABLE t (a TEXT, b TEXT, PRIMARY KEY (a)) WITHOUT ROWID",
      "CREATE INDEX i ON t (b)",
    );
    const wordy = catalogOf(
      "CREATE TABLE t (a TEXT NOT NULL COLLATE BINARY, b TEXT NULL, PRIMARY KEY (a ASC) ON CONFLICT ABORT) WITHOUT ROWID",
      "CREATE INDEX i ON t (b COLLATE BINARY ASC)",
    );
    expect(diffCatalogs(plain, wordy, KINDS)).toEqual([]);
  });

  it("takes the comment beside a table or column for its documentation, and writes it there", () => {
    const catalog = catalogOf(
      "CREATE TABLE t ( -- People.\n  a INT, /* The\n key */\n  b TEXT -- last\n  , c INT,\n  -- not beside\n  d INT\n)",
    );
    const comment = (id: string) => (catalog.objects.get(id)?.props as { comment?: string } | undefined)?.comment;
    expect(["table:t", "column:t.a", "column:t.b", "column:t.c", "column:t.d"].map(comment)).toEqual([
      "People.",
      "The\n key",
      "last",
      undefined,
      undefined,
    ]);
    const [statement] = render(catalog);
    expect(statement?.sql).toBe(
      "CREATE TABLE t ( -- People.\n  a INT, -- The key\n  b TEXT, -- last\n  c INT,\n  d INT\n)",
    );
    const again = catalogOf(statement?.sql ?? "");
    expect(again.objects.get("column:t.b")?.props).toEqual(catalog.objects.get("column:t.b")?.props);
  });

  it("is written with what is needed first, and as one transaction", () => {
    const statements = render(
      catalogOf(
        "CREATE VIEW v AS SELECT * FROM w",
        "CREATE VIEW w AS SELECT a FROM t",
        "CREATE TABLE u (a REFERENCES t)",
        "CREATE TABLE t (a)",
      ),
    );
    expect(statements.map(({ object, section }) => `${section} ${object}`)).toEqual([
      "Tables table:t",
      "Tables table:u",
      "Views view:w",
      "Views view:v",
    ]);
    expect(script(statements)).toMatch(
      /PRAGMA foreign_keys = ON;\n\nBEGIN;\n\n-- Tables\n\nCREATE TABLE t \([\s\S]*;\n\nCOMMIT;\n$/,
    );
  });
});
