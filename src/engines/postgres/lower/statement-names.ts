/** The words of a statement, and what a CREATE statement makes: enough to order verbatim statements. */

/** The words of a statement, for a match of names, in lower case; quoted names count without their quotes. */
export function wordsOf(sql: string): string[] {
  return sql.toLowerCase().match(/[\p{L}_][\p{L}\p{N}_$]*/gu) ?? [];
}

/** Words between CREATE and the kind of what is made. */
const BETWEEN: ReadonlySet<string> = new Set(
  "or replace unique unlogged materialized recursive foreign constraint event default trusted procedural".split(" "),
);

/** Words behind the kind that are no part of the name. */
const BEFORE_NAME: ReadonlySet<string> = new Set(
  "if not exists concurrently only search configuration dictionary parser template method data wrapper class family".split(
    " ",
  ),
);

/** Kinds whose name comes after a table's (`ON users`) or that nothing else names. */
const NAMELESS: ReadonlySet<string> = new Set(["trigger", "policy", "rule", "cast", "transform", "operator"]);

/** The kind and lower-case name, without its schema, of what a CREATE statement makes; undefined for other statements. */
export function madeBy(sql: string): { readonly kind: string; readonly name: string } | undefined {
  const tokens = sql.toLowerCase().match(/"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*|[^\s]/gu) ?? [];
  if (tokens[0] !== "create") return undefined;
  let at = 1;
  while (BETWEEN.has(tokens[at] ?? "")) at++;
  const kind = tokens[at] ?? "";
  if (NAMELESS.has(kind)) return undefined;
  at++;
  while (BEFORE_NAME.has(tokens[at] ?? "")) at++;
  while (tokens[at + 1] === ".") at += 2;
  const token = tokens[at] ?? "";
  const name = token.startsWith('"') ? token.slice(1, -1).replaceAll('""', '"') : token;
  return /^[\p{L}_"]/u.test(token) ? { kind, name } : undefined;
}
