/**
 * Defaults as the server prints them, in Prisma's notation: values where Prisma reads the same value from the database,
 * else `dbgenerated("…")` with the printed text (prisma-engines, sql-schema-describer/src/postgres/default.rs).
 */
import { quoted } from "../text.ts";
import type { PrismaScalar } from "../types/types.ts";
import type { FieldType } from "./types.ts";

/** What a value of a scalar looks like inside `@default(…)`; undefined where Prisma keeps the expression. */
type Reader = (text: string, printed: string) => string | undefined;

const NUMBER = /^-?\d+(\.\d+)?$/;
const WHOLE = /^-?\d+$/;

const wholeNumber: Reader = (text) => (WHOLE.test(text) ? text : undefined);
const number: Reader = (text) => (NUMBER.test(text) ? text : undefined);

const READERS: { readonly [scalar in PrismaScalar]: Reader } = {
  String: (text, printed) => (isLiteral(printed) ? quoted(text) : undefined),
  Boolean: (text) => (text === "true" || text === "false" ? text : undefined),
  Int: wholeNumber,
  BigInt: wholeNumber,
  Float: number,
  Decimal: number,
  Json: (text, printed) => (isLiteral(printed) ? quoted(text) : undefined),
  Bytes: (text) => (/^\\x([0-9a-f]{2})*$/i.test(text) ? quoted(base64(text.slice(2))) : undefined),
  DateTime: () => undefined,
};

const NOW = new Set(["now()", "CURRENT_TIMESTAMP"]);
const NEXT = /^nextval\((?:'(?:[^']|'')*'::regclass|\('(?:[^']|'')*'::text\)::regclass)\)$/;

/** Native types whose literals Prisma leaves as they are. */
const KEPT = new Set(["Uuid"]);

/**
 * The argument of `@default(…)`.
 *
 * @param values names of the values of the column's enum
 */
export function defaultValue(
  printed: string,
  type: FieldType,
  values: ReadonlyMap<string, string> | undefined,
): string | undefined {
  if (/^NULL(::.*)?$/s.test(printed)) return undefined;
  const isNumbered = type.scalar === "Int" || type.scalar === "BigInt";
  if (isNumbered && !type.list && NEXT.test(printed)) return "autoincrement()";
  if (type.scalar === "DateTime" && !type.list && NOW.has(printed)) return "now()";
  const isKnown = type.scalar !== undefined || type.enumId !== undefined;
  const read = type.list ? listValue : scalarValue;
  const value = isKnown ? read(printed, type, values) : undefined;
  if (value !== undefined) return value;
  return isMisread(printed, type) ? OPAQUE_DEFAULT : `dbgenerated(${quoted(printed)})`;
}

/** A default of which the schema says only that there is one: Prisma leaves it as it is. */
export const OPAQUE_DEFAULT = "dbgenerated()";

/** Literals of lists that Prisma reads from the database otherwise than it lets a schema say them. */
function isMisread(printed: string, type: FieldType): boolean {
  const items = type.list ? arrayItems(printed) : undefined;
  const isKnown = type.scalar !== undefined || type.enumId !== undefined;
  return items !== undefined && (!isKnown || items.includes(undefined));
}

function scalarValue(
  printed: string,
  type: FieldType,
  values: ReadonlyMap<string, string> | undefined,
): string | undefined {
  const literal = literalOf(printed);
  if (literal === undefined) return undefined;
  if (type.enumId !== undefined) return values?.get(literal);
  if (type.scalar === undefined || KEPT.has(type.native ?? "")) return undefined;
  return READERS[type.scalar](literal, printed);
}

