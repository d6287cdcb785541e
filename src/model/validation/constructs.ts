/** Tenancy, trees and polymorphic relations: what they need, and that what they make has its name to itself. */
import { clip } from "../lexer.ts";
import { TREE_FIELDS } from "../members.ts";
import type { Entity, PolymorphicRelation } from "../model.ts";
import { formatType } from "../shorthand/type.ts";
import { nearest } from "../suggest.ts";
import type { Validation } from "./context.ts";

// A custom setting of a session has a point in its name (PostgreSQL's manual, 20.16).
const settingName = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)+$/;

/** Notes a setting that no session could have. */
export function checkSetting(validation: Validation, path: string, name: string): void {
  if (settingName.test(name)) return;
  validation.add(
    path,
    "BAD_NAME",
    `\`${clip(name)}\` cannot be the name of a session's setting`,
    "Write it as `app.user_id`",
  );
}

/** Checks the tenancy of the model and of the entities that have it. */
export function checkTenancy(validation: Validation): void {
  const { model, members } = validation;
  const { tenancy } = model;
  if (tenancy) {
    checkSetting(validation, "tenancy.setting", tenancy.setting);
    const entity = validation.entities.get(tenancy.entity);
    if (!entity) {
      const word = tenancy.entity;
      validation.addUnknown("tenancy.entity", "UNKNOWN_ENTITY", `there is no entity \`${clip(word)}\``, {
        word,
        meant: nearest(word, validation.entities.keys()),
        otherwise: `Declare ${clip(word)} under \`entities:\``,
      });
    } else {
      if (members.isTenant(entity))
        validation.add(
          `${entity.name}.tenant`,
          "BAD_TENANCY",
          `the rows of ${entity.name} are the tenants`,
          "Leave `tenant` out here",
        );
      if (members.primaryOf(entity).length !== 1)
        validation.add(
          "tenancy.entity",
          "BAD_TENANCY",
          `the tenants' entity ${entity.name} needs a primary key of one field`,
          "Give it one",
        );
    }
  }
  for (const entity of model.entities) {
    if (!members.isTenant(entity)) continue;
    if (!tenancy) {
      validation.add(
        `${entity.name}.tenant`,
        "BAD_TENANCY",
        `${entity.name} belongs to tenants, but the model does not say whose`,
        "Add `tenancy:` to the model, with `entity: Organization` and `setting: app.organization_id`",
      );
      continue;
    }
    const declared = [...members.relationsOf(entity)].find(({ name }) => name === tenancy.relation);
    if (declared && (declared.kind !== "one" || declared.target !== tenancy.entity || declared.nullable)) {
      validation.add(
        `${entity.name}.${declared.name}`,
        "BAD_TENANCY",
        `\`${declared.name}\` leads to the tenant of ${entity.name}`,
        `Write \`${declared.name}: one ${tenancy.entity}\`, or leave it out`,
      );
    }
  }
}

/** Checks the trees. */
export function checkTrees(validation: Validation): void {
  const { members } = validation;
  for (const entity of validation.model.entities) {
    if (entity.tree === undefined) continue;
    const path = `${entity.name}.tree`;
    if (members.primaryOf(entity).length !== 1)
      validation.add(
        path,
        "BAD_TREE",
        `the tree ${entity.name} needs a primary key of one field`,
        "Give it one, such as `id: uuid`",
      );
    if (members.parentsOf(entity).length > 0)
      validation.add(
        path,
        "BAD_TREE",
        `${entity.name} extends another entity`,
        "Write `tree:` in the entity that it extends",
      );
    const parent = members.relationsOf(entity).find(({ name }) => name === "parent");
    if (parent && (parent.kind !== "one" || parent.target !== entity.name || !parent.nullable)) {
      validation.add(
        `${entity.name}.parent`,
        "BAD_TREE",
        `\`parent\` of a tree leads to the ${entity.name} above, and the roots have none`,
        `Write \`parent: one? ${entity.name} as children\`, or leave it out`,
      );
    }
  }
}

