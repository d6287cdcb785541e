/** Whether a literal is a value of a type: one checker a family. */
import type { FieldType } from "../model.ts";
import { storageType, TYPE_WORDS, type TypeFamily } from "../types.ts";

type Checker = (text: string, type: FieldType, quoted: boolean) => string | undefined;

const numberForm = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?$/;

const checkers: { readonly [family in TypeFamily]?: Checker } = {
  string: (text, type) => {
    const storage = storageType(type);
    const limit = storage.name === "char" ? (storage.args[0] ?? 1) : storage.args[0];
    const length = [...text].length;
    return typeof limit === "number" && length > limit
      ? `It has ${length} characters, the type holds ${limit}`
      : undefined;
  },
  integer: (text, type, quoted) => {
    if (quoted || !/^[+-]?\d{1,40}$/.test(text)) return "Give a whole number, such as 0 or -1";
    const bounds = TYPE_WORDS.get(type.name)?.bounds;
    const value = BigInt(text.replace(/^\+/, ""));
    return bounds && (value < bounds[0] || value > bounds[1])
      ? `Stay between ${bounds[0]} and ${bounds[1]}, or take a larger type`
      : undefined;
  },
  decimal: (text, type, quoted) => {
    if (quoted || !numberForm.test(text)) return "Give a number, such as 0 or 9.99";
    const [precision, scale] = storageType(type).args;
    const plain = /^[+-]?0*(\d*)(?:\.(\d*))?$/.exec(text);
    if (typeof precision !== "number" || !plain) return undefined;
    const decimals = typeof scale === "number" ? scale : 0;
    const before = plain[1]?.length ?? 0;
    const after = (plain[2] ?? "").replace(/0+$/, "").length;
    return before > precision - decimals || after > decimals
      ? `The type holds ${precision - decimals} digits before and ${decimals} after the point`
      : undefined;
  },
  float: (text, _type, quoted) => (quoted || !numberForm.test(text) ? "Give a number, such as 0 or 0.5" : undefined),
  boolean: (text, _type, quoted) =>
    quoted || (text !== "true" && text !== "false") ? "Write true or false" : undefined,
  date: (text) => (isDay(text) ? undefined : "Write a day as 2030-12-31, or today()"),
  time: (text) =>
    /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?$/.test(text)
      ? undefined
      : "Write a time of day as '08:30' or '08:30:00'",
  datetime: (text) =>
    isDay(text.slice(0, 10)) &&
    /^.{10}([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?(Z|[+-]\d\d(:?\d\d)?)?)?$/.test(text)
      ? undefined
      : "Write now(), or a time as '2030-12-31T08:30:00Z'",
  uuid: (text) =>
    /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) ? undefined : "Write uuid(), or a UUID with its hyphens",
  binary: (text) => (/^([0-9A-Fa-f]{2})*$/.test(text) ? undefined : "Write bytes as pairs of hexadecimal digits"),
  set: (text, type) => (type.args.includes(text) ? undefined : `Choose from ${type.args.join(", ")}`),
};

/** A day of the calendar, YYYY-MM-DD. */
function isDay(text: string): boolean {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (!parts) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(parts[3]);
}

/**
 * What is wrong with a literal for a type, as an imperative sentence, or undefined when it fits. Values of declared
 * types (no family) are checked against their declaration, not here.
 */
export function literalProblem(
  type: FieldType,
  family: TypeFamily | undefined,
  text: string,
  quoted: boolean,
): string | undefined {
  return family === undefined ? undefined : checkers[family]?.(text, type, quoted);
}
