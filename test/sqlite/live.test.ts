import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import Database from "libsql";
import { beforeAll, describe, expect, it } from "vitest";
import { diffCatalogs } from "../../src/catalog/diff.ts";
import { KINDS } from "../../src/engines/sqlite/ids.ts";
import { readLive } from "../../src/engines/sqlite/live.ts";
import { readText } from "../../src/engines/sqlite/read.ts";
import { SCHEMA, temporaryFiles } from "./files-support.ts";
import { corpusFiles } from "./support.ts";

const { at, make, read, fingerprint, leaveLog, runtime } = temporaryFiles();

beforeAll(() => {
  make("plain.db", `${SCHEMA} INSERT INTO team (name) VALUES ('reds');`);
  // In a process of its own: a statement that is not yet collected keeps a file open beyond close().
  const script = `const db = new (require("libsql"))(process.argv[1]);
    db.exec("CREATE TABLE t (a)"); db.prepare("PRAGMA journal_mode = WAL").all(); db.exec("CREATE TABLE u (b)"); db.close();`;
  execFileSync(process.execPath, ["-e", script, at("wal.db")]);
  leaveLog("killed");
});

/** The tables that are found, while nothing in the folder changes. */
async function tables(name: string): Promise<string[]> {
  const before = fingerprint();
  const { catalog } = await read(name);
  expect(fingerprint()).toEqual(before);
  return [...catalog.objects.keys()].filter((id) => id.startsWith("table:"));
}

