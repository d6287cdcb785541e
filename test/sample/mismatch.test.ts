/** Which foreign keys SQLite cannot look up, told by SQLite itself. */
import { expect, test } from "vitest";
import { openMemory } from "../../src/engines/sqlite/connect.ts";
import { sqlite } from "../../src/engines/sqlite/index.ts";
import { type SampleNote, sampleScript } from "../../src/sample/index.ts";
import { testRuntime } from "../support/runtime.ts";

const runtime = testRuntime();

test.each([
  "CREATE TABLE a (id INTEGER); CREATE TABLE b (a INTEGER REFERENCES a (id));",
  "CREATE TABLE a (id INTEGER); CREATE TABLE b (a INTEGER REFERENCES a);",
  "CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (a INTEGER REFERENCES a);",
  "CREATE TABLE a (id INT, n INT, PRIMARY KEY (id, n)); CREATE TABLE b (a INTEGER REFERENCES a);",
  "CREATE TABLE a (id INT, n INT, PRIMARY KEY (id, n)); CREATE TABLE b (n INT, a INT, FOREIGN KEY (n, a) REFERENCES a (N, id));",
  "CREATE TABLE a (id INT, UNIQUE (id COLLATE nocase)); CREATE TABLE b (a INTEGER REFERENCES a (id));",
  "CREATE TABLE a (id TEXT COLLATE nocase UNIQUE); CREATE TABLE b (a TEXT REFERENCES a (id));",
  "CREATE TABLE a (id INT); CREATE UNIQUE INDEX i ON a (id DESC); CREATE TABLE b (a INTEGER REFERENCES a (id));",
  "CREATE TABLE a (id INT); CREATE UNIQUE INDEX i ON a (id) WHERE id > 0; CREATE TABLE b (a INTEGER REFERENCES a (id));",
  "CREATE TABLE a (id INT); CREATE UNIQUE INDEX i ON a (+id); CREATE TABLE b (a INTEGER REFERENCES a (id));",
  "CREATE TABLE a (id INT); CREATE INDEX i ON a (id); CREATE TABLE b (a INTEGER REFERENCES a (id));",
  "CREATE TABLE a (id INT, n INT UNIQUE); CREATE TABLE b (a INTEGER REFERENCES a (id));",
  "CREATE TABLE n (id INTEGER PRIMARY KEY, parent INT REFERENCES n (missing)); CREATE TABLE b (n INT REFERENCES n);",
])("%s", async (text) => {
  const { catalog } = await sqlite.readText([{ name: "a.sql", text }], runtime);
  const notes: SampleNote[] = [];
  const script: string[] = [];
  for await (const piece of sampleScript(catalog, { rows: 5 }, (note) => notes.push(note))) script.push(piece);
  const connection = await openMemory();
  const refused: string[] = [];
  try {
    connection.exec(`${text}; PRAGMA foreign_keys = OFF; ${script.join("")}; PRAGMA foreign_keys = ON`);
    for (const { name } of connection.all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'")) {
      try {
        connection.exec(`INSERT INTO "${name}" DEFAULT VALUES`);
      } catch (error) {
        expect(String(error)).toContain("foreign key mismatch");
        refused.push(`table:${name}`);
      }
    }
  } finally {
    connection.close();
  }
  const left = notes.filter(({ message }) => message.includes("while foreign_keys is on"));
  expect(left.map(({ object }) => object)).toEqual(refused);
});