/** Checks the relations to one of several entities. */
export function checkPolymorphic(validation: Validation): void {
  const { model } = validation;
  for (const owner of [...(model.mixins ?? []), ...model.entities]) {
    for (const relation of owner.polymorphic ?? [])
      checkTargets(validation, `${owner.name}.${relation.name}`, relation);
  }
}

function checkTargets(validation: Validation, path: string, relation: PolymorphicRelation): void {
  const bad = (message: string, remedy: string): void => validation.add(path, "BAD_POLYMORPHIC", message, remedy);
  if (relation.as === "type" && relation.onDelete !== undefined && relation.onDelete !== "no action")
    bad(
      "a relation kept `as type` has no foreign key, so nothing happens on delete",
      "Leave `on delete` out, or write `as arcs`",
    );
  if (relation.targets.length < 2)
    bad("it has one target", `Write \`${relation.name}: one ${relation.targets[0] ?? ""}\``);
  const seen = new Set<string>();
  const targets: Entity[] = [];
  for (const name of relation.targets) {
    if (seen.has(name)) bad(`\`${clip(name)}\` is named twice`, "Name it once");
    seen.add(name);
    const target = validation.entities.get(name);
    if (target) targets.push(target);
    else {
      validation.addUnknown(path, "UNKNOWN_ENTITY", `there is no entity \`${clip(name)}\``, {
        word: name,
        meant: nearest(name, validation.entities.keys()),
        otherwise: `Declare ${clip(name)} under \`entities:\``,
      });
    }
  }
  for (const target of targets) checkTarget(validation, path, relation, target, targets[0] ?? target);
}

function checkTarget(
  validation: Validation,
  path: string,
  relation: PolymorphicRelation,
  target: Entity,
  first: Entity,
): void {
  const { members } = validation;
  const bad = (message: string, remedy: string): void => validation.add(path, "BAD_POLYMORPHIC", message, remedy);
  const key = members.primaryOf(target);
  if (key.length === 0) {
    bad(`${target.name} has no primary key that \`${relation.name}\` could refer to`, `Give ${target.name} one`);
    return;
  }
  if (target.abstract && members.inheritanceOf(target) === "concrete") {
    bad(`${target.name} is abstract and has no table`, `Name the entities that extend it`);
    return;
  }
  if (relation.as === "arcs") return;
  if (key.length > 1) {
    bad(
      `the key of ${target.name} has ${key.length} fields, and \`as type\` keeps one`,
      `Write \`as arcs\`, or give ${target.name} a key of one field`,
    );
    return;
  }
  const [mine, theirs] = [target, first].map((entity) => members.keyTypes(entity).map(formatType).join(", "));
  if (mine !== theirs) {
    bad(
      `the key of ${target.name} is ${mine}, that of ${first.name} is ${theirs}`,
      "Write `as arcs`, or give the targets keys of one type",
    );
  }
}

/** Notes declared members whose names a construct needs for what it makes. */
export function checkMadeNames(validation: Validation, entity: Entity): void {
  const { members } = validation;
  const declared = new Map(
    [...members.fieldsOf(entity), ...members.relationsOf(entity), ...members.polymorphicOf(entity)].map(({ name }) => [
      name.toLowerCase(),
      name,
    ]),
  );
  const make = (name: string, what: string): void => {
    const taken = declared.get(name.toLowerCase());
    if (taken !== undefined)
      validation.add(
        `${entity.name}.${taken}`,
        "DUPLICATE_NAME",
        `${what} makes \`${clip(name)}\` itself`,
        "Remove or rename this one",
      );
  };
  if (entity.tree !== undefined) for (const { name } of TREE_FIELDS[entity.tree]) make(name, `the tree ${entity.name}`);
  const inheritance = members.inheritanceOf(entity);
  const isRoot = entity.extends === undefined;
  if (inheritance === "single" || (isRoot && inheritance === "joined")) make("type", "inheritance");
  for (const [name, parts] of members.membersOf(entity).composed) {
    // Parents of the same table are told where they stand.
    if (declared.has(name.toLowerCase())) for (const part of parts) make(part, `\`${name}\``);
  }
}
