/** `history`: every version of a row that a transaction left is kept, with the time from which and until which it was. */

import { columnOf, derivedTable } from "../../../model/resolve/derived.ts";
import type { ResolvedTable } from "../../../model/resolve/index.ts";
import { quoteIdent } from "../quote.ts";
import { type Acting, actFor, actingOf } from "./acting.ts";
import type { BehaviourContext } from "./behaviours.ts";
import { pathOf } from "./columns.ts";
import { type Draft, tableId } from "./draft.ts";
import {
  addRoutine,
  addTrigger,
  columnIds,
  columnNamed,
  fullName,
  parametersOf,
  refuseTruncate,
  routineName,
  schemaOf,
} from "./routines.ts";

interface Versions {
  readonly table: ResolvedTable;
  readonly history: ResolvedTable;
  /** Columns that both have, in the table's order; those that the server computes are not written. */
  readonly columns: readonly string[];
  readonly key: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly acting: Acting | undefined;
}

/** Adds the triggers that write a table's history, and the function that reads it: `orders_as_of(moment)`. */
export function lowerHistory({ draft, table, tables, model }: BehaviourContext): void {
  if (!("entity" in table.source) || !table.source.entity.history) return;
  const history = derivedTable("history", table, tables);
  const from = history && columnOf(history, "validFrom");
  const to = history && columnOf(history, "validTo");
  if (!history || from === undefined || to === undefined) return;
  if (!table.primaryKey) {
    draft.lose("HISTORY_NOT_KEPT", pathOf(table), "the history of rows without a key", "no versions are written");
    return;
  }
  const columns = table.columns.map(({ name }) => name).filter((name) => columnNamed(history, name));
  const versions = { table, history, columns, key: table.primaryKey.columns, from, to, acting: actingOf(table, model) };
  keepVersions(draft, versions);
  readVersions(draft, versions);
}

const list = (columns: readonly string[], prefix = ""): string =>
  columns.map((column) => `${prefix}${quoteIdent(column)}`).join(", ");

/**
 * A version begins with its transaction (`now()`), so that all tables are cut at one point. Of several versions with one
 * beginning the last stays: the others were never seen. A transaction that began before the version that it replaces
 * (it waited for the row) ends that version a microsecond after its beginning.
 */
function keepVersions(draft: Draft, { table, history, columns, key, from, to, acting }: Versions): void {
  const [validFrom, validTo] = [quoteIdent(from), quoteIdent(to)];
  const written = columns.filter((name) => !columnNamed(history, name)?.generated);
  const rest = written.filter((name) => !key.includes(name));
  const of = (alias: string, row: string) =>
    key.map((column) => `${alias}.${quoteIdent(column)} = ${row}.${quoteIdent(column)}`).join(" AND ");
  const last = `SELECT max(l.${validFrom}) FROM ${fullName(history)} AS l WHERE ${of("l", "OLD")}`;
  const end = `CASE WHEN h.${validFrom} > now() THEN h.${validFrom} + interval '1 microsecond' ELSE now() END`;
  const write = (row: string, begin: string, finish: string) => [
    `INSERT INTO ${fullName(history)} AS h (${list([...written, from, to])})`,
    `VALUES (${list(written, `${row}.`)}, ${begin}, ${finish})`,
    `ON CONFLICT (${list([...key, from])}) DO UPDATE SET ${[...rest, to].map((name) => `${quoteIdent(name)} = EXCLUDED.${quoteIdent(name)}`).join(", ")};`,
  ];
  const name = routineName(draft, table, "keep_history");
  const id = addRoutine(
    draft,
    {
      schema: schemaOf(table),
      name,
      security: "definer",
      setting: acting?.setting,
      declare: ["moment timestamp with time zone := now();", "before timestamp with time zone;"],
      body: [
        "IF TG_OP = 'TRUNCATE' THEN",
        ...refuseTruncate(table, history).map((line) => `  ${line}`),
        `  UPDATE ${fullName(history)} AS h SET ${validTo} = ${end} WHERE h.${validTo} IS NULL;`,
        "  RETURN NULL;",
        "END IF;",
        "IF TG_OP <> 'INSERT' THEN",
        ...actFor(acting, (column) => `OLD.${column}::text`).map((line) => `  ${line}`),
        `  UPDATE ${fullName(history)} AS h SET ${validTo} = ${end}`,
        `  WHERE ${of("h", "OLD")} AND h.${validFrom} = (${last}) AND h.${validTo} IS NULL`,
        `  RETURNING h.${validTo} INTO moment;`,
        "  IF NOT FOUND THEN",
        "    moment := now();",
        // A row that was there before its history began.
        ...write("OLD", "'-infinity'", "moment").map((line) => `    ${line}`),
        "  END IF;",
        "END IF;",
        "IF TG_OP <> 'DELETE' THEN",
        ...actFor(acting, (column) => `NEW.${column}::text`).map((line) => `  ${line}`),
        `  SELECT h.${validTo} INTO before FROM ${fullName(history)} AS h`,
        `  WHERE ${of("h", "NEW")} ORDER BY h.${validFrom} DESC LIMIT 1;`,
        ...write("NEW", "greatest(moment, before)", "NULL").map((line) => `  ${line}`),
        "END IF;",
        "RETURN NULL;",
      ],
    },
    [tableId(table), tableId(history)],
  );
  const call = { schema: schemaOf(table), name };
  const row = { label: "history", timing: "AFTER", events: "INSERT OR DELETE OR UPDATE", call } as const;
  addTrigger(draft, table, row, [id, ...columnIds(table, columns)]);
  const whole = { label: "history_whole", timing: "AFTER", events: "TRUNCATE", each: "STATEMENT", call } as const;
  addTrigger(draft, table, whole, [id]);
}

/** Names of what it returns do not depend on the order of the table's columns, which differs once one was added. */
function readVersions(draft: Draft, { table, history, columns, from, to }: Versions): void {
  const parameters = [{ name: "moment", type: "timestamp with time zone" }];
  const returned = parametersOf(history, columns).map(({ name, type }) => `${quoteIdent(name)} ${type}`);
  addRoutine(
    draft,
    {
      schema: schemaOf(table),
      name: routineName(draft, table, "as_of", { parameters }),
      parameters,
      returns: `TABLE(${returned.join(", ")})`,
      language: "sql",
      options: "STABLE",
      body: [
        `SELECT ${list(columns, "h.")}`,
        `FROM ${fullName(history)} AS h`,
        `WHERE h.${quoteIdent(from)} <= $1 AND (h.${quoteIdent(to)} IS NULL OR h.${quoteIdent(to)} > $1)`,
      ],
    },
    [tableId(table), tableId(history), ...columnIds(history, columns)],
  );
}
