/** Checks model files, with what they include, for editors and people. Loads no engine. */
import { resolve } from "node:path";

import { locate } from "../model/edit/locate.ts";
import { SchemaforgeError } from "../model/errors.ts";
import { ModelError, type Problem } from "../model/problems.ts";
import type { Runtime } from "../runtime.ts";
import { includesOnDisk, noIncludes, readWholeModel } from "./includes.ts";
import type { ModelText } from "./model-texts.ts";
import { loadModelModule } from "./modules.ts";

export interface Validated {
  readonly name: string;
  /** Everything that is wrong, with ends and fixes for what stands in the file itself; empty when it may be used. */
  readonly problems: readonly Problem[];
  /** Number of entities, of a model that may be used. */
  readonly entities: number;
}

/** Validates the model that a module exports; what it throws itself is an error. */
export async function validateModule(name: string, runtime: Runtime): Promise<Validated> {
  try {
    const { entities } = await loadModelModule(resolve(runtime.cwd, name), name);
    return { name, problems: [], entities: entities.length };
  } catch (error) {
    if (error instanceof ModelError) return { name, problems: error.problems, entities: 0 };
    throw error;
  }
}

/** Validates one model text. Problems of the file are results, not errors. */
export async function validateText({ name, path, text }: ModelText, runtime: Runtime): Promise<Validated> {
  const included = path === undefined ? noIncludes : includesOnDisk(path, name, runtime);
  try {
    const { model } = await readWholeModel(text, name, included);
    return { name, problems: [], entities: model.entities.length };
  } catch (error) {
    if (error instanceof ModelError) return { name, problems: locate(error.problems, name, text), entities: 0 };
    // An included file that cannot be read is a problem of the line that names it.
    if (error instanceof SchemaforgeError && error.code === "CANNOT_INCLUDE" && error.where) {
      const { code, message, where, remedy } = error;
      const problem: Problem = { code, message, where, ...(remedy === undefined ? {} : { remedy }) };
      return { name, problems: locate([problem], name, text), entities: 0 };
    }
    throw error;
  }
}
