/** Reads files as they were at a revision, through the git that is installed. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { SourceText } from "../engines/engine.ts";
import { SchemaforgeError } from "../model/errors.ts";
import type { Runtime } from "../runtime.ts";

const run = promisify(execFile);
const LIMIT_BYTES = 256 * 1024 * 1024;

/**
 * The file at `path` (relative to the current folder), or the files of the folder there, at a revision.
 *
 * @throws SchemaforgeError `GIT_FAILED` with git's own reason, `GIT_MISSING`
 */
export async function textsAtRevision(revision: string, path: string, runtime: Runtime): Promise<SourceText[]> {
  const git = async (...args: string[]): Promise<string> => {
    try {
      const options = { cwd: runtime.cwd, maxBuffer: LIMIT_BYTES, signal: runtime.signal };
      return (await run("git", args, options)).stdout;
    } catch (error) {
      throw gitError(error, `${revision}:${path}`);
    }
  };
  const relative = path.startsWith("./") || path.startsWith("../") ? path : `./${path}`;
  const object = (await git("rev-parse", "--verify", "--end-of-options", `${revision}:${relative}`)).trim();
  if ((await git("cat-file", "-t", object)).trim() === "blob") {
    return [{ name: `${revision}:${path}`, text: await git("cat-file", "blob", object) }];
  }
  const entries = (await git("ls-tree", "--full-tree", "-z", object)).split("\0").filter((line) => / blob /.test(line));
  return Promise.all(
    entries.map(async (entry): Promise<SourceText> => {
      const [, hash = "", name = ""] = / blob (\S+)\t(.*)$/s.exec(entry) ?? [];
      return { name: `${revision}:${path.replace(/\/$/, "")}/${name}`, text: await git("cat-file", "blob", hash) };
    }),
  );
}

function gitError(error: unknown, name: string): SchemaforgeError {
  const { code, stderr, message } = error as { code?: unknown; stderr?: string; message: string };
  if (code === "ENOENT") {
    return new SchemaforgeError("GIT_MISSING", "git is not installed", {
      where: { object: name },
      remedy: "Install git, or name a file",
    });
  }
  const [reason = message] = (stderr || message).trim().split("\n");
  return new SchemaforgeError("GIT_FAILED", reason.replace(/^fatal: /, "git: "), {
    where: { object: name },
    remedy: "Check the revision and the path, which is relative to the current folder",
    cause: error,
  });
}
