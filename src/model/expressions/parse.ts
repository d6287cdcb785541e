/**
 * Text → expression, by precedence climbing. From loose to tight: `or`, `and`, `not`, comparisons (`= <> < <= > >=`,
 * `is null`, `in`, `between`, `like`; they do not chain), `||`, `+ -`, `* / %`, unary `-`.
 */
import type { BinaryOperator, Expression, ExpressionNode } from "../expression.ts";
import { type Place, Scanner } from "../lexer.ts";
import { nearest } from "../suggest.ts";
import { FOREIGN_FUNCTIONS, FUNCTIONS } from "./functions.ts";

/** Words that cannot begin an operand as a bare field name; in double quotes they can. `end` may: intervals have one. */
export const RESERVED_IN_EXPRESSIONS: ReadonlySet<string> = new Set(
  "not case null true false and or is in like between".split(" "),
);

// A written expression is far below these; they keep every later recursion over the tree within the stack.
const maxNesting = 100;
const maxDepth = 500;

/** Operators of SQL, C and JavaScript that people write by habit, with ours. */
const foreignOperators: readonly (readonly [string, string])[] = [
  ["===", "="],
  ["!==", "<>"],
  ["==", "="],
  ["&&", "and"],
  ["~*", "matches(text, pattern, 'i')"],
  ["~", "matches(text, pattern)"],
  ["::", "no cast: types convert themselves"],
];

const additive: readonly BinaryOperator[] = ["+", "-"];
const multiplicative: readonly BinaryOperator[] = ["*", "/", "%"];
// Longest first.
const comparisons: readonly (readonly [string, BinaryOperator])[] = [
  ["<=", "<="],
  [">=", ">="],
  ["<>", "<>"],
  ["!=", "<>"],
  ["=", "="],
  ["<", "<"],
  [">", ">"],
];

class ExpressionParser {
  readonly refs = new Set<string>();
  readonly #scanner: Scanner;
  readonly #depths = new WeakMap<ExpressionNode, number>();
  #nesting = 0;

  constructor(scanner: Scanner) {
    this.#scanner = scanner;
  }

