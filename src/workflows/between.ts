/** A source as the catalog of an engine that may not be its own: then it goes through the Model. */
import type { Engine } from "../engines/engine.ts";
import type { Runtime } from "../runtime.ts";
import { modelOf } from "./lift.ts";
import { type AsCatalog, catalogOf, type Loaded } from "./load.ts";

/**
 * The catalog of a source in an engine. Of another engine's catalog, what the Model holds in words is lowered; what it
 * holds as that engine's SQL is a loss, object by object.
 *
 * @throws SchemaforgeError CANNOT_LIFT, NOT_LIFTED
 */
export async function catalogIn(loaded: Loaded, engine: Engine, runtime: Runtime): Promise<AsCatalog> {
  if (loaded.kind !== "catalog" || loaded.engine.name === engine.name) return catalogOf(loaded, engine);
  const { model, losses, notices } = await modelOf({ source: loaded, verify: false }, runtime);
  const lowered = engine.lower(model);
  return { catalog: lowered.catalog, losses: [...losses, ...lowered.losses], notices };
}
