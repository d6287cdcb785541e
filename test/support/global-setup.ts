/** Before the integration tests: bundles the command line and starts the real servers; releases them at the end. */
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { bundle } from "../../scripts/bundle.mjs";
import {
  type MissingServer,
  releaseServers,
  SERVERS,
  type StartedServer,
  startServers,
} from "../../scripts/servers/index.mjs";

declare module "vitest" {
  interface ProvidedContext {
    servers: { readonly [name: string]: StartedServer | MissingServer };
    /** Path of the bundled command line, made from the source as it stands. */
    cli: string;
    /** Path of the bundled library. */
    library: string;
    cacheHome: string;
  }
}

/** Inside the project, where its packages are found. */
const FOLDER = join(process.cwd(), ".cache", "cli");

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await bundle({ entryPoints: { cli: "src/cli/main.ts", library: "src/index.ts" }, outdir: FOLDER });
  project.provide("cli", join(FOLDER, "cli.js"));
  project.provide("library", join(FOLDER, "library.js"));
  project.provide("cacheHome", join(process.cwd(), ".cache", "home"));
  // Nothing is installed on a user's machine without being asked: `node scripts/servers.mjs start` does that.
  const servers = await startServers(Object.keys(SERVERS), { install: process.env["CI"] === "true" });
  project.provide("servers", servers);
  return releaseServers;
}
