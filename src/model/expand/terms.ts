/** Expressions that constructs make, and the renaming of fields in those that authors wrote. */
import type { Expression, ExpressionNode } from "../expression.ts";
import { expressionOf, mapFields } from "../expressions/tree.ts";

/** A field by its name. */
export function member(name: string): ExpressionNode {
  return { kind: "field", name };
}

/** Whether a member has a value. */
export function isSet(name: string, set = true): ExpressionNode {
  return { kind: "isNull", operand: member(name), negated: set };
}

/** `name in ('a', 'b')`; `name = 'a'` for one value. */
export function isOneOf(name: string, values: readonly string[], negated = false): ExpressionNode {
  const list = values.map((value): ExpressionNode => ({ kind: "string", value }));
  const [only, ...more] = list;
  if (only && more.length === 0) {
    return { kind: "binary", operator: negated ? "<>" : "=", left: member(name), right: only };
  }
  return { kind: "in", operand: member(name), list, negated };
}

/** Conditions of which all, or any, hold; a balanced tree, so that many do not nest deeply. */
export function joined(operator: "and" | "or", terms: readonly ExpressionNode[]): ExpressionNode {
  const [only] = terms;
  if (only && terms.length === 1) return only;
  if (!only) return { kind: "boolean", value: operator === "and" };
  const middle = Math.ceil(terms.length / 2);
  const [left, right] = [joined(operator, terms.slice(0, middle)), joined(operator, terms.slice(middle))];
  return { kind: "binary", operator, left, right };
}

/** The same expression with other names of fields; raw SQL, and what names none of them, comes back as it is. */
export function renamed(expression: Expression, nameOf: (name: string) => string): Expression {
  if (expression.kind === "raw" || expression.refs.every((name) => nameOf(name) === name)) return expression;
  return expressionOf(mapFields(expression.ast, nameOf));
}
