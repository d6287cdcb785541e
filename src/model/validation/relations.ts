/** Relations: targets that exist, sides named once, actions and references that a database would accept. */
import { clip } from "../lexer.ts";
import type { Entity, ManyRelation, OneRelation, Relation } from "../model.ts";
import { entityName } from "../naming.ts";
import { nearest } from "../suggest.ts";
import type { Validation } from "./context.ts";

/** Checks the relations of every entity and mixin. */
export function checkRelations(validation: Validation): void {
  const { model } = validation;
  for (const owner of [...(model.mixins ?? []), ...model.entities]) {
    for (const relation of owner.relations) {
      const path = `${owner.name}.${relation.name}`;
      const target = findEntity(validation, path, relation.target, relation);
      if (!target) continue;
      checkAbstract(validation, path, relation, target);
      if (relation.kind === "one") checkOne(validation, path, relation, target);
    }
  }
  for (const entity of model.entities) {
    for (const relation of validation.members.relationsOf(entity)) {
      if (relation.kind !== "many" || !validation.entities.has(relation.target)) continue;
      checkMany(validation, `${entity.name}.${relation.name}`, entity, relation);
    }
  }
  checkInverses(validation);
}

/** An abstract entity has a table where the hierarchy has one in common: in others nothing can refer to it. */
function checkAbstract(validation: Validation, path: string, relation: Relation, target: Entity): void {
  if (!target.abstract || validation.members.inheritanceOf(target) !== "concrete") return;
  const children = validation.model.entities.filter((entity) => validation.members.parentsOf(entity).includes(target));
  const names = children.filter(({ abstract }) => !abstract).map(({ name }) => name);
  const some = relation.kind === "one" && relation.nullable ? "one?" : "one";
  validation.add(
    path,
    "ABSTRACT_TARGET",
    `${target.name} is abstract and has no table that \`${relation.name}\` could refer to`,
    names.length > 1
      ? `Write \`${relation.name}: ${some} ${names.join("|")} as type\`, or \`inheritance: joined\` in ${target.name}`
      : `Name the entity that extends it, or write \`inheritance: joined\` in ${target.name}`,
  );
}

function findEntity(validation: Validation, path: string, name: string, relation?: Relation): Entity | undefined {
  const found = validation.entities.get(name);
  if (found) return found;
  const known = [...validation.entities.keys()];
  const spelled = entityName(name);
  const guess = known.find((candidate) => candidate === spelled) ?? nearest(name, known);
  const isEnum = validation.types.has(name);
  validation.addUnknown(path, "UNKNOWN_ENTITY", `there is no entity \`${clip(name)}\``, {
    word: name,
    meant: isEnum ? undefined : guess,
    otherwise: isEnum
      ? `${name} is an enum: write \`${relation?.name ?? "field"}: ${name}\` under \`fields:\``
      : `Declare ${clip(name)} under \`entities:\``,
  });
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
  const key = relation.references ?? validation.members.primaryOf(target);
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
  checkPeriod(validation, path, relation, target, key);
  checkDeleteColumns(validation, path, relation);
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

/** A key without overlaps is referred to by a period, and no other key is (PostgreSQL's manual on CREATE TABLE). */
function checkPeriod(
  validation: Validation,
  path: string,
  relation: OneRelation,
  target: Entity,
  fields: readonly string[],
): void {
  const wanted = [...fields].sort().join("\n");
  const key = target.keys.find((candidate) => [...candidate.fields].sort().join("\n") === wanted);
  if ((key?.withoutOverlaps ?? false) === (relation.period ?? false)) return;
  const last = key?.fields.at(-1) ?? fields.at(-1) ?? "";
  if (relation.period)
    validation.add(
      path,
      "BAD_KEY",
      `\`period\`: the key of ${target.name} that \`${relation.name}\` refers to says nothing of overlaps`,
      `Leave out \`period\`, or write \`${clip(last)} without overlaps\` in the key of ${target.name}`,
    );
  else
    validation.add(
      path,
      "BAD_KEY",
      `the key of ${target.name} that \`${relation.name}\` refers to is one without overlaps`,
      "Add `period`, and `columns=` with a range in last place",
    );
}

function checkDeleteColumns(validation: Validation, path: string, relation: OneRelation): void {
  if (relation.onDeleteColumns === undefined) return;
  const byConvention = validation.model.conventions.onDelete ?? (relation.nullable ? "set null" : "restrict");
  const action = relation.onDelete ?? (relation.owned ? "cascade" : byConvention);
  if (action !== "set null" && action !== "set default") {
    validation.add(
      path,
      "BAD_ACTION",
      `\`onDeleteColumns=\` says what \`set null\` and \`set default\` set, and this relation has \`${action}\``,
      "Leave it out, or write `on delete set null`",
    );
  }
  const strange = relation.onDeleteColumns.find((column) => relation.columns && !relation.columns.includes(column));
  if (strange !== undefined) {
    validation.add(
      path,
      "BAD_ACTION",
      `\`onDeleteColumns=\` names \`${clip(strange)}\`, which is no column of \`${relation.name}\``,
      `Its columns are ${relation.columns?.join(", ") ?? ""}`,
    );
  }
}

/** Several members have to be, in any order, those of one key of the target. */
function checkReferencedKey(validation: Validation, path: string, names: readonly string[], target: Entity): void {
  const wanted = [...names].sort().join("\n");
  const keys = [
    validation.members.primaryOf(target),
    ...target.keys.map((key) => key.fields),
    ...uniqueIndexes(target),
  ];
  if (keys.some((key) => [...key].sort().join("\n") === wanted)) return;
  validation.add(
    path,
    "BAD_KEY",
    `${target.name} has no key of (${names.map((name) => clip(name)).join(", ")})`,
    `Declare one under \`keys:\` of ${target.name}`,
  );
}

/** The fields of unique indexes that hold for every row, which a foreign key may reference as it may a key. */
function uniqueIndexes({ indexes }: Entity): (readonly string[])[] {
  return indexes
    .filter(({ unique, where, parts }) => unique && !where && parts.every(({ of }) => "field" in of))
    .map(({ parts }) => parts.flatMap(({ of }) => ("field" in of ? [of.field] : [])));
}

function checkReferences(validation: Validation, path: string, name: string, target: Entity): void {
  const members = validation.members.membersOf(target);
  const field = members.fields.get(name);
  if (!field) {
    if (name === "id" && members.implied.has("id")) return;
    const meant = nearest(name, members.fields.keys());
    const message = `${target.name} has no field \`${clip(name)}\``;
    validation.addUnknown(path, "UNKNOWN_FIELD", message, { word: name, meant });
    return;
  }
  const keys = [...target.keys.map((key) => key.fields), ...uniqueIndexes(target)];
  const alone = keys.some((key) => key.length === 1 && key[0] === name);
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
  const ones = validation.members.relationsOf(join).filter((candidate) => candidate.kind === "one");
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
    const { fields, relations } = validation.members.membersOf(entity);
    for (const name of fields.keys()) own.set(name.toLowerCase(), `the field ${entity.name}.${name}`);
    for (const name of [...relations.keys(), ...validation.members.relationsOf(entity).map((item) => item.name)])
      own.set(name.toLowerCase(), `the relation ${entity.name}.${name}`);
    const hasParent = validation.members.relationsOf(entity).some(({ name }) => name === "parent");
    if (entity.tree !== undefined && !hasParent) own.set("children", `the tree ${entity.name}`);
    taken.set(entity.name, own);
  }
  for (const entity of validation.model.entities) {
    for (const relation of validation.members.relationsOf(entity)) {
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
