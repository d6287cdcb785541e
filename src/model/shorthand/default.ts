/**
 * Defaults: the value behind `=` in a field. Parsed once, by the field's type, so that nothing later guesses what the
 * text meant. A bare value is made of letters, digits and `_ . + -`; everything else stands in single quotes.
 */
import type { Expression } from "../expression.ts";
import { expressionText } from "../expressions/format.ts";
import { FUNCTIONS } from "../expressions/functions.ts";
import { scanExpression } from "../expressions/parse.ts";
import { clip, quote, type Scanner } from "../lexer.ts";
import type { DefaultValue, FieldType } from "../model.ts";
import { TYPE_WORDS, type TypeFamily } from "../types.ts";
import { literalProblem } from "./literal.ts";

/**
 * Reads a default for a field of `type` at the scanner's position.
 * @throws SchemaforgeError WRONG_DEFAULT when the value does not fit the type, SYNTAX when it is no value at all
 */
export function scanDefault(scanner: Scanner, type: FieldType): DefaultValue {
  scanner.skipSpace();
  const at = scanner.position;
  const family = familyOf(type);
  const next = scanner.peek();
  if (next === "(") {
    scanner.take("(");
    const expression = scanExpression(scanner);
    scanner.expect(")", "to close the default");
    return { kind: "expression", expression };
  }
  const word = scanner.peekWord();
  if (word !== undefined && scanner.text.charAt(scanner.position + word.length) === "(") {
    return scanCall(scanner, type, family);
  }
  if (type.array > 0 || family === "set" || family === "vector") return scanListOrNull(scanner, type, type.array, at);
  return scanScalar(scanner, type, family, at);
}

function familyOf(type: FieldType): TypeFamily | undefined {
  return TYPE_WORDS.get(type.name)?.family;
}

const resultFits: Record<string, readonly TypeFamily[]> = {
  string: ["string", "id"],
  number: ["integer", "decimal", "float"],
  boolean: ["boolean"],
  date: ["date", "datetime", "string"],
  datetime: ["datetime", "date", "time", "string"],
  time: ["time"],
  uuid: ["uuid", "string"],
};

/** Numbers that the database counts: as written, and what they say in the Model. */
const sequences = [
  ["autoincrement()", "serial"],
  ["identity()", "identity"],
  ["identity(always)", "identity always"],
] as const;

function scanSequence(scanner: Scanner, type: FieldType, family: TypeFamily | undefined): DefaultValue | undefined {
  const at = scanner.position;
  const written = /^(autoincrement|identity)\(\s*(\w*)\s*\)/.exec(scanner.text.slice(at));
  if (!written) return undefined;
  const [text, word, argument] = written;
  const sequence = sequences.find(([form]) => form === `${word}(${argument})`);
  if (!sequence) {
    return wrong(scanner, type, at, text, "Write identity(), identity(always) or autoincrement()");
  }
  if (family !== "integer" || type.array > 0) {
    return wrong(scanner, type, at, text, "Only smallint, int and bigint are numbered by the database");
  }
  scanner.position = at + text.length;
  return { kind: "sequence", as: sequence[1] };
}

function scanCall(scanner: Scanner, type: FieldType, family: TypeFamily | undefined): DefaultValue {
  const sequence = scanSequence(scanner, type, family);
  if (sequence) return sequence;
  const at = scanner.position;
  const expression = scanExpression(scanner);
  const ast = expression.kind === "parsed" ? expression.ast : undefined;
  if (ast?.kind === "call" && family !== undefined) {
    const result = FUNCTIONS.get(ast.name)?.result ?? "any";
    const fits = resultFits[result];
    if (type.array > 0 ? result !== "any" : fits && !fits.includes(family)) {
      scanner.fail("WRONG_DEFAULT", `\`${ast.name}()\` gives no ${formatName(type)}`, {
        at,
        remedy: "Use a default of the field's type",
      });
    }
  }
  if (ast && ast.kind !== "call") {
    scanner.fail("SYNTAX", "a default that is more than one call stands in brackets", {
      at,
      fix: { from: at, to: scanner.position, text: `(${scanner.text.slice(at, scanner.position).trimEnd()})` },
    });
  }
  return { kind: "expression", expression };
}

function formatName(type: FieldType): string {
  return `${type.name}${"[]".repeat(type.array)}`;
}

function wrong(scanner: Scanner, type: FieldType, at: number, shown: string, remedy: string): never {
  return scanner.fail("WRONG_DEFAULT", `\`${clip(shown)}\` is no default for ${formatName(type)}`, { at, remedy });
}

function scanListOrNull(scanner: Scanner, type: FieldType, dimensions: number, at: number): DefaultValue {
  if (scanner.peekWord() === "null") {
    scanner.word();
    return { kind: "null" };
  }
  if (!scanner.take("[")) {
    return wrong(scanner, type, at, scanner.peekRun(), "A list stands in square brackets: `= []`, `= [a, b]`");
  }
  const items: DefaultValue[] = [];
  if (scanner.take("]")) return { kind: "list", items };
  do {
    scanner.skipSpace();
    const itemAt = scanner.position;
    if (dimensions > 1) items.push(scanListOrNull(scanner, type, dimensions - 1, itemAt));
    else items.push(scanScalar(scanner, type, itemFamily(type), itemAt));
  } while (scanner.take(","));
  scanner.expect("]", "to close the list");
  return { kind: "list", items };
}

