/** Defaults as the server prints them → values of the language, by generate and compare. */
import { parseExpression } from "../../../model/expressions/parse.ts";
import type { DefaultValue } from "../../../model/model.ts";
import { literalProblem } from "../../../model/shorthand/literal.ts";
import { TYPE_WORDS } from "../../../model/types.ts";
import { defaultText } from "../lower/defaults.ts";
import type { LiftedType } from "./types.ts";

const call = (text: string): DefaultValue => ({ kind: "expression", expression: parseExpression(text) });

/** What people call when they mean the time, the day or a new key; `today()` of a date is printed as `now()`. */
const CALLS: readonly DefaultValue[] = [call("now()"), call("uuid()"), call("today()")];

const RESULTS: { readonly [family: string]: readonly string[] } = {
  datetime: ["now()"],
  date: ["today()", "now()"],
  time: ["now()"],
  uuid: ["uuid()"],
};

/** The default of a column; raw SQL where no value of the language is printed the same. */
export function liftDefault(printed: string, column: string, { type, native, enumType }: LiftedType): DefaultValue {
  const raw: DefaultValue = { kind: "expression", expression: { kind: "raw", sql: { postgres: printed } } };
  if (native !== undefined) return raw;
  const family = TYPE_WORDS.get(type.name)?.family;
  for (const value of candidates(printed, family, type.array > 0, enumType !== undefined)) {
    if (hasProblem(value, { type })) continue;
    const text = defaultText(value, column, enumType !== undefined);
    if (typeof text === "object" && text.sql === printed) return value;
  }
  return raw;
}

/** A literal that the file's reader would refuse stays raw. */
function hasProblem(value: DefaultValue, { type }: Pick<LiftedType, "type">): boolean {
  if (value.kind !== "string" && value.kind !== "number") return false;
  const family = TYPE_WORDS.get(type.name)?.family;
  return literalProblem(type, family, value.value, value.kind === "string") !== undefined;
}

function* candidates(
  printed: string,
  family: string | undefined,
  isArray: boolean,
  isEnum: boolean,
): Generator<DefaultValue> {
  const literal = quoted(printed);
  if (isArray) {
    const items = literal === undefined ? undefined : arrayItems(literal);
    if (items) yield { kind: "list", items: items.map((value) => ({ kind: "string", value })) };
    return;
  }
  if (isEnum) {
    if (literal !== undefined) yield { kind: "string", value: literal };
    return;
  }
  for (const value of CALLS) {
    const text = value.kind === "expression" && value.expression.kind === "parsed" ? value.expression.authored : "";
    if (RESULTS[family ?? ""]?.includes(text)) yield value;
  }
  if (family === "boolean" && (printed === "true" || printed === "false")) {
    yield { kind: "boolean", value: printed === "true" };
  }
  if (family === "integer" || family === "decimal" || family === "float") {
    yield { kind: "number", value: literal ?? printed };
  }
  if (literal === undefined) return;
  if (family === "string") yield { kind: "string", value: literal };
  if (family === "json") {
    const value = json(literal);
    if (value !== undefined) yield { kind: "json", value };
  }
}

/** The value of `'…'::type`; undefined for anything else. */
function quoted(printed: string): string | undefined {
  const value = /^'((?:[^'\\]|'')*)'(?:::[^'()]+(?:\([^'()]*\))?[^'()]*)?$/.exec(printed)?.[1];
  return value?.replaceAll("''", "'");
}

/** The elements of a one-dimensional array of plain words; undefined for what needs quotes. */
function arrayItems(literal: string): string[] | undefined {
  const inside = /^\{([^{}"\\]*)\}$/.exec(literal)?.[1];
  if (inside === undefined) return undefined;
  const items = inside === "" ? [] : inside.split(",");
  return items.some((item) => item.toLowerCase() === "null") ? undefined : items;
}

function json(literal: string): unknown {
  try {
    return JSON.parse(literal);
  } catch {
    return undefined;
  }
}
