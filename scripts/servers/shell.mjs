// Small helpers around processes, ports and folders that every server needs.
import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";

/** The user that servers run as when the caller is root, which most of them refuse: `nobody`. */
const NOBODY = 65534;

export const isRoot = process.getuid?.() === 0;

/** Runs a program to its end; throws with its last lines when it fails. */
export function run(program, args, options = {}) {
  const done = spawnSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], ...options });
  if (done.error) throw new Error(`${program}: ${done.error.message}`);
  if (done.status !== 0) {
    const output = `${done.stdout ?? ""}\n${done.stderr ?? ""}`.trim().split("\n").slice(-6).join("\n");
    throw new Error(`${program} ${args.slice(0, 3).join(" ")} ended with ${done.status}:\n${output}`);
  }
  return done.stdout ?? "";
}

/** As `run`, as an unprivileged user where the caller is root. `stdio` of a server's starter must not be a pipe. */
export function runUnprivileged(program, args, options = {}) {
  if (!isRoot) return run(program, args, options);
  const demoted = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups", program, ...args];
  return run("setpriv", demoted, options);
}

/** Makes a folder that the unprivileged user owns. */
export function ownedFolder(path) {
  mkdirSync(path, { recursive: true });
  chmodSync(path, 0o700);
  if (isRoot) chownSync(path, NOBODY, NOBODY);
  return path;
}

/** The first folder that holds a program: the candidates, then PATH. */
export function folderOf(program, candidates) {
  const path = (process.env.PATH ?? "").split(delimiter);
  return [...candidates, ...path].find((folder) => existsSync(join(folder, program)));
}

/** A TCP port of 127.0.0.1 that is free now. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Installs packages of the system's package manager. Only where `mayInstall` allows it: never on a user's machine. */
export function aptInstall(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const install = ["install", "-y", "--no-install-recommends", ...packages];
  try {
    run("apt-get", install, { env });
  } catch {
    run("apt-get", ["update"], { env });
    run("apt-get", install, { env });
  }
}

/** System packages are installed in CI alone, by root, where apt is. */
export function mayInstallPackages() {
  return process.env.CI === "true" && isRoot && existsSync("/usr/bin/apt-get");
}
