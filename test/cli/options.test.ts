/** Options that contradict each other or the source are refused; none is ignored. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { envelopeOf } from "./envelope.ts";
import { folderWith, run } from "./run.ts";

const FILES = {
  "shop.model.yaml": `schemaforge: 1
entities:
  Customer:
    fields: { email: email }
  Order:
    fields: { total: money }
    relations:
      customer: one Customer as orders
`,
  "a.sql": "CREATE TABLE t (id int);\n",
};

describe("what contradicts", () => {
  test.each<[code: string, args: readonly string[]]>([
    ["TWO_ENGINES", ["postgres", "--entity=User", "--engine=sqlite"]],
    ["UNKNOWN_ENGINE", ["postgres", "--entity=User", "--engine=oracle"]],
    ["ENGINE_NOT_SUPPORTED", ["postgres", "shop.model.yaml", "--database=mysql"]],
    ["CANNOT_SELECT", ["postgres", "shop.model.yaml", "--entity=Order(total: int)"]],
    ["CANNOT_SELECT", ["postgres", "a.sql", "--entity=T"]],
    ["CANNOT_SELECT", ["postgres", "a.sql", "--relations=false"]],
  ])("%s: %j", async (code, args) => {
    const cwd = folderWith(FILES);
    const printed = await run([...args, "--json"], { cwd });
    expect(printed.status).toBe(1);
    expect(envelopeOf(printed).error?.code).toBe(code);
    expect(readdirSync(cwd).sort()).toEqual(Object.keys(FILES).sort());
  });
});

test("--relations=false leaves the relations of a model out too", async () => {
  const cwd = folderWith(FILES);
  const args = ["postgres", "shop.model.yaml", "--relations=false", "--stdout"];
  const { status, stdout, stderr } = await run(args, { cwd });
  expect(status, stderr).toBe(0);
  expect(stdout).toContain("CREATE TABLE orders");
  expect(stdout).not.toMatch(/customer_id|FOREIGN KEY/);
});

test("--out takes an absolute folder", async () => {
  const [cwd, out] = [folderWith(), folderWith()];
  const { status, stdout, stderr } = await run(["postgres", "--entity=User", "--no-verify", "--out", out], { cwd });
  expect(status, stderr).toBe(0);
  expect(readFileSync(join(out, "schema.sql"), "utf8")).toBe(stdout);
  expect(existsSync(join(cwd, "schema"))).toBe(false);
  expect(readdirSync(cwd)).toEqual([]);
});

test("the analysis of a folder shows no password of its config", async () => {
  const source = "postgres://me:hunter22@127.0.0.1:1/app";
  const cwd = folderWith({ "schemaforge.config.yaml": `source: ${source}\n` });
  for (const args of [[], ["--json"], ["postgres"], ["postgres", "--debug"]]) {
    const { stdout, stderr } = await run(args, { cwd });
    expect(stdout + stderr).toContain("127.0.0.1:1/app");
    expect(stdout + stderr).not.toContain("hunter22");
  }
});
