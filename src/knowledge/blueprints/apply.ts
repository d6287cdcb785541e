/** Blueprint → Model: the catalogue's design of its entities, with what the blueprint adds. */
import type { Entity, Model } from "../../model/model.ts";
import { entityName } from "../../model/naming.ts";
import { modelFromObject } from "../../model/read.ts";
import { parseEntityInline } from "../../model/shorthand/inline.ts";
import { modelToObject } from "../../model/write.ts";
import { withoutSecondIndex } from "../build.ts";
import { designEntities } from "../design.ts";
import { explainModel } from "../explain.ts";
import { nameKey } from "../lookup.ts";
import type { DesignResult, Reason, RequestedEntity } from "../request.ts";
import type { Blueprint, Extra, Notation } from "./blueprint.ts";

type Plain = Record<string, unknown>;

/** What an entity may be given whatever its fields are. */
const FIELDLESS = new Set(["tenant", "audit", "history", "appendOnly", "tree", "doc"]);

/**
 * Designs what a blueprint holds, and further entities with it.
 *
 * @param more entities beside those of the blueprint; one of its own that is given here with fields has these instead,
 * and of what the blueprint adds to it only what needs no field of its own
 * @throws SchemaforgeError as `designEntities`; ModelError when a blueprint's additions do not fit what was given
 */
export function designBlueprint(blueprint: Blueprint, more: readonly RequestedEntity[] = []): DesignResult {
  const given = new Map(more.map((entity) => [keyOf(entity), entity]));
  const own = blueprint.entities.map((text): RequestedEntity => parseEntityInline(text));
  const names = new Set(own.map(keyOf));
  const entities = [
    ...own.map((entity) => replaced(entity, given)),
    ...more.filter((entity) => !names.has(keyOf(entity))),
  ];
  const design = designEntities({ entities });
  const described = new Set(more.filter(isDescribed).map(keyOf));
  const { object, reasons, touched } = extend(modelToObject(design.model), blueprint, described);
  const read = modelFromObject({ schemaforge: 1, name: blueprint.name, ...object });
  const model: Model = { ...read, entities: read.entities.map(withoutSecondIndexes) };
  const kept = design.reasons.filter(({ subject }) => !touched.has(subject));
  return { ...design, model, reasons: explainModel(model, [...kept, ...reasons]) };
}

/** What a blueprint adds may find the rows of a relation already. */
function withoutSecondIndexes(entity: Entity): Entity {
  const { keys, indexes } = entity;
  return { ...entity, relations: entity.relations.map((relation) => withoutSecondIndex(relation, keys, indexes)) };
}

function keyOf({ name }: RequestedEntity): string {
  return nameKey(entityName(name));
}

function isDescribed({ fields, relations }: RequestedEntity): boolean {
  return (fields?.length ?? 0) + (relations?.length ?? 0) > 0;
}

/** The entity as it was given, if it was given with fields or relations; named alone it is the blueprint's. */
function replaced(entity: RequestedEntity, given: ReadonlyMap<string, RequestedEntity>): RequestedEntity {
  const instead = given.get(keyOf(entity));
  return instead && isDescribed(instead) ? instead : entity;
}

interface Extended {
  readonly object: Plain;
  readonly reasons: readonly Reason[];
  /** Subjects whose reasons no longer hold. */
  readonly touched: ReadonlySet<string>;
}

function extend(object: Plain, blueprint: Blueprint, described: ReadonlySet<string>): Extended {
  const reasons: Reason[] = [];
  const touched = new Set<string>();
  const entities = { ...(object["entities"] as Plain) };
  for (const [name, extra] of Object.entries(blueprint.extras)) {
    const set = described.has(nameKey(name)) ? fieldless(extra.set) : extra.set;
    for (const member of [...membersOf(set), ...Object.keys(extra.why)]) touched.add(`${name}.${member}`);
    const entity = merged(entities[name] as Plain, set);
    entities[name] = entity;
    reasons.push(...reasonsOf(name, { ...extra, set }, entity));
  }
  const top = blueprint.model;
  const model = merged({ ...object, entities }, top?.set ?? {});
  if (top) reasons.push(...reasonsOf(blueprint.name, top, model));
  return { object: model, reasons, touched };
}

function fieldless(set: Notation): Notation {
  return Object.fromEntries(Object.entries(set).filter(([key]) => FIELDLESS.has(key)));
}

const isSection = (value: unknown): value is Plain =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Sections that hold members by name; any other object (`audit`, `partition`) is one value. */
const SECTIONS = new Set(["fields", "relations", "keys", "checks", "indexes", "exclude", "policies", "types", "views"]);

/** One piece of notation over another: sections by name, `null` takes a member away, anything else takes its place. */
function merged(base: Plain, set: Notation): Plain {
  const result: Plain = { ...base };
  for (const [key, value] of Object.entries(set)) {
    if (!SECTIONS.has(key) || !isSection(value)) {
      result[key] = value;
      continue;
    }
    const members = { ...(isSection(result[key]) ? result[key] : {}), ...value };
    const left = Object.entries(members).filter(([, member]) => member !== null);
    if (left.length > 0) result[key] = Object.fromEntries(left);
    else delete result[key];
  }
  return result;
}

function membersOf(set: Notation): string[] {
  return Object.entries(set).flatMap(([key, value]) =>
    SECTIONS.has(key) && isSection(value) ? Object.keys(value) : [],
  );
}

/**
 * The reasons of an extra: of a member `Entity.member`, of anything else the entity itself.
 * @param result what it was merged into, whose members it may speak of too
 */
function reasonsOf(owner: string, { set, why }: Extra, result: Plain): Reason[] {
  return Object.entries(why).flatMap(([member, reason]): Reason[] => {
    if (Object.hasOwn(set, member)) return [{ subject: owner, decision: decisionOf(member, set[member]), why: reason }];
    const sections = [...Object.values(set), ...Object.values(result)].filter(isSection);
    const section = sections.find((candidate) => Object.hasOwn(candidate, member));
    if (section === undefined) return [];
    const value = section[member];
    const decision = value === null ? "left out" : typeof value === "string" ? value : JSON.stringify(value);
    return [{ subject: `${owner}.${member}`, decision, why: reason }];
  });
}

function decisionOf(key: string, value: unknown): string {
  if (value === true) return key;
  if (Array.isArray(value)) return `${value.length} ${key}`;
  if (typeof value === "object" && value !== null) {
    const parts = Object.entries(value).map(([name, part]) => `${name} ${String(part)}`);
    return `${key}: ${parts.join(", ")}`;
  }
  return `${key}: ${String(value)}`;
}
