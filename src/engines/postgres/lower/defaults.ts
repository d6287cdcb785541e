/**
 * Defaults in the spelling that people and ORMs agree on (architecture, decision 8; reference: `now()`,
 * `gen_random_uuid()`, `'{a,b}'` for arrays, JSON and text without casts), with the text that the server prints for them
 * where that is sure (get_const_expr in ruleutils.c: everything but plain numbers and booleans carries its type).
 */

import type { SqlText } from "../../../catalog/catalog.ts";
import type { DefaultValue } from "../../../model/model.ts";
import { NO_COLUMNS, type PrintedExpression, printExpression } from "../expressions/index.ts";
import { stringLiteral } from "../quote.ts";
import { jsonbText } from "./json.ts";

/** A literal as it is written, and as the server keeps it; `printed` is absent where that is not sure. */
export interface Literal {
  readonly written: string;
  readonly printed?: string | undefined;
}

/** Types whose text the server keeps as it was given. */
const KEPT = /^(text|character varying|bpchar|citext|inet|macaddr)$/;

/**
 * A default of a column of the given type (as printed).
 *
 * @returns undefined for NULL, which is no default at all to the server; `unprintable` for raw SQL of other engines
 * @throws SchemaforgeError NULL_CHARACTER, UNKNOWN_FIELD
 */
export function defaultText(value: DefaultValue, type: string, isEnum: boolean): SqlText | "unprintable" | undefined {
  if (value.kind === "null" || value.kind === "sequence") return undefined;
  if (value.kind === "expression") {
    const printed = defaultExpression(value, type);
    if (!printed) return "unprintable";
    // DEFAULT takes no AND, IS, IN … without parentheses; raw SQL stands as its author wrote it.
    const bare = printed.isOperand || value.expression.kind === "raw";
    return { sql: bare ? printed.sql : `(${printed.sql})` };
  }
  if (value.kind === "boolean") return { sql: String(value.value) };
  if (value.kind === "number" && isNumeric(type)) return numberText(value.value);
  const cast = castType(type);
  const { written, printed } = literal(value, cast, isEnum);
  const authored = stringLiteral(written);
  return printed === undefined ? { sql: authored } : { sql: `${stringLiteral(printed)}::${cast}`, authored };
}

/** A day that defaults to the current one is written `now()`: the spelling that no ORM reports as a change. */
function defaultExpression(
  value: Extract<DefaultValue, { kind: "expression" }>,
  type: string,
): PrintedExpression | undefined {
  const { expression } = value;
  const isToday = expression.kind === "parsed" && expression.ast.kind === "call" && expression.ast.name === "today";
  if (isToday && type === "date") return { sql: "now()", isOperand: true, kind: "instant" };
  return printExpression(expression, NO_COLUMNS);
}

function isNumeric(type: string): boolean {
  return /^(smallint|integer|bigint|real|double precision|numeric(\(.*\))?)$/.test(type);
}

/** The server prints casts without length: `'x'::character varying`, and `character` as `bpchar`. */
function castType(type: string): string {
  const open = type.indexOf("(");
  if (open < 0) return type;
  const bare = type.slice(0, open) + type.slice(type.indexOf(")") + 1);
  return bare === "character" ? "bpchar" : bare === "character[]" ? "bpchar[]" : bare;
}

const INT4 = [-(2n ** 31n), 2n ** 31n - 1n] as const;
const INT8 = [-(2n ** 63n), 2n ** 63n - 1n] as const;
const within = (value: bigint, [least, most]: readonly [bigint, bigint]) => value >= least && value <= most;

/** Numbers as constants of the smallest type that the server's parser gives them (make_const in parse_node.c). */
function numberText(text: string): SqlText {
  const written = plainNumber(text);
  if (/[eE]/.test(written)) return { sql: written };
  if (written.includes(".")) {
    return written.startsWith("-") ? { sql: `'${written}'::numeric`, authored: written } : { sql: written };
  }
  const value = BigInt(written);
  if (within(value, INT4)) return value < 0n ? { sql: `'${written}'::integer`, authored: written } : { sql: written };
  return { sql: `'${written}'::${within(value, INT8) ? "bigint" : "numeric"}`, authored: written };
}

/** Without a plus sign and needless zeros in front: `+007` is `7`, `.5` is `0.5`, `5.` is `5`. */
function plainNumber(text: string): string {
  const [, sign = "", whole = "", rest = ""] = /^([+-]?)0*(\d*)(.*)$/s.exec(text) ?? [];
  const fraction = rest.startsWith(".") && !/^\.\d/.test(rest) ? rest.slice(1) : rest;
  const isZero = whole === "" && !/[1-9]/.test(fraction.split(/[eE]/)[0] ?? "");
  return `${sign === "-" && !isZero ? "-" : ""}${whole === "" ? "0" : whole}${fraction}`;
}

/** A literal of the Model as text of a type, which stands without length. */
export function literal(value: DefaultValue, cast: string, isEnum: boolean): Literal {
  if (cast.endsWith("[]")) return arrayLiteral(value, cast, isEnum);
  if (cast === "jsonb" || cast === "json") {
    const json = plainValue(value);
    return { written: JSON.stringify(json), printed: cast === "jsonb" ? jsonbText(json) : undefined };
  }
  // Vectors and other types of extensions take lists in the spelling of JSON.
  if (value.kind === "list" || value.kind === "json") return { written: JSON.stringify(plainValue(value)) };
  const text = String(plainValue(value));
  return scalarLiteral(text, cast, isEnum);
}

function scalarLiteral(text: string, cast: string, isEnum: boolean): Literal {
  if (cast === "bytea") return { written: `\\x${text}`, printed: `\\x${text.toLowerCase()}` };
  if (cast === "uuid") return { written: text, printed: text.toLowerCase() };
  if (cast === "date" && /^\d{4}-\d\d-\d\d$/.test(text)) return { written: text, printed: text };
  if (isEnum || KEPT.test(cast)) return { written: text, printed: text };
  return { written: text };
}

/** Arrays in the form of array_out: `{a,"b c",NULL}`. */
function arrayLiteral(value: DefaultValue, cast: string, isEnum: boolean): Literal {
  const element = cast.slice(0, -2);
  let isSure = true;
  const write = (item: DefaultValue): string => {
    if (item.kind === "list") {
      // Lists of empty lists are printed as one empty list.
      isSure &&= item.items.length > 0 || item === value;
      return `{${item.items.map(write).join(",")}}`;
    }
    if (item.kind === "null") return "NULL";
    if (item.kind === "boolean" && element === "boolean") return item.value ? "t" : "f";
    if (item.kind === "number") {
      const text = plainNumber(item.value);
      isSure &&= /^-?\d+$/.test(text) || (element === "numeric" && /^-?\d+\.\d+$/.test(text));
      return text;
    }
    const { written, printed } = literal(item, element, isEnum);
    isSure &&= printed !== undefined;
    return elementText(printed ?? written);
  };
  const written = write(value);
  return { written, printed: isSure ? written : undefined };
}

function elementText(text: string): string {
  const isBare = text !== "" && !/[\s,{}"\\]/.test(text) && text.toLowerCase() !== "null";
  return isBare ? text : `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

function plainValue(value: DefaultValue): unknown {
  switch (value.kind) {
    case "number":
      return Number(value.value);
    case "list":
      return value.items.map(plainValue);
    case "null":
    case "sequence":
    case "expression":
      return null;
    default:
      return value.value;
  }
}
