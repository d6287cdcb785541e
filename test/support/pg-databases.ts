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

async function session<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** A database with a subscription cannot be dropped, and a subscription only without its slot, which nobody made. */
async function dropSubscriptions(url: string): Promise<void> {
  await session(url, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      "SELECT subname AS name FROM pg_subscription WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())",
    );
    for (const { name } of rows) {
      const subscription = pg.escapeIdentifier(name);
      await client.query(`ALTER SUBSCRIPTION ${subscription} DISABLE`);
      await client.query(`ALTER SUBSCRIPTION ${subscription} SET (slot_name = NONE)`);
      await client.query(`DROP SUBSCRIPTION ${subscription}`);
    }
  });
}

const OBJECT_IN_USE = "55006";

/** Drops databases, if they are there. */
export async function dropDatabases(server: Pick<StartedServer, "url">, names: readonly string[]): Promise<void> {
  await session(server.url, async (client) => {
    for (const name of names) {
      const drop = `DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`;
      try {
        await client.query(drop);
      } catch (error) {
        if (!(error instanceof pg.DatabaseError) || error.code !== OBJECT_IN_USE) throw error;
        await dropSubscriptions(databaseUrl(server, name));
        await client.query(drop);
      }
    }
  });
}

/** Makes an empty database, in place of one of that name, and the roles that are missing. Answers its URL. */
export async function freshDatabase(
  server: Pick<StartedServer, "url">,
  name: string,
  roles: readonly string[] = [],
): Promise<string> {
  await dropDatabases(server, [name]);
  await session(server.url, async (client) => {
    await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)} TEMPLATE template0`);
    for (const role of roles) {
      const make = `CREATE ROLE ${pg.escapeIdentifier(role)}`;
      await client.query(`DO $make$ BEGIN ${make}; EXCEPTION WHEN duplicate_object THEN NULL; END $make$`);
    }
  });
  return databaseUrl(server, name);
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
