/** `schemaforge TARGET [SOURCE]`: an engine's schema from entities or a source. */
import { engineName, loadEngine } from "../../engines/registry.ts";
import { isFormat } from "../../formats/registry.ts";
import { SchemaforgeError } from "../../model/errors.ts";
import { design } from "../../workflows/design.ts";
import type { Loaded } from "../../workflows/load.ts";
import { writeFormat } from "../../workflows/write-format.ts";
import { booleanFlag, type Context, configOf, load, loadFound, textFlag } from "../context.ts";
import type { Outcome } from "../envelope.ts";
import { assertVersion } from "../versions.ts";
import { handOver } from "./hand-over.ts";

/** Makes the schema of the engine `name`. */
export async function target(name: string, source: string | undefined, context: Context): Promise<Outcome> {
  const { flags, runtime } = context;
  const entities = textFlag(flags, "entity");
  const relations = booleanFlag(flags, "relations");
  await assertVersion(textFlag(flags, "targetVersion"), name);
  const loaded = await start(name, source, entities, context);
  const request = {
    target: name,
    verify: flags["verify"] !== false,
    ...(entities === undefined ? {} : { entities }),
    ...(relations === undefined ? {} : { relations }),
    ...(loaded ? { source: loaded } : {}),
    ...(flags["strict"] === true ? { strict: true } : {}),
  };
  if (isFormat(name)) {
    const engine = textFlag(flags, "engine");
    const clientExtension = flags["clientExtension"] === true;
    const wish = { ...request, clientExtension, ...(engine === undefined ? {} : { engine }) };
    return handOver(name, await writeFormat(wish, runtime), context);
  }
  await assertEngine(name, loaded, context);
  const outcome = await design(request, runtime);
  return handOver(name, outcome, context);
}

/**
 * Refuses `--engine` where it contradicts the target. Of a source it is the dialect, which reading has taken care of.
 *
 * @throws SchemaforgeError `UNKNOWN_ENGINE`, `ENGINE_NOT_SUPPORTED`, `TWO_ENGINES`
 */
async function assertEngine(name: string, loaded: Loaded | undefined, { flags }: Context): Promise<void> {
  const asked = textFlag(flags, "engine");
  if (asked === undefined || engineName(asked) === name || loaded?.kind === "catalog") return;
  const { name: other } = await loadEngine(asked);
  throw new SchemaforgeError("TWO_ENGINES", `the target is ${name}, but --engine says ${other}`, {
    remedy: `Leave --engine out, or write schemaforge ${other}`,
  });
}

/** What is named; with entities the config's source; without, whatever the folder offers. */
async function start(
  name: string,
  source: string | undefined,
  entities: string | undefined,
  context: Context,
): Promise<Loaded | undefined> {
  const model = textFlag(context.flags, "model");
  // A format's name is no dialect of SQL.
  const fallback = isFormat(name) ? undefined : name;
  if (source !== undefined && model !== undefined) {
    throw new SchemaforgeError("TWO_SOURCES", `${source} and --model ${model} both name a source`, {
      remedy: "Leave one of them out",
    });
  }
  const named = source ?? model;
  if (named !== undefined) return load(named, context, fallback);
  if (entities === undefined) return loadFound(context, fallback);
  const configured = (await configOf(context)).source;
  return configured === undefined ? undefined : load(configured, context, fallback);
}
