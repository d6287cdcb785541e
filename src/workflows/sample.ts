/** Makes sample rows for a source. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Engine, Notice } from "../engines/engine.ts";
import { loadEngine } from "../engines/registry.ts";
import type { Loss } from "../model/loss.ts";
import type { Runtime } from "../runtime.ts";
import { type SampleOptions, sampleScript } from "../sample/index.ts";
import { catalogOf, engineNameOf, type Loaded } from "./load.ts";

export interface SampleRequest {
  readonly source: Loaded;
  /** Any name of an engine; of a database or SQL text it is what it is. */
  readonly engine?: string;
  readonly rows: number;
  readonly seed: string;
}

export interface SampleOutcome {
  readonly engine: Engine;
  readonly catalog: Catalog;
  /** The script of INSERT statements, piece by piece: it is made while it is read, and can be read once. */
  readonly script: AsyncIterable<string>;
  readonly losses: readonly Loss[];
  /** Grows while the script is read: tables that are left empty, and checks that could not be decided. */
  readonly notices: readonly Notice[];
}

const DEFAULT_ENGINE = "postgres";

/**
 * The script that fills an empty database of the source with rows that it accepts.
 *
 * @throws SchemaforgeError when the source is a database of another engine than the one that is asked for
 */
export async function sample(request: SampleRequest, runtime: Runtime): Promise<SampleOutcome> {
  const { source, rows, seed } = request;
  const engine = await loadEngine(request.engine ?? engineNameOf(source) ?? DEFAULT_ENGINE);
  const { catalog, losses, notices } = catalogOf(source, engine);
  const said: Notice[] = [...notices];
  const options: SampleOptions = { rows, seed, ...(source.kind === "model" ? { model: source.model } : {}) };
  const script = sampleScript(catalog, options, ({ code, message }) => said.push({ code, message }));
  return { engine, catalog, script: interruptible(script, runtime.signal), losses, notices: said };
}

async function* interruptible(pieces: AsyncIterable<string>, signal: AbortSignal): AsyncGenerator<string> {
  for await (const piece of pieces) {
    signal.throwIfAborted();
    yield piece;
  }
}
