/** A Runtime for tests: a cache folder of their own kept between runs, no progress shown. */
import { join } from "node:path";
import type { Runtime } from "../../src/runtime.ts";

/** `cwd` is the project's folder, from which tests run; the cache is `node_modules/.cache/schemaforge-test`. */
export function testRuntime(changes: Partial<Runtime> = {}): Runtime {
  return {
    cwd: process.cwd(),
    cacheDir: join(process.cwd(), "node_modules", ".cache", "schemaforge-test"),
    env: {},
    signal: new AbortController().signal,
    now: () => new Date(0),
    progress: () => undefined,
    ...changes,
  };
}
