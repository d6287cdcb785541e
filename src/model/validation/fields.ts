/** Fields and enums: types that exist, defaults and bounds that fit them, flags that go together. */
import { clip } from "../lexer.ts";
import type { DefaultValue, EnumType, Field } from "../model.ts";
import { literalProblem } from "../shorthand/literal.ts";
import { nearest } from "../suggest.ts";
import { FOREIGN_TYPES, TYPE_WORDS, type TypeFamily } from "../types.ts";
import type { Members, Validation } from "./context.ts";
import { checkEmbeddedField } from "./embedded.ts";
import { checkExpression } from "./expressions.ts";
import { checkEncrypted } from "./field-flags.ts";
import { checkFieldTargets } from "./targets.ts";

const numbers: readonly TypeFamily[] = ["integer", "decimal", "float"];
const times: readonly TypeFamily[] = ["date", "time", "datetime"];

/** Checks the declared enums. */
export function checkEnums(validation: Validation): void {
  for (const type of validation.model.types) checkEnum(validation, type);
}

function checkEnum(validation: Validation, type: EnumType): void {
  if (type.values.length === 0)
    validation.add(type.name, "EMPTY_ENUM", `the enum ${type.name} has no values`, "List at least one under `values:`");
  const seen = new Set<string>();
  for (const { value, was } of type.values) {
    if (value === "") validation.add(type.name, "BAD_NAME", `a value of ${type.name} is empty`, "Give it a word");
    // PostgreSQL keeps enum labels as names, 63 bytes.
    if (new TextEncoder().encode(value).length > 63)
      validation.add(
        type.name,
        "BAD_NAME",
        `the value \`${clip(value)}\` of ${type.name} is longer than 63 bytes`,
        "Shorten it",
      );
    if (value.includes("\0"))
      validation.add(type.name, "BAD_NAME", `a value of ${type.name} holds a null character`, "Remove it");
    if (seen.has(value))
      validation.add(
        type.name,
        "DUPLICATE_NAME",
        `${type.name} has the value \`${clip(value)}\` twice`,
        "Keep one of them",
      );
    if (was?.includes(value))
      validation.add(
        type.name,
        "BAD_NAME",
        `the value \`${clip(value)}\` was never called otherwise`,
        "Give its former name",
      );
    seen.add(value);
  }
}

/** What has fields: an entity, a mixin or an embedded value. */
export interface FieldOwner {
  readonly name: string;
  readonly fields: readonly Field[];
}

/** Checks the fields of an entity, a mixin or an embedded value. */
export function checkFields(validation: Validation, entity: FieldOwner, members: Members): void {
  for (const field of entity.fields) {
    const path = `${entity.name}.${field.name}`;
    if (!typeExists(validation, path, field)) continue;
    if (validation.members.embedded.has(field.type.name)) {
      checkEmbeddedField(validation, path, field);
      continue;
    }
    const type = validation.types.get(field.type.name);
    if (type && field.default) checkEnumDefault(validation, path, field.default, type);
    checkFlags(validation, path, field);
    checkBounds(validation, path, field);
    checkEncrypted(validation, path, field);
    checkFieldTargets(validation, path, field);
    if (field.check) checkExpression(validation, path, field.check, members, entity.name);
    if (field.generated) {
      checkExpression(validation, path, field.generated, members, entity.name, "a generated field");
      if (field.generated.kind === "parsed" && field.generated.refs.includes(field.name)) {
        validation.add(
          path,
          "SELF_REFERENCE",
          `the generated field \`${field.name}\` reads itself`,
          "Name the fields that it is made of",
        );
      }
    }
  }
}

function typeExists(validation: Validation, path: string, field: Field): boolean {
  const { name, args } = field.type;
  if (TYPE_WORDS.has(name) || validation.members.embedded.has(name)) return true;
  const words = [...validation.types.keys(), ...validation.members.embedded.keys(), ...TYPE_WORDS.keys()];
  const lower = name.toLowerCase();
  const guess = FOREIGN_TYPES.get(lower) ?? (TYPE_WORDS.has(lower) ? lower : nearest(name, words));
  if (!validation.types.has(name)) {
    const isEntity = validation.entities.has(name);
    validation.addUnknown(path, "UNKNOWN_TYPE", `there is no type \`${clip(name)}\``, {
      word: name,
      meant: isEntity ? undefined : guess,
      otherwise: isEntity
        ? `${name} is an entity: write \`${field.name}: one ${name} as …\` under \`relations:\``
        : "Declare it under `types:`",
    });
    return false;
  }
  if (args.length > 0)
    validation.add(path, "WRONG_ARGUMENTS", `the enum ${name} takes nothing in brackets`, "Leave out the brackets");
  return true;
}

