/** What is no readable database file: an error of ours, and nothing touched. */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import Database from "libsql";
import { beforeAll, describe, expect, it } from "vitest";
import { readLive } from "../../src/engines/sqlite/live.ts";
import { SchemaforgeError } from "../../src/model/errors.ts";
import { SCHEMA, temporaryFiles } from "./files-support.ts";

const { at, make, read, failure, fingerprint, leaveLog, runtime } = temporaryFiles();

beforeAll(() => make("plain.db", `${SCHEMA} INSERT INTO team (name) VALUES ('reds');`));

describe("what is no readable database", () => {
  it("a missing file is not created", async () => {
    expect((await failure("missing.db")).code).toBe("NO_SUCH_FILE");
    await expect(readLive(":memory:", {}, runtime)).rejects.toMatchObject({ code: "NO_SUCH_FILE" });
    await expect(readLive("sqlite://", {}, runtime)).rejects.toMatchObject({ code: "NO_SUCH_FILE" });
  });

  it("a folder, a pipe, a link in a circle, a text, random or encrypted bytes", async () => {
    mkdirSync(at("folder.db"));
    execFileSync("sh", ["-c", `mkfifo "${at("pipe.db")}"`]);
    expect((await failure("pipe.db")).code).toBe("NOT_A_DATABASE");
    symlinkSync(at("circle.db"), at("circle.db"));
    expect((await failure("circle.db")).code).toBe("FILE_NOT_READABLE");
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

  it("a search index that is behind its content is told, and is no damage of the file", async () => {
    make(
      "behind.db",
      `CREATE TABLE docs (id INTEGER PRIMARY KEY, body TEXT);
       CREATE VIRTUAL TABLE found USING fts4(body, content=docs);
       CREATE VIRTUAL TABLE bare USING fts4(body, content=);
       INSERT INTO docs (body) VALUES ('one'), ('two');
       INSERT INTO found (rowid, body) VALUES (1, 'other');`,
    );
    const { catalog, notices } = await read("behind.db");
    expect(catalog.objects.has("virtual-table:found")).toBe(true);
    expect(new Set(notices.map(({ code }) => code))).toEqual(new Set(["INDEX_NOT_IN_STEP"]));
  });

  it("a log that cannot be read is not taken for none", async () => {
    make("behind-log.db", "PRAGMA journal_mode = WAL; CREATE TABLE t (a)");
    mkdirSync(at("behind-log.db-wal"));
    expect((await failure("behind-log.db")).code).toBe("FILE_NOT_READABLE");
  });

  it("a schema with text that is not Unicode", async () => {
    make("latin1.db", "CREATE TABLE caf__ (a TEXT DEFAULT 'x')");
    const bytes = readFileSync(at("latin1.db")).toString("latin1").replaceAll("caf__", "caf\u00e9\u00ff");
    writeFileSync(at("latin1.db"), Buffer.from(bytes, "latin1"));
    expect((await failure("latin1.db")).code).toBe("DATABASE_NOT_UNICODE");
  });

  it("any damage of a file, its log and the log's index: an error of ours, or a reading", {
    timeout: 120_000,
  }, async () => {
    leaveLog("damaged");
    const good = ["", "-wal", "-shm"].map((suffix) => [suffix, readFileSync(at(`damaged.db${suffix}`))] as const);
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 });
    const seen = new Map<string, number>();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.tuple(damage, damage, damage), fc.integer({ min: 1, max: 3 }), async (damages, files) => {
        // A file of its own each time: SQLite holds one that was closed until its statements are collected.
        const name = `damaged-${run++}.db`;
        for (const [index, [suffix, bytes]] of good.slice(0, files).entries()) {
          const broken = Buffer.from(bytes);
          for (const [offset, value] of damages[index] ?? []) broken[offset % broken.length] = value;
          writeFileSync(at(name + suffix), broken);
        }
        const before = fingerprint(name);
        const result = await read(name).catch((error: unknown) => error);
        if (result instanceof Error && !(result instanceof SchemaforgeError)) throw result;
        const code = result instanceof SchemaforgeError ? result.code : "read";
        seen.set(code, (seen.get(code) ?? 0) + 1);
        expect(fingerprint(name)).toEqual(before);
      }),
      { numRuns: 300, seed: 11 },
    );
    // SQLite may have put off what it does when it closes a file.
    expect(fingerprint("damaged-").filter((line) => line.includes("-wal ")).length).toBeGreaterThan(150);
    for (const code of ["read", "DATABASE_CORRUPT", "NOT_A_DATABASE"]) expect(seen.get(code)).toBeGreaterThan(3);
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

  it("a file that others may not read; one in a folder that they may not write", async () => {
    mkdirSync(at("closed"));
    copyFileSync(at("plain.db"), at("closed/open.db"));
    copyFileSync(at("plain.db"), at("closed/shut.db"));
    chmodSync(at("closed/shut.db"), 0);
    chmodSync(at("closed"), 0o555);
    chmodSync(at("."), 0o755);
    // The super-user may do everything.
    const isSuperUser = process.geteuid?.() === 0;
    if (isSuperUser) process.seteuid?.(65_534);
    try {
      await expect(read("closed/shut.db")).rejects.toMatchObject({ code: "FILE_NOT_READABLE" });
      expect((await read("closed/open.db")).catalog.objects.has("table:team")).toBe(true);
    } finally {
      if (isSuperUser) process.seteuid?.(0);
      chmodSync(at("closed"), 0o755);
    }
  });

  it("a journal that has to be put back first", async () => {
    const script = `const db = new (require("libsql"))(process.argv[1]); db.exec("CREATE TABLE t (a); PRAGMA cache_size = 1; BEGIN");
      for (let n = 0; n < 2000; n++) db.exec("INSERT INTO t VALUES (randomblob(1000))"); process.kill(process.pid, "SIGKILL")`;
    spawnSync(process.execPath, ["-e", script, at("half.db")]);
    expect(statSync(at("half.db-journal")).size).toBeGreaterThan(0);
    expect(await failure("half.db")).toMatchObject({
      code: "DATABASE_HALF_WRITTEN",
      message: expect.stringContaining("-journal"),
    });
  });

  it.each([
    ["BEGIN EXCLUSIVE", "one"],
    ["PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; CREATE TABLE u (b)", "one in WAL mode"],
  ])("a database that another process has locked (%s)", async (sql, name) => {
    const script = `const db = new (require("libsql"))(process.argv[1]); db.exec("CREATE TABLE t (a)"); db.exec(process.argv[2]);
      console.log("locked"); setTimeout(() => {}, 60_000)`;
    const holder = spawn(process.execPath, ["-e", script, at(`${name}.db`), sql], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      await once(holder.stdout, "data");
      expect((await failure(`${name}.db`)).code).toBe("DATABASE_LOCKED");
    } finally {
      holder.kill("SIGKILL");
    }
    await once(holder, "exit");
    expect((await read(`${name}.db`)).catalog.objects.has("table:t")).toBe(true);
  });
});
