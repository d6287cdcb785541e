/**
 * Splits a script as psql does: statements end at semicolons outside of quotes, comments, parentheses and SQL-standard
 * function bodies; backslash commands and the data of COPY blocks are no SQL (psqlscan.l, version 18).
 */

/** One piece of a script. Offsets count UTF-16 units from the start of the text. */
export interface Piece {
  readonly kind: "statement" | "meta" | "copy-data";
  readonly text: string;
  /** Offset of the first character that is neither space nor comment. */
  readonly offset: number;
  /** Rows that INSERT … VALUES lists, or that a COPY block holds. */
  readonly rows?: number;
}

const SPACE = /\s+/y;
const SPACE_BEGINS = /\s/;
const WORD = /[A-Za-z_\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*/y;
const DOLLAR_QUOTE = /\$([A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$/y;
/** Anything in which nothing special can begin. */
const PLAIN = /[^\s'"$\-/();\\A-Za-z_\u0080-\uffff]+/y;
/** Commands that send the statement before them to the server, as a semicolon does (exec_command, command.c). */
const SENDING = /^\\(?:g|gx|gset|gexec|gdesc|gshow|crosstabview|watch)\b/;
const COPY_FROM_STDIN = /^copy\b[\s\S]*\bfrom\s+stdin\b/i;

/** Splits a script; linear in its length. A quote that never ends reaches to the end of the text. */
export function splitScript(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  let start = -1;
  let depth = 0;
  let words: string[] = [];
  let atomic = 0;
  let rows = 0;
  let listing = false;

  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const end = (to: number): void => {
    if (start >= 0) {
      const statement = text.slice(start, to).trimEnd();
      pieces.push({ kind: "statement", text: statement, offset: start, ...(rows > 0 ? { rows } : {}) });
      if (COPY_FROM_STDIN.test(statement.slice(0, 10_000))) copyData();
    }
    start = -1;
    depth = 0;
    words = [];
    atomic = 0;
    rows = 0;
    listing = false;
  };
  /** Takes the lines up to `\.`; the statement's own line ends first. */
  const copyData = (): void => {
    const newline = text.indexOf("\n", at);
    const from = newline < 0 ? text.length : newline + 1;
    const closing = /^\\\.\r?$/gm;
    closing.lastIndex = from;
    const found = closing.exec(text);
    const to = found ? found.index : text.length;
    if (to > from) {
      const data = text.slice(from, to);
      pieces.push({ kind: "copy-data", text: data, offset: from, rows: linesOf(data) });
    }
    at = found ? found.index + found[0].length : text.length;
  };
  const begin = (): void => {
    if (start < 0) start = at;
  };

  while (at < text.length) {
    const character = text[at] ?? "";
    if (character === " " || character === "\n") {
      at++;
      continue;
    }
    const space = SPACE_BEGINS.test(character) ? match(SPACE) : undefined;
    if (space) {
      at += space.length;
      continue;
    }
    const next = text[at + 1];
    if (character === "-" && next === "-") {
      const newline = text.indexOf("\n", at);
      at = newline < 0 ? text.length : newline;
    } else if (character === "/" && next === "*") {
      at = endOfComment(text, at);
    } else if (character === "\\") {
      // Backslash commands run to the end of their line and end no statement.
      const newline = text.indexOf("\n", at);
      const to = newline < 0 ? text.length : newline;
      if (SENDING.test(text.slice(at, at + 20))) end(at);
      pieces.push({ kind: "meta", text: text.slice(at, to).trimEnd(), offset: at });
      at = to;
    } else if (character === ";" && depth === 0 && atomic === 0) {
      end(at);
      if (text[at] === ";") at++;
    } else {
      begin();
      if (character === "'" || character === '"') {
        const escapes =
          character === "'" && /[eE]/.test(text[at - 1] ?? "") && !/[A-Za-z0-9_$]/.test(text[at - 2] ?? "");
        at = endOfQuote(text, at, escapes);
      } else if (character === "$") {
        const tag = match(DOLLAR_QUOTE);
        const closing = tag === undefined ? -1 : text.indexOf(tag, at + tag.length);
        at = tag === undefined ? at + 1 : closing < 0 ? text.length : closing + tag.length;
      } else if (character === "(" || character === ")") {
        if (listing && depth === 0 && character === "(") rows++;
        depth = Math.max(0, depth + (character === "(" ? 1 : -1));
        at++;
      } else {
        const word = match(WORD);
        if (word) {
          at += word.length;
          const lower = word.toLowerCase();
          if (words.length < 5) words.push(lower);
          if (depth === 0) listing = lower === "values" && words[0] === "insert";
          atomic = bodyDepth(atomic, lower, words);
        } else at += match(PLAIN)?.length ?? 1;
      }
    }
  }
  end(text.length);
  return pieces;
}

/** Depth of BEGIN … END and CASE … END in the body of a function, as psql counts it; 0 outside. */
function bodyDepth(depth: number, word: string, words: readonly string[]): number {
  const [first, second, third, fourth] = words;
  const creates = (name: string | undefined) => name === "function" || name === "procedure";
  const inFunction =
    first === "create" && (creates(second) || (second === "or" && third === "replace" && creates(fourth)));
  if (!inFunction) return depth;
  if (word === "begin") return depth + 1;
  if (word === "case") return depth > 0 ? depth + 1 : 0;
  return word === "end" && depth > 0 ? depth - 1 : depth;
}

function linesOf(data: string): number {
  let lines = data.endsWith("\n") ? 0 : 1;
  for (let at = data.indexOf("\n"); at >= 0; at = data.indexOf("\n", at + 1)) lines++;
  return lines;
}

/** Comments nest. */
function endOfComment(text: string, from: number): number {
  let depth = 0;
  const edge = /\/\*|\*\//g;
  edge.lastIndex = from;
  for (let found = edge.exec(text); found; found = edge.exec(text)) {
    depth += found[0] === "/*" ? 1 : -1;
    if (depth === 0) return edge.lastIndex;
  }
  return text.length;
}

function endOfQuote(text: string, from: number, escapes: boolean): number {
  const quote = text[from] ?? "'";
  const special = /[\\']/g;
  for (let at = from + 1; ; ) {
    special.lastIndex = at;
    const found = escapes ? (special.exec(text)?.index ?? -1) : text.indexOf(quote, at);
    if (found < 0) return text.length;
    if (text[found] === quote && text[found + 1] !== quote) return found + 1;
    at = found + 2;
  }
}

/** Line and column, from 1, of an offset. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const line = before.split("\n").length;
  return { line, column: offset - (before.lastIndexOf("\n") + 1) + 1 };
}
