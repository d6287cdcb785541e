/** Defaults → values of the language, by generate and compare. */
import { rawDefault } from "../../../lifting/raw-defaults.ts";
import { parseExpression } from "../../../model/expressions/parse.ts";
import type { DefaultValue, FieldType } from "../../../model/model.ts";
import { literalProblem } from "../../../model/shorthand/literal.ts";
import { TYPE_WORDS, type TypeFamily } from "../../../model/types.ts";
import { type DefaultForm, defaultSql } from "../lower/default.ts";
import { joinSign, sqlTextOf } from "../normal.ts";

export interface LiftedDefault {
  readonly value: DefaultValue;
  /** The SQL that it is spelled in, where the language's value is spelled otherwise. */
  readonly spelled?: string;
}

const call = (text: string): DefaultValue => ({ kind: "expression", expression: parseExpression(text) });

/** What people call when they mean the time, the day or a new key. */
const CALLS: { readonly [family: string]: readonly DefaultValue[] } = {
  datetime: [call("now()")],
  date: [call("today()")],
  uuid: [call("uuid()")],
};

/**
 * The default of a column; raw SQL where no value of the language means the same.
 *
 * @param sql in the normal form
 * @param authored what was written
 * @param isDoubted true where a value of the language turned out to be another default
 */
export function liftDefault(sql: string, authored: string, type: FieldType, isDoubted: boolean): LiftedDefault {
  const texts = rawDefault("sqlite", sql, authored);
  const raw: LiftedDefault = { value: { kind: "expression", expression: { kind: "raw", sql: texts } } };
  if (isDoubted) return raw;
  const family = type.array > 0 ? undefined : TYPE_WORDS.get(type.name)?.family;
  for (const value of candidates(sql, family)) {
    if (hasProblem(value, type, family)) continue;
    const made = defaultSql(value, formOf(family));
    if ("sql" in made && joinSign(sqlTextOf(made.sql).sql) === sql) return { value };
  }
  const value = meant(sql, family);
  if (value && !hasProblem(value, type, family)) return { value, spelled: sql };
  return raw;
}

function formOf(family: TypeFamily | undefined): DefaultForm {
  return family === "json" ? "json" : family === "binary" ? "binary" : "plain";
}

/** A literal that the file's reader would refuse stays raw. */
function hasProblem(value: DefaultValue, type: FieldType, family: TypeFamily | undefined): boolean {
  if (value.kind !== "string" && value.kind !== "number") return false;
  return literalProblem(type, family, value.value, value.kind === "string") !== undefined;
}

const TEXTS: readonly (TypeFamily | undefined)[] = ["string", "date", "time", "datetime", "uuid"];
const NUMBERS: readonly (TypeFamily | undefined)[] = ["integer", "decimal", "float"];

function* candidates(sql: string, family: TypeFamily | undefined): Generator<DefaultValue> {
  if (sql === "null") yield { kind: "null" };
  yield* CALLS[family ?? ""] ?? [];
  const literal = unquoted(sql);
  if (literal !== undefined && TEXTS.includes(family)) yield { kind: "string", value: literal };
  if (literal !== undefined && family === "json") {
    const value = jsonOf(literal);
    if (value !== undefined) yield { kind: "json", value };
  }
  if (isNumber(sql) && NUMBERS.includes(family)) yield { kind: "number", value: sql };
  if (family === "boolean" && (sql === "true" || sql === "false")) yield { kind: "boolean", value: sql === "true" };
}

/** Other ways to say the time and the day (lang_datefunc.html), by what the column holds. */
const MEANINGS: { readonly [family: string]: readonly [RegExp, DefaultValue] } = {
  datetime: [
    /^(current_timestamp|datetime\(('now'(,'localtime')?)?\)|strftime\('%Y-%m-%d[ T]%H:%M:(%S|%f)Z?'(,'now')?\))$/i,
    call("now()"),
  ],
  date: [/^(current_date|date\(('now'(,'localtime')?)?\)|strftime\('%Y-%m-%d'(,'now')?\))$/i, call("today()")],
};

/** 0 and 1 of a boolean, numbers in quotes: SQLite converts them to the column's type. Words in quotes it keeps. */
function meant(sql: string, family: TypeFamily | undefined): DefaultValue | undefined {
  const [pattern, call] = MEANINGS[family ?? ""] ?? [];
  if (pattern?.test(sql.replace(/, /g, ","))) return call;
  const plain = unquoted(sql) ?? sql;
  const truth = family === "boolean" ? TRUTH.get(plain) : undefined;
  if (truth !== undefined) return { kind: "boolean", value: truth };
  if (NUMBERS.includes(family) && plain !== sql && isNumber(plain)) return { kind: "number", value: plain };
  return undefined;
}

const TRUTH: ReadonlyMap<string, boolean> = new Map([
  ["0", false],
  ["1", true],
  ["false", false],
  ["true", true],
]);

function isNumber(text: string): boolean {
  return /^-?(?:\d+(?:\.\d+)?|\.\d+)$/.test(text);
}

/** The value of a text literal; undefined for anything else. */
function unquoted(sql: string): string | undefined {
  return /^'(?:[^']|'')*'$/.test(sql) ? sql.slice(1, -1).replaceAll("''", "'") : undefined;
}

function jsonOf(literal: string): unknown {
  try {
    return JSON.parse(literal);
  } catch {
    return undefined;
  }
}
