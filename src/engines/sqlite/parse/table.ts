/** CREATE TABLE, as SQLite's manual (lang_createtable.html) and its grammar (src/parse.y) write it. */
import { conflictClause, deferClause, nameList, referencesClause, sortedTerms } from "./clauses.ts";
import type { Cursor } from "./cursor.ts";
import { isTypeWord } from "./keywords.ts";
import type { ColumnConstraint, ColumnDefinition, CreateTable, TableConstraint } from "./syntax.ts";
import type { Token } from "./tokens.ts";

type Body = Pick<CreateTable, "columns" | "constraints" | "strict" | "withoutRowid" | "query" | "open">;

/** What follows CREATE TABLE name. */
export function tableBody(cursor: Cursor): Body {
  if (cursor.take("AS")) {
    const query = cursor.rest();
    if (query.length === 0) throw cursor.unexpected("a query");
    return { columns: [], constraints: [], query };
  }
  cursor.expectOperator("(");
  const open = cursor.lastEnd;
  const columns: ColumnDefinition[] = [columnDefinition(cursor)];
  const constraints: TableConstraint[] = [];
  while (!cursor.takeOperator(")")) {
    const comma = cursor.takeOperator(",");
    // SQLite lets the comma between table constraints be left out, but not the one before the first.
    if (startsConstraint(cursor) && (comma || constraints.length > 0)) tableConstraint(cursor, constraints);
    else if (comma && constraints.length === 0) columns.push(columnDefinition(cursor));
    else if (comma) throw cursor.unexpected("a table constraint (columns come before constraints)");
    else throw cursor.unexpected("`,` or `)`");
  }
  return { columns, constraints, open, ...tableOptions(cursor) };
}

const CONSTRAINT_STARTS = ["CONSTRAINT", "PRIMARY KEY", "UNIQUE", "CHECK", "FOREIGN KEY"];

function startsConstraint(cursor: Cursor): boolean {
  return CONSTRAINT_STARTS.some((words) => cursor.sees(words));
}

function tableOptions(cursor: Cursor): { strict?: true; withoutRowid?: true } {
  let strict = false;
  let withoutRowid = false;
  if (cursor.done) return {};
  do {
    if (cursor.take("STRICT")) strict = true;
    else if (cursor.take("WITHOUT ROWID")) withoutRowid = true;
    else throw cursor.unexpected("STRICT, WITHOUT ROWID or the end of the statement");
  } while (cursor.takeOperator(","));
  return { ...(strict && { strict: true as const }), ...(withoutRowid && { withoutRowid: true as const }) };
}

/** A column's definition, as in CREATE TABLE and ALTER TABLE … ADD COLUMN. */
export function columnDefinition(cursor: Cursor): ColumnDefinition {
  const name = cursor.name("a column name");
  const type = typeTokens(cursor);
  const constraints: ColumnConstraint[] = [];
  for (;;) {
    const constraintName = constraintNameClause(cursor);
    const constraint = columnConstraint(cursor);
    if (constraint) {
      const named = constraintName === undefined ? constraint : { ...constraint, name: constraintName };
      constraints.push(named);
      continue;
    }
    if (deferLastReference(cursor, constraints)) continue;
    // SQLite accepts a name with nothing behind it, and forgets it.
    if (constraintName === undefined) return { name, type, constraints, end: cursor.lastEnd };
  }
}

function constraintNameClause(cursor: Cursor): string | undefined {
  let name: string | undefined;
  while (cursor.take("CONSTRAINT")) name = cursor.name("a constraint name");
  return name;
}

/** A deferment that stands apart from its REFERENCES belongs to the last one; SQLite ignores it where there is none. */
function deferLastReference(cursor: Cursor, constraints: ColumnConstraint[]): boolean {
  const clause = deferClause(cursor);
  if (!clause) return false;
  const index = constraints.findLastIndex((constraint) => constraint.kind === "references");
  const last = constraints[index];
  if (last?.kind === "references") constraints[index] = { ...last, references: { ...last.references, ...clause } };
  return true;
}

/** Words (also strings) and up to two signed numbers; GENERATED ALWAYS is no part of a type. */
function typeTokens(cursor: Cursor): readonly Token[] {
  const start = cursor.position;
  while (isTypePart(cursor)) cursor.next();
  if (cursor.position > start && cursor.seesOperator("(")) {
    cursor.next();
    signedNumber(cursor);
    if (cursor.takeOperator(",")) signedNumber(cursor);
    cursor.expectOperator(")");
  }
  return cursor.since(start);
}

function isTypePart(cursor: Cursor): boolean {
  const token = cursor.peek();
  if (!token || cursor.sees("GENERATED ALWAYS")) return false;
  return token.kind === "quoted" || token.kind === "string" || (token.kind === "word" && isTypeWord(token.text));
}

