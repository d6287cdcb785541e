/**
 * The normal form of SQLite's expressions and bodies: their tokens, each in one spelling, with fixed spacing. Two texts
 * that differ in spacing, comments, case of names and keywords or the quoting of names have the same normal form.
 */
import type { SqlText } from "../../catalog/catalog.ts";
import { isKeyword } from "./parse/keywords.ts";
import { type NamedText, type Token, tokenize, tokenValue } from "./parse/tokens.ts";
import { fold, quoteName, quoteText } from "./quote.ts";

/** Spellings of one operator. */
const SYNONYMS: { readonly [operator: string]: string } = { "==": "=", "!=": "<>" };

/** Folded names that a double-quoted word may stand for; any other is perhaps a string and keeps its case. */
export type KnownNames = { has(name: string): boolean } | "all";

function spelling(token: Token, names: KnownNames): string {
  switch (token.kind) {
    case "word":
    case "number":
    case "blob":
      return fold(token.text);
    case "quoted": {
      const name = fold(tokenValue(token));
      // SQLite reads an unknown "word" as a string, so its case may matter.
      const certain = names === "all" || !token.text.startsWith('"') || names.has(name);
      return certain ? quoteName(name) : token.text;
    }
    case "operator":
      return SYNONYMS[token.text] ?? token.text;
    default:
      return token.text;
  }
}

/** The tokens without parentheses that enclose all of them. */
export function withoutOuterParentheses(tokens: readonly Token[]): readonly Token[] {
  let kept = tokens;
  while (kept.length > 2 && kept[0]?.text === "(" && closingIndex(kept) === kept.length - 1) kept = kept.slice(1, -1);
  return kept;
}

/** Index of the parenthesis that closes the one at index 0, or -1. */
function closingIndex(tokens: readonly Token[]): number {
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== "operator") continue;
    if (token.text === "(") depth++;
    else if (token.text === ")" && --depth === 0) return index;
  }
  return -1;
}

const NO_SPACE_BEFORE = new Set([",", ")", ".", ";"]);
const NO_SPACE_AFTER = new Set(["(", "."]);

function gap(before: Token, after: Token): string {
  if (after.kind === "operator" && NO_SPACE_BEFORE.has(after.text)) return "";
  if (before.kind === "operator" && NO_SPACE_AFTER.has(before.text)) return "";
  const isCall =
    after.text === "(" && (before.kind === "quoted" || (before.kind === "word" && !isKeyword(before.text)));
  return isCall ? "" : " ";
}

/** The normal form of tokens. */
export function normalForm(tokens: readonly Token[], names: KnownNames = "all"): string {
  let text = "";
  let before: Token | undefined;
  for (const token of tokens) {
    text += (before ? gap(before, token) : "") + spelling(token, names);
    before = token;
  }
  return text;
}

/** The text that the tokens cover, as it was written, comments included. */
export function authoredText(source: NamedText, tokens: readonly Token[]): string {
  const first = tokens[0];
  const last = tokens[tokens.length - 1];
  return first && last ? source.text.slice(first.start, last.end) : "";
}

/** Tokens as a property: normal form, and what was written where that differs. */
export function sqlText(source: NamedText, tokens: readonly Token[], names: KnownNames = "all"): SqlText {
  const sql = normalForm(tokens, names);
  const authored = authoredText(source, tokens);
  return authored === sql ? { sql } : { sql, authored };
}

/**
 * Double-quoted words that are no known name become the strings that SQLite takes them for
 * (sqlite.org/quirks.html#double_quoted_string_literals_are_accepted). The same tokens where there are none.
 */
export function quotedWordsAsStrings(tokens: readonly Token[], names: ReadonlySet<string>): readonly Token[] {
  const isString = (token: Token, index: number) =>
    token.kind === "quoted" &&
    token.text.startsWith('"') &&
    !names.has(fold(tokenValue(token))) &&
    ![".", "("].includes(tokens[index + 1]?.text ?? "") &&
    tokens[index - 1]?.text !== "." &&
    tokens[index - 1]?.text.toUpperCase() !== "COLLATE";
  if (!tokens.some(isString)) return tokens;
  return tokens.map((token, index) =>
    isString(token, index) ? { ...token, kind: "string" as const, text: quoteText(tokenValue(token)) } : token,
  );
}

/** An expression over the columns of one table. */
export function columnExpression(source: NamedText, tokens: readonly Token[], names: ReadonlySet<string>): SqlText {
  const resolved = quotedWordsAsStrings(tokens, names);
  const inner = withoutOuterParentheses(resolved);
  return resolved === tokens ? sqlText(source, inner) : { sql: normalForm(inner) };
}

/** The same for a text that we wrote ourselves. */
export function sqlTextOf(text: string): SqlText {
  const source = { name: "expression", text };
  return sqlText(source, withoutOuterParentheses(tokenize(source).tokens));
}

const LITERAL_KINDS = new Set(["number", "string", "blob"]);
const LITERAL_WORDS = new Set(["null", "true", "false", "current_date", "current_time", "current_timestamp"]);

/** True for a default that stands without parentheses. */
export function isLiteralDefault(sql: string): boolean {
  const { tokens } = tokenize({ name: "default", text: sql });
  const signed = tokens[0]?.text === "-" || tokens[0]?.text === "+";
  const token = tokens[signed ? 1 : 0];
  if (!token || tokens.length !== (signed ? 2 : 1)) return false;
  return LITERAL_KINDS.has(token.kind) || (token.kind === "word" && LITERAL_WORDS.has(token.text));
}

/** A sign belongs to its number. */
export function joinSign(sql: string): string {
  return sql.replace(/^([-+]) (?=[\d.])/, "$1");
}
