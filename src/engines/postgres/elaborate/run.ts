/** Runs the statements of scripts on the scratch database: in batches, and one by one where a batch fails. */

import { SchemaforgeError } from "../../../model/errors.ts";
import type { Notice } from "../../engine.ts";
import { quoteIdent } from "../quote.ts";
import type { Scratch } from "./scratch.ts";
import { placeOf } from "./split.ts";
import type { ParsedStatement } from "./statements.ts";

/** Statements in one call: many, for speed, but an interrupt should not wait for all of them. */
const BATCH = 400;

interface ServerError {
  readonly code?: string;
  readonly message: string;
  readonly detail?: string;
  readonly hint?: string;
  /** Place in the statement, in characters from 1. */
  readonly position?: string | number;
}

/** What is to be done about an error: a statement that mends it, the end of the statement, or waiting for others. */
type Answer =
  | { readonly kind: "mend"; readonly sql: string; readonly code: string; readonly notice: string }
  | { readonly kind: "leave"; readonly code: string; readonly notice: string }
  | { readonly kind: "later" };

const MISSING = new Set(["42P01", "42704", "42883", "3F000", "42P17"]);
const EXISTING = new Set(["42P06", "42710"]);

/** Classes of errors of code that expects rows, of which there are none: broken constraints, raised exceptions. */
const FOR_WANT_OF_ROWS = /^(?:23|P0|02)/;

/** The notice that rows could not be written. */
export const ROW_LEFT_OUT = "ROW_LEFT_OUT";

const BROKEN_CONSTRAINT = /^23/;
const MOVES_ROWS = new Set(["InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"]);

/** Statements whose object may exist already without harm. */
const MAY_EXIST = new Set(["CreateSchemaStmt", "CreateExtensionStmt", "CreateRoleStmt", "CreatePLangStmt"]);

/** The schema's name in the message of error 3F000. */
const NO_SCHEMA = /^schema "(.*)" does not exist$/;

function answerTo(error: ServerError, statement: ParsedStatement, made: ReadonlySet<string>): Answer | undefined {
  const code = error.code ?? "";
  if (EXISTING.has(code) && MAY_EXIST.has(statement.node)) {
    return { kind: "leave", code: "EXISTS_ALREADY", notice: `${error.message}; the statement was left out` };
  }
  if (statement.node === "DoStmt" && FOR_WANT_OF_ROWS.test(code)) {
    return {
      kind: "leave",
      code: "DO_FAILED",
      notice: `the DO block failed without rows to work on: ${error.message}`,
    };
  }
  // Rows of a few tables are asked for, and others of which they may speak are not there.
  if (MOVES_ROWS.has(statement.node) && BROKEN_CONSTRAINT.test(code)) {
    return { kind: "leave", code: ROW_LEFT_OUT, notice: `${error.message}; the rows were left out` };
  }
  // It would be run for what a function makes; the server runs the statements after it all the same.
  const isCall = statement.node === "SelectStmt" && statement.tree["intoClause"] === undefined;
  if (isCall) {
    return { kind: "leave", code: "SELECT_SKIPPED", notice: `SELECT failed and was left out: ${error.message}` };
  }
  if (!MISSING.has(code)) {
    const unknownSetting = statement.node === "VariableSetStmt";
    return unknownSetting
      ? { kind: "leave", code: "SETTING_SKIPPED", notice: `${error.message}; the setting was left out` }
      : undefined;
  }
  if (statement.node === "DropStmt" || statement.node === "DropRoleStmt") {
    return { kind: "leave", code: "NOTHING_TO_DROP", notice: `${error.message}: nothing had to be dropped` };
  }
  if (statement.node === "VariableSetStmt") {
    return { kind: "leave", code: "SETTING_SKIPPED", notice: `${error.message}; the setting was left out` };
  }
  const role = /^role "(.*)" does not exist$/.exec(error.message)?.[1];
  if (role !== undefined) {
    return {
      kind: "mend",
      sql: `CREATE ROLE ${quoteIdent(role)}`,
      code: "ROLE_STUBBED",
      notice: `the role ${role} was taken to exist`,
    };
  }
  const schema = NO_SCHEMA.exec(error.message)?.[1];
  if (schema !== undefined && !made.has(schema)) {
    return {
      kind: "mend",
      sql: `CREATE SCHEMA ${quoteIdent(schema)}`,
      code: "SCHEMA_STUBBED",
      notice: `the schema ${schema} is used but never created; it was taken to exist`,
    };
  }
  return { kind: "later" };
}

