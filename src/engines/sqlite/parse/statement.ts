/** Cuts a text into statements and reads each: what makes schema in full, everything else by its first word. */
import { qualifiedName, sortedTerms } from "./clauses.ts";
import { Cursor } from "./cursor.ts";
import type {
  CreateIndex,
  CreateStatement,
  CreateTrigger,
  CreateView,
  CreateVirtualTable,
  LocatedStatement,
  OtherStatement,
  Statement,
} from "./syntax.ts";
import { columnDefinition, tableBody } from "./table.ts";
import { errorAt, type NamedText, type Token, tokenize, tokenValue } from "./tokens.ts";
import { triggerBody } from "./trigger.ts";

/** First words of statements that make no schema. */
const OTHER_VERBS: { readonly [verb: string]: OtherStatement["kind"] } = {
  BEGIN: "transaction",
  COMMIT: "transaction",
  END: "transaction",
  ROLLBACK: "transaction",
  SAVEPOINT: "transaction",
  RELEASE: "transaction",
  INSERT: "data",
  REPLACE: "data",
  UPDATE: "data",
  DELETE: "data",
  SELECT: "data",
  VALUES: "data",
  WITH: "data",
  EXPLAIN: "data",
  PRAGMA: "pragma",
  ANALYZE: "maintenance",
  REINDEX: "maintenance",
  VACUUM: "maintenance",
  ATTACH: "maintenance",
  DETACH: "maintenance",
};

/**
 * Reads a text of SQLite's language. Commands of the `sqlite3` shell (lines that start with a dot) are listed as
 * statements of kind `command`. Throws `SQLITE_SYNTAX` with the place of the first mistake.
 */
export function parseText(source: NamedText): LocatedStatement[] {
  return cutStatements(tokenize(source).tokens).map((tokens) => ({
    statement: parseStatement(source, tokens),
    tokens,
  }));
}

/** Cuts at semicolons; those inside a trigger's body end nothing (as sqlite3_complete() does). */
function cutStatements(tokens: readonly Token[]): (readonly Token[])[] {
  const parts: (readonly Token[])[] = [];
  let start = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.kind === "command") {
      parts.push([token]);
      start = index + 1;
    }
    if (token.kind !== "operator" || token.text !== ";") continue;
    if (isTrigger(tokens, start) && !endsTrigger(tokens, start, index)) continue;
    if (index > start) parts.push(tokens.slice(start, index));
    start = index + 1;
  }
  if (start < tokens.length) parts.push(tokens.slice(start));
  return parts;
}

const word = (token: Token | undefined): string => (token?.kind === "word" ? token.text.toUpperCase() : "");

function isTrigger(tokens: readonly Token[], start: number): boolean {
  if (word(tokens[start]) !== "CREATE") return false;
  const next = word(tokens[start + 1]);
  return (next === "TEMP" || next === "TEMPORARY" ? word(tokens[start + 2]) : next) === "TRIGGER";
}

function endsTrigger(tokens: readonly Token[], start: number, semicolon: number): boolean {
  return word(tokens[semicolon - 1]) === "END" && semicolon - 2 > start && tokens[semicolon - 2]?.text === ";";
}

/** Reads the tokens of one statement. */
export function parseStatement(source: NamedText, tokens: readonly Token[]): Statement {
  const cursor = new Cursor(source, tokens);
  const verb = word(tokens[0]);
  if (tokens[0]?.kind === "command") return { kind: "command", verb: tokens[0].text.split(" ")[0] ?? "." };
  if (cursor.take("CREATE")) return whole(cursor, createStatement(cursor));
  if (cursor.take("ALTER")) return alterStatement(cursor);
  if (cursor.take("DROP")) return dropStatement(cursor);
  const kind = OTHER_VERBS[verb];
  if (kind) return { kind, verb };
  throw errorAt(
    source,
    tokens[0]?.start ?? 0,
    "SQLITE_SYNTAX",
    `No statement of SQLite starts with \`${tokens[0]?.text ?? ""}\``,
    "Remove it, or name the dialect of the file (`postgres:FILE`).",
  );
}

/** Reads the CREATE statement that SQLite keeps in `sqlite_schema`. */
export function parseCreate(source: NamedText): CreateStatement {
  const { tokens } = tokenize(source);
  const end = tokens[tokens.length - 1]?.text === ";" ? -1 : undefined;
  const cursor = new Cursor(source, tokens.slice(0, end));
  cursor.expect("CREATE");
  return whole(cursor, createStatement(cursor));
}

function whole<T>(cursor: Cursor, statement: T): T {
  if (!cursor.done) throw cursor.unexpected("the end of the statement");
  return statement;
}

