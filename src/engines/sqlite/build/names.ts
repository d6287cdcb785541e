/** Which names of the database a text mentions. */
import type { Edge } from "../../../catalog/catalog.ts";
import { type Token, tokenValue } from "../parse/tokens.ts";
import { fold } from "../quote.ts";

/** Folded name of a table, view or virtual table → id. */
export type Relations = ReadonlyMap<string, string>;

const BEFORE_A_RELATION = new Set(["FROM", "JOIN", "INTO", "UPDATE", "IN", "TABLE"]);
const CONFLICT_WORDS = new Set(["ROLLBACK", "ABORT", "FAIL", "IGNORE", "REPLACE"]);

/** Edges to the relations that a query or statement reads or writes; `self` is left out. */
export function relationEdges(tokens: readonly Token[], relations: Relations, self: string): Edge[] {
  const found = new Set<string>();
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== "word" && token.kind !== "quoted" && token.kind !== "string") continue;
    const id = relations.get(fold(tokenValue(token)));
    if (id !== undefined && id !== self && mayBeRelation(tokens, index)) found.add(id);
  }
  return [...found].map((to) => ({ to, why: "rebuild", from: "text" }));
}

/** True behind FROM, JOIN and the like, and behind a comma or parenthesis, which may stand in a FROM. */
function mayBeRelation(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1];
  if (!before) return false;
  if (before.text === "," || before.text === "(") return true;
  if (before.text === ".") return fold(tokens[index - 2]?.text ?? "") === "main";
  const word = before.kind === "word" ? before.text.toUpperCase() : "";
  return BEFORE_A_RELATION.has(word) || CONFLICT_WORDS.has(word);
}

/** Folded names that a text itself introduces or uses bare: what a double-quoted word in it may mean. */
export function ownNames(tokens: readonly Token[]): string[] {
  const names: string[] = [];
  for (const [index, token] of tokens.entries()) {
    const isAlias = tokens[index - 1]?.text.toUpperCase() === "AS";
    const isQualified = tokens[index - 1]?.text === "." || tokens[index + 1]?.text === ".";
    if (token.kind === "word" || (token.kind === "quoted" && (isAlias || isQualified)))
      names.push(fold(tokenValue(token)));
  }
  return names;
}