/** Names of the schemas that statements create. */
function schemasMade(statements: readonly ParsedStatement[]): Set<string> {
  return new Set(
    statements.flatMap(({ node, tree }) => {
      if (node !== "CreateSchemaStmt") return [];
      const role = tree["authrole"] as { rolename?: string } | undefined;
      return [String(tree["schemaname"] ?? role?.rolename ?? "")];
    }),
  );
}

interface Waiting {
  readonly statement: ParsedStatement;
  readonly error: ServerError;
  /** The search path under which it was written. */
  readonly searchPath: string;
}

interface Run {
  readonly scratch: Scratch;
  readonly notices: Notice[];
  /** Schemas that a statement of the text creates. */
  readonly made: ReadonlySet<string>;
}

/**
 * Runs statements in their order. A statement that misses something is tried again after those that follow it, and a
 * schema that nobody makes is made, both with a notice.
 *
 * @throws SchemaforgeError `SQL_REJECTED` with file, line and column of the statement that the engine refuses
 */
export async function runStatements(
  scratch: Scratch,
  statements: readonly ParsedStatement[],
  signal: AbortSignal,
): Promise<Notice[]> {
  const notices: Notice[] = [];
  const run: Run = { scratch, notices, made: schemasMade(statements) };
  let waiting: Waiting[] = [];
  for (let from = 0; from < statements.length; from += BATCH) {
    signal.throwIfAborted();
    waiting.push(...(await runAll(run, statements.slice(from, from + BATCH))));
  }
  while (waiting.length > 0) {
    signal.throwIfAborted();
    const next = await retry(run, waiting);
    const [first] = next;
    if (first && next.length === waiting.length) throw rejected(first.error, first.statement);
    waiting = next;
  }
  return notices;
}

/** Runs statements together; where that fails, the halves one after the other, down to the statement that is refused. */
async function runAll(run: Run, batch: readonly ParsedStatement[]): Promise<Waiting[]> {
  const [first] = batch;
  if (batch.length === 1 && first) {
    const left = await runOne(run, first);
    return left ? [left] : [];
  }
  if (await runBatch(run.scratch, batch)) return [];
  const middle = Math.ceil(batch.length / 2);
  const before = await runAll(run, batch.slice(0, middle));
  return [...before, ...(await runAll(run, batch.slice(middle)))];
}

async function runBatch(scratch: Scratch, batch: readonly ParsedStatement[]): Promise<boolean> {
  const sql = batch.map((statement) => statement.sql).join("\n;\n");
  try {
    await scratch.exec(`SAVEPOINT batch;\n${sql}\n;RELEASE batch`);
    return true;
  } catch (error) {
    requireServerError(error);
    await scratch.exec("ROLLBACK TO batch");
    return false;
  }
}

async function attempt(scratch: Scratch, sql: string): Promise<ServerError | undefined> {
  await scratch.exec("SAVEPOINT one");
  try {
    await scratch.exec(sql);
    await scratch.exec("RELEASE one");
    return undefined;
  } catch (error) {
    const refused = requireServerError(error);
    await scratch.exec("ROLLBACK TO one");
    return refused;
  }
}

/** An answer of the server has an SQLSTATE; anything else means that the engine itself broke. */
function requireServerError(error: unknown): ServerError {
  if (error instanceof Error && typeof (error as Partial<ServerError>).code === "string") return error as ServerError;
  throw new SchemaforgeError("ENGINE_FAILED", `the embedded PostgreSQL broke: ${String(error)}`, {
    remedy: "Run the text on a server of your own and give its URL instead of the text",
    cause: error,
  });
}

