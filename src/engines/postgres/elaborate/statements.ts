/** Parses the statements of a script with PostgreSQL's own grammar (libpg-query 18) and says what each is for. */

import { SchemaforgeError } from "../../../model/errors.ts";
import type { Notice, SourceText } from "../../engine.ts";
import { classify, dataByFirstWord, READ_SETTINGS } from "./classify.ts";
import { dialectHint } from "./dialects.ts";
import { type Piece, placeOf, splitScript } from "./split.ts";

/** A node of the syntax tree: `{ CreateStmt: { … } }` and what is inside, as plain JSON. */
export type SyntaxNode = { readonly [key: string]: unknown };

export interface ParsedStatement {
  readonly source: SourceText;
  readonly offset: number;
  /** The text that runs: as written, or without what cannot run inside a transaction (CONCURRENTLY). */
  readonly sql: string;
  /** Name of the root node: `CreateStmt`. */
  readonly node: string;
  readonly tree: SyntaxNode;
}

export interface Script {
  readonly run: readonly ParsedStatement[];
  readonly notices: readonly Notice[];
}

/** The parts of libpg-query that are used. */
export interface Parser {
  parse(sql: string): { readonly stmts?: readonly { readonly stmt?: SyntaxNode }[] };
  scan(sql: string): readonly { readonly start: number; readonly end: number; readonly text: string }[];
}

/** Loads the parser (10 ms) on first use. */
export async function loadParser(): Promise<Parser> {
  const { loadModule, parseSync, scanSync } = await import("libpg-query");
  await loadModule();
  return { parse: (sql) => parseSync(sql) as ReturnType<Parser["parse"]>, scan: (sql) => scanSync(sql).tokens };
}

function noticeAt(code: string, message: string, source: SourceText, offset: number): Notice {
  return { code, message, where: { file: source.name, ...placeOf(source.text, offset) } };
}

/**
 * Reads the statements of texts in their order.
 *
 * @throws SchemaforgeError `SQL_SYNTAX` with file, line and column
 */
export function readScripts(texts: readonly SourceText[], parser: Parser): Script {
  const run: ParsedStatement[] = [];
  const notices: Notice[] = [];
  for (const source of texts) readScript(source, parser, run, notices);
  return { run, notices };
}

function readScript(source: SourceText, parser: Parser, run: ParsedStatement[], notices: Notice[]): void {
  const rows = new Map<string, { count: number; offset: number }>();
  let transaction = -1;
  const commands = new Map<string, { count: number; offset: number }>();
  for (const piece of splitScript(source.text)) {
    if (piece.kind === "meta") {
      const command = piece.text.split(/\s/)[0] ?? piece.text;
      if (command !== "\\.") count(commands, command, piece.offset);
      continue;
    }
    if (piece.kind === "copy-data") continue;
    const data = dataByFirstWord(piece.text);
    if (data) {
      count(rows, data, piece.offset);
      continue;
    }
    for (const statement of parseStatement(source, piece, parser)) {
      const { treatment, what } = classify(statement.node, statement.tree["objtype"]);
      if (treatment === "run") run.push(statement);
      else if (treatment === "skip") {
        notices.push(
          noticeAt(
            "STATEMENT_SKIPPED",
            `${what} does not belong to one database's schema and was left out`,
            source,
            statement.offset,
          ),
        );
      } else if (treatment === "data") count(rows, statement.node, statement.offset);
      else if (treatment === "transaction") {
        const kind = (statement.tree as { kind?: string }).kind;
        if (kind === "TRANS_STMT_BEGIN" || kind === "TRANS_STMT_START") transaction = run.length;
        else if (kind === "TRANS_STMT_ROLLBACK" && transaction >= 0 && run.length > transaction) {
          notices.push(
            noticeAt(
              "ROLLED_BACK",
              `${run.length - transaction} statements that the script rolls back were left out`,
              source,
              statement.offset,
            ),
          );
          run.length = transaction;
        }
      } else if (treatment === "setting") {
        if (isReadSetting(statement)) run.push(statement);
      } else selectStatement(statement, source, run, notices);
    }
  }
  for (const [command, { count: times, offset }] of commands) {
    notices.push(
      noticeAt(
        "PSQL_COMMAND",
        `the psql command ${command} was not run${times > 1 ? ` (${times} times)` : ""}`,
        source,
        offset,
      ),
    );
  }
  for (const [node, { count: times, offset }] of rows) {
    notices.push(
      noticeAt(
        "DATA_SKIPPED",
        `${times} ${DATA_WORDS[node] ?? "data"} statement${times > 1 ? "s" : ""} move rows and were not run`,
        source,
        offset,
      ),
    );
  }
}

