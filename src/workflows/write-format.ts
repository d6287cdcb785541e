/** Writes a source, or entities, in a format of code. */

import type { Design } from "../engines/design.ts";
import type { Engine } from "../engines/engine.ts";
import { loadEngine } from "../engines/registry.ts";
import { loadFormat } from "../formats/registry.ts";
import { SchemaforgeError } from "../model/errors.ts";
import type { Runtime } from "../runtime.ts";
import { type DesignOutcome, type DesignRequest, start } from "./design.ts";
import { type OutputFile, signed } from "./files.ts";
import { modelOf } from "./lift.ts";
import { catalogOf, EMPTY_MODEL, type Loaded, noticeOf } from "./load.ts";
import { prove, SKIPPED } from "./prove.ts";

export interface FormatRequest extends DesignRequest {
  /** Any name of the engine that the format is written for, where the source has none. */
  readonly engine?: string;
  /** Also write the extension of the format's client. */
  readonly clientExtension?: boolean;
}

export interface FormatOutcome extends DesignOutcome {
  readonly format: string;
}

/** How the files of a kind begin a comment. */
const COMMENTS: { readonly [ending: string]: "--" | "#" | "//" } = { prisma: "//", ts: "//", sql: "--", py: "#" };

/**
 * The files of a format for what was asked. The database that they stand for is run on the embedded engine first, which
 * prints its expressions.
 *
 * @throws SchemaforgeError what `design` throws; `ENGINE_NOT_SUPPORTED` for an engine that the format is not written for
 */
export async function writeFormat(request: FormatRequest, runtime: Runtime): Promise<FormatOutcome> {
  const format = await loadFormat(request.target);
  const { loaded, reasons, suggestions } = start(request);
  const engine = loaded.kind === "catalog" ? loaded.engine : await loadEngine(request.engine ?? "postgres");
  if (!format.engines.some((name) => name === engine.name)) {
    throw new SchemaforgeError("ENGINE_NOT_SUPPORTED", `this version writes no ${format.name} for ${engine.name}`, {
      remedy: `It writes ${format.name} for: ${format.engines.join(", ")}`,
    });
  }
  const { catalog, losses, notices } = catalogOf(loaded, engine);
  const proof = request.verify === false ? SKIPPED : await prove(engine, catalog, runtime);
  const design = await designOf(loaded, engine, catalog, request.verify !== false, runtime);
  const written = await format.write(design, { clientExtension: request.clientExtension === true });
  const objects: { [kind: string]: number } = {};
  for (const { kind } of catalog.objects.values()) objects[kind] = (objects[kind] ?? 0) + 1;
  return {
    format: format.name,
    engine,
    catalog,
    files: written.files.map(({ path, text }): OutputFile => {
      const comment = COMMENTS[path.split(".").at(-1) ?? ""];
      return { path, text: comment === undefined ? text : signed(text, comment) };
    }),
    reasons,
    suggestions,
    proof,
    losses: [...losses, ...written.losses],
    notices: [...notices, ...(written.findings ?? []).map(noticeOf)],
    objects,
  };
}

async function designOf(
  loaded: Loaded,
  engine: Engine,
  catalog: Design["catalog"],
  run: boolean,
  runtime: Runtime,
): Promise<Design> {
  const name = engine.name as Design["engine"];
  if (loaded.kind !== "catalog") {
    const model = loaded.kind === "model" ? loaded.model : EMPTY_MODEL;
    return { model, engine: name, catalog: run ? await engine.elaborate(catalog, runtime) : catalog, residue: [] };
  }
  try {
    const { model, residue } = await modelOf({ source: loaded, verify: false }, runtime);
    return { model, engine: name, catalog, residue };
  } catch (error) {
    // A database without a model is written all the same: its names are then made by convention.
    if (!(error instanceof SchemaforgeError) || (error.code !== "NOT_LIFTED" && error.code !== "CANNOT_LIFT"))
      throw error;
    return { model: EMPTY_MODEL, engine: name, catalog, residue: [...catalog.objects.keys()] };
  }
}
