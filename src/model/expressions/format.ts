/** Expression → canonical neutral text with no more brackets than needed; parsing it gives the same tree. */
import type { BinaryOperator, Expression, ExpressionNode } from "../expression.ts";
import { quote } from "../lexer.ts";
import { RESERVED_IN_EXPRESSIONS } from "./parse.ts";

const levels: Record<BinaryOperator, number> = {
  or: 1,
  and: 2,
  "=": 4,
  "<>": 4,
  "<": 4,
  "<=": 4,
  ">": 4,
  ">=": 4,
  like: 4,
  "||": 5,
  "+": 6,
  "-": 6,
  "*": 7,
  "/": 7,
  "%": 7,
};
const notLevel = 3;
const comparisonLevel = 4;
const minusLevel = 8;
const operandLevel = 9;

/** The canonical text of a tree. */
export function formatExpression(node: ExpressionNode): string {
  return print(node).text;
}

/**
 * The text to write for an expression: as the author wrote it if known, else the canonical one; undefined for raw SQL,
 * which has no text form.
 */
export function expressionText(expression: Expression): string | undefined {
  if (expression.kind === "raw") return undefined;
  return expression.authored.trim() === "" ? formatExpression(expression.ast) : expression.authored;
}

interface Printed {
  readonly text: string;
  readonly level: number;
}

function at(level: number, node: ExpressionNode): string {
  const printed = print(node);
  return printed.level < level ? `(${printed.text})` : printed.text;
}

function print(node: ExpressionNode): Printed {
  switch (node.kind) {
    case "field":
      return { text: fieldText(node.name), level: operandLevel };
    case "string":
      return { text: quote(node.value), level: operandLevel };
    case "number":
      return { text: node.value, level: operandLevel };
    case "boolean":
      return { text: node.value ? "true" : "false", level: operandLevel };
    case "null":
      return { text: "null", level: operandLevel };
    case "call":
      return { text: `${node.name}(${node.args.map((arg) => print(arg).text).join(", ")})`, level: operandLevel };
    case "unary":
      return node.operator === "not"
        ? printNot(node.operand)
        : { text: `-${at(minusLevel + 1, node.operand)}`, level: minusLevel };
    case "binary":
      return printBinary(node.operator, node.left, node.right, "");
    case "isNull":
      return { text: `${at(5, node.operand)} is ${node.negated ? "not " : ""}null`, level: comparisonLevel };
    case "in": {
      const list = node.list.map((item) => print(item).text).join(", ");
      return { text: `${at(5, node.operand)} ${node.negated ? "not " : ""}in (${list})`, level: comparisonLevel };
    }
    case "between":
      return printBetween(node, "");
    case "case": {
      const branches = node.branches.map(
        (branch) => ` when ${print(branch.when).text} then ${print(branch.value).text}`,
      );
      const otherwise = node.otherwise ? ` else ${print(node.otherwise).text}` : "";
      return { text: `case${branches.join("")}${otherwise} end`, level: operandLevel };
    }
  }
}

function printBinary(operator: BinaryOperator, left: ExpressionNode, right: ExpressionNode, not: string): Printed {
  const level = levels[operator];
  // Comparisons do not chain; everything else groups to the left.
  const leftLevel = level === comparisonLevel ? level + 1 : level;
  return { text: `${at(leftLevel, left)} ${not}${operator} ${at(level + 1, right)}`, level };
}

function printBetween(node: Extract<ExpressionNode, { kind: "between" }>, not: string): Printed {
  return {
    text: `${at(5, node.operand)} ${not}between ${at(5, node.low)} and ${at(5, node.high)}`,
    level: comparisonLevel,
  };
}

function printNot(operand: ExpressionNode): Printed {
  if (operand.kind === "binary" && operand.operator === "like") {
    return printBinary("like", operand.left, operand.right, "not ");
  }
  if (operand.kind === "between") return printBetween(operand, "not ");
  return { text: `not ${at(notLevel, operand)}`, level: notLevel };
}

/** A field's name as expressions and indexes have it; in double quotes where it would mean something else. */
export function fieldText(name: string): string {
  const [first = ""] = name.toLowerCase().split(".");
  const bare =
    /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/.test(name) &&
    !RESERVED_IN_EXPRESSIONS.has(first) &&
    first !== "current_date" &&
    first !== "current_timestamp";
  return bare ? name : `"${name.replaceAll('"', '""')}"`;
}
