/** Reads SQL texts: their schema statements are run, in order, on a database in memory, which is then inspected. */
import type { SchemaforgeError } from "../../model/errors.ts";
import type { Runtime } from "../../runtime.ts";
import type { Notice, Reading, ReadOptions, SourceText } from "../engine.ts";
import { failureOf, openMemory } from "./connect.ts";
import { Executor } from "./execute.ts";
import { inspect } from "./inspect/index.ts";
import { dumpedCreate, parseText } from "./parse/statement.ts";
import type { LocatedStatement, OtherStatement } from "./parse/syntax.ts";
import { errorAt, placeAt, type Token, tokenValue } from "./parse/tokens.ts";
import { fold } from "./quote.ts";

/**
 * Reads SQL texts, run one after the other. Statements that make no schema are skipped with one notice a kind and file.
 * Throws `SQLITE_SYNTAX` (our grammar) or `SQLITE_STATEMENT` (SQLite's own word), with file, line and column.
 */
export async function readText(
  texts: readonly SourceText[],
  runtime: Runtime,
  options: ReadOptions = {},
): Promise<Reading> {
  const parsed = texts.map((source) => ({ source, statements: parseText(source) }));
  const connection = await openMemory();
  try {
    const notices: Notice[] = [];
    const wanted = new Set(options.rowsOf?.map(({ name }) => fold(name)));
    const executor = new Executor(connection);
    for (const { source, statements } of parsed) {
      const skipped = new Skipped(source);
      for (const located of statements) {
        runtime.signal.throwIfAborted();
        const sql = sqlToRun(source, located, skipped, wanted);
        if (sql !== undefined) run(executor, source, located, sql, notices);
      }
      notices.push(...skipped.notices());
    }
    const reading = inspect(connection, executor.meantTexts(), options.rowsOf);
    return { ...reading, notices: [...notices, ...reading.notices] };
  } finally {
    connection.close();
  }
}

/** What the reader says of each kind of statement that it does not run. */
const SKIPPED: {
  readonly [kind in OtherStatement["kind"] | "temporary" | "attached" | "internal"]: readonly [
    code: string,
    why: string,
  ];
} = {
  transaction: ["SKIPPED_TRANSACTION", "not run"],
  data: ["SKIPPED_DATA", "rows are no part of a schema"],
  pragma: ["SKIPPED_PRAGMA", "settings of a connection are no part of a schema"],
  maintenance: ["SKIPPED_MAINTENANCE", "no part of a schema"],
  command: ["SKIPPED_SHELL_COMMAND", "a command of the sqlite3 shell"],
  temporary: ["SKIPPED_TEMPORARY", "temporary objects are no part of a schema"],
  attached: ["SKIPPED_ATTACHED", "belongs to an attached database"],
  internal: ["SKIPPED_INTERNAL", "SQLite makes it itself"],
};

/** Counts what is skipped, so that ten thousand INSERTs make one notice. */
class Skipped {
  readonly #source: SourceText;
  readonly #counts = new Map<string, { kind: keyof typeof SKIPPED; verb: string; offset: number; count: number }>();

  constructor(source: SourceText) {
    this.#source = source;
  }

  add(kind: keyof typeof SKIPPED, verb: string, offset: number): void {
    const entry = this.#counts.get(verb);
    if (entry) entry.count++;
    else this.#counts.set(verb, { kind, verb, offset, count: 1 });
  }

  notices(): Notice[] {
    return [...this.#counts.values()].map(({ kind, verb, offset, count }) => ({
      code: SKIPPED[kind][0],
      message: `${count === 1 ? verb : `${count} × ${verb}`} skipped: ${SKIPPED[kind][1]}`,
      where: placeAt(this.#source, offset),
    }));
  }
}

/** Tables that the `.schema` of SQLite's shell lists beside those of people. */
const INTERNAL: ReadonlySet<string> = new Set(
  "sequence stat1 stat2 stat3 stat4".split(" ").map((name) => `sqlite_${name}`),
);

