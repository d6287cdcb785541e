/** The world as the process gives it. */
import { addAbortSignal } from "node:stream";
import envPaths from "env-paths";
import type { Runtime } from "../runtime.ts";

export interface RuntimeOptions {
  readonly cwd: string;
  readonly cache: boolean;
}

const SPINNER = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const FRAME_MS = 90;

export interface ProcessRuntime extends Runtime {
  /** Takes the progress line away, before other output. */
  done(): void;
}

/**
 * A runtime over this process. The first interrupt aborts what runs, the second ends the process at once.
 * Progress goes to standard error: a spinner on a terminal, a line a step elsewhere.
 */
export function processRuntime({ cwd, cache }: RuntimeOptions): ProcessRuntime {
  const controller = new AbortController();
  process.on("SIGINT", () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(new Error("interrupted"));
  });
  let timer: NodeJS.Timeout | undefined;
  const done = () => {
    if (!timer) return;
    clearInterval(timer);
    timer = undefined;
    process.stderr.write("\r\u001b[K");
  };
  return {
    cwd,
    cacheDir: cache ? envPaths("schemaforge", { suffix: "" }).cache : undefined,
    env: process.env,
    signal: controller.signal,
    now: () => new Date(),
    progress: (message) => {
      done();
      if (!process.stderr.isTTY) {
        process.stderr.write(`${message}\n`);
        return;
      }
      let frame = 0;
      timer = setInterval(
        () => process.stderr.write(`\r\u001b[K${SPINNER[frame++ % SPINNER.length]} ${message}`),
        FRAME_MS,
      );
      timer.unref();
    },
    done,
  };
}

/**
 * All of standard input as text.
 *
 * @throws the signal's reason when it aborts before the end of input
 */
export async function readInput(signal: AbortSignal): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of addAbortSignal(signal, process.stdin)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
