/** Values that JavaScript and TypeScript modules export: models and configs. Importing a module runs it. */
import { randomUUID } from "node:crypto";
import { rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { SchemaforgeError } from "../model/errors.ts";
import type { Model } from "../model/model.ts";
import { ModelError, type Problem } from "../model/problems.ts";
import { modelFromObject } from "../model/read.ts";
import { modelToObject } from "../model/write.ts";

/** Names of files that hold modules. */
export const MODULE_FILE = /\.[cm]?[jt]s$/;
const TYPESCRIPT = /\.[cm]?ts$/;

/**
 * The model that a module exports by default: what `defineModel` made, or the object of a model file.
 *
 * @param file absolute path; @param name how people called it
 * @throws ModelError with everything that is wrong in the model; SchemaforgeError as `importDefault`
 */
export async function loadModelModule(file: string, name: string): Promise<Model> {
  const value = await importDefault(file, name);
  return modelFromObject(fileObject(value, name), name);
}

/** The object of a model file, of which a Model is one form. */
function fileObject(value: unknown, name: string): object {
  if (typeof value === "object" && value !== null) {
    if (!("entities" in value) || !Array.isArray(value.entities)) return value;
    try {
      return modelToObject(value as Model);
    } catch {
      // Not a Model: said below.
    }
  }
  throw new SchemaforgeError("NO_MODEL", "the module does not export a model", {
    where: { file: name },
    remedy: 'Write `export default defineModel({ … })`, with `import { defineModel } from "schemaforge"`',
  });
}

/**
 * What a module exports by default. TypeScript is read by Node itself where it can (22.18 and later), else by the
 * project's own esbuild.
 *
 * @throws SchemaforgeError `TYPESCRIPT_NOT_READ`, `CANNOT_IMPORT`; ModelError as the module throws it
 */
export async function importDefault(file: string, name: string): Promise<unknown> {
  if (!TYPESCRIPT.test(file) || readsTypeScript()) return importFile(file, name);
  const esbuild = projectEsbuild(file);
  if (esbuild === undefined) {
    throw new SchemaforgeError("TYPESCRIPT_NOT_READ", `Node ${process.versions.node} does not read TypeScript`, {
      where: { file: name },
      remedy:
        "Use Node 22.18 or later, add esbuild to the project (npm install -D esbuild), or write the file in JavaScript",
    });
  }
  // Beside the original, so that it imports what that imports.
  const compiled = join(dirname(file), `.${basename(file)}.${randomUUID()}.mjs`);
  try {
    await writeFile(compiled, await compile(esbuild, file, name));
    return await importFile(compiled, name);
  } finally {
    await rm(compiled, { force: true }).catch(() => undefined);
  }
}

function readsTypeScript(): boolean {
  // Since Node 22.10; "strip" or "transform".
  return "typescript" in process.features && Boolean(process.features.typescript);
}

/** The path of the esbuild that the file's project has installed. */
function projectEsbuild(file: string): string | undefined {
  try {
    return createRequire(file).resolve("esbuild");
  } catch {
    return undefined;
  }
}

/** Of esbuild's interface, what is used here. */
interface Esbuild {
  build(options: object): Promise<{ readonly outputFiles?: readonly { readonly text: string }[] }>;
}

async function compile(esbuild: string, file: string, name: string): Promise<string> {
  try {
    const loaded = (await import(pathToFileURL(esbuild).href)) as { readonly default: Esbuild };
    const { outputFiles } = await loaded.default.build({
      entryPoints: [file],
      bundle: true,
      packages: "external",
      platform: "node",
      format: "esm",
      write: false,
      logLevel: "silent",
    });
    return outputFiles?.[0]?.text ?? "";
  } catch (error) {
    throw cannotImport(error, name);
  }
}

async function importFile(file: string, name: string): Promise<unknown> {
  try {
    // Node keeps modules by address: one that was changed since has another.
    const { mtimeMs } = await stat(file);
    const module = (await import(`${pathToFileURL(file).href}?at=${mtimeMs}`)) as { readonly default?: unknown };
    return await module.default;
  } catch (error) {
    // Another copy of this package may have thrown it.
    if (error instanceof Error && error.name === "ModelError" && "problems" in error && Array.isArray(error.problems)) {
      throw new ModelError((error.problems as readonly Problem[]).map((problem) => inFile(problem, name)));
    }
    throw cannotImport(error, name);
  }
}

function inFile(problem: Problem, name: string): Problem {
  return "object" in problem.where ? { ...problem, where: { object: `${name}: ${problem.where.object}` } } : problem;
}

function cannotImport(error: unknown, name: string): SchemaforgeError {
  const [reason = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return new SchemaforgeError("CANNOT_IMPORT", `the module cannot be imported: ${reason}`, {
    where: { file: name },
    remedy:
      code === "ERR_MODULE_NOT_FOUND"
        ? "Install what it imports, schemaforge itself among it (npm install -D schemaforge)"
        : "Correct the module; it runs with `node` as it stands",
    cause: error,
  });
}
