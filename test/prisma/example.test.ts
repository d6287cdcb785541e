/** The example application: its schema is what we write today, and its client works with it. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runCli } from "../support/cli.ts";
import { clientMissing, installClient, run } from "./client-app.ts";

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

const title = "its client creates, queries, updates and soft-deletes";

if (clientMissing !== undefined) test.skip(`${title}: ${clientMissing}`);
else
  test(title, () => {
    const app = join(folder, "app");
    installClient(app);
    cpSync(example, app, { recursive: true, filter: (path) => !path.includes("node_modules") });
    run(app, "npm", "run", "generate");
    expect(run(app, "npm", "start", "--silent")).toBe("created, queried, updated, soft-deleted\n");
  }, 600_000);
