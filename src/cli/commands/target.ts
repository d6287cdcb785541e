/** `schemaforge TARGET [SOURCE]`: an engine's schema from entities or a source. */
import { SchemaforgeError } from "../../model/errors.ts";
import { design } from "../../workflows/design.ts";
import type { Loaded } from "../../workflows/load.ts";
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
  const outcome = await design(
    {
      target: name,
      verify: flags["verify"] !== false,
      ...(entities === undefined ? {} : { entities }),
      ...(relations === undefined ? {} : { relations }),
      ...(loaded ? { source: loaded } : {}),
    },
    runtime,
  );
  return handOver(name, outcome, context);
}

/** What is named; with entities the config's source; without, whatever the folder offers. */
async function start(
  name: string,
  source: string | undefined,
  entities: string | undefined,
  context: Context,
): Promise<Loaded | undefined> {
  const model = textFlag(context.flags, "model");
  if (source !== undefined && model !== undefined) {
    throw new SchemaforgeError("TWO_SOURCES", `${source} and --model ${model} both name a source`, {
      remedy: "Leave one of them out",
    });
  }
  const named = source ?? model;
  if (named !== undefined) return load(named, context, name);
  if (entities === undefined) return loadFound(context, name);
  const configured = (await configOf(context)).source;
  return configured === undefined ? undefined : load(configured, context, name);
}