function signedNumber(cursor: Cursor): void {
  if (!cursor.takeOperator("-")) cursor.takeOperator("+");
  if (cursor.peek()?.kind !== "number") {
    // VARCHAR(MAX) is SQL Server's; MySQL lists the values of ENUM('a', 'b') here.
    throw cursor.error(
      "A type takes one or two numbers in its parentheses",
      "Leave the argument out; list allowed values in CHECK (column IN (…)).",
    );
  }
  cursor.next();
}

const flag = <K extends string>(name: K, value: boolean): { readonly [P in K]?: true } =>
  (value ? { [name]: true } : {}) as { readonly [P in K]?: true };

function columnConstraint(cursor: Cursor): ColumnConstraint | undefined {
  if (cursor.take("PRIMARY KEY")) {
    const descending = cursor.take("DESC");
    if (!descending) cursor.take("ASC");
    const conflict = conflictClause(cursor);
    const autoincrement = cursor.take("AUTOINCREMENT");
    return {
      kind: "primary-key",
      ...flag("descending", descending),
      ...conflict,
      ...flag("autoincrement", autoincrement),
    };
  }
  if (cursor.take("NOT NULL")) return { kind: "not-null", ...conflictClause(cursor) };
  if (cursor.take("NULL")) {
    conflictClause(cursor);
    return { kind: "null" };
  }
  if (cursor.take("UNIQUE")) return { kind: "unique", ...conflictClause(cursor) };
  if (cursor.take("CHECK")) return { kind: "check", expression: checkExpression(cursor) };
  if (cursor.take("DEFAULT")) return { kind: "default", expression: defaultValue(cursor) };
  if (cursor.take("COLLATE")) return { kind: "collate", collation: cursor.name("a collation") };
  if (cursor.take("REFERENCES")) return { kind: "references", references: referencesClause(cursor) };
  if (cursor.sees("GENERATED ALWAYS") || cursor.sees("AS")) return generatedColumn(cursor);
  return undefined;
}

function checkExpression(cursor: Cursor): readonly Token[] {
  const expression = cursor.parenthesized("CHECK");
  conflictClause(cursor);
  return expression;
}

function generatedColumn(cursor: Cursor): ColumnConstraint {
  cursor.take("GENERATED ALWAYS");
  cursor.expect("AS");
  const expression = cursor.parenthesized("AS");
  const stored = cursor.take("STORED");
  if (!stored) cursor.take("VIRTUAL");
  return { kind: "generated", expression, ...flag("stored", stored) };
}

/** A literal, signed or not, a word, or an expression in parentheses, which are kept. */
function defaultValue(cursor: Cursor): readonly Token[] {
  const start = cursor.position;
  if (cursor.seesOperator("(")) {
    cursor.parenthesized("DEFAULT");
    return cursor.since(start);
  }
  const signed = cursor.takeOperator("-") || cursor.takeOperator("+");
  const token = cursor.peek();
  const literal = token?.kind === "number" || token?.kind === "string" || token?.kind === "blob";
  const word = token?.kind === "quoted" || cursor.sees("NULL") || (token?.kind === "word" && isTypeWord(token.text));
  if (!token || !(literal || word)) throw cursor.unexpected("a literal or an expression in parentheses");
  cursor.next();
  if (cursor.seesOperator("(") && !signed) {
    throw cursor.error("A default that calls a function stands in parentheses", `Write DEFAULT (${token.text}(…)).`);
  }
  return cursor.since(start);
}

function tableConstraint(cursor: Cursor, into: TableConstraint[]): void {
  const name = constraintNameClause(cursor);
  const named = name === undefined ? {} : { name };
  if (cursor.take("PRIMARY KEY")) into.push({ ...named, kind: "primary-key", ...keyBody(cursor, "PRIMARY KEY") });
  else if (cursor.take("UNIQUE")) into.push({ ...named, kind: "unique", ...keyBody(cursor, "UNIQUE") });
  else if (cursor.take("CHECK")) into.push({ ...named, kind: "check", expression: checkExpression(cursor) });
  else if (cursor.take("FOREIGN KEY")) {
    const columns = nameList(cursor, "the foreign key");
    cursor.expect("REFERENCES");
    into.push({ ...named, kind: "foreign-key", columns, references: referencesClause(cursor) });
  } else if (name === undefined || !(cursor.seesOperator(",") || cursor.seesOperator(")")))
    throw cursor.unexpected("PRIMARY KEY, UNIQUE, CHECK or FOREIGN KEY");
}

function keyBody(cursor: Cursor, what: "PRIMARY KEY" | "UNIQUE") {
  const terms = sortedTerms(cursor, what, false);
  const autoincrement = what === "PRIMARY KEY" && cursor.take("AUTOINCREMENT");
  cursor.expectOperator(")");
  return { terms, ...flag("autoincrement", autoincrement), ...conflictClause(cursor) };
}
