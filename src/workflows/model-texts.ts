/** Model files as texts: found, read, and written back in place. */
import { randomUUID } from "node:crypto";
import { chmod, readdir, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { SchemaforgeError } from "../model/errors.ts";
import type { Runtime } from "../runtime.ts";

export interface ModelText {
  /** As people named it; places in it are given under this name. */
  readonly name: string;
  /** Where it is; undefined for standard input. */
  readonly path: string | undefined;
  readonly text: string;
}

/** How the model files of a folder are called. */
export const MODEL_FILE = /\.model\.(ya?ml|json)$/;

/**
 * The texts of model files.
 *
 * @param names files, folders (the model files in them) and `-`; the current folder if empty
 * @param input standard input and the name that it goes by
 * @throws SchemaforgeError `FILE_NOT_FOUND`, `NO_SOURCE`, `CANNOT_READ`, `NOT_TEXT`
 */
export async function modelTexts(
  names: readonly string[],
  runtime: Runtime,
  input: { readonly read: () => Promise<string>; readonly name: string },
): Promise<ModelText[]> {
  const texts: ModelText[] = [];
  for (const name of names.length === 0 ? ["."] : names) {
    if (name === "-") texts.push({ name: input.name, path: undefined, text: await input.read() });
    else for (const file of await filesOf(name, runtime)) texts.push(await readModelText(file, runtime));
  }
  return texts;
}

async function filesOf(name: string, runtime: Runtime): Promise<string[]> {
  const path = resolve(runtime.cwd, name);
  const found = await stat(path).catch(() => undefined);
  if (!found) {
    throw new SchemaforgeError("FILE_NOT_FOUND", `there is no file or folder ${name}`, {
      where: { file: name },
      remedy: "Check the path",
    });
  }
  if (!found.isDirectory()) return [name];
  const files = (await readdir(path)).filter((entry) => MODEL_FILE.test(entry)).sort();
  if (files.length > 0) return files.map((file) => join(name, file));
  throw new SchemaforgeError("NO_SOURCE", "the folder holds no model file", {
    where: { file: name },
    remedy: "Name the file; a folder's models are called *.model.yaml or *.model.json",
  });
}

/**
 * The text of one file.
 * @throws SchemaforgeError `CANNOT_READ`, `NOT_TEXT`
 */
export async function readModelText(name: string, runtime: Runtime): Promise<ModelText> {
  const path = resolve(runtime.cwd, name);
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new SchemaforgeError("CANNOT_READ", `the file cannot be read: ${(error as Error).message}`, {
      where: { file: name },
      remedy: "Check the path and the permissions",
    });
  }
  try {
    // A mark at the start is taken off, and put back by nobody: YAML and JSON need none.
    return { name, path, text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    throw new SchemaforgeError("NOT_TEXT", "the file is not text in UTF-8", {
      where: { file: name },
      remedy: "Save it as UTF-8",
    });
  }
}

/**
 * Writes texts back to their files: behind links, with the permissions that they had, each whole or not at all.
 *
 * @throws SchemaforgeError `CANNOT_WRITE`
 */
export async function writeBack(texts: readonly { readonly path: string; readonly text: string }[]): Promise<void> {
  const waiting: { readonly temporary: string; readonly path: string }[] = [];
  try {
    for (const { path, text } of texts) {
      const real = await realpath(path);
      const temporary = `${real}.${randomUUID()}`;
      waiting.push({ temporary, path: real });
      await writeFile(temporary, text, { flag: "wx" });
      await chmod(temporary, (await stat(real)).mode);
    }
    for (const { temporary, path } of waiting) await rename(temporary, path);
  } catch (error) {
    for (const { temporary } of waiting) await rm(temporary, { force: true }).catch(() => undefined);
    throw new SchemaforgeError("CANNOT_WRITE", `the file cannot be written: ${(error as Error).message}`, {
      where: { file: texts.map(({ path }) => path).join(", ") },
      remedy: "Check the permissions of the file and its folder",
      cause: error,
    });
  }
}
