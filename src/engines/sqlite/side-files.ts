/**
 * How SQLite is told to open a file so that it neither makes, changes nor removes anything beside it, although a log
 * (`-wal`) may hold what was written last (sqlite.org/wal.html, src/pager.c and src/wal.c of 3.45).
 */
import { realpath, stat } from "node:fs/promises";
import { type Connection, failureOf, open } from "./connect.ts";
import { holdsCommit, isMissing } from "./write-ahead-log.ts";

/** How long to wait for a writer. */
const BUSY_MS = 2000;

/** Where the header says how the file is read (fileformat2.html#the_database_header). */
const READ_VERSION = 19;
const WAL = 2;

/** One way to open a file: parameters of its URI, and what is said before the first read. */
interface Way {
  readonly parameters: string;
  readonly before?: string;
}

/** Under the locks that every SQLite takes. */
const LOCKED: Way = { parameters: "mode=ro" };
/** As it lies there: no locks, and no look at files beside it. */
const ALONE: Way = { parameters: "mode=ro&immutable=1" };
/** With the log and its index (`-shm`), which is read and not written; the index is made in memory if nobody keeps it. */
const WITH_INDEX: Way = { parameters: "mode=ro&readonly_shm=1" };
/**
 * With a log that has no index: SQLite makes it in memory for exclusive connections alone, and a connection that may not
 * write is exclusive only where nothing is locked (vfs.html#standard_unix_vfses; Windows has its own).
 */
const WITH_LOG = (system: string): Way => ({
  parameters: `mode=ro&vfs=${system}-none`,
  before: "PRAGMA locking_mode = EXCLUSIVE",
});

/**
 * Opens a file within a transaction that holds one snapshot until the connection is closed.
 * @param path the file's path
 * @param header the file's first 100 bytes; empty for an empty file
 * @throws what SQLite says (`failureOf`)
 */
export async function openUntouched(path: string, header: Uint8Array): Promise<Connection> {
  // Where SQLite looks for them if the path is a link.
  const real = await realpath(path);
  const [log, index] = [await sizeOf(`${real}-wal`), await sizeOf(`${real}-shm`)];
  // Beside an empty file SQLite removes a log, and it removes or indexes one that holds nothing.
  if (header.length === 0) return begin(path, ALONE);
  if (log === undefined && index === undefined) return begin(path, header[READ_VERSION] === WAL ? ALONE : LOCKED);
  // An empty one with an index is in use: its first transaction may come at any time.
  const isInUse = log === 0 && index !== undefined;
  if (!isInUse && !(await holdsCommit(`${real}-wal`))) return begin(path, ALONE);
  try {
    return await begin(path, WITH_INDEX);
  } catch (error) {
    // A database that somebody has locked fails before its index is missed, so that nobody writes what is read now.
    const { code } = failureOf(error);
    if (code === "SQLITE_CANTOPEN" && index === undefined) return beginWithLog(path);
    // An index in use in which a reader has to enter itself.
    if (code.startsWith("SQLITE_READONLY_CANTINIT")) return begin(path, LOCKED);
    throw error;
  }
}

async function beginWithLog(path: string): Promise<Connection> {
  try {
    return await begin(path, WITH_LOG("unix"));
  } catch (error) {
    if (!failureOf(error).message.startsWith("no such vfs")) throw error;
    return begin(path, WITH_LOG("win32"));
  }
}

async function begin(path: string, { parameters, before }: Way): Promise<Connection> {
  const escaped = path.replace(/[%?#]/g, encodeURIComponent);
  const connection = await open(`file:${escaped}?${parameters}`);
  try {
    connection.all(`PRAGMA busy_timeout = ${BUSY_MS}`);
    if (before !== undefined) connection.all(before);
    connection.exec("BEGIN");
    connection.all("PRAGMA schema_version");
    return { ...connection, close: () => end(connection) };
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Ends the transaction first: a file stays open, with its locks, until what was prepared is collected as well. */
function end(connection: Connection): void {
  try {
    connection.exec("ROLLBACK");
  } catch {
    // SQLite has ended it by itself, as it does when it finds damage.
  }
  connection.close();
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