function checkEnumDefault(validation: Validation, path: string, value: DefaultValue, type: EnumType): void {
  if (value.kind === "list") {
    for (const item of value.items) checkEnumDefault(validation, path, item, type);
    return;
  }
  if (value.kind !== "string") {
    if (value.kind === "null" || value.kind === "expression") return;
    validation.add(path, "WRONG_DEFAULT", `a default of ${type.name} is one of its values`, "Write one of its words");
    return;
  }
  const words = type.values.map((item) => item.value);
  if (words.includes(value.value)) return;
  validation.addUnknown(path, "WRONG_DEFAULT", `${type.name} has no value \`${clip(value.value)}\``, {
    word: value.value,
    meant: nearest(value.value, words),
    otherwise: `It has ${words.slice(0, 20).join(", ")}`,
  });
}

function checkFlags(validation: Validation, path: string, field: Field): void {
  const name = field.name;
  if (field.primary && field.nullable)
    validation.add(path, "BAD_KEY", `\`${name}\` is the primary key and cannot be null`, "Remove the `?`");
  if (field.primary && (field.type.array > 0 || field.type.name === "json")) {
    validation.add(
      path,
      "BAD_KEY",
      `a ${field.type.name}${"[]".repeat(field.type.array)} cannot be a primary key`,
      "Choose a scalar type",
    );
  }
  if (field.generated && field.default) {
    validation.add(path, "WRONG_DEFAULT", `\`${name}\` is generated and has a default`, "Keep either `:=` or `=`");
  }
  if (field.default?.kind === "sequence" && field.nullable) {
    validation.add(path, "WRONG_DEFAULT", `the database counts \`${name}\`, which is never null`, "Remove the `?`");
  }
  if (field.default?.kind === "null" && !field.nullable) {
    validation.add(
      path,
      "WRONG_DEFAULT",
      `\`${name}\` cannot be null, but null is its default`,
      "Write the type with `?`, or leave the default out",
    );
  }
  if (field.default?.kind === "expression") {
    const { expression } = field.default;
    const [ref] = expression.kind === "parsed" ? expression.refs : [];
    if (ref !== undefined)
      validation.add(
        path,
        "WRONG_DEFAULT",
        `a default cannot read the field \`${clip(ref)}\``,
        "Use a generated field: `:= expression`; text stands in single quotes",
      );
    else if (expression.kind === "raw" && Object.keys(expression.sql).length === 0) {
      validation.add(path, "EMPTY_SQL", "raw SQL names no engine", "Write it as { sql: { postgres: … } }");
    }
  }
}

function checkBounds(validation: Validation, path: string, field: Field): void {
  const family = TYPE_WORDS.get(field.type.name)?.family;
  const { min, max, match } = field;
  const scalar = field.type.array === 0;
  if (match !== undefined && (family !== "string" || !scalar)) {
    validation.add(path, "WRONG_BOUND", `\`match=\` needs text, not ${field.type.name}`, "Leave it out");
  } else if (match !== undefined && !isPattern(match)) {
    validation.add(path, "WRONG_BOUND", `\`${clip(match)}\` is no regular expression`, "Check its brackets");
  }
  for (const [key, bound] of [
    ["min", min],
    ["max", max],
  ] as const) {
    if (bound === undefined) continue;
    const problem = scalar ? boundProblem(field, family, bound) : "a list has no bounds";
    if (problem !== undefined)
      validation.add(
        path,
        "WRONG_BOUND",
        `\`${key}=${clip(bound)}\`: ${problem}`,
        "Bounds are numbers, times as the field's type writes them, or lengths of text",
      );
  }
  if (min !== undefined && max !== undefined && isAbove(family, min, max)) {
    validation.add(path, "WRONG_BOUND", `\`min=${clip(min)}\` is above \`max=${clip(max)}\``, "Swap them");
  }
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}

function boundProblem(field: Field, family: TypeFamily | undefined, bound: string): string | undefined {
  if (family === "string")
    return /^\d{1,9}$/.test(bound) ? undefined : "the bound of a text is a length, a whole number";
  if (family === undefined || !(numbers.includes(family) || times.includes(family)))
    return `${field.type.name} has no bounds`;
  return literalProblem(field.type, family, bound, false);
}

function isAbove(family: TypeFamily | undefined, min: string, max: string): boolean {
  if (family !== undefined && times.includes(family)) return min.length === max.length && min > max;
  return Number(min) > Number(max);
}
