/** Changes a row so that a condition holds: the values that a check asks for are set, not waited for. */
import { evaluate, FUTURE_BEGINS, type Lookup, UNKNOWN } from "./evaluate.ts";
import { type ColumnPlan, later } from "./generate.ts";
import type { Random } from "./random.ts";
import { textMatching } from "./regex.ts";
import { type CompareOperator, negated, type Term, turned } from "./terms.ts";
import { type Cell, dateText, isJson, type Json, secondsOf, timestampText, type ValueType } from "./values.ts";

/** A row that is being made. */
export interface Draft {
  readonly lookup: Lookup;
  readonly random: Random;
  /** The plan of a column whose value is free; undefined for foreign keys and what the database makes. */
  plan(column: string): ColumnPlan | undefined;
  set(column: string, value: Cell): void;
  /** Makes a column null; false where it must not be. */
  clear(column: string): boolean;
  /** Gives a column a new value that is not null; false where there is none. */
  refill(column: string): boolean;
  /** All values, to come back to. */
  save(): () => void;
}

/**
 * Tries to make a term true (or false).
 *
 * @param round how often it was tried before: then values at the very bounds are taken
 * @returns true when the term is as wanted afterwards, or may be
 */
export function satisfy(term: Term, wanted: boolean, draft: Draft, round: number): boolean {
  if (isAsWanted(term, wanted, draft)) return true;
  attempt(term, wanted, draft, round);
  return isAsWanted(term, wanted, draft);
}

/** A check holds unless it is false; what is to be false has to be false. */
function isAsWanted(term: Term, wanted: boolean, { lookup }: Draft): boolean {
  const value = evaluate(term, lookup);
  if (value === UNKNOWN || value === null) return true;
  return (value === true || (typeof value === "number" && value !== 0)) === wanted;
}

function attempt(term: Term, wanted: boolean, draft: Draft, round: number): void {
  switch (term.kind) {
    case "and":
    case "or":
      if ((term.kind === "and") === wanted) for (const part of term.terms) satisfy(part, wanted, draft, round);
      else one(term.terms, wanted, draft, round);
      return;
    case "not":
      satisfy(term.term, !wanted, draft, round);
      return;
    case "null":
      for (const name of namesIn(term.term)) {
        if (wanted) draft.clear(name);
        else draft.refill(name);
      }
      return;
    case "column":
      draft.set(term.name, typeof draft.lookup(term.name) === "number" ? Number(wanted) : wanted);
      return;
    case "in":
      if (wanted) assignFrom(term.term, term.list, draft);
      else for (const name of namesIn(term.term)) draft.refill(name);
      return;
    case "match":
      match(term, wanted, draft);
      return;
    case "compare": {
      const operator = wanted ? term.operator : negated(term.operator);
      if (!compareTo(operator, term.left, term.right, draft, round)) {
        compareTo(turned(operator), term.right, term.left, draft, round);
      }
      return;
    }
    case "call":
      if (term.name === "contained" && wanted) contain(term.args, draft);
      else for (const name of namesIn(term)) draft.refill(name);
      return;
    default:
      for (const name of namesIn(term)) draft.refill(name);
  }
}

function namesIn(term: Term): readonly string[] {
  return term.kind === "column" ? [term.name] : term.kind === "call" ? term.args.flatMap(namesIn) : [];
}

/** One of several terms is enough: the first in a random order that can be had. */
function one(terms: readonly Term[], wanted: boolean, draft: Draft, round: number): void {
  const first = draft.random.int(0, terms.length - 1);
  for (let at = 0; at < terms.length; at++) {
    const part = terms[(first + at) % terms.length];
    if (!part) continue;
    const restore = draft.save();
    attempt(part, wanted, draft, round);
    const value = evaluate(part, draft.lookup);
    if (value === wanted || value === UNKNOWN) return;
    restore();
  }
}

function assignFrom(subject: Term, list: readonly Term[], draft: Draft): void {
  const values: Cell[] = [];
  for (const item of list) {
    const value = evaluate(item, draft.lookup);
    if (value !== UNKNOWN && value !== null) values.push(value);
  }
  if (values.length > 0) assign(subject, draft.random.pick(values), draft);
}

/** Sets the column that a term reads so that the term has this value. */
function assign(subject: Term, value: Cell, draft: Draft): boolean {
  if (subject.kind === "column") {
    const plan = draft.plan(subject.name);
    if (!plan) return false;
    draft.set(subject.name, fitted(value, plan.column.type));
    return true;
  }
  if (subject.kind !== "call") return false;
  const [first] = subject.args;
  if (!first) return false;
  switch (subject.name) {
    case "lower":
    case "upper":
    case "trim":
    case "text":
    case "number":
    case "coalesce":
      return assign(first, value, draft);
    case "json kind":
      return typeof value === "string" && assign(first, { json: JSON_OF[value] ?? {} }, draft);
    case "length":
    case "octets":
    case "size":
      return typeof value === "number" && resize(first, value, draft);
    case "count":
      return typeof value === "number" && fillSome(subject.args, value, draft);
    default:
      return false;
  }
}

const JSON_OF: { readonly [kind: string]: Json } = { object: {}, array: [], string: "text", number: 1, boolean: true };

/** A constant in the form in which a column of the type has it. */
function fitted(value: Cell, type: ValueType): Cell {
  if (type.kind === "boolean" && typeof value === "number") return value !== 0;
  if (type.kind === "text" && typeof value === "number") return String(value);
  if (type.kind === "integer" && typeof value === "number") return Math.round(value);
  if (type.kind === "date" && typeof value === "string") return value.slice(0, 10);
  if (type.kind === "timestamp" && typeof value === "string") {
    const seconds = secondsOf(value);
    return seconds === undefined ? value : timestampText(seconds);
  }
  return value;
}

