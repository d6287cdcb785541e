/** How tightly PostgreSQL's operators bind, and pieces of SQL that know it. */
import type { BinaryOperator, ExpressionNode } from "../../../model/expression.ts";

/** How tightly operators bind, loosest first (Table 4.2 of the manual, version 18). */
export const LEVEL: { readonly [operator in BinaryOperator]: number } = {
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
export const LOOSEST = 0;
export const NOT = 3;
/** Comparisons, IS, LIKE, IN, BETWEEN and `~` differ in how tightly they bind; in brackets nobody has to know how. */
export const COMPARISON = 4;
export const OTHER = 5;
export const MINUS = 8;
export const CAST = 9;
export const OPERAND = 10;

export interface Printed {
  readonly text: string;
  readonly level: number;
}

export const operand = (text: string): Printed => ({ text, level: OPERAND });

/** Prints a node with parentheses where it binds less tightly than the level. */
export type At = (level: number, node: ExpressionNode) => string;

export const comparison = (text: string): Printed => ({ text, level: COMPARISON });
export const minus = (text: string): Printed => ({ text: `-${text}`, level: MINUS });
