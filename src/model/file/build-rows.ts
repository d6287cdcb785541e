/**
 * Rows of reference data: the values of a file → the values that their fields take. What a value is depends on the
 * field (`01` is a text to one and a number to another), which may come from another file; so values are kept as spelled
 * and given their kind when the model is whole.
 */
import { parseExpression } from "../expressions/parse.ts";
import { ModelMembers } from "../members.ts";
import type { DefaultValue, Entity, FieldType, Model, Row } from "../model.ts";
import { literalProblem } from "../shorthand/literal.ts";
import { TYPE_WORDS } from "../types.ts";
import type { Building } from "./building.ts";
import { rawSql } from "./raw-sql.ts";
import type { RawRow } from "./schema-behaviour.ts";
import type { Path } from "./source.ts";

/** Builds a row whose values have no kind of their own yet. */
export function buildRow(building: Building, path: Path, raw: RawRow): Row {
  const row: { [member: string]: DefaultValue } = {};
  for (const [member, value] of Object.entries(raw)) {
    const built = buildValue(building, [...path, member], value);
    if (built) row[member] = built;
  }
  return row;
}

function buildValue(building: Building, path: Path, raw: unknown): DefaultValue | undefined {
  if (raw === null || raw === undefined) return { kind: "null" };
  if (typeof raw === "string") return { kind: "string", value: raw };
  if (typeof raw === "boolean") {
    const spelled = building.places.spelled(path) ?? String(raw);
    return spelled === String(raw) ? { kind: "boolean", value: raw } : { kind: "string", value: spelled };
  }
  if (typeof raw === "number") return { kind: "number", value: building.places.spelled(path) ?? String(raw) };
  if (Array.isArray(raw)) {
    const items = raw.map((item, index) => buildValue(building, [...path, index], item));
    const found = items.filter((item) => item !== undefined);
    return found.length === items.length ? { kind: "list", items: found } : undefined;
  }
  return buildMap(building, path, raw);
}

/** Notes a number of JSON that would not be kept as it is spelled. */
function keepsNumbers(building: Building, path: Path, raw: unknown): boolean {
  if (typeof raw === "number") {
    const spelled = building.places.spelled(path) ?? String(raw);
    if (!/^-?\d{16,}$/.test(spelled) || String(raw) === spelled) return true;
    building.problems.add({
      code: "BAD_ROW",
      message: `JSON keeps no number of ${spelled.length} digits`,
      where: building.places.where(path),
      remedy: `Write it as text: '${spelled}'`,
    });
    return false;
  }
  if (typeof raw !== "object" || raw === null) return true;
  const parts: [string | number, unknown][] = Array.isArray(raw) ? [...raw.entries()] : Object.entries(raw);
  return parts.every(([step, part]) => keepsNumbers(building, [...path, step], part));
}

/** A map is JSON, unless it says what it is: `{ sql: … }`, `{ expression: … }`, `{ json: … }`. */
function buildMap(building: Building, path: Path, raw: object): DefaultValue | undefined {
  if (!keepsNumbers(building, path, raw)) return undefined;
  const sql = rawSql(raw);
  if (sql) return { kind: "expression", expression: { kind: "raw", sql } };
  const [entry, ...more] = Object.entries(raw);
  if (entry && more.length === 0) {
    const [key, value]: [string, unknown] = entry;
    if (key === "json") return { kind: "json", value };
    if (key === "expression" && typeof value === "string") {
      const at = [...path, key];
      const expression = building.attempt(at, () =>
        parseExpression(value, building.places.textPlace(at), String(path.at(-1))),
      );
      return expression && { kind: "expression", expression };
    }
  }
  return { kind: "json", value: raw };
}

/**
 * The Model with the values of its rows read by the types of their fields. Values that do not fit, and those of fields
 * that are not here, stay as they are: validation tells them.
 */
export function typedRows(model: Model): Model {
  if (!model.entities.some((entity) => entity.rows)) return model;
  const members = new ModelMembers(model);
  return {
    ...model,
    entities: model.entities.map((entity) =>
      entity.rows ? { ...entity, rows: entity.rows.map((row) => typedRow(row, entity, members)) } : entity,
    ),
  };
}

function typedRow(row: Row, entity: Entity, members: ModelMembers): Row {
  return Object.fromEntries(
    Object.entries(row).map(([member, value]) => {
      const types = members.valueTypes(entity, member);
      const [type, ...more] = types;
      if (!type) return [member, value];
      if (more.length === 0) return [member, typedValue(value, type)];
      if (value.kind !== "list") return [member, value];
      const items = value.items.map((item, index) => {
        const own = types[index];
        return own ? typedValue(item, own) : item;
      });
      return [member, { kind: "list", items }];
    }),
  );
}

/** A value as one of `type`, where it can be. */
function typedValue(value: DefaultValue, type: FieldType): DefaultValue {
  const family = TYPE_WORDS.get(type.name)?.family;
  if (value.kind === "null" || value.kind === "expression" || value.kind === "sequence") return value;
  if (type.array > 0) {
    if (value.kind !== "list") return value;
    const item = { ...type, array: type.array - 1 };
    return { kind: "list", items: value.items.map((part) => typedValue(part, item)) };
  }
  if (family === "json" || family === "map") return { kind: "json", value: jsonOf(value) };
  if (value.kind === "list" || value.kind === "json") {
    if (value.kind === "json" || (family !== "set" && family !== "vector")) return value;
    const item: FieldType = family === "vector" ? { name: "double", args: [], array: 0 } : { ...type, name: "text" };
    return { kind: "list", items: value.items.map((part) => typedValue(part, item)) };
  }
  const text = textOf(value);
  switch (family) {
    case "integer":
    case "decimal":
    case "float":
      return literalProblem(type, family, text, false) === undefined ? { kind: "number", value: text } : called(value);
    case "boolean":
      return text === "true" || text === "false" ? { kind: "boolean", value: text === "true" } : called(value);
    case "date":
    case "time":
    case "datetime":
    case "uuid":
      return called({ kind: "string", value: text });
    default:
      return { kind: "string", value: text };
  }
}

function textOf(value: Extract<DefaultValue, { kind: "string" | "number" | "boolean" }>): string {
  return typeof value.value === "string" ? value.value : String(value.value);
}

/** `now()` where no text can stand. */
function called(value: DefaultValue): DefaultValue {
  if (value.kind !== "string" || !/^[a-z]+\(.*\)$/i.test(value.value)) return value;
  try {
    const expression = parseExpression(value.value);
    return expression.kind === "parsed" && expression.ast.kind === "call" ? { kind: "expression", expression } : value;
  } catch {
    return value;
  }
}

function jsonOf(value: DefaultValue): unknown {
  switch (value.kind) {
    case "json":
    case "string":
    case "boolean":
      return value.value;
    case "number":
      return Number(value.value);
    case "list":
      return value.items.map(jsonOf);
    default:
      return null;
  }
}
