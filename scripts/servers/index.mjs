/**
 * Real servers for tests. A server is a row of SERVERS: `find` its binaries, `install` them where that is allowed,
 * `start` and `stop` it, and ask its `version`. What runs is written to .servers/servers.json.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { postgres15, postgres18 } from "./postgres.mjs";

export const SERVERS = { postgres15, postgres18 };

const FOLDER = fileURLToPath(new URL("../../.servers/", import.meta.url));
const STATE = join(FOLDER, "servers.json");
const LOCK = join(FOLDER, "lock");
const LOCK_STALE_MS = 180_000;

/** Data folders are short-lived and their owner may not see the project's folder: they live in the temporary one. */
function homeOf(name) {
  const project = createHash("sha256").update(FOLDER).digest("hex").slice(0, 8);
  return join(tmpdir(), `schemaforge-${process.getuid?.() ?? "user"}-${project}-${name}`);
}

function readState() {
  return existsSync(STATE) ? JSON.parse(readFileSync(STATE, "utf8")) : {};
}

function writeState(state) {
  const temporary = `${STATE}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(state, null, 2)}\n`);
  renameSync(temporary, STATE);
}

/** One process at a time starts or stops servers: a folder is made or it is not. */
async function locked(work) {
  mkdirSync(FOLDER, { recursive: true });
  for (;;) {
    try {
      mkdirSync(LOCK);
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
      const age = Date.now() - (statSync(LOCK, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      if (age > LOCK_STALE_MS) rmSync(LOCK, { recursive: true, force: true });
      await sleep(200);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(LOCK, { recursive: true, force: true });
  }
}

function known(name) {
  const server = SERVERS[name];
  if (!server) throw new Error(`unknown server ${name}; known are ${Object.keys(SERVERS).join(", ")}`);
  return server;
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/**
 * Starts servers that do not run yet. Answers, by name, `{ url, version, binaries }` or `{ missing }` with the reason.
 * With `install`, binaries that are not there are installed where that is allowed (apt: in CI alone). With `keep` they
 * run until `stopServers`; otherwise this process is noted as a user, and the last user's `releaseServers` stops them.
 */
export function startServers(names, { install = false, keep = false } = {}) {
  return locked(async () => {
    const answers = {};
    for (const name of names) {
      const server = known(name);
      const place = { folder: FOLDER, home: homeOf(name) };
      try {
        answers[name] = await startOne(name, server, place, { install, keep });
      } catch (error) {
        answers[name] = { missing: `${name} does not start: ${error.message}` };
      }
    }
    return answers;
  });
}

async function startOne(name, server, place, { install, keep }) {
  const note = (entry) => {
    const users = keep ? (entry.users ?? []) : [...new Set([...(entry.users ?? []), process.pid])];
    writeState({ ...readState(), [name]: { ...entry, users, kept: keep || entry.kept === true } });
    return { url: entry.url, version: entry.version, binaries: entry.binaries };
  };
  const { [name]: entry } = readState();
  if (entry && (await server.version(entry.url))) return note(entry);
  let binaries = server.find(place);
  if (!binaries && install && server.install(place)) binaries = server.find(place);
  if (!binaries) return { missing: server.missing };
  const { url } = await server.start(binaries, place.home);
  return note({ url, version: await server.version(url), binaries, home: place.home, engine: server.engine });
}

async function stopOne(name, entry) {
  const server = known(name);
  if (await server.version(entry.url)) server.stop(entry);
  else rmSync(entry.home, { recursive: true, force: true });
}

/** Stops servers and deletes their data. Answers the names of those that ran. */
export function stopServers(names) {
  return locked(async () => {
    const stopped = [];
    for (const name of names) {
      const { [name]: entry, ...rest } = readState();
      if (!entry) continue;
      await stopOne(name, entry);
      writeState(rest);
      stopped.push(name);
    }
    return stopped;
  });
}

/** Ends this process's use of servers; those that nobody else uses, and nobody asked to keep, are stopped. */
export function releaseServers() {
  return locked(async () => {
    for (const [name, entry] of Object.entries(readState())) {
      const users = (entry.users ?? []).filter((pid) => pid !== process.pid && alive(pid));
      const { [name]: _, ...rest } = readState();
      if (entry.kept || users.length > 0) {
        writeState({ ...rest, [name]: { ...entry, users } });
      } else {
        await stopOne(name, entry);
        writeState(rest);
      }
    }
  });
}

/** Of every known server: its URL and version when it runs, else whether it is installed. */
export async function serverStatus() {
  const state = readState();
  const rows = [];
  for (const [name, server] of Object.entries(SERVERS)) {
    const version = state[name] && (await server.version(state[name].url));
    const binaries = version ? undefined : server.find({ folder: FOLDER, home: homeOf(name) });
    rows.push({
      name,
      ...(version ? { version, url: state[name].url } : { note: binaries ? "not running" : server.missing }),
    });
  }
  return rows;
}