  #node<T extends ExpressionNode>(node: T, children: readonly ExpressionNode[] = []): T {
    let depth = 1;
    for (const child of children) depth = Math.max(depth, 1 + (this.#depths.get(child) ?? 0));
    if (depth > maxDepth) this.#tooDeep();
    this.#depths.set(node, depth);
    return node;
  }

  #tooDeep(): never {
    this.#scanner.fail("EXPRESSION_TOO_DEEP", "this expression is nested too deeply", {
      remedy: "Split it into several checks or a generated field",
    });
  }

  #nested<T>(parse: () => T): T {
    if (++this.#nesting > maxNesting) this.#tooDeep();
    const result = parse();
    this.#nesting--;
    return result;
  }

  #binary(operator: BinaryOperator, left: ExpressionNode, right: ExpressionNode): ExpressionNode {
    return this.#node({ kind: "binary", operator, left, right }, [left, right]);
  }

  expression(): ExpressionNode {
    return this.#nested(() => this.#or());
  }

  #or(): ExpressionNode {
    let left = this.#and();
    while (this.#scanner.takeWord("or")) left = this.#binary("or", left, this.#and());
    return left;
  }

  #and(): ExpressionNode {
    let left = this.#not();
    while (this.#scanner.takeWord("and")) left = this.#binary("and", left, this.#not());
    return left;
  }

  #not(): ExpressionNode {
    if (!this.#scanner.takeWord("not")) return this.#comparison();
    const operand = this.#nested(() => this.#not());
    return this.#node({ kind: "unary", operator: "not", operand }, [operand]);
  }

  #comparison(): ExpressionNode {
    const left = this.#concatenation();
    const result = this.#comparisonOf(left);
    if (result !== left) {
      const start = this.#scanner.position;
      if (this.#comparisonOf(result) !== result) {
        this.#scanner.fail("EXPRESSION_SYNTAX", "comparisons do not chain", {
          at: start,
          remedy: "Join two comparisons with `and`, or put one of them in brackets",
        });
      }
    }
    return result;
  }

  /** `left` with the comparison that follows it, or `left` itself when none does. */
  #comparisonOf(left: ExpressionNode): ExpressionNode {
    const scanner = this.#scanner;
    for (const [symbol, ours] of foreignOperators) {
      scanner.skipSpace();
      if (scanner.text.startsWith(symbol, scanner.position)) {
        scanner.fail("EXPRESSION_SYNTAX", `\`${symbol}\` is no operator of expressions`, { remedy: `Use ${ours}` });
      }
    }
    for (const [symbol, operator] of comparisons) {
      if (scanner.take(symbol)) return this.#binary(operator, left, this.#concatenation());
    }
    if (scanner.takeWord("is")) {
      const negated = scanner.takeWord("not");
      if (!scanner.takeWord("null")) {
        scanner.fail("EXPRESSION_SYNTAX", `expected \`null\` after \`is${negated ? " not" : ""}\`${scanner.found()}`, {
          remedy: "Compare with `=` or `<>`; `is` asks for null alone",
        });
      }
      return this.#node({ kind: "isNull", operand: left, negated }, [left]);
    }
    const start = scanner.position;
    const negated = scanner.takeWord("not");
    if (scanner.takeWord("in")) {
      scanner.expect("(", "after `in`");
      const list = this.#list(")");
      if (list.length === 0) scanner.fail("EXPRESSION_SYNTAX", "`in ()` needs at least one value");
      return this.#node({ kind: "in", operand: left, list, negated }, [left, ...list]);
    }
    const simple = this.#likeOrBetween(left);
    if (simple) return negated ? this.#node({ kind: "unary", operator: "not", operand: simple }, [simple]) : simple;
    scanner.position = start;
    return left;
  }

  #likeOrBetween(left: ExpressionNode): ExpressionNode | undefined {
    if (this.#scanner.takeWord("like")) return this.#binary("like", left, this.#concatenation());
    if (!this.#scanner.takeWord("between")) return undefined;
    const low = this.#concatenation();
    if (!this.#scanner.takeWord("and")) {
      this.#scanner.fail("EXPRESSION_SYNTAX", `expected \`and\` in \`between … and …\`${this.#scanner.found()}`);
    }
    const high = this.#concatenation();
    return this.#node({ kind: "between", operand: left, low, high }, [left, low, high]);
  }

  #concatenation(): ExpressionNode {
    let left = this.#sum();
    while (this.#scanner.take("||")) left = this.#binary("||", left, this.#sum());
    return left;
  }

  #sum(): ExpressionNode {
    return this.#chain(additive, () => this.#chain(multiplicative, () => this.#unary()));
  }

  #chain(operators: readonly BinaryOperator[], operand: () => ExpressionNode): ExpressionNode {
    let left = operand();
    for (;;) {
      const operator = operators.find((symbol) => this.#scanner.take(symbol));
      if (operator === undefined) return left;
      left = this.#binary(operator, left, operand());
    }
  }

  #unary(): ExpressionNode {
    if (!this.#scanner.take("-")) return this.#operand();
    const operand = this.#nested(() => this.#unary());
    return this.#node({ kind: "unary", operator: "-", operand }, [operand]);
  }

  #operand(): ExpressionNode {
    const scanner = this.#scanner;
    if (scanner.take("(")) {
      const inner = this.expression();
      scanner.expect(")", "to close the bracket");
      return inner;
    }
    const string = scanner.quoted();
    if (string !== undefined) return this.#node({ kind: "string", value: string });
    const number = scanner.number();
    if (number !== undefined) return this.#node({ kind: "number", value: number });
    const start = scanner.position;
    const named = scanner.doubleQuoted();
    if (named !== undefined) return this.#field(named, start);
    const word = scanner.word();
    if (word === undefined) {
      return scanner.fail("EXPRESSION_SYNTAX", `expected a field, a value or a call${scanner.found()}`);
    }
    return this.#worded(word, scanner.position - word.length);
  }

  #worded(word: string, at: number): ExpressionNode {
    const scanner = this.#scanner;
    const lower = word.toLowerCase();
    if (lower === "null") return this.#node({ kind: "null" });
    if (lower === "true" || lower === "false") return this.#node({ kind: "boolean", value: lower === "true" });
    if (lower === "case") return this.#nested(() => this.#case(at));
    if (scanner.peek() === "(" && !RESERVED_IN_EXPRESSIONS.has(lower)) return this.#call(lower, at);
    if (lower === "current_date" || lower === "current_timestamp") {
      return this.#node({ kind: "call", name: lower === "current_date" ? "today" : "now", args: [] });
    }
    if (scanner.text.charAt(scanner.position) === ".") return this.#part(word, at);
    if (RESERVED_IN_EXPRESSIONS.has(lower)) {
      scanner.fail("EXPRESSION_SYNTAX", `\`${word}\` cannot stand here`, {
        at,
        remedy: `Put a field of that name in double quotes: "${word}"`,
      });
    }
    return this.#field(word, at);
  }

  /** A part of an embedded value: `shipTo.city`. */
  #part(first: string, at: number): ExpressionNode {
    const names = [first];
    while (this.#scanner.take(".")) {
      const next = this.#scanner.word();
      if (next === undefined) {
        return this.#scanner.fail("EXPRESSION_SYNTAX", `expected a name after \`.\`${this.#scanner.found()}`);
      }
      names.push(next);
    }
    return this.#field(names.join("."), at);
  }

  #field(name: string, at: number): ExpressionNode {
    if (name === "") this.#scanner.fail("EXPRESSION_SYNTAX", "a field's name is empty", { at });
    this.refs.add(name);
    return this.#node({ kind: "field", name });
  }

  #call(name: string, at: number): ExpressionNode {
    const scanner = this.#scanner;
    const known = FUNCTIONS.get(name);
    if (!known) {
      const instead = FOREIGN_FUNCTIONS.get(name) ?? nearest(name, FUNCTIONS.keys());
      return scanner.fail("UNKNOWN_FUNCTION", `there is no function \`${name}\` in expressions`, {
        at,
        ...(instead === undefined
          ? { remedy: "Use raw SQL for an engine's own functions: { sql: { postgres: … } }" }
          : { fix: { from: at, to: at + name.length, text: instead } }),
      });
    }
    scanner.take("(");
    const args = this.#list(")");
    const [least, most] = known.arity;
    if (args.length < least || args.length > most) {
      const wanted =
        least === most ? `${least}` : most === Number.POSITIVE_INFINITY ? `${least} or more` : `${least} to ${most}`;
      scanner.fail("WRONG_ARGUMENTS", `\`${name}\` takes ${wanted} arguments, not ${args.length}`, {
        at,
        remedy: `The form is ${known.doc}`,
      });
    }
    return this.#node({ kind: "call", name, args }, args);
  }

  #list(close: string): ExpressionNode[] {
    const items: ExpressionNode[] = [];
    if (this.#scanner.take(close)) return items;
    do items.push(this.expression());
    while (this.#scanner.take(","));
    this.#scanner.expect(close, "to close the bracket");
    return items;
  }

  #case(at: number): ExpressionNode {
    const scanner = this.#scanner;
    const branches: { when: ExpressionNode; value: ExpressionNode }[] = [];
    while (scanner.takeWord("when")) {
      const when = this.expression();
      if (!scanner.takeWord("then")) scanner.fail("EXPRESSION_SYNTAX", `expected \`then\`${scanner.found()}`);
      branches.push({ when, value: this.expression() });
    }
    if (branches.length === 0) {
      scanner.fail("EXPRESSION_SYNTAX", `expected \`when\` after \`case\`${scanner.found()}`, {
        remedy: "The form is case when … then … else … end; a field named case stands in double quotes",
      });
    }
    const otherwise = scanner.takeWord("else") ? this.expression() : undefined;
    if (!scanner.takeWord("end")) {
      scanner.fail("EXPRESSION_SYNTAX", `this \`case\` has no \`end\`${scanner.found()}`, { at });
    }
    const children = branches.flatMap((branch) => [branch.when, branch.value]);
    return otherwise
      ? this.#node({ kind: "case", branches, otherwise }, [...children, otherwise])
      : this.#node({ kind: "case", branches }, children);
  }
}

/**
 * Reads one expression at the scanner's position and leaves the scanner behind it; what follows is the caller's.
 * @throws SchemaforgeError EXPRESSION_SYNTAX, UNKNOWN_FUNCTION, WRONG_ARGUMENTS, UNCLOSED_QUOTE, EXPRESSION_TOO_DEEP
 */
export function scanExpression(scanner: Scanner): Expression {
  scanner.skipSpace();
  const start = scanner.position;
  const parser = new ExpressionParser(scanner);
  const ast = parser.expression();
  const authored = scanner.text.slice(start, scanner.position).trimEnd();
  return { kind: "parsed", authored, ast, refs: [...parser.refs] };
}

/**
 * A whole text as one expression over field names.
 * @param name what the expression belongs to, for messages
 * @throws SchemaforgeError as `scanExpression`, and when something is left over
 */
export function parseExpression(text: string, place?: Place, name = ""): Expression {
  const scanner = new Scanner(text, name, place);
  const expression = scanExpression(scanner);
  if (!scanner.atEnd) {
    scanner.fail("EXPRESSION_SYNTAX", `the expression ends before \`${scanner.peekRun().slice(0, 40)}\``, {
      remedy: "Check brackets, quotes and operators",
    });
  }
  return expression;
}
