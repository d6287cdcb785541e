/** Keys, indexes and checks: they name what exists and say nothing that no database would take. */
import { clip } from "../lexer.ts";
import type { Check, Entity, Index } from "../model.ts";
import { TYPE_WORDS } from "../types.ts";
import type { Members, Validation } from "./context.ts";
import { checkKeyOptions } from "./exclusions.ts";
import { checkExpression, checkMember } from "./expressions.ts";

/** Checks the keys, checks and indexes of an entity. */
export function checkKeys(validation: Validation, entity: Entity, members: Members): void {
  checkPrimary(validation, entity, members);
  for (const key of entity.keys) {
    const path = `${entity.name}.keys.${key.name}`;
    if (key.primary !== (key.name === "primary")) {
      validation.add(path, "BAD_KEY", "the primary key, and it alone, is named `primary`", "Rename the key");
    }
    checkList(validation, path, key.fields, entity, members, `the key ${clip(key.name)}`);
    checkKeyOptions(validation, entity, key, members);
  }
  checkChecks(validation, entity, members);
  checkIndexes(validation, entity, members);
}

/** Checks the checks of an entity or mixin. */
export function checkChecks(
  validation: Validation,
  owner: { readonly name: string; readonly checks: readonly Check[] },
  members: Members,
): void {
  for (const check of owner.checks) {
    checkExpression(validation, `${owner.name}.checks.${check.name}`, check.expression, members, owner.name);
  }
}

/** Checks the indexes of an entity or mixin. */
export function checkIndexes(validation: Validation, owner: IndexOwner, members: Members): void {
  for (const index of owner.indexes) checkIndex(validation, owner, index, members);
}

interface IndexOwner {
  readonly name: string;
  readonly indexes: readonly Index[];
}

function checkList(
  validation: Validation,
  path: string,
  names: readonly string[],
  entity: { readonly name: string },
  members: Members,
  what: string,
): void {
  if (names.length === 0) validation.add(path, "BAD_KEY", `${what} has no fields`, "Name at least one");
  const seen = new Set<string>();
  for (const name of names) {
    if (!members.wholes.has(name)) checkMember(validation, path, name, members, entity.name);
    if (seen.has(name)) validation.add(path, "BAD_KEY", `${what} names \`${clip(name)}\` twice`, "Name it once");
    seen.add(name);
  }
}

function checkPrimary(validation: Validation, entity: Entity, members: Members): void {
  const marked = validation.members
    .fieldsOf(entity)
    .filter((field) => field.primary)
    .map((field) => field.name);
  const key = entity.keys.find((candidate) => candidate.primary);
  if (key && marked.length > 0) {
    validation.add(
      `${entity.name}.${marked[0]}`,
      "BAD_KEY",
      `${entity.name} has a primary key under \`keys:\` and the flag \`primary\` on \`${marked[0]}\``,
      "Keep one of them",
    );
  }
  if (marked.length > 1) {
    validation.add(
      `${entity.name}.${marked[1]}`,
      "BAD_KEY",
      `${entity.name} has several primary fields`,
      `Write \`keys: { primary: [${marked.join(", ")}] }\` and remove the flags`,
    );
  }
  for (const name of key?.fields ?? []) {
    if (members.fields.get(name)?.nullable || members.relations.get(name)?.nullable) {
      validation.add(
        `${entity.name}.keys.primary`,
        "BAD_KEY",
        `\`${name}\` is in the primary key and cannot be null`,
        "Remove the `?`",
      );
    }
  }
  if (members.implied.has("id") && members.fields.has("id")) {
    validation.add(
      `${entity.name}.id`,
      "BAD_KEY",
      `${entity.name} gets an \`id\` by convention and declares a field of that name`,
      "Mark the field `primary`, or set `id: none`",
    );
  }
}

function checkIndex(validation: Validation, entity: IndexOwner, index: Index, members: Members): void {
  const path = `${entity.name}.indexes.${index.name}`;
  const bad = (message: string, remedy: string): void => validation.add(path, "BAD_INDEX", message, remedy);
  if (index.search) {
    if (index.parts.length > 0) bad("an index has either `fields` or `search`", "Make two indexes of it");
    if (index.unique) bad("a search index cannot be unique", "Leave out `unique`");
    if (index.using) bad("a search index has its own kind", "Leave out `using`");
    checkList(validation, path, index.search, entity, members, "the search index");
    for (const name of index.search) {
      const type = members.fields.get(name)?.type;
      const family = type && TYPE_WORDS.get(type.name)?.family;
      if ((type && family !== "string") || members.relations.has(name))
        bad(`\`${clip(name)}\` is no text to search`, "Name fields of text");
    }
  } else {
    if (index.language !== undefined)
      bad("`language` belongs to a search index", "Use `search:` in place of `fields:`");
    if (index.parts.length === 0) bad("an index names at least one field", "Add `fields:` or `search:`");
  }
  for (const part of index.parts) {
    if ("field" in part.of) {
      if (!members.wholes.has(part.of.field)) checkMember(validation, path, part.of.field, members, entity.name);
    } else checkExpression(validation, path, part.of.expression, members, entity.name, "an index");
    const ordered = index.using === undefined || index.using === "btree";
    if (!ordered && (part.descending || part.nulls))
      bad(`an index using ${index.using} has no order`, "Leave out desc and nulls");
  }
  if (index.unique && index.using !== undefined && index.using !== "btree")
    bad(`an index using ${index.using} cannot be unique`, "Leave out `unique` or `using`");
  if (index.using === "hash" && index.parts.length > 1)
    bad("a hash index has one field", "Use a btree, or several indexes");
  if (index.where) checkExpression(validation, path, index.where, members, entity.name, "an index");
  if (index.nullsNotDistinct && !index.unique)
    bad("`nulls: not distinct` belongs to a unique index", "Add `unique: true`, or leave it out");
  for (const name of index.include ?? []) checkMember(validation, path, name, members, entity.name);
}
