/** The language's expressions in PostgreSQL's SQL, with as few parentheses as they need. */
import { SchemaforgeError } from "../../model/errors.ts";
import type { BinaryOperator, Expression, ExpressionNode } from "../../model/expression.ts";
import { quoteIdent } from "./quote.ts";
import { withTruthValues } from "./truth.ts";

/** What a value is, as far as its SQL depends on it. */
export type ValueKind =
  | "text"
  | "number"
  | "float"
  | "boolean"
  | "array"
  | "json"
  | "binary"
  /** `timestamp with time zone`: its parts depend on the session's zone unless one is named. */
  | "instant"
  | "other";

export interface ExpressionColumn {
  readonly name: string;
  readonly kind: ValueKind;
}

/** What the names in an expression mean. */
export interface ExpressionScope {
  /** The columns of a field or relation. */
  columns(member: string): readonly ExpressionColumn[];
  /** Generated fields to write out where they are read, for no generated column may read another. */
  readonly inline?: ReadonlyMap<string, InlineFormula>;
}

/** A generated field in SQL, to stand where others read it. */
export interface InlineFormula {
  readonly text: string;
  readonly level: number;
  readonly kind: ValueKind;
}

/** A scope without fields, for defaults. */
export const NO_COLUMNS: ExpressionScope = { columns: () => [] };

export interface PrintedExpression {
  readonly sql: string;
  /** Stands without parentheses wherever one operand may: a column, a literal, a call. */
  readonly isOperand: boolean;
  /** What it gives; `other` of raw SQL. */
  readonly kind: ValueKind;
}

