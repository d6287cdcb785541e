/** Inheritance: parents that exist, one way of storing a hierarchy, and members that go together in its tables. */
import { clip } from "../lexer.ts";
import type { Entity } from "../model.ts";
import { nearest } from "../suggest.ts";
import { circlesOf, circleText } from "./circles.ts";
import type { Validation } from "./context.ts";

/** Checks what extends what. */
export function checkInheritance(validation: Validation): void {
  const { entities, model } = validation;
  const extended = new Set(model.entities.flatMap((entity) => entity.extends ?? []));
  const next = (name: string): string[] => [entities.get(name)?.extends ?? []].flat();
  const circles = circlesOf([...entities.keys()], next);
  const inCircle = new Set(circles.flat());
  for (const circle of circles) {
    const [first = ""] = circle;
    const message = `${first} extends itself: ${circleText(circle)}`;
    validation.add(`${first}.extends`, "CIRCLE", message, "Leave out one of the `extends:`");
  }
  for (const entity of model.entities) {
    if (inCircle.has(entity.name)) continue;
    if (entity.extends !== undefined) checkChild(validation, entity);
    else checkRoot(validation, entity, extended.has(entity.name));
  }
  checkSiblings(validation);
}

function checkRoot(validation: Validation, entity: Entity, isExtended: boolean): void {
  const bad = (key: string, message: string, remedy: string): void =>
    validation.add(`${entity.name}.${key}`, "BAD_INHERITANCE", message, remedy);
  if (isExtended && entity.inheritance === undefined) {
    validation.add(
      entity.name,
      "BAD_INHERITANCE",
      `${entity.name} does not say how the entities that extend it are stored`,
      "Add `inheritance: joined` (a table each), `single` (one table) or `concrete` (no table in common)",
    );
  }
  if (isExtended) return;
  if (entity.abstract)
    bad("abstract", `${entity.name} is abstract, and no entity extends it`, "Make a mixin of it, or remove `abstract`");
  else if (entity.inheritance !== undefined)
    bad("inheritance", `no entity extends ${entity.name}`, `Write \`extends: ${entity.name}\` in those that do`);
}

/** What an entity cannot have of its own in a table that it shares. */
const OF_TABLES = ["table", "schema", "partition", "rows", "tree", "targets", "appendOnly", "policies"] as const;

function checkChild(validation: Validation, entity: Entity): void {
  const name = entity.extends ?? "";
  const bad = (key: string, message: string, remedy: string): void =>
    validation.add(`${entity.name}.${key}`, "BAD_INHERITANCE", message, remedy);
  if (!validation.entities.has(name)) {
    const isMixin = validation.members.mixins.has(name);
    validation.addUnknown(`${entity.name}.extends`, "UNKNOWN_ENTITY", `there is no entity \`${clip(name)}\``, {
      word: name,
      meant: isMixin ? undefined : nearest(name, validation.entities.keys()),
      otherwise: isMixin ? `${name} is a mixin: write \`uses: ${name}\`` : `Declare ${clip(name)} under \`entities:\``,
    });
    return;
  }
  const root = validation.members.parentsOf(entity).at(-1) ?? entity;
  const { inheritance } = root;
  if (entity.inheritance !== undefined)
    bad("inheritance", `${root.name} alone says how its hierarchy is stored`, "Leave it out here");
  if (inheritance === undefined || inheritance === "concrete") return;
  const key = entity.keys.some(({ primary }) => primary) || entity.fields.some(({ primary }) => primary);
  if (key) bad("keys.primary", `${entity.name} has the primary key of ${root.name}`, "Leave its own out");
  if (entity.id !== undefined) bad("id", `${entity.name} has the primary key of ${root.name}`, "Leave `id` out");
  if (inheritance === "single") {
    for (const word of OF_TABLES) {
      if (entity[word] === undefined || entity[word] === false) continue;
      bad(
        word,
        `${entity.name} is stored in the table of ${root.name}`,
        `Say \`${word}\` of ${root.name}, or leave it out`,
      );
    }
    if (entity.tenant && !validation.members.isTenant(root))
      bad("tenant", `${entity.name} is stored in the table of ${root.name}`, `Write \`tenant: true\` in ${root.name}`);
  }
  checkRedeclared(validation, entity);
}

function checkRedeclared(validation: Validation, entity: Entity): void {
  const { members } = validation;
  const own = new Set([...members.fieldsOf(entity), ...members.relationsOf(entity)].map(({ name }) => name));
  for (const parent of members.parentsOf(entity)) {
    for (const { name } of [...members.fieldsOf(parent), ...members.relationsOf(parent)]) {
      if (!own.has(name)) continue;
      validation.add(
        `${entity.name}.${name}`,
        "DUPLICATE_NAME",
        `${entity.name} has \`${clip(name)}\` from ${parent.name} already`,
        "Remove it here",
      );
    }
  }
}

/** Children of one table have their columns side by side. */
function checkSiblings(validation: Validation): void {
  const { members, model } = validation;
  const taken = new Map<string, Map<string, string>>();
  for (const entity of model.entities) {
    const root = members.parentsOf(entity).at(-1);
    if (root?.inheritance !== "single") continue;
    const names = taken.get(root.name) ?? new Map<string, string>();
    taken.set(root.name, names);
    for (const { name } of [...members.fieldsOf(entity), ...members.relationsOf(entity)]) {
      const first = names.get(name.toLowerCase());
      if (first !== undefined) {
        validation.add(
          `${entity.name}.${name}`,
          "DUPLICATE_NAME",
          `${entity.name} and ${first} both have \`${clip(name)}\`, and share the table of ${root.name}`,
          `Move it to ${root.name}, or rename one`,
        );
      }
      names.set(name.toLowerCase(), entity.name);
    }
  }
}