/** The text to run for a statement, or undefined where it is skipped. */
function sqlToRun(
  source: SourceText,
  { statement, tokens }: LocatedStatement,
  skipped: Skipped,
  wanted: ReadonlySet<string>,
): string | undefined {
  const offset = tokens[0]?.start ?? 0;
  const end = tokens[tokens.length - 1]?.end ?? offset;
  const sql = source.text.slice(offset, end);
  switch (statement.kind) {
    // Run as they stand: a schema statement may be rolled back.
    case "transaction":
      return sql;
    case "data": {
      const dumped = dumpedCreate(tokens);
      if (dumped) return tokenValue(dumped);
      if (writesInto(tokens, wanted)) return sql;
      break;
    }
    case "pragma":
      // Every script that we write says it, and it says nothing of the schema.
      if (fold(tokens[1]?.text ?? "") === "foreign_keys") return undefined;
      // It decides whether renaming a table changes the keys that point to it.
      if (fold(tokens[1]?.text ?? "") === "legacy_alter_table") return sql;
      break;
    case "maintenance":
    case "command":
      break;
    default: {
      if (statement.kind === "create-table" && INTERNAL.has(fold(statement.name))) {
        skipped.add("internal", `the table ${statement.name}`, offset);
        return undefined;
      }
      const schema = fold(statement.schema ?? "main");
      const temporary = ("temporary" in statement && statement.temporary) || schema === "temp";
      if (!temporary && schema === "main") {
        const query = statement.kind === "create-table" && !wanted.has(fold(statement.name)) && statement.query?.[0];
        return query ? withoutRows(source.text, offset, query.start, end) : sql;
      }
      skipped.add(temporary ? "temporary" : "attached", firstWords(tokens.map((token) => token.text)), offset);
      return undefined;
    }
  }
  skipped.add(statement.kind, statement.verb, offset);
  return undefined;
}

/** CREATE TABLE … AS with its query's columns and none of its rows, which may be many, or without end. */
function withoutRows(text: string, start: number, query: number, end: number): string {
  return `${text.slice(start, query)}SELECT * FROM (${text.slice(query, end)}\n) LIMIT 0`;
}

/** True for an INSERT, UPDATE or DELETE of rows of one of these tables. */
function writesInto(tokens: readonly Token[], tables: ReadonlySet<string>): boolean {
  if (tables.size === 0) return false;
  const at = tokens.findIndex(({ kind, text }, index) => {
    const word = kind === "word" ? text.toUpperCase() : "";
    return word === "INTO" || word === "FROM" || (word === "UPDATE" && index === 0);
  });
  const name = tokens[at + 1];
  const qualified = tokens[at + 2]?.text === "." ? tokens[at + 3] : name;
  return at >= 0 && qualified !== undefined && tables.has(fold(tokenValue(qualified)));
}

function firstWords(words: readonly string[]): string {
  return words.slice(0, 2).join(" ").toUpperCase();
}

function run(executor: Executor, source: SourceText, located: LocatedStatement, sql: string, notices: Notice[]): void {
  try {
    const place = () => placeAt(source, located.tokens[0]?.start ?? 0);
    for (const { code, message } of executor.run(sql, place)) notices.push({ code, message, where: place() });
  } catch (error) {
    throw statementError(source, located, failureOf(error).message);
  }
}

/** Where SQLite's messages name a word of the statement. */
const NAMED = [
  /^near "(.*?)": syntax error/s,
  /^(?:table|index|view|trigger|there is already (?:a|an) \w+ named) "?(.*?)"? already exists$/s,
  /: (?:main\.)?"?([^\s":]+)"?$/,
];

/** SQLite's message at the word that it names, else at the statement. */
function statementError(source: SourceText, { tokens }: LocatedStatement, message: string): SchemaforgeError {
  const named = NAMED.map((pattern) => pattern.exec(message)?.[1]).find((name) => name !== undefined);
  const token = tokens.find((candidate) => named !== undefined && fold(tokenValue(candidate)) === fold(named));
  const offset = (token ?? tokens[0])?.start ?? 0;
  return errorAt(source, offset, "SQLITE_STATEMENT", `SQLite refuses this statement: ${message}`, remedyFor(message));
}

const REMEDIES: readonly (readonly [part: string, remedy: string])[] = [
  ["already exists", "Remove one of the two, or write DROP … IF EXISTS before it."],
  ["no such table", "Create the table in an earlier statement or file."],
  [
    "no such function",
    "The embedded SQLite lacks this function; leave the constraint out or read the database file itself.",
  ],
  ["no such module", "The embedded SQLite lacks this module; read the database file itself."],
  ["no such collation", "The embedded SQLite knows BINARY, NOCASE and RTRIM."],
  ["no such column", "Correct the column's name; strings stand in single quotes."],
  ["AUTOINCREMENT", "Give the column the type INTEGER and PRIMARY KEY beside it."],
  ["parser stack overflow", "Nest fewer parentheses: SQLite follows about a hundred."],
  ["too many columns", "SQLite's tables have up to 2000 columns; divide the table."],
  ["reserved for internal use", "Names that begin with sqlite_ are SQLite's own; take another."],
  ["unknown datatype", "STRICT tables know INT, INTEGER, REAL, TEXT, BLOB and ANY."],
];

function remedyFor(message: string): string {
  return REMEDIES.find(([part]) => message.includes(part))?.[1] ?? "Correct the statement.";
}
