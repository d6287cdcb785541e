/** Reads a source: a Model, or a Catalog of one engine. */
import { readFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import type { Catalog } from "../catalog/catalog.ts";
import type { Engine, Notice, Reading, ReadOptions, SourceText } from "../engines/engine.ts";
import { ENGINES, loadEngine } from "../engines/registry.ts";
import type { FormatFile, FormatFinding } from "../formats/format.ts";
import { formatOfFile, loadFormat } from "../formats/registry.ts";
import { SchemaforgeError } from "../model/errors.ts";
import type { Loss } from "../model/loss.ts";
import type { EngineName, Model } from "../model/model.ts";
import type { Runtime } from "../runtime.ts";
import { detectDialect } from "./dialects.ts";
import { textsAtRevision } from "./git.ts";
import { cannotInclude, includesOnDisk, noIncludes, type ReadIncluded, readWholeModel } from "./includes.ts";
import { loadModelModule, MODULE_FILE } from "./modules.ts";
import type { Source } from "./sources.ts";

export type Loaded =
  | {
      readonly kind: "model";
      readonly model: Model;
      readonly name: string;
      /** Of files of a format: what they say that the Model does not hold, and what is worth telling. */
      readonly losses?: readonly Loss[];
      readonly notices?: readonly Notice[];
      /** Properties of objects that the format's own tool never makes in a database. */
      readonly unmade?: readonly string[];
      /** The engine that files of a format are written for. */
      readonly writtenFor?: EngineName;
    }
  | {
      readonly kind: "catalog";
      readonly engine: Engine;
      readonly reading: Reading;
      readonly name: string;
      /** Reads the source once more, with rows. */
      readonly readAgain?: (options: ReadOptions) => Promise<Reading>;
    }
  | { readonly kind: "empty"; readonly name: string };

/** Text from standard input, given by the face that owns it. */
export type ReadInput = () => Promise<string>;

const noInput: ReadInput = () =>
  Promise.reject(new SchemaforgeError("NO_INPUT", "there is no standard input here", { remedy: "Name a file" }));

/**
 * Reads a source.
 *
 * @param fallback the dialect of SQL text that neither says nor shows one
 * @throws SchemaforgeError with the place of what cannot be read
 */
export async function loadSource(
  source: Source,
  runtime: Runtime,
  input: ReadInput = noInput,
  fallback: string = DEFAULT_DIALECT,
): Promise<Loaded> {
  switch (source.kind) {
    case "empty":
      return { kind: "empty", name: source.name };
    case "model":
      if (MODULE_FILE.test(source.file)) {
        return { kind: "model", model: await loadModelModule(source.file, source.name), name: source.name };
      }
      return loadModel(
        await readText(source.file, source.name),
        source.name,
        includesOnDisk(source.file, source.name, runtime),
      );
    case "text": {
      const alone = source.files.length === 1;
      const texts = source.files.map(async (file): Promise<SourceText> => {
        const name = alone ? source.name : join(source.name, basename(file));
        return { name, text: await readText(file, name) };
      });
      return loadText(await Promise.all(texts), source, fallback, runtime);
    }
    case "live": {
      const engine = await loadEngine(source.engine);
      return readable(engine, (options) => engine.readLive(source.url, options, runtime), source.name);
    }
    case "format":
      return loadFormatFiles(source);
    case "stdin": {
      const text = await input();
      return isModel(text)
        ? loadModel(text, source.name, noIncludes)
        : loadText([{ name: source.name, text }], source, fallback, runtime);
    }
    case "git":
      return loadRevision(source, fallback, runtime);
  }
}

const DEFAULT_DIALECT = "postgres";
const MODEL_FILE = /\.model\.(ya?ml|json)$/;

async function loadRevision(source: Source & { kind: "git" }, fallback: string, runtime: Runtime): Promise<Loaded> {
  const { revision } = source;
  const included: ReadIncluded = async (name, include) => {
    try {
      const [found, ...more] = await textsAtRevision(revision, name.slice(revision.length + 1), runtime);
      if (found && more.length === 0) return found.text;
    } catch (error) {
      if (!(error instanceof SchemaforgeError)) throw error;
    }
    throw cannotInclude(include, `there is no file ${name}`, "Paths are relative to the file that includes");
  };
  const texts = await textsAtRevision(source.revision, source.path, runtime);
  const [only] = texts;
  if (texts.length === 1 && only && (/\.(ya?ml|json)$/.test(only.name) || isModel(only.text))) {
    return loadModel(only.text, only.name, included);
  }
  const models = texts.filter(({ name }) => MODEL_FILE.test(name));
  const [model] = models;
  if (models.length === 1 && model) return loadModel(model.text, model.name, included);
  const format = texts.map(({ name }) => formatOfFile(name)).find((found) => found !== undefined);
  if (format !== undefined) {
    const files = texts.filter(({ name }) => formatOfFile(name) === format);
    return readFormat(
      format,
      files.map(({ name, text }) => ({ path: name, text })),
      source.name,
    );
  }
  const sql = texts.length === 1 ? texts : texts.filter(({ name }) => name.endsWith(".sql"));
  if (sql.length > 0) return loadText(sql, source, fallback, runtime);
  throw new SchemaforgeError("NOTHING_TO_READ", "the folder held neither one model nor SQL files", {
    where: { object: source.name },
    remedy: "Name the file itself",
  });
}

async function loadFormatFiles({ format, files, folder, name }: Source & { kind: "format" }): Promise<Loaded> {
  const texts = files.map(async (file): Promise<FormatFile> => {
    const path = folder === undefined ? name : join(name, relative(folder, file));
    return { path, text: await readText(file, path) };
  });
  return readFormat(format, await Promise.all(texts), name);
}

/** @throws SchemaforgeError with file, line and column of what the format does not take */
async function readFormat(format: string, files: readonly FormatFile[], name: string): Promise<Loaded> {
  const { read, unmade } = await loadFormat(format);
  const { model, losses, findings, engine } = await read(files);
  return {
    kind: "model",
    model,
    name,
    losses,
    notices: findings.map(noticeOf),
    ...(unmade ? { unmade } : {}),
    ...(engine === undefined ? {} : { writtenFor: engine }),
  };
}

/** The name of the engine that a source is of; undefined for a model, which is of none. */
export function engineNameOf(loaded: Loaded): string | undefined {
  if (loaded.kind === "catalog") return loaded.engine.name;
  return loaded.kind === "model" ? loaded.writtenFor : undefined;
}

/** What a format found, as a notice. */
export function noticeOf({ code, message, remedy, where }: FormatFinding): Notice {
  const text = remedy === undefined ? message : `${message}. ${remedy}`;
  return { code, message: text, ...(where ? { where } : {}) };
}

async function readText(file: string, name: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new SchemaforgeError("CANNOT_READ", `the file cannot be read: ${(error as Error).message}`, {
      where: { file: name },
      remedy: "Check the path and the permissions",
    });
  }
  try {
    // No text has a NUL; dumps in a program's own format and UTF-16 do.
    if (!bytes.includes(0)) return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // Said below.
  }
  throw new SchemaforgeError("NOT_TEXT", "the file is not text in UTF-8", {
    where: { file: name },
    remedy: "Save it as UTF-8; of a database, give a dump as plain SQL (pg_dump without -Fc) or its URL",
  });
}

