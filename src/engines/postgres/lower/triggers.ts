/** Triggers that keep what the Model promises of a row: the time of its last change, and fields that never change. */
import type { ResolvedColumn, ResolvedTable } from "../../../model/resolve/index.ts";
import { stringLiteral } from "../expressions.ts";
import { childId, functionId, makeObjectName } from "../ids.ts";
import { DEFAULT_SCHEMA, quoteIdent, quoteName } from "../quote.ts";
import { columnPath } from "./columns.ts";
import { type Draft, tableId } from "./draft.ts";
import { columnType } from "./scope.ts";

/** Adds the triggers of a table, and their functions once for all tables. */
export function lowerTriggers(draft: Draft, table: ResolvedTable): void {
  if (table.updatedAt !== undefined) keepUpdatedAt(draft, table, table.updatedAt);
  for (const column of table.columns) {
    if (column.origin.kind === "field" && column.origin.field.immutable && !column.generated)
      freeze(draft, table, column);
  }
}

/** A trigger keeps the time right, whoever writes the row; one function serves all tables with a column of the name. */
function keepUpdatedAt(draft: Draft, table: ResolvedTable, column: string): void {
  const routine = makeObjectName("set", column, undefined);
  const id = addFunction(draft, routine, [`NEW.${quoteIdent(column)} = now();`, "RETURN NEW;"]);
  const name = makeObjectName(table.name, `set_${column}`, undefined);
  addTrigger(draft, table, name, "", `${quoteIdent(routine)}()`, [id]);
}

const REFUSE = "refuse_change";

/** Types without an equality that IS DISTINCT FROM could use. */
const INCOMPARABLE: ReadonlySet<string> = new Set(["point", "polygon", "json", "xml"]);

function freeze(draft: Draft, table: ResolvedTable, column: ResolvedColumn): void {
  if (INCOMPARABLE.has(columnType(column).type)) {
    const feature = "a field that never changes, of a type without equality";
    draft.lose("IMMUTABLE_NOT_ENFORCED", columnPath(table, column), feature, "changes are not refused");
    return;
  }
  const id = addFunction(draft, REFUSE, [
    "RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', COLUMN = TG_ARGV[0], TABLE = TG_TABLE_NAME,",
    "  MESSAGE = TG_TABLE_NAME || '.' || TG_ARGV[0] || ' cannot be changed';",
  ]);
  // Text of limited length is compared as text, and printed so.
  const value = `${quoteIdent(column.name)}${/^character varying(\(\d+\))?$/.test(columnType(column).type) ? "::text" : ""}`;
  const when = ` WHEN (old.${value} IS DISTINCT FROM new.${value})`;
  const name = makeObjectName(table.name, `keep_${column.name}`, undefined);
  const call = `${REFUSE}(${stringLiteral(column.name)})`;
  const columnId = childId("column", table.schema ?? DEFAULT_SCHEMA, table.name, column.name);
  addTrigger(draft, table, name, when, call, [id, columnId]);
}

/** A trigger function as `pg_get_functiondef` prints it. */
function addFunction(draft: Draft, name: string, body: readonly string[]): string {
  const sql = [
    `CREATE OR REPLACE FUNCTION ${DEFAULT_SCHEMA}.${quoteIdent(name)}()`,
    " RETURNS trigger",
    " LANGUAGE plpgsql",
    "AS $function$",
    "BEGIN",
    ...body.map((line) => `  ${line}`),
    "END;",
    "$function$",
  ].join("\n");
  return draft.add({
    kind: "function",
    id: functionId(DEFAULT_SCHEMA, name, ""),
    schema: DEFAULT_SCHEMA,
    name,
    props: { routine: "function", language: "plpgsql", identityArguments: "", definition: { sql } },
  });
}

/** A trigger before each update of a row, as `pg_get_triggerdef` prints it. */
function addTrigger(
  draft: Draft,
  table: ResolvedTable,
  name: string,
  when: string,
  call: string,
  needs: readonly string[],
): void {
  const schema = table.schema ?? DEFAULT_SCHEMA;
  const on = quoteName({ schema, name: table.name });
  const sql = `CREATE TRIGGER ${quoteIdent(name)} BEFORE UPDATE ON ${on} FOR EACH ROW${when} EXECUTE FUNCTION ${call}`;
  const id = childId("trigger", schema, table.name, name);
  draft.add({ kind: "trigger", id, parent: tableId(table), schema, name, props: { definition: { sql } } }, needs);
}
