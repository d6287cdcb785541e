/** Where something is wrong: a place in a text, or a named object. Lines and columns count from 1. */
export type Where =
  | {
      readonly file: string;
      readonly line?: number;
      readonly column?: number;
      /** Behind the last character, where that is known. */
      readonly end?: TextPosition;
    }
  | { readonly object: string };

export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** What should stand in the text instead. */
export interface Replacement {
  readonly text: string;
  /** `value`: `text` is the source text of the whole value of the key (or of the item) at the error's place. */
  readonly of?: "value";
  /** The word that it replaces in the value of the key at the error's place, if it stands there once. */
  readonly word?: string;
  /** What it replaces on the line of the error; without these, the word or value at the error's place. */
  readonly column?: number;
  readonly length?: number;
}

export interface ErrorDetails {
  readonly where?: Where;
  /** What the reader can do about it, as one imperative sentence. */
  readonly remedy?: string;
  readonly replacement?: Replacement;
  /** Exit code of the command line (design: 1 error, 3 needs an answer, 4 refused for safety). */
  readonly exit?: 1 | 3 | 4 | 5;
  readonly cause?: unknown;
}

/**
 * The one error type that crosses module borders. `code` is a stable SCREAMING_SNAKE word that machines may test;
 * `message` says what is wrong without a trailing full stop.
 */
export class SchemaforgeError extends Error {
  readonly code: string;
  readonly where?: Where;
  readonly remedy?: string;
  readonly replacement?: Replacement;
  readonly exit: 1 | 3 | 4 | 5;

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "SchemaforgeError";
    this.code = code;
    if (details.where) this.where = details.where;
    if (details.remedy) this.remedy = details.remedy;
    if (details.replacement) this.replacement = details.replacement;
    this.exit = details.exit ?? 1;
  }
}

/** Formats a place for people: `file:line:column`, `file`, or the object's name. */
export function formatWhere(where: Where): string {
  if ("object" in where) return where.object;
  return [where.file, where.line, where.column].filter((part) => part !== undefined).join(":");
}
