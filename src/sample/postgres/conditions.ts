/** Reads PostgreSQL's expressions, as the server prints them or as they were written, into neutral terms. */
import { likePattern } from "../regex.ts";
import { type CompareOperator, compare, constant, NULL, type Term } from "../terms.ts";
import { type Cell, plainTime } from "../values.ts";
import { type Grammar, listOf, stringsOf, type Tree, treeOf } from "./syntax.ts";

/** The term of an expression; `unknown` for what is beyond it. */
export function readCondition(sql: string, grammar: Grammar): Term {
  const tree = grammar.expression(sql);
  return tree ? read(tree, sql) : { kind: "unknown", sql };
}

/** The term of a node of the grammar. */
export function readNode(tree: Tree, sql: string): Term {
  return read(tree, sql);
}

type Reader = (node: Tree, sql: string) => Term;

function read(tree: Tree, sql: string): Term {
  const [entry] = Object.entries(tree);
  const reader = entry && Object.hasOwn(NODES, entry[0]) ? NODES[entry[0]] : undefined;
  return reader && entry ? reader(treeOf(entry[1]), sql) : { kind: "unknown", sql };
}

const COMPARISONS: { readonly [operator: string]: CompareOperator } = {
  "=": "=",
  "<>": "<>",
  "!=": "<>",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
};

const ARITHMETIC: { readonly [operator: string]: string } = {
  "+": "add",
  "-": "subtract",
  "*": "multiply",
  "%": "modulo",
  "||": "concat",
  "<@": "contained",
};

/** Functions by their name in PostgreSQL. */
const FUNCTIONS: { readonly [name: string]: string } = {
  length: "length",
  char_length: "length",
  character_length: "length",
  octet_length: "octets",
  lower: "lower",
  upper: "upper",
  btrim: "trim",
  replace: "replace",
  substr: "substring",
  substring: "substring",
  strpos: "position",
  position: "position",
  num_nonnulls: "count",
  cardinality: "size",
  jsonb_array_length: "size",
  json_array_length: "size",
  jsonb_typeof: "json kind",
  json_typeof: "json kind",
  abs: "abs",
  mod: "modulo",
  floor: "floor",
  ceil: "ceiling",
  ceiling: "ceiling",
  isempty: "empty",
};

const NOW = new Set(["now", "transaction_timestamp", "statement_timestamp", "clock_timestamp"]);

const PARTS: { readonly [part: string]: string } = { year: "year", month: "month", day: "day of month" };

const NODES: { readonly [node: string]: Reader } = {
  ColumnRef: (node, sql) => {
    const name = stringsOf(node["fields"]).at(-1);
    return name === undefined ? { kind: "unknown", sql } : { kind: "column", name };
  },
  A_Const: (node) => constant(constantOf(node)),
  TypeCast: cast,
  A_Expr: operation,
  BoolExpr: (node, sql) => {
    const terms = listOf(node["args"]).map((arg) => read(arg, sql));
    const [first] = terms;
    if (node["boolop"] === "NOT_EXPR") return first ? { kind: "not", term: first } : { kind: "unknown", sql };
    return { kind: node["boolop"] === "OR_EXPR" ? "or" : "and", terms };
  },
  NullTest: (node, sql) => {
    const term: Term = { kind: "null", term: read(treeOf(node["arg"]), sql) };
    return node["nulltesttype"] === "IS_NOT_NULL" ? { kind: "not", term } : term;
  },
  BooleanTest: (node, sql) => {
    const test = String(node["booltesttype"]);
    const isNot = test.startsWith("IS_NOT_");
    if (test.endsWith("UNKNOWN")) {
      const term: Term = { kind: "null", term: read(treeOf(node["arg"]), sql) };
      return isNot ? { kind: "not", term } : term;
    }
    return {
      kind: "compare",
      operator: isNot ? "<>" : "=",
      left: read(treeOf(node["arg"]), sql),
      right: constant(test.endsWith("TRUE")),
      distinct: true,
    };
  },
  FuncCall: call,
  CoalesceExpr: (node, sql) => ({
    kind: "call",
    name: "coalesce",
    args: listOf(node["args"]).map((arg) => read(arg, sql)),
  }),
  MinMaxExpr: (node, sql) => ({
    kind: "call",
    name: node["op"] === "IS_LEAST" ? "least" : "greatest",
    args: listOf(node["args"]).map((arg) => read(arg, sql)),
  }),
  CollateClause: (node, sql) => read(treeOf(node["arg"]), sql),
  A_ArrayExpr: (node, sql) => {
    const items = listOf(node["elements"]).map((item) => read(item, sql));
    const cells = items.flatMap((item) => (item.kind === "constant" ? [item.value] : []));
    return cells.length === items.length ? constant(cells) : { kind: "unknown", sql };
  },
  SQLValueFunction: (node, sql) => (/DATE|TIME/.test(String(node["op"])) ? { kind: "now" } : { kind: "unknown", sql }),
  CaseExpr: (node, sql) => {
    const subject = node["arg"] ? read(treeOf(node["arg"]), sql) : undefined;
    return {
      kind: "case",
      branches: listOf(node["args"]).map((item) => {
        const branch = treeOf(item["CaseWhen"]);
        const when = read(treeOf(branch["expr"]), sql);
        return { when: subject ? compare("=", subject, when) : when, value: read(treeOf(branch["result"]), sql) };
      }),
      otherwise: node["defresult"] ? read(treeOf(node["defresult"]), sql) : NULL,
    };
  },
};

