/** `extends`: entities of one kind in one table, in a table each beside their parent's, or in tables of their own. */
import type { Entity, Model } from "../model.ts";
import { circlesOf, circleText } from "../validation/circles.ts";
import { Hierarchy } from "./hierarchy.ts";
import { expandConcrete } from "./inheritance-concrete.ts";
import { expandJoined } from "./inheritance-joined.ts";
import { expandSingle } from "./inheritance-single.ts";
import { fail } from "./parts.ts";

/** What a hierarchy becomes: an entity by its former name, or none where its rows are in another's table. */
type Stored = ReadonlyMap<string, Entity | undefined>;

const STRATEGIES: {
  readonly [strategy in NonNullable<Entity["inheritance"]>]: (hierarchy: Hierarchy, model: Model) => Stored;
} = { single: expandSingle, joined: expandJoined, concrete: expandConcrete };

/**
 * Writes hierarchies out as the tables that hold them.
 *
 * @throws SchemaforgeError UNKNOWN_ENTITY, CIRCLE, BAD_INHERITANCE, DUPLICATE_NAME
 */
export function expandInheritance(model: Model): Model {
  const isConcerned = (entity: Entity) =>
    entity.extends !== undefined || entity.abstract !== undefined || entity.inheritance !== undefined;
  if (!model.entities.some(isConcerned)) return model;
  const entities = new Map(model.entities.map((entity) => [entity.name, entity]));
  checkParents(entities);
  const children = new Map<string, Entity[]>();
  for (const entity of model.entities) {
    if (entity.extends === undefined) continue;
    const list = children.get(entity.extends);
    if (list) list.push(entity);
    else children.set(entity.extends, [entity]);
  }
  const stored = new Map<string, Entity | undefined>();
  /** Whose table holds the rows of an entity without one. */
  const roots = new Map<string, string>();
  for (const root of model.entities) {
    if (root.extends !== undefined || !(isConcerned(root) || children.has(root.name))) continue;
    const strategy = strategyOf(root, children);
    const hierarchy = new Hierarchy(root, children);
    for (const [name, entity] of STRATEGIES[strategy](hierarchy, model)) {
      stored.set(name, entity);
      if (!entity && strategy === "single") roots.set(name, root.name);
    }
  }
  const all = model.entities.flatMap((entity) =>
    stored.has(entity.name) ? (stored.get(entity.name) ?? []) : [entity],
  );
  const { tenancy } = model;
  const tenants = tenancy && roots.get(tenancy.entity);
  return {
    ...model,
    ...(tenancy && tenants !== undefined ? { tenancy: { ...tenancy, entity: tenants } } : {}),
    entities: all.map((entity) => withTargets(entity, stored, roots)),
  };
}

function checkParents(entities: ReadonlyMap<string, Entity>): void {
  for (const { name, extends: parent } of entities.values()) {
    if (parent === undefined || entities.has(parent)) continue;
    fail(
      "UNKNOWN_ENTITY",
      `there is no entity ${parent}`,
      `${name}.extends`,
      `Declare ${parent}, or leave \`extends\` out`,
    );
  }
  const [circle] = circlesOf([...entities.keys()], (name) => [entities.get(name)?.extends ?? []].flat());
  if (!circle) return;
  const [first = ""] = circle;
  fail(
    "CIRCLE",
    `${first} extends itself: ${circleText(circle)}`,
    `${first}.extends`,
    "Leave out one of the `extends:`",
  );
}

function strategyOf(
  { name, abstract, inheritance }: Entity,
  children: ReadonlyMap<string, unknown>,
): NonNullable<Entity["inheritance"]> {
  if (!children.has(name) && abstract) {
    fail(
      "BAD_INHERITANCE",
      `${name} is abstract, and no entity extends it`,
      name,
      "Make a mixin of it, or remove `abstract`",
    );
  }
  if (inheritance) return inheritance;
  return fail(
    "BAD_INHERITANCE",
    `${name} does not say how the entities that extend it are stored`,
    name,
    "Add `inheritance: joined` (a table each), `single` (one table) or `concrete` (no table in common)",
  );
}

/** Relations to entities without a table of their own lead to the table with their rows. */
function withTargets(entity: Entity, stored: Stored, roots: ReadonlyMap<string, string>): Entity {
  if (entity.relations.every(({ target }) => !stored.has(target)) && roots.size === 0) return entity;
  const relations = entity.relations.map((relation) => {
    if (stored.has(relation.target) && !stored.get(relation.target) && !roots.has(relation.target)) {
      const path = `${entity.name}.${relation.name}`;
      fail(
        "BAD_INHERITANCE",
        `${relation.target} is abstract and has no table`,
        path,
        "Relate to an entity that extends it",
      );
    }
    const target = roots.get(relation.target) ?? relation.target;
    if (relation.kind === "one") return { ...relation, target };
    const through = relation.through === undefined ? undefined : (roots.get(relation.through) ?? relation.through);
    return { ...relation, target, ...(through === undefined ? {} : { through }) };
  });
  return { ...entity, relations };
}
