/** Defaults as the server prints them → values of the language, by generate and compare. */
import { rawDefault } from "../../../lifting/raw-defaults.ts";
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

export interface LiftedDefault {
  readonly value: DefaultValue;
  /** As the server prints it, where the language's value would be printed otherwise. */
  readonly spelled?: string;
}

/** The default of a column; raw SQL where no value of the language means the same. */
export function liftDefault(printed: string, column: string, { type, native, enumType }: LiftedType): LiftedDefault {
  const family = type.array > 0 ? undefined : TYPE_WORDS.get(type.name)?.family;
  if (native === undefined) {
    for (const value of candidates(printed, family, type.array > 0, enumType !== undefined)) {
      if (hasProblem(value, { type })) continue;
      const text = defaultText(value, column, enumType !== undefined);
      if (typeof text === "object" && text.sql === printed) return { value };
    }
  }
  const value = enumType === undefined ? meant(printed, family) : undefined;
  if (value && !hasProblem(value, { type })) return { value, spelled: printed };
  return { value: { kind: "expression", expression: { kind: "raw", sql: rawDefault("postgres", printed) } } };
}

/** Other ways to say the time, the day and a new key (manual, 9.9.5 and 9.14), by what the column holds. */
const MEANINGS: { readonly [family: string]: readonly (readonly [RegExp, DefaultValue])[] } = {
  datetime: [
    [/^(now\(\)|(current|local)_?timestamp(\(\d\))?|(transaction|statement|clock)_timestamp\(\))$/i, call("now()")],
    [/^\('now'::text\)::timestamp( with(out)? time zone)?$/i, call("now()")],
    [/^timezone\('utc'::text, (now\(\)|current_timestamp)\)$/i, call("now()")],
    [/^\((now\(\)|current_timestamp) at time zone 'utc'::text\)$/i, call("now()")],
  ],
  date: [[/^(current_date|\((now\(\)|'now'::text|current_timestamp)\)::date)$/i, call("today()")]],
  time: [[/^((current|local)_?time(\(\d\))?|\('now'::text\)::time( with(out)? time zone)?)$/i, call("now()")]],
  uuid: [[/^((\w+\.)?uuid_generate_v(1|1mc|4)|gen_random_uuid|uuidv[47])\(\)$/, call("uuid()")]],
};

/** What a default says that the language would say otherwise: another cast, another name of a function. */
function meant(printed: string, family: string | undefined): DefaultValue | undefined {
  const known = MEANINGS[family ?? ""]?.find(([pattern]) => pattern.test(printed));
  if (known) return known[1];
  if (/^NULL::[^()]+$/.test(printed)) return { kind: "null" };
  const literal = quoted(printed);
  if (family === "string" && literal !== undefined) return { kind: "string", value: literal };
  const number = literal ?? /^\((-?\d+(?:\.\d+)?)\)::[a-z ]+$/.exec(printed)?.[1] ?? printed;
  const isNumeric = family === "integer" || family === "decimal" || family === "float";
  return isNumeric && /^-?\d+(\.\d+)?$/.test(number) ? { kind: "number", value: number } : undefined;
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
