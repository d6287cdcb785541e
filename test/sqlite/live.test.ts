import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import Database from "libsql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { diffCatalogs } from "../../src/catalog/diff.ts";
import { KINDS } from "../../src/engines/sqlite/ids.ts";
import { readLive } from "../../src/engines/sqlite/live.ts";
import { readText } from "../../src/engines/sqlite/read.ts";
import { SchemaforgeError } from "../../src/model/errors.ts";
import { runtime as anywhere, corpusFiles } from "./support.ts";

const folder = mkdtempSync(join(tmpdir(), "sqlite-live-"));
const runtime = { ...anywhere, cwd: folder };
const SCHEMA = `
  CREATE TABLE team (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE);
  CREATE TABLE player (id INTEGER PRIMARY KEY, team INT REFERENCES team ON DELETE CASCADE, score REAL DEFAULT (1 + 1));
  CREATE INDEX player_score ON player (score DESC) WHERE score > 0;
  CREATE VIEW best AS SELECT max(score) AS top FROM player;
  CREATE VIRTUAL TABLE pages USING fts5(title, body);
  CREATE TRIGGER keep BEFORE DELETE ON team BEGIN SELECT raise(ABORT, 'no'); END;
`;

const at = (name: string) => join(folder, name);
const read = (name: string) => readLive(`sqlite://${at(name)}`, {}, runtime);

function make(name: string, sql: string): void {
  const database = new Database(at(name));
  database.exec(sql);
  database.close();
}

