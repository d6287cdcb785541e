/** The structure of fields, relations, keys, checks and indexes: parts of the schema of a model file. */
import { z } from "zod";

export const text = z.string();
export const flag = z.boolean();
export const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export const names = z.union([z.string(), z.array(z.string())]);
/** Text that looks like something else to YAML (`fillfactor: 70`); it is taken as spelled. */
const word = z.union([z.string(), z.number(), z.boolean()]);
export const options = z.record(text, word);

export const engineSql = z.strictObject({
  postgres: text.optional(),
  mysql: text.optional(),
  mariadb: text.optional(),
  sqlite: text.optional(),
  mongodb: text.optional(),
});
const raw = z.strictObject({ sql: engineSql });
export const expression = z.union([text, raw]);

const wholeNumber = z.union([text, z.number()]);
export const sequence = z.strictObject({
  name: text.optional(),
  owned: flag.optional(),
  type: z.enum(["smallint", "integer", "bigint"]).optional(),
  start: wholeNumber.optional(),
  increment: wholeNumber.optional(),
  min: wholeNumber.optional(),
  max: wholeNumber.optional(),
  cache: wholeNumber.optional(),
  cycle: flag.optional(),
});

export const fieldTarget = z.strictObject({
  type: text.optional(),
  collation: text.optional(),
  storage: z.enum(["plain", "external", "extended", "main"]).optional(),
  compression: z.enum(["pglz", "lz4"]).optional(),
  virtual: flag.optional(),
  default: text.optional(),
  notNull: flag.optional(),
  sequence: sequence.optional(),
});

export const fieldObject = z.strictObject({
  type: text,
  default: z.unknown().optional(),
  generated: expression.optional(),
  primary: flag.optional(),
  unique: z.union([flag, z.literal("tenant")]).optional(),
  index: flag.optional(),
  secret: flag.optional(),
  immutable: flag.optional(),
  encrypt: z.union([flag, z.literal("database"), z.literal("application")]).optional(),
  slug: text.optional(),
  count: text.optional(),
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

export const action = z.enum(["cascade", "restrict", "set null", "set default", "no action"]);
const deferrable = z.union([flag, z.literal("deferred")]);
export const relationObject = z.strictObject({
  one: names.optional(),
  many: text.optional(),
  nullable: flag.optional(),
  as: text.optional(),
  unique: flag.optional(),
  owned: flag.optional(),
  references: names.optional(),
  onDelete: action.optional(),
  onUpdate: action.optional(),
  onDeleteColumns: names.optional(),
  deferrable: deferrable.optional(),
  period: flag.optional(),
  name: text.optional(),
  columns: names.optional(),
  index: flag.optional(),
  was: names.optional(),
  through: text.optional(),
  table: text.optional(),
  doc: text.optional(),
});

const nulls = z.literal("not distinct");
export const keyObject = z.strictObject({
  fields: names,
  name: text.optional(),
  withoutOverlaps: flag.optional(),
  nulls: nulls.optional(),
  deferrable: deferrable.optional(),
  include: names.optional(),
});
export const key = z.union([names, keyObject]);

export const checkObject = z.strictObject({
  check: expression,
  notValid: flag.optional(),
  noInherit: flag.optional(),
});
export const check = z.union([text, raw, checkObject]);

const indexPart = z.strictObject({
  sql: engineSql,
  desc: flag.optional(),
  nulls: z.enum(["first", "last"]).optional(),
  opclass: text.optional(),
});
export const indexTarget = z.strictObject({ using: text.optional(), options: options.optional() });
export const indexTargets = z.strictObject({ postgres: indexTarget.optional() });
export const indexParts = z.union([text, z.array(z.union([text, indexPart]))]);
export const indexObject = z.strictObject({
  fields: indexParts.optional(),
  search: names.optional(),
  language: text.optional(),
  unique: flag.optional(),
  nulls: nulls.optional(),
  where: expression.optional(),
  using: z.enum(["btree", "hash", "inverted", "spatial", "brin"]).optional(),
  include: names.optional(),
  opclass: text.optional(),
  targets: indexTargets.optional(),
});
export const index = z.union([text, z.array(z.union([text, indexPart])), indexObject]);

const sqliteStyle = {
  strict: flag.optional(),
  constraintNames: z.union([flag, z.array(z.enum(["primary", "unique", "foreign", "check"]))]).optional(),
  typeChecks: flag.optional(),
  autoincrement: flag.optional(),
  keyNotNull: flag.optional(),
  referencedColumns: flag.optional(),
  types: z.record(text, text).optional(),
};

export const entityTargets = z.strictObject({
  postgres: z
    .strictObject({ unlogged: flag.optional(), options: options.optional(), partitionBy: text.optional() })
    .optional(),
  mysql: z.strictObject({ engine: text.optional(), charset: text.optional(), collation: text.optional() }).optional(),
  mariadb: z.strictObject({ engine: text.optional(), charset: text.optional(), collation: text.optional() }).optional(),
  sqlite: z.strictObject({ ...sqliteStyle, withoutRowid: flag.optional() }).optional(),
  mongodb: z
    .strictObject({ validation: z.enum(["strict", "moderate", "off"]).optional(), shardKey: names.optional() })
    .optional(),
});

const verbatim = z.union([text, z.strictObject({ sql: text, needs: names.optional() })]);
export const engineTarget = z.strictObject({ objects: z.array(verbatim).optional() });
export const sqliteTarget = z.strictObject({ ...engineTarget.shape, ...sqliteStyle });

export type RawField = z.infer<typeof fieldObject>;
export type RawRelation = z.infer<typeof relationObject>;
export type RawKey = z.infer<typeof key>;
export type RawKeyObject = z.infer<typeof keyObject>;
export type RawCheck = z.infer<typeof check>;
export type RawIndex = z.infer<typeof indexObject>;
export type RawIndexParts = z.infer<typeof indexParts>;
export type RawExpression = z.infer<typeof expression>;
export type RawOptions = z.infer<typeof options>;
export type RawEntityTargets = z.infer<typeof entityTargets>;
