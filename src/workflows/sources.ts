/** A SOURCE is any schema, written the same way for every command (docs/cli.md). */
import { open, readdir, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { engineName } from "../engines/registry.ts";
import { FORMAT_NAMES, formatOfFile, isFormat } from "../formats/registry.ts";
import { SchemaforgeError } from "../model/errors.ts";
import type { Runtime } from "../runtime.ts";
import { MODULE_FILE } from "./modules.ts";

export type Source =
  | { readonly kind: "model"; readonly file: string; readonly name: string }
  | {
      readonly kind: "text";
      /** Absent where nobody said: the text itself may. */
      readonly dialect: string | undefined;
      readonly files: readonly string[];
      readonly name: string;
    }
  | {
      readonly kind: "format";
      readonly format: string;
      readonly files: readonly string[];
      /** The folder from which the files are named; a single file is named as it was given. */
      readonly folder: string | undefined;
      readonly name: string;
    }
  | { readonly kind: "live"; readonly engine: string; readonly url: string; readonly name: string }
  | { readonly kind: "stdin"; readonly dialect: string | undefined; readonly name: string }
  | {
      readonly kind: "git";
      readonly revision: string;
      readonly path: string;
      readonly dialect: string | undefined;
      readonly name: string;
    }
  | { readonly kind: "empty"; readonly name: string };

/** Prefixes of sources that the design names and this version does not read. */
const NOT_YET = new Set(["typeorm", "sequelize", "mongoose", "sqlalchemy", "odmantic", "dbml", "migrations"]);

const LIVE: { readonly [scheme: string]: string } = {
  "postgres:": "postgres",
  "postgresql:": "postgres",
  "sqlite:": "sqlite",
  "mysql:": "mysql",
  "mariadb:": "mariadb",
  "mongodb:": "mongodb",
  "mongodb+srv:": "mongodb",
};

/** Run together with the others, such a file would undo them. */
const BACKWARDS = /\.down\.sql$|^U\d[\w.]*__.*\.sql$/;

const MODEL_NAME = /\.model\.(ya?ml|json|[cm]?[jt]s)$/;
const CODE_NAMES: readonly { readonly pattern: RegExp; readonly what: string }[] = [
  { pattern: /\.dbml$/, what: "DBML" },
  { pattern: /\.py$/, what: "Python models" },
  { pattern: /\.[jt]sx$/, what: "components" },
];

function notYet(what: string, text: string): SchemaforgeError {
  return new SchemaforgeError("SOURCE_NOT_SUPPORTED", `this version does not read ${what}`, {
    where: { object: text },
    remedy:
      "Give a model file, SQL text (postgres:FILE, sqlite:FILE), a live database (postgres://…, sqlite://…) or empty",
  });
}

/**
 * Understands a SOURCE.
 *
 * @param dialect the dialect of SQL text that says none itself (`--dialect`)
 * @throws SchemaforgeError for a missing file, a folder without SQL, an unknown or unsupported form
 */
export async function parseSource(text: string, runtime: Runtime, dialect?: string): Promise<Source> {
  const said = dialect === undefined ? undefined : (engineName(dialect) ?? dialect);
  if (text === "empty") return { kind: "empty", name: "empty" };
  if (text === "-") return { kind: "stdin", dialect: said, name: "standard input" };
  const scheme = /^([a-z+]+:)\/\//.exec(text)?.[1];
  if (scheme !== undefined) return liveSource(scheme, text);
  const prefix = /^([a-z]{2,}):(.*)$/s.exec(text);
  if (prefix?.[1] === "git") return gitSource(prefix[2] ?? "", said);
  const word = prefix?.[1] ?? "";
  if (isFormat(word)) return formatSource(prefix?.[2] ?? "", runtime, word);
  if (NOT_YET.has(word)) throw notYet(`${word} sources`, text);
  const engine = engineName(word);
  if (prefix && engine !== undefined) return fileSource(prefix[2] ?? "", runtime, engine);
  return fileSource(text, runtime, said);
}

function liveSource(scheme: string, url: string): Source {
  const engine = LIVE[scheme];
  if (engine === undefined) {
    throw new SchemaforgeError("UNKNOWN_SCHEME", `there is no source of the form ${scheme}//`, {
      remedy: `Use one of: ${Object.keys(LIVE)
        .map((known) => `${known}//`)
        .join(" ")}`,
    });
  }
  return { kind: "live", engine, url, name: `${scheme}//…` };
}

function gitSource(rest: string, dialect: string | undefined): Source {
  const at = rest.indexOf(":");
  const revision = rest.slice(0, at);
  const [, prefix, path = ""] = /^(?:([a-z]{2,}):)?(.*)$/s.exec(rest.slice(at + 1)) ?? [];
  if (prefix !== undefined && (NOT_YET.has(prefix) || (engineName(prefix) === undefined && !isFormat(prefix)))) {
    throw notYet(`${prefix} sources`, `git:${rest}`);
  }
  if (at <= 0 || path === "" || revision.startsWith("-")) {
    throw new SchemaforgeError("BAD_SOURCE", "a source at another revision is written git:REV:path", {
      where: { object: `git:${rest}` },
      remedy: "For example git:HEAD~1:schema.model.yaml",
    });
  }
  if (MODULE_FILE.test(path)) {
    throw new SchemaforgeError("SOURCE_NOT_SUPPORTED", "a module at another revision is not run", {
      where: { object: `git:${rest}` },
      remedy: "Check the revision out into a folder of its own (git worktree add), and name the file there",
    });
  }
  const written = prefix === undefined ? undefined : engineName(prefix);
  return { kind: "git", revision, path, dialect: written ?? dialect, name: `${revision}:${path}` };
}

const NUMERIC = new Intl.Collator("en", { numeric: true });

/** Names in the order in which people number them: `2.sql` before `10.sql`. */
export function inOrder(names: readonly string[]): string[] {
  return [...names].sort((a, b) => NUMERIC.compare(a, b) || (a < b ? -1 : 1));
}

async function fileSource(path: string, runtime: Runtime, dialect: string | undefined): Promise<Source> {
  const file = resolve(runtime.cwd, path);
  const found = await stat(file).catch(() => undefined);
  if (!found) {
    throw new SchemaforgeError("FILE_NOT_FOUND", `there is no file or folder ${path}`, {
      where: { file: path },
      remedy: "Check the path; a SOURCE is a model, SQL text, a live database's URL, or empty",
    });
  }
  if (found.isDirectory()) return folderSource(file, path, dialect);
  if (/\.(ya?ml|json)$/.test(file) || MODULE_FILE.test(file)) return { kind: "model", file, name: path };
  const format = formatOfFile(file);
  if (format !== undefined) return { kind: "format", format, files: [file], folder: undefined, name: path };
  const code = CODE_NAMES.find(({ pattern }) => pattern.test(file));
  if (code) throw notYet(code.what, path);
  if (await isSqliteFile(file)) return { kind: "live", engine: "sqlite", url: file, name: path };
  return { kind: "text", dialect, files: [file], name: path };
}

/** `prisma:PATH`: a file whatever it is called, or all files of the format in a folder. */
async function formatSource(path: string, runtime: Runtime, format: string): Promise<Source> {
  const place = resolve(runtime.cwd, path);
  const found = await stat(place).catch(() => undefined);
  const files = found?.isDirectory() ? await filesOfFormat(place, format) : [place];
  if (found && files.length > 0) {
    return { kind: "format", format, files, folder: found.isDirectory() ? place : undefined, name: path };
  }
  const what = found ? `the folder ${path} holds no files of ${format}` : `there is no file or folder ${path}`;
  throw new SchemaforgeError(found ? "NOTHING_TO_READ" : "FILE_NOT_FOUND", what, {
    where: { file: path },
    remedy: "Check the path",
  });
}

/** Folders that hold no schema of the project itself. */
const OTHERS = /(^|[\\/])(node_modules|migrations|\.[^\\/]+)([\\/]|$)/;

/** The files of a format in a folder and those below it, in natural order. */
export async function filesOfFormat(folder: string, format: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true });
  return inOrder(entries.filter((entry) => formatOfFile(entry) === format && !OTHERS.test(entry))).map((entry) =>
    join(folder, entry),
  );
}

async function folderSource(folder: string, name: string, dialect: string | undefined): Promise<Source> {
  const entries = inOrder(await readdir(folder));
  const models = entries.filter((entry) => MODEL_NAME.test(entry));
  if (models.length === 1 && models[0] !== undefined)
    return { kind: "model", file: join(folder, models[0]), name: join(name, models[0]) };
  for (const format of FORMAT_NAMES) {
    const files = await filesOfFormat(folder, format);
    if (files.length > 0) return { kind: "format", format, files, folder, name };
  }
  const sql = entries.filter((entry) => entry.endsWith(".sql"));
  const back = sql.find((entry) => BACKWARDS.test(entry));
  if (back !== undefined) throw notYet(`folders of migrations (${back} leads back)`, name);
  const files = sql.map((entry) => join(folder, entry));
  if (files.length > 0) return { kind: "text", dialect, files, name };
  throw new SchemaforgeError(
    "NOTHING_TO_READ",
    `the folder ${basename(folder)} holds neither one model, nor ${FORMAT_NAMES.join(" or ")} files, nor SQL files`,
    {
      where: { file: name },
      remedy: "Name the file itself",
    },
  );
}

/** SQLite's files begin with this (file format, section 1.3). */
async function isSqliteFile(file: string): Promise<boolean> {
  const handle = await open(file, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(16), 0, 16, 0);
    return bytesRead === 16 && buffer.toString("latin1") === "SQLite format 3\0";
  } finally {
    await handle.close();
  }
}
