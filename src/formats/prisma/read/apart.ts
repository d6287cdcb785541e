/** Names that Prisma tells apart by capitals alone, and the Model does not. */
import type { Loss } from "../../../model/loss.ts";
import { Taken } from "../names.ts";
import type { Block } from "./syntax.ts";

/**
 * The models with relations that are called like no other member. Columns keep their names; what a relation is called
 * the database does not know, and another name is a loss of the client's.
 */
export function toldApart(models: readonly Block[], losses: Loss[]): Block[] {
  const names = new Set(models.map(({ name }) => name));
  return models.map((model) => {
    const isRelation = ({ type, unsupported }: Block["fields"][number]) => !unsupported && names.has(type);
    const taken = new Taken();
    for (const field of model.fields) if (!isRelation(field)) taken.take(field.name);
    const fields = model.fields.map((field) => {
      if (!isRelation(field)) return field;
      const name = taken.take(field.name);
      if (name === field.name) return field;
      losses.push({
        code: "NAME",
        object: `${model.name}.${field.name}`,
        feature: "a name that differs from another in capitals alone",
        target: "model",
        instead: `the relation is called ${name}`,
      });
      return { ...field, name };
    });
    return { ...model, fields };
  });
}