const DATA_WORDS: { readonly [node: string]: string } = {
  InsertStmt: "INSERT",
  UpdateStmt: "UPDATE",
  DeleteStmt: "DELETE",
  MergeStmt: "MERGE",
  CopyStmt: "COPY",
  TruncateStmt: "TRUNCATE",
  CallStmt: "CALL",
};

function count(map: Map<string, { count: number; offset: number }>, key: string, offset: number): void {
  const entry = map.get(key);
  if (entry) entry.count++;
  else map.set(key, { count: 1, offset });
}

function isReadSetting(statement: ParsedStatement): boolean {
  const { name, kind } = statement.tree as { name?: string; kind?: string };
  if (kind === "VAR_RESET_ALL" || name === undefined) return false;
  return READ_SETTINGS.has(name.toLowerCase());
}

/** SELECT makes nothing, but for set_config (which dumps set the search path with) and SELECT INTO. */
function selectStatement(
  statement: ParsedStatement,
  source: SourceText,
  run: ParsedStatement[],
  notices: Notice[],
): void {
  const { intoClause } = statement.tree as { intoClause?: unknown };
  const called = calledFunctions(statement.tree);
  if (intoClause !== undefined || called.has("set_config")) {
    run.push(statement);
    return;
  }
  if (called.size > 0 && !called.has("setval")) {
    const names = [...called].join(", ");
    notices.push(
      noticeAt(
        "SELECT_SKIPPED",
        `SELECT was not run; if ${names} makes objects, they are missing`,
        source,
        statement.offset,
      ),
    );
  }
}

/** Names (without schema) of the functions that a tree calls. */
function calledFunctions(tree: unknown, names = new Set<string>()): Set<string> {
  if (Array.isArray(tree)) for (const item of tree) calledFunctions(item, names);
  else if (typeof tree === "object" && tree !== null) {
    for (const [key, value] of Object.entries(tree)) {
      if (key === "FuncCall") {
        const parts = (value as { funcname?: { String?: { sval?: string } }[] }).funcname ?? [];
        const name = parts.at(-1)?.String?.sval;
        if (name) names.add(name);
      }
      calledFunctions(value, names);
    }
  }
  return names;
}

function parseStatement(source: SourceText, piece: Piece, parser: Parser): ParsedStatement[] {
  let trees: readonly { readonly stmt?: SyntaxNode }[];
  try {
    trees = parser.parse(piece.text).stmts ?? [];
  } catch (error) {
    throw syntaxError(error, source, piece);
  }
  return trees.flatMap(({ stmt }) => {
    const [entry] = Object.entries(stmt ?? {});
    if (!entry) return [];
    const [node, tree] = entry as [string, SyntaxNode];
    const sql = tree["concurrent"] === true ? withoutConcurrently(piece.text, parser) : piece.text;
    return [{ source, offset: piece.offset, sql, node, tree }];
  });
}

/** CONCURRENTLY changes how an index is made, not the index, and cannot run where all is undone in the end. */
function withoutConcurrently(sql: string, parser: Parser): string {
  const bytes = Buffer.from(sql);
  const token = parser.scan(sql).find((item) => item.text.toLowerCase() === "concurrently");
  if (!token) return sql;
  return Buffer.concat([bytes.subarray(0, token.start), bytes.subarray(token.end)]).toString();
}

function syntaxError(error: unknown, source: SourceText, piece: Piece): SchemaforgeError {
  const details = (error as { sqlDetails?: { message: string; cursorPosition: number } }).sqlDetails;
  const at = piece.offset + Math.max(0, Math.min(details?.cursorPosition ?? 0, piece.text.length));
  const hint = dialectHint(piece.text);
  return new SchemaforgeError("SQL_SYNTAX", details?.message ?? (error as Error).message, {
    where: { file: source.name, ...placeOf(source.text, at) },
    remedy: hint ?? "Correct the statement; PostgreSQL 18's grammar reads it",
    cause: error,
  });
}
