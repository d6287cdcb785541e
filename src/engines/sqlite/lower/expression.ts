/** Expressions of the Model in SQLite's SQL, exact or not at all. */
import type { BinaryOperator, Expression, ExpressionNode } from "../../../model/expression.ts";
import type { TypeFamily } from "../../../model/types.ts";
import { quoteName, quoteText } from "../quote.ts";
import { patternCondition } from "./pattern.ts";

/** What an expression may use. */
export interface ExpressionScope {
  /** The column of a field and what kind of value it holds; undefined for an unknown field. */
  column(field: string): { readonly name: string; readonly family: TypeFamily | undefined } | undefined;
  /** All columns of a relation whose key has several. */
  columns?(relation: string): readonly string[];
  /** True in checks, generated columns and indexes, where SQLite refuses what changes from call to call. */
  readonly deterministic: boolean;
}

/** SQL, or why there is none. */
export type Translated = { readonly sql: string } | { readonly reason: string };

/** Thrown inside for what SQLite cannot say. */
class Untranslatable extends Error {}

/** Prints an expression; a raw one gives its own SQL for SQLite. */
export function translate(expression: Expression, scope: ExpressionScope): Translated {
  if (expression.kind === "raw") {
    const sql = expression.sql.sqlite;
    return sql === undefined ? { reason: "raw SQL is given only for other engines" } : { sql };
  }
  try {
    return { sql: print(expression.ast, scope).text };
  } catch (error) {
    if (error instanceof Untranslatable) return { reason: error.message };
    throw error;
  }
}

interface Printed {
  readonly text: string;
  readonly level: number;
}

/** How tightly SQLite binds (lang_expr.html#operators_and_parse_affecting_attributes); not as standard SQL does. */
const LEVELS: { readonly [operator in BinaryOperator]: number } = {
  or: 1,
  and: 2,
  "=": 4,
  "<>": 4,
  like: 4,
  "<": 5,
  "<=": 5,
  ">": 5,
  ">=": 5,
  "+": 6,
  "-": 6,
  "*": 7,
  "/": 7,
  "%": 7,
  "||": 8,
};
const NOT = 3;
const EQUALITY = 4;
const COMPARISON = 5;
const MINUS = 9;
const OPERAND = 10;

function at(level: number, node: ExpressionNode, scope: ExpressionScope): string {
  const printed = print(node, scope);
  return printed.level < level ? `(${printed.text})` : printed.text;
}

const operand = (text: string): Printed => ({ text, level: OPERAND });

function print(node: ExpressionNode, scope: ExpressionScope): Printed {
  switch (node.kind) {
    case "field": {
      if (severalColumns(node, scope)) throw new Untranslatable(`the key of ${node.name} has several columns`);
      const column = scope.column(node.name);
      if (!column) throw new Untranslatable(`there is no field ${node.name}`);
      return operand(quoteName(column.name));
    }
    case "string":
      return operand(quoteText(node.value));
    case "number":
      return operand(numberText(node.value));
    case "boolean":
      return operand(node.value ? "TRUE" : "FALSE");
    case "null":
      return operand("NULL");
    case "call":
      return call(node.name, node.args, scope);
    case "unary":
      return node.operator === "not"
        ? { text: `NOT ${at(NOT, node.operand, scope)}`, level: NOT }
        : { text: `-${at(OPERAND, node.operand, scope)}`, level: MINUS };
    case "binary":
      return binary(node.operator, node.left, node.right, scope);
    case "isNull":
      return isNull(node.operand, node.negated, scope);
    case "in": {
      const list = node.list.map((item) => at(1, item, scope)).join(", ");
      return {
        text: `${at(COMPARISON, node.operand, scope)} ${node.negated ? "NOT " : ""}IN (${list})`,
        level: EQUALITY,
      };
    }
    case "between": {
      const [value, low, high] = [node.operand, node.low, node.high].map((part) => at(LEVELS["+"], part, scope));
      return { text: `${value} BETWEEN ${low} AND ${high}`, level: EQUALITY };
    }
    case "case": {
      const branches = node.branches.map(
        (branch) => `WHEN ${at(1, branch.when, scope)} THEN ${at(1, branch.value, scope)}`,
      );
      const otherwise = node.otherwise ? ` ELSE ${at(1, node.otherwise, scope)}` : "";
      return operand(`CASE ${branches.join(" ")}${otherwise} END`);
    }
  }
}

function severalColumns(node: ExpressionNode, scope: ExpressionScope): readonly string[] | undefined {
  const columns = node.kind === "field" ? (scope.columns?.(node.name) ?? []) : [];
  return columns.length > 1 ? columns : undefined;
}

/** A relation of several columns is there when all of them are. */
function isNull(subject: ExpressionNode, negated: boolean, scope: ExpressionScope): Printed {
  const test = `IS ${negated ? "NOT " : ""}NULL`;
  const columns = severalColumns(subject, scope);
  if (!columns) return { text: `${at(COMPARISON, subject, scope)} ${test}`, level: EQUALITY };
  return { text: columns.map((name) => `${quoteName(name)} ${test}`).join(" AND "), level: LEVELS.and };
}

/** Bounds of days and times come as "numbers" too: they are text here, as SQLite stores points in time. */
function numberText(value: string): string {
  return /^[-+]?[\d.]+(?:e[-+]?\d+)?$/i.test(value) ? value : quoteText(value.replace("T", " ").replace(/Z$/, ""));
}

