/** Conditions and formulas of a schema in one form for all engines; an engine's reader makes them of its SQL. */
import type { Cell } from "./values.ts";

export type CompareOperator = "=" | "<>" | "<" | "<=" | ">" | ">=";

export type Term =
  | { readonly kind: "column"; readonly name: string }
  | { readonly kind: "constant"; readonly value: Cell }
  /** Any number of terms joined by AND or OR. */
  | { readonly kind: "and" | "or"; readonly terms: readonly Term[] }
  | { readonly kind: "not"; readonly term: Term }
  /** IS NULL. */
  | { readonly kind: "null"; readonly term: Term }
  /** `distinct`: IS [NOT] DISTINCT FROM, for which NULL is a value like any other. */
  | {
      readonly kind: "compare";
      readonly operator: CompareOperator;
      readonly left: Term;
      readonly right: Term;
      readonly distinct?: true;
    }
  | { readonly kind: "in"; readonly term: Term; readonly list: readonly Term[] }
  /** `like` and `glob` are turned into regular expressions of the whole text. */
  | { readonly kind: "match"; readonly term: Term; readonly pattern: string; readonly ignoreCase?: true }
  /** A function of `FUNCTIONS` (evaluate.ts), by its neutral name. */
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Term[] }
  | {
      readonly kind: "case";
      readonly branches: readonly { readonly when: Term; readonly value: Term }[];
      readonly otherwise: Term;
    }
  /** The time at which a statement runs. */
  | { readonly kind: "now" }
  /** What cannot be decided here. */
  | { readonly kind: "unknown"; readonly sql: string };

export const TRUE: Term = { kind: "constant", value: true };
export const NULL: Term = { kind: "constant", value: null };

export function column(name: string): Term {
  return { kind: "column", name };
}

export function constant(value: Cell): Term {
  return { kind: "constant", value };
}

export function compare(operator: CompareOperator, left: Term, right: Term): Term {
  return { kind: "compare", operator, left, right };
}

/** The terms directly inside of a term. */
export function partsOf(term: Term): readonly Term[] {
  switch (term.kind) {
    case "and":
    case "or":
      return term.terms;
    case "not":
    case "null":
    case "match":
      return [term.term];
    case "compare":
      return [term.left, term.right];
    case "in":
      return [term.term, ...term.list];
    case "call":
      return term.args;
    case "case":
      return [...term.branches.flatMap(({ when, value }) => [when, value]), term.otherwise];
    default:
      return [];
  }
}

/** Names of the columns that a term reads. */
export function columnsOf(term: Term, found: Set<string> = new Set()): Set<string> {
  if (term.kind === "column") found.add(term.name);
  for (const part of partsOf(term)) columnsOf(part, found);
  return found;
}

/** The texts in a term that nobody could read. */
export function unknownParts(term: Term): string[] {
  return term.kind === "unknown" ? [term.sql] : partsOf(term).flatMap(unknownParts);
}

/** The terms that all have to hold for a term to hold. */
export function conjuncts(term: Term): readonly Term[] {
  return term.kind === "and" ? term.terms.flatMap(conjuncts) : [term];
}

const TURNED: { readonly [operator in CompareOperator]: CompareOperator } = {
  "=": "=",
  "<>": "<>",
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
};

const NEGATED: { readonly [operator in CompareOperator]: CompareOperator } = {
  "=": "<>",
  "<>": "=",
  "<": ">=",
  "<=": ">",
  ">": "<=",
  ">=": "<",
};

/** The operator with its sides exchanged. */
export function turned(operator: CompareOperator): CompareOperator {
  return TURNED[operator];
}

/** The operator that holds where this one does not. */
export function negated(operator: CompareOperator): CompareOperator {
  return NEGATED[operator];
}
