/** Verbatim objects of the Model: CREATE statements for what the language has no words for, read as any other text. */
import { SchemaforgeError } from "../../../model/errors.ts";
import type { KeptStatement } from "../build/catalog.ts";
import { parseText } from "../parse/statement.ts";
import type { CreateStatement } from "../parse/syntax.ts";
import type { LowerContext } from "./scope.ts";

const CREATES: ReadonlySet<string> = new Set<CreateStatement["kind"]>([
  "create-table",
  "create-index",
  "create-view",
  "create-trigger",
  "create-virtual-table",
]);

/**
 * Adds what the verbatim objects make. Each has to be one CREATE statement.
 *
 * @throws SchemaforgeError BAD_VERBATIM for anything else, SQLITE_SYNTAX where it cannot be read
 */
export function lowerVerbatim({ model, writer }: LowerContext): void {
  for (const { sql } of model.targets.sqlite?.objects ?? []) {
    for (const statement of statementsOf(sql)) writer.verbatim(statement);
  }
}

function statementsOf(text: string): KeptStatement[] {
  const source = { name: "targets.sqlite.objects", text };
  return parseText(source).map(({ statement }) => {
    if (isCreate(statement)) return { source, statement };
    const [first = ""] = text.trim().split("\n");
    throw new SchemaforgeError("BAD_VERBATIM", `a verbatim object of SQLite makes nothing: ${first}`, {
      where: { object: "targets.sqlite.objects" },
      remedy: "Write CREATE TABLE, INDEX, VIEW, TRIGGER or VIRTUAL TABLE; settings and rows are no part of a schema",
    });
  });
}

function isCreate(statement: { readonly kind: string }): statement is CreateStatement {
  return CREATES.has(statement.kind);
}
