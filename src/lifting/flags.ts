/** What fields say in one word (`min=0`, `email`, `index`), where the database has it otherwise by now. */
import { canonical } from "../catalog/diff.ts";
import type { Entity, Field, Index, Model } from "../model/model.ts";
import { TYPE_WORDS } from "../model/types.ts";
import type { Hints, MadeByField } from "./hints.ts";

/**
 * A Model in which fields do not say any more what has changed: their bounds, patterns and meaning types whose check is
 * gone or another, and the flag `index` of an index that is. Checks that are still there get entries of their own.
 *
 * @param base what the Model made, lifted under its author's names
 * @param theirs what the database holds, lifted under the same names
 */
export function withoutChangedFlags(ours: Model, base: Model, theirs: Model, { madeByFields }: Hints): Model {
  const [before, after] = [byName(base.entities), byName(theirs.entities)];
  const changed = new Map<string, MadeByField[]>();
  for (const made of madeByFields) {
    const [from, to] = [before.get(made.entity), after.get(made.entity)];
    if (!from || !to?.fields.some(({ name }) => name === made.field)) continue;
    const item = itemOf(from, made);
    if (item !== undefined && canonical(item) !== canonical(itemOf(to, made)))
      changed.set(made.entity, [...(changed.get(made.entity) ?? []), made]);
  }
  if (changed.size === 0) return ours;
  const ofEntity = new Map<string, MadeByField[]>();
  for (const made of madeByFields) {
    if (changed.has(made.entity)) ofEntity.set(made.entity, [...(ofEntity.get(made.entity) ?? []), made]);
  }
  const entities = ours.entities.map((entity) => {
    const list = changed.get(entity.name);
    const to = after.get(entity.name);
    return list && to ? withoutFlags(entity, list, ofEntity.get(entity.name) ?? [], to) : entity;
  });
  return { ...ours, entities };
}

function withoutFlags(
  entity: Entity,
  changed: readonly MadeByField[],
  made: readonly MadeByField[],
  theirs: Entity,
): Entity {
  const of = (section: MadeByField["section"]) =>
    new Set(changed.filter((item) => item.section === section).map(({ field }) => field));
  const [checks, indexes] = [of("checks"), of("indexes")];
  const gone = new Set(changed.map(({ name }) => name));
  const kept = made.filter(({ section, field, name }) => section === "checks" && checks.has(field) && !gone.has(name));
  const types = new Map(theirs.fields.map(({ name, type }) => [name, type]));
  const fields = entity.fields.map((field): Field => {
    const { index: _index, ...unindexed } = field;
    const rest = indexes.has(field.name) ? unindexed : field;
    if (!checks.has(field.name)) return rest;
    const { min: _min, max: _max, match: _match, check: _check, ...plain } = rest;
    const { pattern, least, most } = TYPE_WORDS.get(field.type.name) ?? {};
    const isPlain = [pattern, least, most].every((value) => value === undefined);
    return { ...plain, type: isPlain ? field.type : (types.get(field.name) ?? field.type) };
  });
  const own = theirs.checks.filter(({ name }) => kept.some((item) => item.name === name));
  return { ...entity, fields, checks: [...entity.checks, ...own] };
}

/**
 * Indexes for full-text search follow the types of their columns: their text is no change by itself. As long as nothing
 * speaks against it they stay as their author wrote them (`trusted`); otherwise they are written as the database has them.
 */
export function withSearches(
  ours: Model,
  base: Model,
  theirs: Model,
  trusted: boolean,
): { ours: Model; theirs: Model } {
  const searches = new Map(
    ours.entities.map((entity) => [
      entity.name,
      new Set(entity.indexes.filter(({ search }) => search !== undefined).map(({ name }) => name)),
    ]),
  );
  const before = byName(base.entities);
  const asBefore = (model: Model): Model => ({
    ...model,
    entities: model.entities.map((entity) => {
      const names = searches.get(entity.name);
      if (!names || names.size === 0) return entity;
      const known = new Map(before.get(entity.name)?.indexes.map((index) => [index.name, index]));
      const instead = (index: Index) => (names.has(index.name) ? (known.get(index.name) ?? index) : index);
      return { ...entity, indexes: entity.indexes.map(instead) };
    }),
  });
  if (![...searches.values()].some(({ size }) => size > 0)) return { ours, theirs };
  return trusted ? { ours, theirs: asBefore(theirs) } : { ours: asBefore(ours), theirs };
}

function itemOf(entity: Entity, { section, name }: MadeByField): unknown {
  return entity[section].find((item) => item.name === name);
}

function byName(entities: readonly Entity[]): ReadonlyMap<string, Entity> {
  return new Map(entities.map((entity) => [entity.name, entity]));
}
