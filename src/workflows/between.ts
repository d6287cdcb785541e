/** A source as the catalog of an engine that may not be its own: then it goes through the Model. */
import type { Engine } from "../engines/engine.ts";
import { OTHER_ENGINE } from "../engines/other-engines.ts";
import type { Loss } from "../model/loss.ts";
import type { Runtime } from "../runtime.ts";
import { accepted } from "./accepted.ts";
import { modelOf } from "./lift.ts";
import { type AsCatalog, catalogOf, type Loaded } from "./load.ts";

/**
 * The catalog of a source in an engine. Of another engine's catalog, what the Model holds in words is lowered; what it
 * holds as that engine's SQL is a loss, object by object. Unless `verify` is false it is run, and what the engine
 * refuses is a loss, too.
 *
 * @throws SchemaforgeError CANNOT_LIFT, NOT_LIFTED
 */
export async function catalogIn(
  loaded: Loaded,
  engine: Engine,
  runtime: Runtime,
  verify: boolean = true,
): Promise<AsCatalog> {
  if (loaded.kind !== "catalog" || loaded.engine.name === engine.name) return catalogOf(loaded, engine);
  const { reading } = loaded;
  const plain = loaded.engine.portable?.(reading.catalog) ?? { catalog: reading.catalog, losses: [] };
  const source = { ...loaded, reading: { ...reading, catalog: plain.catalog } };
  const { model, losses, notices, verbatim } = await modelOf({ source, verify: false }, runtime);
  const lowered = engine.lower(model);
  const held = verify ? await accepted(lowered.catalog, engine, runtime) : { catalog: lowered.catalog, losses: [] };
  return {
    catalog: held.catalog,
    losses: [...losses, ...plain.losses, ...byId(lowered.losses, verbatim), ...held.losses],
    notices,
  };
}

/** Losses of verbatim statements, one each in their order, say which object they make. */
function byId(losses: readonly Loss[], verbatim: readonly string[]): Loss[] {
  const ids = verbatim[Symbol.iterator]();
  return losses.map((loss) =>
    loss.code === OTHER_ENGINE ? { ...loss, object: ids.next().value ?? loss.object } : loss,
  );
}
