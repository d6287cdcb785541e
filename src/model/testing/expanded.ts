/** For tests: what `expandModel` makes of a model file, and its entities in short words. */
import { expandModel } from "../expand/index.ts";
import { expressionText } from "../expressions/format.ts";
import type { Entity, Key, Model } from "../model.ts";
import { readModel } from "../read.ts";
import { formatField } from "../shorthand/field.ts";
import { formatRelation } from "../shorthand/relation.ts";

/** The text of a model file without its first line, expanded. */
export function expanded(text: string): Model {
  return expandModel(readModel(`schemaforge: 1\n${text}`, "test.yaml").model);
}

/** An entity of a Model by name. */
export function entityOf(model: Model, name: string): Entity {
  const entity = model.entities.find((candidate) => candidate.name === name);
  if (entity) return entity;
  throw new Error(`there is no ${name} among ${model.entities.map((candidate) => candidate.name).join(", ")}`);
}

/** The members of an entity, one line each. */
export function membersOf(entity: Entity): string[] {
  return [
    ...entity.fields.map((field) => `${field.name}: ${formatField(field)}`),
    ...entity.relations.map((relation) => `${relation.name}: ${formatRelation(relation)}`),
  ];
}

/** Keys, checks and indexes of an entity, one line each. */
export function rulesOf(entity: Entity): string[] {
  const key = ({ name, fields }: Key) => `key ${name}: ${fields.join(", ")}`;
  return [
    ...entity.keys.map(key),
    ...entity.checks.map(({ name, expression }) => `check ${name}: ${expressionText(expression) ?? "raw"}`),
    ...entity.indexes.map(({ name, parts, unique, where, search }) => {
      const members = parts.map(({ of }) => ("field" in of ? of.field : expressionText(of.expression)));
      const condition = where ? ` where ${expressionText(where) ?? "raw"}` : "";
      return `${unique ? "unique " : ""}index ${name}: ${[...members, ...(search ?? [])].join(", ")}${condition}`;
    }),
  ];
}

/** A Model of entities as they would be without reading a file, which refuses what guards are for. */
export function unread(
  entities: readonly (Partial<Entity> & Pick<Entity, "name">)[],
  more: Partial<Model> = {},
): Model {
  return {
    conventions: { tables: "snake_plural", columns: "snake", id: "uuid", timestamps: false },
    types: [],
    entities: entities.map((entity) => ({ fields: [], relations: [], keys: [], checks: [], indexes: [], ...entity })),
    targets: {},
    ...more,
  };
}
