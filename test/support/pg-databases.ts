/** Throw-away databases on a real PostgreSQL server, filled by psql: nothing of ours takes part. */
import { execFile } from "node:child_process";
import pg from "pg";
import type { StartedServer } from "../../scripts/servers/index.mjs";

/** The URL of another database of the server. */
export function databaseUrl(server: Pick<StartedServer, "url">, database: string): string {
  const url = new URL(server.url);
  url.pathname = `/${encodeURIComponent(database)}`;
  return url.href;
}

async function administrate(server: Pick<StartedServer, "url">, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

function identifier(name: string): string {
  return pg.escapeIdentifier(name);
}

/** Makes an empty database, in place of one of that name, and the roles that are missing. Answers its URL. */
export async function freshDatabase(
  server: Pick<StartedServer, "url">,
  name: string,
  roles: readonly string[] = [],
): Promise<string> {
  const makeRoles = roles.map(
    (role) => `DO $make$ BEGIN CREATE ROLE ${identifier(role)}; EXCEPTION WHEN duplicate_object THEN NULL; END $make$`,
  );
  await administrate(server, [
    `DROP DATABASE IF EXISTS ${identifier(name)} WITH (FORCE)`,
    `CREATE DATABASE ${identifier(name)} TEMPLATE template0`,
    ...makeRoles,
  ]);
  return databaseUrl(server, name);
}

/** Drops databases. */
export async function dropDatabases(server: Pick<StartedServer, "url">, names: readonly string[]): Promise<void> {
  await administrate(
    server,
    names.map((name) => `DROP DATABASE IF EXISTS ${identifier(name)} WITH (FORCE)`),
  );
}

/** The roles of a server: databases share them, and a text that makes one would fail the second time. */
export async function dropOtherRoles(server: Pick<StartedServer, "url">): Promise<void> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try {
    const { rows } = await client.query<{ rolname: string }>(
      "SELECT rolname FROM pg_roles WHERE rolname !~ '^pg_' AND rolname <> current_user",
    );
    for (const { rolname } of rows) await client.query(`DROP ROLE ${identifier(rolname)}`).catch(() => undefined);
  } finally {
    await client.end();
  }
}

/** Runs a program with a text as its input; answers what it printed and what it complained about. */
export function runProgram(
  program: string,
  args: readonly string[],
  input = "",
): Promise<{ readonly stdout: string; readonly stderr: string; readonly ok: boolean }> {
  return new Promise((resolve) => {
    const child = execFile(program, [...args], { maxBuffer: 1 << 28, timeout: 240_000 }, (error, stdout, stderr) =>
      resolve({ stdout, stderr: stderr || (error && !stdout ? error.message : ""), ok: !error }),
    );
    // A program that stops early closes its input.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input);
  });
}

/** Runs a script with psql; answers its error lines. `stop`: at the first error, as people run a schema. */
export async function runScript(url: string, script: string, { stop }: { readonly stop: boolean }): Promise<string[]> {
  const { stderr } = await runProgram("psql", ["-qX", "-d", url, "-v", `ON_ERROR_STOP=${stop ? 1 : 0}`], script);
  return stderr.split("\n").filter((line) => /ERROR|FATAL|ENOENT/.test(line));
}
