/**
 * The structure of a model file, as one zod schema: what may stand where. What the strings in it mean is read by the
 * grammars (shorthand/, expressions/). Editors get it as JSON Schema (`modelJsonSchema`).
 */
import { z } from "zod";
import {
  action,
  check,
  checkObject,
  engineTarget,
  entityTargets,
  fieldObject,
  fieldTarget,
  flag,
  index,
  indexObject,
  indexTarget,
  indexTargets,
  key,
  keyObject,
  names,
  relationObject,
  scalar,
  text,
} from "./schema-parts.ts";

const id = z.enum(["uuid", "identity", "serial", "none"]);

const conventions = z.strictObject({
  tables: z.enum(["snake_plural", "snake_singular", "pascal_plural", "pascal_singular"]).optional(),
  columns: z.enum(["snake", "camel"]).optional(),
  id: id.optional(),
  timestamps: flag.optional(),
  indexForeignKeys: flag.optional(),
  onDelete: action.optional(),
});

const enumValue = z.strictObject({ value: scalar, was: names.optional(), doc: text.optional() });
const enumValues = z.array(z.union([scalar, enumValue]));
const enumObject = z.strictObject({
  values: enumValues,
  doc: text.optional(),
  name: text.optional(),
  schema: text.optional(),
});

const entity = z.strictObject({
  doc: text.optional(),
  was: names.optional(),
  table: text.optional(),
  schema: text.optional(),
  id: id.optional(),
  timestamps: flag.optional(),
  softDelete: flag.optional(),
  fields: z.record(text, z.union([text, fieldObject])).optional(),
  relations: z.record(text, z.union([text, relationObject])).optional(),
  keys: z.record(text, key).optional(),
  checks: z.record(text, check).optional(),
  indexes: z.record(text, index).optional(),
  targets: entityTargets.optional(),
});

const targets = z.strictObject({
  postgres: engineTarget.optional(),
  mysql: engineTarget.optional(),
  mariadb: engineTarget.optional(),
  sqlite: engineTarget.optional(),
  mongodb: engineTarget.optional(),
});

/** The structure of a whole model file. */
export const modelSchema = z.strictObject({
  schemaforge: z.literal(1),
  name: text.optional(),
  doc: text.optional(),
  conventions: conventions.optional(),
  types: z.record(text, z.union([enumObject, enumValues])).optional(),
  entities: z.record(text, entity).optional(),
  targets: targets.optional(),
});

export type RawModel = z.infer<typeof modelSchema>;
export type RawEntity = z.infer<typeof entity>;
export type RawEnum = NonNullable<RawModel["types"]>[string];

type Kind = { readonly path: readonly string[]; readonly what: string; readonly keys: readonly string[] };

const kind = (path: string, what: string, schema: { readonly shape: object }): Kind => ({
  path: path === "" ? [] : path.split("."),
  what,
  keys: Object.keys(schema.shape),
});

/** The engines that a model may speak of. */
export const ENGINE_NAMES = ["postgres", "mysql", "mariadb", "sqlite", "mongodb"] as const;

/** The kinds of object in a file, by the path that leads there (`*` is any key), with the keys that each knows. */
export const objectKinds: readonly Kind[] = [
  kind("", "the model", modelSchema),
  kind("conventions", "conventions", conventions),
  kind("types.*", "a type", enumObject),
  kind("types.*.values.*", "a value of an enum", enumValue),
  kind("types.*.*", "a value of an enum", enumValue),
  kind("entities.*", "an entity", entity),
  kind("entities.*.fields.*", "a field", fieldObject),
  kind("entities.*.fields.*.targets.*", "a field's target", fieldTarget),
  kind("entities.*.relations.*", "a relation", relationObject),
  kind("entities.*.keys.*", "a key", keyObject),
  kind("entities.*.checks.*", "a check", checkObject),
  kind("entities.*.indexes.*", "an index", indexObject),
  kind("entities.*.indexes.*.targets", "an index's targets", indexTargets),
  kind("entities.*.indexes.*.targets.postgres", "an index's target", indexTarget),
  kind("entities.*.targets", "an entity's targets", entityTargets),
  ...ENGINE_NAMES.map((engine) => {
    const target = entityTargets.shape[engine].unwrap();
    return kind(`entities.*.targets.${engine}`, `the target ${engine} of an entity`, target);
  }),
  kind("targets", "targets", targets),
  ...ENGINE_NAMES.map((engine) => kind(`targets.${engine}`, `the target ${engine}`, engineTarget)),
  ...ENGINE_NAMES.map((engine) => ({
    path: ["targets", engine, "objects", "*"],
    what: "a verbatim object",
    keys: ["sql", "needs"],
  })),
];

/** The JSON Schema (draft 2020-12) of model files, for editors. */
export function modelJsonSchema(): unknown {
  return z.toJSONSchema(modelSchema, { unrepresentable: "any" });
}
