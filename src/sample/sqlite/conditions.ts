/** Reads SQLite's expressions (lang_expr.html) into neutral terms: precedence climbing over the engine's tokens. */
import { tokenize, tokenValue } from "../../engines/sqlite/index.ts";
import { fold } from "../../engines/sqlite/quote.ts";
import { evaluate, UNKNOWN } from "../evaluate.ts";
import { globPattern, likePattern } from "../regex.ts";
import { type CompareOperator, column, compare, constant, NULL, type Term } from "../terms.ts";

type Token = ReturnType<typeof tokenize>["tokens"][number];

/** The term of an expression whose columns are those of `names` (folded → as they are called); else `unknown`. */
export function readCondition(sql: string, names: ReadonlyMap<string, string>): Term {
  try {
    return new Reader(tokenize({ name: "check", text: sql }).tokens, names, sql).whole();
  } catch {
    return { kind: "unknown", sql };
  }
}

const COMPARISONS: { readonly [operator: string]: CompareOperator } = {
  "=": "=",
  "==": "=",
  "<>": "<>",
  "!=": "<>",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
};

/** How tightly operators between two values bind, and what they are here. */
const OPERATORS: { readonly [operator: string]: readonly [level: number, name: string | undefined] } = {
  or: [1, undefined],
  and: [2, undefined],
  "=": [4, undefined],
  "==": [4, undefined],
  "<>": [4, undefined],
  "!=": [4, undefined],
  is: [4, undefined],
  in: [4, undefined],
  like: [4, undefined],
  glob: [4, undefined],
  regexp: [4, undefined],
  between: [4, undefined],
  isnull: [4, undefined],
  notnull: [4, undefined],
  not: [4, undefined],
  "<": [5, undefined],
  "<=": [5, undefined],
  ">": [5, undefined],
  ">=": [5, undefined],
  "+": [7, "add"],
  "-": [7, "subtract"],
  "*": [8, "multiply"],
  "%": [8, "modulo"],
  "||": [9, "concat"],
  collate: [10, undefined],
};

const FUNCTIONS: { readonly [name: string]: string } = {
  length: "length",
  octet_length: "octets",
  lower: "lower",
  upper: "upper",
  trim: "trim",
  ltrim: "trim left",
  rtrim: "trim right",
  replace: "replace",
  substr: "substring",
  substring: "substring",
  instr: "position",
  abs: "abs",
  floor: "floor",
  ceil: "ceiling",
  coalesce: "coalesce",
  ifnull: "coalesce",
  json_valid: "is json",
  json_type: "json kind",
  json_array_length: "size",
  date: "day",
  datetime: "date and time",
  time: "time of day",
};

class Unreadable extends Error {}

class Reader {
  readonly #tokens: readonly Token[];
  readonly #names: ReadonlyMap<string, string>;
  readonly #sql: string;
  #at = 0;

  constructor(tokens: readonly Token[], names: ReadonlyMap<string, string>, sql: string) {
    this.#tokens = tokens;
    this.#names = names;
    this.#sql = sql;
  }

  whole(): Term {
    const term = this.#expression(0);
    if (this.#at < this.#tokens.length) throw new Unreadable();
    return term;
  }

  /** The present token in lower case if it is a word or an operator. */
  #word(ahead = 0): string {
    const token = this.#tokens[this.#at + ahead];
    return token && (token.kind === "word" || token.kind === "operator") ? fold(token.text) : "";
  }

  #take(word: string): boolean {
    if (this.#word() !== word) return false;
    this.#at++;
    return true;
  }

  #need(word: string): void {
    if (!this.#take(word)) throw new Unreadable();
  }

