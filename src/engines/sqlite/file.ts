/** Opens a database file for reading without touching it, or says why not. */
import { type FileHandle, open as openFile, stat } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";
import { SchemaforgeError } from "../../model/errors.ts";
import type { Notice } from "../engine.ts";
import { type Connection, failureOf } from "./connect.ts";
import { openUntouched } from "./side-files.ts";

/** Larger files are read without `PRAGMA quick_check`, which reads them from end to end. */
const CHECKED_BYTES = 256 * 1024 * 1024;

export interface OpenedFile {
  readonly connection: Connection;
  readonly notices: readonly Notice[];
}

/**
 * The path in `sqlite:PATH`, `sqlite://PATH`, `file:PATH` or a bare path, absolute. What follows `?` in a URL is dropped.
 */
export function pathOf(url: string, cwd: string): string {
  const scheme = /^(?:sqlite3?|file):(?:\/\/)?/i.exec(url)?.[0];
  const path = scheme === undefined ? url : url.slice(scheme.length).replace(/\?.*$/s, "");
  if (path === "" || path === ":memory:")
    throw new SchemaforgeError("NO_SUCH_FILE", "The URL names no database file", {
      remedy: "Write sqlite://PATH, with a path that starts from the current folder or with `/`.",
    });
  return isAbsolute(path) ? resolve(path) : resolve(cwd, path);
}

/**
 * Opens a file read-only. Throws NO_SUCH_FILE, FILE_NOT_READABLE, NOT_A_DATABASE, DATABASE_NEWER, DATABASE_LOCKED,
 * DATABASE_NOT_UNICODE or DATABASE_CORRUPT; nothing is created or written, in no case.
 */
export async function openDatabaseFile(path: string): Promise<OpenedFile> {
  const header = await readHeader(path);
  judgeHeader(path, header);
  let connection: Connection | undefined;
  try {
    connection = await openUntouched(path, header.bytes);
    checkText(connection, path);
    return { connection, notices: checkPages(connection, path, header.size) };
  } catch (error) {
    connection?.close();
    throw error instanceof SchemaforgeError ? error : openError(path, error);
  }
}

interface Header {
  readonly size: number;
  /** The first 100 bytes; empty for an empty file, which is an empty database. */
  readonly bytes: Uint8Array;
}

async function readHeader(path: string): Promise<Header> {
  let handle: FileHandle | undefined;
  try {
    const status = await stat(path);
    if (status.isDirectory()) throw fault("NOT_A_DATABASE", path, "This is a folder", "Name the database file itself.");
    // Opening a pipe would wait for somebody who writes into it.
    if (!status.isFile()) throw fault("NOT_A_DATABASE", path, "This is no file", "Name the database file itself.");
    handle = await openFile(path, "r");
    const bytes = new Uint8Array(100);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
    return { size: status.size, bytes: bytes.subarray(0, bytesRead) };
  } catch (error) {
    throw error instanceof SchemaforgeError ? error : accessError(path, error);
  } finally {
    await handle?.close();
  }
}

function accessError(path: string, cause: unknown): SchemaforgeError {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code === "ENOENT" || code === "ENOTDIR")
    return fault(
      "NO_SUCH_FILE",
      path,
      "There is no such database file",
      "Correct the path; nothing was created.",
      cause,
    );
  return fault("FILE_NOT_READABLE", path, "The database file cannot be read", "Check its permissions.", cause);
}

const MAGIC = "SQLite format 3\u0000";

/** The file format's own marks (sqlite.org/fileformat2.html): SQLite itself calls all of these "not a database". */
function judgeHeader(path: string, { size, bytes }: Header): void {
  if (size === 0) return;
  const start = String.fromCharCode(...bytes.subarray(0, 16));
  if (start !== MAGIC) throw notDatabase(path, bytes);
  if (bytes.length < 100) throw corrupt(path, "the file ends inside its header");
  const [, readVersion = 0] = bytes.subarray(18, 20);
  const [schemaFormat = 0] = bytes.subarray(47, 48);
  if (readVersion > 2 || schemaFormat > 4)
    throw fault(
      "DATABASE_NEWER",
      path,
      "The file is in a format of a newer SQLite",
      "Dump it with the SQLite that wrote it (`sqlite3 FILE .schema`) and read the text.",
    );
}

function notDatabase(path: string, bytes: Uint8Array): SchemaforgeError {
  const isText = bytes.every((byte) => (byte >= 32 && byte < 127) || byte === 9 || byte === 10 || byte === 13);
  return isText
    ? fault("NOT_A_DATABASE", path, "This is a text file and no SQLite database", "Read a text as `sqlite:FILE.sql`.")
    : fault(
        "NOT_A_DATABASE",
        path,
        "This is no SQLite database, or an encrypted one",
        "Name a database file; decrypt an encrypted one, or dump its schema, with the tool that wrote it.",
      );
}

