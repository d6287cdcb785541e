/** Writes generated files: inside one folder, at once or not at all, and never over what somebody else wrote. */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, readlink, realpath, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { SchemaforgeError } from "../model/errors.ts";

export interface OutputFile {
  /** Path inside the output folder. */
  readonly path: string;
  readonly text: string;
}

const MARK = "Made by Schemaforge; sha256";

function digest(body: string): string {
  return createHash("sha256").update(body).digest("hex").slice(0, 16);
}

/** The text under a first line that says who made it and from what, so that a later run knows its own work. */
export function signed(body: string, comment: "--" | "#" | "//"): string {
  return `${comment} ${MARK} ${digest(body)}\n${body}`;
}

/** True for a text that we wrote and that nobody has changed since. */
export function isOurs(written: string): boolean {
  // A checkout may have changed the line ends; nobody's work is lost in that.
  const text = written.replaceAll("\r\n", "\n");
  const end = text.indexOf("\n");
  const line = text.slice(0, end);
  return end > 0 && line.includes(MARK) && line.endsWith(digest(text.slice(end + 1)));
}

export interface WriteOptions {
  /** Overwrite files that we did not write. */
  readonly force?: boolean;
  /** Only say what would be written. */
  readonly dryRun?: boolean;
}

/**
 * Writes files under a folder and gives their paths. All are checked before the first is written, and each appears whole
 * or not at all.
 *
 * @throws SchemaforgeError `FOREIGN_FILE`, `OUTSIDE_FOLDER` or `CANNOT_WRITE`; then nothing was written
 */
export async function writeFiles(
  folder: string,
  files: readonly OutputFile[],
  options: WriteOptions = {},
): Promise<string[]> {
  const root = resolve(folder);
  const targets: { path: string; text: string }[] = [];
  for (const file of files) targets.push({ path: await targetOf(root, file, options), text: file.text });
  if (options.dryRun) return targets.map((target) => target.path);
  const written: { temporary: string; path: string }[] = [];
  try {
    for (const { path, text } of targets) {
      await mkdir(dirname(path), { recursive: true });
      const temporary = `${path}.${randomUUID()}`;
      written.push({ temporary, path });
      await writeFile(temporary, text);
    }
    for (const { temporary, path } of written) await rename(temporary, path);
  } catch (error) {
    for (const { temporary } of written) await rm(temporary, { force: true }).catch(() => undefined);
    throw new SchemaforgeError("CANNOT_WRITE", `the folder cannot be written: ${(error as Error).message}`, {
      where: { file: folder },
      remedy: "Choose another folder with --out, or change its permissions",
      cause: error,
    });
  }
  return targets.map((target) => target.path);
}

/** Where a file is to be written: its real path, so that a link inside of the folder is followed and stays a link. */
async function targetOf(root: string, file: OutputFile, options: WriteOptions): Promise<string> {
  const path = await insidePath(root, resolve(join(root, file.path)));
  const present = await readFile(path, "utf8").catch(() => undefined);
  if (present !== undefined && present !== file.text && !options.force && !isOurs(present)) {
    throw new SchemaforgeError("FOREIGN_FILE", "Schemaforge did not write the file, or somebody changed it since", {
      where: { file: path },
      remedy: "Move it away, choose another folder with --out, or overwrite it with --force",
    });
  }
  return path;
}

const MOST_LINKS = 40;

/** The path behind all symbolic links, also where the file, its folder or a link's end does not exist yet. */
async function realPath(path: string, links = 0): Promise<string> {
  const found = await realpath(path).catch(() => undefined);
  const parent = dirname(path);
  if (found !== undefined || parent === path) return found ?? path;
  const link = links < MOST_LINKS ? await readlink(path).catch(() => undefined) : undefined;
  if (link !== undefined) return realPath(resolve(parent, link), links + 1);
  return join(await realPath(parent, links), basename(path));
}

/** @throws SchemaforgeError `OUTSIDE_FOLDER` when symbolic links lead out of the folder */
async function insidePath(root: string, path: string): Promise<string> {
  const [realRoot, real] = [await realPath(root), await realPath(path)];
  const inside = relative(realRoot, real);
  if (inside.startsWith(`..${sep}`) || inside === ".." || isAbsolute(inside)) {
    throw new SchemaforgeError("OUTSIDE_FOLDER", "the file would be written outside of the output folder", {
      where: { file: path },
      remedy: "Remove the symbolic link, or choose another folder with --out",
    });
  }
  // Named as people know it, unless a link leads elsewhere.
  return real === join(realRoot, relative(root, path)) ? path : real;
}