beforeAll(() => {
  make("plain.db", `${SCHEMA} INSERT INTO team (name) VALUES ('reds');`);
  // In a process of its own: a statement that is not yet collected keeps a file open beyond close().
  const script = `const db = new (require("libsql"))(process.argv[1]);
    db.exec("CREATE TABLE t (a)"); db.prepare("PRAGMA journal_mode = WAL").all(); db.exec("CREATE TABLE u (b)"); db.close();`;
  execFileSync(process.execPath, ["-e", script, at("wal.db")]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Names and contents of the whole folder. */
function fingerprint(): string[] {
  const hash = (name: string) =>
    createHash("sha256")
      .update(readFileSync(at(name)))
      .digest("hex");
  return readdirSync(folder, { withFileTypes: true }).map((entry) =>
    entry.isFile() ? `${entry.name} ${hash(entry.name)}` : entry.name,
  );
}

async function failure(name: string): Promise<SchemaforgeError> {
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
    const before = fingerprint();
    const { catalog } = await read("wal.db");
    expect([...catalog.objects.keys()].filter((id) => id.startsWith("table:"))).toEqual(["table:t", "table:u"]);
    expect(fingerprint()).toEqual(before);
  });

  it("sees what a writer has committed to the log of a database in WAL mode", async () => {
    copyFileSync(at("wal.db"), at("busy-wal.db"));
    const writer = new Database(at("busy-wal.db"));
    try {
      writer.exec("CREATE TABLE newest (c)");
      expect((await read("busy-wal.db")).catalog.objects.has("table:newest")).toBe(true);
    } finally {
      writer.close();
    }
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

describe("what is no readable database", () => {
  it("a missing file is not created", async () => {
    expect((await failure("missing.db")).code).toBe("NO_SUCH_FILE");
    await expect(readLive(":memory:", {}, runtime)).rejects.toMatchObject({ code: "NO_SUCH_FILE" });
    await expect(readLive("sqlite://", {}, runtime)).rejects.toMatchObject({ code: "NO_SUCH_FILE" });
  });

  it("a folder, a text, random or encrypted bytes", async () => {
    mkdirSync(at("folder.db"));
    expect((await failure("folder.db")).code).toBe("NOT_A_DATABASE");
    writeFileSync(at("text.db"), "CREATE TABLE t (a);\n".repeat(30));
    expect(await failure("text.db")).toMatchObject({
      code: "NOT_A_DATABASE",
      message: expect.stringContaining("text file"),
    });
    writeFileSync(at("random.db"), Buffer.concat([Buffer.from([0xfe, 0x01]), randomBytes(8190)]));
    expect(await failure("random.db")).toMatchObject({
      code: "NOT_A_DATABASE",
      message: expect.stringContaining("encrypted"),
    });
  });

  it("damage: a broken page, a file cut short, a broken header", async () => {
    const good = readFileSync(at("plain.db"));
    const page = good.readUInt16BE(16);
    const broken = Buffer.from(good);
    randomBytes(page).copy(broken, page);
    writeFileSync(at("page.db"), broken);
    expect((await failure("page.db")).code).toBe("DATABASE_CORRUPT");
    writeFileSync(at("short.db"), good.subarray(0, page + 100));
    expect((await failure("short.db")).code).toBe("DATABASE_CORRUPT");
    writeFileSync(at("stub.db"), good.subarray(0, 40));
    expect((await failure("stub.db")).code).toBe("DATABASE_CORRUPT");
  });

  it("a schema with text that is not Unicode", async () => {
    make("latin1.db", "CREATE TABLE caf__ (a TEXT DEFAULT 'x')");
    const bytes = readFileSync(at("latin1.db")).toString("latin1").replaceAll("caf__", "caf\u00e9\u00ff");
    writeFileSync(at("latin1.db"), Buffer.from(bytes, "latin1"));
    expect((await failure("latin1.db")).code).toBe("DATABASE_NOT_UNICODE");
  });

  it("any damage: an error of ours, or a reading", { timeout: 120_000 }, async () => {
    const good = readFileSync(at("plain.db"));
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        async (bytes) => {
          const broken = Buffer.from(good);
          for (const [offset, value] of bytes) broken[offset] = value;
          writeFileSync(at("fuzzed.db"), broken);
          const result = await read("fuzzed.db").catch((error: unknown) => error);
          if (result instanceof Error) {
            if (!(result instanceof SchemaforgeError)) throw result;
            refused++;
          }
          expect(readFileSync(at("fuzzed.db")).equals(broken)).toBe(true);
        },
      ),
      { numRuns: 300, seed: 11 },
    );
    expect(refused).toBeGreaterThan(10);
  });

  it("a file of a newer SQLite", async () => {
    for (const [offset, value] of [
      [19, 3],
      [47, 9],
    ] as const) {
      const newer = readFileSync(at("plain.db"));
      newer[offset] = value;
      writeFileSync(at("newer.db"), newer);
      expect((await failure("newer.db")).code).toBe("DATABASE_NEWER");
    }
  });

  it("a schema that this SQLite cannot read", async () => {
    copyFileSync(at("plain.db"), at("future.db"));
    const database = new Database(at("future.db"));
    database.exec("PRAGMA writable_schema = ON");
    database.exec("UPDATE sqlite_schema SET sql = 'CREATE TABLE team (id SOMEDAY FUTURE(1,2,3))' WHERE name = 'team'");
    database.close();
    expect(await failure("future.db")).toMatchObject({
      code: "DATABASE_CORRUPT",
      message: expect.stringContaining("team"),
    });
  });

  it("a locked database", async () => {
    copyFileSync(at("plain.db"), at("locked.db"));
    const writer = new Database(at("locked.db"));
    try {
      writer.exec("BEGIN EXCLUSIVE");
      await expect(read("locked.db")).rejects.toMatchObject({
        code: "DATABASE_LOCKED",
        where: { file: at("locked.db") },
      });
      writer.exec("ROLLBACK");
    } finally {
      writer.close();
    }
    expect((await read("locked.db")).catalog.objects.size).toBeGreaterThan(0);
  });
});

it.each(corpusFiles())("$id: a file made of the text reads as the text does", async ({ id, path, text }) => {
  make(`${id}.db`, text);
  const live = await read(`${id}.db`);
  const fromText = await readText([{ name: path, text }], runtime);
  expect(live.losses).toEqual([]);
  expect(diffCatalogs(live.catalog, fromText.catalog, KINDS)).toEqual([]);
});
