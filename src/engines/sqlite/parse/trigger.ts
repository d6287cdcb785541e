/** CREATE TRIGGER (lang_createtrigger.html). */
import { nameList, qualifiedName } from "./clauses.ts";
import type { Cursor } from "./cursor.ts";
import type { CreateTrigger } from "./syntax.ts";
import type { Token } from "./tokens.ts";

type Body = Pick<CreateTrigger, "table" | "timing" | "event" | "columns" | "when" | "body">;

const EVENTS = ["insert", "update", "delete"] as const;
const BODY_VERBS = ["INSERT", "REPLACE", "UPDATE", "DELETE", "SELECT", "WITH", "VALUES"];

/** What follows CREATE TRIGGER name. */
export function triggerBody(cursor: Cursor): Body {
  const timing = timingClause(cursor);
  const event = EVENTS.find((verb) => cursor.take(verb.toUpperCase()));
  if (!event) throw cursor.unexpected("INSERT, UPDATE or DELETE");
  const columns = event === "update" && cursor.take("OF") ? columnList(cursor) : undefined;
  cursor.expect("ON");
  const table = qualifiedName(cursor, "the table of the trigger").name;
  if (cursor.sees("FOR EACH STATEMENT") || cursor.sees("EXECUTE"))
    throw cursor.error(
      "SQLite's triggers run FOR EACH ROW, with a body between BEGIN and END",
      "Rewrite the trigger, or name the dialect of the file (`postgres:FILE`).",
    );
  cursor.take("FOR EACH ROW");
  const when = cursor.take("WHEN") ? whenClause(cursor) : undefined;
  cursor.expect("BEGIN");
  return { table, timing, event, ...(columns && { columns }), ...(when && { when }), body: bodyStatements(cursor) };
}

/** BEFORE is SQLite's default. */
function timingClause(cursor: Cursor): Body["timing"] {
  if (cursor.take("AFTER")) return "after";
  if (cursor.take("INSTEAD OF")) return "instead of";
  cursor.take("BEFORE");
  return "before";
}

function columnList(cursor: Cursor): string[] {
  if (cursor.seesOperator("(")) return nameList(cursor, "UPDATE OF");
  const columns: string[] = [];
  do columns.push(cursor.name("a column name"));
  while (cursor.takeOperator(","));
  return columns;
}

/** Up to the BEGIN of the body: CASE … END may stand inside, BEGIN may not. */
function whenClause(cursor: Cursor): readonly Token[] {
  const when = cursor.until((token) => token.kind === "word" && token.text.toUpperCase() === "BEGIN");
  if (when.length === 0) throw cursor.unexpected("a condition");
  return when;
}

function bodyStatements(cursor: Cursor): (readonly Token[])[] {
  const statements: (readonly Token[])[] = [];
  while (!cursor.take("END")) {
    if (!BODY_VERBS.some((verb) => cursor.sees(verb)))
      throw cursor.unexpected("INSERT, UPDATE, DELETE, SELECT or the END of the trigger");
    statements.push(cursor.until((token) => token.kind === "operator" && token.text === ";"));
    cursor.expectOperator(";");
  }
  if (statements.length === 0) throw cursor.error("The body of the trigger is empty", "Put a statement before END.");
  return statements;
}
