/** The functions of the expression language. Each engine's printer translates every one of them, or reports a Loss. */

/** What a call gives; `any` is the type of its arguments. */
export type ResultFamily = "string" | "number" | "boolean" | "date" | "datetime" | "time" | "uuid" | "any";

export interface NeutralFunction {
  /** Least and most arguments; Infinity for any number. */
  readonly arity: readonly [number, number];
  readonly result: ResultFamily;
  /** Same arguments, same result at all times: allowed in generated fields and indexes. */
  readonly stable?: false;
  readonly doc: string;
}

/** Every function by its lower-case name. */
export const FUNCTIONS: ReadonlyMap<string, NeutralFunction> = new Map<string, NeutralFunction>([
  ["length", { arity: [1, 1], result: "number", doc: "length(text): number of characters" }],
  ["lower", { arity: [1, 1], result: "string", doc: "lower(text)" }],
  ["upper", { arity: [1, 1], result: "string", doc: "upper(text)" }],
  ["trim", { arity: [1, 1], result: "string", doc: "trim(text): without spaces at both ends" }],
  ["substring", { arity: [2, 3], result: "string", doc: "substring(text, start, length?): start counts from 1" }],
  ["replace", { arity: [3, 3], result: "string", doc: "replace(text, from, to): every occurrence" }],
  ["concat", { arity: [1, Number.POSITIVE_INFINITY], result: "string", doc: "concat(a, b, …): null counts as empty" }],
  [
    "matches",
    {
      arity: [2, 3],
      result: "boolean",
      doc: "matches(text, pattern, flags?): regular expression; flag i ignores case",
    },
  ],
  ["coalesce", { arity: [1, Number.POSITIVE_INFINITY], result: "any", doc: "coalesce(a, b, …): the first not null" }],
  ["nullif", { arity: [2, 2], result: "any", doc: "nullif(a, b): null if they are equal" }],
  ["least", { arity: [1, Number.POSITIVE_INFINITY], result: "any", doc: "least(a, b, …)" }],
  ["greatest", { arity: [1, Number.POSITIVE_INFINITY], result: "any", doc: "greatest(a, b, …)" }],
  ["abs", { arity: [1, 1], result: "number", doc: "abs(number)" }],
  ["round", { arity: [1, 2], result: "number", doc: "round(number, digits?)" }],
  ["floor", { arity: [1, 1], result: "number", doc: "floor(number)" }],
  ["ceil", { arity: [1, 1], result: "number", doc: "ceil(number)" }],
  ["year", { arity: [1, 1], result: "number", doc: "year(date)" }],
  ["month", { arity: [1, 1], result: "number", doc: "month(date): 1 to 12" }],
  ["day", { arity: [1, 1], result: "number", doc: "day(date): 1 to 31" }],
  ["now", { arity: [0, 0], result: "datetime", stable: false, doc: "now(): start of the transaction" }],
  ["today", { arity: [0, 0], result: "date", stable: false, doc: "today(): current day" }],
  [
    "setting",
    {
      arity: [1, 1],
      result: "string",
      stable: false,
      doc: "setting('app.user_id'): a setting of the session, as text",
    },
  ],
  ["uuid", { arity: [0, 0], result: "uuid", stable: false, doc: "uuid(): a random UUID" }],
]);

/** Names that people write by habit, with ours. */
export const FOREIGN_FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ["char_length", "length"],
  ["character_length", "length"],
  ["len", "length"],
  ["lcase", "lower"],
  ["ucase", "upper"],
  ["substr", "substring"],
  ["regexp_like", "matches"],
  ["regexp_match", "matches"],
  ["ifnull", "coalesce"],
  ["isnull", "coalesce"],
  ["nvl", "coalesce"],
  ["ceiling", "ceil"],
  ["current_timestamp", "now"],
  ["current_date", "today"],
  ["getdate", "now"],
  ["sysdate", "now"],
  ["curdate", "today"],
  ["gen_random_uuid", "uuid"],
  ["uuid_generate_v4", "uuid"],
  ["newid", "uuid"],
  ["current_setting", "setting"],
]);
