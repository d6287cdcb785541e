/**
 * SQLite's expressions → the language's. A text is read as the language's own grammar reads it, with members for columns
 * and the language's names of functions. Where SQLite binds otherwise, or means something else, printing it again gives
 * another text: then it stays raw.
 */
import type { Expression } from "../../../model/expression.ts";
import { parseExpression } from "../../../model/expressions/parse.ts";
import { expressionOf } from "../../../model/expressions/tree.ts";
import { isKeyword } from "../parse/keywords.ts";
import { type Token, tokenize, tokenValue } from "../parse/tokens.ts";
import { fold } from "../quote.ts";

/** Functions of SQLite that the language calls otherwise; of all others, those that it does not know make no expression. */
const FUNCTIONS: { readonly [name: string]: string } = { substr: "substring" };

/** Words that are operators or constants in both. */
const WORDS: ReadonlySet<string> = new Set(
  "and or not is null in between like case when then else end true false".split(" "),
);

/**
 * An expression in the normal form as one of the language.
 *
 * @param memberOf members by folded column
 * @returns undefined where the language has no words for it
 */
export function readExpression(sql: string, memberOf: ReadonlyMap<string, string>): Expression | undefined {
  const { tokens } = tokenize({ name: "expression", text: sql });
  const words: string[] = [];
  for (const [at, token] of tokens.entries()) {
    const word = wordOf(token, tokens[at + 1], memberOf);
    if (word === undefined) return undefined;
    words.push(word);
  }
  try {
    const read = parseExpression(words.join(" "));
    return read.kind === "parsed" ? expressionOf(read.ast) : undefined;
  } catch {
    // Another grammar: COLLATE, CAST, GLOB, subqueries and the like.
    return undefined;
  }
}

function wordOf(token: Token, next: Token | undefined, memberOf: ReadonlyMap<string, string>): string | undefined {
  if (token.kind === "string" || token.kind === "number" || token.kind === "operator") return token.text;
  if (token.kind === "word") {
    const word = fold(token.text);
    if (next?.text === "(" && !WORDS.has(word)) return FUNCTIONS[word] ?? word;
    if (WORDS.has(word)) return word;
    if (isKeyword(word) && !memberOf.has(word)) return undefined;
  } else if (token.kind !== "quoted") return undefined;
  const member = memberOf.get(fold(tokenValue(token)));
  return member === undefined ? undefined : `"${member}"`;
}
