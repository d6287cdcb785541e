/**
 * Expressions as the server prints them → the language's, through PostgreSQL's own grammar. Casts that the server puts
 * where it would put them again anyway fall away; what the language has no words for stays raw SQL.
 */
import type { BinaryOperator, Expression, ExpressionNode } from "../../../model/expression.ts";
import { expressionOf, mapFields } from "../../../model/expressions/tree.ts";
import { loadParser, type Parser } from "../elaborate/statements.ts";

type Tree = { readonly [key: string]: unknown };

/** What the columns of a table are, as far as expressions depend on it. */
export interface Columns {
  /** Printed types by column. */
  readonly types: ReadonlyMap<string, string>;
  /** Printed names of the catalog's enums. */
  readonly enums: ReadonlySet<string>;
}

/** Reads printed expressions; each text is parsed once. */
export class ExpressionReader {
  readonly #parser: Parser;
  readonly #trees = new Map<string, Tree | undefined>();

  constructor(parser: Parser) {
    this.#parser = parser;
  }

  static async load(): Promise<ExpressionReader> {
    return new ExpressionReader(await loadParser());
  }

  /** The tree of an expression, whose fields are columns; undefined where the language has no words for it. */
  node(sql: string, columns: Columns): ExpressionNode | undefined {
    const tree = this.#tree(sql);
    return tree && read(tree, columns);
  }

  #tree(sql: string): Tree | undefined {
    if (this.#trees.has(sql)) return this.#trees.get(sql);
    let tree: Tree | undefined;
    try {
      const [statement] = this.#parser.parse(`SELECT ${sql}`).stmts ?? [];
      const [target] = list(under(under(statement?.stmt, "SelectStmt"), "targetList"));
      tree = under(under(target, "ResTarget"), "val");
    } catch {
      // Text that is no expression of this version's grammar stays as it is.
      tree = undefined;
    }
    this.#trees.set(sql, tree);
    return tree;
  }
}

/** A parsed expression over members instead of columns; undefined where a column is no member. */
export function overMembers(node: ExpressionNode, memberOf: ReadonlyMap<string, string>): Expression | undefined {
  let isKnown = true;
  const ast = mapFields(node, (column) => {
    const member = memberOf.get(column);
    if (member === undefined) isKnown = false;
    return member ?? column;
  });
  return isKnown ? expressionOf(ast) : undefined;
}

type Reader = (tree: Tree, columns: Columns) => ExpressionNode | undefined;

/** Readers by the grammar's node. */
const READERS: { readonly [node: string]: Reader } = {
  ColumnRef: (tree) => {
    const [name, ...more] = strings(tree["fields"]);
    return name !== undefined && more.length === 0 ? { kind: "field", name } : undefined;
  },
  A_Const: constant,
  TypeCast: cast,
  BoolExpr: logic,
  NullTest: (tree, columns) => {
    const operand = read(under(tree, "arg"), columns);
    return operand && { kind: "isNull", operand, negated: tree["nulltesttype"] === "IS_NOT_NULL" };
  },
  A_Expr: operation,
  FuncCall: functionCall,
  CoalesceExpr: (tree, columns) => call("coalesce", tree["args"], columns),
  MinMaxExpr: (tree, columns) => call(tree["op"] === "IS_LEAST" ? "least" : "greatest", tree["args"], columns),
  SQLValueFunction: (tree) => {
    const name = { SVFOP_CURRENT_TIMESTAMP: "now", SVFOP_CURRENT_DATE: "today" }[String(tree["op"])];
    return name === undefined ? undefined : { kind: "call", name, args: [] };
  },
  CaseExpr: branches,
};

function read(tree: Tree | undefined, columns: Columns): ExpressionNode | undefined {
  const [entry] = Object.entries(tree ?? {});
  if (!entry) return undefined;
  const [name, content] = entry;
  const reader = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
  return reader?.(content as Tree, columns);
}

function readAll(value: unknown, columns: Columns): ExpressionNode[] | undefined {
  const nodes = list(value).map((item) => read(item, columns));
  return nodes.every((node) => node !== undefined) ? nodes : undefined;
}

function call(name: string, args: unknown, columns: Columns): ExpressionNode | undefined {
  const nodes = readAll(args, columns);
  return nodes && { kind: "call", name, args: nodes };
}

