/** Writes any source in another notation. Within one engine nothing passes through the Model. */
import { ENGINES, engineName } from "../engines/registry.ts";
import { FORMAT_NAMES, isFormat } from "../formats/registry.ts";
import { SchemaforgeError } from "../model/errors.ts";
import { writeModel } from "../model/write.ts";
import type { Runtime } from "../runtime.ts";
import { type DesignOutcome, design } from "./design.ts";
import { type OutputFile, signed } from "./files.ts";
import { modelOf } from "./lift.ts";
import type { Loaded } from "./load.ts";
import { SKIPPED } from "./prove.ts";
import { type FormatOutcome, writeFormat } from "./write-format.ts";

export interface ConvertRequest {
  readonly source: Loaded;
  /** A target: an engine's name, or `model`. */
  readonly to: string;
  readonly verify?: boolean;
  /** The engine that a format is written for, where the source has none. */
  readonly engine?: string;
  /** Also write the extension of the format's client. */
  readonly clientExtension?: boolean;
}

/** As for a design; a model file has neither engine nor catalog. `format` names the format that the files are of. */
export type ConvertOutcome = Omit<DesignOutcome, "engine" | "catalog"> &
  Partial<Pick<FormatOutcome, "engine" | "catalog" | "format">>;

/** Targets that the design names and this version does not write. */
const NOT_YET = new Set([
  "typeorm",
  "sequelize",
  "mongoose",
  "sqlalchemy",
  "odmantic",
  "pymongo",
  "alembic",
  "fastapi",
  "dbml",
  "mermaid",
]);

const REMEDY = `Use one of: ${[...ENGINES, ...FORMAT_NAMES, "model"].join(", ")}`;

/**
 * Refuses a target that there is not, before anything is read for it.
 *
 * @throws SchemaforgeError `UNKNOWN_TARGET`, `TARGET_NOT_SUPPORTED`
 */
export function assertTarget(to: string): void {
  const engine = engineName(to);
  if (to === "model" || isFormat(to) || (engine !== undefined && ENGINES.includes(engine))) return;
  if (engine !== undefined || NOT_YET.has(to)) {
    throw new SchemaforgeError("TARGET_NOT_SUPPORTED", `this version does not write ${to}`, { remedy: REMEDY });
  }
  throw new SchemaforgeError("UNKNOWN_TARGET", `there is no target ${to}`, { remedy: REMEDY });
}

/**
 * A source in another notation, executed before it is handed over where the target is an engine.
 *
 * @throws SchemaforgeError for a target that does not exist or that the source cannot be brought to
 */
export async function convert(request: ConvertRequest, runtime: Runtime): Promise<ConvertOutcome> {
  const { source, to, verify } = request;
  assertTarget(to);
  if (to === "model") return modelFile(request, runtime);
  if (isFormat(to)) {
    const { to: _target, ...given } = request;
    return writeFormat({ ...given, target: to }, runtime);
  }
  return design({ target: to, source, ...(verify === undefined ? {} : { verify }) }, runtime);
}

const EMPTY: ConvertOutcome = {
  files: [],
  reasons: [],
  suggestions: [],
  proof: SKIPPED,
  losses: [],
  notices: [],
  objects: {},
};

/** The model of a source as a file; one that does not make its source again is not handed over. */
async function modelFile({ source, verify }: ConvertRequest, runtime: Runtime): Promise<ConvertOutcome> {
  const request = { source, ...(verify === undefined ? {} : { verify }) };
  const { model, proof, losses, notices } = await modelOf(request, runtime);
  const file: OutputFile = { path: "schema.model.yaml", text: signed(writeModel(model), "#") };
  const read = source.kind === "model" ? source : { losses: [], notices: [] };
  return {
    ...EMPTY,
    files: [file],
    proof,
    losses: [...(read.losses ?? []), ...losses],
    notices: [...(read.notices ?? []), ...notices],
  };
}
