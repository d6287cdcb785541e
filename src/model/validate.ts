/** What a Model must fulfil beyond its structure: names, types, references, keys, expressions. */
import type { Positions } from "./file/places.ts";
import type { Model } from "./model.ts";
import { ModelError, type Problem } from "./problems.ts";
import { checkBehaviour, checkHistory } from "./validation/behaviour.ts";
import { checkPolymorphic, checkTenancy, checkTrees } from "./validation/constructs.ts";
import { Validation } from "./validation/context.ts";
import { checkExclusions } from "./validation/exclusions.ts";
import { checkFieldFlags } from "./validation/field-flags.ts";
import { checkEnums, checkFields } from "./validation/fields.ts";
import { checkInheritance } from "./validation/inheritance.ts";
import { checkKeys } from "./validation/keys.ts";
import { checkEmbedded, checkMixins, mixinMembers } from "./validation/mixins.ts";
import { checkNames } from "./validation/names.ts";
import { checkPartition } from "./validation/partitions.ts";
import { checkRelations } from "./validation/relations.ts";
import { checkRows } from "./validation/rows.ts";
import { checkTargets } from "./validation/targets.ts";
import { checkViews } from "./validation/views.ts";

/**
 * Everything that is wrong in a Model; empty when it may be used.
 * @param positions where its parts stand in `file`, if it was read from one; otherwise problems name objects
 */
export function validateModel(model: Model, positions?: Positions, file?: string): readonly Problem[] {
  const validation = new Validation(model, positions, file);
  checkNames(validation);
  checkEnums(validation);
  checkEmbedded(validation);
  checkMixins(validation);
  checkInheritance(validation);
  checkTenancy(validation);
  checkTrees(validation);
  checkRelations(validation);
  checkPolymorphic(validation);
  for (const mixin of model.mixins ?? []) checkBehaviour(validation, mixin, mixinMembers(validation, mixin));
  for (const entity of model.entities) {
    const members = validation.members.membersOf(entity);
    checkFields(validation, entity, members);
    checkFieldFlags(validation, entity, members);
    checkKeys(validation, entity, members);
    checkExclusions(validation, entity, members);
    checkBehaviour(validation, entity, members);
    checkHistory(validation, entity);
    checkPartition(validation, entity, members);
    checkRows(validation, entity, members);
    checkTargets(validation, entity);
  }
  checkViews(validation);
  for (const [engine, target] of Object.entries(model.targets)) {
    for (const object of target.objects ?? []) {
      if (object.sql.trim() !== "") continue;
      validation.add(
        `targets.${engine}.objects`,
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