async function runOne({ scratch, made, notices }: Run, statement: ParsedStatement): Promise<Waiting | undefined> {
  let error = await attempt(scratch, statement.sql);
  let mended = "";
  while (error) {
    const answer = answerTo(error, statement, made);
    if (!answer) throw rejected(error, statement);
    if (answer.kind === "later") return { statement, error, searchPath: await searchPathOf(scratch) };
    notices.push({ code: answer.code, message: answer.notice, where: whereOf(statement) });
    if (answer.kind === "leave") return undefined;
    if (mended === answer.sql || (await attempt(scratch, answer.sql))) throw rejected(error, statement);
    mended = answer.sql;
    error = await attempt(scratch, statement.sql);
  }
  return undefined;
}

async function searchPathOf(scratch: Scratch): Promise<string> {
  const [row] = await scratch.query<{ path: string }>("SELECT current_setting('search_path') AS path");
  return row?.path ?? "public";
}

async function retry(run: Run, waiting: readonly Waiting[]): Promise<Waiting[]> {
  const left: Waiting[] = [];
  for (const item of waiting) {
    await run.scratch.exec(`SET search_path = ${item.searchPath || "''"}`);
    const again = await runOne(run, item.statement);
    if (again) left.push({ ...again, searchPath: item.searchPath });
    else {
      const message = `the statement needs what comes after it (${item.error.message}) and was run later`;
      run.notices.push({ code: "STATEMENT_REORDERED", message, where: whereOf(item.statement) });
    }
  }
  return left;
}

function whereOf(statement: ParsedStatement, offset = 0): { file: string; line: number; column: number } {
  return { file: statement.source.name, ...placeOf(statement.source.text, statement.offset + offset) };
}

/** The engine's error with the place in the author's file; the server counts characters, not UTF-16 units. */
function rejected(error: ServerError, statement: ParsedStatement): SchemaforgeError {
  const position = Number(error.position ?? 0);
  const unchanged = statement.source.text.startsWith(statement.sql, statement.offset);
  const offset = position > 0 && unchanged ? [...statement.sql].slice(0, position - 1).join("").length : 0;
  const message = [error.message, error.detail].filter(Boolean).join(": ");
  return new SchemaforgeError("SQL_REJECTED", message, {
    where: whereOf(statement, offset),
    remedy: remedyFor(error),
    cause: error,
  });
}

/** Words of well-known extensions; an unknown type, function or operator class of such a name lacks its extension. */
const OF_EXTENSION: readonly (readonly [pattern: RegExp, extension: string])[] = [
  [/"(?:[\w.]*\.)?citext"/, "citext"],
  [/"(?:[\w.]*\.)?hstore"/, "hstore"],
  [/"(?:[\w.]*\.)?(?:ltree|lquery)"/, "ltree"],
  [/\buuid_generate_v\d/, "uuid-ossp"],
  [/\b(?:crypt|gen_salt|pgp_sym_encrypt|hmac|digest)\(/, "pgcrypto"],
  [/\b(?:gin|gist)_trgm_ops\b|\bsimilarity\(/, "pg_trgm"],
  [/\bunaccent\(/, "unaccent"],
  [/for access method "gist"/, "btree_gist"],
  [/for access method "gin"/, "btree_gin"],
];

function remedyFor(error: ServerError): string {
  const extension = OF_EXTENSION.find(([pattern]) => pattern.test(error.message))?.[1];
  const missing = MISSING.has(error.code ?? "") && extension !== undefined;
  if (missing)
    return `Write CREATE EXTENSION "${extension}" before the statement, if the extension ${extension} is meant`;
  return REMEDIES[error.code ?? ""] ?? error.hint ?? "Correct the statement; the embedded PostgreSQL 18 refused it";
}

const REMEDIES: { readonly [code: string]: string } = {
  "42P07": "Two statements make the same relation: remove one, or use IF NOT EXISTS",
  "42710": "Two statements make the same object: remove one",
  "42P01": "Create the relation in the same text, or give the file that creates it as well",
  "42704": "Create the object in the same text, or give the file that creates it as well",
  "58P01": "Leave the statement out: functions in C need a library of their own server",
  "42703": "Check the column's name",
  "42883": "Create the function in the same text, or check the types of its arguments",
};
