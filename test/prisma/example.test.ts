/** The example application: its schemas are what we write today, and its clients work with them. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runCli } from "../support/cli.ts";
import { clientMissing, installClient, run, typeCheck } from "./client-app.ts";

const example = join(process.cwd(), "examples", "prisma-app");
const folder = mkdtempSync(join(tmpdir(), "schemaforge-prisma-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FILES = ["schema.prisma", "prisma.config.ts", "complete.sql", "extension.ts", "schema.sql"];

test("its schemas are what the commands of its README write", async () => {
  const readme = readFileSync(join(example, "README.md"), "utf8");
  const entities = /^ENTITIES='(.*)'$/m.exec(readme)?.[1] ?? "";
  const commands = [...readme.matchAll(/^npx schemaforge (.*) --out (\w+)$/gm)];
  expect(commands).toHaveLength(4);
  for (const [, command = "", out = ""] of commands) {
    const args = command.split(" ").map((arg) => arg.replace('"$ENTITIES"', entities));
    const { status, stderr } = await runCli([...args, "--out", join(folder, out)], example);
    expect(status, stderr).toBe(0);
  }
  for (const path of ["prisma", "sqlite"].flatMap((out) => FILES.map((file) => join(out, file)))) {
    expect(readFileSync(join(folder, path), "utf8"), path).toBe(readFileSync(join(example, path), "utf8"));
  }
});

const title = "its clients type-check, create, query, encrypt, update and soft-delete";

if (clientMissing !== undefined) test.skip(`${title}: ${clientMissing}`);
else
  test(title, () => {
    const app = join(folder, "app");
    installClient(app);
    cpSync(example, app, { recursive: true, filter: (path) => !path.includes("node_modules") });
    run(app, "npm", "run", "generate");
    expect(typeCheck(app, ["app.ts", "sqlite.ts"])).toBe("");
    expect(run(app, "npm", "start", "--silent")).toBe(
      "PostgreSQL: created, queried, encrypted, updated, soft-deleted\nSQLite: created, queried, encrypted, soft-deleted\n",
    );
  }, 600_000);
