import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Runtime } from "../runtime.ts";
import { loadSource } from "./load.ts";
import { parseSource } from "./sources.ts";

let folder = "";
const runtime = (): Runtime => ({
  cwd: join(folder, "project"),
  cacheDir: undefined,
  env: {},
  signal: new AbortController().signal,
  now: () => new Date(0),
  progress: () => undefined,
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "schemaforge-include-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, "project", name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `schemaforge: 1\n${text}`);
  }
}

async function entitiesOf(source: string, input?: string): Promise<string[]> {
  const loaded = await loadSource(await parseSource(source, runtime()), runtime(), async () => input ?? "");
  return loaded.kind === "model" ? loaded.model.entities.map(({ name }) => name) : [];
}

describe("include", () => {
  it("reads files relative to the one that includes them", async () => {
    await write({
      "db/schema.model.yaml": "include: parts/users.yaml\nentities: { Post: { relations: { by: one User as posts } } }",
      "db/parts/users.yaml": "include: [../../shared.yaml]\nentities: { User: { uses: [Named] } }",
      "shared.yaml": "mixins: { Named: { fields: { name: text } } }",
    });
    expect(await entitiesOf("db/schema.model.yaml")).toEqual(["User", "Post"]);
    expect(await entitiesOf("./db")).toEqual(["User", "Post"]);
  });

  it("stays within the project", async () => {
    await write({ "a.model.yaml": "include: ../secret.yaml", "b.model.yaml": "include: link.yaml" });
    await writeFile(join(folder, "secret.yaml"), "schemaforge: 1\n");
    await symlink(join(folder, "secret.yaml"), join(folder, "project", "link.yaml"));
    const outside = { code: "CANNOT_INCLUDE", message: expect.stringContaining("outside of the project") };
    await expect(entitiesOf("a.model.yaml")).rejects.toMatchObject({ ...outside, where: { line: 2 } });
    await expect(entitiesOf("b.model.yaml")).rejects.toMatchObject(outside);
    await write({ "c.model.yaml": "include: /etc/hostname", "d.model.yaml": "include: missing.yaml" });
    await expect(entitiesOf("c.model.yaml")).rejects.toMatchObject(outside);
    await expect(entitiesOf("d.model.yaml")).rejects.toMatchObject({ code: "CANNOT_INCLUDE" });
  });

  it("ends in circles, and in texts that are in no folder", async () => {
    await write({ "a.model.yaml": "include: b.yaml", "b.yaml": "include: ./a.model.yaml" });
    await expect(entitiesOf("a.model.yaml")).rejects.toMatchObject({ problems: [{ code: "INCLUDE_CIRCLE" }] });
    await expect(entitiesOf("-", "schemaforge: 1\ninclude: b.yaml\n")).rejects.toMatchObject({
      code: "CANNOT_INCLUDE",
    });
  });

  it("reads files as they were at a revision", async () => {
    await write({
      "db/s.model.yaml": "include: users.yaml\nentities: { Post: {} }",
      "db/users.yaml": "entities: { User: {} }",
    });
    const git = (...args: string[]): void => {
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.org", ...args], { cwd: runtime().cwd });
    };
    git("init", "-q");
    git("add", ".");
    git("commit", "-q", "-m", "first");
    await write({ "db/users.yaml": "entities: { Person: {} }" });
    expect(await entitiesOf("git:HEAD:db/s.model.yaml")).toEqual(["User", "Post"]);
    await write({ "db/users.yaml": "include: none.yaml" });
    git("commit", "-q", "-a", "-m", "second");
    await expect(entitiesOf("git:HEAD:db/s.model.yaml")).rejects.toMatchObject({ code: "CANNOT_INCLUDE" });
  });
});
