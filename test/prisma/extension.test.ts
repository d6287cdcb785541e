/** The client extension with Prisma's own client: it type-checks, and does what docs/prisma.md says. */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../support/cli.ts";
import { clientMissing, installClient, run, typeCheck } from "./client-app.ts";

const folder = mkdtempSync(join(tmpdir(), "schemaforge-extension-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const checks = join(process.cwd(), "test", "prisma", "client");

/** Runs the command line and gives what it says to people. */
async function cli(...args: readonly string[]): Promise<string> {
  const { status, stderr } = await runCli(args, folder);
  expect(status, stderr).toBe(0);
  return stderr;
}

const write = (model: string, engine: string, out: string) =>
  cli("prisma", model, "--engine", engine, "--client-extension", "--out", out);

describe("written", () => {
  const model = join(checks, "postgres.model.yaml");

  test("beside the schema, with a digest, and only when asked for", async () => {
    const out = join(folder, "written");
    const said = await write(model, "postgres", out);
    expect(said).toContain("Order.pin is encrypted by the database");
    const text = readFileSync(join(out, "extension.ts"), "utf8");
    expect(text).toMatch(/^\/\/ Made by Schemaforge; sha256 /);
    expect(text).not.toContain("//#");
    await cli("convert", model, "--to", "prisma", "--client-extension", "--out", out);
    expect(readFileSync(join(out, "extension.ts"), "utf8")).toBe(text);
    expect(await cli("prisma", model, "--dry-run")).not.toContain("extension.ts");
    const other = await runCli(["convert", model, "--to", "postgres", "--client-extension"], folder);
    expect(other.stderr).toContain("Leave --client-extension out");
  });

  test("not where the client needs nothing, which is said", async () => {
    const said = await cli("prisma", "--entity=Thing(name: string)", "--client-extension", "--dry-run");
    expect(said).toContain("no client extension is written");
    expect(said).not.toContain("extension.ts");
  });
});

/** Models with each part alone: nothing in the file may be left unused. */
const ALONE: { readonly [name: string]: string } = {
  deletion: "entities: { Note: { softDelete: true, fields: { text: string } } }",
  encryption: "entities: { Note: { fields: { text: text encrypt } } }",
  tenants: `tenancy: { entity: Team, relation: team, setting: app.team }
conventions: { id: identity }
entities: { Team: {}, Note: { tenant: true, fields: { text: text } } }`,
  both: `entities:
  Class: { softDelete: true, fields: { class: text, delete: text encrypt } }
  Note: { softDelete: true, id: none, fields: { id: int primary, constructor: text, deletedAt: datetime? column=gone }, relations: { class: one? Class as constructors } }`,
};

const title = "with Prisma's client";
if (clientMissing !== undefined) test.skip(`${title}: ${clientMissing}`);
else
  describe(title, () => {
    const app = join(folder, "app");
    const checked = ["postgres", "sqlite"] as const;
    const made: string[] = [];

    beforeAll(async () => {
      installClient(app);
      const generate = async (model: string, engine: string, name: string) => {
        const out = join(app, name, "prisma");
        await write(model, engine, out);
        run(out, join(app, "node_modules", ".bin", "prisma"), "generate");
        made.push(`${name}/prisma/extension.ts`);
      };
      for (const engine of checked) {
        await generate(join(checks, `${engine}.model.yaml`), engine, engine);
        await cli(engine, join(checks, `${engine}.model.yaml`), "--out", join(app, engine, "prisma"));
        cpSync(join(checks, `${engine}.ts`), join(app, engine, "check.ts"));
        symlinkSync(process.cwd(), join(app, engine, "project"));
        made.push(`${engine}/check.ts`);
      }
      for (const [name, text] of Object.entries(ALONE)) {
        const model = join(app, `${name}.model.yaml`);
        writeFileSync(model, `schemaforge: 1\n${text}\n`);
        await generate(model, "postgres", name);
      }
    }, 600_000);

    test("it type-checks under strict rules, each part alone as well", () => {
      expect(typeCheck(app, made)).toBe("");
    });

    test.each(checked)("%s: soft deletion, tenants, encrypted fields", (engine) => {
      const tsx = join(app, "node_modules", ".bin", "tsx");
      expect(run(join(app, engine), tsx, "check.ts")).toBe("done\n");
    });
  });
