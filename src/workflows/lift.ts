/** The Model of a source, whatever the source is; one that was lifted is run and held against what it came from. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Engine, Notice, Previous } from "../engines/engine.ts";
import { SchemaforgeError } from "../model/errors.ts";
import type { Loss } from "../model/loss.ts";
import type { Model } from "../model/model.ts";
import { validateModel } from "../model/validate.ts";
import type { Runtime } from "../runtime.ts";
import { diff } from "./diff.ts";
import { EMPTY_MODEL, type Loaded } from "./load.ts";
import { type Proof, SKIPPED } from "./prove.ts";

export interface ModelOutcome {
  readonly model: Model;
  /** The catalog that it was lifted from. */
  readonly catalog?: Catalog;
  /** Ids of the catalog's objects that the Model holds verbatim. */
  readonly residue: readonly string[];
  /** The object that each of its verbatim statements makes, in their order. */
  readonly verbatim: readonly string[];
  readonly proof: Proof;
  readonly losses: readonly Loss[];
  readonly notices: readonly Notice[];
}

export interface LiftRequest {
  readonly source: Loaded;
  /** What the author called things before: what is still so stays as it was written. */
  readonly previous?: Model;
  readonly verify?: boolean;
}

/**
 * The Model of a source. A catalog is lifted, and unless `verify` is false the Model is lowered and run: what comes out
 * has to be the catalog.
 *
 * @throws SchemaforgeError CANNOT_LIFT for an engine whose catalogs cannot be lifted, NOT_LIFTED
 */
export async function modelOf({ source, previous, verify }: LiftRequest, runtime: Runtime): Promise<ModelOutcome> {
  const none = { residue: [], verbatim: [], proof: SKIPPED, losses: [], notices: [] };
  if (source.kind !== "catalog") return { ...none, model: source.kind === "model" ? source.model : EMPTY_MODEL };
  const { engine, reading } = source;
  const known = previous && (await madeBy(engine, previous, runtime));
  const catalog = known ? await asPrintedBefore(known.catalog, source, runtime) : reading.catalog;
  const lifting = assertLifts(engine, source.name);
  const { losses, notices } = reading;
  const attempt = async (rawExpressions: ReadonlySet<string> | "all"): Promise<ModelOutcome> => {
    const { model, residue, verbatim } = await lifting.lift(catalog, known, { rawExpressions });
    const lifted = { model, residue, verbatim, catalog: reading.catalog, losses };
    if (previous) assertMerged(engine, model);
    if (verify === false) return { ...lifted, proof: SKIPPED, notices };
    const { proof, notice } = await proveLift(engine, model, source, runtime);
    return { ...lifted, proof, notices: [...notices, ...notice] };
  };
  const outcome = await attempt(new Set());
  if (outcome.proof.status !== "refuted") return outcome;
  // What reads the same in the language may still be another expression to the server: then its own words stay.
  const different = new Set(outcome.proof.differences.map(({ id }) => id));
  const second = await attempt(different);
  return second.proof.status === "refuted" ? attempt("all") : second;
}

/**
 * What the author wrote may leave no room for a change: a column that a construct makes is no field of its own.
 *
 * @throws SchemaforgeError NOT_MERGED
 */
function assertMerged(engine: Engine, model: Model): void {
  let problem = validateModel(model)[0]?.message;
  try {
    if (problem === undefined) engine.lower(model);
  } catch (error) {
    if (!(error instanceof SchemaforgeError)) throw error;
    problem = error.message;
  }
  if (problem !== undefined) throw notMerged(`merged, the model would be wrong: ${problem}`);
}

/** The error of a database whose changes the author's constructs leave no words for. */
export function notMerged(message: string): SchemaforgeError {
  return new SchemaforgeError("NOT_MERGED", message, {
    remedy:
      "What a construct of the model makes (a type, mixin, tree, tenancy, history …) has changed in the database: take the construct out of the model, or bring the database to it (schemaforge diff shows what differs)",
  });
}

async function madeBy(engine: Engine, model: Model, runtime: Runtime): Promise<Previous> {
  return { model, catalog: await engine.elaborate(engine.lower(model).catalog, runtime) };
}

/**
 * A catalog with the texts of the previous one wherever they mean the same: another server prints them otherwise, and
 * that is no change of anything.
 */
async function asPrintedBefore(
  before: Catalog,
  source: Loaded & { readonly kind: "catalog" },
  runtime: Runtime,
): Promise<Catalog> {
  const { engine, reading } = source;
  const a: Loaded = { ...source, reading: { catalog: before, notices: [], losses: [] } };
  const { changes } = await diff({ a, b: source }, runtime);
  const changed = new Set(changes.map(({ id }) => id));
  const objects = [...reading.catalog.objects].map(([id, object]) => {
    const known = before.objects.get(id);
    return [id, known && !changed.has(id) ? { ...object, props: known.props } : object] as const;
  });
  return { ...reading.catalog, engine: engine.name, objects: new Map(objects) };
}

/** @throws SchemaforgeError CANNOT_LIFT */
export function assertLifts(engine: Engine, name: string): Engine & { lift: NonNullable<Engine["lift"]> } {
  const { lift } = engine;
  if (lift) return { ...engine, lift };
  throw new SchemaforgeError("CANNOT_LIFT", `this version makes no model from a schema of ${engine.name}: ${name}`, {
    remedy: `Convert to the engine itself (--to ${engine.name}), or start a model from entity names`,
  });
}

/** Runs the lowered Model and compares; what cannot be run here is said, not hidden. */
async function proveLift(
  engine: Engine,
  model: Model,
  source: Loaded,
  runtime: Runtime,
): Promise<{ readonly proof: Proof; readonly notice: readonly Notice[] }> {
  let made: Catalog;
  try {
    made = await engine.elaborate(engine.lower(model).catalog, runtime);
  } catch (error) {
    if (!(error instanceof SchemaforgeError) || runtime.signal.aborted) throw error;
    const message = `the model was not run: ${error.message}`;
    return { proof: SKIPPED, notice: [{ code: "NOT_RUN", message }] };
  }
  const b: Loaded = { kind: "catalog", engine, reading: { catalog: made, notices: [], losses: [] }, name: "the model" };
  // What reading the source has noticed is told once.
  const a: Loaded = source.kind === "catalog" ? { ...source, reading: { ...source.reading, notices: [] } } : source;
  const { changes, notices } = await diff({ a, b }, runtime);
  const differences = changes.filter(({ id }) => !isRow(id));
  const rows = changes.length - differences.length;
  const status = differences.length === 0 ? "proven" : "refuted";
  return { proof: { status, engine: made.elaboratedBy, differences }, notice: [...notices, ...rowsNotice(rows)] };
}

function isRow(id: string): boolean {
  return id.startsWith("row:");
}

/** The rows that a model lists are its author's: what a database has otherwise is told, and changes nothing. */
function rowsNotice(rows: number): Notice[] {
  if (rows === 0) return [];
  const message = `${rows} rows of reference data differ from those that the model lists, which stay (schemaforge diff shows them)`;
  return [{ code: "ROWS_DIFFER", message }];
}
