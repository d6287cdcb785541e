/** What a Model must fulfil beyond its structure: names, types, references, keys, expressions. */
import type { Positions } from "./file/places.ts";
import type { Model } from "./model.ts";
import { ModelError, type Problem } from "./problems.ts";
import { membersOf, Validation } from "./validation/context.ts";
import { checkEnums, checkFields } from "./validation/fields.ts";
import { checkKeys } from "./validation/keys.ts";
import { checkNames } from "./validation/names.ts";
import { checkRelations } from "./validation/relations.ts";

/**
 * Everything that is wrong in a Model; empty when it may be used.
 * @param positions where its parts stand in `file`, if it was read from one; otherwise problems name objects
 */
export function validateModel(model: Model, positions?: Positions, file?: string): readonly Problem[] {
  const validation = new Validation(model, positions, file);
  checkNames(validation);
  checkEnums(validation);
  checkRelations(validation);
  for (const entity of model.entities) {
    const members = membersOf(entity, model);
    checkFields(validation, entity, members);
    checkKeys(validation, entity, members);
  }
  for (const object of model.targets.postgres?.objects ?? []) {
    if (object.sql.trim() === "") {
      validation.add(
        "targets.postgres.objects",
        "EMPTY_SQL",
        "a verbatim object has no SQL",
        "Give its statement under `sql:`",
      );
    }
  }
  return validation.problems;
}

/**
 * Passes a usable Model on.
 * @throws ModelError with everything that `validateModel` finds
 */
export function assertValid(model: Model, positions?: Positions, file?: string): Model {
  const problems = validateModel(model, positions, file);
  if (problems.length > 0) throw new ModelError(problems);
  return model;
}