function binary(
  operator: BinaryOperator,
  left: ExpressionNode,
  right: ExpressionNode,
  scope: ExpressionScope,
): Printed {
  const level = LEVELS[operator];
  if (operator === "like") return like(left, right, scope);
  const text = at(level, left, scope);
  const other = at(level + 1, right, scope);
  // A decimal without a fraction is stored as an integer, and SQLite divides integers without a rest.
  const exact = operator === "/" && (holdsFraction(left, scope) || holdsFraction(right, scope));
  return { text: `${text}${exact ? " * 1.0" : ""} ${operator.toUpperCase()} ${other}`, level };
}

function holdsFraction(node: ExpressionNode, scope: ExpressionScope): boolean {
  switch (node.kind) {
    case "field":
      return scope.column(node.name)?.family === "decimal";
    case "unary":
      return holdsFraction(node.operand, scope);
    case "binary":
      return holdsFraction(node.left, scope) || holdsFraction(node.right, scope);
    case "call":
      return node.args.some((argument) => holdsFraction(argument, scope));
    default:
      return false;
  }
}

/** LIKE of the Model tells capitals from small letters and SQLite's does not: GLOB does. */
function like(left: ExpressionNode, right: ExpressionNode, scope: ExpressionScope): Printed {
  if (right.kind !== "string") throw new Untranslatable("`like` with a pattern that is no literal");
  let glob = "";
  for (let index = 0; index < right.value.length; index++) {
    const character = right.value.charAt(index);
    if (character === "%") glob += "*";
    else if (character === "_") glob += "?";
    else {
      const plain = character === "\\" ? right.value.charAt(++index) : character;
      glob += "*?[".includes(plain) && plain !== "" ? `[${plain}]` : plain;
    }
  }
  return { text: `${at(COMPARISON, left, scope)} GLOB ${quoteText(glob)}`, level: EQUALITY };
}

type Printer = (args: readonly string[], nodes: readonly ExpressionNode[], scope: ExpressionScope) => Printed;

const plain =
  (name: string): Printer =>
  (args) =>
    operand(`${name}(${args.join(", ")})`);

const part =
  (format: string): Printer =>
  ([date = ""]) =>
    operand(`CAST(strftime(${quoteText(format)}, ${date}) AS INTEGER)`);

const volatile =
  (text: string, name: string): Printer =>
  (_args, _nodes, scope) => {
    if (scope.deterministic) throw new Untranslatable(`${name}() changes from call to call`);
    return operand(text);
  };

/** min() and max() of SQLite are NULL when one argument is; the Model's leave NULL out. */
const extreme =
  (name: string): Printer =>
  (args) =>
    operand(args.reduce((a, b) => (a === "" ? b : `${name}(coalesce(${a}, ${b}), coalesce(${b}, ${a}))`), ""));

/** floor() and ceil() are not compiled into every SQLite. */
const rounded =
  (sign: "<" | ">"): Printer =>
  ([value = ""]) => ({
    text: `CAST(${value} AS INTEGER) ${sign === "<" ? "-" : "+"} (${value} ${sign} CAST(${value} AS INTEGER))`,
    level: LEVELS["+"],
  });

/** A version 4 UUID of random bytes; SQLite has no function for it. */
export const RANDOM_UUID =
  "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' || " +
  "substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))";

/** One row a function of the language (model/expressions/functions.ts). */
const FUNCTIONS: { readonly [name: string]: Printer } = {
  length: plain("length"),
  lower: plain("lower"),
  upper: plain("upper"),
  trim: plain("trim"),
  substring: plain("substr"),
  replace: plain("replace"),
  concat: (args, nodes) => ({
    text: args.map((arg, index) => (nodes[index]?.kind === "string" ? arg : `coalesce(${arg}, '')`)).join(" || "),
    level: LEVELS["||"],
  }),
  matches: (args, nodes) => matches(args, nodes),
  // SQLite's coalesce takes two arguments at least.
  coalesce: (args) => operand(args.length === 1 ? `(${args[0]})` : `coalesce(${args.join(", ")})`),
  nullif: plain("nullif"),
  least: extreme("min"),
  greatest: extreme("max"),
  abs: plain("abs"),
  round: plain("round"),
  floor: rounded("<"),
  ceil: rounded(">"),
  year: part("%Y"),
  month: part("%m"),
  day: part("%d"),
  now: volatile("CURRENT_TIMESTAMP", "now"),
  today: volatile("CURRENT_DATE", "today"),
  uuid: volatile(RANDOM_UUID, "uuid"),
};

function call(name: string, nodes: readonly ExpressionNode[], scope: ExpressionScope): Printed {
  const printer = FUNCTIONS[name];
  if (!printer) throw new Untranslatable(`SQLite has no counterpart of ${name}()`);
  return printer(
    nodes.map((node) => at(1, node, scope)),
    nodes,
    scope,
  );
}

function matches(args: readonly string[], nodes: readonly ExpressionNode[]): Printed {
  const [subject = ""] = args;
  const [, pattern, flags] = nodes;
  if (pattern?.kind !== "string" || (flags && flags.kind !== "string"))
    throw new Untranslatable("a regular expression that is no literal");
  const options = flags?.kind === "string" ? flags.value : "";
  const condition =
    options === "" || options === "i" ? patternCondition(subject, pattern.value, options === "i") : undefined;
  if (condition === undefined)
    throw new Untranslatable(`SQLite has no regular expressions, and '${pattern.value}' cannot be said without`);
  return { text: condition, level: condition.includes(" OR ") ? LEVELS.or : LEVELS.and };
}
