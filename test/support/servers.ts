/** The real servers that global-setup.ts started, for tests. */
import { describe, inject, test } from "vitest";
import type { ServerName, StartedServer } from "../../scripts/servers/index.mjs";
import "./global-setup.ts";

const POSTGRES: readonly ServerName[] = ["postgres15", "postgres18"];

/**
 * Declares a block of tests for a server. Where it is missing, the block is skipped and says why in its name; in CI
 * (`CI=true`) that is a failing test instead, so that nothing is proven by absence.
 */
export function describeOnServer(name: ServerName, block: (server: StartedServer) => void): void {
  const server = inject("servers")[name];
  if (server && "url" in server) {
    describe(name, () => block(server));
    return;
  }
  const title = `${name}: ${server?.missing ?? "it was not started"}`;
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
