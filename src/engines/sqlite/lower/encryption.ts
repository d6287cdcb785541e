/** `encrypt`: SQLite encrypts nothing; whoever does it stores text of a length that nobody else knows. */
import type { Entity, Model } from "../../../model/model.ts";

/** The Model with encrypted fields as they are stored: no length, format or values of the plain text hold for ciphertext. */
export function withCiphertext(model: Model): Model {
  if (!model.entities.some(isConcerned)) return model;
  return { ...model, entities: model.entities.map((entity) => (isConcerned(entity) ? stored(entity) : entity)) };
}

function isConcerned({ fields }: Entity): boolean {
  return fields.some(({ encrypt }) => encrypt !== undefined);
}

function stored(entity: Entity): Entity {
  const fields = entity.fields.map((field) => {
    if (field.encrypt === undefined) return field;
    const { targets: _native, ...others } = field;
    return { ...others, type: { name: "text", args: [], array: 0 } };
  });
  return { ...entity, fields };
}
