/** Rows of reference data: known members, values that fit, and one row a key. */
import { clip } from "../lexer.ts";
import type { DefaultValue, Entity, FieldType, Row } from "../model.ts";
import { literalProblem } from "../shorthand/literal.ts";
import { formatType } from "../shorthand/type.ts";
import { nearest } from "../suggest.ts";
import { TYPE_WORDS } from "../types.ts";
import type { Members, Validation } from "./context.ts";
import { checkMember } from "./expressions.ts";

/** Checks the rows of an entity. */
export function checkRows(validation: Validation, entity: Entity, members: Members): void {
  const { rows } = entity;
  if (rows === undefined) return;
  const path = `${entity.name}.rows`;
  const inheritance = validation.members.inheritanceOf(entity);
  if (inheritance === "single" || inheritance === "joined" || entity.abstract) {
    validation.add(
      path,
      "BAD_ROW",
      `${entity.name} shares its rows with other entities`,
      "Write rows for entities with a table of their own",
    );
    return;
  }
  const key = validation.members.primaryOf(entity);
  if (key.length === 0) {
    validation.add(path, "BAD_ROW", `rows are compared by the primary key, and ${entity.name} has none`, "Give it one");
    return;
  }
  const required = requiredOf(entity, members, key);
  const seen = new Map<string, number>();
  for (const [index, row] of rows.entries()) {
    const at = `${path}.${index}`;
    for (const [member, value] of Object.entries(row))
      checkValue(validation, `${at}.${member}`, entity, members, member, value);
    // A member that nobody knows is most likely the one that seems to be missing.
    const isKnown = Object.keys(row).every((name) => members.names.has(name));
    const missing = isKnown ? required.find((name) => !Object.hasOwn(row, name)) : undefined;
    if (missing !== undefined)
      validation.add(at, "BAD_ROW", `the row has no \`${clip(missing)}\``, missingRemedy(missing, key, members));
    checkTwin(validation, at, entity, row, key, index, seen);
  }
}

function missingRemedy(name: string, key: readonly string[], members: Members): string {
  if (key.includes(name) && members.implied.has(name))
    return `Rows are compared by it: give a value, or make another field the primary key`;
  return key.includes(name) ? "Rows are compared by it: give a value" : "Give a value, or the field a default or a `?`";
}

/** Members without which no row can be written, and those of the key. */
function requiredOf(entity: Entity, members: Members, key: readonly string[]): string[] {
  const names = new Set(key);
  for (const [name, field] of members.fields) {
    const filled =
      field.nullable || field.default || field.generated || field.slugOf !== undefined || field.countOf !== undefined;
    const made = TREE_NAMES.has(name) && entity.tree !== undefined;
    if (!filled && !made && !name.includes(".")) names.add(name);
  }
  for (const [name, relation] of members.relations) if (!relation.nullable) names.add(name);
  return [...names];
}

/** What the database fills in by itself. */
const TREE_NAMES: ReadonlySet<string> = new Set(["nsleft", "nsright", "mpath"]);

function checkTwin(
  validation: Validation,
  path: string,
  entity: Entity,
  row: Row,
  key: readonly string[],
  index: number,
  seen: Map<string, number>,
): void {
  const values = key.map((name) => row[name]);
  if (values.includes(undefined)) return;
  if (values.some((value) => value?.kind === "expression" || value?.kind === "null")) {
    validation.add(
      path,
      "BAD_ROW",
      "rows are compared by the primary key, which is a value here",
      "Write the value itself",
    );
    return;
  }
  const id = JSON.stringify(values);
  const first = seen.get(id);
  if (first === undefined) {
    seen.set(id, index);
    return;
  }
  const where = validation.where(`${entity.name}.rows.${first}`);
  const place = "line" in where ? `the first is on line ${where.line}` : `the first is number ${first + 1}`;
  const shown = key.map((name) => `${name} ${clip(textOf(row[name]))}`).join(", ");
  validation.add(path, "DUPLICATE_ROW", `${entity.name} has two rows with ${shown}; ${place}`, "Keep one of them");
}

function textOf(value: DefaultValue | undefined): string {
  return value && "value" in value ? String(value.value) : "";
}

