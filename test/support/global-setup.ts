/** Starts the real servers before the integration tests and stops the ones that it started. */
import type { TestProject } from "vitest/node";
import {
  type MissingServer,
  SERVERS,
  type StartedServer,
  startServers,
  stopServers,
} from "../../scripts/servers/index.mjs";

declare module "vitest" {
  interface ProvidedContext {
    servers: { readonly [name: string]: StartedServer | MissingServer };
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Nothing is installed on a user's machine without being asked: `node scripts/servers.mjs start` does that.
  const servers = await startServers(Object.keys(SERVERS), { install: process.env["CI"] === "true" });
  project.provide("servers", servers);
  const started = Object.entries(servers).flatMap(([name, server]) =>
    "started" in server && server.started ? [name] : [],
  );
  return async () => {
    await stopServers(started);
  };
}
