/** Where something is wrong: a place in a text, or a named object. Lines and columns count from 1. */
export type Where =
  | { readonly file: string; readonly line?: number; readonly column?: number }
  | { readonly object: string };

export interface ErrorDetails {
  readonly where?: Where;
  /** What the reader can do about it, as one imperative sentence. */
  readonly remedy?: string;
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
  readonly exit: 1 | 3 | 4 | 5;

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "SchemaforgeError";
    this.code = code;
    if (details.where) this.where = details.where;
    if (details.remedy) this.remedy = details.remedy;
    this.exit = details.exit ?? 1;
  }
}

/** Formats a place for people: `file:line:column`, `file`, or the object's name. */
export function formatWhere(where: Where): string {
  if ("object" in where) return where.object;
  return [where.file, where.line, where.column].filter((part) => part !== undefined).join(":");
}
