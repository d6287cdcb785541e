/** A model of several files: what `include:` names is taken over, once, and the whole is checked. */

import { typedRows } from "./file/build-rows.ts";
import type { Positions } from "./file/places.ts";
import type { EngineName, Model, ModelTargets } from "./model.ts";
import { Problems } from "./problems.ts";
import type { ModelFile, ReadOptions } from "./read.ts";
import { validateModel } from "./validate.ts";

/**
 * The name of an included file: its path relative to the file that includes it. A revision before the path
 * (`HEAD:db/schema.model.yaml`) stays.
 */
export function includedName(from: string, path: string): string {
  const prefix = /^[^:\\]*:(?![\\/])/.exec(from)?.[0] ?? "";
  const folders = from.slice(prefix.length).split(/[\\/]/).slice(0, -1);
  const steps = path.startsWith("/") ? [""] : folders;
  for (const step of path.split("/")) {
    if (step === "." || (step === "" && steps.length > 0)) continue;
    const last = steps.at(-1);
    if (step === ".." && last !== undefined && last !== "" && last !== "..") steps.pop();
    else steps.push(step);
  }
  return prefix + steps.join("/");
}

/**
 * Puts a file and those that it includes, directly or through others, together.
 *
 * @param included the files by their names (`includedName`); those that nothing includes are left out
 * @returns the whole Model, with positions that name the file of each part
 * @throws ModelError INCLUDE_CIRCLE, CANNOT_INCLUDE for a file that is not there, DUPLICATE_NAME for what two files
 *   declare, CONVENTIONS_DIFFER, and everything that `validateModel` finds
 */
export function mergeModels(main: ModelFile, included: readonly ModelFile[], options: ReadOptions = {}): ModelFile {
  const problems = new Problems();
  const files = orderOf(main, included, problems);
  problems.throwIfAny();
  const declaredIn = ownersOf(files, problems);
  for (const file of files) if (file !== main) checkCommon(main, file, problems);
  problems.throwIfAny();
  const positions = mergedPositions(main, declaredIn);
  const model = typedRows(
    mergedModel(
      main.model,
      files.map((file) => file.model),
    ),
  );
  if (options.validate !== false) {
    for (const problem of validateModel(model, positions, main.file)) problems.add(problem);
    problems.throwIfAny();
  }
  return { ...main, model, positions };
}

/** The files in the order of their declarations: what is included stands before what includes it. */
function orderOf(main: ModelFile, included: readonly ModelFile[], problems: Problems): ModelFile[] {
  const byName = new Map([...included, main].map((file) => [file.file, file]));
  const order: ModelFile[] = [];
  const done = new Set<ModelFile>();
  const way: ModelFile[] = [];
  const open: (readonly [ModelFile, boolean])[] = [[main, false]];
  for (let entry = open.pop(); entry; entry = open.pop()) {
    const [file, left] = entry;
    if (left) {
      way.pop();
      done.add(file);
      order.push(file);
      continue;
    }
    if (done.has(file) || way.includes(file)) continue;
    way.push(file);
    open.push([file, true]);
    const next: (readonly [ModelFile, boolean])[] = [];
    for (const { path, where } of file.include ?? []) {
      const found = byName.get(includedName(file.file, path));
      if (!found) {
        const message = `\`${path}\` cannot be included: there is no such file`;
        problems.add({
          code: "CANNOT_INCLUDE",
          message,
          where,
          remedy: "Paths are relative to the file that includes",
        });
      } else if (way.includes(found)) {
        const circle = [...way.slice(way.indexOf(found)), found].map((part) => part.file).join(" → ");
        const message = `${found.file} includes itself: ${circle}`;
        problems.add({ code: "INCLUDE_CIRCLE", message, where, remedy: "Leave this one out" });
      } else next.push([found, false]);
    }
    open.push(...next.reverse());
  }
  return order;
}

/** The file of each part with a name; a name that two files declare is a problem. */
function ownersOf(files: readonly ModelFile[], problems: Problems): Map<string, ModelFile> {
  const owners = new Map<string, ModelFile>();
  const taken = new Map<string, ModelFile>();
  for (const file of files) {
    const { model } = file;
    const declared = [model.entities, model.types, model.embedded ?? [], model.mixins ?? []].flat();
    const named: [string, string][] = [
      ...declared.map(({ name }): [string, string] => [name, name.toLowerCase()]),
      ...(model.views ?? []).map(({ name }): [string, string] => [name, `view ${name}`]),
    ];
    for (const [name, id] of named) {
      const first = taken.get(id);
      taken.set(id, first ?? file);
      if (!owners.has(name)) owners.set(name, file);
      // Two of a file are told by its own checks.
      if (!first || first === file) continue;
      const at = first.positions.at(name);
      const line = at ? `, line ${at.line}` : "";
      problems.add({
        code: "DUPLICATE_NAME",
        message: `\`${name}\` is declared in ${first.file}${line} already`,
        where: placeIn(file, name),
        remedy: "Keep one of them",
      });
    }
  }
  return owners;
}

function placeIn(file: ModelFile, path: string): { file: string; line: number; column: number } {
  const at = file.positions.at(path);
  return { file: at?.file ?? file.file, line: at?.line ?? 1, column: at?.column ?? 1 };
}

/** What holds for the whole model is said by the file that includes; another may repeat it. */
function checkCommon(main: ModelFile, file: ModelFile, problems: Problems): void {
  for (const key of ["conventions", "tenancy"] as const) {
    const said = file.positions.at(key) !== undefined && file.model[key] !== undefined;
    if (!said || sorted(file.model[key]) === sorted(main.model[key])) continue;
    problems.add({
      code: "CONVENTIONS_DIFFER",
      message: `\`${key}\` is not that of ${main.file}, which includes this file`,
      where: placeIn(file, key),
      remedy: `Leave it out here, or write the same \`${key}:\` in both`,
    });
  }
}

function sorted(value: object | undefined): string {
  return JSON.stringify(Object.entries(value ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function mergedModel(main: Model, all: readonly Model[]): Model {
  const embedded = all.flatMap((model) => model.embedded ?? []);
  const mixins = all.flatMap((model) => model.mixins ?? []);
  const views = all.flatMap((model) => model.views ?? []);
  return {
    ...main,
    types: all.flatMap((model) => model.types),
    ...(embedded.length > 0 ? { embedded } : {}),
    ...(mixins.length > 0 ? { mixins } : {}),
    ...(views.length > 0 ? { views } : {}),
    entities: all.flatMap((model) => model.entities),
    targets: mergedTargets(all),
  };
}

function mergedTargets(all: readonly Model[]): ModelTargets {
  const targets: { -readonly [engine in EngineName]?: ModelTargets[engine] } = {};
  for (const model of all) {
    for (const [engine, target] of Object.entries(model.targets) as [EngineName, ModelTargets["sqlite"] & object][]) {
      const before = targets[engine];
      const objects = [...(before?.objects ?? []), ...(target.objects ?? [])];
      targets[engine] = { ...before, ...target, ...(before?.objects || target.objects ? { objects } : {}) };
    }
  }
  return targets;
}

function mergedPositions(main: ModelFile, owners: ReadonlyMap<string, ModelFile>): Positions {
  return {
    at(path) {
      const file = owners.get(path) ?? owners.get(path.split(".")[0] ?? "") ?? main;
      const at = file.positions.at(path);
      return at && { file: file.file, ...at };
    },
  };
}
