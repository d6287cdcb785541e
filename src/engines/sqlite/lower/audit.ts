/** `audit`: every change of a row is recorded, with who made it, when, and the row before and after. */
import { columnOf, derivedTable } from "../../../model/resolve/derived.ts";
import { hiddenColumns } from "../../../model/resolve/hidden.ts";
import type { ResolvedColumn, ResolvedTable } from "../../../model/resolve/index.ts";
import { storageType, TYPE_WORDS, type TypeFamily } from "../../../model/types.ts";
import { databaseObjectId } from "../ids.ts";
import { quoteName, quoteText } from "../quote.ts";
import type { TableScope } from "./scope.ts";
import { settingsTable } from "./settings.ts";
import { addTrigger, changed, type RowName } from "./triggers.ts";

const EVENTS = ["insert", "update", "delete"] as const;

/** Adds the triggers that write audit records. An update that changes nothing is none, nor is one of the time of change alone. */
export function lowerAudit(scope: TableScope): void {
  const { source, names, tables } = scope;
  const audit = "entity" in source.source ? source.source.entity.audit : undefined;
  const records = audit && derivedTable("audit", source, tables);
  if (!records) return;
  const settings = audit.actor === undefined ? undefined : settingsTable(scope);
  const actor =
    settings === undefined
      ? "NULL"
      : `(SELECT value FROM ${quoteName(settings)} WHERE name = ${quoteText(audit.actor ?? "")})`;
  if (settings !== undefined) {
    const instead = `the value of '${audit.actor}' in the table ${settings}, which a transaction writes before it changes rows`;
    scope.lose("NO_SETTINGS", undefined, `the setting ${audit.actor} of a session, which names the actor`, instead);
  }
  const hidden = new Set(hiddenColumns(source));
  const shown = source.columns.filter(({ name }) => !hidden.has(name));
  const key = source.columns.filter(({ name }) => source.primaryKey?.columns.includes(name));
  const others = source.columns.flatMap(({ name }) => (name === source.updatedAt ? [] : name));
  const uses = [records, ...(settings === undefined ? [] : [settings])].map((table) =>
    databaseObjectId("table", typeof table === "string" ? table : names.table(table)),
  );
  for (const event of EVENTS) {
    const row = event === "delete" ? "OLD" : "NEW";
    const values: readonly (readonly [field: string, sql: string])[] = [
      ["tableName", quoteText(scope.table.name)],
      ["rowKey", copyOf(key, (column) => valueIn(column, row))],
      ["action", quoteText(event)],
      ["actor", actor],
      ["oldRow", event === "insert" ? "NULL" : copyOf(shown, (column) => valueIn(column, "OLD"))],
      ["newRow", event === "delete" ? "NULL" : copyOf(shown, (column) => newValueIn(source, column, event))],
    ];
    const columns = values.flatMap(([field, sql]) => {
      const name = columnOf(records, field);
      return name === undefined ? [] : [{ name: quoteName(name), sql }];
    });
    addTrigger(scope, `audit_${event}`, {
      timing: "after",
      event,
      ...(event === "update" && { when: changed(others) }),
      body: [
        [
          `INSERT INTO ${quoteName(names.table(records))} (${columns.map(({ name }) => name).join(", ")})`,
          `VALUES (${columns.map(({ sql }) => sql).join(", ")})`,
        ].join(" "),
      ],
      uses,
    });
  }
}

/** Columns that one call of a function of SQLite takes as pairs of arguments (SQLITE_MAX_FUNCTION_ARG is 127). */
const COLUMNS_A_CALL = 60;

/** A row, or a part of it, as a JSON object. */
function copyOf(columns: readonly ResolvedColumn[], value: (column: ResolvedColumn) => string): string {
  const first = columns.slice(0, COLUMNS_A_CALL).map((column) => `${quoteText(column.name)}, ${value(column)}`);
  let copy = `json_object(${first.join(", ")})`;
  for (let from = COLUMNS_A_CALL; from < columns.length; from += COLUMNS_A_CALL) {
    const more = columns
      .slice(from, from + COLUMNS_A_CALL)
      .map((column) => `${quoteText(`$."${column.name}"`)}, ${value(column)}`);
    copy = `json_set(${copy}, ${more.join(", ")})`;
  }
  return copy;
}

/** A new row with the time of change that another trigger is going to set, or has set. */
function newValueIn(table: ResolvedTable, column: ResolvedColumn, event: (typeof EVENTS)[number]): string {
  const value = valueIn(column, "NEW");
  if (event !== "update" || column.name !== table.updatedAt) return value;
  return `CASE WHEN ${value} IS ${valueIn(column, "OLD")} THEN CURRENT_TIMESTAMP ELSE ${value} END`;
}

const JSON_FAMILIES: ReadonlySet<TypeFamily | undefined> = new Set(["json", "vector", "range", "set", "map"] as const);

/** A value as it stands in a copy: JSON as JSON, booleans as such, binary data in hexadecimal digits. */
function valueIn(column: ResolvedColumn, row: RowName): string {
  const value = `${row}.${quoteName(column.name)}`;
  if (column.targets?.sqlite?.type !== undefined) return withoutBlobs(value);
  const family = TYPE_WORDS.get(storageType(column.type).name)?.family;
  if (column.type.array > 0 || (!column.enumType && JSON_FAMILIES.has(family))) return `json(${value})`;
  if (column.enumType) return value;
  if (family === "boolean") return `json(CASE ${value} WHEN 0 THEN 'false' WHEN 1 THEN 'true' END)`;
  return family === "binary" ? withoutBlobs(value) : value;
}

function withoutBlobs(value: string): string {
  return `CASE typeof(${value}) WHEN 'blob' THEN lower(hex(${value})) ELSE ${value} END`;
}