async function loadModel(text: string, name: string, read: ReadIncluded): Promise<Loaded> {
  return { kind: "model", model: (await readWholeModel(text, name, read)).model, name };
}

/** A model without a file name says so in its first key. */
function isModel(text: string): boolean {
  return /^\s*(#[^\n]*\n\s*)*["{]?\s*"?schemaforge"?\s*:/.test(text);
}

async function loadText(
  texts: readonly SourceText[],
  { dialect, name }: { readonly dialect: string | undefined; readonly name: string },
  fallback: string,
  runtime: Runtime,
): Promise<Loaded> {
  const engine = await loadEngine(dialect ?? detected(texts, name) ?? fallback);
  return readable(engine, (options) => engine.readText(texts, runtime, options), name);
}

/** What was read, and how to read it again with rows: which ones is known only once the other side of a diff is. */
async function readable(
  engine: Engine,
  readAgain: (options: ReadOptions) => Promise<Reading>,
  name: string,
): Promise<Loaded> {
  return { kind: "catalog", engine, reading: await readAgain({}), name, readAgain };
}

/** @throws SchemaforgeError `DIALECT_NOT_SUPPORTED` for a text that shows the dialect of an engine that we do not have */
function detected(texts: readonly SourceText[], name: string): string | undefined {
  const found = detectDialect(texts.map(({ text }) => text).join("\n"));
  if (!found || ENGINES.includes(found.dialect)) return found?.dialect;
  const because = found.because.slice(0, 3).join(", ");
  throw new SchemaforgeError(
    "DIALECT_NOT_SUPPORTED",
    `the text looks like ${found.product} (${because}), which this version does not read`,
    { where: { file: name }, remedy: `If it is of another dialect, say so: postgres:${name}` },
  );
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
  if (loaded.kind === "model") {
    const { catalog, losses } = engine.lower(loaded.model);
    return { catalog, losses: [...(loaded.losses ?? []), ...losses], notices: loaded.notices ?? [] };
  }
  if (loaded.kind === "empty") {
    return { ...engine.lower(EMPTY_MODEL), notices: [] };
  }
  if (loaded.engine.name === engine.name) return loaded.reading;
  throw new SchemaforgeError("OTHER_ENGINE", `${loaded.name} is ${loaded.engine.name}, not ${engine.name}`, {
    remedy:
      "Databases of different engines are compared and converted through a model, which this version cannot make from one",
  });
}

/** What `empty` means as a model. */
export const EMPTY_MODEL: Model = {
  conventions: { tables: "snake_plural", columns: "snake", id: "uuid", timestamps: true },
  types: [],
  entities: [],
  targets: {},
};
