import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { testRuntime } from "../../test/support/runtime.ts";
import { findConfig } from "./config.ts";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function runtimeWith(files: { readonly [name: string]: string }, env: { readonly [name: string]: string } = {}) {
  const cwd = mkdtempSync(join(tmpdir(), "schemaforge-config-"));
  folders.push(cwd);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  return testRuntime({ cwd, env });
}

describe("the config", () => {
  test("is what a module exports by default", async () => {
    const text = 'export default { source: "${FROM}.sql", engine: ["sql", "ite"].join("") };';
    const found = await findConfig(
      runtimeWith({ "schemaforge.config.mjs": text, "package.json": "{}" }, { FROM: "a" }),
    );
    expect(found).toEqual({ from: "schemaforge.config.mjs", config: { source: "a.sql", engine: "sqlite" } });
    const wrong = findConfig(runtimeWith({ "schemaforge.config.mjs": "export default 5;" }));
    await expect(wrong).rejects.toMatchObject({ code: "BAD_CONFIG", where: { file: "schemaforge.config.mjs" } });
  });

  test("is a file of its own before the key in package.json", async () => {
    const manifest = JSON.stringify({ schemaforge: { source: "b.sql" } });
    expect(await findConfig(runtimeWith({ "package.json": manifest }))).toEqual({
      from: "package.json",
      config: { source: "b.sql" },
    });
    const both = runtimeWith({
      "package.json": manifest,
      "schemaforge.config.yaml": "source: a.sql\nengine: sqlite\n",
    });
    expect(await findConfig(both)).toEqual({
      from: "schemaforge.config.yaml",
      config: { source: "a.sql", engine: "sqlite" },
    });
    expect(await findConfig(runtimeWith({ "package.json": "{}" }))).toBeUndefined();
  });

  test("takes variables from the environment", async () => {
    const text = 'source: "${URL}/${NAME:-app}"\nout: ${EMPTY:-made}\n';
    const found = await findConfig(
      runtimeWith({ "schemaforge.config.yaml": text }, { URL: "postgres://h", EMPTY: "" }),
    );
    expect(found?.config).toEqual({ source: "postgres://h/app", out: "made" });
  });

  test.each([
    ["source: ${GONE}", "NOT_SET", "GONE is not set"],
    ["source: ${GONE:?say which}", "NOT_SET", "say which"],
    ["sorce: a.sql", "BAD_CONFIG", "unknown key sorce"],
    ["source: [a]", "BAD_CONFIG", "has to be a text"],
    ["- a", "BAD_CONFIG", "a mapping of keys"],
    ["source: 'a", "BAD_CONFIG", "not well-formed"],
    ["a: &x 1\nb: *x", "BAD_CONFIG", ""],
  ])("%j is %s", async (text, code, message) => {
    const failed = findConfig(runtimeWith({ "schemaforge.config.yaml": text }));
    await expect(failed).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });
});
