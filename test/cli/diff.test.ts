/** `schemaforge diff A B`. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { dropDatabases, freshDatabase, runScript } from "../support/pg-databases.ts";
import { describeOnPostgres } from "../support/servers.ts";
import { envelopeOf } from "./envelope.ts";
import { addFiles, folderWith, run } from "./run.ts";

const BEFORE = `CREATE TABLE users (
  id bigint PRIMARY KEY,
  name varchar(50) NOT NULL,
  state varchar(9) CHECK (state IN ('on', 'off')),
  CONSTRAINT name_length CHECK (length(name) >= 3)
);
CREATE INDEX users_name_idx ON users (lower(name));
CREATE VIEW people AS SELECT id, name FROM users;
`;
const AFTER = `CREATE TABLE users (
  id bigint PRIMARY KEY,
  full_name varchar(50) NOT NULL,
  state varchar(9) CHECK (state IN ('on', 'off')),
  CONSTRAINT name_length CHECK (length(full_name) >= 3)
);
CREATE INDEX users_full_name_idx ON users (lower(full_name));
CREATE VIEW people AS SELECT id, full_name AS name FROM users;
`;

describe("two SQL texts", () => {
  test("same: exit code 0, nothing on standard output", async () => {
    const cwd = folderWith({ "a.sql": BEFORE, "b.sql": `-- another text\n${BEFORE}` });
    const { status, stdout, stderr } = await run(["diff", "a.sql", "b.sql"], { cwd });
    expect([status, stdout]).toEqual([0, ""]);
    expect(stderr).toContain("no differences");
  });

  test("different: exit code 2, one line an object under its table", async () => {
    const cwd = folderWith({ "a.sql": BEFORE, "b.sql": BEFORE.replace(">= 3", ">= 4").replace("varchar(50)", "text") });
    const { status, stdout } = await run(["diff", "a.sql", "b.sql"], { cwd });
    expect(status).toBe(2);
    expect(stdout).toMatch(/^ {2}public\.users$/m);
    expect(stdout).toMatch(/^ {2}~ check +name_length +expression: .*>= 3.* → .*>= 4/m);
    expect(stdout).toMatch(/^ {2}~ column +name +type: character varying\(50\) → text$/m);
  });

  test("against empty: everything, either way", async () => {
    const cwd = folderWith({ "a.sql": BEFORE });
    const [removed, added, nothing] = await Promise.all([
      run(["diff", "a.sql", "empty", "--json"], { cwd }),
      run(["diff", "empty", "a.sql", "--json"], { cwd }),
      run(["diff", "empty", "empty"], { cwd }),
    ]);
    const ops = (printed: { stdout: string; stderr: string }) =>
      envelopeOf(printed).result.changes?.map(({ op }) => op) ?? [];
    expect(new Set(ops(removed))).toEqual(new Set(["remove"]));
    expect(new Set(ops(added))).toEqual(new Set(["add"]));
    expect(ops(added)).toHaveLength(ops(removed).length);
    expect([removed.status, added.status, nothing.status]).toEqual([2, 2, 0]);
  });
});

describe("renames", () => {
  test("are never guessed; said, the engine carries them through; done, they are ignored", async () => {
    const cwd = folderWith({ "a.sql": BEFORE, "b.sql": AFTER });
    const [unsaid, said, done] = await Promise.all([
      run(["diff", "a.sql", "b.sql", "--json"], { cwd }),
      run(["diff", "a.sql", "b.sql", "--rename", "users.name=full_name", "--json"], { cwd }),
      run(["diff", "b.sql", "b.sql", "--rename", "users.name=full_name", "--json"], { cwd }),
    ]);
    expect(envelopeOf(unsaid).result.changes?.map(({ op }) => op)).not.toContain("rename");
    const changes = envelopeOf(said).result.changes ?? [];
    expect(changes.filter(({ op }) => op !== "rename")).toEqual([]);
    expect(changes).toContainEqual(
      expect.objectContaining({ op: "rename", id: "column:public.users.full_name", was: "column:public.users.name" }),
    );
    expect(said.status).toBe(2);
    expect([done.status, envelopeOf(done).result.changes]).toEqual([0, []]);
  });

  test("`was` in the model of side B says them too", async () => {
    const model = (name: string) => `schemaforge: 1\nentities:\n  User:\n    fields:\n      ${name}\n`;
    const cwd = folderWith({
      "a.model.yaml": model("name: string(50) unique"),
      "b.model.yaml": model("fullName: string(50) unique was=name"),
    });
    const { status, stdout, stderr } = await run(["diff", "a.model.yaml", "b.model.yaml"], { cwd });
    expect(status, stderr).toBe(2);
    expect(stdout).toMatch(/> column +public\.users\.name → full_name/);
    expect(stdout).not.toMatch(/^ *[-+~]/m);
  });

  test("a table takes its columns, keys, indexes and triggers along", async () => {
    const before = `schemaforge: 1
entities:
  User:
    fields:
      name: string(50) unique
    indexes:
      users_created_idx: [createdAt]
  Post:
    fields:
      title: text
    relations:
      writer: one User as posts
`;
    const after = before
      .replace("  User:", "  Person:\n    was: [User]")
      .replace("name: string(50) unique", "fullName: string(50) unique was=name")
      .replace("users_created_idx", "people_created_idx")
      .replace("writer: one User as posts", "author: one Person as posts was=writer");
    const cwd = folderWith({ "a.model.yaml": before, "b.model.yaml": after });
    const printed = await run(["diff", "a.model.yaml", "b.model.yaml", "--json"], { cwd });
    const { changes = [] } = envelopeOf(printed).result;
    expect(changes.filter(({ op }) => op !== "rename")).toEqual([]);
    expect(changes.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        "table:public.people",
        "column:public.people.full_name",
        "column:public.posts.author_id",
        "unique:public.people.people_full_name_key",
        "index:public.people_created_idx",
        "trigger:public.people.people_set_updated_at",
        "foreign-key:public.posts.posts_author_id_fkey",
      ]),
    );
  });

  test("what is no rename is refused", async () => {
    const cwd = folderWith({ "a.sql": BEFORE });
    const printed = await run(["diff", "a.sql", "a.sql", "--rename", "users", "--json"], { cwd });
    expect(envelopeOf(printed).error?.code).toBe("BAD_RENAME");
  });
});

describe("models", () => {
  test("are compared without any engine running", async () => {
    const blog = join(process.cwd(), "examples", "blog", "schema.model.yaml");
    const cwd = folderWith();
    const printed = await run(["diff", blog, blog, "--json"], { cwd });
    expect(printed.status).toBe(0);
    expect(envelopeOf(printed).result).toEqual({ changes: [], elaborated: "none" });
  });

  test("a model is equal to the SQL that was made of it, for both engines", async () => {
    const blog = join(process.cwd(), "examples", "blog", "schema.model.yaml");
    const cwd = folderWith();
    for (const engine of ["postgres", "sqlite"]) {
      const made = await run([engine, blog, "--stdout", "--no-verify"], { cwd });
      addFiles(cwd, { [`${engine}.sql`]: made.stdout });
      const { status, stdout, stderr } = await run(["diff", blog, `${engine}:${engine}.sql`], { cwd });
      expect([status, stdout], stderr).toEqual([0, ""]);
    }
  });

  test("one side may be standard input, not both", async () => {
    const cwd = folderWith({ "a.sql": BEFORE });
    expect((await run(["diff", "-", "a.sql"], { cwd, input: BEFORE })).status).toBe(0);
    const both = await run(["diff", "-", "-", "--json"], { cwd, input: BEFORE });
    expect(envelopeOf(both).error?.code).toBe("TWO_INPUTS");
  });
});

describeOnPostgres((server) => {
  const name = `cli_diff_${process.pid}_${server.version.split(".")[0]}`;

  test("a live database is equal to the text that made it, and not to another", async () => {
    const cwd = folderWith({ "a.sql": BEFORE, "b.sql": AFTER });
    const url = await freshDatabase(server, name);
    try {
      expect(await runScript(url, BEFORE, { stop: true })).toEqual([]);
      const same = await run(["diff", url, "a.sql"], { cwd });
      expect([same.status, same.stdout], same.stderr).toEqual([0, ""]);
      const itself = await run(["diff", url, url], { cwd });
      expect([itself.status, itself.stdout], itself.stderr).toEqual([0, ""]);
      const other = await run(["diff", url, "b.sql", "--json"], { cwd });
      expect(other.status).toBe(2);
      expect(envelopeOf(other).engine?.name).toBe("postgres");
      const renamed = await run(["diff", url, "b.sql", "--rename=users.name=full_name"], { cwd });
      expect(renamed.stdout).not.toMatch(/^ *[-+~] /m);
      const converted = await run(["convert", url, "--to", "postgres", "--out", "live"], { cwd });
      expect(converted.stderr).toMatch(/proven/);
      expect((await run(["diff", url, "live/schema.sql"], { cwd })).status).toBe(0);
    } finally {
      await dropDatabases(server, [name]);
    }
  });
});