function itemFamily(type: FieldType): TypeFamily | undefined {
  const family = familyOf(type);
  return family === "vector" ? "float" : family;
}

function scanScalar(scanner: Scanner, type: FieldType, family: TypeFamily | undefined, at: number): DefaultValue {
  if (family === "json" || family === "map") return scanJson(scanner, type, at);
  const quoted = scanner.quoted();
  const text = quoted ?? scanner.bare();
  if (text === undefined) {
    if (scanner.peek() === '"') doubleQuotes(scanner);
    if (scanner.atEnd) scanner.fail("SYNTAX", "expected a default after `=`, found the end");
    return wrong(scanner, type, at, scanner.peekRun(), quoteRemedy(scanner.peekRun()));
  }
  if (quoted === undefined) {
    const rest = scanner.text.slice(scanner.position).match(/^[^\s,\])]+/)?.[0];
    if (rest !== undefined) wrong(scanner, type, at, text + rest, quoteRemedy(text + rest));
    if (text === "null") return { kind: "null" };
  }
  const problem = literalProblem(type, family, text, quoted !== undefined);
  if (problem) wrong(scanner, type, at, text, problem);
  if (family === "boolean") return { kind: "boolean", value: text === "true" };
  if (family === "integer" || family === "decimal" || family === "float") return { kind: "number", value: text };
  return { kind: "string", value: text };
}

function quoteRemedy(text: string): string {
  return text === "" ? "Give a value after `=`" : `Put it in single quotes: ${quote(text)}`;
}

function doubleQuotes(scanner: Scanner): never {
  const at = scanner.position;
  const value = scanner.doubleQuoted() ?? "";
  return scanner.fail("SYNTAX", "strings stand in single quotes", {
    at,
    fix: { from: at, to: scanner.position, text: quote(value) },
  });
}

/** JSON stands as it is when it is an object, a list, a number or true/false; a quoted string holds JSON text. */
function scanJson(scanner: Scanner, type: FieldType, at: number): DefaultValue {
  const next = scanner.peek();
  const quoted = scanner.quoted();
  if (quoted === undefined && next !== "{" && next !== "[") {
    const word = scanner.bare();
    if (word === undefined && next === '"') doubleQuotes(scanner);
    if (word === "null") return { kind: "null" };
    return { kind: "json", value: parseJson(scanner, type, at, word ?? scanner.peekRun()) };
  }
  return { kind: "json", value: parseJson(scanner, type, at, quoted ?? takeJsonText(scanner, at)) };
}

/** Takes the bracketed JSON at the scanner's position; strings are skipped over, so that their brackets do not count. */
function takeJsonText(scanner: Scanner, at: number): string {
  let depth = 0;
  let inString = false;
  for (let end = at; end < scanner.text.length; end++) {
    const character = scanner.text.charAt(end);
    if (inString) {
      if (character === "\\") end++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === "{" || character === "[") depth++;
    else if ((character === "}" || character === "]") && --depth === 0) {
      scanner.position = end + 1;
      return scanner.text.slice(at, end + 1);
    }
  }
  return scanner.fail("SYNTAX", "this JSON is not closed", { at });
}

function parseJson(scanner: Scanner, type: FieldType, at: number, text: string): unknown {
  // Deeper JSON is no default that anyone wrote, and later recursions over it stay within the stack.
  if ((text.match(/[[{]/g)?.length ?? 0) > 500)
    scanner.fail("WRONG_DEFAULT", "this JSON is too large for a default", { at });
  const outside = text.replaceAll(/"(?:[^"\\]|\\.)*"/g, "");
  const whole = (outside.match(/\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g) ?? []).filter((digits) => /^\d{16,}$/.test(digits));
  const large = whole.find((digits) => String(Number(digits)) !== digits);
  if (large !== undefined) {
    wrong(scanner, type, at, large, `Write a number of that many digits as text: "${large}"`);
  }
  try {
    return JSON.parse(text);
  } catch {
    return wrong(scanner, type, at, text, 'Write JSON: `= {}`, `= []`, `= {"a":1}`');
  }
}

/** A default as written behind `=`; undefined for raw SQL, which only the object form of a field holds. */
export function formatDefault(value: DefaultValue): string | undefined {
  switch (value.kind) {
    case "string":
      return /^[\w.+-]+$/.test(value.value) && value.value !== "null" ? value.value : quote(value.value);
    case "number":
      return value.value;
    case "boolean":
      return value.value ? "true" : "false";
    case "null":
      return "null";
    case "list": {
      const items = value.items.map(formatDefault);
      return items.includes(undefined) ? undefined : `[${items.join(", ")}]`;
    }
    case "json": {
      const text = JSON.stringify(value.value);
      return typeof value.value === "object" && value.value !== null ? text : quote(text);
    }
    case "sequence":
      return sequences.find(([, as]) => as === value.as)?.[0];
    case "expression":
      return formatExpressionDefault(value.expression);
  }
}

function formatExpressionDefault(expression: Expression): string | undefined {
  const text = expressionText(expression);
  if (text === undefined || expression.kind === "raw") return undefined;
  return expression.ast.kind === "call" && /^\w+\(/.test(text) ? text : `(${text})`;
}