describe("reading a database file", () => {
  it("gives what reading its text gives, and leaves the folder as it was", async () => {
    const before = fingerprint();
    const live = await read("plain.db");
    const text = await readText([{ name: "schema.sql", text: SCHEMA }], runtime);
    expect(diffCatalogs(live.catalog, text.catalog, KINDS)).toEqual([]);
    expect([...live.catalog.objects.keys()]).toEqual([...text.catalog.objects.keys()]);
    expect(live.catalog.elaboratedBy).toBe(text.catalog.elaboratedBy);
    expect(live.losses).toEqual([]);
    expect(live.notices).toEqual([]);
    expect(fingerprint()).toEqual(before);
  });

  it("takes every way to name a file", async () => {
    for (const url of [
      at("plain.db"),
      `sqlite:${at("plain.db")}`,
      "sqlite://plain.db",
      "plain.db",
      "file:./plain.db?x=1",
    ])
      expect((await readLive(url, {}, runtime)).catalog.objects.has("table:team")).toBe(true);
  });

  it("makes no side files beside a database in WAL mode", async () => {
    expect(await tables("wal.db")).toEqual(["table:t", "table:u"]);
  });

  it("reads the log that a program has left behind, with its index and without", async () => {
    expect(await tables("killed.db")).toEqual(["table:t", "table:u"]);
    for (const suffix of ["", "-wal"]) copyFileSync(at(`killed.db${suffix}`), at(`copied.db${suffix}`));
    expect(await tables("copied.db")).toEqual(["table:t", "table:u"]);
    symlinkSync(at("copied.db"), at("link.db"));
    expect(await tables("link.db")).toEqual(["table:t", "table:u"]);
    copyFileSync(at("killed.db"), at("alone.db"));
    expect(await tables("alone.db")).toEqual(["table:t"]);
  });

  it("leaves logs alone that have nothing to say", async () => {
    for (const suffix of ["", "-shm"]) copyFileSync(at(`killed.db${suffix}`), at(`foreign.db${suffix}`));
    writeFileSync(at("foreign.db-wal"), "no log".repeat(2000));
    expect(await tables("foreign.db")).toEqual(["table:t"]);
    rmSync(at("foreign.db-shm"));
    expect(await tables("foreign.db")).toEqual(["table:t"]);
    copyFileSync(at("plain.db"), at("quiet.db"));
    writeFileSync(at("quiet.db-wal"), "");
    expect(await tables("quiet.db")).toEqual(["table:team", "table:player"]);
    for (const suffix of ["", "-journal"]) writeFileSync(at(`void.db${suffix}`), "".padEnd(suffix.length * 99, "x"));
    copyFileSync(at("killed.db-wal"), at("void.db-wal"));
    expect(await tables("void.db")).toEqual([]);
  });

  it("sees what a writer has committed to the log of a database in WAL mode", async () => {
    copyFileSync(at("wal.db"), at("busy-wal.db"));
    const writer = new Database(at("busy-wal.db"));
    try {
      writer.exec("CREATE TABLE newest (c)");
      expect((await read("busy-wal.db")).catalog.objects.has("table:newest")).toBe(true);
      writer.prepare("PRAGMA wal_checkpoint(TRUNCATE)").all();
      writer.exec("CREATE TABLE after (d)");
      expect((await read("busy-wal.db")).catalog.objects.has("table:after")).toBe(true);
    } finally {
      writer.close();
    }
  });

  it("keeps no lock once it has read", async () => {
    copyFileSync(at("plain.db"), at("free.db"));
    await read("free.db");
    const script = `const db = new (require("libsql"))(process.argv[1]); db.exec("BEGIN EXCLUSIVE; CREATE TABLE more (a); COMMIT")`;
    execFileSync(process.execPath, ["-e", script, at("free.db")]);
    expect(await tables("free.db")).toContain("table:more");
  });

  it("reads a read-only file, and an empty one as an empty database", async () => {
    copyFileSync(at("plain.db"), at("read-only.db"));
    chmodSync(at("read-only.db"), 0o444);
    expect((await read("read-only.db")).catalog.objects.has("table:team")).toBe(true);
    writeFileSync(at("empty.db"), "");
    expect((await read("empty.db")).catalog.objects.size).toBe(0);
  });

  it("reads a database that keeps its text in UTF-16", async () => {
    make("utf16.db", "PRAGMA encoding = 'UTF-16be'; CREATE TABLE größe (\"naïve 😀\" TEXT DEFAULT '漢字')");
    const { catalog } = await read("utf16.db");
    expect(catalog.context.encoding).toBe("UTF-16be");
    expect(catalog.objects.get('column:"größe"."naïve 😀"')?.props).toMatchObject({ default: { sql: "'漢字'" } });
  });

  it("reads only the schemas asked for", async () => {
    expect((await readLive(at("plain.db"), { schemas: ["other"] }, runtime)).catalog.objects.size).toBe(0);
    expect((await readLive(at("plain.db"), { schemas: ["MAIN"] }, runtime)).catalog.objects.size).toBeGreaterThan(0);
  });

  it("keeps a view over a missing table and a virtual table of a missing module, and says so", async () => {
    make("odd.db", "CREATE TABLE t (a); CREATE VIEW v AS SELECT a FROM t; CREATE VIRTUAL TABLE w USING fts5(a)");
    const database = new Database(at("odd.db"));
    database.exec("PRAGMA writable_schema = ON");
    database.exec("UPDATE sqlite_schema SET sql = replace(sql, 'fts5', 'nosuch') WHERE name = 'w'");
    database.exec("UPDATE sqlite_schema SET sql = replace(sql, 'FROM t', 'FROM gone') WHERE name = 'v'");
    database.close();
    const { catalog, notices } = await read("odd.db");
    expect(catalog.objects.get("virtual-table:w")?.props).toMatchObject({ module: "nosuch" });
    expect(catalog.objects.get("view:v")?.props).toMatchObject({ query: { sql: "select a from gone" } });
    expect(notices.map((notice) => notice.code)).toContain("CANNOT_OPEN");
  });
});

it.each(corpusFiles())("$id: a file made of the text reads as the text does", async ({ id, path, text }) => {
  make(`${id}.db`, text);
  const live = await read(`${id}.db`);
  const fromText = await readText([{ name: path, text }], runtime);
  expect(live.losses).toEqual([]);
  expect(diffCatalogs(live.catalog, fromText.catalog, KINDS)).toEqual([]);
});
