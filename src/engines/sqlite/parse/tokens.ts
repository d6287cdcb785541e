/** The tokenizer of SQLite's language (src/tokenize.c of SQLite 3.45): everything but white space and comments is a token. */
import { SchemaforgeError } from "../../../model/errors.ts";

export interface Token {
  /**
   * `quoted` is a name in "…", […] or `…`; `string` is '…', which SQLite also takes for a name where no value may stand;
   * `command` is a line of the sqlite3 shell such as `.mode list`.
   */
  readonly kind: "word" | "quoted" | "string" | "blob" | "number" | "parameter" | "operator" | "command";
  /** As written. */
  readonly text: string;
  /** Offset in the text. */
  readonly start: number;
  readonly end: number;
}

export interface Comment {
  /** Without its marks. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface Tokens {
  readonly tokens: readonly Token[];
  readonly comments: readonly Comment[];
}

/** A text with the name that messages give it. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** Line and column of an offset, both from 1; a column counts characters of the JavaScript string. */
export function placeAt(source: NamedText, offset: number): { file: string; line: number; column: number } {
  let line = 1;
  let lineStart = 0;
  for (let at = source.text.indexOf("\n"); at !== -1 && at < offset; at = source.text.indexOf("\n", at + 1)) {
    line++;
    lineStart = at + 1;
  }
  return { file: source.name, line, column: offset - lineStart + 1 };
}

/** An error at an offset of a text. */
export function errorAt(
  source: NamedText,
  offset: number,
  code: string,
  message: string,
  remedy?: string,
): SchemaforgeError {
  return new SchemaforgeError(code, message, {
    where: placeAt(source, offset),
    ...(remedy === undefined ? {} : { remedy }),
  });
}

type Rule = readonly [kind: Token["kind"] | "space" | "comment", pattern: RegExp];

/** Tried in order at each place. SQLite's letters: ASCII letters, `_` and everything beyond ASCII; `$` inside a word. */
const RULES: readonly Rule[] = [
  ["space", /[ \t\n\f\r]+/y],
  ["comment", /--[^\n]*/y],
  ["comment", /\/\*(?=[\s\S])(?:[\s\S]*?\*\/|[\s\S]*$)/y],
  ["blob", /[xX]'(?:[0-9a-fA-F]{2})*'/y],
  ["word", /[A-Za-z_\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*/y],
  ["number", /0[xX][0-9a-fA-F]+|(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/y],
  ["string", /'(?:[^']|'')*'/y],
  ["quoted", /"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]/y],
  ["parameter", /\?[0-9]*|[:@$#][A-Za-z_\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*/y],
  ["operator", /->>|->|\|\||<<|>>|<=|<>|>=|==|!=|[-+*/%&|~<>=().,;]/y],
];

const WORD_CHARACTER = /[A-Za-z0-9_$\u0080-\uffff]/;

/** Why a character can start no token, and what to do about it: mostly marks of another dialect. */
const STRANGERS: readonly { readonly start: string; readonly message: string; readonly remedy: string }[] = [
  {
    start: "#",
    message: "`#` starts no comment in SQLite",
    remedy: "Write the comment with `--`.",
  },
  {
    start: "'",
    message: "The string that starts here is never closed",
    remedy: "Close it with a single quote; a quote inside a string is written twice.",
  },
  {
    start: '"',
    message: "The quoted name that starts here is never closed",
    remedy: "Close it with a double quote.",
  },
  { start: "`", message: "The quoted name that starts here is never closed", remedy: "Close it with a backtick." },
  { start: "[", message: "The quoted name that starts here is never closed", remedy: "Close it with `]`." },
  {
    start: "\0",
    message: "A character with the code 0 stands here, where SQLite's texts end",
    remedy: "Remove it; save a file that is in UTF-16 as UTF-8.",
  },
  {
    start: "::",
    message: "`::` is a cast of PostgreSQL and no SQLite",
    remedy: "Write CAST(value AS type), or name the dialect of the file (`postgres:FILE`).",
  },
  {
    start: "$",
    message: "Dollar quoting is PostgreSQL's and no SQLite",
    remedy: "Name the dialect of the file (`postgres:FILE`).",
  },
  {
    start: "\\",
    message: "A backslash means nothing in SQLite",
    remedy:
      "Double a quote inside a string; for a file of MySQL or psql name the dialect (`mysql:FILE`, `postgres:FILE`).",
  },
];

function strangerAt(source: NamedText, offset: number): SchemaforgeError {
  const known = STRANGERS.find(({ start }) => source.text.startsWith(start, offset));
  if (known) return errorAt(source, offset, "SQLITE_SYNTAX", known.message, known.remedy);
  const character = String.fromCodePoint(source.text.codePointAt(offset) ?? 0);
  return errorAt(
    source,
    offset,
    "SQLITE_SYNTAX",
    `${JSON.stringify(character)} can stand nowhere in SQLite`,
    "Remove it, or name the dialect of the file.",
  );
}

/**
 * Cuts a text into tokens and comments; a byte order mark at the start is skipped.
 * Throws `SQLITE_SYNTAX` with the place of what can start no token, such as an open quote.
 */
export function tokenize(source: NamedText): Tokens {
  const { text } = source;
  const end = text.indexOf("\0");
  if (end !== -1) throw strangerAt(source, end);
  const tokens: Token[] = [];
  const comments: Comment[] = [];
  let at = text.startsWith("\ufeff") ? 1 : 0;
  while (at < text.length) {
    let end = shellCommandEnd(text, at, tokens[tokens.length - 1]);
    if (end > at) {
      tokens.push({ kind: "command", text: text.slice(at, end).trimEnd(), start: at, end });
      at = end;
      continue;
    }
    for (const [kind, pattern] of RULES) {
      pattern.lastIndex = at;
      const found = pattern.exec(text);
      if (!found) continue;
      end = pattern.lastIndex;
      if (kind === "comment") comments.push({ text: commentText(found[0]), start: at, end });
      else if (kind !== "space") tokens.push({ kind, text: found[0], start: at, end });
      // `12ab` is one illegal token in SQLite, not a number beside a word.
      if (kind === "number" && WORD_CHARACTER.test(text.charAt(end)))
        throw errorAt(source, at, "SQLITE_SYNTAX", "A number runs into a word here", "Separate or quote them.");
      break;
    }
    // `#name` is a parameter only inside SQLite itself; people who write it mean a comment.
    if (end === at || text[at] === "#") throw strangerAt(source, at);
    at = end;
  }
  return { tokens, comments };
}

/** Where a command of the sqlite3 shell ends that starts here: a line with a leading dot between two statements. */
function shellCommandEnd(text: string, at: number, before: Token | undefined): number {
  if (text[at] !== "." || (at > 0 && text[at - 1] !== "\n")) return at;
  if (before && before.text !== ";" && before.kind !== "command") return at;
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
}

function commentText(raw: string): string {
  const inner = raw.startsWith("--") ? raw.slice(2) : raw.slice(2, raw.endsWith("*/") ? -2 : undefined);
  return inner.trim();
}

/** The name or value that a token stands for: quotes taken off, doubled quotes halved; other tokens as written. */
export function tokenValue(token: Token): string {
  if (token.kind !== "quoted" && token.kind !== "string") return token.text;
  const quote = token.text.charAt(0);
  const inner = token.text.slice(1, -1);
  return quote === "[" ? inner : inner.replaceAll(quote + quote, quote);
}
