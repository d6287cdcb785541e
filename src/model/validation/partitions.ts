/** Partitions: by members of every key, with values that fit and no row without a place by mistake. */
import { clip } from "../lexer.ts";
import type { Entity, Partition } from "../model.ts";
import { literalProblem } from "../shorthand/literal.ts";
import { TYPE_WORDS } from "../types.ts";
import type { Members, Validation } from "./context.ts";
import { checkMember } from "./expressions.ts";

const span = /^[1-9]\d{0,5} (day|week|month|year)s?$/;
// PostgreSQL takes more, but plans over them take seconds (manual, 5.12.6).
const mostPartitions = 1000;

/** Checks how the rows of an entity are spread. */
export function checkPartition(validation: Validation, entity: Entity, members: Members): void {
  const { partition } = entity;
  if (!partition) return;
  const path = `${entity.name}.partition`;
  const fields = partition.kind === "hash" ? partition.fields : [partition.field];
  const bad = (message: string, remedy: string): void => validation.add(path, "BAD_PARTITION", message, remedy);
  if (fields.length === 0) bad("no field is named", "Name one");
  if (!fields.every((field) => checkMember(validation, path, field, members, entity.name))) return;
  if (partition.kind === "range") checkRange(validation, path, entity, partition, bad);
  else if (partition.kind === "list") checkList(validation, entity, partition, members, bad);
  else if (!Number.isInteger(partition.count) || partition.count < 1 || partition.count > mostPartitions)
    bad(`\`count\` is a whole number from 1 to ${mostPartitions}`, "Write `count: 8`");
  for (const field of fields) {
    if (members.fields.get(field)?.nullable && partition.kind === "range")
      bad(`\`${clip(field)}\` may be null, and no partition holds such rows`, "Remove the `?`");
  }
  checkUnique(validation, entity, members, fields);
}

type Bad = (message: string, remedy: string) => void;

function checkRange(
  validation: Validation,
  path: string,
  entity: Entity,
  partition: Extract<Partition, { kind: "range" }>,
  bad: Bad,
): void {
  const [type] = validation.members.valueTypes(entity, partition.field);
  const family = type && TYPE_WORDS.get(type.name)?.family;
  if (type && family !== "date" && family !== "datetime")
    bad(
      `\`${clip(partition.field)}\` is no day or time that could be divided by ${partition.every}s`,
      "Name a field of date, datetime or timestamp",
    );
  if (partition.retain !== undefined && !span.test(partition.retain))
    validation.add(
      path,
      "BAD_PARTITION",
      `\`retain: ${clip(partition.retain)}\` is no span of time`,
      "Write it as `24 months`",
    );
}

function checkList(
  validation: Validation,
  entity: Entity,
  partition: Extract<Partition, { kind: "list" }>,
  members: Members,
  bad: Bad,
): void {
  if (partition.partitions.length === 0)
    bad("no partitions are listed", "Write `partitions: { europe: [DE, FR], others: [] }`");
  const [type] = validation.members.valueTypes(entity, partition.field);
  const values = validation.types.get(type?.name ?? "")?.values.map(({ value }) => value);
  const seen = new Map<string, string>();
  let rest: string | undefined;
  for (const { name, values: own } of partition.partitions) {
    if (own.length === 0 && rest !== undefined)
      bad(`${clip(rest)} and ${clip(name)} both take the values that no other has`, "Give one of them values");
    if (own.length === 0) rest = name;
    for (const value of own) {
      const first = seen.get(value);
      if (first !== undefined)
        bad(`the value \`${clip(value)}\` is in ${clip(first)} and in ${clip(name)}`, "Keep one of them");
      seen.set(value, name);
      const problem = type && literalProblem(type, TYPE_WORDS.get(type.name)?.family, value, false);
      if (problem) bad(`\`${clip(value)}\` is no value of \`${clip(partition.field)}\``, problem);
      if (values && !values.includes(value))
        bad(`${type?.name ?? ""} has no value \`${clip(value)}\``, `It has ${values.slice(0, 20).join(", ")}`);
    }
  }
  if (members.fields.get(partition.field)?.nullable && rest === undefined && !seen.has("null"))
    bad(
      `\`${clip(partition.field)}\` may be null, and no partition holds such rows`,
      "Add one with `[]`, which takes the rest",
    );
}

/** Uniqueness is known within one partition: so its fields are in every key (PostgreSQL's manual, 5.12.2.3). */
function checkUnique(validation: Validation, entity: Entity, members: Members, fields: readonly string[]): void {
  const lacks = (key: readonly string[]): string[] => fields.filter((field) => !key.includes(field));
  const primary = validation.members.primaryOf(entity);
  const missing = lacks(primary);
  if (primary.length > 0 && missing.length > 0) {
    const whole = [...primary, ...missing].join(", ");
    const declare = members.implied.has("id") ? "declare `id: uuid = uuid()` under `fields:` and " : "";
    validation.add(
      `${entity.name}.partition`,
      "BAD_PARTITION",
      `\`${clip(missing[0] ?? "")}\` is not in the primary key of ${entity.name}`,
      `${declare === "" ? "Write" : `D${declare.slice(1)}write`} \`keys: { primary: [${whole}] }\``,
    );
  }
  const others: [string, readonly string[]][] = [
    ...entity.keys
      .filter((key) => !key.primary)
      .map((key): [string, readonly string[]] => [`keys.${key.name}`, key.fields]),
    ...validation.members
      .fieldsOf(entity)
      .filter((field) => field.unique || field.uniqueInTenant)
      .map((field): [string, readonly string[]] => [field.name, [field.name]]),
    ...entity.indexes
      .filter((index) => index.unique)
      .map((index): [string, readonly string[]] => [
        `indexes.${index.name}`,
        index.parts.map((part) => ("field" in part.of ? part.of.field : "")),
      ]),
  ];
  for (const [name, key] of others) {
    const [first] = lacks(key);
    if (first === undefined) continue;
    validation.add(
      `${entity.name}.${name}`,
      "BAD_PARTITION",
      `uniqueness is known within one partition of ${entity.name} alone, and \`${clip(first)}\` is not part of this key`,
      `Add \`${clip(first)}\` to it`,
    );
  }
}
