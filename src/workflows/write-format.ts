/** Writes a source, or entities, in a format of code. */

import type { Catalog } from "../catalog/catalog.ts";
import type { Design } from "../engines/design.ts";
import type { Engine, Notice } from "../engines/engine.ts";
import { loadEngine } from "../engines/registry.ts";
import type { Format } from "../formats/format.ts";
import { loadFormat } from "../formats/registry.ts";
import { SchemaforgeError } from "../model/errors.ts";
import type { Runtime } from "../runtime.ts";
import { type DesignOutcome, type DesignRequest, start } from "./design.ts";
import { type OutputFile, signed } from "./files.ts";
import { modelOf } from "./lift.ts";
import { catalogOf, EMPTY_MODEL, engineNameOf, type Loaded, noticeOf } from "./load.ts";
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
  const started = start(request);
  const { reasons, suggestions } = started;
  const engine =
    started.loaded.kind === "catalog"
      ? started.loaded.engine
      : await loadEngine(request.engine ?? engineNameOf(started.loaded) ?? "postgres");
  if (!format.engines.some((name) => name === engine.name)) {
    throw new SchemaforgeError("ENGINE_NOT_SUPPORTED", `this version writes no ${format.name} for ${engine.name}`, {
      remedy: `It writes ${format.name} for: ${format.engines.join(", ")}`,
    });
  }
  const loaded = engine.name === "sqlite" ? declaredFor(format, started.loaded) : started.loaded;
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
    notices: [
      ...notices,
      ...declaredNotice(format, catalogOf(started.loaded, engine).catalog, catalog),
      ...(written.findings ?? []).map(noticeOf),
    ],
    objects,
  };
}

/** A model whose columns are declared in SQLite as the format's own tool knows them, unless it says otherwise. */
function declaredFor({ sqliteTypes }: Format, loaded: Loaded): Loaded {
  if (!sqliteTypes || loaded.kind !== "model") return loaded;
  const { targets } = loaded.model;
  const sqlite = { ...targets.sqlite, types: { ...sqliteTypes, ...targets.sqlite?.types } };
  return { ...loaded, model: { ...loaded.model, targets: { ...targets, sqlite } } };
}

/** Says so where a schema of the same model for SQLite alone would declare them otherwise. */
function declaredNotice({ name, sqliteTypes }: Format, usual: Catalog, catalog: Catalog): Notice[] {
  const typeIn = (of: Catalog, id: string) =>
    (of.objects.get(id)?.props as { readonly type?: string } | undefined)?.type;
  const isOtherwise = [...catalog.objects.values()].some(
    ({ id, kind }) => kind === "column" && typeIn(usual, id) !== typeIn(catalog, id),
  );
  if (!isOtherwise) return [];
  const types = Object.entries(sqliteTypes ?? {}).map(([word, type]) => `${word}: ${type}`);
  const said = `targets: { sqlite: { types: { ${types.join(", ")} } } }`;
  const message = `columns are declared as ${name} knows them; for sqlite to make the same, say in the model: ${said}`;
  return [{ code: "DECLARED_FOR_FORMAT", message }];
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
