/**
 * The library: what the command line does, as functions that print nothing.
 *
 * ```ts
 * import { closeEngines, design, nodeRuntime } from "schemaforge";
 *
 * const runtime = nodeRuntime();
 * const { files, proof } = await design({ target: "postgres", entities: "User,Post,Comment" }, runtime);
 * console.log(files[0].text, proof.status);
 * await closeEngines(runtime);
 * ```
 */
import type { Runtime } from "./runtime.ts";

export type { Catalog, CatalogObject, Edge, SqlText, Value } from "./catalog/catalog.ts";
export { type Change, diffCatalogs, type PropertyChange } from "./catalog/diff.ts";
export type { Engine, Lifted, Lowered, Notice, Reading, SourceText, Statement } from "./engines/engine.ts";
export { closeEngines, ENGINES, loadEngine } from "./engines/registry.ts";
export type { Reason, Suggestion } from "./knowledge/request.ts";
export { defineModel } from "./model/define.ts";
export { editModel, keepOrder } from "./model/edit/edit.ts";
export { formatModel } from "./model/edit/format.ts";
export { formatWhere, SchemaforgeError, type Where } from "./model/errors.ts";
export { modelJsonSchema } from "./model/json-schema/json-schema.ts";
export type { Loss } from "./model/loss.ts";
export { mergeModels } from "./model/merge.ts";
export type * from "./model/model.ts";
export { ModelError, type Problem } from "./model/problems.ts";
export { type ModelFile, modelFromObject, readModel } from "./model/read.ts";
export { validateModel } from "./model/validate.ts";
export { modelToObject, writeModel } from "./model/write.ts";
export type { Runtime } from "./runtime.ts";
export { analyze, type Found } from "./workflows/analyze.ts";
export { type ConvertOutcome, type ConvertRequest, convert } from "./workflows/convert.ts";
export { type DesignOutcome, type DesignRequest, design, designModel } from "./workflows/design.ts";
export { type DiffOutcome, type DiffRequest, diff } from "./workflows/diff.ts";
export { type OutputFile, type WriteOptions, writeFiles } from "./workflows/files.ts";
export { type InitRequest, init } from "./workflows/init.ts";
export { type LiftRequest, type ModelOutcome, modelOf } from "./workflows/lift.ts";
export { type Loaded, loadSource } from "./workflows/load.ts";
export type { Proof } from "./workflows/prove.ts";
export { type PullOutcome, type PullRequest, pull } from "./workflows/pull.ts";
export { type SampleOutcome, type SampleRequest, sample } from "./workflows/sample.ts";
export { parseSource, type Source } from "./workflows/sources.ts";

/**
 * A runtime over this Node process: its folder and environment, no cache, no interruption, silent. What is given takes
 * the place of these; with a `cacheDir` the embedded engine starts faster from the second time on.
 */
export function nodeRuntime(given: Partial<Runtime> = {}): Runtime {
  return {
    cwd: process.cwd(),
    cacheDir: undefined,
    env: process.env,
    signal: new AbortController().signal,
    now: () => new Date(),
    progress: () => undefined,
    ...given,
  };
}
