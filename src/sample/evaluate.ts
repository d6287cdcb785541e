/** Decides terms over a row, in SQL's logic of three values and a fourth: what cannot be decided here. */
import type { CompareOperator, Term } from "./terms.ts";
import { type Cell, identity, isJson, isList, isRange, type Json, plainTime, type RangeCell } from "./values.ts";

/** What a term may give that nobody here can tell. */
export const UNKNOWN = Symbol("unknown");
/** The time of the statement: later than the samples' past, earlier than their future. */
const NOW = Symbol("now");

export type Result = Cell | typeof UNKNOWN;
type Inner = Result | typeof NOW;

/** The value of a column; `UNKNOWN` for one that the database makes. */
export type Lookup = (column: string) => Result;

/** Before this is past, from the other on future, whenever the rows are inserted. */
export const PAST_ENDS = "2025-07-01";
export const FUTURE_BEGINS = "2090-01-01";

/**
 * The value of a term over a row.
 *
 * @returns for conditions true, false, null, or `UNKNOWN` where it cannot be decided
 */
export function evaluate(term: Term, row: Lookup): Result {
  const result = inner(term, row);
  return result === NOW ? UNKNOWN : result;
}

function inner(term: Term, row: Lookup): Inner {
  switch (term.kind) {
    case "column":
      return row(term.name);
    case "constant":
      return term.value;
    case "now":
      return NOW;
    case "unknown":
      return UNKNOWN;
    case "and":
    case "or":
      return joined(term.kind === "or", term.terms, row);
    case "not": {
      const value = truth(inner(term.term, row));
      return typeof value === "boolean" ? !value : value;
    }
    case "null": {
      const value = inner(term.term, row);
      return value === UNKNOWN ? UNKNOWN : value === null;
    }
    case "compare":
      return compared(term, row);
    case "in":
      return within(term, row);
    case "match":
      return matched(term, row);
    case "case": {
      for (const { when, value } of term.branches) {
        const met = truth(inner(when, row));
        if (met === UNKNOWN) return UNKNOWN;
        if (met === true) return inner(value, row);
      }
      return inner(term.otherwise, row);
    }
    case "call":
      return called(term.name, term.args, row);
  }
}

/** Numbers are truth values where engines have no others. */
function truth(value: Inner): boolean | null | typeof UNKNOWN {
  if (value === null || typeof value === "boolean") return value;
  return typeof value === "number" ? value !== 0 : UNKNOWN;
}

function joined(decisive: boolean, terms: readonly Term[], row: Lookup): Result {
  let result: boolean | null | typeof UNKNOWN = !decisive;
  for (const term of terms) {
    const value = truth(inner(term, row));
    if (value === decisive) return decisive;
    if (value === UNKNOWN || result === UNKNOWN) result = UNKNOWN;
    else if (value === null) result = null;
  }
  return result;
}

function compared({ operator, left, right, distinct }: Term & { kind: "compare" }, row: Lookup): Result {
  const a = inner(left, row);
  const b = inner(right, row);
  if (a === UNKNOWN || b === UNKNOWN) return UNKNOWN;
  if (a === null || b === null) return distinct ? (a === b) === (operator === "=") : null;
  const order = orderOf(a, b);
  return order === undefined ? UNKNOWN : holds(operator, order);
}

/** Whether an operator holds where the left side stands before (negative), at or after (positive) the right one. */
function holds(operator: CompareOperator, order: number): boolean {
  switch (operator) {
    case "=":
      return order === 0;
    case "<>":
      return order !== 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
  }
}

function orderOf(a: Inner, b: Inner): number | undefined {
  if (typeof a === "symbol") return typeof b === "string" ? negative(besideNow(b)) : undefined;
  if (typeof b === "symbol") return typeof a === "string" ? besideNow(a) : undefined;
  const [x, y] = [scalar(a), scalar(b)];
  if (typeof x === "number" && typeof y === "number") return x - y;
  if (typeof x === "string" && typeof y === "string") return x < y ? -1 : x > y ? 1 : 0;
  if (typeof x === "string" && typeof y === "number") return x !== "" && Number(x) === y ? 0 : undefined;
  if (typeof x === "number" && typeof y === "string") return y !== "" && Number(y) === x ? 0 : undefined;
  // Of lists, documents and ranges nothing but equality is told.
  return identity(a) === identity(b) ? 0 : undefined;
}

const negative = (order: number | undefined) => (order === undefined ? undefined : -order);

