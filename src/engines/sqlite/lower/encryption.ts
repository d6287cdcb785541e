/** `encrypt`: SQLite has no ciphers of its own, so that the application encrypts all such fields. */
import type { Loss } from "../../../model/loss.ts";
import type { Field, Model } from "../../../model/model.ts";

const NOTE = "Encrypted by the application: the database sees ciphertext alone.";

/** The Model with encrypted fields as they are stored: text of a length that the application alone knows. */
export function withEncryptedFields(model: Model, losses: Loss[]): Model {
  if (!model.entities.some(({ fields }) => fields.some(({ encrypt }) => encrypt !== undefined))) return model;
  for (const { name, fields, derived } of model.entities) {
    for (const field of fields) {
      if (field.encrypt !== "database" || derived) continue;
      losses.push({
        code: "NOT_ENCRYPTED",
        object: `${name}.${field.name}`,
        feature: "a field that the database encrypts",
        target: "sqlite",
        instead: "text that the application encrypts and decrypts",
      });
    }
  }
  return { ...model, entities: model.entities.map((entity) => ({ ...entity, fields: entity.fields.map(stored) })) };
}

function stored(field: Field): Field {
  if (field.encrypt === undefined) return field;
  const { targets: _native, doc, ...rest } = field;
  return {
    ...rest,
    type: { name: "text", args: [], array: 0 },
    doc: doc === undefined || doc === "" ? NOTE : `${doc}\n${NOTE}`,
  };
}
