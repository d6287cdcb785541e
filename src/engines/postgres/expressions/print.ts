/** Nodes of an expression in SQL, with as few parentheses as they need. */
import { SchemaforgeError } from "../../../model/errors.ts";
import type { BinaryOperator, ExpressionNode } from "../../../model/expression.ts";
import { quoteIdent, stringLiteral } from "../quote.ts";
import { asText, call, matches } from "./functions.ts";
import type { ExpressionScope } from "./kinds.ts";
import {
  type At,
  COMPARISON,
  comparison,
  LEVEL,
  MINUS,
  minus,
  NOT,
  OPERAND,
  OTHER,
  operand,
  type Printed,
} from "./levels.ts";

export function print(node: ExpressionNode, scope: ExpressionScope): Printed {
  const at: At = (level, child) => {
    const printed = print(child, scope);
    return printed.level < level ? `(${printed.text})` : printed.text;
  };
  switch (node.kind) {
    case "field":
      return field(node.name, scope);
    case "string":
      return operand(stringLiteral(node.value));
    case "number":
      return node.value.startsWith("-") ? { text: node.value, level: MINUS } : operand(node.value);
    case "boolean":
      return operand(String(node.value));
    case "null":
      return operand("NULL");
    case "call":
      return call(node.name, node.args, at, scope);
    case "unary":
      return node.operator === "not" ? negation(node.operand, at, scope) : minus(at(OPERAND, node.operand));
    case "binary":
      return binary(node.operator, node.left, node.right, at, scope);
    case "isNull":
      return isNull(node.operand, node.negated, at, scope);
    case "in": {
      const list = node.list.map((item) => at(1, item)).join(", ");
      return comparison(`${at(OTHER, node.operand)} ${node.negated ? "NOT " : ""}IN (${list})`);
    }
    case "between":
      return between(node, "", at);
    case "case": {
      const branches = node.branches.map(({ when, value }) => ` WHEN ${at(1, when)} THEN ${at(1, value)}`).join("");
      const otherwise = node.otherwise ? ` ELSE ${at(1, node.otherwise)}` : "";
      return operand(`CASE${branches}${otherwise} END`);
    }
  }
}

function field(name: string, scope: ExpressionScope): Printed {
  const formula = scope.inline?.get(name);
  if (formula) return formula;
  const [column, ...more] = scope.columns(name);
  if (!column) {
    throw new SchemaforgeError("UNKNOWN_FIELD", `an expression reads the field \`${name}\`, which is not there`, {
      where: { object: name },
      remedy: "Name a field of the same entity; a default reads none",
    });
  }
  if (more.length > 0) {
    throw new SchemaforgeError("COMPOSITE_OPERAND", `\`${name}\` stands for several columns and cannot be compared`, {
      where: { object: name },
      remedy: `Only \`${name} is null\` can be asked; use raw SQL for more`,
    });
  }
  return operand(quoteIdent(column.name));
}

/** A relation of several columns is null when all of them are, and not null when none is. */
function isNull(subject: ExpressionNode, negated: boolean, at: At, scope: ExpressionScope): Printed {
  const test = `IS ${negated ? "NOT " : ""}NULL`;
  const columns = subject.kind === "field" ? scope.columns(subject.name) : [];
  if (columns.length < 2) return comparison(`${at(OTHER, subject)} ${test}`);
  return { text: columns.map(({ name }) => `${quoteIdent(name)} ${test}`).join(" AND "), level: LEVEL.and };
}

function negation(inner: ExpressionNode, at: At, scope: ExpressionScope): Printed {
  if (inner.kind === "between") return between(inner, "NOT ", at);
  if (inner.kind === "binary" && inner.operator === "like") return like(inner.left, inner.right, "NOT ", at, scope);
  if (inner.kind === "in" && !inner.negated) return print({ ...inner, negated: true }, scope);
  if (inner.kind === "call" && inner.name === "matches") return matches(inner.args, "!", at, scope);
  return { text: `NOT ${at(NOT, inner)}`, level: NOT };
}

function between(node: Extract<ExpressionNode, { kind: "between" }>, not: string, at: At): Printed {
  return comparison(`${at(OTHER, node.operand)} ${not}BETWEEN ${at(OTHER, node.low)} AND ${at(OTHER, node.high)}`);
}

function like(left: ExpressionNode, right: ExpressionNode, not: string, at: At, scope: ExpressionScope): Printed {
  return comparison(`${asText(left, OTHER, at, scope)} ${not}LIKE ${asText(right, OTHER, at, scope)}`);
}

function binary(
  operator: BinaryOperator,
  left: ExpressionNode,
  right: ExpressionNode,
  at: At,
  scope: ExpressionScope,
): Printed {
  const level = LEVEL[operator];
  if (operator === "like") return like(left, right, "", at, scope);
  if (operator === "||") {
    return { text: `${asText(left, OTHER, at, scope)} || ${asText(right, OTHER + 1, at, scope)}`, level };
  }
  // Comparisons do not chain; everything else groups to the left.
  const leftLevel = level === COMPARISON ? level + 1 : level;
  if (level === COMPARISON && (isSetting(left) || isSetting(right))) {
    // Settings are text, which no server compares with a uuid or a number.
    return { text: `${asText(left, leftLevel, at, scope)} ${operator} ${asText(right, level + 1, at, scope)}`, level };
  }
  return { text: `${at(leftLevel, left)} ${operator.toUpperCase()} ${at(level + 1, right)}`, level };
}

function isSetting(node: ExpressionNode): boolean {
  return node.kind === "call" && node.name === "setting";
}
