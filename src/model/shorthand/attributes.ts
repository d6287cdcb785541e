/** What `key=value` clauses of fields and relations share: values, lists of names, texts and their formatting. */

import type { Expression } from "../expression.ts";
import { expressionText } from "../expressions/format.ts";
import { parseExpression } from "../expressions/parse.ts";
import { clip, quote, type Scanner } from "../lexer.ts";

/**
 * A value behind `key=`: bare (letters, digits, `_ . + -`) or in single quotes.
 * @throws SchemaforgeError SYNTAX with the value in quotes as the corrected line
 */
export function scanValue(scanner: Scanner, key: string): string {
  const at = scanner.position;
  if (/\s/.test(scanner.text.charAt(at))) {
    scanner.fail("SYNTAX", `expected a value right after \`${key}=\``);
  }
  const quoted = scanner.quoted();
  const value = quoted ?? scanner.bare();
  const after = quoted === undefined ? scanner.peekRunHere() : "";
  const rest = value !== undefined && /^[,)\]]/.test(after) ? "" : after;
  if (value === undefined || rest !== "") {
    const run = (value ?? "") + scanner.peekRunHere();
    if (run === "") scanner.fail("SYNTAX", `expected a value after \`${key}=\``);
    const inner = /^".*"$/.test(run) ? run.slice(1, -1) : run;
    scanner.fail("SYNTAX", `\`${clip(run)}\` needs single quotes`, {
      at,
      fix: { from: at, to: at + run.length, text: quote(inner) },
    });
  }
  return value ?? "";
}

/** One name or a list of names: `was=old`, `was=[old, older]`. */
export function scanNames(scanner: Scanner, key: string): string[] {
  if (scanner.text.charAt(scanner.position) !== "[") return [scanValue(scanner, key)];
  scanner.take("[");
  const names: string[] = [];
  do {
    const name = scanner.quoted() ?? scanner.bare();
    if (name === undefined) scanner.fail("SYNTAX", `expected a name in \`${key}=[…]\`${scanner.found()}`);
    names.push(name ?? "");
  } while (scanner.take(","));
  scanner.expect("]", "to close the list");
  return names;
}

/**
 * The expression behind `check=`. It ends at the first white space outside brackets and quotes; one pair of brackets
 * around the whole is not part of it. In single quotes it is the quoted text.
 */
export function scanExpressionValue(scanner: Scanner, key: string, subject: string): Expression {
  const start = scanner.position;
  const text = scanner.text;
  if (text.charAt(start) === "'") {
    const value = scanner.quoted() ?? "";
    const place = scanner.placeAt(start + 1);
    return parseExpression(value, value.includes("'") && place ? { ...place, fixed: true } : place, subject);
  }
  const end = endOfExpression(scanner, start, key);
  if (end === start) scanner.fail("SYNTAX", `expected an expression right after \`${key}=\``);
  const wrapped = text.charAt(start) === "(" && closingBracket(text, start) === end - 1;
  scanner.position = end;
  const [from, to] = wrapped ? [start + 1, end - 1] : [start, end];
  return parseExpression(text.slice(from, to), scanner.placeAt(from), subject);
}

/** Where a bare expression ends: white space, a comma or a closing bracket outside its own brackets and quotes. */
function endOfExpression(scanner: Scanner, start: number, key: string): number {
  const text = scanner.text;
  let depth = 0;
  let end = start;
  for (; end < text.length; end++) {
    const character = text.charAt(end);
    if (depth === 0 && /[\s,)]/.test(character)) break;
    if (character === "'" || character === '"') {
      const close = text.indexOf(character, end + 1);
      if (close < 0) scanner.fail("UNCLOSED_QUOTE", "this string has no closing quote", { at: end });
      end = close;
    } else if (character === "(") depth++;
    else if (character === ")") depth--;
  }
  if (depth > 0) scanner.fail("SYNTAX", `a bracket of \`${key}=\` is not closed`, { at: start });
  return end;
}

/** The bracket that closes the one at `start`. */
function closingBracket(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === "'" || character === '"') at = text.indexOf(character, at + 1);
    else if (character === "(") depth++;
    else if (character === ")" && --depth === 0) return at;
    if (at < 0) return -1;
  }
  return -1;
}

/** `value` as it stands behind `key=`: bare if it may, else quoted. */
export function formatValue(value: string): string {
  return /^[\w.+-]+$/.test(value) ? value : quote(value);
}

/** `name`, or `[a, b]`. */
export function formatNames(names: readonly string[]): string {
  const [only, ...rest] = names.map(formatValue);
  return only !== undefined && rest.length === 0 ? only : `[${[only, ...rest].join(", ")}]`;
}

/** An expression behind `check=`, or undefined for raw SQL. Bare without white space, else in brackets. */
export function formatExpressionValue(expression: Expression): string | undefined {
  const text = expressionText(expression);
  if (text === undefined) return undefined;
  return /^['(]|\s/.test(text) ? `(${text})` : text;
}