function listValue(
  printed: string,
  type: FieldType,
  values: ReadonlyMap<string, string> | undefined,
): string | undefined {
  const items = arrayItems(printed);
  if (!items || isUnread(printed, type)) return undefined;
  const list = items.map((item) => {
    if (item === undefined) return undefined;
    if (type.enumId !== undefined) return values?.get(item);
    if (type.scalar === undefined || KEPT.has(type.native ?? "")) return undefined;
    if (type.scalar === "Boolean") return item === "t" ? "true" : item === "f" ? "false" : item;
    return READERS[type.scalar](item, "''");
  });
  return list.includes(undefined) ? undefined : `[${list.join(", ")}]`;
}

/** `'…'::type`, or a bit string. */
const LITERAL = /^(E?)'((?:[^'\\]|''|\\.)*)'(::[^'()]+(\([\d,]+\))?[^'()]*)?$/s;
const BITS = /^B'([01]*)'(::.*)?$/s;

function isLiteral(printed: string): boolean {
  return printed === "''" || LITERAL.test(printed) || BITS.test(printed);
}

/** The text of a literal, or the printed number or word itself; undefined for an expression. */
function literalOf(printed: string): string | undefined {
  const bits = BITS.exec(printed);
  if (bits) return bits[1];
  const [whole, escapes, text = ""] = LITERAL.exec(printed) ?? [];
  if (whole !== undefined) {
    const plain = text.replaceAll("''", "'");
    return escapes ? plain.replaceAll("\\\\", "\\") : plain;
  }
  return NUMBER.test(printed) || printed === "true" || printed === "false" ? printed : undefined;
}

/** The elements of `'{…}'::type[]` or `ARRAY[…]`; an element is undefined where it is null or an expression. */
function arrayItems(printed: string): (string | undefined)[] | undefined {
  const listed = /^\(?ARRAY\[(.*)\]\)?$/s.exec(printed.replace(/::[^':()]*\[\]$/, ""))?.[1];
  if (listed !== undefined) return listed === "" ? [] : splitList(listed).map(literalOf);
  const inside = /^\{(.*)\}$/s.exec(literalOf(printed) ?? "")?.[1];
  if (inside === undefined) return undefined;
  const items: (string | undefined)[] = [];
  if (inside === "") return items;
  for (const [, quotedItem, bare] of inside.matchAll(/(?:"((?:[^"\\]|\\.)*)"|([^,"{}]*))(?:,|$)/gs)) {
    if (quotedItem !== undefined) items.push(quotedItem.replaceAll(/\\(.)/gs, "$1"));
    else if (bare !== undefined && bare !== "") items.push(bare === "NULL" ? undefined : bare);
  }
  return items;
}

/** Text in `'{…}'` without quotes that Prisma takes for an element. */
const BARE = /^[A-Za-z][A-Za-z0-9_ -]*$/;

/** Scalars whose elements are numbers and words of their own. */
const NUMBERS: ReadonlySet<PrismaScalar> = new Set(["Int", "BigInt", "Float", "Decimal", "Boolean"]);

/** True for `'{…}'` of text or an enum that Prisma does not take for a list: it keeps the expression. */
function isUnread(printed: string, type: FieldType): boolean {
  const isNumber = type.scalar !== undefined && NUMBERS.has(type.scalar);
  const inside = !isNumber ? /^\{(.*)\}$/s.exec(literalOf(printed) ?? "")?.[1] : undefined;
  const bare = inside?.replaceAll(/"(?:[^"\\]|\\.)*"/gs, "").split(",") ?? [];
  return bare.some((item) => item.trim() !== "" && !BARE.test(item.trim()));
}

/** The parts of a list at its commas, those in strings and brackets left alone. */
function splitList(text: string): string[] {
  const parts: string[] = [];
  let part = "";
  let depth = 0;
  for (const [token] of text.matchAll(/'(?:[^']|'')*'|./gs)) {
    if (token === "(" || token === "[") depth++;
    if (token === ")" || token === "]") depth--;
    if (token === "," && depth === 0) {
      parts.push(part.trim());
      part = "";
    } else part += token;
  }
  return [...parts, part.trim()];
}

function base64(hex: string): string {
  return Buffer.from(hex, "hex").toString("base64");
}
