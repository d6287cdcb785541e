/** Other names for members of an entity, wherever the entity names them. */
import type { Entity, Exclusion, Field, Index, IndexPart, Key, Partition } from "../model.ts";
import { renamed } from "./terms.ts";

/** What a construct put in the place of members. */
export interface Renaming {
  /** The members that stand for one in keys and indexes; itself when it is as it was. */
  readonly members: (name: string) => readonly string[];
  /** The one member that is meant in an expression; itself when it is as it was. */
  readonly member: (name: string) => string;
}

/**
 * The entity with other names in its keys, indexes, checks, policies, exclusions, partition, rows and the expressions of
 * its fields. Members themselves are not renamed.
 */
export function withRenamed(entity: Entity, renaming: Renaming): Entity {
  const { checks, indexes, keys, fields, policies, exclude, partition, rows } = entity;
  const { member } = renaming;
  return {
    ...entity,
    fields: fields.map((field) => withRenamedReads(field, member)),
    keys: keys.map((key) => renamedKey(key, renaming)),
    indexes: indexes.map((index) => renamedIndex(index, renaming)),
    checks: checks.map((check) => ({ ...check, expression: renamed(check.expression, member) })),
    ...(policies
      ? {
          policies: policies.map(({ using, check, ...policy }) => ({
            ...policy,
            ...(using ? { using: renamed(using, member) } : {}),
            ...(check ? { check: renamed(check, member) } : {}),
          })),
        }
      : {}),
    ...(exclude ? { exclude: exclude.map((exclusion) => renamedExclusion(exclusion, member)) } : {}),
    ...(partition ? { partition: renamedPartition(partition, renaming) } : {}),
    ...(rows
      ? {
          rows: rows.map((row) =>
            Object.fromEntries(Object.entries(row).map(([name, value]) => [member(name), value])),
          ),
        }
      : {}),
  };
}

/** The field with other names of what its formula, check and slug read. */
export function withRenamedReads(field: Field, member: (name: string) => string): Field {
  const { generated, check, slugOf } = field;
  if (!generated && !check && slugOf === undefined) return field;
  return {
    ...field,
    ...(generated ? { generated: renamed(generated, member) } : {}),
    ...(check ? { check: renamed(check, member) } : {}),
    ...(slugOf === undefined ? {} : { slugOf: member(slugOf) }),
  };
}

function renamedKey(key: Key, { members }: Renaming): Key {
  const { include } = key;
  return { ...key, fields: key.fields.flatMap(members), ...(include ? { include: include.flatMap(members) } : {}) };
}

function renamedIndex(index: Index, { members, member }: Renaming): Index {
  const { parts, where, include, search } = index;
  return {
    ...index,
    parts: parts.flatMap((part): readonly IndexPart[] =>
      "field" in part.of
        ? members(part.of.field).map((field) => ({ ...part, of: { field } }))
        : [{ ...part, of: { expression: renamed(part.of.expression, member) } }],
    ),
    ...(where ? { where: renamed(where, member) } : {}),
    ...(include ? { include: include.flatMap(members) } : {}),
    ...(search ? { search: search.flatMap(members) } : {}),
  };
}

function renamedExclusion(exclusion: Exclusion, member: (name: string) => string): Exclusion {
  const { parts, where } = exclusion;
  return {
    ...exclusion,
    parts: parts.map((part) => ({ ...part, field: member(part.field) })),
    ...(where ? { where: renamed(where, member) } : {}),
  };
}

function renamedPartition(partition: Partition, { member, members }: Renaming): Partition {
  if (partition.kind === "hash") return { ...partition, fields: partition.fields.flatMap(members) };
  return { ...partition, field: member(partition.field) };
}