function constant(tree: Tree): ExpressionNode | undefined {
  if (tree["isnull"] === true) return { kind: "null" };
  const text = under(tree, "sval")?.["sval"];
  if (under(tree, "sval")) return { kind: "string", value: String(text ?? "") };
  if (under(tree, "boolval")) return { kind: "boolean", value: under(tree, "boolval")?.["boolval"] === true };
  const whole = under(tree, "ival");
  if (whole) return number(String(whole["ival"] ?? 0));
  const real = under(tree, "fval");
  return real ? number(String(real["fval"] ?? "")) : undefined;
}

/** A sign is an operator of the language. */
function number(text: string): ExpressionNode | undefined {
  if (!/^-?\d+(\.\d+)?$/.test(text)) return undefined;
  if (!text.startsWith("-")) return { kind: "number", value: text };
  return { kind: "unary", operator: "-", operand: { kind: "number", value: text.slice(1) } };
}

const NUMBERS: ReadonlySet<string> = new Set(["int2", "int4", "int8", "numeric", "float4", "float8"]);
/** Types whose constants stand as plain strings beside a column of the type. */
const WRITTEN: ReadonlySet<string> = new Set(
  "text varchar bpchar citext name date timestamp timestamptz time uuid".split(" "),
);
const TEXTS: ReadonlySet<string> = new Set(["text", "varchar"]);

function cast(tree: Tree, columns: Columns): ExpressionNode | undefined {
  const typeName = under(tree, "typeName");
  const type = strings(typeName?.["names"]).at(-1) ?? "";
  const isArray = list(typeName?.["arrayBounds"]).length > 0;
  const inner = under(tree, "arg");
  const node = read(inner, columns);
  if (!node || isArray) return undefined;
  if (node.kind === "string") {
    if (NUMBERS.has(type)) return number(node.value);
    if (type === "bool") return { kind: "boolean", value: node.value === "t" || node.value === "true" };
    return WRITTEN.has(type) || columns.enums.has(type) ? node : undefined;
  }
  if (node.kind === "number" || node.kind === "unary") return NUMBERS.has(type) ? node : undefined;
  if (node.kind === "null") return node;
  const from = node.kind === "field" ? (columns.types.get(node.name) ?? "") : "";
  if (TEXTS.has(type)) return /^(text|character varying\b.*)$/.test(from) || isTextCall(node) ? node : undefined;
  const widens = /^(smallint|integer|bigint)$/.test(from) || (from === "real" && type === "float8");
  return widens && NUMBERS.has(type) ? node : undefined;
}

function isTextCall(node: ExpressionNode): boolean {
  return node.kind === "call" && ["lower", "upper", "trim", "substring", "replace"].includes(node.name);
}

function logic(tree: Tree, columns: Columns): ExpressionNode | undefined {
  const nodes = readAll(tree["args"], columns);
  const [first, ...rest] = nodes ?? [];
  if (!first) return undefined;
  if (tree["boolop"] === "NOT_EXPR") return { kind: "unary", operator: "not", operand: first };
  const operator = tree["boolop"] === "AND_EXPR" ? "and" : "or";
  return rest.reduce<ExpressionNode>((left, right) => ({ kind: "binary", operator, left, right }), first);
}

const OPERATORS: { readonly [name: string]: BinaryOperator } = {
  "=": "=",
  "<>": "<>",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
  "+": "+",
  "-": "-",
  "*": "*",
  "/": "/",
  "%": "%",
  "||": "||",
  "~~": "like",
};

function operation(tree: Tree, columns: Columns): ExpressionNode | undefined {
  const [name = ""] = strings(tree["name"]);
  const kind = tree["kind"];
  const right = under(tree, "rexpr");
  const left = read(under(tree, "lexpr"), columns);
  if (kind === "AEXPR_OP_ANY" || kind === "AEXPR_OP_ALL") {
    const negated = kind === "AEXPR_OP_ALL";
    const items = name === (negated ? "<>" : "=") ? elements(right, columns) : undefined;
    return left && items && { kind: "in", operand: left, list: items, negated };
  }
  if (kind === "AEXPR_IN") {
    const items = readAll(under(right, "List")?.["items"], columns);
    return left && items && { kind: "in", operand: left, list: items, negated: name === "<>" };
  }
  const other = read(right, columns);
  if (!other) return undefined;
  if (kind === "AEXPR_NULLIF") return left && { kind: "call", name: "nullif", args: [left, other] };
  if (kind === "AEXPR_LIKE" && left) {
    const like: ExpressionNode = { kind: "binary", operator: "like", left, right: other };
    return name === "~~" ? like : { kind: "unary", operator: "not", operand: like };
  }
  if (kind !== "AEXPR_OP") return undefined;
  if (!under(tree, "lexpr")) return name === "-" ? { kind: "unary", operator: "-", operand: other } : undefined;
  if (!left) return undefined;
  const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  if (operator) return { kind: "binary", operator, left, right: other };
  if (name === "!~~")
    return { kind: "unary", operator: "not", operand: { kind: "binary", operator: "like", left, right: other } };
  return matching(name, left, other);
}