function resize(subject: Term, size: number, draft: Draft): boolean {
  if (subject.kind !== "column" || size < 0) return false;
  const value = draft.lookup(subject.name);
  if (!draft.plan(subject.name) || value === UNKNOWN) return false;
  if (typeof value === "string") draft.set(subject.name, value.slice(0, size).trimEnd().padEnd(size, "x"));
  else if (value instanceof Uint8Array) draft.set(subject.name, new Uint8Array(size).fill(7));
  else if (value !== null && isJson(value)) {
    draft.set(subject.name, { json: Array.from({ length: size }, (_item, at) => at + 1) });
  } else if (Array.isArray(value)) {
    const item: Cell = (value as readonly Cell[])[0] ?? null;
    draft.set(
      subject.name,
      Array.from({ length: size }, () => item),
    );
  } else return false;
  return true;
}

/** Makes as many of the terms not null as wanted. */
function fillSome(terms: readonly Term[], count: number, draft: Draft): boolean {
  const names = terms.flatMap(namesIn);
  const first = draft.random.int(0, Math.max(0, names.length - 1));
  const isNull = (name: string) => draft.lookup(name) === null;
  const turnedNames = names.map((_name, at) => names[(first + at) % names.length] ?? "");
  for (const name of turnedNames) {
    const filled = names.filter((other) => !isNull(other)).length;
    if (filled === count) break;
    if (filled > count && !isNull(name)) draft.clear(name);
    if (filled < count && isNull(name)) draft.refill(name);
  }
  return names.filter((name) => !isNull(name)).length === count;
}

/** Makes `subject operator other` hold by changing what the subject reads. */
function compareTo(operator: CompareOperator, subject: Term, other: Term, draft: Draft, round: number): boolean {
  const count = countOf(subject);
  if (count) return compareTo(operator, count, other, draft, round);
  if (other.kind === "now") return besideNow(operator, subject, draft);
  const value = evaluate(other, draft.lookup);
  if (value === UNKNOWN || value === null) return false;
  if (operator === "<>") {
    const names = namesIn(subject).filter((name) => draft.plan(name));
    return names.some((name) => draft.refill(name));
  }
  const isLength = subject.kind === "call" && ["length", "octets", "size", "count"].includes(subject.name);
  const near = isLength || round > 0;
  const strict = operator === "<" || operator === ">";
  const steps = (strict ? 1 : 0) + (near || operator === "=" ? 0 : draft.random.int(0, 3));
  const direction = operator === "<" || operator === "<=" ? -1 : 1;
  return assign(subject, stepped(value, steps * direction, subject, draft), draft);
}

/** A value some steps away; a step of a decimal column between 0 and 1 is its smallest. */
function stepped(value: Cell, steps: number, subject: Term, draft: Draft): Cell {
  if (steps === 0) return value;
  const type = subject.kind === "column" ? draft.plan(subject.name)?.column.type : undefined;
  if (typeof value === "number" && type?.kind === "decimal") {
    const unit = 10 ** Math.min(type.scale, 6);
    return Math.round(value * unit + steps * (unit > 100 ? unit / 100 : 1)) / unit;
  }
  if (typeof value === "number") return value + steps;
  if (typeof value === "string" && type?.kind === "timestamp" && value.length === 10) {
    return timestampText((secondsOf(value) ?? 0) + steps * 3600);
  }
  return later(value, steps);
}

/** `(a IS NOT NULL)::int + (b IS NOT NULL)::int` counts what is not null. */
function countOf(term: Term): Term | undefined {
  if (term.kind !== "call" || term.name !== "add") return undefined;
  const counted: Term[] = [];
  const gather = (part: Term): boolean => {
    if (part.kind === "call" && part.name === "add") return part.args.every(gather);
    const inner = part.kind === "call" && part.name === "number" ? part.args[0] : part;
    if (inner?.kind !== "not" || inner.term.kind !== "null") return false;
    counted.push(inner.term.term);
    return true;
  };
  return gather(term) ? { kind: "call", name: "count", args: counted } : undefined;
}

function besideNow(operator: CompareOperator, subject: Term, draft: Draft): boolean {
  if (subject.kind !== "column" || operator === "<" || operator === "<=") return false;
  const plan = draft.plan(subject.name);
  const seconds = (secondsOf(FUTURE_BEGINS) ?? 0) + draft.random.int(1, 1000) * 86_400;
  if (!plan) return false;
  draft.set(subject.name, plan.column.type.kind === "date" ? dateText(seconds) : timestampText(seconds));
  return true;
}

function match(term: Term & { kind: "match" }, wanted: boolean, draft: Draft): void {
  const subject = term.term.kind === "call" ? term.term.args[0] : term.term;
  if (subject?.kind !== "column") return;
  const plan = draft.plan(subject.name);
  if (!plan) return;
  if (!wanted) {
    draft.refill(subject.name);
    return;
  }
  const { type } = plan.column;
  const longest = type.kind === "text" ? type.length : undefined;
  const text = textMatching(
    term.pattern,
    draft.random,
    longest ?? plan.limits.longest ?? 200,
    plan.limits.shortest,
    term.ignoreCase,
  );
  if (text !== undefined) draft.set(subject.name, text);
}

/** `part <@ ARRAY[…]`: the array is made of what is allowed. */
function contain([part, whole]: readonly Term[], draft: Draft): void {
  const list = whole ? evaluate(whole, draft.lookup) : UNKNOWN;
  if (part?.kind !== "column" || !draft.plan(part.name) || typeof list === "symbol" || !Array.isArray(list)) return;
  const items = list as readonly Cell[];
  draft.set(part.name, items.length === 0 ? [] : [draft.random.pick(items)]);
}