function checkValue(
  validation: Validation,
  path: string,
  entity: Entity,
  members: Members,
  member: string,
  value: DefaultValue,
): void {
  if (!checkMember(validation, path, member, members, entity.name)) return;
  if (members.fields.get(member)?.generated) {
    validation.add(path, "BAD_ROW", `the database computes \`${clip(member)}\``, "Leave it out");
    return;
  }
  const misfit = misfitOf(validation, entity, members, member, value);
  if (!misfit) return;
  const shown = misfit.shown ?? shownOf(value);
  validation.add(path, "BAD_ROW", `\`${clip(shown)}\` is no value of \`${clip(member)}\``, misfit.remedy);
}

/** Why a value does not fit. */
interface Misfit {
  readonly remedy: string;
  /** The part of the value that does not. */
  readonly shown?: string;
}

function misfitOf(
  validation: Validation,
  entity: Entity,
  members: Members,
  member: string,
  value: DefaultValue,
): Misfit | undefined {
  if (value.kind === "null") {
    const nullable = members.fields.get(member)?.nullable ?? members.relations.get(member)?.nullable;
    return nullable ? undefined : { remedy: "It cannot be null: give a value, or the field a `?`" };
  }
  if (value.kind === "sequence") return { remedy: "Give a number" };
  if (value.kind === "expression") {
    const [ref] = value.expression.kind === "parsed" ? value.expression.refs : [];
    return ref === undefined ? undefined : { remedy: "A value reads no fields", shown: ref };
  }
  const types = validation.members.valueTypes(entity, member);
  const [type] = types;
  if (!type) return undefined;
  if (types.length === 1) return misfitOfType(validation, value, type);
  const items = value.kind === "list" ? value.items : [];
  if (items.length !== types.length) {
    return { remedy: `The key has ${types.length} fields: write their values as a list` };
  }
  return first(items, (item, index) => misfitOfType(validation, item, types[index] ?? type));
}

function first<T>(items: readonly T[], find: (item: T, index: number) => Misfit | undefined): Misfit | undefined {
  for (const [index, item] of items.entries()) {
    const found = find(item, index);
    if (found) return found;
  }
  return undefined;
}

function misfitOfType(validation: Validation, value: DefaultValue, type: FieldType): Misfit | undefined {
  const family = TYPE_WORDS.get(type.name)?.family;
  const isList = type.array > 0 || family === "set" || family === "vector";
  if (value.kind !== "list")
    return isList ? { remedy: "Write a list: [a, b]" } : misfitOfScalar(validation, value, type);
  if (!isList) return { remedy: `Give one ${formatType(type)}` };
  if (type.array > 0) {
    const item = { ...type, array: type.array - 1 };
    return first(value.items, (part) => misfitOfType(validation, part, item));
  }
  const item: FieldType = family === "vector" ? { name: "double", args: [], array: 0 } : type;
  return first(value.items, (part) => misfitOfScalar(validation, part, item));
}

function misfitOfScalar(validation: Validation, value: DefaultValue, type: FieldType): Misfit | undefined {
  const family = TYPE_WORDS.get(type.name)?.family;
  if (value.kind === "json") {
    return family === "json" || family === "map" ? undefined : { remedy: `Give a ${formatType(type)}`, shown: "{…}" };
  }
  if (value.kind !== "string" && value.kind !== "number" && value.kind !== "boolean") return undefined;
  const shown = String(value.value);
  const declared = validation.types.get(type.name);
  if (declared) {
    const words = declared.values.map((item) => item.value);
    if (words.includes(shown)) return undefined;
    const guess = nearest(shown, words);
    const remedy =
      guess === undefined ? `${type.name} has ${words.slice(0, 20).join(", ")}` : `Did you mean \`${guess}\`?`;
    return { remedy, shown };
  }
  const isBare = family === "integer" || family === "decimal" || family === "float" || family === "boolean";
  const remedy = literalProblem(type, family, shown, isBare && value.kind === "string");
  return remedy === undefined ? undefined : { remedy, shown };
}

function shownOf(value: DefaultValue): string {
  if ("value" in value) return typeof value.value === "object" ? "{…}" : String(value.value);
  return value.kind === "list" ? "[…]" : value.kind;
}
