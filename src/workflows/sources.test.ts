import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { testRuntime } from "../../test/support/runtime.ts";
import { parseSource } from "./sources.ts";

const cwd = mkdtempSync(join(tmpdir(), "schemaforge-sources-"));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));
for (const [path, text] of [
  ["a.sql", ""],
  ["db/1.sql", ""],
  ["db/2.sql", ""],
  ["db/10.sql", ""],
  ["steps/1.up.sql", ""],
  ["steps/1.down.sql", ""],
  ["flyway/V1__a.sql", ""],
  ["flyway/U1__a.sql", ""],
  ["prisma/schema.prisma", ""],
  ["prisma/models/user.prisma", ""],
  ["prisma/migrations/1/old.prisma", ""],
  ["prisma/complete.sql", ""],
  ["one/x.model.yaml", ""],
  ["one/y.sql", ""],
  ["none/readme.md", ""],
  ["data.bin", "SQLite format 3\0more"],
] as const) {
  mkdirSync(join(cwd, path, ".."), { recursive: true });
  writeFileSync(join(cwd, path), text);
}
const runtime = testRuntime({ cwd });
const at = (path: string) => join(cwd, path);

describe("a SOURCE", () => {
  test.each([
    ["empty", undefined, { kind: "empty" }],
    ["-", undefined, { kind: "stdin", dialect: undefined }],
    ["-", "pg", { kind: "stdin", dialect: "postgres" }],
    ["a.sql", undefined, { kind: "text", dialect: undefined, files: [at("a.sql")], name: "a.sql" }],
    ["a.sql", "sqlite3", { kind: "text", dialect: "sqlite" }],
    ["postgresql:a.sql", "sqlite", { kind: "text", dialect: "postgres" }],
    ["db", undefined, { kind: "text", files: [at("db/1.sql"), at("db/2.sql"), at("db/10.sql")] }],
    ["one", undefined, { kind: "model", file: at("one/x.model.yaml") }],
    ["prisma/schema.prisma", undefined, { kind: "format", format: "prisma", files: [at("prisma/schema.prisma")] }],
    [
      "prisma",
      undefined,
      { kind: "format", files: [at("prisma/models/user.prisma"), at("prisma/schema.prisma")], folder: at("prisma") },
    ],
    ["prisma:prisma/models", undefined, { kind: "format", files: [at("prisma/models/user.prisma")] }],
    ["git:main:prisma:prisma", undefined, { kind: "git", revision: "main", path: "prisma" }],
    ["data.bin", undefined, { kind: "live", engine: "sqlite", url: at("data.bin") }],
    ["postgres://me:pw@h/d", undefined, { kind: "live", engine: "postgres", url: "postgres://me:pw@h/d" }],
    ["git:HEAD~1:a/b.sql", undefined, { kind: "git", revision: "HEAD~1", path: "a/b.sql", dialect: undefined }],
    ["git:main:pg:db", undefined, { kind: "git", revision: "main", path: "db", dialect: "postgres" }],
  ])("%s with dialect %s", async (text, dialect, meant) => {
    expect(await parseSource(text, runtime, dialect)).toMatchObject(meant);
  });

  test("is never shown with its password", async () => {
    expect((await parseSource("postgres://me:pw@h/d", runtime)).name).not.toContain("pw");
  });

  test.each([
    ["none", "NOTHING_TO_READ"],
    ["gone.sql", "FILE_NOT_FOUND"],
    ["postgres:gone.sql", "FILE_NOT_FOUND"],
    ["steps", "SOURCE_NOT_SUPPORTED"],
    ["flyway", "SOURCE_NOT_SUPPORTED"],
    ["oracle://h/d", "UNKNOWN_SCHEME"],
    ["prisma:schema.prisma", "FILE_NOT_FOUND"],
    ["prisma:none", "NOTHING_TO_READ"],
    ["migrations:db@3", "SOURCE_NOT_SUPPORTED"],
    ["git:HEAD", "BAD_SOURCE"],
    ["git:--output=x:a.sql", "BAD_SOURCE"],
    ["git:HEAD:sqlalchemy:models.py", "SOURCE_NOT_SUPPORTED"],
  ])("%s: %s", async (text, code) => {
    await expect(parseSource(text, runtime)).rejects.toMatchObject({ code, remedy: expect.stringMatching(/./) });
  });
});
