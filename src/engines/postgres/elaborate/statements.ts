/** Parses the statements of a script with PostgreSQL's own grammar (libpg-query 18) and says what each is for. */

import { SchemaforgeError } from "../../../model/errors.ts";
import type { Loss } from "../../../model/loss.ts";
import type { Notice, SourceText } from "../../engine.ts";
import { bodyOf, extensionsInBody, makesObjects } from "./bodies.ts";
import { classify, dataByFirstWord, READ_SETTINGS } from "./classify.ts";
import { copiedRows } from "./copied-rows.ts";
import { dialectHint } from "./dialects.ts";
import { inTransaction } from "./in-transaction.ts";
import { RowCounts } from "./rows.ts";
import { type Piece, placeOf, splitScript } from "./split.ts";
import { NO_ROWS, type WantedRows } from "./wanted-rows.ts";

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
  /** Extensions that the code of a DO block or a function creates, if it does. */
  readonly creates?: readonly string[];
}

export interface Script {
  readonly run: readonly ParsedStatement[];
  readonly notices: readonly Notice[];
  readonly losses: readonly Loss[];
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

/** What is gathered while a script is read. */
interface Reader {
  readonly source: SourceText;
  readonly parser: Parser;
  readonly run: ParsedStatement[];
  readonly notices: Notice[];
  readonly losses: Loss[];
  readonly rows: RowCounts;
  /** Number of statements when the open transaction began; -1 outside of one. */
  transaction: number;
  readonly wanted: WantedRows;
  /** The COPY whose rows come next, if they are wanted. */
  copying: ParsedStatement | undefined;
  /** Functions of the texts that may make objects when they are called, without schema. */
  readonly makers: Set<string>;
}

/**
 * Reads the statements of texts in their order.
 *
 * @param wanted which statements that move rows are run; none unless given
 * @throws SchemaforgeError `SQL_SYNTAX` with file, line and column
 */
export function readScripts(texts: readonly SourceText[], parser: Parser, wanted: WantedRows = NO_ROWS): Script {
  const run: ParsedStatement[] = [];
  const notices: Notice[] = [];
  const losses: Loss[] = [];
  const makers = new Set<string>();
  for (const source of texts) {
    const rows = new RowCounts();
    readScript({ source, parser, run, notices, losses, rows, transaction: -1, wanted, copying: undefined, makers });
  }
  return { run, notices, losses };
}

function readScript(reader: Reader): void {
  const { source, notices, rows } = reader;
  const commands = new Map<string, { count: number; offset: number }>();
  for (const piece of splitScript(source.text)) {
    if (piece.kind === "copy-data") readCopied(reader, piece);
    else if (piece.kind === "meta") {
      const command = piece.text.split(/\s/)[0] ?? piece.text;
      const entry = commands.get(command);
      if (entry) entry.count++;
      else if (command !== "\\.") commands.set(command, { count: 1, offset: piece.offset });
    } else if (dataByFirstWord(piece.text) && !reader.wanted(piece.text)) rows.add(piece);
    else for (const statement of parseStatement(reader, piece)) readStatement(reader, statement, piece);
  }
  for (const [command, { count, offset }] of commands) {
    const times = count > 1 ? ` (${count} times)` : "";
    notices.push(noticeAt("PSQL_COMMAND", `the psql command ${command} was not run${times}`, source, offset));
  }
  for (const { message, offset } of rows.messages()) notices.push(noticeAt("DATA_SKIPPED", message, source, offset));
}

function readStatement(reader: Reader, statement: ParsedStatement, piece: Piece): void {
  const { source, run, notices, losses } = reader;
  const { treatment, what = "" } = classify(statement.node, statement.tree);
  if (treatment === "run") run.push(withBody(reader, statement));
  else if (treatment === "skip") {
    const message = `${what} does not belong to one database's schema and was left out`;
    notices.push(noticeAt("STATEMENT_SKIPPED", message, source, statement.offset));
  } else if (treatment === "lose") {
    const { line } = placeOf(source.text, statement.offset);
    losses.push({
      code: "STATEMENT_NOT_READ",
      object: `${source.name}:${line}`,
      feature: what,
      target: "the embedded engine",
      instead: "left out: the engine has no such objects",
    });
  } else if (treatment === "data") readRows(reader, statement, piece);
  else if (treatment === "transaction") followTransaction(reader, statement);
  else if (treatment === "setting") {
    const setting = readSetting(statement);
    if (setting) run.push(setting);
    const encoding = otherEncoding(statement);
    if (encoding !== undefined) {
      const message = `client_encoding ${encoding} was left out: the text was read as UTF-8, which it is`;
      notices.push(noticeAt("SETTING_SKIPPED", message, source, statement.offset));
    }
  } else if (treatment === "select") selectStatement(reader, statement);
}

/** Notes what the code of a DO block or a function creates, now or when it is called. */
function withBody({ parser, makers }: Reader, statement: ParsedStatement): ParsedStatement {
  const body = bodyOf(statement.node, statement.tree);
  if (body === undefined) return statement;
  const name = (statement.tree["funcname"] as { String?: { sval?: string } }[] | undefined)?.at(-1)?.String?.sval;
  if (name !== undefined && makesObjects(body, makers, parser)) makers.add(name);
  const creates = extensionsInBody(body, parser);
  return creates.length > 0 ? { ...statement, creates } : statement;
}

/** Rows that are wanted are written as the script does it, others counted. */
function readRows(reader: Reader, statement: ParsedStatement, piece: Piece): void {
  const isCopy = statement.node === "CopyStmt";
  if (!reader.wanted(piece.text)) reader.rows.add(piece);
  else if (!isCopy) reader.run.push(statement);
  else if (statement.tree["is_from"] === true && statement.tree["filename"] === undefined) reader.copying = statement;
}

function readCopied(reader: Reader, piece: Piece): void {
  const { copying, run, rows } = reader;
  reader.copying = undefined;
  const sql = copying && copiedRows(copying.tree, piece.text);
  if (copying && sql !== undefined) run.push({ ...copying, sql, node: "InsertStmt", tree: {} });
  else rows.addRows(piece.rows ?? 0);
}

/** What a script undoes itself is left out; COMMIT makes it stay. */
function followTransaction(reader: Reader, statement: ParsedStatement): void {
  const kind = String(statement.tree["kind"]);
  const { run, transaction } = reader;
  if (kind === "TRANS_STMT_BEGIN" || kind === "TRANS_STMT_START") reader.transaction = run.length;
  else if (kind === "TRANS_STMT_COMMIT") reader.transaction = -1;
  else if (kind === "TRANS_STMT_ROLLBACK") {
    if (transaction >= 0 && run.length > transaction) {
      const count = run.length - transaction;
      const message = `left out what the script itself rolls back: ${count} statement${count === 1 ? "" : "s"}`;
      reader.notices.push(noticeAt("ROLLED_BACK", message, reader.source, statement.offset));
      run.length = transaction;
    }
    reader.transaction = -1;
  }
}

/** The setting as it is to run, or undefined when it has no effect on a schema. */
function readSetting(statement: ParsedStatement): ParsedStatement | undefined {
  const { name, kind } = statement.tree as { name?: string; kind?: string };
  if (kind === "VAR_RESET_ALL") return { ...statement, sql: "RESET search_path" };
  return name !== undefined && READ_SETTINGS.has(name.toLowerCase()) ? statement : undefined;
}

/** The encoding that a text with more than ASCII says that it has, where that is not the one in which it was read. */
function otherEncoding({ tree, source }: ParsedStatement): string | undefined {
  const { name, args = [] } = tree as { name?: string; args?: readonly { A_Const?: { sval?: { sval?: string } } }[] };
  const value = args[0]?.A_Const?.sval?.sval;
  if (name !== "client_encoding" || value === undefined || /^(?:utf-?8|unicode)$/i.test(value)) return undefined;
  return /[^\0-\x7f]/.test(source.text) ? value : undefined;
}

/**
 * SELECT makes nothing, but for set_config (which dumps set the search path with), SELECT INTO, and calls of functions of
 * the text that have statements which do.
 */
function selectStatement({ source, run, notices, makers }: Reader, statement: ParsedStatement): void {
  const { intoClause } = statement.tree as { intoClause?: unknown };
  const called = calledFunctions(statement.tree);
  if (intoClause !== undefined || called.has("set_config") || [...called].some((name) => makers.has(name))) {
    run.push(statement);
    return;
  }
  if (called.size > 0 && !called.has("setval")) {
    const message = `SELECT was not run; if ${[...called].join(", ")} makes objects, they are missing`;
    notices.push(noticeAt("SELECT_SKIPPED", message, source, statement.offset));
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

function parseStatement({ source, parser }: Reader, piece: Piece): ParsedStatement[] {
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
    return [{ source, offset: piece.offset, sql: inTransaction(node, tree, piece.text, parser), node, tree }];
  });
}

/** Variables that psql would replace: `:name`, `:'name'`, `:"name"`, but not `::type`. */
const VARIABLE = /(^|[^:\w]):(?:[A-Za-z_]\w*|'\w+'|"\w+")/;

function syntaxError(error: unknown, source: SourceText, piece: Piece): SchemaforgeError {
  const details = (error as { sqlDetails?: { message: string; cursorPosition: number } }).sqlDetails;
  const at = piece.offset + Math.max(0, Math.min(details?.cursorPosition ?? 0, piece.text.length));
  const variable = VARIABLE.exec(source.text.slice(Math.max(0, at - 2), at + 40));
  const remedy = variable
    ? "Write the value in the place of the psql variable: no psql runs here"
    : (dialectHint(piece.text) ?? "Correct the statement; PostgreSQL 18's grammar reads it");
  return new SchemaforgeError("SQL_SYNTAX", details?.message ?? (error as Error).message, {
    where: { file: source.name, ...placeOf(source.text, at) },
    remedy,
    cause: error,
  });
}
