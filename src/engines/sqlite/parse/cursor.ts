/** Walks over the tokens of one statement for the recursive-descent grammar. */
import type { SchemaforgeError } from "../../../model/errors.ts";
import { isReserved } from "./keywords.ts";
import { errorAt, type NamedText, type Token, tokenValue } from "./tokens.ts";

export class Cursor {
  readonly source: NamedText;
  readonly tokens: readonly Token[];
  private index = 0;

  constructor(source: NamedText, tokens: readonly Token[]) {
    this.source = source;
    this.tokens = tokens;
  }

  get done(): boolean {
    return this.index >= this.tokens.length;
  }

  /** Number of tokens read so far; `since` cuts from there. */
  get position(): number {
    return this.index;
  }

  /** Where the token read last ends. */
  get lastEnd(): number {
    return this.tokens[this.index - 1]?.end ?? 0;
  }

  /** The token `ahead` places from here. */
  peek(ahead = 0): Token | undefined {
    return this.tokens[this.index + ahead];
  }

  /** The tokens from a position to here. */
  since(position: number): readonly Token[] {
    return this.tokens.slice(position, this.index);
  }

  next(): Token {
    const token = this.tokens[this.index];
    if (!token) throw this.error("The statement ends too early");
    this.index++;
    return token;
  }

  /** True where the next words are these (any case); `offset` tokens are passed over. */
  sees(words: string, offset = 0): boolean {
    return words.split(" ").every((word, at) => isWord(this.peek(offset + at), word));
  }

  /** Reads the words where they stand here. */
  take(words: string): boolean {
    if (!this.sees(words)) return false;
    this.index += words.split(" ").length;
    return true;
  }

  expect(words: string): void {
    if (!this.take(words)) throw this.unexpected(words);
  }

  seesOperator(text: string, offset = 0): boolean {
    const token = this.peek(offset);
    return token?.kind === "operator" && token.text === text;
  }

  takeOperator(text: string): boolean {
    if (!this.seesOperator(text)) return false;
    this.index++;
    return true;
  }

  expectOperator(text: string): void {
    if (!this.takeOperator(text)) throw this.unexpected(`\`${text}\``);
  }

  /** A name: a bare word that is not reserved, or anything in quotes. */
  name(what: string): string {
    const token = this.peek();
    if (!token || !isName(token)) throw this.unexpected(what);
    this.index++;
    return tokenValue(token);
  }

  /** What stands between the next parenthesis and the one that closes it. */
  parenthesized(what: string): readonly Token[] {
    if (!this.seesOperator("(")) throw this.unexpected(`\`(\` of ${what}`);
    const open = this.next();
    const start = this.index;
    for (let depth = 1; ; this.index++) {
      const token = this.peek();
      if (!token) {
        const message = "The parenthesis that opens here is never closed";
        throw errorAt(this.source, open.start, "SQLITE_SYNTAX", message, "Close it with `)`.");
      }
      if (token.kind !== "operator") continue;
      if (token.text === "(") depth++;
      if (token.text === ")" && --depth === 0) break;
    }
    const inner = this.since(start);
    if (inner.length === 0) throw this.error(`Nothing stands between the parentheses of ${what}`);
    this.index++;
    return inner;
  }

  /** Tokens up to one that `stops` accepts outside of all parentheses, or to the end. */
  until(stops: (token: Token) => boolean): readonly Token[] {
    const start = this.index;
    for (let depth = 0; !this.done; this.index++) {
      const token = this.peek();
      if (!token || (depth === 0 && stops(token))) break;
      if (token.kind !== "operator") continue;
      if (token.text === "(") depth++;
      if (token.text === ")") depth--;
    }
    return this.since(start);
  }

  /** The rest of the statement. */
  rest(): readonly Token[] {
    return this.until(() => false);
  }

  /** An error at the next token, or behind the last. */
  error(message: string, remedy?: string): SchemaforgeError {
    const last = this.tokens[this.tokens.length - 1];
    const offset = this.peek()?.start ?? last?.end ?? 0;
    return errorAt(this.source, offset, "SQLITE_SYNTAX", message, remedy ?? DEFAULT_REMEDY);
  }

  unexpected(wanted: string): SchemaforgeError {
    const token = this.peek();
    const found = token ? `found \`${shorten(token.text)}\`` : "the statement ends";
    return this.error(`Expected ${wanted}, ${found}`, token && foreignRemedy(token));
  }
}

const DEFAULT_REMEDY = "Correct the statement as SQLite's manual (sqlite.org/lang.html) writes it.";

/** Words that give away another dialect where SQLite's grammar stops. */
const FOREIGN_WORDS: { readonly [word: string]: string } = {
  ENGINE: "mysql",
  AUTO_INCREMENT: "mysql",
  UNSIGNED: "mysql",
  CHARSET: "mysql",
  COMMENT: "mysql",
  FULLTEXT: "mysql",
  KEY: "mysql",
  INHERITS: "postgres",
  PARTITION: "postgres",
  TABLESPACE: "postgres",
  CONCURRENTLY: "postgres",
  EXTENSION: "postgres",
  LANGUAGE: "postgres",
  EXECUTE: "postgres",
};

function foreignRemedy(token: Token): string | undefined {
  const dialect = token.kind === "word" ? FOREIGN_WORDS[token.text.toUpperCase()] : undefined;
  return dialect && `This is not SQLite's language; if the file is another dialect's, name it (\`${dialect}:FILE\`).`;
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function isName(token: Token): boolean {
  if (token.kind === "quoted" || token.kind === "string") return true;
  return token.kind === "word" && !isReserved(token.text);
}

function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === "word" && token.text.toUpperCase() === word;
}