/** How tightly operators bind, loosest first (Table 4.2 of the manual, version 18). */
const LEVEL: { readonly [operator in BinaryOperator]: number } = {
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
const LOOSEST = 0;
const NOT = 3;
/** Comparisons, IS, LIKE, IN, BETWEEN and `~` differ in how tightly they bind; in brackets nobody has to know how. */
const COMPARISON = 4;
const OTHER = 5;
const MINUS = 8;
const CAST = 9;
const OPERAND = 10;

interface Printed {
  readonly text: string;
  readonly level: number;
}

const operand = (text: string): Printed => ({ text, level: OPERAND });

/**
 * A string literal under standard_conforming_strings, which is on since version 9.1: backslashes stand for themselves,
 * as the server prints them (simple_quote_literal in ruleutils.c).
 *
 * @throws SchemaforgeError NULL_CHARACTER, which no PostgreSQL text holds
 */
export function stringLiteral(text: string): string {
  if (text.includes("\0")) {
    throw new SchemaforgeError("NULL_CHARACTER", "PostgreSQL has no text with a null character", {
      where: { object: JSON.stringify(text.slice(0, 40)) },
      remedy: "Remove the character, or store the value as binary",
    });
  }
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * Prints an expression; undefined for raw SQL that is given only for other engines.
 *
 * @throws SchemaforgeError UNKNOWN_FIELD, or COMPOSITE_OPERAND for a relation of several columns in a comparison
 */
export function printExpression(expression: Expression, scope: ExpressionScope): PrintedExpression | undefined {
  return printed(expression, scope, false);
}

/** As `printExpression`, of what is true or false: the condition of a check or of an index. */
export function printCondition(expression: Expression, scope: ExpressionScope): PrintedExpression | undefined {
  return printed(expression, scope, true);
}

function printed(expression: Expression, scope: ExpressionScope, isCondition: boolean): PrintedExpression | undefined {
  if (expression.kind === "raw") {
    const sql = expression.sql.postgres;
    return sql === undefined ? undefined : { sql, isOperand: false, kind: "other" };
  }
  const ast = withTruthValues(expression.ast, (node) => kindOf(node, scope), isCondition);
  const { text, level } = print(ast, scope);
  return { sql: text, isOperand: level === OPERAND, kind: kindOf(ast, scope) };
}

/** Kinds whose values a column keeps as its formula gives them; a column of another kind may round or convert. */
const KEPT_AS_GIVEN: readonly ValueKind[] = ["text", "boolean", "array", "json", "binary"];

/** Formulas that read formulas that read formulas … grow exponentially: beyond this many characters nobody means it. */
const LONGEST_FORMULA = 20_000;

/**
 * A generated field as others read it: its formula, cast to the column's type where that may change the value.
 *
 * @param column what the generated column holds, and its type as printed
 * @param path what the Model calls the field
 * @returns undefined for raw SQL of other engines: the column is then none that is generated
 * @throws SchemaforgeError FORMULA_TOO_LONG, and what `printExpression` throws
 */
export function inlineFormula(
  expression: Expression,
  scope: ExpressionScope,
  column: { readonly kind: ValueKind; readonly type: string },
  path: string,
): InlineFormula | undefined {
  const printed = printExpression(expression, scope);
  if (!printed) return undefined;
  const { sql, kind } = printed;
  const growsBy = expression.kind === "parsed" && expression.refs.some((name) => scope.inline?.has(name));
  if (growsBy && sql.length > LONGEST_FORMULA) {
    const size = `${sql.length} characters long once the fields that it reads are written out`;
    throw new SchemaforgeError("FORMULA_TOO_LONG", `the formula is ${size}, at most ${LONGEST_FORMULA} are allowed`, {
      where: { object: path },
      remedy: "Make it of stored fields, for PostgreSQL's generated columns cannot read each other",
    });
  }
  // Raw SQL always stands in parentheses, for nobody knows how tightly it binds.
  const level = expression.kind === "parsed" ? print(expression.ast, scope).level : LOOSEST;
  if (kind === column.kind && KEPT_AS_GIVEN.includes(kind)) return { text: sql, level, kind };
  return { text: `${level === OPERAND ? sql : `(${sql})`}::${column.type}`, level: CAST, kind: column.kind };
}

type At = (level: number, node: ExpressionNode) => string;

function print(node: ExpressionNode, scope: ExpressionScope): Printed {
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

const comparison = (text: string): Printed => ({ text, level: COMPARISON });
const minus = (text: string): Printed => ({ text: `-${text}`, level: MINUS });

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

/** The value as text: a function of text takes no number, and `||` of a text and a number may stand in no index. */
function asText(node: ExpressionNode, level: number, at: At, scope: ExpressionScope): string {
  const kind = kindOf(node, scope);
  return kind === "text" || node.kind === "null" ? at(level, node) : `${at(CAST + 1, node)}::text`;
}

const RESULTS: { readonly [name: string]: ValueKind } = {
  length: "number",
  lower: "text",
  upper: "text",
  trim: "text",
  substring: "text",
  replace: "text",
  concat: "text",
  matches: "boolean",
  year: "number",
  month: "number",
  day: "number",
  now: "instant",
  setting: "text",
};

/** What a node gives; a literal or a call whose arguments decide is taken from the first that says something. */
function kindOf(node: ExpressionNode, scope: ExpressionScope): ValueKind {
  switch (node.kind) {
    case "field":
      return scope.inline?.get(node.name)?.kind ?? scope.columns(node.name)[0]?.kind ?? "other";
    case "string":
      return "text";
    case "number":
      return "number";
    case "boolean":
    case "isNull":
    case "in":
    case "between":
      return "boolean";
    case "null":
      return "other";
    case "call":
      return RESULTS[node.name] ?? firstKind(node.args, scope);
    case "unary":
      return node.operator === "not" ? "boolean" : kindOf(node.operand, scope);
    case "binary":
      if (node.operator === "||") return "text";
      return LEVEL[node.operator] <= COMPARISON ? "boolean" : firstKind([node.left, node.right], scope);
    case "case":
      return firstKind(
        [...node.branches.map(({ value }) => value), ...(node.otherwise ? [node.otherwise] : [])],
        scope,
      );
  }
}

function firstKind(nodes: readonly ExpressionNode[], scope: ExpressionScope): ValueKind {
  const kinds = nodes.filter((node) => node.kind !== "null").map((node) => kindOf(node, scope));
  return kinds.find((kind) => kind === "float") ?? kinds.find((kind) => kind !== "text") ?? kinds[0] ?? "other";
}

type Writer = (args: readonly ExpressionNode[], at: At, scope: ExpressionScope) => Printed;

/** A function of text under its name in PostgreSQL; only its first argument has to be made text. */
const ofText =
  (name: string): Writer =>
  ([subject, ...rest], at, scope) => {
    const first = subject ? [asText(subject, 1, at, scope)] : [];
    return operand(`${name}(${[...first, ...rest.map((node) => at(1, node))].join(", ")})`);
  };

/** The day begins in UTC, as for every engine; so the result does not depend on the session and may be indexed. */
const part =
  (name: string): Writer =>
  ([subject], at, scope) => {
    if (!subject) return operand("NULL");
    const zoned = kindOf(subject, scope) === "instant";
    const text = zoned ? `${at(MINUS, subject)} AT TIME ZONE 'UTC'` : at(1, subject);
    return operand(`extract(${name} FROM ${text})`);
  };

/** Functions that are not PostgreSQL's by the same name. */
const WRITERS: { readonly [name: string]: Writer } = {
  length: ([subject], at, scope) => {
    if (!subject) return operand("NULL");
    const kind = kindOf(subject, scope);
    if (kind === "array") return operand(`cardinality(${at(1, subject)})`);
    return operand(`length(${kind === "binary" ? at(1, subject) : asText(subject, 1, at, scope)})`);
  },
  lower: ofText("lower"),
  upper: ofText("upper"),
  trim: ofText("btrim"),
  substring: ofText("substr"),
  replace: ofText("replace"),
  // concat() may depend on settings (it is only STABLE) and so stand in no index; `||` may.
  concat: (args, at, scope) => ({
    text: args.map((arg) => (arg.kind === "string" ? at(OTHER, arg) : orEmpty(arg, at, scope))).join(" || "),
    level: args.length > 1 ? OTHER : OPERAND,
  }),
  matches: (args, at, scope) => matches(args, "", at, scope),
  // Of floating-point numbers there is only round(x) without digits.
  round: ([subject, digits], at, scope) => {
    if (!subject) return operand("NULL");
    if (!digits) return operand(`round(${at(1, subject)})`);
    const exact = kindOf(subject, scope) === "float" ? `${at(CAST + 1, subject)}::numeric` : at(1, subject);
    return operand(`round(${exact}, ${at(1, digits)})`);
  },
  year: part("year"),
  month: part("month"),
  day: part("day"),
  today: () => operand("CURRENT_DATE"),
  uuid: () => operand("gen_random_uuid()"),
  // Null where nobody has set it, rather than an error (manual, 9.28.1).
  setting: ([name], at) => operand(`current_setting(${name ? at(1, name) : "NULL"}, true)`),
};

function orEmpty(node: ExpressionNode, at: At, scope: ExpressionScope): string {
  return `coalesce(${asText(node, 1, at, scope)}, '')`;
}

function call(name: string, args: readonly ExpressionNode[], at: At, scope: ExpressionScope): Printed {
  const writer = Object.hasOwn(WRITERS, name) ? WRITERS[name] : undefined;
  if (writer) return writer(args, at, scope);
  return operand(`${name}(${args.map((arg) => at(1, arg)).join(", ")})`);
}

/** `~` and `~*`; regexp_like() (version 15) for other flags and for flags that are computed. */
function matches(args: readonly ExpressionNode[], not: "" | "!", at: At, scope: ExpressionScope): Printed {
  const [subject, pattern, flags] = args;
  if (!subject || !pattern) return operand("NULL");
  const regex: ExpressionNode =
    pattern.kind === "string" ? { kind: "string", value: postgresPattern(pattern.value) } : pattern;
  const ignores = flags?.kind === "string" && flags.value === "i";
  if (!flags || ignores || (flags.kind === "string" && flags.value === "")) {
    const operator = `${not}~${ignores ? "*" : ""}`;
    return comparison(`${asText(subject, OTHER, at, scope)} ${operator} ${at(OTHER + 1, regex)}`);
  }
  const test = `regexp_like(${asText(subject, 1, at, scope)}, ${at(1, regex)}, ${at(1, flags)})`;
  return not ? { text: `NOT ${test}`, level: NOT } : operand(test);
}

/** Escapes of JavaScript's and Perl's expressions that PostgreSQL writes otherwise (manual, 9.7.3.3): word boundaries. */
function postgresPattern(pattern: string): string {
  let text = "";
  let inBrackets = false;
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    if (character !== "\\") {
      if (character === "[") inBrackets = true;
      else if (character === "]") inBrackets = false;
      text += character;
      continue;
    }
    const escaped = pattern.charAt(++at);
    const boundary = inBrackets ? undefined : { b: "y", B: "Y" }[escaped];
    text += `\\${boundary ?? escaped}`;
  }
  return text;
}
