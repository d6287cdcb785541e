/**
 * The structure of a model file, as one zod schema: what may stand where. What the strings in it mean is read by the
 * grammars (shorthand/, expressions/).
 */
import { z } from "zod";
import { behaviour, behaviourKinds, entityBehaviour } from "./schema-behaviour.ts";
import {
  action,
  check,
  checkObject,
  engineSql,
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
  sequence,
  sqliteTarget,
  text,
} from "./schema-parts.ts";

const id = z.enum(["uuid", "identity", "serial", "bigserial", "none"]);

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
const fields = z.record(text, z.union([text, fieldObject]));
const embedded = z.strictObject({ embedded: z.literal(true), doc: text.optional(), fields: fields.optional() });

const tenancy = z.strictObject({
  entity: text,
  relation: text.optional(),
  setting: text,
  bypass: text.optional(),
});

const view = z.strictObject({
  doc: text.optional(),
  was: names.optional(),
  name: text.optional(),
  schema: text.optional(),
  materialized: flag.optional(),
  refresh: text.optional(),
  unique: names.optional(),
  sql: engineSql,
});

const members = {
  fields: fields.optional(),
  relations: z.record(text, z.union([text, relationObject])).optional(),
  checks: z.record(text, check).optional(),
  indexes: z.record(text, index).optional(),
};

const mixin = z.strictObject({
  doc: text.optional(),
  uses: names.optional(),
  timestamps: flag.optional(),
  softDelete: flag.optional(),
  ...behaviour,
  ...members,
});

const entity = z.strictObject({
  doc: text.optional(),
  was: names.optional(),
  table: text.optional(),
  schema: text.optional(),
  id: id.optional(),
  timestamps: flag.optional(),
  softDelete: flag.optional(),
  uses: names.optional(),
  abstract: flag.optional(),
  inheritance: z.enum(["single", "joined", "concrete"]).optional(),
  extends: text.optional(),
  tree: z.enum(["adjacency", "nested-set", "closure", "materialized-path"]).optional(),
  ...behaviour,
  ...entityBehaviour,
  ...members,
  keys: z.record(text, key).optional(),
  targets: entityTargets.optional(),
});

const targets = z.strictObject({
  postgres: engineTarget.optional(),
  mysql: engineTarget.optional(),
  mariadb: engineTarget.optional(),
  sqlite: sqliteTarget.optional(),
  mongodb: engineTarget.optional(),
});

/** The structure of a whole model file. */
export const modelSchema = z.strictObject({
  schemaforge: z.literal(1),
  name: text.optional(),
  doc: text.optional(),
  include: names.optional(),
  conventions: conventions.optional(),
  tenancy: tenancy.optional(),
  types: z.record(text, z.union([enumObject, embedded, enumValues])).optional(),
  mixins: z.record(text, mixin).optional(),
  entities: z.record(text, entity).optional(),
  views: z.record(text, view).optional(),
  targets: targets.optional(),
});

export type { RawField } from "./schema-parts.ts";
export type RawModel = z.infer<typeof modelSchema>;
export type RawEntity = z.infer<typeof entity>;
export type RawMixin = z.infer<typeof mixin>;
export type RawView = z.infer<typeof view>;
export type RawType = NonNullable<RawModel["types"]>[string];
export type RawEmbedded = z.infer<typeof embedded>;
export type RawEnum = Exclude<RawType, RawEmbedded>;

type Kind = { readonly path: readonly string[]; readonly what: string; readonly keys: readonly string[] };

type Shaped = { readonly shape: object };
const keysOf = (schema: Shaped): string[] => Object.keys(schema.shape);
const kind = (path: string, what: string, schema: Shaped): Kind => ({
  path: path === "" ? [] : path.split("."),
  what,
  keys: keysOf(schema),
});

/** The engines that a model may speak of. */
export const ENGINE_NAMES = ["postgres", "mysql", "mariadb", "sqlite", "mongodb"] as const;

/** The kinds of object in a file, by the path that leads there (`*` is any key), with the keys that each knows. */
export const objectKinds: readonly Kind[] = [
  kind("", "the model", modelSchema),
  kind("conventions", "conventions", conventions),
  kind("tenancy", "the tenancy", tenancy),
  { path: ["types", "*"], what: "a type", keys: [...new Set([...keysOf(enumObject), ...keysOf(embedded)])] },
  kind("types.*.values.*", "a value of an enum", enumValue),
  kind("types.*.*", "a value of an enum", enumValue),
  kind("entities.*", "an entity", entity),
  kind("mixins.*", "a mixin", mixin),
  kind("views.*", "a view", view),
  kind("entities.*.keys.*", "a key", keyObject),
  ...["entities", "mixins", "types"].flatMap((owner) => [
    kind(`${owner}.*.fields.*`, "a field", fieldObject),
    kind(`${owner}.*.fields.*.targets.*`, "a field's target", fieldTarget),
    kind(`${owner}.*.fields.*.targets.*.sequence`, "a field's sequence", sequence),
  ]),
  ...["entities", "mixins"].flatMap((owner) => [
    kind(`${owner}.*.relations.*`, "a relation", relationObject),
    kind(`${owner}.*.checks.*`, "a check", checkObject),
    kind(`${owner}.*.indexes.*`, "an index", indexObject),
    kind(`${owner}.*.indexes.*.targets`, "an index's targets", indexTargets),
    kind(`${owner}.*.indexes.*.targets.postgres`, "an index's target", indexTarget),
    kind(`${owner}.*.audit`, "audit", behaviourKinds.audit),
    kind(`${owner}.*.policies.*`, "a policy", behaviourKinds.policy),
  ]),
  kind("entities.*.partition", "a partition", behaviourKinds.partition),
  kind("entities.*.exclude.*", "an exclusion", behaviourKinds.exclusion),
  kind("entities.*.targets", "an entity's targets", entityTargets),
  ...ENGINE_NAMES.map((engine) => {
    const target = entityTargets.shape[engine].unwrap();
    return kind(`entities.*.targets.${engine}`, `the target ${engine} of an entity`, target);
  }),
  kind("targets", "targets", targets),
  ...ENGINE_NAMES.map((engine) => kind(`targets.${engine}`, `the target ${engine}`, targets.shape[engine].unwrap())),
  ...ENGINE_NAMES.map((engine) => ({
    path: ["targets", engine, "objects", "*"],
    what: "a verbatim object",
    keys: ["sql", "needs"],
  })),
];
