/** Models in TypeScript: the object of a model file, whose names the compiler checks and completes. */
import type { ModelShape } from "./define-types.ts";
import type { Model } from "./model.ts";
import { modelFromObject } from "./read.ts";

/**
 * A Model from the object of a model file.
 *
 * ```ts
 * export default defineModel({
 *   entities: {
 *     User: { fields: { email: "string(255) unique" } },
 *     Post: {
 *       fields: { title: "string(200)" },
 *       relations: { author: "one User as posts on delete cascade" },
 *       indexes: { posts_by_author: ["author", "createdAt desc"] },
 *     },
 *   },
 * });
 * ```
 *
 * The compiler knows types of fields, targets of relations, mixins, and what keys and indexes may name; the rest of the
 * language is read as from a file.
 * @throws ModelError with everything that is wrong
 */
export function defineModel<const M extends ModelShape<M>>(model: M): Model {
  return modelFromObject({ schemaforge: 1, ...(model as object) });
}
