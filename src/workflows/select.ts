/** Takes some entities of a Model, with what they cannot do without. */
import type { Reason } from "../knowledge/request.ts";
import { SchemaforgeError } from "../model/errors.ts";
import type { Model } from "../model/model.ts";
import { entityName } from "../model/naming.ts";
import { nearest } from "../model/suggest.ts";

/**
 * The named entities of a Model, and the entities that a required relation of theirs points to. Relations to others are
 * left out, with a reason.
 *
 * @throws SchemaforgeError `UNKNOWN_ENTITY` with the nearest name
 */
export function selectEntities(model: Model, names: readonly string[]): { model: Model; reasons: Reason[] } {
  const byName = new Map(model.entities.map((entity) => [entity.name, entity]));
  const reasons: Reason[] = [];
  const chosen = new Set<string>();
  const take = (name: string, why?: string) => {
    const entity = byName.get(name);
    if (!entity || chosen.has(name)) return;
    chosen.add(name);
    if (why) reasons.push({ subject: name, decision: "taken along", why });
    for (const relation of entity.relations) {
      if (relation.kind === "one" && !relation.nullable) take(relation.target, `${name}.${relation.name} requires it`);
      if (relation.kind === "many" && relation.through && chosen.has(relation.target))
        take(relation.through, `${name}.${relation.name} goes through it`);
    }
  };
  for (const wanted of names) {
    const name = byName.has(wanted) ? wanted : entityName(wanted);
    if (!byName.has(name)) {
      const near = nearest(name, byName.keys());
      throw new SchemaforgeError("UNKNOWN_ENTITY", `the model has no entity ${wanted}`, {
        remedy: near ? `Did you mean ${near}?` : `It has: ${[...byName.keys()].join(", ")}`,
      });
    }
    take(name);
  }
  const entities = model.entities
    .filter((entity) => chosen.has(entity.name))
    .map((entity) => {
      const relations = entity.relations.filter((relation) => chosen.has(relation.target));
      for (const relation of entity.relations) {
        if (relations.includes(relation)) continue;
        const why = `${relation.target} was not selected`;
        reasons.push({ subject: `${entity.name}.${relation.name}`, decision: "left out", why });
      }
      const gone = new Set(
        entity.relations.filter((relation) => !relations.includes(relation)).map(({ name }) => name),
      );
      const indexes = entity.indexes.filter(
        (index) => !index.parts.some((part) => "field" in part.of && gone.has(part.of.field)),
      );
      const keys = entity.keys.filter((key) => !key.fields.some((field) => gone.has(field)));
      return { ...entity, relations, indexes, keys };
    });
  const used = new Set(entities.flatMap((entity) => entity.fields.map((field) => field.type.name)));
  return { model: { ...model, entities, types: model.types.filter((type) => used.has(type.name)) }, reasons };
}
