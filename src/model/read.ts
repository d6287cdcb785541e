/** Reading models: YAML or JSON text, or a plain object, to a Model with the places of its parts. */

import type { Where } from "./errors.ts";
import { buildModel } from "./file/build.ts";
import { findingsOf } from "./file/issues.ts";
import { objectPlaces, type Places, type Positions } from "./file/places.ts";
import { plainCopy } from "./file/plain.ts";
import { modelSchema, type RawModel } from "./file/schema.ts";
import { type Path, Source } from "./file/source.ts";
import type { Model } from "./model.ts";
import { Problems } from "./problems.ts";
import { validateModel } from "./validate.ts";

export interface ModelFile {
  readonly file: string;
  readonly model: Model;
  readonly positions: Positions;
  /** Other files that this one takes over, as written and with their places; `mergeModels` puts them together. */
  readonly include?: readonly Include[];
}

/** One file of `include:`. */
export interface Include {
  readonly path: string;
  readonly where: Where;
}

export interface ReadOptions {
  /**
   * False leaves out what `validateModel` checks (references, names, keys); the structure is always checked. A file that
   * includes others is whole only after `mergeModels`, which checks it.
   */
  readonly validate?: boolean;
}

/**
 * Reads a model file, YAML or JSON.
 * @param text its content; @param file its name, for places
 * @throws ModelError (code MODEL_INVALID) with every problem found, each with its place and, where it can be told, a remedy
 */
export function readModel(text: string, file: string, options: ReadOptions = {}): ModelFile {
  const source = new Source(text, file);
  const problems = source.problems;
  if (source.broken || source.value === undefined || source.value === null) {
    if (!problems.found) {
      problems.add({
        code: "EMPTY_MODEL",
        message: "the model file is empty",
        where: { file, line: 1, column: 1 },
        remedy: "Start it with `schemaforge: 1` and `entities:`",
      });
    }
    problems.throwIfAny();
  }
  const include = includesOf(source.value, source);
  const model = modelOf(source.value, source, problems, include.length > 0 ? { validate: false } : options);
  return { file, model, positions: positionsOf(source), ...(include.length > 0 ? { include } : {}) };
}

/**
 * Reads a model from a plain object, as JSON or a TypeScript module gives it.
 * @param file where the object came from, for messages
 * @throws ModelError as `readModel`, with paths instead of lines
 */
export function modelFromObject(value: unknown, file?: string, options: ReadOptions = {}): Model {
  const problems = new Problems();
  const places = objectPlaces(file);
  const copy = plainCopy(value, places, problems);
  const [included] = includesOf(copy, places);
  if (included) {
    problems.add({
      code: "INCLUDE",
      message: "an object includes no files",
      where: included.where,
      remedy: "Import the other module and take its entities over: `entities: { ...other.entities }`",
    });
  }
  problems.throwIfAny();
  return modelOf(copy, places, problems, options);
}

/** What a file includes; a value of the wrong kind is told with the rest of the structure. */
function includesOf(value: unknown, places: Places): Include[] {
  const said = valueAt(value, ["include"]);
  const list: readonly unknown[] = Array.isArray(said) ? said : [said];
  return list.flatMap((path, index): Include[] => {
    if (typeof path !== "string") return [];
    return [{ path, where: places.where(Array.isArray(said) ? ["include", index] : ["include"]) }];
  });
}

function modelOf(value: unknown, places: Places, problems: Problems, options: ReadOptions): Model {
  // JSON model files name their JSON Schema here; it says nothing about the model.
  if (typeof valueAt(value, ["$schema"]) === "string") drop(value, ["$schema"]);
  const raw = checked(value, places, problems);
  const model = raw && buildModel(raw, places, problems);
  if (!model || problems.found) problems.throwIfAny();
  else if (options.validate !== false) {
    for (const problem of validateModel(model, positionsOf(places), fileOf(places))) problems.add(problem);
    problems.throwIfAny();
  }
  return model as Model;
}

function fileOf(places: Places): string | undefined {
  return places instanceof Source ? places.file : undefined;
}

/**
 * The value as the structure of a model. What does not fit is noted and taken out, so that the rest is read and its
 * problems are told in the same run.
 */
function checked(value: unknown, places: Places, problems: Problems): RawModel | undefined {
  const told = new Set<string>();
  for (let round = 0; round < 3; round++) {
    const parsed = modelSchema.safeParse(value, { reportInput: false });
    if (parsed.success) return parsed.data;
    const dropped = new Map<string, Path>();
    for (const issue of parsed.error.issues) {
      for (const finding of findingsOf(issue, (path) => valueAt(value, path))) {
        const id = finding.path.join(".");
        if (!told.has(id)) problems.add({ ...finding.problem, where: places.where(finding.path) });
        told.add(id);
        dropped.set(finding.drop.join("\u0001"), finding.drop);
      }
    }
    if (![...dropped.values()].map((path) => drop(value, path)).every((done) => done)) return undefined;
  }
  return undefined;
}

function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const step of path) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, step)) return undefined;
    current = (current as Record<string | number, unknown>)[step];
  }
  return current;
}

/** Takes the part at `path` out of a value of ours; false when there is nothing to take. */
function drop(value: unknown, path: Path): boolean {
  const parent = valueAt(value, path.slice(0, -1));
  const last = path.at(-1);
  if (last === undefined || typeof parent !== "object" || parent === null || Array.isArray(parent)) return false;
  // The header is told once; the rest of the file is read all the same.
  if (path.length === 1 && last === "schemaforge") return Reflect.set(parent, last, 1);
  if (!Object.hasOwn(parent, last)) return false;
  Reflect.deleteProperty(parent, last);
  return true;
}

/** Where the parts with names stand in a file. */
const owners = ["entities", "types", "mixins", "views"];
/** Their parts that are maps by name; `rows` is a list. */
const sections = ["fields", "relations", "keys", "checks", "indexes", "policies", "exclude"];

function positionsOf(places: Places): Positions {
  return {
    at(path) {
      const [owner = "", section = "", ...rest] = path.split(".");
      const first = (find: (base: Path) => ReturnType<Places["find"]>): ReturnType<Places["find"]> => {
        for (const kind of owners) {
          const found = find([kind, owner]);
          if (found) return found;
        }
        return undefined;
      };
      if (section === "") return first((base) => places.find(base)) ?? places.find([owner]);
      const name = rest.join(".");
      if (name !== "" && section === "rows") return first((base) => places.find([...base, section, ...rest]));
      if (name !== "" && sections.includes(section)) return first((base) => places.find([...base, section, name]));
      return (
        first((base) => places.find([...base, "fields", section])) ??
        first((base) => places.find([...base, "relations", section])) ??
        first((base) => (sections.includes(section) ? undefined : places.find([...base, section]))) ??
        places.find(path.split("."))
      );
    },
  };
}