function besideNow(text: string): number | undefined {
  if (text === "infinity" || text >= FUTURE_BEGINS) return 1;
  return text === "-infinity" || text < PAST_ENDS ? -1 : undefined;
}

function scalar(cell: Cell): Cell {
  if (typeof cell === "boolean") return cell ? 1 : 0;
  return typeof cell === "string" ? plainTime(cell) : cell;
}

function within({ term, list }: Term & { kind: "in" }, row: Lookup): Result {
  const value = inner(term, row);
  if (value === UNKNOWN || value === null) return value;
  let result: Result = false;
  for (const item of list) {
    const other = inner(item, row);
    if (other === UNKNOWN) result = UNKNOWN;
    else if (other === null) result = result === UNKNOWN ? UNKNOWN : null;
    else {
      const order = orderOf(value, other);
      if (order === 0) return true;
      if (order === undefined) result = UNKNOWN;
    }
  }
  return result;
}

const patterns = new Map<string, RegExp | undefined>();

/** A pattern as JavaScript runs it; undefined for what only the engine understands. */
export function regExpOf(pattern: string, ignoreCase = false): RegExp | undefined {
  const key = `${ignoreCase ? "i" : ""}${pattern}`;
  if (!patterns.has(key)) {
    let made: RegExp | undefined;
    try {
      const classes = pattern
        .replace(/^\(\?[a-z]+\)/, "")
        .replace(/\[:(\w+):\]/g, (_all, name: string) => POSIX[name] ?? "")
        // A bracket that comes first in a class stands for itself.
        .replace(/\[(\^?)\]/g, "[$1\\]");
      made = new RegExp(classes, ignoreCase ? "is" : "s");
    } catch {
      made = undefined;
    }
    patterns.set(key, made);
  }
  return patterns.get(key);
}

/** POSIX classes of characters, as they stand inside brackets. */
export const POSIX: { readonly [name: string]: string } = {
  alpha: "A-Za-z",
  digit: "0-9",
  alnum: "A-Za-z0-9",
  lower: "a-z",
  upper: "A-Z",
  space: "\\s",
  xdigit: "0-9A-Fa-f",
  word: "\\w",
  punct: "!-\\/:-@\\[-`{-~",
};

function matched({ term, pattern, ignoreCase }: Term & { kind: "match" }, row: Lookup): Result {
  const value = inner(term, row);
  if (value === null) return null;
  const regExp = typeof value === "string" ? regExpOf(pattern, ignoreCase) : undefined;
  return regExp && typeof value === "string" ? regExp.test(value) : UNKNOWN;
}

function called(name: string, args: readonly Term[], row: Lookup): Result {
  const make = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (!make) return UNKNOWN;
  const values = args.map((arg) => evaluate(arg, row));
  if (name === "coalesce") return values.find((value) => value !== null) ?? null;
  if (name === "count") {
    if (values.includes(UNKNOWN)) return UNKNOWN;
    return values.filter((value) => value !== null).length;
  }
  const known: Cell[] = [];
  for (const value of values) {
    if (value === UNKNOWN) return UNKNOWN;
    known.push(value);
  }
  return known.includes(null) ? null : make(known);
}

type Make = (args: readonly Cell[]) => Result;

const ofText =
  (make: (text: string, ...rest: readonly Cell[]) => Result): Make =>
  ([text = null, ...rest]) =>
    typeof text === "string" ? make(text, ...rest) : typeof text === "number" ? make(String(text), ...rest) : UNKNOWN;

const ofNumbers =
  (make: (...numbers: number[]) => number): Make =>
  (args) => {
    const numbers = args.map((arg) => (typeof arg === "boolean" ? Number(arg) : arg));
    if (!numbers.every((arg) => typeof arg === "number")) return UNKNOWN;
    const value = make(...numbers);
    return Number.isFinite(value) ? value : UNKNOWN;
  };

const lower = ofText((text) => text.toLowerCase());
const upper = ofText((text) => text.toUpperCase());

function trimmed(text: string, characters: string, left: boolean, right: boolean): string {
  let [from, to] = [0, text.length];
  while (left && from < to && characters.includes(text.charAt(from))) from++;
  while (right && to > from && characters.includes(text.charAt(to - 1))) to--;
  return text.slice(from, to);
}

const datePart = (from: number, to: number) => ofText((text) => Number(text.slice(from, to)));

function jsonKind(json: Json): string {
  if (json === null) return "null";
  return Array.isArray(json) ? "array" : typeof json;
}

