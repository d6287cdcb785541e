/** `@default(…)` as a default of the Model, spelled as Prisma's engine spells it. */
import { parseExpression } from "../../../model/expressions/parse.ts";
import type { DefaultValue } from "../../../model/model.ts";
import { literalProblem } from "../../../model/shorthand/literal.ts";
import { TYPE_WORDS } from "../../../model/types.ts";
import type { PrismaEngine } from "../types/types.ts";
import { type Moment, momentOf, spelledMoment } from "./moments.ts";
import type { Value } from "./syntax.ts";
import type { ReadType } from "./types.ts";

export interface ReadDefault {
  readonly value?: DefaultValue;
  /** SQL, where the spelling differs from what the Model's default would be. */
  readonly spelled?: string;
  /** The generator by which the client makes the value, which the database does not. */
  readonly client?: string;
  /** The database has a default, and the schema does not say which: `dbgenerated()`. */
  readonly unsaid?: true;
}

/** How Prisma 4 to 7 spell `now()`. */
export const NOW = "CURRENT_TIMESTAMP";

const call = (text: string): DefaultValue => ({ kind: "expression", expression: parseExpression(text) });
const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** Words of the Model whose values are numbers. */
const NUMBERS: ReadonlySet<string> = new Set(["smallint", "int", "bigint", "float", "double", "decimal"]);

/**
 * @param labels values in the database by the names of an enum's values
 * @param enumType the enum's type as SQL writes it
 */
export function readDefault(
  value: Value,
  type: ReadType,
  labels: ReadonlyMap<string, string> | undefined,
  enumType: string | undefined,
  engine: PrismaEngine,
): ReadDefault {
  if (value.kind === "call") return called(value.name, value.args[0]?.value, type, engine);
  if (value.kind === "list") {
    const items = value.items.flatMap((item) => single(item, type, labels) ?? []);
    const sql = value.items.map((item) => sqlOf(item, type, labels)).join(", ");
    const element = enumType ?? type.printed;
    const spelled = `ARRAY[${sql}]::${element}[]`;
    return items.every((item) => fits(item, type))
      ? { value: { kind: "list", items }, spelled }
      : { value: sqlOnly(spelled, engine) };
  }
  if (engine === "sqlite" && value.kind === "string" && Object.hasOwn(SQLITE_TEXTS, type.type.name)) {
    return { value: sqlOnly(literal(SQLITE_TEXTS[type.type.name]?.(value.value) ?? value.value), engine) };
  }
  const one = single(value, type, labels);
  if (!one) return {};
  if (!fits(one, type)) return { value: sqlOnly(sqlOf(value, type, labels), engine) };
  // Text of `json` is kept as it is written, white space and all; of `jsonb` it is not.
  if (one.kind === "json" && value.kind === "string" && type.native === "json") {
    return { value: one, spelled: `${literal(value.value)}::json` };
  }
  // Of a type that the language has no word for (money), the number is written as it is.
  if (one.kind === "number" && type.native !== undefined) return { value: one, spelled: one.value };
  return { value: one };
}

/** What Prisma's engine writes on SQLite for values of these types: bytes as text, times with their zone. */
const SQLITE_TEXTS: { readonly [word: string]: (text: string) => string } = {
  binary: hex,
  datetime: spelledMoment,
};

/** Whether the language has the value as one of the type: it is stricter than databases are about lengths and forms. */
function fits(value: DefaultValue, { type }: ReadType): boolean {
  if (value.kind !== "string" && value.kind !== "number") return true;
  return literalProblem(type, TYPE_WORDS.get(type.name)?.family, value.value, value.kind === "string") === undefined;
}

const sqlOnly = (sql: string, engine: PrismaEngine): DefaultValue => ({
  kind: "expression",
  expression: { kind: "raw", sql: { [engine]: sql } },
});

function called(name: string, argument: Value | undefined, type: ReadType, engine: PrismaEngine): ReadDefault {
  if (name === "autoincrement") return { value: { kind: "sequence", as: "serial" } };
  // Prisma lets lists have it, and PostgreSQL none.
  if (name === "now" && type.type.array > 0) return { value: sqlOnly(NOW, engine) };
  if (name === "now") return { value: call("now()"), spelled: NOW };
  if (name !== "dbgenerated") return { client: name };
  if (argument?.kind !== "string" || argument.value === "") return { unsaid: true };
  const sql = argument.value;
  if (engine === "postgres" && sql === "gen_random_uuid()" && type.type.name === "uuid")
    return { value: call("uuid()") };
  return { value: sqlOnly(sql, engine) };
}

function single(
  value: Value,
  type: ReadType,
  labels: ReadonlyMap<string, string> | undefined,
): DefaultValue | undefined {
  if (value.kind === "number") return { kind: "number", value: value.value };
  if (value.kind === "name") {
    if (labels) return { kind: "string", value: labels.get(value.value) ?? value.value };
    return { kind: "boolean", value: value.value === "true" };
  }
  if (value.kind !== "string") return undefined;
  if (type.type.name === "json") return json(value.value);
  const part = MOMENTS[type.printed];
  const moment = part && momentOf(value.value);
  if (moment) return { kind: "string", value: part(moment) };
  if (type.type.name === "binary") return { kind: "string", value: hex(value.value) };
  if (NUMBERS.has(type.type.name)) return { kind: "number", value: value.value };
  return { kind: "string", value: value.value };
}

/** Of a point in time, days and times of day keep what is theirs. */
const MOMENTS: { readonly [printed: string]: (moment: Moment) => string } = {
  date: ({ day }) => day,
  "time without time zone": ({ clock, fraction }) => `${clock}${fraction}`,
};

function json(text: string): DefaultValue {
  try {
    return { kind: "json", value: JSON.parse(text) as unknown };
  } catch {
    return { kind: "expression", expression: { kind: "raw", sql: { postgres: literal(text) } } };
  }
}

/** Words of the Model whose values are points in time, days or times of day. */
const IN_TIME: ReadonlySet<string> = new Set(["timestamp", "datetime", "date", "time"]);

function sqlOf(value: Value, type: ReadType, labels: ReadonlyMap<string, string> | undefined): string {
  if (value.kind === "number") return value.value;
  if (value.kind === "name") return labels ? literal(labels.get(value.value) ?? value.value) : value.value;
  if (value.kind !== "string") return "NULL";
  if (type.type.name === "binary") return `'\\x${hex(value.value)}'`;
  return literal(IN_TIME.has(type.type.name) ? spelledMoment(value.value) : value.value);
}

function hex(base64: string): string {
  return Buffer.from(base64, "base64").toString("hex");
}
