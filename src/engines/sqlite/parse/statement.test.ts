import { describe, expect, it } from "vitest";
import { dumpedCreate, parseCreate, parseText } from "./statement.ts";
import type { CreateTable } from "./syntax.ts";

const parse = (text: string) => parseText({ name: "t", text });
const table = (text: string) => parseCreate({ name: "t", text }) as CreateTable;
const failure = (text: string) => {
  try {
    parse(text);
    return undefined;
  } catch (error) {
    return error;
  }
};

describe("cutting a text", () => {
  it("ends statements at semicolons, but not inside a trigger", () => {
    const statements = parse(`;;CREATE TABLE t (a DEFAULT ';');
      CREATE TEMP TRIGGER r AFTER INSERT ON t BEGIN SELECT CASE WHEN 1 THEN 2 END; DELETE FROM t; END; SELECT 1;
      CREATE TRIGGER s DELETE ON t BEGIN SELECT 1; END`);
    expect(statements.map(({ statement }) => statement.kind)).toEqual([
      "create-table",
      "create-trigger",
      "data",
      "create-trigger",
    ]);
  });

  it("tells statements by their first word", () => {
    const text =
      "BEGIN; EXPLAIN SELECT 1; pragma x; with a as (select 1) insert into t select 1; attach 'f' as g; DROP INDEX IF EXISTS main.i; .read x";
    expect(parse(`${text.replace(" .read", "\n.read")}`).map(({ statement }) => statement.kind)).toEqual([
      "transaction",
      "data",
      "pragma",
      "data",
      "maintenance",
      "drop",
      "command",
    ]);
  });

  it("finds the statement in a dumped virtual table", () => {
    const [located] = parse(
      "INSERT INTO sqlite_schema VALUES('table','f','f',0,'CREATE VIRTUAL TABLE f USING fts5(a)')",
    );
    expect(dumpedCreate(located?.tokens ?? [])?.text).toBe("'CREATE VIRTUAL TABLE f USING fts5(a)'");
    const [other] = parse("INSERT INTO t VALUES ('CREATE TABLE x (a)')");
    expect(dumpedCreate(other?.tokens ?? [])).toBeUndefined();
  });
});

describe("CREATE TABLE", () => {
  it("keeps GENERATED as a type's word only where nothing follows it", () => {
    expect(
      table("CREATE TABLE t (a generated, b INT GENERATED ALWAYS AS (1))").columns.map(({ type }) =>
        type.map(({ text }) => text),
      ),
    ).toEqual([["generated"], ["INT"]]);
  });

  it("takes constraints without commas between them, and words that are no keywords as names", () => {
    const { columns, constraints } = table(
      "CREATE TABLE t (key INT, replace TEXT, CHECK (1) UNIQUE (key) CONSTRAINT x FOREIGN KEY (key) REFERENCES t)",
    );
    expect(columns.map(({ name }) => name)).toEqual(["key", "replace"]);
    expect(constraints.map(({ kind, name }) => [kind, name])).toEqual([
      ["check", undefined],
      ["unique", undefined],
      ["foreign-key", "x"],
    ]);
  });

  it("puts a late DEFERRABLE to its reference", () => {
    const { columns } = table("CREATE TABLE t (a REFERENCES u NOT NULL DEFERRABLE INITIALLY DEFERRED)");
    expect(columns[0]?.constraints[0]).toEqual({
      kind: "references",
      references: { table: "u", deferrable: "initially deferred" },
    });
  });

  it.each([
    ["CREATE TABLE t ()", /column name/],
    ["CREATE TABLE t (a, CHECK (1), b)", /before constraints/],
    ["CREATE TABLE t (a) WITHOUT", /WITHOUT ROWID/],
    ["CREATE TABLE t (a ON CONFLICT IGNORE)", /`,` or `\)`/],
    ["CREATE TABLE t (a UNIQUE ON CONFLICT EXPLODE)", /ROLLBACK, ABORT/],
    ["CREATE TABLE t (a REFERENCES u ON DELETE EXPLODE)", /CASCADE/],
    ["CREATE TABLE t (a CHECK ())", /Nothing/],
    ["CREATE TABLE select (a)", /a name/],
    ["CREATE TABLE t (a DEFAULT)", /literal/],
    ["CREATE TABLE t (a ENUM('x'))", /numbers/],
    ["CREATE TABLE t (UNIQUE (lower(a)))", /column name/],
    ["CREATE TABLE t (a, UNIQUE (lower(a)))", /column names only/],
    ["CREATE TABLE t (a) (b)", /STRICT/],
    ["CREATE VIEW v AS 1", /SELECT/],
    ["CREATE UNIQUE TABLE t (a)", /no CREATE TABLE|CREATE/],
    ["CREATE INDEX i ON t USING btree (a)", /USING/],
    ["CREATE TEMP INDEX i ON t (a)", /TABLE, VIEW or TRIGGER/],
    ["CREATE TRIGGER t AFTER INSERT ON u BEGIN END", /empty/],
    ["CREATE TRIGGER t AFTER INSERT ON u BEGIN VACUUM; END", /INSERT, UPDATE/],
    ["CREATE TABLE t (a); CREATE FUNCTION f()", /no CREATE FUNCTION/],
    ["ALTER TABLE t ADD CONSTRAINT c CHECK (1)", /cannot add a constraint/],
    ["GRANT ALL ON t TO u", /GRANT/],
    ["DROP SCHEMA s", /no DROP SCHEMA/],
  ])("refuses %s", (text, message) => {
    expect(failure(text)).toMatchObject({
      code: "SQLITE_SYNTAX",
      message: expect.stringMatching(message),
      where: { file: "t", line: 1, column: expect.any(Number) },
      remedy: expect.stringMatching(/\.$/),
    });
  });
});
