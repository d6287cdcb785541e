/** Bad input ends in a clear error with place and remedy, exit code 1, nothing half-written, no password shown. */
import { readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { envelopeOf } from "./envelope.ts";
import { folderWith, run } from "./run.ts";
import { badServer } from "./servers.ts";

const DATASOURCE = 'datasource db {\n  provider = "postgresql"\n}\n';

const FILES = {
  "broken.sql": "CREATE TABLE a (id int);\nCREATE TABEL b (id int);\n",
  "missing.sql": "CREATE TABLE a (id int REFERENCES nowhere);\n",
  "unknown.model.yaml": "schemaforge: 1\nentities:\n  User:\n    fields:\n      name: strng\n",
  "key.model.yaml": "schemaforge: 1\nentities:\n  User:\n    feilds:\n      name: string\n",
  "torn.model.yaml": "schemaforge: 1\nentities:\n  Item:\n    fields: { price: decimal(10,2), name: text }\n",
  "malformed.model.yaml": "schemaforge: 1\nentities:\n  User: [\n",
  "lost.model.yaml":
    "schemaforge: 1\nentities:\n  Post:\n    fields:\n      title: text\n    relations:\n      author: one User as posts\n",
  "default.model.yaml": "schemaforge: 1\nentities:\n  User:\n    fields:\n      age: int = often\n",
  "twins.model.yaml":
    "schemaforge: 1\nentities:\n  A:\n    table: t\n    fields:\n      x: int\n  B:\n    table: t\n    fields:\n      x: int\n",
  "binary.sql": "PGDMP\u0001\u0000",
  "empty.model.yaml": "",
  "models/a.model.yaml": "schemaforge: 1\nentities: {}\n",
  "models/b.model.yaml": "schemaforge: 1\nentities: {}\n",
  "nothing/readme.txt": "",
  "schema.prisma": "model User {\n  id Int @id\n}\n",
  "key.prisma": `${DATASOURCE}model User {\n  id Int @id\n}\n`,
  "torn.prisma": `${DATASOURCE}model User {\n  id Int @id\n  name String\n`,
  "lost.prisma": `${DATASOURCE}model User {\n  id Int @id\n  role Role\n}\n`,
  "eight.prisma": "\n// use prisma-next\nmodel User {\n  id Uuid @id\n  @@nothing([id])\n}\n",
  "mysql.prisma": 'datasource db {\n  provider = "mysql"\n}\n',
  "bad.config.yaml": "sorce: a.sql\n",
  "unset.config.yaml": "source: ${SCHEMAFORGE_NOT_SET:?say which database}\n",
};

const CASES: readonly [code: string, args: readonly string[], where?: object][] = [
  ["UNKNOWN_COMMAND", ["posgres"]],
  ["COMMAND_NOT_SUPPORTED", ["mysql", "--entity=Product", "--storage-engine=InnoDB"]],
  ["COMMAND_NOT_SUPPORTED", ["migrate", "--type=versioned", "--from=v1", "--to=v2"]],
  ["UNKNOWN_OPTION", ["postgres", "--entitty=User"]],
  ["USAGE", ["diff", "broken.sql"]],
  ["BAD_OPTION", ["postgres", "--entity=User", "--relations=perhaps"]],
  ["UNKNOWN_ENGINE", ["diff", "empty", "empty", "--engine=oracle"]],
  ["ENGINE_NOT_SUPPORTED", ["convert", "mysql:broken.sql", "--to", "postgres"]],
  ["UNKNOWN_TARGET", ["convert", "broken.sql", "--to", "excel"]],
  ["TARGET_NOT_SUPPORTED", ["convert", "broken.sql", "--to", "typeorm"]],
  ["ENGINE_NOT_SUPPORTED", ["prisma", "--datasource=cockroachdb", "--models=User"]],
  ["ENGINE_NOT_SUPPORTED", ["prisma", "--datasource=mysql", "--models=User"]],
  ["ENGINE_NOT_SUPPORTED", ["prisma", "--datasource=sqlserver", "--models=User"]],
  ["ENGINE_NOT_SUPPORTED", ["prisma", "--datasource=mongodb", "--models=User"]],
  ["UNKNOWN_ENTITY", ["prisma", "key.prisma", "--models=Usr"]],
  ["PRISMA_SYNTAX", ["postgres", "torn.prisma"], { file: "torn.prisma", line: 7, column: 1 }],
  ["PRISMA_INVALID", ["postgres", "lost.prisma"], { file: "lost.prisma", line: 6, column: 8 }],
  ["PRISMA_8", ["postgres", "eight.prisma"], { file: "eight.prisma", line: 5, column: 5 }],
  ["ENGINE_NOT_SUPPORTED", ["postgres", "mysql.prisma"], { file: "mysql.prisma", line: 2, column: 3 }],
  ["MISSING_OPTION", ["convert", "broken.sql"]],
  ["TWO_SOURCES", ["postgres", "broken.sql", "--model", "key.model.yaml"]],
  ["NO_DATASOURCE", ["postgres", "schema.prisma"], { file: "schema.prisma" }],
  ["SOURCE_NOT_SUPPORTED", ["postgres", "typeorm:src/entities"]],
  ["UNKNOWN_SCHEME", ["diff", "oracle://host/db", "empty"]],
  ["ENGINE_NOT_SUPPORTED", ["diff", "mongodb://host/db", "empty"]],
  ["BAD_SOURCE", ["diff", "git:HEAD", "empty"]],
  ["GIT_FAILED", ["diff", "git:nowhere:a.sql", "empty"]],
  ["FILE_NOT_FOUND", ["postgres", "none.sql"], { file: "none.sql" }],
  ["FOLDER_NOT_FOUND", ["-C", "none", "postgres", "--entity=User"]],
  ["NOTHING_TO_READ", ["postgres", "nothing"], { file: "nothing" }],
  ["NOT_TEXT", ["postgres", "binary.sql"], { file: "binary.sql" }],
  ["SQL_SYNTAX", ["postgres", "broken.sql"], { file: "broken.sql", line: 2, column: 8 }],
  ["SQL_REJECTED", ["postgres", "missing.sql"], { file: "missing.sql", line: 1 }],
  ["MODEL_INVALID", ["postgres", "unknown.model.yaml"], { file: "unknown.model.yaml", line: 5 }],
  ["MODEL_INVALID", ["postgres", "key.model.yaml"], { file: "key.model.yaml", line: 4 }],
  ["MODEL_INVALID", ["postgres", "torn.model.yaml"], { file: "torn.model.yaml", line: 4 }],
  ["MODEL_INVALID", ["postgres", "malformed.model.yaml"], { file: "malformed.model.yaml" }],
  ["MODEL_INVALID", ["postgres", "lost.model.yaml"], { file: "lost.model.yaml", line: 7 }],
  ["MODEL_INVALID", ["postgres", "default.model.yaml"], { file: "default.model.yaml", line: 5 }],
  ["MODEL_INVALID", ["postgres", "twins.model.yaml"], { file: "twins.model.yaml" }],
  ["MODEL_INVALID", ["postgres", "empty.model.yaml"], { file: "empty.model.yaml" }],
  ["UNKNOWN_ENTITY", ["postgres", "models/a.model.yaml", "--entity=Usr"]],
  ["BAD_NAME", ["postgres", "--entity="], { file: "--entity" }],
  ["BAD_NAME", ["postgres", "--entity=\u{1F600}"], { file: "--entity" }],
  ["BAD_NAME", ["postgres", `--entity=${"a".repeat(200)}`], { file: "--entity" }],
  ["SYNTAX", ["postgres", '--entity=a"b'], { file: "--entity" }],
  ["DUPLICATE_NAME", ["postgres", "--entity=User,User"], { file: "--entity" }],
  ["SYNTAX", ["postgres", "--entity=User("], { file: "--entity", line: 1, column: 6 }],
  ["BAD_CONFIG", ["postgres", "--config", "bad.config.yaml"], { file: "bad.config.yaml" }],
  ["NOT_SET", ["postgres", "--config", "unset.config.yaml"], { file: "unset.config.yaml" }],
  ["CANNOT_READ", ["postgres", "--config", "none.yaml"], { file: "none.yaml" }],
];

describe("a mistake in what was asked or read", () => {
  test.each(CASES)("%s: %j", async (code, args, where) => {
    const cwd = folderWith(FILES);
    const before = readdirSync(cwd).sort();
    const printed = await run([...args, "--json"], { cwd });
    expect(printed.status, printed.stdout).toBe(1);
    const { error, ok } = envelopeOf(printed);
    expect(ok).toBe(false);
    expect(error?.code).toBe(code);
    if (where) expect(error?.where).toMatchObject(where);
    expect(error?.remedy).not.toBe("");
    expect(readdirSync(cwd).sort()).toEqual(before);
  });

  test("people see the place, the line with marks, the line as it should be, and the remedy; no stack", async () => {
    const cwd = folderWith(FILES);
    const { status, stdout, stderr } = await run(["postgres", "unknown.model.yaml"], { cwd });
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(
      /^error unknown\.model\.yaml:5:13: .*strng.* UNKNOWN_TYPE\n {2}5 \| {7}name: strng\n +\^{5}\n {2}\+ \| {7}name: string\n {2}.*string/,
    );
    expect(stderr).not.toMatch(/ {4}at /);
  });

  test("a mistake on the command line is shown there", async () => {
    const { stderr } = await run(["postgres", "--entity=User,Post(title strng)"], { cwd: folderWith() });
    expect(stderr).toMatch(/^error --entity:1:\d+: /);
    expect(stderr).toContain("1 | User,Post(title strng)");
  });

  test("--debug adds the stack", async () => {
    const { stderr } = await run(["postgres", "none.sql", "--debug"], { cwd: folderWith() });
    expect(stderr).toMatch(/ {4}at /);
  });

  test("several models are a question", async () => {
    const printed = await run(["-C", "models", "postgres", "--json"], { cwd: folderWith(FILES) });
    expect(printed.status).toBe(3);
    expect(envelopeOf(printed).questions).toEqual([
      { id: "source", kind: "choice", subject: "source", choices: ["a.model.yaml", "b.model.yaml"], flag: "SOURCE" },
    ]);
  });
});

describe("a folder that cannot be written", () => {
  test("a file stands in its place", async () => {
    const cwd = folderWith({ taken: "a file\n" });
    const printed = await run(["postgres", "--entity=User", "--no-verify", "--out", "taken/here", "--json"], { cwd });
    expect(printed.status).toBe(1);
    expect(envelopeOf(printed).error).toMatchObject({ code: "CANNOT_WRITE", remedy: expect.stringContaining("--out") });
    expect(readdirSync(cwd)).toEqual(["taken"]);
  });

  test.each([[true], [false]])("a symbolic link leads out of it, to a file that is there: %s", async (there) => {
    const outside = folderWith(there ? { "stolen.sql": "mine\n" } : {});
    const cwd = folderWith({ "db/readme.txt": "" });
    symlinkSync(join(outside, "stolen.sql"), join(cwd, "db", "schema.sql"));
    const printed = await run(["postgres", "--entity=User", "--no-verify", "--out", "db", "--force", "--json"], {
      cwd,
    });
    expect(envelopeOf(printed).error?.code).toBe("OUTSIDE_FOLDER");
    expect(readdirSync(outside)).toEqual(there ? ["stolen.sql"] : []);
    if (there) expect(readFileSync(join(outside, "stolen.sql"), "utf8")).toBe("mine\n");
  });
});

describe("a database that does not answer as it should", () => {
  const PASSWORD = "S3cretP@ss";
  const url = (port: number) => `postgres://me:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/app`;

  async function expectError(port: number, code: string): Promise<void> {
    const cwd = folderWith();
    for (const extra of [["--json"], [], ["--debug"]]) {
      const printed = await run(["diff", url(port), "empty", ...extra], { cwd });
      expect(printed.status).toBe(1);
      for (const secret of [PASSWORD, encodeURIComponent(PASSWORD)]) {
        expect(printed.stdout + printed.stderr).not.toContain(secret);
      }
      if (extra[0] === "--json") {
        const { error } = envelopeOf(printed);
        expect(error).toMatchObject({ code, where: { object: `postgres://me@127.0.0.1:${port}/app` } });
        expect(error?.remedy).not.toBe("");
      }
    }
  }

  test("nobody listens", () => expectError(1, "CONNECTION_REFUSED"));
  test("the password is wrong", async () => expectError(await badServer("refusing"), "LOGIN_REFUSED"));
  test("the connection drops", async () => expectError(await badServer("dropping"), "CONNECTION_LOST"));
});
