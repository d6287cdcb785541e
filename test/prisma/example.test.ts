/** The example application: its schema is what we write today, and its client works with it. */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runCli } from "../support/cli.ts";

const example = join(process.cwd(), "examples", "prisma-app");
const folder = mkdtempSync(join(tmpdir(), "schemaforge-prisma-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ENTITIES = "User,Post,Comment";

test("its schema is what the commands of its README write", async () => {
  const out = join(folder, "made");
  const prisma = await runCli(["prisma", "--datasource=postgresql", `--models=${ENTITIES}`, "--out", out], folder);
  expect(prisma.status, prisma.stderr).toBe(0);
  const sql = await runCli(["postgres", `--entity=${ENTITIES}`, "--out", out], folder);
  expect(sql.status, sql.stderr).toBe(0);
  for (const file of ["schema.prisma", "prisma.config.ts", "complete.sql", "schema.sql"]) {
    expect(readFileSync(join(out, file), "utf8"), file).toBe(readFileSync(join(example, "prisma", file), "utf8"));
  }
});

const installed = existsSync(join(example, "node_modules"));
const title = "its client creates, queries, updates and soft-deletes";

if (!installed && process.env["CI"] !== "true") test.skip(`${title}: run npm ci --ignore-scripts in it first`);
else
  test(title, () => {
    const app = join(folder, "app");
    cpSync(example, app, { recursive: true, filter: (path) => !path.includes("node_modules") });
    // Prisma would download an engine that nothing here needs.
    const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: "/bin/true", DATABASE_URL: "postgres://localhost/app" };
    const npm = (...args: string[]) => execFileSync("npm", args, { cwd: app, env, encoding: "utf8", stdio: "pipe" });
    if (installed) symlinkSync(join(example, "node_modules"), join(app, "node_modules"));
    else npm("ci", "--ignore-scripts", "--no-audit", "--no-fund");
    npm("run", "generate");
    expect(npm("start", "--silent")).toBe("created, queried, updated, soft-deleted\n");
  }, 600_000);