/** The items of `ARRAY[…]`, cast or not. */
function elements(tree: Tree | undefined, columns: Columns): ExpressionNode[] | undefined {
  const array = under(tree, "A_ArrayExpr") ?? under(under(under(tree, "TypeCast"), "arg"), "A_ArrayExpr");
  return array && readAll(array["elements"], columns);
}

/** Regular expressions: only patterns that both dialects read alike. */
function matching(operator: string, left: ExpressionNode, pattern: ExpressionNode): ExpressionNode | undefined {
  const form = /^(!?)~(\*?)$/.exec(operator);
  if (!form || pattern.kind !== "string" || /\\[bBmMyYAZ]|\(\?|\[\[|\*\*\*/.test(pattern.value)) return undefined;
  const flags: ExpressionNode[] = form[2] ? [{ kind: "string", value: "i" }] : [];
  const matches: ExpressionNode = { kind: "call", name: "matches", args: [left, pattern, ...flags] };
  return form[1] ? { kind: "unary", operator: "not", operand: matches } : matches;
}

/** The language's functions by PostgreSQL's name. */
const FUNCTIONS: { readonly [name: string]: string } = {
  length: "length",
  lower: "lower",
  upper: "upper",
  btrim: "trim",
  substr: "substring",
  replace: "replace",
  abs: "abs",
  round: "round",
  floor: "floor",
  ceil: "ceil",
  cardinality: "length",
  now: "now",
  gen_random_uuid: "uuid",
};

const PARTS: ReadonlySet<string> = new Set(["year", "month", "day"]);

function functionCall(tree: Tree, columns: Columns): ExpressionNode | undefined {
  const names = strings(tree["funcname"]);
  const name = names.at(-1) ?? "";
  if (names.length > 1 && names[0] !== "pg_catalog") return undefined;
  const args = list(tree["args"]);
  if (name === "extract") return datePart(args, columns);
  // `TRIM(BOTH FROM a)` is printed as it was written, and not as the call that it means.
  const isCall = tree["funcformat"] !== "COERCE_SQL_SYNTAX";
  const own = isCall && Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  return own === undefined ? undefined : call(own, args, columns);
}

/** `EXTRACT(year FROM (x AT TIME ZONE 'UTC'))`, as `year(x)` is printed for a point in time. */
function datePart(args: readonly Tree[], columns: Columns): ExpressionNode | undefined {
  const [first, second] = args;
  const part = String(under(under(first, "A_Const"), "sval")?.["sval"] ?? "");
  const zoned = under(second, "FuncCall");
  if (!PARTS.has(part)) return undefined;
  if (!zoned) return call(part, [second], columns);
  const [zone, value] = list(zoned["args"]);
  const utc = zone && read(zone, columns);
  const isUtc = strings(zoned["funcname"]).at(-1) === "timezone" && utc?.kind === "string" && utc.value === "UTC";
  return isUtc && value ? call(part, [value], columns) : undefined;
}

function branches(tree: Tree, columns: Columns): ExpressionNode | undefined {
  if (under(tree, "arg")) return undefined;
  const cases = list(tree["args"]).map((item) => {
    const when = read(under(under(item, "CaseWhen"), "expr"), columns);
    const value = read(under(under(item, "CaseWhen"), "result"), columns);
    return when && value ? { when, value } : undefined;
  });
  const last = under(tree, "defresult");
  const otherwise = last && read(last, columns);
  if (!cases.every((item) => item !== undefined) || (last && !otherwise)) return undefined;
  return { kind: "case", branches: cases, ...(otherwise ? { otherwise } : {}) };
}

function under(tree: unknown, key: string): Tree | undefined {
  const value = typeof tree === "object" && tree !== null ? (tree as Tree)[key] : undefined;
  return typeof value === "object" && value !== null ? (value as Tree) : undefined;
}

function list(value: unknown): readonly Tree[] {
  return Array.isArray(value) ? (value as readonly Tree[]) : [];
}

/** The texts of a list of String nodes. */
function strings(value: unknown): string[] {
  return list(value).map((item) => String(under(item, "String")?.["sval"] ?? ""));
}
