/** Runs the command line as people do: a process of its own, in a folder of its own. */
import { spawn } from "node:child_process";
import { inject } from "vitest";
import "./global-setup.ts";

export interface CliResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `schemaforge` with arguments; standard input is closed. The cache is the tests' own. */
export function runCli(args: readonly string[], cwd: string): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NO_COLOR: "1", XDG_CACHE_HOME: inject("cacheHome") };
    const child = spawn(process.execPath, [inject("cli"), ...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
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
