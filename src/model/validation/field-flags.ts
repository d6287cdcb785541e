/** Flags of fields that make the database do something: slugs, counts, encryption, uniqueness within a tenant. */
import { clip } from "../lexer.ts";
import type { Entity, Field } from "../model.ts";
import { nearest } from "../suggest.ts";
import { TYPE_WORDS } from "../types.ts";
import type { Members, Validation } from "./context.ts";
import { checkMember } from "./expressions.ts";

/** Checks these flags of the fields that an entity has, its mixins' among them. */
export function checkFieldFlags(validation: Validation, entity: Entity, members: Members): void {
  for (const field of validation.members.fieldsOf(entity)) {
    const path = `${entity.name}.${field.name}`;
    if (field.uniqueInTenant) checkUniqueInTenant(validation, path, entity, field);
    if (field.slugOf !== undefined) checkSlug(validation, path, entity, field, members);
    if (field.countOf !== undefined) checkCount(validation, path, entity, field);
  }
}

function checkUniqueInTenant(validation: Validation, path: string, entity: Entity, field: Field): void {
  if (field.unique)
    validation.add(
      path,
      "BAD_KEY",
      `\`${field.name}\` is unique, and so is within a tenant`,
      "Keep `unique` or `unique=tenant`",
    );
  if (validation.members.isTenant(entity)) return;
  validation.add(
    path,
    "BAD_TENANCY",
    `\`unique=tenant\`: ${entity.name} belongs to no tenant`,
    `Add \`tenant: true\` to ${entity.name}, or write \`unique\``,
  );
}

function isText(field: Field | undefined): boolean {
  return field !== undefined && field.type.array === 0 && TYPE_WORDS.get(field.type.name)?.family === "string";
}

function checkSlug(validation: Validation, path: string, entity: Entity, field: Field, members: Members): void {
  const from = field.slugOf ?? "";
  const bad = (message: string, remedy: string): void => validation.add(path, "BAD_SLUG", message, remedy);
  if (!isText(field)) bad(`a slug is a text, not ${field.type.name}`, `Write \`${field.name}: slug slug=${from}\``);
  if (field.default || field.generated) bad(`the database fills in \`${field.name}\``, "Leave out the default");
  if (!checkMember(validation, path, from, members, entity.name)) return;
  if (from === field.name) bad(`\`${field.name}\` is made of itself`, "Name the field with the title");
  else if (!isText(members.fields.get(from)))
    bad(`\`${clip(from)}\` is no text that a slug could be made of`, "Name a field of text");
}

function checkCount(validation: Validation, path: string, entity: Entity, field: Field): void {
  const of = field.countOf ?? "";
  const bad = (message: string, remedy: string): void => validation.add(path, "BAD_COUNT", message, remedy);
  if (field.type.array > 0 || TYPE_WORDS.get(field.type.name)?.family !== "integer")
    bad(`a count is a whole number, not ${field.type.name}`, `Write \`${field.name}: int = 0 count=${of}\``);
  if (field.generated) bad(`the database keeps \`${field.name}\``, "Leave out the formula");
  const owners = [entity, ...validation.members.parentsOf(entity)];
  const lists = owners.flatMap((owner) => [...(validation.lists.get(owner.name) ?? [])]);
  if (lists.includes(of)) return;
  validation.addUnknown(path, "UNKNOWN_RELATION", `${entity.name} has no list \`${clip(of)}\` to count`, {
    word: of,
    meant: nearest(of, lists),
    otherwise:
      lists.length > 0
        ? `It has ${lists.slice(0, 12).join(", ")}`
        : `Name the other side of a relation to ${entity.name}: \`one ${entity.name} as ${clip(of)}\``,
  });
}

/** What the database cannot see it cannot hold against anything. */
const hidden: readonly (readonly [keyof Field, string])[] = [
  ["primary", "a primary key"],
  ["unique", "unique"],
  ["uniqueInTenant", "unique"],
  ["index", "indexed"],
  ["generated", "computed"],
  ["min", "held against `min=`"],
  ["max", "held against `max=`"],
  ["match", "held against `match=`"],
  ["check", "held against a check"],
];

/** Checks that nothing is asked of an encrypted field that only its plain value could answer. */
export function checkEncrypted(validation: Validation, path: string, field: Field): void {
  if (field.encrypt === undefined) return;
  const said = hidden.find(([key]) => field[key] !== undefined && field[key] !== false);
  if (said)
    validation.add(
      path,
      "BAD_ENCRYPTION",
      `\`${field.name}\` is encrypted and cannot be ${said[1]}`,
      "Leave one of them out; a hash of the value can have a field of its own",
    );
  if (field.type.array > 0) validation.add(path, "BAD_ENCRYPTION", "a list is not encrypted", "Use json or text");
}
