/** Clauses that several statements share. */
import type { Cursor } from "./cursor.ts";
import { isReserved } from "./keywords.ts";
import type { Action, Conflict, References, SortedTerm } from "./syntax.ts";
import { type Token, tokenValue } from "./tokens.ts";

const CONFLICTS: readonly Conflict[] = ["rollback", "abort", "fail", "ignore", "replace"];

/** ON CONFLICT …; ABORT is what SQLite does anyway and is left out. */
export function conflictClause(cursor: Cursor): { conflict?: Conflict } {
  if (!cursor.take("ON CONFLICT")) return {};
  const conflict = CONFLICTS.find((word) => cursor.take(word.toUpperCase()));
  if (!conflict) throw cursor.unexpected("ROLLBACK, ABORT, FAIL, IGNORE or REPLACE");
  return conflict === "abort" ? {} : { conflict };
}

const ACTIONS: readonly Action[] = ["cascade", "restrict", "set null", "set default", "no action"];

function action(cursor: Cursor): Action {
  const found = ACTIONS.find((words) => cursor.take(words.toUpperCase()));
  if (!found) throw cursor.unexpected("CASCADE, RESTRICT, SET NULL, SET DEFAULT or NO ACTION");
  return found;
}

/** [NOT] DEFERRABLE [INITIALLY …]: undefined where no such clause stands here. */
export function deferClause(cursor: Cursor): { deferrable?: "deferrable" | "initially deferred" } | undefined {
  const negated = cursor.sees("NOT DEFERRABLE");
  if (!negated && !cursor.sees("DEFERRABLE")) return undefined;
  cursor.take("NOT");
  cursor.expect("DEFERRABLE");
  const deferred = cursor.take("INITIALLY DEFERRED");
  if (!deferred && cursor.take("INITIALLY")) cursor.expect("IMMEDIATE");
  // SQLite checks at the statement's end unless the clause says DEFERRABLE INITIALLY DEFERRED.
  if (negated) return {};
  return { deferrable: deferred ? "initially deferred" : "deferrable" };
}

/** REFERENCES … with its actions and, right behind, its deferment. */
export function referencesClause(cursor: Cursor): References {
  const table = cursor.name("the name of the referenced table");
  const columns = cursor.seesOperator("(") ? nameList(cursor, "the referenced columns") : undefined;
  let onDelete: Action | undefined;
  let onUpdate: Action | undefined;
  let match: string | undefined;
  for (;;) {
    if (cursor.take("ON DELETE")) onDelete = action(cursor);
    else if (cursor.take("ON UPDATE")) onUpdate = action(cursor);
    // Accepted and ignored by SQLite.
    else if (cursor.take("ON INSERT")) action(cursor);
    else if (cursor.take("MATCH")) match = cursor.name("SIMPLE, PARTIAL or FULL");
    else break;
  }
  return {
    table,
    ...(columns && { columns }),
    ...(onDelete && onDelete !== "no action" && { onDelete }),
    ...(onUpdate && onUpdate !== "no action" && { onUpdate }),
    ...(match !== undefined && { match }),
    ...deferClause(cursor),
  };
}

/** ( name, … ), where SQLite lets a collation and a direction follow each name and ignores them. */
export function nameList(cursor: Cursor, what: string): string[] {
  cursor.expectOperator("(");
  const names: string[] = [];
  do {
    names.push(cursor.name(`a name of ${what}`));
    if (cursor.take("COLLATE")) cursor.name("a collation");
    if (!cursor.take("ASC")) cursor.take("DESC");
  } while (cursor.takeOperator(","));
  cursor.expectOperator(")");
  return names;
}

/** ( term [COLLATE name] [ASC|DESC], … without the closing parenthesis, before which AUTOINCREMENT may stand. */
export function sortedTerms(cursor: Cursor, what: string, expressions: boolean): SortedTerm[] {
  cursor.expectOperator("(");
  const terms: SortedTerm[] = [];
  do {
    terms.push(sortedTerm(cursor, what, expressions));
  } while (cursor.takeOperator(","));
  return terms;
}

const TERM_ENDS = new Set(["ASC", "DESC", "NULLS", "AUTOINCREMENT"]);

function sortedTerm(cursor: Cursor, what: string, expressions: boolean): SortedTerm {
  const all = cursor.until(
    (token) =>
      (token.kind === "operator" && (token.text === "," || token.text === ")")) ||
      (token.kind === "word" && TERM_ENDS.has(token.text.toUpperCase())),
  );
  if (all.length === 0) throw cursor.unexpected(`a column of ${what}`);
  const { tokens: sorted, collation } = splitCollation(unwrapped(all));
  const tokens = unwrapped(sorted);
  const column = columnName(tokens);
  if (column === undefined && !expressions)
    throw cursor.error(`${what} takes column names only`, "Use CREATE INDEX for expressions.");
  const descending = cursor.take("DESC");
  if (!descending) cursor.take("ASC");
  if (cursor.sees("NULLS"))
    throw cursor.error("SQLite has no NULLS FIRST or LAST in keys and indexes", "Leave it out: nulls come first.");
  return {
    tokens,
    ...(column !== undefined && { column }),
    ...(collation !== undefined && { collation }),
    ...(descending && { descending: true as const }),
  };
}

/** The tokens without parentheses around all of them: SQLite's trees have none. */
function unwrapped(tokens: readonly Token[]): readonly Token[] {
  let depth = 0;
  const closing = tokens.findIndex(({ kind, text }) => {
    if (kind === "operator" && text === "(") depth++;
    else if (kind === "operator" && text === ")") depth--;
    return depth === 0;
  });
  const isWrapped = tokens[0]?.text === "(" && closing > 1 && closing === tokens.length - 1;
  return isWrapped ? unwrapped(tokens.slice(1, -1)) : tokens;
}

/** Takes a final COLLATE name off. */
function splitCollation(tokens: readonly Token[]): { tokens: readonly Token[]; collation?: string } {
  const keyword = tokens[tokens.length - 2];
  const name = tokens[tokens.length - 1];
  if (tokens.length < 3 || !name || keyword?.kind !== "word" || keyword.text.toUpperCase() !== "COLLATE")
    return { tokens };
  return { tokens: tokens.slice(0, -2), collation: tokenValue(name) };
}

function columnName(tokens: readonly Token[]): string | undefined {
  const token = tokens[0];
  if (tokens.length !== 1 || !token) return undefined;
  if (token.kind === "quoted" || token.kind === "string") return tokenValue(token);
  return token.kind === "word" && !isReserved(token.text) ? token.text : undefined;
}

/** [schema .] name */
export function qualifiedName(cursor: Cursor, what: string): { schema?: string; name: string } {
  const first = cursor.name(what);
  return cursor.takeOperator(".") ? { schema: first, name: cursor.name(what) } : { name: first };
}
