/** Texts and models that try to reach beyond the database that reads them, or never to end. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lower, sqlite } from "../../src/engines/sqlite/index.ts";
import { readText } from "../../src/engines/sqlite/read.ts";
import { modelOf } from "./constructs-support.ts";
import { runtime } from "./support.ts";

const folder = mkdtempSync(join(tmpdir(), "sqlite-hostile-"));
const at = (name: string) => join(folder, name);
beforeAll(() => writeFileSync(at("secret"), "secret"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Reads a text as a source whose table `t` has rows of interest. */
const read = (text: string) =>
  readText([{ name: "hostile.sql", text }], runtime, { rowsOf: [{ name: "t", key: ["a"], columns: ["a"] }] });

const TABLE = "CREATE TABLE t (a); ";

describe("what would read or write files", () => {
  it.each([
    ["a query that makes a table", (file: string) => `CREATE TABLE u AS SELECT writefile('${file}', 'x') AS a`],
    ["a row", (file: string) => `${TABLE}INSERT INTO t VALUES (writefile('${file}', 'x'))`],
    ["a row, quoted", (file: string) => `${TABLE}INSERT INTO t SELECT "WriteFile" /* */ ('${file}', 'x')`],
    ["a row that is changed", (file: string) => `${TABLE}UPDATE t SET a = [writefile]('${file}', 'x')`],
    ["what a file holds", () => `${TABLE}INSERT INTO t VALUES (CAST(readfile('${at("secret")}') AS TEXT))`],
    ["what a folder holds", () => `${TABLE}INSERT INTO t SELECT data FROM fsdir WHERE path = '${folder}'`],
    ["code", () => `${TABLE}INSERT INTO t VALUES (load_extension('${at("secret")}'))`],
  ])("is refused: %s", async (_, text) => {
    const place = { file: "hostile.sql", line: 1, column: expect.any(Number) };
    await expect(read(text(at("made")))).rejects.toMatchObject({ code: "SQLITE_STATEMENT", where: place });
    expect(readdirSync(folder)).toEqual(["secret"]);
  });

  it.each([
    ["a check", (call: string) => `CREATE TABLE t (a CHECK (${call} > 0)); INSERT INTO t VALUES (1)`],
    ["a view", (call: string) => `${TABLE}CREATE VIEW v AS SELECT ${call} AS x; INSERT INTO t VALUES (1)`],
  ])("is kept and not called: %s", async (_, text) => {
    const { catalog, notices } = await read(text(`writefile('${at("made")}', 'x')`));
    const kept = [...catalog.objects.values()].filter(({ props }) => JSON.stringify(props).includes("writefile"));
    expect(kept.map(({ kind }) => kind)).toEqual([expect.stringMatching(/^(?:check|view)$/)]);
    expect([...catalog.objects.keys()]).toContain('row:t."1"');
    expect(notices.map(({ code }) => code)).toEqual([expect.stringMatching(/^(?:UNKNOWN_FUNCTION|CANNOT_OPEN)$/)]);
    expect(readdirSync(folder)).toEqual(["secret"]);
  });

  it("stays undone: other databases, copies, triggers", async () => {
    const { catalog } = await read(`
      ATTACH DATABASE '${at("made")}' AS m; CREATE TABLE m.u (a); VACUUM INTO '${at("made")}';
      PRAGMA temp_store_directory = '${folder}'; DETACH DATABASE m; ${TABLE}`);
    expect([...catalog.objects.keys()]).toEqual(["table:t", "column:t.a"]);
    const trigger = `CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT writefile('${at("made")}', 'x'); END;`;
    await expect(read(`${TABLE}${trigger} INSERT INTO t VALUES (1)`)).rejects.toMatchObject({
      message: expect.stringContaining("unsafe use of writefile()"),
    });
    expect(readdirSync(folder)).toEqual(["secret"]);
  });

  it("is refused of a model as well", async () => {
    const { catalog } = lower(
      modelOf(`
conventions: { id: none, timestamps: false }
entities:
  Country:
    fields: { code: string(9) primary, name: text }
    rows: [{ code: DE, name: { sql: { sqlite: "writefile('${at("made")}', 'x')" } } }]
`),
    );
    await expect(sqlite.elaborate(catalog, runtime)).rejects.toMatchObject({ code: "SQLITE_STATEMENT" });
    expect(readdirSync(folder)).toEqual(["secret"]);
  });
});

it("takes the columns of a query without its rows, of which there may be no end", async () => {
  const { catalog, losses } = await read(`
    CREATE TABLE n AS WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x, 'a' AS y FROM n -- all
    ; CREATE TABLE o AS SELECT own(x) AS z, y FROM n; CREATE TABLE p AS VALUES (1, 2);`);
  expect(losses).toEqual([]);
  expect([...catalog.objects.keys()].filter((id) => id.startsWith("column:"))).toEqual([
    "column:n.x",
    "column:n.y",
    "column:o.z",
    "column:o.y",
    "column:p.column1",
    "column:p.column2",
  ]);
});
