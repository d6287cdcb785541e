/** Mixins and embedded values: they exist, hold no circles, and what they declare stands by itself. */
import { clip } from "../lexer.ts";
import type { Entity, Mixin } from "../model.ts";
import { nearest } from "../suggest.ts";
import { circlesOf, circleText } from "./circles.ts";
import type { Members, Validation } from "./context.ts";
import { checkFields } from "./fields.ts";
import { checkChecks, checkIndexes } from "./keys.ts";

/** Checks the mixins and who uses them. */
export function checkMixins(validation: Validation): void {
  const { model } = validation;
  const mixins = model.mixins ?? [];
  for (const user of [...mixins, ...model.entities]) checkUses(validation, user);
  for (const entity of model.entities) if (entity.uses) checkClashes(validation, entity);
  const byName = validation.members.mixins;
  for (const circle of circlesOf([...byName.keys()], (name) => byName.get(name)?.uses ?? [])) {
    const [first = ""] = circle;
    validation.add(
      first,
      "CIRCLE",
      `the mixin ${first} uses itself: ${circleText(circle)}`,
      "Leave out one of the `uses:`",
    );
  }
  for (const mixin of mixins) {
    const members = mixinMembers(validation, mixin);
    checkFields(validation, mixin, members);
    checkChecks(validation, mixin, members);
    checkIndexes(validation, mixin, members);
  }
}

function checkUses(validation: Validation, user: Entity | Mixin): void {
  const seen = new Set<string>();
  for (const name of user.uses ?? []) {
    const path = `${user.name}.uses`;
    if (seen.has(name)) validation.add(path, "DUPLICATE_NAME", `${user.name} uses ${clip(name)} twice`, "Name it once");
    seen.add(name);
    if (validation.members.mixins.has(name)) continue;
    const isEntity = validation.entities.has(name);
    validation.addUnknown(path, "UNKNOWN_MIXIN", `there is no mixin \`${clip(name)}\``, {
      word: name,
      meant: isEntity ? undefined : nearest(name, validation.members.mixins.keys()),
      otherwise: isEntity
        ? `${name} is an entity: write \`extends: ${name}\``
        : `Declare ${clip(name)} under \`mixins:\``,
    });
  }
}

/** What two mixins that know nothing of each other declare by one name is nobody's to choose. */
function checkClashes(validation: Validation, entity: Entity): void {
  const sections: readonly (readonly [string, (part: Entity | Mixin) => readonly Named[]])[] = [
    ["member", (part) => [...part.fields, ...part.relations, ...(part.polymorphic ?? [])]],
    ["check", (part) => part.checks],
    ["index", (part) => part.indexes],
    ["policy", (part) => part.policies ?? []],
  ];
  const mixins = validation.members.mixinsOf(entity);
  for (const [what, listOf] of sections) {
    const own = new Set(listOf(entity).map(({ name }) => name));
    const found = new Map<string, { readonly item: Named; readonly by: Mixin }>();
    for (const by of mixins) {
      for (const item of listOf(by)) {
        const before = found.get(item.name);
        found.set(item.name, { item, by });
        if (!before || own.has(item.name) || JSON.stringify(before.item) === JSON.stringify(item)) continue;
        // A mixin that uses the other declares again on purpose.
        if (validation.members.mixinsOf(by).includes(before.by)) continue;
        validation.add(
          `${entity.name}.uses`,
          "DUPLICATE_NAME",
          `the mixins ${before.by.name} and ${by.name} both have a ${what} \`${clip(item.name)}\``,
          `Declare \`${clip(item.name)}\` in ${entity.name}, or rename one of them`,
        );
      }
    }
  }
}

type Named = { readonly name: string };

/** What the parts of a mixin may name: its own members, and what every entity may have. */
export function mixinMembers(validation: Validation, mixin: Mixin): Members {
  const own = validation.members.membersOf(mixin);
  const { tenancy } = validation.model;
  const everywhere = ["id", "createdAt", "updatedAt", "deletedAt", ...(tenancy ? [tenancy.relation] : [])];
  return { ...own, names: new Set([...own.names, ...everywhere]) };
}

/** Checks the embedded values and the fields that hold them. */
export function checkEmbedded(validation: Validation): void {
  const types = validation.members.embedded;
  const next = (name: string): string[] => (types.get(name)?.fields ?? []).map(({ type }) => type.name);
  for (const circle of circlesOf([...types.keys()], next)) {
    const [first = ""] = circle;
    validation.add(first, "CIRCLE", `${first} holds itself: ${circleText(circle)}`, "Make an entity of one of them");
  }
  for (const type of types.values()) {
    if (type.fields.length === 0)
      validation.add(
        type.name,
        "EMPTY_TYPE",
        `the embedded value ${type.name} has no fields`,
        "Give it some under `fields:`",
      );
    const names = new Set(type.fields.map(({ name }) => name));
    const members: Members = {
      fields: new Map(type.fields.map((field) => [field.name, field])),
      relations: new Map(),
      implied: new Set(),
      composed: new Map(),
      wholes: new Set(),
      names,
    };
    checkFields(validation, type, members);
    for (const field of type.fields) {
      const path = `${type.name}.${field.name}`;
      const flag = (["primary", "uniqueInTenant", "slugOf", "countOf"] as const).find(
        (key) => field[key] !== undefined,
      );
      if (flag !== undefined)
        validation.add(
          path,
          "BAD_EMBEDDED",
          `\`${field.name}\` of the embedded value ${type.name} cannot be ${FLAG_WORDS[flag]}`,
          `Declare the field in the entity`,
        );
    }
  }
}

const FLAG_WORDS = {
  primary: "a primary key",
  uniqueInTenant: "`unique=tenant`",
  slugOf: "a slug",
  countOf: "a count",
} as const;
