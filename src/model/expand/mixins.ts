/** `uses`: members and behaviour of mixins, taken over by the entities that use them. */
import { ModelMembers } from "../members.ts";
import type { Behaviour, Check, Entity, Field, Index, Mixin, Model, PolymorphicRelation, Relation } from "../model.ts";
import { circlesOf, circleText } from "../validation/circles.ts";
import { fail, madeName, tableOf, without } from "./parts.ts";

/**
 * Merges mixins into the entities that use them, in their order; a mixin's own mixins come before it. What the entity
 * declares itself wins. Indexes, whose names are a schema's, get the table's name in front.
 *
 * @throws SchemaforgeError UNKNOWN_MIXIN, CIRCLE, DUPLICATE_NAME when two mixins that know nothing of each other declare
 * one name differently
 */
export function expandMixins(model: Model): Model {
  const { mixins = [] } = model;
  const users = model.entities.filter(({ uses }) => uses !== undefined);
  if (mixins.length === 0 && users.length === 0) return model;
  const members = new ModelMembers(model);
  for (const user of [...mixins, ...users]) checkUses(user, members);
  const [circle] = circlesOf([...members.mixins.keys()], (name) => members.mixins.get(name)?.uses ?? []);
  if (circle) {
    const [first = ""] = circle;
    fail("CIRCLE", `the mixin ${first} uses itself: ${circleText(circle)}`, first, "Leave out one of the `uses:`");
  }
  const entities = model.entities.map((entity) => (entity.uses ? merged(entity, members, model) : entity));
  return { ...without(model, "mixins"), entities };
}

function checkUses(user: Entity | Mixin, members: ModelMembers): void {
  const unknown = user.uses?.find((name) => !members.mixins.has(name));
  if (unknown === undefined) return;
  const path = `${user.name}.uses`;
  fail("UNKNOWN_MIXIN", `there is no mixin ${unknown}`, path, `Declare ${unknown} under \`mixins:\`, or leave it out`);
}

type Part = Entity | Mixin;

/** What has a name among the members of an entity. */
type Member =
  | { readonly kind: "fields"; readonly value: Field }
  | { readonly kind: "relations"; readonly value: Relation }
  | { readonly kind: "polymorphic"; readonly value: PolymorphicRelation };

const membersOf = ({ fields, relations, polymorphic = [] }: Part): Member[] => [
  ...fields.map((value) => ({ kind: "fields", value }) as const),
  ...relations.map((value) => ({ kind: "relations", value }) as const),
  ...polymorphic.map((value) => ({ kind: "polymorphic", value }) as const),
];

function merged(entity: Entity, members: ModelMembers, model: Model): Entity {
  const mixins = members.mixinsOf(entity);
  const parts: readonly Part[] = [...mixins, entity];
  const named = <T>(what: string, listOf: (part: Part) => readonly T[], nameOf: (item: T) => string): T[] =>
    mergedList({ entity, parts, members, what, listOf, nameOf });
  const all = named("member", membersOf, ({ value }) => value.name);
  const polymorphic = all.flatMap((member) => (member.kind === "polymorphic" ? [member.value] : []));
  const policies = named(
    "policy",
    (part) => part.policies ?? [],
    ({ name }) => name,
  );
  return {
    ...without(entity, "uses"),
    ...flagsOf(parts),
    fields: all.flatMap((member) => (member.kind === "fields" ? [member.value] : [])),
    relations: all.flatMap((member) => (member.kind === "relations" ? [member.value] : [])),
    ...(polymorphic.length > 0 ? { polymorphic } : {}),
    checks: named(
      "check",
      (part): readonly Check[] => part.checks,
      ({ name }) => name,
    ),
    indexes: named(
      "index",
      (part): readonly Index[] => part.indexes,
      ({ name }) => name,
    ).map((index) =>
      entity.indexes.includes(index) ? index : { ...index, name: madeName(tableOf(entity, model), index.name) },
    ),
    ...(policies.length > 0 ? { policies } : {}),
  };
}

interface Merge<T> {
  readonly entity: Entity;
  readonly parts: readonly Part[];
  readonly members: ModelMembers;
  readonly what: string;
  readonly listOf: (part: Part) => readonly T[];
  readonly nameOf: (item: T) => string;
}

/** By name, in the order in which the names come first; the last to declare a name wins. */
function mergedList<T>({ entity, parts, members, what, listOf, nameOf }: Merge<T>): T[] {
  const found = new Map<string, { readonly item: T; readonly by: Part }>();
  const clashes = new Map<string, readonly [Part, Part]>();
  for (const by of parts) {
    for (const item of listOf(by)) {
      const name = nameOf(item);
      const before = found.get(name);
      found.set(name, { item, by });
      if (by === entity) clashes.delete(name);
      else if (before && !isSame(before.item, item) && !overrides(by, before.by, members)) {
        clashes.set(name, [before.by, by]);
      }
    }
  }
  for (const [name, [one, other]] of clashes) {
    const message = `the mixins ${one.name} and ${other.name} both have a ${what} \`${name}\``;
    fail(
      "DUPLICATE_NAME",
      message,
      `${entity.name}.uses`,
      `Declare \`${name}\` in ${entity.name}, or rename one of them`,
    );
  }
  return [...found.values()].map(({ item }) => item);
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Whether a mixin knows the other, so that it declares again on purpose. */
function overrides(mixin: Part, other: Part, members: ModelMembers): boolean {
  return members.mixinsOf(mixin).some((used) => used === other);
}

const FLAGS = ["timestamps", "softDelete", "audit", "history", "appendOnly", "tenant"] as const;

type Flags = Pick<Mixin, "timestamps" | "softDelete"> & Omit<Behaviour, "policies">;

/** The last to say something of a flag says it. */
function flagsOf(parts: readonly Part[]): Flags {
  const said = parts.flatMap((part) =>
    FLAGS.flatMap((flag) => (part[flag] === undefined ? [] : [[flag, part[flag]] as const])),
  );
  return Object.fromEntries(said);
}