  #expression(least: number): Term {
    let left = this.#take("not") ? negation(this.#expression(3)) : this.#operand();
    for (;;) {
      const word = this.#word();
      const operator = Object.hasOwn(OPERATORS, word) ? OPERATORS[word] : undefined;
      if (!operator || operator[0] < least) return left;
      this.#at++;
      left = this.#operation(word, operator, left);
    }
  }

  #operation(word: string, [level, name]: readonly [number, string | undefined], left: Term): Term {
    if (word === "and" || word === "or") {
      const right = this.#expression(level + 1);
      const terms = left.kind === word ? [...left.terms, right] : [left, right];
      return { kind: word, terms };
    }
    const comparison = COMPARISONS[word];
    if (comparison) return compare(comparison, left, this.#expression(level + 1));
    if (name !== undefined) return folded({ kind: "call", name, args: [left, this.#expression(level + 1)] });
    switch (word) {
      case "isnull":
        return { kind: "null", term: left };
      case "notnull":
        return negation({ kind: "null", term: left });
      case "collate":
        this.#at++;
        return left;
      case "is":
        return this.#is(left);
      case "not":
        if (this.#take("null")) return negation({ kind: "null", term: left });
        return negation(this.#predicate(this.#nextWord(), left));
      default:
        return this.#predicate(word, left);
    }
  }

  #nextWord(): string {
    const word = this.#word();
    this.#at++;
    return word;
  }

  #is(left: Term): Term {
    const isNot = this.#take("not");
    const distinct = this.#take("distinct");
    if (distinct) this.#need("from");
    const right = this.#expression(5);
    const operator = isNot !== distinct ? "<>" : "=";
    if (right.kind === "constant" && right.value === null) {
      const test: Term = { kind: "null", term: left };
      return operator === "=" ? test : negation(test);
    }
    return { kind: "compare", operator, left, right, distinct: true };
  }

  #predicate(word: string, left: Term): Term {
    switch (word) {
      case "between": {
        const low = this.#expression(5);
        this.#need("and");
        return { kind: "and", terms: [compare(">=", left, low), compare("<=", left, this.#expression(5))] };
      }
      case "in":
        this.#need("(");
        return { kind: "in", term: left, list: this.#list() };
      case "like":
      case "glob":
      case "regexp": {
        const pattern = this.#expression(5);
        if (pattern.kind !== "constant" || typeof pattern.value !== "string") throw new Unreadable();
        // LIKE does not regard the case of ASCII letters.
        if (word === "like")
          return { kind: "match", term: left, pattern: likePattern(pattern.value, ""), ignoreCase: true };
        return { kind: "match", term: left, pattern: word === "glob" ? globPattern(pattern.value) : pattern.value };
      }
      default:
        throw new Unreadable();
    }
  }

  /** Up to the closing parenthesis, which is taken. */
  #list(): Term[] {
    const items: Term[] = [];
    if (this.#take(")")) return items;
    do items.push(this.#expression(0));
    while (this.#take(","));
    this.#need(")");
    return items;
  }

  #operand(): Term {
    const token = this.#tokens[this.#at++];
    if (!token) throw new Unreadable();
    switch (token.kind) {
      case "number":
        return constant(Number(token.text));
      case "string":
        return constant(tokenValue(token));
      case "quoted":
        return this.#column(token);
      case "operator":
        return this.#sign(token.text);
      case "word":
        return this.#named(token);
      default:
        throw new Unreadable();
    }
  }

  #sign(operator: string): Term {
    if (operator === "(") {
      const term = this.#expression(0);
      this.#need(")");
      return term;
    }
    const term = this.#expression(9);
    if (operator === "+") return term;
    if (operator !== "-") throw new Unreadable();
    const isNumber = term.kind === "constant" && typeof term.value === "number";
    return isNumber ? constant(-(term.value as number)) : { kind: "call", name: "negative", args: [term] };
  }

  #named(token: Token): Term {
    const word = fold(token.text);
    if (this.#take("(")) return this.#call(word);
    switch (word) {
      case "null":
        return NULL;
      case "true":
      case "false":
        return constant(word === "true" ? 1 : 0);
      case "current_timestamp":
      case "current_date":
      case "current_time":
        return { kind: "now" };
      case "case":
        return this.#case();
      default:
        return this.#column(token);
    }
  }

  #call(name: string): Term {
    if (name === "cast") {
      const term = this.#expression(0);
      this.#need("as");
      while (!this.#take(")")) if (this.#at++ >= this.#tokens.length) throw new Unreadable();
      return term;
    }
    const args = this.#list();
    const [first] = args;
    const isNow = first?.kind === "constant" && first.value === "now";
    if (/^(date|datetime|time)$/.test(name) && (isNow || args.length === 0)) return { kind: "now" };
    const codes = args.map((arg) => (arg.kind === "constant" && typeof arg.value === "number" ? arg.value : 0));
    if (name === "char") return constant(String.fromCodePoint(...codes));
    const neutral = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    return neutral === undefined ? { kind: "unknown", sql: this.#sql } : { kind: "call", name: neutral, args };
  }

  #case(): Term {
    const subject = this.#word() === "when" ? undefined : this.#expression(0);
    const branches: { when: Term; value: Term }[] = [];
    while (this.#take("when")) {
      const when = this.#expression(0);
      this.#need("then");
      branches.push({ when: subject ? compare("=", subject, when) : when, value: this.#expression(0) });
    }
    const otherwise = this.#take("else") ? this.#expression(0) : NULL;
    this.#need("end");
    return { kind: "case", branches, otherwise };
  }

  /** `table.column` too. */
  #column(token: Token): Term {
    let last = token;
    while (this.#take(".")) {
      const next = this.#tokens[this.#at++];
      if (!next) throw new Unreadable();
      last = next;
    }
    const name = this.#names.get(fold(tokenValue(last)));
    if (name === undefined) throw new Unreadable();
    return column(name);
  }
}

/** A call of constants is a constant. */
function folded(call: Term & { kind: "call" }): Term {
  if (!call.args.every((arg) => arg.kind === "constant")) return call;
  const value = evaluate(call, () => UNKNOWN);
  return value === UNKNOWN ? call : constant(value);
}

function negation(term: Term): Term {
  return { kind: "not", term };
}
