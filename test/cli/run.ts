/** Runs the command line as people do: a process of its own in a folder of its own, with its own input and environment. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { afterAll, inject } from "vitest";
import "../support/global-setup.ts";

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: { readonly [name: string]: string };
  readonly input?: string;
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** Variables of the tests' own process that would change what a child shows. */
const UNWANTED = new Set(["NO_COLOR", "FORCE_COLOR", "DATABASE_URL", "PGPASSWORD", "NODE_OPTIONS"]);

export function start(args: readonly string[], { cwd, env = {} }: RunOptions): Child {
  const inherited = Object.entries(process.env).filter(([name]) => !UNWANTED.has(name));
  return spawn(process.execPath, [inject("cli"), ...args], {
    cwd,
    env: { ...Object.fromEntries(inherited), XDG_CACHE_HOME: inject("cacheHome"), ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
}

export function finished(child: Child): Promise<Run> {
  return new Promise((resolve, reject) => {
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.once("error", reject);
    child.once("close", (status) => resolve({ status, stdout, stderr }));
  });
}

export function run(args: readonly string[], options: RunOptions): Promise<Run> {
  const child = start(args, options);
  child.stdin.on("error", () => undefined);
  child.stdin.end(options.input ?? "");
  return finished(child);
}

const folders: string[] = [];

// Registered when the module loads: a hook that a running test registers is never called.
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder with files in it, removed after the tests of the file that makes it. */
export function folderWith(files: { readonly [path: string]: string } = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "schemaforge-cli-"));
  folders.push(folder);
  addFiles(folder, files);
  return folder;
}

export function addFiles(folder: string, files: { readonly [path: string]: string }): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
