/** The config of a project: a file of its own, or a key of package.json. */
import { readdir, readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parse as parseYaml } from "yaml";
import { SchemaforgeError } from "../model/errors.ts";
import { nearest } from "../model/suggest.ts";
import type { Runtime } from "../runtime.ts";
import { importDefault, MODULE_FILE } from "./modules.ts";

export interface Config {
  /** The SOURCE that commands take when none is given. */
  readonly source?: string;
  /** Engine, and dialect of SQL text that says none. */
  readonly engine?: string;
  /** Folder for generated files. */
  readonly out?: string;
  /** Folder of migrations. */
  readonly migrations?: string;
}

const FILES = ["schemaforge.config.yaml", "schemaforge.config.yml", "schemaforge.config.json"] as const;
const KEYS: readonly (keyof Config)[] = ["source", "engine", "out", "migrations"];
const MODULE = /^schemaforge\.config\.[cm]?[jt]s$/;
const MANIFEST = "package.json";

export interface FoundConfig {
  /** Name of the file that holds it. */
  readonly from: string;
  readonly config: Config;
}

/**
 * The config of the current folder: the given file, else `schemaforge.config.yaml` or `.json`, else what
 * `schemaforge.config.ts` or `.js` exports by default, else the key `schemaforge` of package.json. `${VAR}`, `${VAR:-otherwise}` and `${VAR:?message}` in values are taken from the environment.
 *
 * @param given path of a config file (`--config`)
 * @throws SchemaforgeError `CANNOT_READ`, `BAD_CONFIG` or `NOT_SET`, and for modules as `importDefault`
 */
export async function findConfig(runtime: Runtime, given?: string): Promise<FoundConfig | undefined> {
  const entries = await readdir(runtime.cwd);
  const file =
    given ?? FILES.find((name) => entries.includes(name)) ?? entries.sort().find((entry) => MODULE.test(entry));
  const text = (name: string) =>
    readFile(resolve(runtime.cwd, name), "utf8").catch((error: Error) => {
      throw new SchemaforgeError("CANNOT_READ", `the config cannot be read: ${error.message}`, {
        where: { file: name },
        remedy: "Check the path and the permissions",
      });
    });
  if (file !== undefined && MODULE_FILE.test(file)) {
    return { from: file, config: checked(await importDefault(resolve(runtime.cwd, file), file), file, runtime.env) };
  }
  if (file !== undefined) return { from: file, config: checked(parse(await text(file), file), file, runtime.env) };
  if (!entries.includes(MANIFEST)) return undefined;
  const manifest = parse(await text(MANIFEST), MANIFEST);
  const own = (manifest as { readonly schemaforge?: unknown } | null)?.schemaforge;
  return own === undefined ? undefined : { from: MANIFEST, config: checked(own, MANIFEST, runtime.env) };
}

function parse(text: string, file: string): unknown {
  try {
    return file.endsWith(".json") ? JSON.parse(text) : parseYaml(text, { maxAliasCount: 0 });
  } catch (error) {
    const [reason] = (error as Error).message.split("\n");
    throw bad(`the file is not well-formed: ${reason}`, file, "Correct the file");
  }
}

function bad(message: string, file: string, remedy?: string): SchemaforgeError {
  return new SchemaforgeError("BAD_CONFIG", message, {
    where: { file },
    remedy: remedy ?? `A config has the keys ${KEYS.join(", ")}, each a text`,
  });
}

function checked(value: unknown, file: string, env: Runtime["env"]): Config {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw bad("a config is a mapping of keys", file);
  }
  const entries = Object.entries(value).map(([key, item]) => {
    if (!(KEYS as readonly string[]).includes(key)) {
      const near = nearest(key, KEYS);
      throw bad(`unknown key ${key}`, file, near && `Did you mean ${near}?`);
    }
    if (typeof item !== "string") throw bad(`${key} has to be a text`, file);
    return [key, withVariables(item, file, env)];
  });
  return Object.fromEntries(entries);
}

/** `${NAME}`, with an optional `:-otherwise` or `:?message`. */
const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::([-?])([^}]*))?\}/g;

function withVariables(text: string, file: string, env: Runtime["env"]): string {
  return text.replace(VARIABLE, (_whole, name: string, mark: string | undefined, rest: string | undefined) => {
    const value = env[name];
    if (value) return value;
    if (mark === "-") return rest ?? "";
    throw new SchemaforgeError("NOT_SET", `the environment variable ${name} is not set${rest ? `: ${rest}` : ""}`, {
      where: { file },
      remedy: `Set ${name}, or give it a default: \${${name}:-…}`,
    });
  });
}
