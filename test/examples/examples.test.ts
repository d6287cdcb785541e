/** What the README and examples/ promise, run as they say it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, describe, expect, test } from "vitest";
import { runCli } from "../support/cli.ts";
import { dropDatabases, freshDatabase, runScript } from "../support/pg-databases.ts";
import { describeOnPostgres } from "../support/servers.ts";

const folder = mkdtempSync(join(tmpdir(), "schemaforge-examples-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The arguments of the README's first command, read from the README. */
function readmeArguments(): string[] {
  const line = /npx schemaforge (postgres --entity=\S+ --relations=true)/.exec(readFileSync("README.md", "utf8"));
  return line?.[1]?.split(" ") ?? [];
}

const blog = join(process.cwd(), "examples", "blog", "schema.model.yaml");

describe("the README's first command", () => {
  test("writes the schema of users, posts and comments", async () => {
    const { status, stderr } = await runCli(readmeArguments(), folder);
    expect(status, stderr).toBe(0);
    const files = readdirSync(join(folder, "schema", "postgres"), { recursive: true, encoding: "utf8" });
    const sql = files
      .filter((file) => file.endsWith(".sql"))
      .map((file) => readFileSync(join(folder, "schema", "postgres", file), "utf8"))
      .join("\n");
    for (const table of ["users", "posts", "comments"])
      expect(sql).toMatch(new RegExp(`CREATE TABLE (public\\.)?${table} `));
  });
});

describeOnPostgres((server) => {
  const sources: readonly [name: string, args: readonly string[]][] = [
    ["the README's first command", readmeArguments()],
    ["the blog", ["postgres", blog]],
  ];

  test.each(sources)("%s: its SQL runs with psql", async (name, args) => {
    const { status, stdout, stderr } = await runCli([...args, "--stdout"], folder);
    expect(status, stderr).toBe(0);
    const database = `examples_${process.pid}_${sources.findIndex(([other]) => other === name)}`;
    const url = await freshDatabase(server, database);
    expect(await runScript(url, stdout, { stop: true })).toEqual([]);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query<{ child: string; parent: string }>(
      `SELECT conrelid::regclass::text AS child, confrelid::regclass::text AS parent
         FROM pg_constraint WHERE contype = 'f' ORDER BY 1, 2`,
    );
    await client.end();
    await dropDatabases(server, [database]);
    const keys = rows.map(({ child, parent }) => `${child} → ${parent}`);
    expect(keys).toEqual(
      expect.arrayContaining(["comments → comments", "comments → posts", "comments → users", "posts → users"]),
    );
  });

  test.each(["forum", "hospital", "iot", "messaging", "saas", "shop"])(
    "%s: its schema and rows run with psql",
    async (name) => {
      const example = (file: string) => join(process.cwd(), "examples", name, file);
      const { status, stdout, stderr } = await runCli(["postgres", example("schema.model.yaml"), "--stdout"], folder);
      expect(status, stderr).toBe(0);
      const database = `examples_${process.pid}_${name}`;
      const url = await freshDatabase(server, database);
      // Roles are the cluster's, and what a run before this one left would be in the way.
      const rows = readFileSync(example("sample.sql"), "utf8").replaceAll("saas_app", `saas_app_${process.pid}`);
      try {
        expect(await runScript(url, stdout, { stop: true })).toEqual([]);
        expect(await runScript(url, rows, { stop: true })).toEqual([]);
      } finally {
        await runScript(url, `DROP OWNED BY saas_app_${process.pid}; DROP ROLE saas_app_${process.pid}`, {
          stop: false,
        });
        await dropDatabases(server, [database]);
      }
    },
  );
});
