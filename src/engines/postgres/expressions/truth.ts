/**
 * Truth values as PostgreSQL wants them: a model from an engine without booleans says `deleted = 0` and `where active`,
 * which PostgreSQL refuses between a boolean and a number.
 */
import type { ExpressionNode } from "../../../model/expression.ts";
import type { ValueKind } from "./kinds.ts";

type KindOf = (node: ExpressionNode) => ValueKind;

const COMPARISONS: ReadonlySet<string> = new Set(["=", "<>", "<", "<=", ">", ">="]);

/**
 * The expression with 0 and 1 as false and true beside booleans, and numbers that stand for a truth value compared with
 * zero, as SQLite takes them (lang_expr.html, "Boolean Expressions").
 *
 * @param isCondition whether the whole expression is one
 */
export function withTruthValues(node: ExpressionNode, kindOf: KindOf, isCondition: boolean): ExpressionNode {
  const condition = (child: ExpressionNode) => withTruthValues(child, kindOf, true);
  const adapted = adapt(node, kindOf, condition);
  if (!isCondition || kindOf(adapted) !== "number") return adapted;
  return { kind: "binary", operator: "<>", left: adapted, right: { kind: "number", value: "0" } };
}

function adapt(node: ExpressionNode, kindOf: KindOf, condition: (child: ExpressionNode) => ExpressionNode) {
  if (node.kind === "unary" && node.operator === "not") return { ...node, operand: condition(node.operand) };
  if (node.kind === "binary" && (node.operator === "and" || node.operator === "or")) {
    return { ...node, left: condition(node.left), right: condition(node.right) };
  }
  if (node.kind === "binary" && COMPARISONS.has(node.operator)) {
    const { left, right } = node;
    return { ...node, left: truthBeside(right, left, kindOf), right: truthBeside(left, right, kindOf) };
  }
  if (node.kind === "in") return { ...node, list: node.list.map((item) => truthBeside(node.operand, item, kindOf)) };
  if (node.kind === "case") {
    const value = (child: ExpressionNode) => withTruthValues(child, kindOf, false);
    const branches = node.branches.map((branch) => ({ when: condition(branch.when), value: value(branch.value) }));
    return { ...node, branches, ...(node.otherwise ? { otherwise: value(node.otherwise) } : {}) };
  }
  return node;
}

/** 0 and 1 as truth values, where they stand beside one. */
function truthBeside(other: ExpressionNode, node: ExpressionNode, kindOf: KindOf): ExpressionNode {
  if (node.kind !== "number" || !/^[01]$/.test(node.value) || kindOf(other) !== "boolean") return node;
  return { kind: "boolean", value: node.value === "1" };
}