function createStatement(cursor: Cursor): CreateStatement {
  const temporary = cursor.take("TEMP") || cursor.take("TEMPORARY");
  const temp = temporary ? { temporary: true as const } : {};
  if (cursor.take("TABLE")) return { kind: "create-table", ...temp, ...createdName(cursor), ...tableBody(cursor) };
  if (cursor.take("VIEW")) return { kind: "create-view", ...temp, ...createdName(cursor), ...viewBody(cursor) };
  if (cursor.take("TRIGGER"))
    return { kind: "create-trigger", ...temp, ...createdName(cursor), ...triggerBody(cursor) } satisfies CreateTrigger;
  if (temporary) throw cursor.unexpected("TABLE, VIEW or TRIGGER");
  const unique = cursor.take("UNIQUE");
  if (cursor.take("INDEX")) {
    const index = { ...createdName(cursor), ...indexBody(cursor) };
    return { kind: "create-index", ...(unique && { unique: true as const }), ...index };
  }
  if (!unique && cursor.take("VIRTUAL TABLE"))
    return { kind: "create-virtual-table", ...createdName(cursor), ...virtualTableBody(cursor) };
  throw unknownKind(cursor, "CREATE");
}

function unknownKind(cursor: Cursor, verb: string): Error {
  return cursor.error(
    `SQLite has no ${verb} ${cursor.peek()?.text.toUpperCase() ?? ""}`.trimEnd(),
    "SQLite has tables, indexes, views, triggers and virtual tables; for another dialect's file, name the dialect.",
  );
}

/** [IF NOT EXISTS] [schema .] name */
function createdName(cursor: Cursor): { ifNotExists?: true; schema?: string; name: string } {
  const ifNotExists = cursor.take("IF NOT EXISTS");
  return { ...(ifNotExists && { ifNotExists: true as const }), ...qualifiedName(cursor, "a name") };
}

function indexBody(cursor: Cursor): Pick<CreateIndex, "table" | "terms" | "where"> {
  cursor.expect("ON");
  const table = cursor.name("the table of the index");
  if (cursor.sees("USING"))
    throw cursor.error("SQLite's indexes have no USING", "Leave it out, or name the dialect of the file.");
  const terms = sortedTerms(cursor, "the index", true);
  cursor.expectOperator(")");
  if (!cursor.take("WHERE")) return { table, terms };
  const where = cursor.rest();
  if (where.length === 0) throw cursor.unexpected("a condition");
  return { table, terms, where };
}

function viewBody(cursor: Cursor): Pick<CreateView, "columns" | "query"> {
  let columns: string[] | undefined;
  if (cursor.takeOperator("(")) {
    columns = [];
    do columns.push(cursor.name("a column name"));
    while (cursor.takeOperator(","));
    cursor.expectOperator(")");
  }
  cursor.expect("AS");
  if (!["SELECT", "WITH", "VALUES"].some((verb) => cursor.sees(verb)))
    throw cursor.unexpected("SELECT, WITH or VALUES");
  return { ...(columns && { columns }), query: cursor.rest() };
}

function virtualTableBody(cursor: Cursor): Pick<CreateVirtualTable, "module" | "arguments"> {
  cursor.expect("USING");
  const module = cursor.name("the module");
  const list: (readonly Token[])[] = [];
  if (cursor.takeOperator("(")) {
    do list.push(cursor.until((token) => token.text === "," || token.text === ")"));
    while (cursor.takeOperator(","));
    cursor.expectOperator(")");
  }
  return { module, arguments: list.filter((argument) => argument.length > 0) };
}

/** ALTER TABLE is carried out by SQLite; here only what libsql takes and SQLite does not is refused. */
function alterStatement(cursor: Cursor): Statement {
  cursor.expect("TABLE");
  const { schema } = qualifiedName(cursor, "a table name");
  if (cursor.take("ADD")) {
    cursor.take("COLUMN");
    if (["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"].some((start) => cursor.sees(start)))
      throw cursor.error("SQLite cannot add a constraint to a table", "Write the constraint into CREATE TABLE.");
    columnDefinition(cursor);
  } else if (cursor.take("DROP")) {
    cursor.take("COLUMN");
    cursor.name("a column name");
  } else if (cursor.take("RENAME")) {
    if (!cursor.sees("TO")) {
      cursor.take("COLUMN");
      cursor.name("a column name");
    }
    cursor.expect("TO");
    cursor.name("the new name");
  } else throw cursor.unexpected("RENAME, ADD or DROP (SQLite alters nothing else)");
  return whole(cursor, { kind: "alter", ...(schema !== undefined && { schema }) });
}

function dropStatement(cursor: Cursor): Statement {
  if (!["TABLE", "INDEX", "VIEW", "TRIGGER"].some((kind) => cursor.take(kind))) throw unknownKind(cursor, "DROP");
  cursor.take("IF EXISTS");
  const { schema } = qualifiedName(cursor, "a name");
  return whole(cursor, { kind: "drop", ...(schema !== undefined && { schema }) });
}

/** The text of the CREATE statement that `.dump` writes for a virtual table: INSERT INTO sqlite_schema … VALUES(…, 'CREATE …'). */
export function dumpedCreate(tokens: readonly Token[]): Token | undefined {
  const target = tokens[2];
  if (word(tokens[0]) !== "INSERT" || word(tokens[1]) !== "INTO" || !target) return undefined;
  if (!["sqlite_schema", "sqlite_master"].includes(tokenValue(target).toLowerCase())) return undefined;
  return tokens.findLast((token) => token.kind === "string" && /^'create\b/i.test(token.text));
}
