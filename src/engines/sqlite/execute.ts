/**
 * Runs schema statements on the embedded SQLite, which is stricter than most in two ways: it takes no strings in double
 * quotes, and it has no REGEXP and nothing else that an application registers. Where a statement fails by that, it is run
 * with a stand-in of the same shape, and read as it was meant.
 */
import { SchemaforgeError, type Where } from "../../model/errors.ts";
import { type Connection, failureOf } from "./connect.ts";
import { parseStatement } from "./parse/statement.ts";
import { type Token, tokenize, tokenValue } from "./parse/tokens.ts";
import { fold, quoteText } from "./quote.ts";

/** What was done so that a statement could run. */
export interface Substitution {
  readonly code: "STRING_IN_DOUBLE_QUOTES" | "UNKNOWN_FUNCTION";
  readonly message: string;
}

/** SQLite 3.45 says only the name, later versions suggest single quotes. */
const UNKNOWN_COLUMN = /^no such column: "?(.*?)"?(?: - should this be a string literal in single-quotes\?)?$/s;
const UNKNOWN_FUNCTION = /^(?:no such function: |unable to use function )(\w+)/;

/** libsql has these as an extension that it does not call deterministic; in SQLite they are (lang_mathfunc.html). */
const NOT_DETERMINISTIC = /^non-deterministic functions prohibited/;
const MATH_FUNCTIONS =
  "acos acosh asin asinh atan atan2 atanh ceil ceiling cos cosh degrees exp floor ln log log10 log2 mod pi pow power radians sin sinh sqrt tan tanh trunc".split(
    " ",
  );

/**
 * What libsql has and reaches beyond the database. SQLite itself keeps it out of views, triggers and defaults; nothing else
 * that is run here may call it either.
 */
const OUTSIDE = new Set(["readfile", "writefile", "fsdir", "load_extension", "fts3_tokenizer"]);

/** A function of any number of arguments, and an operator between two values, that every SQLite has. */
const STAND_IN_FUNCTION = "char";
const STAND_IN_OPERATOR = "LIKE";

interface Replaced {
  readonly type: "table" | "index";
  readonly name: string;
  /** As SQLite kept it with the stand-in. */
  readonly kept: string;
  /** What it is to keep in the end. */
  readonly meant: string;
  /** Where it stands in a text. */
  readonly where?: Where;
}

/** Runs the schema statements of one database, one after the other. */
export class Executor {
  readonly #connection: Connection;
  readonly #replaced: Replaced[] = [];

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * Runs one statement. Throws what SQLite says when nothing can stand in, and where a query calls what reaches beyond the
   * database.
   * @param place where it stands in a text
   */
  run(sql: string, place?: () => Where): Substitution[] {
    const outside = outsideCalls(sql);
    const done = outside.map(functionLacking);
    let text = withStandIn(sql, outside);
    // What the schema is to hold: strings stay turned, functions come back.
    let meant = sql;
    for (;;) {
      try {
        this.#connection.exec(text);
        break;
      } catch (error) {
        const { message } = failureOf(error);
        const column = UNKNOWN_COLUMN.exec(message)?.[1];
        const name = UNKNOWN_FUNCTION.exec(message)?.[1];
        const names = name !== undefined ? [name] : NOT_DETERMINISTIC.test(message) ? MATH_FUNCTIONS : [];
        const turned = column !== undefined ? withStringTurned(text, column) : withStandIn(text, names);
        if (turned === text) throw error;
        text = turned;
        if (column !== undefined) meant = withStringTurned(meant, column);
        done.push(column !== undefined ? stringRead(column) : functionLacking(name));
      }
    }
    if (done.some(({ code }) => code === "UNKNOWN_FUNCTION")) this.#remember(meant, place?.());
    return done;
  }