/** The JSON of the grammar leaves out zeros, false and empty texts. */
function constantOf(node: Tree): Cell {
  if (node["isnull"] === true) return null;
  if (node["ival"]) return Number(treeOf(node["ival"])["ival"] ?? 0);
  if (node["fval"]) return Number(treeOf(node["fval"])["fval"] ?? 0);
  if (node["boolval"]) return treeOf(node["boolval"])["boolval"] === true;
  return String(treeOf(node["sval"])["sval"] ?? "");
}

const NUMBERS = new Set("int2 int4 int8 integer smallint bigint numeric decimal float4 float8 real money".split(" "));
const TIMES = new Set(["date", "timestamp", "timestamptz"]);

function cast(node: Tree, sql: string): Term {
  const typeName = treeOf(node["typeName"]);
  const type = stringsOf(typeName["names"]).at(-1) ?? "";
  const inner = read(treeOf(node["arg"]), sql);
  const isArray = listOf(typeName["arrayBounds"]).length > 0;
  if (inner.kind === "constant" && typeof inner.value === "string") {
    if (isArray) return constant(arrayOf(inner.value, NUMBERS.has(type)));
    if (NUMBERS.has(type)) return constant(Number(inner.value));
    if (type === "bool" || type === "boolean") return constant(/^[ty1]|^on/i.test(inner.value));
    if (TIMES.has(type)) return constant(plainTime(inner.value));
    if (type === "interval") return { kind: "unknown", sql };
    return inner;
  }
  if (isArray || inner.kind === "constant" || inner.kind === "now") return inner;
  if (NUMBERS.has(type) && inner.kind !== "column") return { kind: "call", name: "number", args: [inner] };
  if (type === "date") return { kind: "call", name: "day", args: [inner] };
  return inner;
}

/** The items of an array's text: `{a,"b c"}`. */
function arrayOf(text: string, isNumber: boolean): readonly Cell[] {
  const items = text.slice(1, -1).match(/"(?:[^"\\]|\\.)*"|[^,]+/g) ?? [];
  return items.map((item) => {
    const plain = item.startsWith('"') ? item.slice(1, -1).replace(/\\(.)/g, "$1") : item;
    return isNumber ? Number(plain) : plain === "NULL" && !item.startsWith('"') ? null : plain;
  });
}

