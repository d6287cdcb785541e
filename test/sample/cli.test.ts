/** `schemaforge sample SOURCE`, as its documentation says. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openMemory } from "../../src/engines/sqlite/connect.ts";
import { envelopeOf } from "../cli/envelope.ts";
import { folderWith, run } from "../cli/run.ts";

const MODEL = `schemaforge: 1
entities:
  Person:
    fields:
      email: email unique
      password: password
      balance: money
    relations:
      friend: one? Person
`;

const files = { "schema.model.yaml": MODEL };

describe("sample", () => {
  test("prints the same script every time, and another one for another seed", async () => {
    const cwd = folderWith(files);
    const first = await run(["sample", "schema.model.yaml", "--rows", "3", "--stdout"], { cwd });
    expect(first.status, first.stderr).toBe(0);
    expect(first.stdout).toMatch(/^BEGIN;\nSET CONSTRAINTS ALL DEFERRED;\nINSERT INTO people \(/);
    expect(first.stdout).toMatch(/@example\.(com|org|net)'/);
    expect(first.stdout).toContain("'not-a-real-hash'");
    expect(first.stdout.trimEnd().endsWith("COMMIT;")).toBe(true);
    const again = await run(["sample", "--rows=3", "--stdout"], { cwd });
    expect(again.stdout).toBe(first.stdout);
    const other = await run(["sample", "--rows=3", "--seed=other", "--stdout"], { cwd });
    expect(other.stdout).not.toBe(first.stdout);
    expect(existsSync(join(cwd, "schema"))).toBe(false);
  });

  test("writes a script that runs after the schema", async () => {
    const cwd = folderWith(files);
    const schema = await run(["sqlite", "schema.model.yaml", "--stdout"], { cwd });
    const { status, stderr } = await run(["sample", "--engine", "sqlite", "--rows=7", "--out", "db"], { cwd });
    expect(status, stderr).toBe(0);
    const connection = await openMemory();
    try {
      connection.exec(schema.stdout);
      connection.exec("PRAGMA foreign_keys = ON");
      connection.exec(readFileSync(join(cwd, "db", "sample.sql"), "utf8"));
      expect(connection.all("SELECT count(*) AS rows FROM people")).toEqual([{ rows: 7 }]);
    } finally {
      connection.close();
    }
    // Its own file is written over, somebody else's is not.
    expect((await run(["sample", "--engine=sqlite", "--rows=2", "--out=db"], { cwd })).status).toBe(0);
  });

  test("--json has the script, and what is left empty as findings", async () => {
    const cwd = folderWith({ "bare.sql": "CREATE TABLE bare (at date NOT NULL) PARTITION BY RANGE (at);" });
    const answer = envelopeOf(await run(["sample", "bare.sql", "--stdout", "--json"], { cwd }));
    expect(answer).toMatchObject({ command: "sample", ok: true, engine: { name: "postgres" } });
    expect(answer.result.files?.[0]?.path).toBe("sample.sql");
    expect(answer.findings.map(({ code }) => code)).toContain("TABLE_SKIPPED");
  });

  test.each(["-1", "ten", "1.5", "99999999"])("--rows %s is refused", async (rows) => {
    const { status, stderr } = await run(["sample", "schema.model.yaml", `--rows=${rows}`], { cwd: folderWith(files) });
    expect(status).toBe(1);
    expect(stderr).toContain("whole number");
  });

  test("rows are for the engine that a database is of", async () => {
    const cwd = folderWith({ "app.sql": "CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT);" });
    const { status, stderr } = await run(["sample", "sqlite:app.sql", "--engine=postgres", "--stdout"], { cwd });
    expect(status, stderr).toBe(1);
  });
});
