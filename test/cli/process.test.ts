/** How the command line behaves as a process: streams, colours, interrupts, several at once. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { envelopeOf } from "./envelope.ts";
import { finished, folderWith, run, start } from "./run.ts";
import { badServer } from "./servers.ts";

const ESCAPE = String.fromCharCode(27);

describe("help", () => {
  test.each([[["--help"]], [["help", "diff"]], [["postgres", "--help"]], [["--version"]]])(
    "%j goes to standard output",
    async (args) => {
      const { status, stdout, stderr } = await run(args, { cwd: folderWith() });
      expect([status, stderr]).toEqual([0, ""]);
      expect(stdout.length).toBeGreaterThan(4);
    },
  );
});

describe("the current folder", () => {
  test("says what it finds, and where from", async () => {
    const cwd = folderWith({
      "package.json": JSON.stringify({ schemaforge: { source: "db.sql" }, dependencies: { typeorm: "1" } }),
      "db.sql": "CREATE TABLE t (id int);",
    });
    const printed = await run(["--json"], { cwd });
    expect(printed.status).toBe(0);
    expect(envelopeOf(printed).result).toEqual({ source: "db.sql", from: "package.json", unread: ["TypeORM"] });
    const { stdout, stderr } = await run([], { cwd });
    expect(stdout).toBe("db.sql (from package.json)\n");
    expect(stderr).toContain("TypeORM");
  });

  test("nothing there is an error that says what to do", async () => {
    const printed = await run(["--json"], { cwd: folderWith() });
    expect(printed.status).toBe(1);
    expect(envelopeOf(printed).error?.code).toBe("NO_SOURCE");
  });
});

describe("streams", () => {
  test("a reader that goes away early is no error", async () => {
    const wide = Array.from(
      { length: 400 },
      (_, at) => `Thing${"abcdefghij"[at % 10]}${"x".repeat(Math.floor(at / 10) + 1)}`,
    );
    const child = start(["postgres", `--entity=${wide.join(",")}`, "--no-verify", "--stdout"], { cwd: folderWith() });
    child.stdin.end();
    child.stdout.once("data", () => child.stdout.destroy());
    const { status, stderr } = await finished(child);
    expect([status, stderr]).toEqual([0, ""]);
  });

  test("colours only where they are wanted", async () => {
    const cwd = folderWith({ "a.sql": "CREATE TABLE t (id int);" });
    const args = ["diff", "a.sql", "empty"];
    const [piped, forced, refused] = await Promise.all([
      run(args, { cwd }),
      run(args, { cwd, env: { FORCE_COLOR: "1" } }),
      run(args, { cwd, env: { FORCE_COLOR: "1", NO_COLOR: "1" } }),
    ]);
    expect(piped.stdout).not.toContain(ESCAPE);
    expect(forced.stdout).toContain(`${ESCAPE}[31m-${ESCAPE}[39m`);
    expect(refused.stdout).toBe(piped.stdout);
  });
});

describe("interrupts", () => {
  test("the first ends what runs, with exit code 130", async () => {
    const port = await badServer("silent");
    const child = start(["diff", `postgres://me@127.0.0.1:${port}/app`, "empty"], { cwd: folderWith() });
    child.stdin.end();
    setTimeout(() => child.kill("SIGINT"), 2500);
    const { status, stderr } = await finished(child);
    expect([status, stderr]).toEqual([130, expect.stringContaining("interrupted")]);
  });
});

describe("the cache", () => {
  test("two processes may fill it at once; it is not needed", async () => {
    const home = mkdtempSync(join(tmpdir(), "schemaforge-cache-"));
    const cwd = folderWith();
    const args = ["postgres", "--entity=User,Post", "--stdout"];
    try {
      const none = await run([...args, "--no-cache"], { cwd, env: { XDG_CACHE_HOME: home } });
      expect(none.status, none.stderr).toBe(0);
      expect(readdirSync(home)).toEqual([]);
      const runs = await Promise.all([0, 1].map(() => run(args, { cwd, env: { XDG_CACHE_HOME: home } })));
      for (const { status, stdout, stderr } of runs) {
        expect(status, stderr).toBe(0);
        expect(stdout).toBe(none.stdout);
      }
      const left = readdirSync(home, { recursive: true, encoding: "utf8" });
      expect(left.length).toBeGreaterThan(1);
      const again = await run(args, { cwd, env: { XDG_CACHE_HOME: home } });
      expect([again.stdout, again.stderr]).toEqual([none.stdout, ""]);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });
});
