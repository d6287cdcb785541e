/** The real servers that global-setup.ts started, for tests. */
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, inject, test } from "vitest";
import type { ServerName, StartedServer } from "../../scripts/servers/index.mjs";
import "./global-setup.ts";

function onPath(program: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => existsSync(join(folder, program)));
}

const POSTGRES: readonly ServerName[] = ["postgres15", "postgres18"];

/**
 * Declares a block of tests for a server. Where it is missing, the block is skipped and says why in its name; in CI
 * (`CI=true`) that is a failing test instead, so that nothing is proven by absence.
 */
export function describeOnServer(name: ServerName, block: (server: StartedServer) => void): void {
  const found = inject("servers")[name] ?? { missing: "it was not started" };
  // The judge of what we write is the server's own client.
  const server = onPath("psql") ? found : { missing: "psql is not installed (Debian: postgresql-client)" };
  if ("url" in server) {
    describe(name, () => block(server));
    return;
  }
  const title = `${name}: ${server.missing}`;
  if (process.env["CI"] === "true") {
    test(title, () => {
      throw new Error(title);
    });
    return;
  }
  test.skip(title);
}

/** As `describeOnServer`, for each PostgreSQL server. */
export function describeOnPostgres(block: (server: StartedServer) => void): void {
  for (const name of POSTGRES) describeOnServer(name, block);
}
