/** Starts a project: a model and a config, from a blueprint, from entity names, or from both. */
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { loadEngine } from "../engines/registry.ts";
import { designBlueprint } from "../knowledge/blueprints/apply.ts";
import { BLUEPRINTS, blueprintNamed } from "../knowledge/blueprints/index.ts";
import { SchemaforgeError } from "../model/errors.ts";
import { readModel } from "../model/read.ts";
import { writeModel } from "../model/write.ts";
import type { Runtime } from "../runtime.ts";
import { findConfig } from "./config.ts";
import { type DesignOutcome, designModel, parseEntities } from "./design.ts";
import { type OutputFile, type WriteOptions, writeFiles } from "./files.ts";
import { catalogOf } from "./load.ts";
import { prove, SKIPPED } from "./prove.ts";

export interface InitRequest {
  /** Name of a blueprint. */
  readonly like?: string;
  /** Entities in shorthand, alone or beside those of the blueprint. */
  readonly entities?: string;
  /** Any name of the engine that the config names. */
  readonly engine: string;
  readonly verify?: boolean;
}

const MODEL = "schema.model.yaml";
const CONFIG = "schemaforge.config.yaml";

/** Nothing says what to start from: the face shows the choices, or gives them as a question. */
export class NoStart extends SchemaforgeError {
  readonly choices = BLUEPRINTS.map(({ name }) => name);
  readonly question = { id: "like", subject: "what to start from", flag: "--like" };

  constructor() {
    super("NO_START", "nothing says what to start from", {
      remedy: "Choose a blueprint (--like=blog), name entities (--entity=User,Post), or both",
      exit: 3,
    });
  }
}

/**
 * Designs the model of a new project and its config. The model is read back from its text and run before it is handed
 * over.
 *
 * @returns files for the project's folder: the model first
 * @throws SchemaforgeError `UNKNOWN_BLUEPRINT`, as `designEntities`, `NoStart` when there is neither blueprint nor entity
 */
export async function init(request: InitRequest, runtime: Runtime): Promise<DesignOutcome> {
  const engine = await loadEngine(request.engine);
  const { model: designed, reasons, relatedSuggestions } = start(request);
  const text = `${header(request)}${writeModel(designed)}`;
  const { model } = readModel(text, MODEL);
  const { catalog, losses, notices } = catalogOf({ kind: "model", model, name: MODEL }, engine);
  const proof = request.verify === false ? SKIPPED : await prove(engine, catalog, runtime);
  const objects: { [kind: string]: number } = {};
  for (const { kind } of catalog.objects.values()) objects[kind] = (objects[kind] ?? 0) + 1;
  return {
    engine,
    catalog,
    files: [
      { path: MODEL, text },
      { path: CONFIG, text: configText(engine.name) },
    ],
    reasons,
    suggestions: relatedSuggestions,
    proof,
    losses,
    notices,
    objects,
  };
}

function start({ like, entities }: InitRequest) {
  if (like !== undefined)
    return designBlueprint(blueprintNamed(like), entities === undefined ? [] : parseEntities(entities));
  if (entities === undefined) throw new NoStart();
  return designModel(entities);
}

function header({ like, entities }: InitRequest): string {
  const from = [like === undefined ? "" : `the blueprint ${blueprintNamed(like).name}`, entities ? "entity names" : ""];
  return `# yaml-language-server: $schema=./node_modules/schemaforge/schema/v1.json
# The model of the database, made from ${from.filter(Boolean).join(" and ")}. It is yours: change it as you like.
# Columns, foreign keys, their indexes and join tables follow from it; \`npx schemaforge postgres --explain\` says why.
`;
}

function configText(engine: string): string {
  return `# What commands take when the command line does not say.
source: ${MODEL}
engine: ${engine}
# out: db                  # folder for generated files, instead of schema/ENGINE
# migrations: db/migrations
`;
}

/**
 * Writes the files of a new project and gives their paths. What is there is never overwritten without `force`.
 *
 * @throws SchemaforgeError `PROJECT_EXISTS`, or as `writeFiles`
 */
export async function writeProject(
  folder: string,
  files: readonly OutputFile[],
  runtime: Runtime,
  options: WriteOptions,
): Promise<string[]> {
  const root = resolve(runtime.cwd, folder);
  if (!options.force) await assertNew(root, files, runtime);
  return writeFiles(root, files, options);
}

async function assertNew(root: string, files: readonly OutputFile[], runtime: Runtime): Promise<void> {
  const exists = (file: string, what: string): SchemaforgeError =>
    new SchemaforgeError("PROJECT_EXISTS", `there is ${what} already`, {
      where: { file },
      remedy: "Work in another folder (-C), look at the result with --stdout, or overwrite it with --force",
    });
  for (const { path, text } of files) {
    const present = await readFile(join(root, path), "utf8").catch(() => undefined);
    if (present !== undefined && present !== text)
      throw exists(join(root, path), path === MODEL ? "a model" : "a config");
  }
  const config = await findConfig({ ...runtime, cwd: root }).catch(() => undefined);
  if (config !== undefined && config.from !== CONFIG) throw exists(join(root, config.from), "a config");
}
