/** `schemaforge convert SOURCE --to TARGET`. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { envelopeOf } from "./envelope.ts";
import { addFiles, folderWith, run } from "./run.ts";

/** In an order that does not work from top to bottom, with things that no model has words for. */
const SQL = `CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
CREATE TABLE b (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n positive NOT NULL);
CREATE TABLE a (id bigint PRIMARY KEY, b bigint REFERENCES b ON DELETE CASCADE, st varchar(9) CHECK (st IN ('x', 'y')));
CREATE VIEW v AS SELECT a.id, b.n FROM a JOIN b ON b.id = a.b;
ALTER TABLE a ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON a USING (id > 0);
`;

describe("within PostgreSQL", () => {
  test("nothing is lost, the result is proven, and converting again changes nothing", async () => {
    const cwd = folderWith({ "in.sql": SQL });
    const first = await run(["convert", "in.sql", "--to", "postgres", "--out", "once"], { cwd });
    expect(first.status, first.stderr).toBe(0);
    expect(first.stderr).toMatch(/proven/);
    expect(first.stdout).toMatch(/CREATE DOMAIN[\s\S]*CREATE POLICY own/);
    const compared = await run(["diff", "in.sql", "once/schema.sql"], { cwd });
    expect([compared.status, compared.stdout]).toEqual([0, ""]);
    const second = await run(["convert", "once/schema.sql", "--to=postgres", "--stdout"], { cwd });
    expect(second.stdout).toBe(first.stdout);
  });

  test("from standard input, a folder, and another revision", async () => {
    const [head = "", ...rest] = SQL.split(";\n");
    const cwd = folderWith({ "db/1.sql": `${head};\n`, "db/2.sql": rest.join(";\n") });
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", ...args], { cwd, stdio: "ignore" });
    git("init", "-q");
    git("add", ".");
    git("commit", "-q", "-m", "one");
    addFiles(cwd, { "db/3.sql": "CREATE TABLE later (id int);" });
    const to = ["--to", "postgres", "--stdout", "--no-verify"];
    const [input, folder, revision, prefixed] = await Promise.all([
      run(["convert", "-", ...to], { cwd, input: SQL }),
      run(["convert", "db", ...to], { cwd }),
      run(["convert", "git:HEAD:db", ...to], { cwd }),
      run(["convert", "git:HEAD:postgres:db/", ...to], { cwd }),
    ]);
    expect(input?.status, input?.stderr).toBe(0);
    expect(revision?.stdout, revision?.stderr).toBe(input?.stdout);
    expect(prefixed?.stdout, prefixed?.stderr).toBe(input?.stdout);
    expect(folder?.stdout).toContain("CREATE TABLE later");
    const beneath = await run(["diff", "git:HEAD:2.sql", "2.sql"], { cwd: join(cwd, "db") });
    expect(beneath.status, beneath.stderr).toBe(1);
    expect(beneath.stderr).toContain("2.sql:1");
  });

  test("what was skipped is said, with its place", async () => {
    const cwd = folderWith({ "dump.sql": "\\connect app\nCREATE TABLE t (id int);\nINSERT INTO t VALUES (1);\n" });
    const printed = await run(["convert", "dump.sql", "--to", "postgres", "--json"], { cwd });
    const { findings, result, engine } = envelopeOf(printed);
    expect(findings.length).toBeGreaterThan(0);
    expect(result.proof?.status).toBe("proven");
    expect(engine).toMatchObject({ name: "postgres", elaborator: expect.stringMatching(/^pglite 18/) });
  });
});

