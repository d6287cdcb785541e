/** The language's expressions in PostgreSQL's SQL. */

import { SchemaforgeError } from "../../model/errors.ts";
import type { BinaryOperator, Expression, ExpressionNode } from "../../model/expression.ts";
import { quoteIdent } from "./quote.ts";

/** The column of a field. */
export type ColumnOf = (field: string) => string;

/** How tightly operators bind, loosest first (Table 4.2 of the manual, version 18). */
const LEVEL: { readonly [operator in BinaryOperator]: number } = {
  or: 1,
  and: 2,
  "=": 5,
  "<>": 5,
  "<": 5,
  "<=": 5,
  ">": 5,
  ">=": 5,
  like: 6,
  "||": 7,
  "+": 8,
  "-": 8,
  "*": 9,
  "/": 9,
  "%": 9,
};
const NOT = 3;
const IS = 4;
const COMPARISON = 5;
const MATCH = 6;
const OTHER = 7;
const MINUS = 10;
const OPERAND = 12;

interface Printed {
  readonly text: string;
  readonly level: number;
}

/** A string literal under standard_conforming_strings, which is on since version 9.1: backslashes stand for themselves. */
export function stringLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * Prints an expression with as few parentheses as it needs.
 *
 * @throws SchemaforgeError when a raw expression has no SQL for PostgreSQL
 */
export function printExpression(expression: Expression, columnOf: ColumnOf): string {
  if (expression.kind === "parsed") return print(expression.ast, columnOf).text;
  const sql = expression.sql.postgres;
  if (sql !== undefined) return sql;
  throw new SchemaforgeError("NO_SQL_FOR_ENGINE", "the expression has SQL only for other engines", {
    where: { object: Object.keys(expression.sql).join(", ") },
    remedy: "Add SQL for postgres to the expression",
  });
}

function print(node: ExpressionNode, columnOf: ColumnOf): Printed {
  const at = (level: number, child: ExpressionNode) => {
    const printed = print(child, columnOf);
    return printed.level < level ? `(${printed.text})` : printed.text;
  };
  switch (node.kind) {
    case "field":
      return operand(quoteIdent(columnOf(node.name)));
    case "string":
      return operand(stringLiteral(node.value));
    case "number":
      return node.value.startsWith("-") ? { text: node.value, level: MINUS } : operand(node.value);
    case "boolean":
      return operand(String(node.value));
    case "null":
      return operand("NULL");
    case "call":
      return call(node.name, node.args, at);
    case "unary":
      return node.operator === "not"
        ? { text: `NOT ${at(NOT, node.operand)}`, level: NOT }
        : { text: `-${at(OPERAND, node.operand)}`, level: MINUS };
    case "binary": {
      const level = LEVEL[node.operator];
      // Comparisons do not chain; the others group to the left.
      const left = at(level === COMPARISON || level === MATCH ? level + 1 : level, node.left);
      const word = /^[a-z]/.test(node.operator) ? node.operator.toUpperCase() : node.operator;
      return { text: `${left} ${word} ${at(level + 1, node.right)}`, level };
    }
    case "isNull":
      return { text: `${at(COMPARISON, node.operand)} IS ${node.negated ? "NOT " : ""}NULL`, level: IS };
    case "in": {
      const list = node.list.map((item) => at(1, item)).join(", ");
      return { text: `${at(OTHER, node.operand)} ${node.negated ? "NOT " : ""}IN (${list})`, level: MATCH };
    }
    case "between":
      return {
        text: `${at(OTHER, node.operand)} BETWEEN ${at(OTHER, node.low)} AND ${at(OTHER, node.high)}`,
        level: MATCH,
      };
    case "case": {
      const branches = node.branches.map(({ when, value }) => ` WHEN ${at(1, when)} THEN ${at(1, value)}`).join("");
      const otherwise = node.otherwise ? ` ELSE ${at(1, node.otherwise)}` : "";
      return operand(`CASE${branches}${otherwise} END`);
    }
  }
}

const operand = (text: string): Printed => ({ text, level: OPERAND });

type At = (level: number, node: ExpressionNode) => string;

/** Functions that PostgreSQL has under another name, or writes otherwise. */
const NAMES: { readonly [name: string]: string } = {
  trim: "btrim",
  substring: "substr",
  uuid: "gen_random_uuid",
};
const PARTS = new Set(["year", "month", "day"]);

function call(name: string, args: readonly ExpressionNode[], at: At): Printed {
  const [first, second, third] = args;
  if (name === "today") return operand("CURRENT_DATE");
  if (name === "matches" && first && second) {
    const ignoresCase = third?.kind === "string" && third.value.includes("i");
    return { text: `${at(OTHER + 1, first)} ${ignoresCase ? "~*" : "~"} ${at(OTHER + 1, second)}`, level: OTHER };
  }
  if (PARTS.has(name) && first) return operand(`EXTRACT(${name} FROM ${at(1, first)})`);
  // concat() may depend on settings (it is only STABLE) and so stand in no index; `||` may.
  if (name === "concat") {
    const text = args.map((arg) => `COALESCE(${at(1, arg)}, '')`).join(" || ");
    return { text, level: args.length > 1 ? OTHER : OPERAND };
  }
  return operand(`${NAMES[name] ?? name}(${args.map((arg) => at(1, arg)).join(", ")})`);
}
