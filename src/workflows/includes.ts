/** Reads a model file with the files that it includes. */
import { readFile, realpath } from "node:fs/promises";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { SchemaforgeError, type Where } from "../model/errors.ts";
import { includedName, mergeModels } from "../model/merge.ts";
import { type Include, type ModelFile, readModel } from "../model/read.ts";
import type { Runtime } from "../runtime.ts";

/** The text of an included file by its name. */
export type ReadIncluded = (name: string, include: Include) => Promise<string>;

// More is a mistake, or meant to fill the memory.
const MOST_FILES = 1000;

/**
 * A model file, whole: with what it includes, directly or through other files.
 *
 * @param text its content; @param name its name, which leads the names of the files that it includes
 * @throws ModelError with every problem, in whichever file; SchemaforgeError when an included file cannot be read
 */
export async function readWholeModel(text: string, name: string, read: ReadIncluded): Promise<ModelFile> {
  const main = readModel(text, name);
  if (!main.include) return main;
  const files = new Map<string, ModelFile>([[main.file, main]]);
  const open: ModelFile[] = [main];
  for (let file = open.pop(); file; file = open.pop()) {
    for (const include of file.include ?? []) {
      const target = includedName(file.file, include.path);
      if (files.has(target)) continue;
      if (files.size >= MOST_FILES) throw cannotInclude(include, `more than ${MOST_FILES} files`, "Put some together");
      const next = readModel(await read(target, include), target, { validate: false });
      files.set(target, next);
      open.push(next);
    }
  }
  return mergeModels(main, [...files.values()]);
}

/**
 * Reads included files from disk, none from outside of the project: the current folder, or that of the main file.
 *
 * @param main path of the including file; @param shown its name
 */
export function includesOnDisk(main: string, shown: string, runtime: Runtime): ReadIncluded {
  return async (name, include) => {
    const path = isAbsolute(name) ? name : resolve(dirname(main), relative(dirname(shown), name));
    const root = inside(runtime.cwd, main) ? runtime.cwd : dirname(main);
    const outside = (): SchemaforgeError =>
      cannotInclude(include, "it is outside of the project", "Move it into the folder of the project");
    if (!inside(root, path)) throw outside();
    let real: string;
    try {
      real = await realpath(path);
    } catch {
      throw cannotInclude(include, `there is no file ${name}`, "Paths are relative to the file that includes");
    }
    // A link must not lead where the path itself may not.
    if (!inside(await realpath(root), real)) throw outside();
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(real));
    } catch (error) {
      const reason = error instanceof TypeError ? "it is not text in UTF-8" : (error as Error).message;
      throw cannotInclude(include, reason, "Check the path and the permissions");
    }
  };
}

/** For texts that stand in no folder. */
export const noIncludes: ReadIncluded = (_name, include) =>
  Promise.reject(cannotInclude(include, "the including text is in no folder", "Save it as a file, and name that"));

/** The error for an include that cannot be followed. */
export function cannotInclude(
  { path, where }: { path: string; where: Where },
  why: string,
  remedy: string,
): SchemaforgeError {
  return new SchemaforgeError("CANNOT_INCLUDE", `\`${path}\` cannot be included: ${why}`, { where, remedy });
}

function inside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