  /**
   * The statements as they were meant, by what SQLite keeps in their place; for reading the schema with.
   * Throws `SQLITE_STATEMENT` where a later statement has altered what SQLite keeps.
   */
  meantTexts(): ReadonlyMap<string, string> {
    for (const { type, name, kept, where } of this.#replaced) {
      const now = this.#keptText(type, name);
      if (now !== undefined && now !== kept)
        throw new SchemaforgeError(
          "SQLITE_STATEMENT",
          "A table is altered that calls functions which the embedded SQLite lacks",
          {
            where: where ?? { object: name },
            remedy: "Write the final CREATE TABLE instead of altering it, or read the database file itself.",
          },
        );
    }
    return new Map(this.#replaced.map(({ kept, meant }) => [kept, meant]));
  }

  #remember(sql: string, where: Where | undefined): void {
    const source = { name: "statement", text: sql };
    const { tokens } = tokenize(source);
    const statement = parseStatement(source, tokens);
    if (statement.kind !== "create-table" && statement.kind !== "create-index") return;
    // SQLite keeps the columns of a query, not the query.
    if (statement.kind === "create-table" && statement.query) return;
    const { name } = statement;
    const at = tokens.find(
      (token, index) => index > 1 && tokenValue(token) === name && tokens[index + 1]?.text !== ".",
    );
    const type = statement.kind === "create-table" ? "table" : "index";
    const unique = statement.kind === "create-index" && statement.unique ? "UNIQUE " : "";
    const kept = this.#keptText(type, name);
    if (at && kept !== undefined)
      this.#replaced.push({
        type,
        name,
        kept,
        meant: `CREATE ${unique}${type.toUpperCase()} ${sql.slice(at.start)}`,
        ...(where ? { where } : {}),
      });
  }

  #keptText(type: string, name: string): string | undefined {
    const query = "SELECT sql FROM sqlite_schema WHERE type = ? AND name = ? COLLATE NOCASE";
    return this.#connection.all<{ sql: string }>(query, type, name)[0]?.sql;
  }
}

/** The names of what a statement calls that reaches beyond the database. Throws where the statement is a query. */
function outsideCalls(sql: string): string[] {
  if (![...OUTSIDE].some((name) => fold(sql).includes(name))) return [];
  const source = { name: "statement", text: sql };
  const { tokens } = tokenize(source);
  const called = tokens.filter((token, index) => {
    const isName = token.kind === "word" || token.kind === "quoted";
    const name = fold(tokenValue(token));
    return isName && OUTSIDE.has(name) && (tokens[index + 1]?.text === "(" || name === "fsdir");
  });
  const [first] = called;
  if (!first) return [];
  const statement = parseStatement(source, tokens);
  if (statement.kind === "data" || (statement.kind === "create-table" && statement.query))
    throw new Error(`no such function: ${tokenValue(first)}`);
  return statement.kind === "create-table" || statement.kind === "create-index" ? called.map(tokenValue) : [];
}

function stringRead(word: string): Substitution {
  return { code: "STRING_IN_DOUBLE_QUOTES", message: `"${word}" is read as the string '${word}'` };
}

function functionLacking(name: string | undefined): Substitution {
  const what = name ?? "mathematical functions here";
  return {
    code: "UNKNOWN_FUNCTION",
    message: `The embedded SQLite lacks ${what}: what calls it is kept as written, unchecked`,
  };
}

/** Every double-quoted `word` as a string. */
function withStringTurned(sql: string, word: string): string {
  return replaceTokens(sql, ({ kind, text }) =>
    kind === "quoted" && text.startsWith('"') && text.slice(1, -1) === word ? quoteText(word) : undefined,
  );
}

/** Every call of these functions, or every use of one as an operator, replaced. */
function withStandIn(sql: string, names: readonly string[]): string {
  const wanted = new Set(names.map(fold));
  return replaceTokens(sql, (token, next) => {
    const name = fold(tokenValue(token));
    if ((token.kind !== "word" && token.kind !== "quoted") || !wanted.has(name)) return undefined;
    const isOperator = /^(?:regexp|match|glob)$/i.test(name) && next?.text !== "(";
    if (!isOperator && next?.text !== "(") return undefined;
    return isOperator ? STAND_IN_OPERATOR : STAND_IN_FUNCTION;
  });
}

function replaceTokens(sql: string, by: (token: Token, next: Token | undefined) => string | undefined): string {
  const { tokens } = tokenize({ name: "statement", text: sql });
  let text = "";
  let copied = 0;
  for (const [index, token] of tokens.entries()) {
    const replacement = by(token, tokens[index + 1]);
    if (replacement === undefined) continue;
    text += sql.slice(copied, token.start) + replacement;
    copied = token.end;
  }
  return text + sql.slice(copied);
}
