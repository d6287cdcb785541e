/** Files of a format (a Prisma schema) where `validate` and `format` are asked for them, or find them in a project. */
import { readdir } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { formatOfFile, loadFormat } from "../formats/registry.ts";
import { SchemaforgeError } from "../model/errors.ts";
import type { Runtime } from "../runtime.ts";
import { analyze } from "./analyze.ts";
import { loadSource, type noticeOf } from "./load.ts";
import { MODEL_FILE, type ModelText, readModelText } from "./model-texts.ts";
import { parseSource, type Source } from "./sources.ts";
import type { Validated } from "./validate-models.ts";

type FormatSource = Source & { readonly kind: "format" };

/** What names stand for: model files, and the sources that are files of a format. */
export interface Asked {
  readonly names: readonly string[];
  readonly formats: readonly FormatSource[];
}

/**
 * Tells model files from files of a format. Without a name, and without model files in the folder, it is the source of the
 * project (its config's, or what the folder shows).
 *
 * @param config path of a config file (`--config`)
 * @throws SchemaforgeError what `analyze` and `parseSource` throw
 */
export async function askedFor(names: readonly string[], runtime: Runtime, config?: string): Promise<Asked> {
  if (names.length === 0) {
    const here = await readdir(runtime.cwd).catch(() => []);
    if (here.some((name) => MODEL_FILE.test(name))) return { names, formats: [] };
    const source = await projectSource(runtime, config);
    if (source?.kind === "format") return { names, formats: [source] };
    return source?.kind === "model"
      ? { names: [relative(runtime.cwd, source.file)], formats: [] }
      : { names, formats: [] };
  }
  const formats: FormatSource[] = [];
  const others: string[] = [];
  for (const name of names) {
    const isCode = formatOfFile(name) !== undefined || (await isFolderWithoutModels(name, runtime));
    const source = isCode ? await sourceOf(name, runtime) : undefined;
    if (source?.kind === "format") formats.push(source);
    else others.push(name);
  }
  return { names: others, formats };
}

async function isFolderWithoutModels(name: string, { cwd }: Runtime): Promise<boolean> {
  const entries = name === "-" ? undefined : await readdir(resolve(cwd, name)).catch(() => undefined);
  return entries !== undefined && !entries.some((entry) => MODEL_FILE.test(entry));
}

/** The source of a name; undefined for a folder that holds nothing to read. */
async function sourceOf(name: string, runtime: Runtime): Promise<Source | undefined> {
  try {
    return await parseSource(name, runtime);
  } catch (error) {
    if (error instanceof SchemaforgeError && error.code === "NOTHING_TO_READ") return undefined;
    throw error;
  }
}

/** The source of the project; undefined where there is none, or no single one. */
async function projectSource(runtime: Runtime, config: string | undefined): Promise<Source | undefined> {
  try {
    return await parseSource((await analyze(runtime, config)).source, runtime);
  } catch (error) {
    if (error instanceof SchemaforgeError && /^(NO|SEVERAL)_SOURCES?$/.test(error.code)) return undefined;
    throw error;
  }
}

/** Validates the files of a format: what its reader refuses is a problem, what it finds besides a notice. */
export async function validateFormat(
  source: FormatSource,
  runtime: Runtime,
): Promise<Validated & { readonly notices: readonly ReturnType<typeof noticeOf>[] }> {
  const { name } = source;
  try {
    const loaded = await loadSource(source, runtime);
    const [entities, notices] =
      loaded.kind === "model" ? [loaded.model.entities.length, loaded.notices ?? []] : [0, []];
    return { name, problems: [], entities, notices };
  } catch (error) {
    if (!(error instanceof SchemaforgeError) || !error.where) throw error;
    const { code, message, where, remedy } = error;
    const problem = { code, message, where, ...(remedy === undefined ? {} : { remedy }) };
    return { name: "file" in where ? where.file : name, problems: [problem], entities: 0, notices: [] };
  }
}

/**
 * The files of a format, each with its text as the format's own tool lays it out.
 *
 * @throws SchemaforgeError `CANNOT_FORMAT` for a format whose tool lays nothing out
 */
export async function laidOut(
  { format, files, name }: FormatSource,
  runtime: Runtime,
): Promise<(ModelText & { readonly formatted: string })[]> {
  const { layOut } = await loadFormat(format);
  if (!layOut) {
    throw new SchemaforgeError("CANNOT_FORMAT", `files of ${format} are formatted by its own tools`, {
      where: { file: name },
      remedy: "Use them for it",
    });
  }
  const texts: ModelText[] = [];
  for (const file of files) texts.push(await readModelText(relative(runtime.cwd, resolve(file)) || file, runtime));
  const laid = await layOut(texts.map((each) => ({ path: each.name, text: each.text })));
  return texts.map((each) => ({ ...each, formatted: laid.find(({ path }) => path === each.name)?.text ?? each.text }));
}
