/** Looks at a folder for what a command could work on, when nobody says. */
import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { FORMAT_PLACES } from "../formats/registry.ts";
import { SchemaforgeError } from "../model/errors.ts";
import type { Runtime } from "../runtime.ts";
import { type Config, findConfig } from "./config.ts";
import { filesOfFormat } from "./sources.ts";

export interface Found {
  /** Where the answer comes from: `schemaforge.config.yaml`, `package.json`, or the folder itself. */
  readonly from: string;
  /** The source that commands take when none is given. */
  readonly source: string;
  readonly config: Config;
  /** What is there besides and cannot be read yet. */
  readonly unread: readonly string[];
}

/** What other tools keep their models in, by dependency in package.json or by file. */
const TOOLS: readonly { readonly tool: string; readonly dependency?: string; readonly file?: string }[] = [
  { tool: "TypeORM", dependency: "typeorm" },
  { tool: "Sequelize", dependency: "sequelize" },
  { tool: "Mongoose", dependency: "mongoose" },
  { tool: "SQLAlchemy", file: "alembic.ini" },
];

/**
 * What the current folder offers: its config, else a model file, else the files of a format, else SQL files.
 *
 * @param given path of a config file (`--config`)
 * @throws SchemaforgeError `NO_SOURCE`; `SEVERAL_SOURCES` (exit code 3) with the choices
 */
export async function analyze(runtime: Runtime, given?: string): Promise<Found> {
  const entries = (await readdir(runtime.cwd)).sort();
  const found = await findConfig(runtime, given);
  const unread = await otherTools(runtime.cwd, entries);
  if (found?.config.source !== undefined)
    return { from: found.from, source: found.config.source, config: found.config, unread };
  const config = found?.config ?? {};
  const models = entries.filter((name) => /\.model\.(ya?ml|json|[cm]?[jt]s)$/.test(name));
  const [model] = models;
  if (models.length > 1) throw several(models);
  if (model !== undefined) return { from: "the folder", source: model, config, unread };
  const code = await formatHere(runtime);
  if (code !== undefined) return { from: "the folder", source: code, config, unread };
  const sql = entries.filter((name) => name.endsWith(".sql"));
  if (sql.length > 0) return { from: "the folder", source: sql.length === 1 ? (sql[0] ?? ".") : ".", config, unread };
  const seen = unread.length > 0 ? ` (${unread.join(" and ")} is here, which this version does not read)` : "";
  throw new SchemaforgeError(
    "NO_SOURCE",
    `there is neither a model, nor code that is read, nor SQL in this folder${seen}`,
    {
      where: { file: runtime.cwd },
      remedy: "Name entities (schemaforge postgres --entity=User,Post), or a source",
    },
  );
}

/** The files of a format where projects keep them: the one file, or the folder of several. */
async function formatHere({ cwd }: Runtime): Promise<string | undefined> {
  for (const { format, path } of FORMAT_PLACES) {
    const place = join(cwd, path);
    const found = await stat(place).catch(() => undefined);
    if (!found) continue;
    if (!found.isDirectory()) return path;
    const files = await filesOfFormat(place, format);
    const [only] = files;
    if (only !== undefined) return files.length === 1 ? relative(cwd, only) : path;
  }
  return undefined;
}

/** Several answers: the face asks, or ends with exit code 3 and the question as JSON. */
export class SeveralSources extends SchemaforgeError {
  readonly choices: readonly string[];

  constructor(choices: readonly string[]) {
    super("SEVERAL_SOURCES", `there are several models here: ${choices.join(", ")}`, {
      remedy: "Name the one you mean",
      exit: 3,
    });
    this.choices = choices;
  }
}

function several(choices: readonly string[]): SeveralSources {
  return new SeveralSources(choices);
}

async function otherTools(folder: string, entries: readonly string[]): Promise<string[]> {
  const manifest = entries.includes("package.json")
    ? await readFile(join(folder, "package.json"), "utf8").catch(() => "")
    : "";
  const seen: string[] = [];
  for (const { tool, dependency, file } of TOOLS) {
    const listed = dependency !== undefined && manifest.includes(`"${dependency}"`);
    const present =
      file !== undefined &&
      (await readFile(join(folder, file)).then(
        () => true,
        () => false,
      ));
    if (listed || present) seen.push(tool);
  }
  return seen;
}
