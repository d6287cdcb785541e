/**
 * The scanner under the shorthand and the expressions: characters to lexemes, with places for errors.
 * The grammars above it are recursive descent; nothing here knows what a lexeme means.
 */
import { type Replacement, SchemaforgeError, type Where } from "./errors.ts";

/** Where a text begins in its file. Lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** True when offsets in the text are no offsets in the file (escapes, folded lines): errors point at the start. */
  readonly fixed?: boolean;
}

/** A replacement in the text that mends an error. */
export interface Fix {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The place `offset` characters further on in a text that starts at `place`. */
export function shiftPlace(place: Place | undefined, offset: number): Place | undefined {
  if (!place || place.fixed || offset === 0) return place;
  return { ...place, column: place.column + offset };
}

const space = /[ \t\r\n\f]*/y;
const word = /[A-Za-z_][A-Za-z0-9_]*/y;
const bare = /[\w.+-]+/y;
const number = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const quoted = /'(?:[^']|'')*'/y;
const doubleQuoted = /"(?:[^"]|"")*"/y;
const run = /[^\s]+/y;

/** Reads lexemes of one text from left to right. Lexeme methods skip white space first and return undefined on no match. */
export class Scanner {
  readonly text: string;
  position = 0;
  readonly #name: string;
  readonly #place: Place | undefined;

  /** `name` is what the text belongs to (a field, an index): it leads corrected lines and stands in for a place. */
  constructor(text: string, name: string, place?: Place) {
    this.text = text;
    this.#name = name;
    this.#place = place;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    return pattern.exec(this.text)?.[0];
  }

  #take(pattern: RegExp): string | undefined {
    this.skipSpace();
    const lexeme = this.#match(pattern);
    if (lexeme) this.position += lexeme.length;
    return lexeme || undefined;
  }

  skipSpace(): void {
    this.position += this.#match(space)?.length ?? 0;
  }

  get atEnd(): boolean {
    this.skipSpace();
    return this.position >= this.text.length;
  }

  /** The next character after white space, not taken; empty at the end. */
  peek(): string {
    this.skipSpace();
    return this.text.charAt(this.position);
  }

  /** The next identifier-like word, not taken. */
  peekWord(): string | undefined {
    this.skipSpace();
    return this.#match(word);
  }

  word(): string | undefined {
    return this.#take(word);
  }

  /** Takes `expected` if it is the next word (whole, any case). */
  takeWord(expected: string): boolean {
    if (this.peekWord()?.toLowerCase() !== expected) return false;
    this.position += expected.length;
    return true;
  }

  /** A run of letters, digits, `_ . + -`: what may stand unquoted as a value. */
  bare(): string | undefined {
    return this.#take(bare);
  }

  number(): string | undefined {
    return this.#take(number);
  }

  /** Takes `symbol` if it comes next. */
  take(symbol: string): boolean {
    this.skipSpace();
    if (!this.text.startsWith(symbol, this.position)) return false;
    this.position += symbol.length;
    return true;
  }

  expect(symbol: string, after: string): void {
    if (!this.take(symbol)) this.fail("SYNTAX", `expected \`${symbol}\` ${after}${this.found()}`);
  }

  /** Requires white space, a comma, a closing bracket or the end right here: `uniqueindex`, `'a'unique` are mistakes. */
  expectGap(): void {
    const next = this.text.charAt(this.position);
    const before = this.text.charAt(this.position - 1);
    if (next !== "" && !/[\s,)\]]/.test(next) && !/\s/.test(before)) {
      this.fail("SYNTAX", `\`${clip(this.peekRunHere())}\` needs a space before it`, {
        fix: { from: this.position, to: this.position, text: " " },
      });
    }
  }

  /** The value of a string in single quotes (a quote inside is doubled), or undefined if none comes next. */
  quoted(): string | undefined {
    if (this.peek() !== "'") return undefined;
    const lexeme = this.#take(quoted);
    if (lexeme === undefined) this.fail("UNCLOSED_QUOTE", "this string has no closing quote");
    return lexeme.slice(1, -1).replaceAll("''", "'");
  }

  /** The text in double quotes, or undefined if none comes next. */
  doubleQuoted(): string | undefined {
    if (this.peek() !== '"') return undefined;
    const lexeme = this.#take(doubleQuoted);
    if (lexeme === undefined) this.fail("UNCLOSED_QUOTE", "this name has no closing quote");
    return lexeme.slice(1, -1).replaceAll('""', '"');
  }

  /** The characters up to the next white space, not taken. */
  peekRun(): string {
    this.skipSpace();
    return this.#match(run) ?? "";
  }

  /** The characters from right here up to the next white space; empty if white space or the end comes next. */
  peekRunHere(): string {
    return this.#match(run) ?? "";
  }

  /** ", found `x`" for messages. */
  found(): string {
    const next = this.peekRun();
    return next === "" ? ", found the end" : `, found \`${clip(next)}\``;
  }

  /** The place of `offset`, for texts within this text. */
  placeAt(offset: number): Place | undefined {
    return shiftPlace(this.#place, offset);
  }

  /**
   * Throws a SchemaforgeError at `at` (the current position unless given). A `fix` becomes the corrected line in the
   * remedy, unless a `remedy` is given.
   */
  fail(code: string, message: string, options: { at?: number; fix?: Fix; remedy?: string } = {}): never {
    const at = options.at ?? this.position;
    const fix = options.fix;
    const corrected = fix && this.text.slice(0, fix.from) + fix.text + this.text.slice(fix.to);
    const remedy =
      options.remedy ?? (corrected === undefined ? undefined : `Write \`${lineOf(this.#name, corrected)}\``);
    const from = fix && this.placeAt(fix.from);
    const replacement = fix &&
      from &&
      !from.fixed && { text: fix.text, column: from.column, length: fix.to - fix.from };
    throw textError(code, message, this.#name, this.#place, at, remedy, replacement || undefined);
  }
}

/** An error at `offset` of a text that starts at `place`; without a place the message tells the column. */
export function textError(
  code: string,
  message: string,
  name: string,
  place: Place | undefined,
  offset: number,
  remedy?: string,
  replacement?: Replacement,
): SchemaforgeError {
  const shifted = shiftPlace(place, offset);
  const where: Where = shifted
    ? { file: shifted.file, line: shifted.line, column: shifted.column }
    : { object: name || "text" };
  const told = shifted ? message : `${message} (column ${offset + 1})`;
  return new SchemaforgeError(code, told, {
    where,
    ...(remedy === undefined ? {} : { remedy }),
    ...(replacement === undefined ? {} : { replacement }),
  });
}

/** `name: text` as a line of a model file, quoted if YAML would read the bare text otherwise. */
export function lineOf(name: string, text: string): string {
  const bareInYaml = !/: |:$| #|^[\s'"[\]{}&*!|>%@`#,?:-]/.test(text);
  const shown = bareInYaml ? text : `'${text.replaceAll("'", "''")}'`;
  return name === "" ? shown : `${name}: ${clip(shown, 300)}`;
}

/** A text shortened for a message. */
export function clip(text: string, length = 40): string {
  const characters = text.length > length ? [...text.slice(0, length + 1)].slice(0, length).join("") : text;
  return characters.length < text.length ? `${characters}…` : text;
}

/** A string in the language's single quotes. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
