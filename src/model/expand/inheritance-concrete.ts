/** `inheritance: concrete`: every entity with rows has a table with all its fields, its parents' among them. */
import type { Entity, Model, Relation } from "../model.ts";
import { toCamel, toPascal, toSnake } from "../naming.ts";
import { declaresPrimary } from "../validation/context.ts";
import type { Hierarchy } from "./hierarchy.ts";
import { madeName, tableOf, without } from "./parts.ts";

/**
 * Each entity with the members and the behaviour of its parents; abstract ones have no table. Names that a schema has once
 * get the table's name in front where they are inherited.
 */
export function expandConcrete({ root, heirs }: Hierarchy, model: Model): Map<string, Entity | undefined> {
  const declared = [root, ...heirs];
  const whole = new Map<string, Entity>();
  for (const entity of declared) {
    const parent = whole.get(entity.extends ?? "");
    whole.set(entity.name, parent ? withParent(entity, parent) : entity);
  }
  const owners = new Map<Relation, number>();
  for (const { abstract, relations } of whole.values()) {
    if (!abstract) for (const relation of relations) owners.set(relation, (owners.get(relation) ?? 0) + 1);
  }
  return new Map(
    declared.map((entity): [string, Entity | undefined] => {
      const table = whole.get(entity.name) ?? entity;
      if (entity.abstract) return [entity.name, undefined];
      return [entity.name, without(withOwnNames(table, entity, owners, model), "extends", "inheritance", "abstract")];
    }),
  );
}

/** What the last of a name says, in the order in which names come first. */
function byName<T extends { readonly name: string }>(inherited: readonly T[] = [], own: readonly T[] = []): T[] {
  return [...new Map([...inherited, ...own].map((item) => [item.name, item])).values()];
}

function withParent(entity: Entity, parent: Entity): Entity {
  const isKeyed = declaresPrimary(entity);
  const fields = isKeyed
    ? parent.fields.map((field) => (field.primary ? without(field, "primary") : field))
    : parent.fields;
  const keys = isKeyed ? parent.keys.filter(({ primary }) => !primary) : parent.keys;
  const own = new Set([...entity.fields, ...entity.relations].map(({ name }) => name));
  const policies = byName(parent.policies, entity.policies);
  const exclude = byName(parent.exclude, entity.exclude);
  const { id, timestamps, softDelete, tree, partition, targets, audit, history, appendOnly, tenant } = parent;
  const inherited = { id, timestamps, softDelete, tree, partition, targets, audit, history, appendOnly, tenant };
  return {
    ...Object.fromEntries(Object.entries(inherited).filter(([, value]) => value !== undefined)),
    ...entity,
    fields: byName(
      fields.filter(({ name }) => !own.has(name) || entity.fields.some((field) => field.name === name)),
      entity.fields,
    ),
    relations: byName(
      parent.relations.filter(({ name }) => !entity.fields.some((field) => field.name === name)),
      entity.relations,
    ),
    keys: byName(keys, entity.keys),
    checks: byName(parent.checks, entity.checks),
    indexes: byName(parent.indexes, entity.indexes),
    ...(policies.length > 0 ? { policies } : {}),
    ...(exclude.length > 0 ? { exclude } : {}),
  };
}

function withOwnNames(entity: Entity, declared: Entity, owners: ReadonlyMap<Relation, number>, model: Model): Entity {
  const table = tableOf(declared, model);
  const own = new Set<unknown>([
    ...declared.keys,
    ...declared.indexes,
    ...declared.relations,
    ...(declared.exclude ?? []),
  ]);
  const named = <T extends { readonly name: string }>(item: T): T =>
    own.has(item) ? item : { ...item, name: madeName(table, item.name) };
  return {
    ...entity,
    keys: entity.keys.map((key) => (key.primary ? (own.has(key) ? key : without(key, "constraintName")) : named(key))),
    indexes: entity.indexes.map(named),
    relations: entity.relations.map((relation) => {
      const isShared = !own.has(relation) && (owners.get(relation) ?? 0) > 1;
      return isShared ? withInverse(relation, declared.name) : relation;
    }),
    ...(entity.exclude ? { exclude: entity.exclude.map(named) } : {}),
  };
}

/** The other side has a list for each table: `notes` of one entity are `companyNotes` of an heir. */
function withInverse(relation: Relation, entity: string): Relation {
  if (relation.inverse === undefined) return relation;
  const inverse = toCamel(toSnake(entity)) + toPascal(toSnake(relation.inverse));
  return relation.kind === "one" ? { ...relation, inverse } : { ...without(relation, "table"), inverse };
}
