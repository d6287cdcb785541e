/** The record of changes (`audit`) by tenant: its rows hold the changed rows, and those their tenant. */
import type { Model } from "../../../model/model.ts";
import type { ResolvedTable } from "../../../model/resolve/index.ts";
import { childId } from "../ids.ts";
import { DEFAULT_SCHEMA, quoteIdent, stringLiteral } from "../quote.ts";
import type { Condition } from "./conditions.ts";
import { settingQuery } from "./settings.ts";

/** What has to hold of a record to be seen, and to be written: changes of rows without a tenant are recorded as well. */
export interface RecordConditions {
  readonly seen: Condition;
  readonly written: Condition;
}

/**
 * The conditions on the records of changes; undefined when no recorded entity has tenants.
 *
 * @param columns the names of the columns that hold the tenant in the recorded tables
 */
export function recordConditions(
  table: ResolvedTable,
  columns: readonly string[],
  { tenancy }: Model,
): RecordConditions | undefined {
  const rows = ["newRow", "oldRow"].flatMap((member) => table.columnsOf.get(member) ?? []);
  if (!tenancy || rows.length === 0 || columns.length === 0) return undefined;
  const row = `COALESCE(${rows.map(quoteIdent).join(", ")})`;
  const values = (cast: string) => columns.map((column) => `(${row} ->> ${stringLiteral(column)}${cast})`);
  const whole = (all: readonly string[]) => (all.length === 1 ? (all[0] ?? "") : `COALESCE(${all.join(", ")})`);
  const [printed, written] = [whole(values("::text")), whole(values(""))];
  const setting = settingQuery(tenancy.setting, "text");
  const needs = rows.map((name) => childId("column", table.schema ?? DEFAULT_SCHEMA, table.name, name));
  const seen: Condition = {
    sql: `(${printed} = ${setting.sql})`,
    authored: `${written} = ${setting.authored}`,
    isClosed: true,
    needs,
  };
  return {
    seen,
    written: {
      sql: `((${printed} IS NULL) OR ${seen.sql})`,
      authored: `${written} IS NULL OR ${seen.authored}`,
      isClosed: false,
      needs,
    },
  };
}