function sizeOf(cell: Cell | undefined): Result {
  if (cell === undefined) return UNKNOWN;
  if (isList(cell)) return cell.length;
  if (cell !== null && isJson(cell)) return Array.isArray(cell.json) ? cell.json.length : 0;
  // Where ranges are documents, they are lists of both ends.
  if (cell !== null && isRange(cell)) return 2;
  return UNKNOWN;
}

/** Neutral functions; all but `coalesce` and `count` give NULL for a NULL argument. */
const FUNCTIONS: { readonly [name: string]: Make } = {
  coalesce: () => UNKNOWN,
  /** How many arguments are not NULL. */
  count: () => UNKNOWN,
  length: ([value]) => {
    if (value instanceof Uint8Array) return value.length;
    return typeof value === "string" ? [...value].length : UNKNOWN;
  },
  octets: ([value]) => {
    if (value instanceof Uint8Array) return value.length;
    return typeof value === "string" ? Buffer.byteLength(value) : UNKNOWN;
  },
  size: ([value]) => sizeOf(value),
  /** Also the bounds of a range. */
  lower: (args) => (isRange(args[0] ?? null) ? (args[0] as RangeCell).from : lower(args)),
  upper: (args) => (isRange(args[0] ?? null) ? (args[0] as RangeCell).to : upper(args)),
  trim: ofText((text, characters = " ") =>
    typeof characters === "string" ? trimmed(text, characters, true, true) : UNKNOWN,
  ),
  "trim left": ofText((text, characters = " ") =>
    typeof characters === "string" ? trimmed(text, characters, true, false) : UNKNOWN,
  ),
  "trim right": ofText((text, characters = " ") =>
    typeof characters === "string" ? trimmed(text, characters, false, true) : UNKNOWN,
  ),
  replace: ofText((text, from, to) =>
    typeof from === "string" && typeof to === "string" ? text.replaceAll(from, to) : UNKNOWN,
  ),
  substring: ofText((text, from, count) => {
    if (typeof from !== "number" || from < 1) return UNKNOWN;
    const characters = [...text].slice(from - 1);
    return (typeof count === "number" ? characters.slice(0, count) : characters).join("");
  }),
  position: ofText((text, part) => (typeof part === "string" ? text.indexOf(part) + 1 : UNKNOWN)),
  concat: (args) => (args.every((arg) => typeof arg === "string") ? args.join("") : UNKNOWN),
  abs: ofNumbers((value) => Math.abs(value)),
  add: ofNumbers((a, b) => a + b),
  subtract: ofNumbers((a, b) => a - b),
  multiply: ofNumbers((a, b) => a * b),
  modulo: ofNumbers((a, b) => a % b),
  negative: ofNumbers((value) => -value),
  floor: ofNumbers((value) => Math.floor(value)),
  ceiling: ofNumbers((value) => Math.ceil(value)),
  least: ofNumbers((...values) => Math.min(...values)),
  greatest: ofNumbers((...values) => Math.max(...values)),
  number: ([value]) => (typeof value === "boolean" ? Number(value) : typeof value === "number" ? value : UNKNOWN),
  text: ([value]) => (typeof value === "string" ? value : typeof value === "number" ? String(value) : UNKNOWN),
  day: ofText((text) => (/^\d{4}-/.test(text) ? text.slice(0, 10) : UNKNOWN)),
  "date and time": ofText((text) =>
    /^\d{4}-\d\d-\d\d$/.test(text) ? `${text} 00:00:00` : /^\d{4}-\d\d-\d\d /.test(text) ? text : UNKNOWN,
  ),
  "time of day": ofText((text) => (/^\d\d:\d\d:\d\d$/.test(text) ? text : UNKNOWN)),
  year: datePart(0, 4),
  month: datePart(5, 7),
  "day of month": datePart(8, 10),
  "json kind": ([value]) => (value !== undefined && value !== null && isJson(value) ? jsonKind(value.json) : UNKNOWN),
  "is json": ([value]) => (value !== undefined && value !== null && (isJson(value) || isRange(value)) ? true : UNKNOWN),
  empty: ([value]) => (value !== undefined && value !== null && isRange(value) ? false : UNKNOWN),
  contained: ([part, whole]) => {
    if (part === undefined || whole === undefined || !isList(part) || !isList(whole)) return UNKNOWN;
    const all = new Set(whole.map(identity));
    return part.every((item) => all.has(identity(item)));
  },
};
