/** Relations: targets that exist, sides named once, actions and references that a database would accept. */
import { clip } from "../lexer.ts";
import type { Entity, ManyRelation, OneRelation, Relation } from "../model.ts";
import { entityName } from "../naming.ts";
import { nearest } from "../suggest.ts";
import { membersOf, primaryFields, type Validation } from "./context.ts";

/** Checks the relations of every entity. */
export function checkRelations(validation: Validation): void {
  for (const entity of validation.model.entities) {
    for (const relation of entity.relations) {
      const path = `${entity.name}.${relation.name}`;
      const target = findEntity(validation, path, relation.target, relation);
      if (!target) continue;
      if (relation.kind === "one") checkOne(validation, path, relation, target);
      else checkMany(validation, path, entity, relation);
    }
  }
  checkInverses(validation);
}

function findEntity(validation: Validation, path: string, name: string, relation?: Relation): Entity | undefined {
  const found = validation.entities.get(name);
  if (found) return found;
  const known = [...validation.entities.keys()];
  const spelled = entityName(name);
  const guess = known.find((candidate) => candidate === spelled) ?? nearest(name, known);
  const remedy = validation.types.has(name)
    ? `${name} is an enum: write \`${relation?.name ?? "field"}: ${name}\` under \`fields:\``
    : guess === undefined
      ? `Declare ${clip(name)} under \`entities:\``
      : `Did you mean \`${guess}\`?`;
  validation.add(path, "UNKNOWN_ENTITY", `there is no entity \`${clip(name)}\``, remedy);
  return undefined;
}

function checkOne(validation: Validation, path: string, relation: OneRelation, target: Entity): void {
  if (!relation.nullable) {
    for (const [word, action] of [
      ["delete", relation.onDelete],
      ["update", relation.onUpdate],
    ] as const) {
      if (action !== "set null") continue;
      validation.add(
        path,
        "BAD_ACTION",
        `\`on ${word} set null\` on a relation that cannot be null`,
        `Write \`one? ${target.name}\`, or choose restrict or cascade`,
      );
    }
  }
  const key = relation.references ?? primaryFields(target, validation.model);
  if (key.length === 0) {
    validation.add(
      path,
      "BAD_KEY",
      `${target.name} has no primary key that \`${relation.name}\` could refer to`,
      "Give it one, or write `references field`",
    );
  }
  const [only] = relation.references ?? [];
  if (only !== undefined && relation.references?.length === 1) checkReferences(validation, path, only, target);
  else if (relation.references) checkReferencedKey(validation, path, relation.references, target);
  const simple = key.every((name) => !target.relations.some((other) => other.name === name));
  if (relation.columns && key.length > 0 && simple && relation.columns.length !== key.length) {
    validation.add(
      path,
      "BAD_KEY",
      `\`columns=\` names ${relation.columns.length} columns, the key of ${target.name} has ${key.length}`,
      "Name as many columns, in the order of the key",
    );
  }
}

/** Several members have to be, in any order, those of one key of the target. */
function checkReferencedKey(validation: Validation, path: string, names: readonly string[], target: Entity): void {
  const wanted = [...names].sort().join("\n");
  const keys = [primaryFields(target, validation.model), ...target.keys.map((key) => key.fields)];
  if (keys.some((key) => [...key].sort().join("\n") === wanted)) return;
  validation.add(
    path,
    "BAD_KEY",
    `${target.name} has no key of (${names.map((name) => clip(name)).join(", ")})`,
    `Declare one under \`keys:\` of ${target.name}`,
  );
}

function checkReferences(validation: Validation, path: string, name: string, target: Entity): void {
  const members = membersOf(target, validation.model);
  const field = members.fields.get(name);
  if (!field) {
    if (name === "id" && members.implied.has("id")) return;
    const guess = nearest(name, members.fields.keys());
    validation.add(
      path,
      "UNKNOWN_FIELD",
      `${target.name} has no field \`${clip(name)}\``,
      guess === undefined ? undefined : `Did you mean \`${guess}\`?`,
    );
    return;
  }
  const alone = target.keys.some((key) => key.fields.length === 1 && key.fields[0] === name);
  if (!field.unique && !field.primary && !alone) {
    validation.add(
      path,
      "BAD_KEY",
      `\`references ${name}\`: ${target.name}.${name} is not unique`,
      `Mark ${target.name}.${name} as unique`,
    );
  }
}

function checkMany(validation: Validation, path: string, owner: Entity, relation: ManyRelation): void {
  const mirror = validation.entities
    .get(relation.target)
    ?.relations.find(
      (other) =>
        other.kind === "many" && other.target === owner.name && other.name === relation.inverse && other !== relation,
    );
  if (mirror?.kind === "many" && mirror.inverse === relation.name) {
    const first = [owner.name, relation.target].toSorted()[0];
    if (owner.name !== first || owner.name === relation.target) {
      validation.add(
        path,
        "DECLARED_TWICE",
        `${owner.name}.${relation.name} and ${relation.target}.${relation.inverse} are one relation, declared on both sides`,
        "Remove one of the two lines: each names both sides",
      );
    }
  }
  if (relation.through === undefined) return;
  if (relation.table !== undefined) {
    validation.add(
      path,
      "BAD_KEY",
      "`table=` names the join table that is made; with `through` none is",
      `Give ${relation.through} its \`table:\` instead`,
    );
  }
  const join = findEntity(validation, path, relation.through);
  if (!join) return;
  const ones = join.relations.filter((candidate) => candidate.kind === "one");
  const wanted = owner.name === relation.target ? 2 : 1;
  for (const side of new Set([owner.name, relation.target])) {
    if (ones.filter((candidate) => candidate.target === side).length >= wanted) continue;
    validation.add(
      path,
      "BAD_JOIN",
      `\`through ${join.name}\`: ${join.name} has ${wanted === 2 ? "no two relations" : "no relation"} to ${side}`,
      `Add \`one ${side}\` to the relations of ${join.name}`,
    );
  }
}

/** The other side's name is taken once: no field, relation or second inverse of the target has it. */
function checkInverses(validation: Validation): void {
  const taken = new Map<string, Map<string, string>>();
  for (const entity of validation.model.entities) {
    const own = new Map<string, string>();
    for (const field of entity.fields) own.set(field.name.toLowerCase(), `the field ${entity.name}.${field.name}`);
    for (const relation of entity.relations)
      own.set(relation.name.toLowerCase(), `the relation ${entity.name}.${relation.name}`);
    taken.set(entity.name, own);
  }
  for (const entity of validation.model.entities) {
    for (const relation of entity.relations) {
      const names = taken.get(relation.target);
      if (!names || relation.inverse === undefined) continue;
      const path = `${entity.name}.${relation.name}`;
      const first = names.get(relation.inverse.toLowerCase());
      // Both sides of a many-to-many relation: told above.
      const mirrored = relation.kind === "many" && first === `the relation ${relation.target}.${relation.inverse}`;
      if (first !== undefined && !(mirrored && isMirror(validation, entity, relation))) {
        validation.add(
          path,
          "DUPLICATE_NAME",
          `\`as ${relation.kind === "many" ? "many " : ""}${relation.inverse}\`: ${relation.target} already has that name, from ${first}`,
          "Choose another name for the other side",
        );
      }
      names.set(relation.inverse.toLowerCase(), `the other side of ${path}`);
    }
  }
}

function isMirror(validation: Validation, entity: Entity, relation: Relation): boolean {
  const other = validation.entities
    .get(relation.target)
    ?.relations.find((candidate) => candidate.name === relation.inverse);
  return other?.kind === "many" && other.target === entity.name && other.inverse === relation.name;
}
