/** What checks of one column alone leave of its values, so that values fit at once and spread over what is allowed. */
import type { SampleCheck } from "./schema.ts";
import { type CompareOperator, conjuncts, type Term, turned } from "./terms.ts";
import { type Cell, identity } from "./values.ts";

export interface Limits {
  readonly min?: number | string;
  readonly max?: number | string;
  /** The bound itself is left out. */
  readonly above?: true;
  readonly below?: true;
  readonly choices?: readonly Cell[];
  readonly pattern?: string;
  readonly longest?: number;
  readonly shortest?: number;
}

/** Limits by column. */
export function limitsOf(checks: readonly SampleCheck[]): ReadonlyMap<string, Limits> {
  const limits = new Map<string, Limits>();
  for (const { term } of checks) {
    for (const part of conjuncts(term)) {
      const narrowing = narrowingOf(withoutNullTest(part));
      if (!narrowing) continue;
      const [name, more] = narrowing;
      limits.set(name, merged(limits.get(name) ?? {}, more));
    }
  }
  return limits;
}

/** `a IS NULL OR condition` is the condition, for what is not null. */
function withoutNullTest(term: Term): Term {
  if (term.kind !== "or") return term;
  const others = term.terms.filter((part) => part.kind !== "null");
  const [only] = others;
  return others.length === 1 && only ? only : term;
}

function narrowingOf(term: Term): readonly [string, Limits] | undefined {
  if (term.kind === "and") {
    const parts = term.terms.map(narrowingOf);
    const name = parts[0]?.[0];
    if (name === undefined || parts.some((part) => part?.[0] !== name)) return undefined;
    return [name, parts.reduce<Limits>((all, part) => merged(all, part?.[1] ?? {}), {})];
  }
  if (term.kind === "not" && term.term.kind === "match" && term.term.term.kind === "column") {
    // Nothing but these characters, as engines without regular expressions say it.
    const only = /^\^\.\*\[\^((?:[^\]\\]|\\.)+)\]\.\*\$$/.exec(term.term.pattern)?.[1];
    return only === undefined ? undefined : [term.term.term.name, { pattern: `^[${only}]+$` }];
  }
  if (term.kind === "match" && term.term.kind === "column" && !term.ignoreCase) {
    return [term.term.name, { pattern: term.pattern }];
  }
  if (term.kind === "in" && term.term.kind === "column") {
    const choices = term.list.flatMap((item) => (item.kind === "constant" ? [item.value] : []));
    return choices.length === term.list.length ? [term.term.name, { choices }] : undefined;
  }
  if (term.kind !== "compare") return undefined;
  return comparison(term.operator, term.left, term.right) ?? comparison(turned(term.operator), term.right, term.left);
}

function comparison(operator: CompareOperator, left: Term, right: Term): readonly [string, Limits] | undefined {
  if (right.kind !== "constant") return undefined;
  const { value } = right;
  if (left.kind === "column") {
    if (operator === "=") return [left.name, { choices: [value] }];
    if (typeof value !== "number" && typeof value !== "string") return undefined;
    if (operator === ">" || operator === ">=")
      return [left.name, { min: value, ...(operator === ">" && { above: true }) }];
    if (operator === "<" || operator === "<=")
      return [left.name, { max: value, ...(operator === "<" && { below: true }) }];
    return undefined;
  }
  const [subject] = left.kind === "call" && (left.name === "length" || left.name === "octets") ? left.args : [];
  if (subject?.kind !== "column" || typeof value !== "number") return undefined;
  if (operator === "=") return [subject.name, { longest: value, shortest: value }];
  if (operator === "<" || operator === "<=") return [subject.name, { longest: operator === "<" ? value - 1 : value }];
  if (operator === ">" || operator === ">=") return [subject.name, { shortest: operator === ">" ? value + 1 : value }];
  return undefined;
}

function merged(a: Limits, b: Limits): Limits {
  const lower = laterOf(a, b);
  const upper = earlierOf(a, b);
  const choices = a.choices && b.choices ? common(a.choices, b.choices) : (a.choices ?? b.choices);
  const pattern = a.pattern ?? b.pattern;
  const longest = a.longest === undefined ? b.longest : Math.min(a.longest, b.longest ?? a.longest);
  const shortest = a.shortest === undefined ? b.shortest : Math.max(a.shortest, b.shortest ?? a.shortest);
  return {
    ...lower,
    ...upper,
    ...(choices && { choices }),
    ...(pattern !== undefined && { pattern }),
    ...(longest !== undefined && { longest }),
    ...(shortest !== undefined && { shortest }),
  };
}

function common(a: readonly Cell[], b: readonly Cell[]): Cell[] {
  const other = new Set(b.map(identity));
  return a.filter((value) => other.has(identity(value)));
}

function laterOf(a: Limits, b: Limits): Pick<Limits, "min" | "above"> {
  const of = b.min === undefined || (a.min !== undefined && a.min >= b.min) ? a : b;
  return of.min === undefined ? {} : { min: of.min, ...(of.above && { above: true }) };
}

function earlierOf(a: Limits, b: Limits): Pick<Limits, "max" | "below"> {
  const of = b.max === undefined || (a.max !== undefined && a.max <= b.max) ? a : b;
  return of.max === undefined ? {} : { max: of.max, ...(of.below && { below: true }) };
}
