/** What the checks of a Model share: look-ups, and how a problem is noted with its place. */
import type { Where } from "../errors.ts";
import type { Positions } from "../file/places.ts";
import type { Entity, EnumType, Field, Model, OneRelation } from "../model.ts";
import type { Problem } from "../problems.ts";

export class Validation {
  readonly model: Model;
  readonly problems: Problem[] = [];
  readonly entities: ReadonlyMap<string, Entity>;
  readonly types: ReadonlyMap<string, EnumType>;
  readonly #positions: Positions | undefined;
  readonly #file: string | undefined;

  constructor(model: Model, positions: Positions | undefined, file: string | undefined) {
    this.model = model;
    this.#positions = positions;
    this.#file = file;
    this.entities = new Map(model.entities.map((entity) => [entity.name, entity]));
    this.types = new Map(model.types.map((type) => [type.name, type]));
  }

  /** Notes a problem of the part at `path` (`User`, `User.email`, `User.indexes.name`). */
  add(path: string, code: string, message: string, remedy?: string): void {
    this.problems.push({ code, message, where: this.where(path), ...(remedy === undefined ? {} : { remedy }) });
  }

  /** The place of a part in its file, or its path when there is no file. */
  where(path: string): Where {
    const at = this.#positions?.at(path);
    return at && this.#file !== undefined ? { file: this.#file, line: at.line, column: at.column } : { object: path };
  }
}

/** The members of an entity by name: fields, relations, and what the conventions add. */
export interface Members {
  readonly fields: ReadonlyMap<string, Field>;
  readonly relations: ReadonlyMap<string, OneRelation>;
  /** Names that the conventions add: `id`, `createdAt`, `updatedAt`, `deletedAt`. */
  readonly implied: ReadonlySet<string>;
  /** All of these; what keys, indexes and expressions may name. */
  readonly names: ReadonlySet<string>;
}

/** True when the entity declares its primary key itself. */
export function declaresPrimary(entity: Entity): boolean {
  return entity.keys.some((key) => key.primary) || entity.fields.some((field) => field.primary);
}

/** The fields of an entity's primary key: declared, or the `id` of the conventions; empty if it has none. */
export function primaryFields(entity: Entity, model: Model): readonly string[] {
  const key = entity.keys.find((candidate) => candidate.primary);
  if (key) return key.fields;
  const marked = entity.fields.filter((field) => field.primary).map((field) => field.name);
  if (marked.length > 0) return marked;
  return (entity.id ?? model.conventions.id) === "none" ? [] : ["id"];
}

/** What an entity's keys, indexes and expressions may name. */
export function membersOf(entity: Entity, model: Model): Members {
  const fields = new Map(entity.fields.map((field) => [field.name, field]));
  const relations = new Map<string, OneRelation>();
  for (const relation of entity.relations) if (relation.kind === "one") relations.set(relation.name, relation);
  const implied = new Set<string>();
  if (!declaresPrimary(entity) && (entity.id ?? model.conventions.id) !== "none") implied.add("id");
  if (entity.timestamps ?? model.conventions.timestamps) implied.add("createdAt").add("updatedAt");
  if (entity.softDelete) implied.add("deletedAt");
  return { fields, relations, implied, names: new Set([...fields.keys(), ...relations.keys(), ...implied]) };
}
