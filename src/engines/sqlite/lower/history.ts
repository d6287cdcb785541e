/** `history`: every version that a statement left of a row is kept, with the time from which and until which it was. */
import { columnOf, derivedTable } from "../../../model/resolve/derived.ts";
import type { ResolvedTable } from "../../../model/resolve/index.ts";
import { databaseObjectId } from "../ids.ts";
import { quoteName } from "../quote.ts";
import { isUnfinished } from "./filled.ts";
import type { TableScope } from "./scope.ts";
import { addTrigger, columnList, equal, type RowName } from "./triggers.ts";

/** Now in milliseconds: the same for all that one statement does. */
const MOMENT = "strftime('%Y-%m-%d %H:%M:%f', 'now')";
/** Before all times that SQLite knows. */
const EVER = "'0000-01-01 00:00:00.000'";

interface Versions {
  /** Quoted. */
  readonly history: string;
  /** Columns that both have and SQLite does not compute, in the table's order. */
  readonly columns: readonly string[];
  readonly key: readonly string[];
  readonly from: string;
  readonly to: string;
  /** ` AND NOT (…)` for a row that other triggers of its insert have not finished: it was never seen so. */
  readonly isFinished: (row: string) => string;
}

/**
 * Adds the triggers that write a table's history. What a row is comes from the table, not from the trigger's own row: other
 * triggers of one statement may have changed it meanwhile, in an order that SQLite leaves open.
 */
export function lowerHistory(scope: TableScope): void {
  const { source, tables, names } = scope;
  if (!("entity" in source.source) || !source.source.entity.history) return;
  const history = derivedTable("history", source, tables);
  const from = history && columnOf(history, "validFrom");
  const to = history && columnOf(history, "validTo");
  if (!history || from === undefined || to === undefined) return;
  if (!source.primaryKey) {
    scope.lose("HISTORY_NOT_KEPT", undefined, "the history of rows without a key", "no versions are written");
    return;
  }
  const versions: Versions = {
    history: quoteName(names.table(history)),
    columns: source.columns.flatMap(({ name }) => (isWritten(history, name) ? name : [])),
    key: source.primaryKey.columns,
    from: quoteName(from),
    to: quoteName(to),
    isFinished: (row) => {
      const unfinished = isUnfinished(scope.filled, row);
      return unfinished === undefined ? "" : ` AND NOT (${unfinished})`;
    },
  };
  const uses = [databaseObjectId("table", names.table(history))];
  const bodies = {
    insert: open(scope, versions),
    update: [...close(versions, "OLD"), ...open(scope, versions)],
    delete: close(versions, "OLD"),
  };
  for (const event of ["insert", "update", "delete"] as const)
    addTrigger(scope, `history_${event}`, { timing: "after", event, body: bodies[event], uses });
  sayHowToRead(scope, versions);
}

function isWritten(history: ResolvedTable, name: string): boolean {
  return history.columns.some((column) => column.name === name && !column.generated);
}

/** Ends the version of a row. One that began in the same moment was never seen. */
function end({ history, key, from, to }: Versions, row: RowName): string[] {
  const isOpen = `${equal(history, key, row)} AND ${to} IS NULL`;
  return [
    `DELETE FROM ${history} WHERE ${isOpen} AND ${from} >= ${MOMENT}`,
    `UPDATE ${history} SET ${to} = ${MOMENT} WHERE ${isOpen}`,
  ];
}

/** The same; a row that was there before its history began was always so, or since its last version ended. */
function close(versions: Versions, row: RowName): string[] {
  const { history, columns, key, from, to } = versions;
  const isOf = equal("h", key, row);
  return [
    [
      `INSERT INTO ${history} (${columns.map(quoteName).join(", ")}, ${from})`,
      `SELECT ${columnList(columns, row)}, coalesce((SELECT max(h.${to}) FROM ${history} AS h WHERE ${isOf}), ${EVER})`,
      `WHERE NOT EXISTS (SELECT 1 FROM ${history} AS h WHERE ${isOf} AND h.${to} IS NULL)${versions.isFinished(row)}`,
    ].join(" "),
    ...end(versions, row),
  ];
}

/** Begins a version of the row as it stands. An open one is there if it was replaced without a trigger that tells. */
function open(scope: TableScope, versions: Versions): string[] {
  const { history, columns, key, from, to } = versions;
  const last = `SELECT max(h.${to}) FROM ${history} AS h WHERE ${equal("h", key, "NEW")}`;
  return [
    ...end(versions, "NEW"),
    [
      `INSERT INTO ${history} (${columns.map(quoteName).join(", ")}, ${from})`,
      `SELECT ${columnList(columns, "t")}, max(${MOMENT}, coalesce((${last}), ${MOMENT}))`,
      `FROM ${quoteName(scope.table.name)} AS t WHERE ${equal("t", key, "NEW")}${versions.isFinished("t")}`,
    ].join(" "),
  ];
}

function sayHowToRead(scope: TableScope, { history, from, to }: Versions): void {
  const moment = "strftime('%Y-%m-%d %H:%M:%f', :moment)";
  scope.lose(
    "HISTORY_BY_QUERY",
    undefined,
    `the function ${scope.table.name}_as_of(moment)`,
    `SELECT * FROM ${history} WHERE ${from} <= ${moment} AND (${to} IS NULL OR ${to} > ${moment})`,
  );
  scope.lose(
    "HISTORY_BY_STATEMENT",
    undefined,
    "one time for all changes of a transaction",
    "each statement has its own, in milliseconds",
  );
}
