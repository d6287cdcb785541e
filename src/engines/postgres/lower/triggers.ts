/** Triggers that keep what the Model promises of a row: the time of its last change, and fields that never change. */
import type { ResolvedColumn, ResolvedTable } from "../../../model/resolve/index.ts";
import { keptColumns } from "../../../model/resolve/kept.ts";
import { makeObjectName } from "../ids.ts";
import { quoteIdent } from "../quote.ts";
import { columnPath } from "./columns.ts";
import type { Draft } from "./draft.ts";
import { addRoutine, addTrigger, changed, columnIds, unchanged } from "./routines.ts";
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
  const name = makeObjectName("set", column, undefined);
  const id = addRoutine(draft, { name, body: [`NEW.${quoteIdent(column)} = now();`, "RETURN NEW;"] });
  const kept = keptColumns(table);
  addTrigger(
    draft,
    table,
    {
      label: `set_${column}`,
      timing: "BEFORE",
      events: "UPDATE",
      // What other triggers keep up to date is no change of the row's own.
      ...(kept.length > 0 ? { when: unchanged(table, kept) } : {}),
      call: { name },
    },
    [id, ...columnIds(table, kept)],
  );
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
  const id = addRoutine(draft, {
    name: REFUSE,
    body: [
      "RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', COLUMN = TG_ARGV[0], TABLE = TG_TABLE_NAME,",
      "  MESSAGE = TG_TABLE_NAME || '.' || TG_ARGV[0] || ' cannot be changed';",
    ],
  });
  addTrigger(
    draft,
    table,
    {
      label: `keep_${column.name}`,
      timing: "BEFORE",
      events: "UPDATE",
      when: changed(table, [column.name]),
      call: { name: REFUSE },
      args: [column.name],
    },
    [id, ...columnIds(table, [column.name])],
  );
}
