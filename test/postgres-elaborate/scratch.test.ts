/** The embedded PostgreSQL: its cached image, shared and damaged, and the empty database that every text finds. */
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { closeScratch, readText, withScratch } from "../../src/engines/postgres/elaborate/index.ts";
import type { Runtime } from "../../src/runtime.ts";
import { testRuntime } from "../support/runtime.ts";

let folder: string;
const used: Runtime[] = [];

function runtimeWith(cacheDir: string | undefined): { runtime: Runtime; said: string[] } {
  const said: string[] = [];
  const runtime = testRuntime({ cacheDir, progress: (message) => said.push(message) });
  used.push(runtime);
  return { runtime, said };
}

const read = (runtime: Runtime, text: string) => readText([{ name: "a.sql", text }], runtime);
const images = (cacheDir: string) => readdirSync(cacheDir).filter((name) => name.endsWith(".image"));

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "scratch-"));
});
afterAll(async () => {
  for (const runtime of used) await closeScratch(runtime);
  rmSync(folder, { recursive: true, force: true });
});

test("the first run says what it does and keeps an image; the next starts from it; a damaged one is made anew", async () => {
  const first = runtimeWith(folder);
  await read(first.runtime, "CREATE TABLE a (id int)");
  expect(first.said).toEqual([expect.stringContaining("once")]);
  const [image = ""] = images(folder);
  const file = join(folder, image);
  const whole = readFileSync(file);

  const second = runtimeWith(folder);
  await read(second.runtime, "CREATE TABLE b (id int)");
  expect(second.said).toEqual([]);

  truncateSync(file, 1_000_000);
  const third = runtimeWith(folder);
  await read(third.runtime, "CREATE TABLE c (id int)");
  expect(third.said).toHaveLength(1);
  expect(readFileSync(file).length).toBe(whole.length);
  expect(images(folder)).toEqual([image]);
});

test("without a cache folder nothing is kept", async () => {
  const { runtime, said } = runtimeWith(undefined);
  const { catalog } = await read(runtime, "CREATE TABLE a (id int)");
  expect(catalog.objects.has("table:public.a")).toBe(true);
  expect(said).toHaveLength(1);
});

test("two processes at once share one cache folder", async () => {
  const cacheDir = join(folder, "shared");
  // Beside the project's packages, which the bundle takes from there.
  const program = join(process.cwd(), "node_modules", ".cache", `two-processes-${process.pid}.mjs`);
  const entry = `
    import { closeScratch, readText } from "./src/engines/postgres/elaborate/index.ts";
    const runtime = { cwd: "/", cacheDir: process.argv[2], env: {}, signal: new AbortController().signal, now: () => new Date(0), progress: () => undefined };
    const { catalog } = await readText([{ name: "a.sql", text: "CREATE TABLE " + process.argv[3] + " (id int)" }], runtime);
    console.log([...catalog.objects.keys()].filter((id) => id.startsWith("table:")).join());
    await closeScratch(runtime);`;
  await build({
    stdin: { contents: entry, resolveDir: process.cwd(), loader: "ts" },
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
  });
  const run = (table: string) =>
    new Promise<string>((resolve, reject) =>
      execFile(process.execPath, [program, cacheDir, table], { timeout: 120_000 }, (error, stdout) =>
        error ? reject(error) : resolve(stdout.trim()),
      ),
    );
  try {
    expect(await Promise.all([run("a"), run("b")])).toEqual(["table:public.a", "table:public.b"]);
  } finally {
    rmSync(program, { force: true });
  }
  expect(images(cacheDir)).toHaveLength(1);
  expect(readdirSync(cacheDir).filter((name) => /image\./.test(name))).toEqual([]);
});

describe("one instance", () => {
  test("every text finds an empty database, whatever the one before did", async () => {
    const { runtime } = runtimeWith(folder);
    const text = `CREATE ROLE keeper; CREATE SCHEMA s AUTHORIZATION keeper; SET search_path = s; CREATE EXTENSION citext;
      CREATE TABLE t (id serial PRIMARY KEY, name citext); CREATE PUBLICATION p FOR ALL TABLES;`;
    const first = await read(runtime, text);
    const empty = await read(runtime, "-- nothing");
    const again = await read(runtime, `${text}--`);
    expect([...empty.catalog.objects.keys()]).toEqual(["schema:public"]);
    expect([...again.catalog.objects]).toEqual([...first.catalog.objects]);
  });

  test("work that fails leaves nothing behind, and work waits for work", async () => {
    const { runtime } = runtimeWith(folder);
    const failing = withScratch(runtime, [], async (scratch) => {
      await scratch.exec("CREATE TABLE left_over (id int); SET search_path = pg_catalog");
      await scratch.exec("SELECT 1 / 0");
    });
    const rows = withScratch(runtime, [], (scratch) =>
      scratch.query("SELECT to_regclass('public.left_over') AS name, current_setting('search_path') AS path"),
    );
    await expect(failing).rejects.toThrow("division by zero");
    expect(await rows).toEqual([{ name: null, path: expect.stringContaining("public") }]);
  });

  test("thousands of tables fit in one transaction", async () => {
    const { runtime } = runtimeWith(folder);
    const count = 3000;
    const [row] = await withScratch(runtime, [], async (scratch) => {
      for (let from = 0; from < count; from += 500) {
        const tables = Array.from(
          { length: 500 },
          (_, at) => `CREATE TABLE t${from + at} (id int PRIMARY KEY, a text)`,
        );
        await scratch.exec(tables.join(";"));
      }
      return scratch.query<{ tables: number }>(
        "SELECT count(*)::int4 AS tables FROM pg_class WHERE relname ~ '^t[0-9]+$'",
      );
    });
    expect(row?.tables).toBe(count);
  });

  test("a kept reading is not computed again, a damaged one is", async () => {
    const cacheDir = join(folder, "readings-test");
    const { runtime, said } = runtimeWith(cacheDir);
    const first = await read(runtime, "CREATE TABLE kept (id int DEFAULT 1)");
    const other = runtimeWith(cacheDir);
    expect(await read(other.runtime, "CREATE TABLE kept (id int DEFAULT 1)")).toEqual(first);
    const [name = ""] = readdirSync(join(cacheDir, "readings"));
    writeFileSync(join(cacheDir, "readings", name), '{"catalog": ');
    expect(await read(other.runtime, "CREATE TABLE kept (id int DEFAULT 1)")).toEqual(first);
    expect(said).toHaveLength(1);
  });
});

test("a stopped run starts nothing", async () => {
  const runtime = testRuntime({ cacheDir: undefined, signal: AbortSignal.abort() });
  await expect(read(runtime, "CREATE TABLE a (id int)")).rejects.toThrow(/abort/i);
});