/**
 * Reads every text of the schema as bytes first: libsql ends the whole process over a text that is not Unicode, which
 * SQLite itself never checks.
 */
function checkText(connection: Connection, path: string): void {
  const [row] = connection.all<{ encoding: string }>("PRAGMA encoding");
  const decoder = new TextDecoder(row?.encoding ?? "utf-8", { fatal: true });
  const rows = connection.all<{ name: ArrayBuffer | null; rest: ArrayBuffer | null }>(
    `SELECT CAST(name AS BLOB) AS name, CAST(type || ' ' || tbl_name || ' ' || coalesce(sql, '') AS BLOB) AS rest
     FROM sqlite_schema`,
  );
  for (const { name, rest } of rows) {
    try {
      decoder.decode(name ?? new ArrayBuffer(0));
      decoder.decode(rest ?? new ArrayBuffer(0));
    } catch (error) {
      const shown = JSON.stringify(new TextDecoder(row?.encoding).decode(name ?? new ArrayBuffer(0)));
      const message = `The schema holds text that is no ${row?.encoding ?? "UTF-8"}, at ${shown}`;
      throw fault(
        "DATABASE_NOT_UNICODE",
        path,
        message,
        "Rename the object, or recreate it from a text in UTF-8.",
        error,
      );
    }
  }
}

/** Messages of quick_check that are about rows which break a constraint, not about the file. */
const ABOUT_ROWS = /^(?:CHECK constraint failed in|(?:[A-Za-z-]+ )value in|NULL value in) /;

/**
 * What modules say of their own tables (xIntegrity of FTS and R-Tree). A search index that is behind its content, or has
 * none, is told in these words too: no damage of the file, and none of its schema.
 */
const ABOUT_MODULES = /^(?:malformed inverted index|unable to validate the inverted index|In RTree) /;

function checkPages(connection: Connection, path: string, size: number): Notice[] {
  if (size > CHECKED_BYTES) {
    const megabytes = Math.round(size / 1024 / 1024);
    return [
      {
        code: "NOT_CHECKED",
        message: `The file's ${megabytes} MB were not checked for damage: only its schema was read`,
      },
    ];
  }
  let rows: { quick_check: string }[];
  try {
    rows = connection.all<{ quick_check: string }>("PRAGMA quick_check(20)");
  } catch (error) {
    const { code, message } = failureOf(error);
    if (code !== "SQLITE_ERROR") throw error;
    // A check that calls a function, or a virtual table of a module, that only the application has.
    return [{ code: "NOT_CHECKED", message: `The file was not checked for damage: ${message}` }];
  }
  const texts = rows.map((row) => row.quick_check).filter((text) => text !== "ok" && !ABOUT_ROWS.test(text));
  const damage = texts.find((text) => !ABOUT_MODULES.test(text));
  if (damage !== undefined) throw corrupt(path, damage);
  return texts.map((message) => ({ code: "INDEX_NOT_IN_STEP", message }));
}

function corrupt(path: string, detail: string, cause?: unknown): SchemaforgeError {
  const remedy = "Restore a backup, or rescue what is left with `sqlite3 FILE .recover`.";
  return fault("DATABASE_CORRUPT", path, `The database file is damaged: ${detail}`, remedy, cause);
}

function openError(path: string, error: unknown): SchemaforgeError {
  const { code, message } = failureOf(error);
  if (code.startsWith("SQLITE_BUSY") || code.startsWith("SQLITE_LOCKED"))
    return fault(
      "DATABASE_LOCKED",
      path,
      "Another process has locked the database",
      "Try again when it has finished.",
      error,
    );
  if (message.startsWith("malformed database schema"))
    return fault(
      "DATABASE_CORRUPT",
      path,
      `SQLite cannot read the file's schema: ${message}`,
      "If a newer SQLite or one with other functions wrote it, dump it there (`sqlite3 FILE .schema`) and read the text.",
      error,
    );
  if (code.startsWith("SQLITE_NOTADB"))
    return fault(
      "NOT_A_DATABASE",
      path,
      "This is no SQLite database, or an encrypted one",
      "Name a database file.",
      error,
    );
  if (code.startsWith("SQLITE_READONLY_ROLLBACK"))
    return fault(
      "DATABASE_HALF_WRITTEN",
      path,
      "A program ended while it was writing: what its journal (-journal) holds has to be put back first",
      "Open the database once with its application, or with `sqlite3 FILE .schema`, which puts it back.",
      error,
    );
  if (code.startsWith("SQLITE_CORRUPT")) return corrupt(path, message, error);
  return fault(
    "FILE_NOT_READABLE",
    path,
    `SQLite cannot open the file for reading: ${message}`,
    "Check the permissions of the file and its folder, and whether its -journal or -wal file waits for the application.",
    error,
  );
}

function fault(code: string, file: string, message: string, remedy: string, cause?: unknown): SchemaforgeError {
  return new SchemaforgeError(code, message, { where: { file }, remedy, ...(cause === undefined ? {} : { cause }) });
}
