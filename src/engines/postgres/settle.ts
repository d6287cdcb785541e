/**
 * PostgreSQL's printed text is no fixpoint: `IN ('x')` on a varchar is printed as `(ARRAY['x'::character varying])::text[]`,
 * and that, run again, as `ARRAY[('x'::character varying)::text]`. Only casts and parentheses move between the rounds, and
 * the name of a column that has none: `SELECT NULL` is printed as `NULL::integer`, which is called `int4` from then on.
 */

const TOKEN = /\s+|'(?:[^']|'')*'|"(?:[^"]|"")*"|::|[A-Za-z_][A-Za-z0-9_$]*|[0-9.]+|[^\s'"A-Za-z0-9_]/g;
/** A name in quotes that a version without the keyword prints without them (`json`, a keyword since 16). */
const PLAIN_NAME = /^"([a-z_][a-z0-9_]*)"$/;
const TYPE_WORDS = new Set([
  "character",
  "varying",
  "double",
  "precision",
  "timestamp",
  "time",
  "with",
  "without",
  "zone",
  "bit",
]);

/** The tokens of a text without casts, parentheses and brackets. */
function withoutCasts(text: string): string {
  const tokens = (text.match(TOKEN) ?? []).filter((token) => token.trim() !== "");
  const kept: string[] = [];
  let named = -1;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] ?? "";
    if (token === "::") {
      at++;
      while (TYPE_WORDS.has(tokens[at] ?? "") && TYPE_WORDS.has(tokens[at + 1] ?? "")) at++;
      while (tokens[at + 1] === ".") at += 2;
      named = afterModifiers(tokens, at + 1);
    } else if (at === named && token === "AS") at++;
    else if (!/^[()[\]]$/.test(token)) kept.push(token.replace(PLAIN_NAME, "$1"));
  }
  return kept.join(" ");
}

/** The place after `(10, 2)` and `[]`, which belong to the type of a cast. */
function afterModifiers(tokens: readonly string[], from: number): number {
  let at = from;
  if (tokens[at] === "(") at = tokens.indexOf(")", at) + 1;
  while (tokens[at] === "[" || tokens[at] === "]") at++;
  return at;
}

/** True when two printed texts differ in nothing but casts, parentheses, the names of casts and quotes around names. */
export function maySettle(a: string, b: string): boolean {
  return withoutCasts(a) === withoutCasts(b);
}