describe("models", () => {
  const model = "schemaforge: 1\nentities:\n  Tag:\n    fields:\n      name: string(50) unique\n";

  test("a model to a model file is the same model", async () => {
    const cwd = folderWith({ "in.model.yaml": model });
    const made = await run(["convert", "in.model.yaml", "--to", "model", "--out", "out"], { cwd });
    expect(made.status, made.stderr).toBe(0);
    const compared = await run(["diff", "in.model.yaml", "out/schema.model.yaml"], { cwd });
    expect(compared.status, compared.stderr).toBe(0);
  });

  test("SQL is lifted to a model, which makes the same schema again", async () => {
    const sql = `CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE "Users" (id serial PRIMARY KEY, email varchar(80) NOT NULL UNIQUE, mood mood DEFAULT 'happy',
  CONSTRAINT short CHECK (length(email) < 70));
CREATE TABLE posts (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, author int NOT NULL REFERENCES "Users");
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT 2 * n';
`;
    const cwd = folderWith({ "in.sql": sql });
    const made = await run(["convert", "in.sql", "--to", "model", "--out", "out", "--json"], { cwd });
    expect(made.status, made.stderr).toBe(0);
    expect(envelopeOf(made).result.proof?.status).toBe("proven");
    const text = readFileSync(join(cwd, "out/schema.model.yaml"), "utf8");
    expect(text).toContain("email: string(80) unique");
    expect(text).toContain("short: length(email) < 70");
    expect(text).toContain("author: one User");
    const compared = await run(["diff", "in.sql", "out/schema.model.yaml"], { cwd });
    expect(compared.status, compared.stdout + compared.stderr).toBe(0);
  });

  test("PostgreSQL becomes SQLite through the model; what has no words there is a loss", async () => {
    const sql = `CREATE TABLE users (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text NOT NULL UNIQUE);
CREATE TABLE posts (id serial PRIMARY KEY, author_id uuid NOT NULL REFERENCES users ON DELETE CASCADE);
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT 2 * n';
`;
    const cwd = folderWith({ "in.sql": sql });
    const made = await run(["convert", "in.sql", "--to", "sqlite", "--json"], { cwd });
    expect(made.status, made.stderr).toBe(0);
    const { result, losses } = envelopeOf(made);
    expect(result.proof?.status).toBe("proven");
    expect(result.files?.[0]?.text).toMatch(/REFERENCES users .*ON DELETE CASCADE/);
    expect(losses.map(({ object }) => object)).toContain("function:public.twice(integer)");
  });

  test("SQLite becomes PostgreSQL with all its tables; what PostgreSQL refuses is a loss by its id", async () => {
    const sql = `CREATE TABLE users (
  id INTEGER PRIMARY KEY, name TEXT UNIQUE ON CONFLICT REPLACE, flag INTEGER, active BOOLEAN, at TIMESTAMP, n INTEGER DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT ${"long_".repeat(14)} CHECK (flag IN (0, 1))
);
CREATE UNIQUE INDEX live ON users (name) WHERE active = 1 AND flag;
CREATE INDEX late ON users (at) WHERE at > 0;
CREATE TABLE posts (
  id TEXT PRIMARY KEY, author REFERENCES users, editor TEXT REFERENCES users (id), flag INTEGER REFERENCES users (flag),
  gone INTEGER REFERENCES nowhere (id), twice AS (gone * 2) STORED, size INTEGER DEFAULT 1 CHECK (id > size)
);
`;
    const cwd = folderWith({ "in.sql": sql });
    const made = await run(["convert", "sqlite:in.sql", "--to", "postgres", "--json"], { cwd });
    expect(made.status, made.stderr).toBe(0);
    const { result, losses } = envelopeOf(made);
    expect(result.proof?.status).toBe("proven");
    const text = result.files?.[0]?.text ?? "";
    expect(text).toContain("ON users (name) WHERE active = true AND flag <> 0");
    expect(text).toMatch(/author bigint,[\s\S]*FOREIGN KEY \(author\) REFERENCES users \(id\)/);
    expect(text).not.toMatch(/late|nowhere|editor_fkey/);
    expect(losses.map(({ object }) => object)).toEqual([
      "unique:users(name)",
      `check:users.${"long_".repeat(14)}`,
      "column:posts.author",
      "column:posts.twice",
      "foreign-key:posts(flag)->users",
      "foreign-key:posts(gone)->nowhere",
      "column:public.users.n",
      "check:public.posts.posts_check",
      "foreign-key:public.posts.posts_editor_fkey",
      "index:public.late",
    ]);
  });
});

describe("dialects", () => {
  test("SQLite is recognised, and stays SQLite", async () => {
    const sql = "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL) STRICT;\n";
    const cwd = folderWith({ "lite.sql": sql });
    const printed = await run(["convert", "lite.sql", "--to", "sqlite", "--json"], { cwd });
    expect(printed.status, printed.stderr).toBe(0);
    expect(envelopeOf(printed).engine?.name).toBe("sqlite");
  });

  test("MySQL is recognised and refused, unless the dialect is said", async () => {
    const cwd = folderWith({ "my.sql": "CREATE TABLE `t` (`id` int AUTO_INCREMENT) ENGINE=InnoDB;\n" });
    const refused = await run(["convert", "my.sql", "--to", "postgres", "--json"], { cwd });
    expect(refused.status).toBe(1);
    expect(envelopeOf(refused).error).toMatchObject({ code: "DIALECT_NOT_SUPPORTED", where: { file: "my.sql" } });
    const said = await run(["convert", "postgres:my.sql", "--to", "postgres", "--json"], { cwd });
    expect(envelopeOf(said).error).toMatchObject({ code: "SQL_SYNTAX", where: { file: "my.sql", line: 1 } });
  });
});
