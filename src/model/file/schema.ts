/**
 * The structure of a model file, as one zod schema: what may stand where. What the strings in it mean is read by the
 * grammars (shorthand/, expressions/). Editors get it as JSON Schema (`modelJsonSchema`).
 */
import { z } from "zod";

const text = z.string();
const flag = z.boolean();
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const names = z.union([z.string(), z.array(z.string())]);

const engineSql = z.strictObject({
  postgres: text.optional(),
  mysql: text.optional(),
  mariadb: text.optional(),
  sqlite: text.optional(),
  mongodb: text.optional(),
});
const raw = z.strictObject({ sql: engineSql });
const expression = z.union([text, raw]);
const fieldTarget = z.strictObject({ type: text.optional() });

const conventions = z.strictObject({
  tables: z.enum(["snake_plural", "snake_singular", "pascal_plural", "pascal_singular"]).optional(),
  columns: z.enum(["snake", "camel"]).optional(),
  id: z.enum(["uuid", "identity", "none"]).optional(),
  timestamps: flag.optional(),
});

const enumValue = z.strictObject({ value: scalar, was: names.optional(), doc: text.optional() });
const enumValues = z.array(z.union([scalar, enumValue]));
const enumObject = z.strictObject({
  values: enumValues,
  doc: text.optional(),
  name: text.optional(),
  schema: text.optional(),
});

const fieldObject = z.strictObject({
  type: text,
  default: z.unknown().optional(),
  generated: expression.optional(),
  primary: flag.optional(),
  unique: flag.optional(),
  index: flag.optional(),
  secret: flag.optional(),
  immutable: flag.optional(),
  pii: text.optional(),
  min: z.union([text, z.number()]).optional(),
  max: z.union([text, z.number()]).optional(),
  match: text.optional(),
  check: expression.optional(),
  column: text.optional(),
  was: names.optional(),
  doc: text.optional(),
  targets: z
    .strictObject({
      postgres: fieldTarget.optional(),
      mysql: fieldTarget.optional(),
      mariadb: fieldTarget.optional(),
      sqlite: fieldTarget.optional(),
      mongodb: fieldTarget.optional(),
    })
    .optional(),
});

const action = z.enum(["cascade", "restrict", "set null", "set default", "no action"]);
const relationObject = z.strictObject({
  one: text.optional(),
  many: text.optional(),
  nullable: flag.optional(),
  as: text.optional(),
  unique: flag.optional(),
  owned: flag.optional(),
  references: names.optional(),
  onDelete: action.optional(),
  onUpdate: action.optional(),
  deferrable: flag.optional(),
  name: text.optional(),
  columns: names.optional(),
  index: flag.optional(),
  was: names.optional(),
  through: text.optional(),
  table: text.optional(),
  doc: text.optional(),
});

const indexPart = z.strictObject({
  sql: engineSql,
  desc: flag.optional(),
  nulls: z.enum(["first", "last"]).optional(),
  opclass: text.optional(),
});
const indexParts = z.union([text, z.array(z.union([text, indexPart]))]);
const indexObject = z.strictObject({
  fields: indexParts.optional(),
  search: names.optional(),
  language: text.optional(),
  unique: flag.optional(),
  where: expression.optional(),
  using: z.enum(["btree", "hash", "inverted", "spatial", "brin"]).optional(),
  include: names.optional(),
  opclass: text.optional(),
});

const entity = z.strictObject({
  doc: text.optional(),
  was: names.optional(),
  table: text.optional(),
  schema: text.optional(),
  id: z.enum(["uuid", "identity", "none"]).optional(),
  timestamps: flag.optional(),
  softDelete: flag.optional(),
  fields: z.record(text, z.union([text, fieldObject])).optional(),
  relations: z.record(text, z.union([text, relationObject])).optional(),
  keys: z.record(text, names).optional(),
  checks: z.record(text, expression).optional(),
  indexes: z.record(text, z.union([text, z.array(z.union([text, indexPart])), indexObject])).optional(),
});

const verbatim = z.union([text, z.strictObject({ sql: text, needs: names.optional() })]);

/** The structure of a whole model file. */
export const modelSchema = z.strictObject({
  schemaforge: z.literal(1),
  name: text.optional(),
  doc: text.optional(),
  conventions: conventions.optional(),
  types: z.record(text, z.union([enumObject, enumValues])).optional(),
  entities: z.record(text, entity).optional(),
  targets: z
    .strictObject({ postgres: z.strictObject({ objects: z.array(verbatim).optional() }).optional() })
    .optional(),
});

export type RawModel = z.infer<typeof modelSchema>;
export type RawEntity = z.infer<typeof entity>;
export type RawField = z.infer<typeof fieldObject>;
export type RawRelation = z.infer<typeof relationObject>;
export type RawIndex = z.infer<typeof indexObject>;
export type RawIndexParts = z.infer<typeof indexParts>;
export type RawExpression = z.infer<typeof expression>;
export type RawEnum = NonNullable<RawModel["types"]>[string];

/** The kinds of object in a file, by the path that leads there (`*` is any key), with the keys that each knows. */
export const objectKinds: readonly { path: readonly string[]; what: string; keys: readonly string[] }[] = [
  { path: [], what: "the model", keys: Object.keys(modelSchema.shape) },
  { path: ["conventions"], what: "conventions", keys: Object.keys(conventions.shape) },
  { path: ["types", "*"], what: "a type", keys: Object.keys(enumObject.shape) },
  { path: ["types", "*", "values", "*"], what: "a value of an enum", keys: Object.keys(enumValue.shape) },
  { path: ["types", "*", "*"], what: "a value of an enum", keys: Object.keys(enumValue.shape) },
  { path: ["entities", "*"], what: "an entity", keys: Object.keys(entity.shape) },
  { path: ["entities", "*", "fields", "*"], what: "a field", keys: Object.keys(fieldObject.shape) },
  { path: ["entities", "*", "relations", "*"], what: "a relation", keys: Object.keys(relationObject.shape) },
  { path: ["entities", "*", "indexes", "*"], what: "an index", keys: Object.keys(indexObject.shape) },
  { path: ["targets"], what: "targets", keys: ["postgres"] },
  { path: ["targets", "postgres"], what: "the target postgres", keys: ["objects"] },
  { path: ["targets", "postgres", "objects", "*"], what: "a verbatim object", keys: ["sql", "needs"] },
];

/** The JSON Schema (draft 2020-12) of model files, for editors. */
export function modelJsonSchema(): unknown {
  return z.toJSONSchema(modelSchema, { unrepresentable: "any" });
}
