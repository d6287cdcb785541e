/** Shared by the tests of database files: a folder of them, and what reading leaves of it. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { afterAll, expect } from "vitest";
import type { Reading } from "../../src/engines/engine.ts";
import { readLive } from "../../src/engines/sqlite/live.ts";
import { SchemaforgeError } from "../../src/model/errors.ts";
import type { Runtime } from "../../src/runtime.ts";
import { runtime as anywhere } from "./support.ts";

export const SCHEMA = `
  CREATE TABLE team (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE);
  CREATE TABLE player (id INTEGER PRIMARY KEY, team INT REFERENCES team ON DELETE CASCADE, score REAL DEFAULT (1 + 1));
  CREATE INDEX player_score ON player (score DESC) WHERE score > 0;
  CREATE VIEW best AS SELECT max(score) AS top FROM player;
  CREATE VIRTUAL TABLE pages USING fts5(title, body);
  CREATE TRIGGER keep BEFORE DELETE ON team BEGIN SELECT raise(ABORT, 'no'); END;
`;

export interface Files {
  readonly runtime: Runtime;
  at(name: string): string;
  /** A file in which the statements were run. */
  make(name: string, sql: string): void;
  read(name: string): Promise<Reading>;
  /** A database NAME.db whose program was killed: the table `u` is in its log alone. */
  leaveLog(name: string): void;
  /** Names, times and contents of all that is in the folder, or of the files whose names begin so. */
  fingerprint(start?: string): string[];
  /** What reading is refused with; nothing in the folder may have changed. */
  failure(name: string): Promise<SchemaforgeError>;
}

/** A folder for the tests of one file, removed when they are done. */
export function temporaryFiles(): Files {
  const folder = mkdtempSync(join(tmpdir(), "sqlite-files-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const runtime = { ...anywhere, cwd: folder };
  const at = (name: string) => join(folder, name);
  const read = (name: string) => readLive(`sqlite://${at(name)}`, {}, runtime);
  const fingerprint = (start = "") =>
    readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.name.startsWith(start))
      .map((entry) => {
        if (!entry.isFile()) return entry.name;
        const path = join(entry.parentPath, entry.name);
        return `${path} ${statSync(path).mtimeMs} ${createHash("sha256").update(readFileSync(path)).digest("hex")}`;
      });
  return {
    runtime,
    at,
    read,
    fingerprint,
    make(name, sql) {
      const database = new Database(at(name));
      database.exec(sql);
      database.close();
    },
    leaveLog(name) {
      const script = `const db = new (require("libsql"))(process.argv[1]); db.prepare("PRAGMA journal_mode = WAL").all();
        db.exec("CREATE TABLE t (a)"); db.prepare("PRAGMA wal_checkpoint").all(); db.exec("CREATE TABLE u (b)");
        process.kill(process.pid, "SIGKILL")`;
      spawnSync(process.execPath, ["-e", script, at(`${name}.db`)]);
    },
    async failure(name) {
      const before = fingerprint();
      const error = await read(name).then(
        () => undefined,
        (caught: unknown) => caught,
      );
      expect(fingerprint()).toEqual(before);
      if (!(error instanceof SchemaforgeError))
        throw new Error(`${name}: expected a SchemaforgeError, got ${String(error)}`);
      expect(error.where).toEqual({ file: at(name) });
      expect(error.remedy).toMatch(/^[A-Z].*\.$/s);
      return error;
    },
  };
}
