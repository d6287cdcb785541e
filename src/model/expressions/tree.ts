/** Walking and rewriting expression trees, whatever their nodes are. */
import type { Expression, ExpressionNode } from "../expression.ts";
import { formatExpression } from "./format.ts";

/** The nodes directly below one, in the order in which they are written. */
export function childrenOf(node: ExpressionNode): readonly ExpressionNode[] {
  switch (node.kind) {
    case "call":
      return node.args;
    case "unary":
    case "isNull":
      return [node.operand];
    case "binary":
      return [node.left, node.right];
    case "in":
      return [node.operand, ...node.list];
    case "between":
      return [node.operand, node.low, node.high];
    case "case": {
      const parts = node.branches.flatMap((branch) => [branch.when, branch.value]);
      return node.otherwise ? [...parts, node.otherwise] : parts;
    }
    default:
      return [];
  }
}

/** The node with each node directly below it replaced. */
export function mapChildren(node: ExpressionNode, map: (child: ExpressionNode) => ExpressionNode): ExpressionNode {
  switch (node.kind) {
    case "call":
      return { ...node, args: node.args.map(map) };
    case "unary":
    case "isNull":
      return { ...node, operand: map(node.operand) };
    case "binary":
      return { ...node, left: map(node.left), right: map(node.right) };
    case "in":
      return { ...node, operand: map(node.operand), list: node.list.map(map) };
    case "between":
      return { ...node, operand: map(node.operand), low: map(node.low), high: map(node.high) };
    case "case":
      return {
        ...node,
        branches: node.branches.map(({ when, value }) => ({ when: map(when), value: map(value) })),
        ...(node.otherwise ? { otherwise: map(node.otherwise) } : {}),
      };
    default:
      return node;
  }
}

/** The tree with other names of fields. */
export function mapFields(node: ExpressionNode, nameOf: (name: string) => string): ExpressionNode {
  if (node.kind === "field") return { kind: "field", name: nameOf(node.name) };
  return mapChildren(node, (child) => mapFields(child, nameOf));
}

/** A tree as an expression: its canonical text, and the fields that it reads, each once, in order of appearance. */
export function expressionOf(ast: ExpressionNode): Expression {
  const refs = new Set<string>();
  const walk = (node: ExpressionNode): void => {
    if (node.kind === "field") refs.add(node.name);
    childrenOf(node).forEach(walk);
  };
  walk(ast);
  return { kind: "parsed", authored: formatExpression(ast), ast, refs: [...refs] };
}
