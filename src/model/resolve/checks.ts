/** Checks of a table: those with a name, and those that types and bounds of fields bring. */
import type { BinaryOperator, Expression, ExpressionNode } from "../expression.ts";
import { formatExpression } from "../expressions/format.ts";
import type { Entity, Field } from "../model.ts";
import { TYPE_WORDS, type TypeFamily } from "../types.ts";
import type { Names } from "./names.ts";
import type { ResolvedCheck } from "./resolved.ts";

const field = (name: string): ExpressionNode => ({ kind: "field", name });

function expression(ast: ExpressionNode, name: string): Expression {
  return { kind: "parsed", authored: formatExpression(ast), ast, refs: [name] };
}

const TIMES: readonly (TypeFamily | undefined)[] = ["date", "time", "datetime"];

/** A bound: a day or time as text, else a number, whose sign is an operator of the language. */
function boundNode(text: string, family: TypeFamily | undefined): ExpressionNode {
  if (TIMES.includes(family)) return { kind: "string", value: text };
  const value = text.replace(/^[+-]/, "");
  const number: ExpressionNode = { kind: "number", value };
  return text.startsWith("-") ? { kind: "unary", operator: "-", operand: number } : number;
}

function compare(left: ExpressionNode, operator: BinaryOperator, right: ExpressionNode): ExpressionNode {
  return { kind: "binary", operator, left, right };
}

function both(nodes: readonly ExpressionNode[]): ExpressionNode | undefined {
  const [first, ...rest] = nodes;
  return (
    first && rest.reduce<ExpressionNode>((left, right) => ({ kind: "binary", operator: "and", left, right }), first)
  );
}

interface Condition {
  readonly expression: Expression;
  /** Meant by the type alone. */
  readonly ofType: boolean;
}

/** What a field's type and flags say of its values, as separate conditions: format, bounds, own check. */
function fieldConditions(of: Field): Condition[] {
  const word = TYPE_WORDS.get(of.type.name);
  const conditions: Condition[] = [];
  const add = (expression: Expression, ofType: boolean) => conditions.push({ expression, ofType });
  const matches = (pattern: string) =>
    expression({ kind: "call", name: "matches", args: [field(of.name), { kind: "string", value: pattern }] }, of.name);
  if (of.type.array === 0) {
    const pattern = word?.pattern;
    if (pattern !== undefined && of.match === undefined) add(matches(pattern), true);
    if (of.match !== undefined) add(matches(anchored(of.match)), false);
    const measured: ExpressionNode =
      word?.family === "string" ? { kind: "call", name: "length", args: [field(of.name)] } : field(of.name);
    const least = of.min ?? word?.least;
    const most = of.max ?? word?.most;
    const bounds = both([
      ...(least === undefined ? [] : [compare(measured, ">=", boundNode(least, word?.family))]),
      ...(most === undefined ? [] : [compare(measured, "<=", boundNode(most, word?.family))]),
    ]);
    if (bounds) add(expression(bounds, of.name), of.min === undefined && of.max === undefined);
  }
  if (of.check) add(of.check, false);
  return conditions;
}

/** `match=` speaks of the whole value. */
function anchored(pattern: string): string {
  const whole = /^\^[^|]*(?<!\\)\$$/.test(pattern);
  return whole ? pattern : `^(${pattern})$`;
}

/** The checks of an entity in the order of its fields, then those with a name of their own. */
export function checksOf(
  entity: Entity,
  table: string,
  columnOf: (field: string) => string,
  names: Names,
): ResolvedCheck[] {
  const named = entity.checks.map(({ name, expression, notValid, noInherit }): ResolvedCheck => {
    const path = `${entity.name}.checks.${name}`;
    const options = { ...(notValid ? { notValid } : {}), ...(noInherit ? { noInherit } : {}) };
    return { name: names.given(name, path), expression, path, ...options };
  });
  const ofFields = entity.fields.flatMap((of) =>
    fieldConditions(of).map(
      ({ expression, ofType }): ResolvedCheck => ({
        name: names.conventional(table, [columnOf(of.name)], "check"),
        expression,
        path: `${entity.name}.${of.name}`,
        ...(ofType ? { typeOf: of } : {}),
      }),
    ),
  );
  return [...ofFields, ...named];
}
