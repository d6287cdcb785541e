/** The structure of what the database does with rows, and of reference data: parts of the schema of a model file. */
import { z } from "zod";
import { expression, flag, names, scalar, text } from "./schema-parts.ts";

const auditObject = z.strictObject({ log: z.literal("row").optional(), actor: text.optional() });
const policy = z.strictObject({
  for: z.enum(["all", "select", "insert", "update", "delete"]).optional(),
  to: names.optional(),
  using: expression.optional(),
  check: expression.optional(),
  restrictive: flag.optional(),
});

/** What entities and mixins have in common. */
export const behaviour = {
  audit: z.union([z.literal(true), auditObject]).optional(),
  history: flag.optional(),
  appendOnly: flag.optional(),
  tenant: flag.optional(),
  policies: z.record(text, policy).optional(),
};

const partition = z.strictObject({
  range: text.optional(),
  every: z.enum(["day", "week", "month", "quarter", "year"]).optional(),
  retain: text.optional(),
  list: text.optional(),
  partitions: z.record(text, z.union([scalar, z.array(scalar)])).optional(),
  hash: names.optional(),
  count: z.number().optional(),
});

const exclusionObject = z.strictObject({ fields: names, where: expression.optional() });

/** What entities alone have. */
export const entityBehaviour = {
  exclude: z.record(text, z.union([names, exclusionObject])).optional(),
  partition: partition.optional(),
  rows: z.array(z.record(text, z.unknown())).optional(),
};

/** The kinds of object in these, as `objectKinds` lists them. */
export const behaviourKinds = {
  audit: auditObject,
  policy,
  partition,
  exclusion: exclusionObject,
} as const;

export type RawAudit = NonNullable<z.infer<typeof behaviour.audit>>;
export type RawPolicy = z.infer<typeof policy>;
export type RawPartition = z.infer<typeof partition>;
export type RawExclusion = NonNullable<z.infer<typeof entityBehaviour.exclude>>[string];
export type RawRow = { readonly [member: string]: unknown };
