/** What every command is given: the process's runtime, and the sources that the arguments name. */
import { SchemaforgeError } from "../model/errors.ts";
import { analyze } from "../workflows/analyze.ts";
import { type Config, findConfig } from "../workflows/config.ts";
import { type Loaded, loadSource } from "../workflows/load.ts";
import { parseSource } from "../workflows/sources.ts";
import type { Paint } from "./paint.ts";
import { type ProcessRuntime, readInput } from "./runtime.ts";

/** Options as the parser gives them, by camel-case name. */
export interface Flags {
  readonly [name: string]: string | boolean | readonly string[] | undefined;
}

export interface Context {
  readonly runtime: ProcessRuntime;
  readonly flags: Flags;
  /** For standard error, where people read. */
  readonly paint: Paint;
  /** For standard output, where the artefact goes. */
  readonly ink: Paint;
}

/** The value of an option that takes a text. */
export function textFlag(flags: Flags, name: string): string | undefined {
  const value = flags[name];
  return typeof value === "string" ? value : undefined;
}

/**
 * An option that is true or false.
 * @throws SchemaforgeError for any other word
 */
export function booleanFlag(flags: Flags, name: string): boolean | undefined {
  const value = flags[name];
  if (value === undefined || typeof value === "boolean") return value;
  if (value === "true" || value === "false") return value === "true";
  throw new SchemaforgeError("BAD_OPTION", `--${name} is true or false, not ${String(value)}`, {
    remedy: `Write --${name}=true or --${name}=false`,
  });
}

/** The config of the folder; empty where there is none. */
export async function configOf({ runtime, flags }: Context): Promise<Config> {
  return (await findConfig(runtime, textFlag(flags, "config")))?.config ?? {};
}

/**
 * Loads the source that a text names.
 * @param fallback the dialect of SQL text that neither says nor shows one
 */
export async function load(text: string, context: Context, fallback?: string): Promise<Loaded> {
  const { runtime, flags } = context;
  const dialect = textFlag(flags, "engine") ?? (await configOf(context)).engine;
  return loadSource(await parseSource(text, runtime, dialect), runtime, () => readInput(runtime.signal), fallback);
}

/** Loads the source that the current folder offers. */
export async function loadFound(context: Context, fallback?: string): Promise<Loaded> {
  const found = await analyze(context.runtime, textFlag(context.flags, "config"));
  return load(found.source, context, fallback);
}
