/** Which object a statement of a generated script makes that PostgreSQL refuses. */
import type { Catalog } from "../../catalog/catalog.ts";
import { SchemaforgeError } from "../../model/errors.ts";
import type { Statement } from "../engine.ts";
import { quoteIdent } from "./quote.ts";

const MEMBERS: ReadonlySet<string> = new Set(["column", "primary-key", "unique", "check", "exclusion"]);

/** The error with the object that it is about instead of a place in a text that nobody has written. */
export function aboutObject(error: unknown, text: string, statements: readonly Statement[], catalog: Catalog): unknown {
  const where = error instanceof SchemaforgeError ? error.where : undefined;
  if (!(error instanceof SchemaforgeError) || !where || !("line" in where)) return error;
  const { line = 1, column = 1 } = where;
  const lines = text.split("\n");
  const start = lines.slice(0, line - 1).reduce((length, line) => length + line.length + 1, 0);
  const statement = statementAt(text, statements, start + column - 1);
  if (!statement) return error;
  const object =
    memberOf(catalog, statement.object, lines[line - 1] ?? "") ??
    columnOf(catalog, statement.object, error.message) ??
    statement.object;
  return new SchemaforgeError(error.code, error.message, {
    where: { object },
    ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
    cause: error,
  });
}

function statementAt(text: string, statements: readonly Statement[], offset: number): Statement | undefined {
  let from = 0;
  for (const statement of statements) {
    const start = text.indexOf(statement.sql, from);
    if (start < 0) return undefined;
    from = start + statement.sql.length;
    if (offset < from) return offset >= start ? statement : undefined;
  }
  return undefined;
}

/** The column or constraint of a table that a line of its CREATE TABLE says: each has one (render/tables.ts). */
function memberOf(catalog: Catalog, parent: string, line: string): string | undefined {
  const said = line.trim();
  for (const { id, kind, name, parent: own } of catalog.objects.values()) {
    if (own !== parent || !MEMBERS.has(kind)) continue;
    const start = kind === "column" ? quoteIdent(name) : `CONSTRAINT ${quoteIdent(name)}`;
    if (said.startsWith(`${start} `)) return id;
  }
  return undefined;
}

/** The column that the server names where it gives no place: "column … is of type … but default expression is …". */
function columnOf(catalog: Catalog, parent: string, message: string): string | undefined {
  const named = /^column "(.*)" is of type /.exec(message)?.[1];
  for (const { id, kind, name, parent: own } of catalog.objects.values()) {
    if (own === parent && kind === "column" && name === named) return id;
  }
  return undefined;
}