function operation(node: Tree, sql: string): Term {
  const kind = String(node["kind"]);
  const operator = stringsOf(node["name"]).at(-1) ?? "";
  const left = read(treeOf(node["lexpr"]), sql);
  const unknown: Term = { kind: "unknown", sql };
  switch (kind) {
    case "AEXPR_OP":
      return binary(operator, node, sql);
    case "AEXPR_OP_ANY":
    case "AEXPR_OP_ALL": {
      const list = itemsOf(treeOf(node["rexpr"]), sql);
      const isAny = kind === "AEXPR_OP_ANY";
      if (!list) return unknown;
      if (isAny && operator === "=") return { kind: "in", term: left, list };
      if (!isAny && (operator === "<>" || operator === "!="))
        return { kind: "not", term: { kind: "in", term: left, list } };
      const terms = list.map((item) => between(operator, left, item, sql));
      return { kind: isAny ? "or" : "and", terms };
    }
    case "AEXPR_IN": {
      const list = listOf(treeOf(treeOf(node["rexpr"])["List"])["items"]).map((item) => read(item, sql));
      const term: Term = { kind: "in", term: left, list };
      return operator === "<>" ? { kind: "not", term } : term;
    }
    case "AEXPR_LIKE":
    case "AEXPR_ILIKE":
      return between(operator, left, read(treeOf(node["rexpr"]), sql), sql);
    case "AEXPR_BETWEEN":
    case "AEXPR_NOT_BETWEEN": {
      const [low, high] = listOf(treeOf(treeOf(node["rexpr"])["List"])["items"]).map((item) => read(item, sql));
      if (!low || !high) return unknown;
      const term: Term = { kind: "and", terms: [compare(">=", left, low), compare("<=", left, high)] };
      return kind === "AEXPR_NOT_BETWEEN" ? { kind: "not", term } : term;
    }
    case "AEXPR_DISTINCT":
    case "AEXPR_NOT_DISTINCT":
      return {
        kind: "compare",
        operator: kind === "AEXPR_DISTINCT" ? "<>" : "=",
        left,
        right: read(treeOf(node["rexpr"]), sql),
        distinct: true,
      };
    default:
      return unknown;
  }
}

function itemsOf(tree: Tree, sql: string): readonly Term[] | undefined {
  const term = read(tree, sql);
  if (term.kind === "constant" && Array.isArray(term.value)) return (term.value as readonly Cell[]).map(constant);
  return undefined;
}

function binary(operator: string, node: Tree, sql: string): Term {
  const right = read(treeOf(node["rexpr"]), sql);
  if (!node["lexpr"]) {
    if (operator === "-" && right.kind === "constant" && typeof right.value === "number") return constant(-right.value);
    return operator === "-" ? { kind: "call", name: "negative", args: [right] } : { kind: "unknown", sql };
  }
  return between(operator, read(treeOf(node["lexpr"]), sql), right, sql);
}

function between(operator: string, left: Term, right: Term, sql: string): Term {
  const comparison = COMPARISONS[operator];
  if (comparison) return compare(comparison, left, right);
  const matching = /^(!?)(~~\*|~~|~\*|~)$/.exec(operator);
  if (matching && right.kind === "constant" && typeof right.value === "string") {
    const [, not, how = ""] = matching;
    const pattern = how.startsWith("~~") ? likePattern(right.value) : right.value;
    const term: Term = { kind: "match", term: left, pattern, ...(how.endsWith("*") && { ignoreCase: true as const }) };
    return not ? { kind: "not", term } : term;
  }
  if (operator === "@>") return { kind: "call", name: "contained", args: [right, left] };
  const name = ARITHMETIC[operator];
  return name === undefined ? { kind: "unknown", sql } : { kind: "call", name, args: [left, right] };
}

function call(node: Tree, sql: string): Term {
  const name = stringsOf(node["funcname"]).at(-1) ?? "";
  const args = listOf(node["args"]).map((arg) => read(arg, sql));
  if (NOW.has(name)) return { kind: "now" };
  const [first, second] = args;
  if (name === "num_nulls") {
    return { kind: "call", name: "subtract", args: [constant(args.length), { kind: "call", name: "count", args }] };
  }
  if (name === "array_length" && first) return { kind: "call", name: "size", args: [first] };
  if ((name === "extract" || name === "date_part") && first?.kind === "constant" && second) {
    const part = PARTS[String(first.value)];
    if (part !== undefined) return { kind: "call", name: part, args: [second] };
  }
  if (name === "regexp_like" && first && second?.kind === "constant" && typeof second.value === "string") {
    return { kind: "match", term: first, pattern: second.value };
  }
  if (name === "starts_with" && first && second?.kind === "constant" && typeof second.value === "string") {
    return { kind: "match", term: first, pattern: `^${second.value.replace(/[^A-Za-z0-9]/g, "\\$&")}` };
  }
  const neutral = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  return neutral === undefined ? { kind: "unknown", sql } : { kind: "call", name: neutral, args };
}
