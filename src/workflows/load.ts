/** Reads a source: a Model, or a Catalog of one engine. */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { promisify } from "node:util";
import type { Catalog } from "../catalog/catalog.ts";
import type { Engine, Notice, Reading, SourceText } from "../engines/engine.ts";
import { loadEngine } from "../engines/registry.ts";
import { SchemaforgeError } from "../model/errors.ts";
import type { Loss } from "../model/loss.ts";
import type { Model } from "../model/model.ts";
import { readModel } from "../model/read.ts";
import type { Runtime } from "../runtime.ts";
import type { Source } from "./sources.ts";

export type Loaded =
  | { readonly kind: "model"; readonly model: Model; readonly name: string }
  | { readonly kind: "catalog"; readonly engine: Engine; readonly reading: Reading; readonly name: string }
  | { readonly kind: "empty"; readonly name: string };

/** Text from standard input, given by the face that owns it. */
export type ReadInput = () => Promise<string>;

const noInput: ReadInput = () =>
  Promise.reject(new SchemaforgeError("NO_INPUT", "there is no standard input here", { remedy: "Name a file" }));

/**
 * Reads a source.
 *
 * @throws SchemaforgeError with the place of what cannot be read
 */
export async function loadSource(source: Source, runtime: Runtime, input: ReadInput = noInput): Promise<Loaded> {
  switch (source.kind) {
    case "empty":
      return { kind: "empty", name: source.name };
    case "model":
      return loadModel(await readText(source.file, source.name), source.name);
    case "text": {
      const texts = await Promise.all(
        source.files.map(
          async (file): Promise<SourceText> => ({
            name: nameOf(file, source),
            text: await readText(file, source.name),
          }),
        ),
      );
      return loadText(texts, source.dialect, source.name, runtime);
    }
    case "live": {
      const engine = await loadEngine(source.engine);
      return { kind: "catalog", engine, reading: await engine.readLive(source.url, {}, runtime), name: source.name };
    }
    case "stdin":
      return loadUnknown(await input(), source.dialect, source.name, runtime, "");
    case "git":
      return loadUnknown(await atRevision(source, runtime), source.dialect, source.name, runtime, extname(source.path));
  }
}

function nameOf(file: string, source: { readonly files: readonly string[]; readonly name: string }): string {
  return source.files.length === 1 ? source.name : file;
}

async function readText(file: string, name: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new SchemaforgeError("CANNOT_READ", `the file cannot be read: ${(error as Error).message}`, {
      where: { file: name },
      remedy: "Check the path and the permissions",
    });
  }
}

function loadModel(text: string, name: string): Loaded {
  return { kind: "model", model: readModel(text, name).model, name };
}

async function loadText(
  texts: readonly SourceText[],
  dialect: string,
  name: string,
  runtime: Runtime,
): Promise<Loaded> {
  const engine = await loadEngine(dialect);
  return { kind: "catalog", engine, reading: await engine.readText(texts, runtime), name };
}

/** A text without a file name: a model says so in its first key. */
function loadUnknown(
  text: string,
  dialect: string | undefined,
  name: string,
  runtime: Runtime,
  extension: string,
): Promise<Loaded> | Loaded {
  const isModel =
    /\.(ya?ml|json)$/.test(extension) ||
    (dialect === undefined && /^\s*(#[^\n]*\n\s*)*["{]?\s*"?schemaforge"?\s*:/.test(text));
  if (isModel) return loadModel(text, name);
  return loadText([{ name, text }], dialect ?? "postgres", name, runtime);
}

async function atRevision(source: Source & { readonly kind: "git" }, runtime: Runtime): Promise<string> {
  const run = promisify(execFile);
  try {
    const { stdout } = await run("git", ["show", `${source.revision}:./${source.path}`], {
      cwd: runtime.cwd,
      maxBuffer: 256 * 1024 * 1024,
      signal: runtime.signal,
    });
    return stdout;
  } catch (error) {
    const [reason] = ((error as { stderr?: string }).stderr || (error as Error).message).trim().split("\n");
    throw new SchemaforgeError("GIT_FAILED", reason ?? "git could not show the file", {
      where: { object: source.name },
      remedy: "Check the revision and the path, which is relative to the current folder",
    });
  }
}

export interface AsCatalog {
  readonly catalog: Catalog;
  readonly notices: readonly Notice[];
  readonly losses: readonly Loss[];
}

/**
 * The catalog of what was loaded, in one engine.
 *
 * @throws SchemaforgeError when it is a catalog of another engine
 */
export function catalogOf(loaded: Loaded, engine: Engine): AsCatalog {
  if (loaded.kind === "model") return { ...engine.lower(loaded.model), notices: [] };
  if (loaded.kind === "empty") {
    return { ...engine.lower({ conventions: EMPTY_CONVENTIONS, types: [], entities: [], targets: {} }), notices: [] };
  }
  if (loaded.engine.name === engine.name) return loaded.reading;
  throw new SchemaforgeError("OTHER_ENGINE", `${loaded.name} is ${loaded.engine.name}, not ${engine.name}`, {
    remedy:
      "Databases of different engines are compared and converted through a model, which this version cannot make from one",
  });
}

const EMPTY_CONVENTIONS = { tables: "snake_plural", columns: "snake", id: "uuid", timestamps: false } as const;
