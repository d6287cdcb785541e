/** Checks of a table: those with a name, and those that types and bounds of fields bring. */
import type { BinaryOperator, Expression, ExpressionNode } from "../expression.ts";
import { formatExpression } from "../expressions/format.ts";
import type { Entity, Field } from "../model.ts";
import { TYPE_WORDS } from "../types.ts";
import type { Names } from "./names.ts";
import type { ResolvedCheck } from "./resolved.ts";

const field = (name: string): ExpressionNode => ({ kind: "field", name });

function expression(ast: ExpressionNode, name: string): Expression {
  return { kind: "parsed", authored: formatExpression(ast), ast, refs: [name] };
}

function compare(left: ExpressionNode, operator: BinaryOperator, value: string): ExpressionNode {
  return { kind: "binary", operator, left, right: { kind: "number", value } };
}

function both(nodes: readonly ExpressionNode[]): ExpressionNode | undefined {
  const [first, ...rest] = nodes;
  return (
    first && rest.reduce<ExpressionNode>((left, right) => ({ kind: "binary", operator: "and", left, right }), first)
  );
}

/** What a field's type and flags say of its values, as separate conditions: format, bounds, own check. */
export function fieldConditions(of: Field): Expression[] {
  const word = TYPE_WORDS.get(of.type.name);
  const conditions: Expression[] = [];
  const matches = (pattern: string) =>
    expression({ kind: "call", name: "matches", args: [field(of.name), { kind: "string", value: pattern }] }, of.name);
  if (of.type.array === 0) {
    const pattern = word?.pattern;
    if (pattern !== undefined && of.match === undefined) conditions.push(matches(pattern));
    if (of.match !== undefined) conditions.push(matches(anchored(of.match)));
    const measured: ExpressionNode =
      word?.family === "string" ? { kind: "call", name: "length", args: [field(of.name)] } : field(of.name);
    const least = of.min ?? word?.least;
    const most = of.max ?? word?.most;
    const bounds = both([
      ...(least === undefined ? [] : [compare(measured, ">=", least)]),
      ...(most === undefined ? [] : [compare(measured, "<=", most)]),
    ]);
    if (bounds) conditions.push(expression(bounds, of.name));
  }
  if (of.check) conditions.push(of.check);
  return conditions;
}

/** `match=` speaks of the whole value. */
function anchored(pattern: string): string {
  const whole = pattern.startsWith("^") && pattern.endsWith("$") && !pattern.includes("|");
  return whole ? pattern : `^(${pattern})$`;
}

/** The checks of an entity in the order of its fields, then those with a name of their own. */
export function checksOf(
  entity: Entity,
  table: string,
  columnOf: (field: string) => string,
  names: Names,
): ResolvedCheck[] {
  const named = entity.checks.map((check) => ({ name: names.given(check.name), expression: check.expression }));
  const ofFields = entity.fields.flatMap((of) =>
    fieldConditions(of).map((condition) => ({
      name: names.conventional(table, [columnOf(of.name)], "check"),
      expression: condition,
    })),
  );
  return [...ofFields, ...named];
}
