/** Rows that may not be equal or overlap in all of some fields: exclusions, and keys `without overlaps`. */
import type { ResolvedColumn } from "../../../model/resolve/index.ts";
import { storageType } from "../../../model/types.ts";
import { quoteName } from "../quote.ts";
import { translate } from "./expression.ts";
import type { TableScope } from "./scope.ts";
import { addTrigger, changed, isRow, refuse } from "./triggers.ts";

interface Part {
  readonly column: ResolvedColumn;
  readonly operator: "=" | "overlaps";
}

interface Rule {
  readonly name: string;
  readonly parts: readonly Part[];
  /** SQL over the columns of a row that it holds for. */
  readonly where?: string;
}

/** Adds the triggers that refuse such rows, and says which rules cannot be kept so. */
export function lowerExclusions(scope: TableScope): void {
  const { source } = scope;
  const byName = new Map(source.columns.map((column) => [column.name, column]));
  const columnsOf = (names: readonly string[]) => names.flatMap((name) => byName.get(name) ?? []);
  for (const key of [...(source.primaryKey ? [source.primaryKey] : []), ...source.uniques]) {
    if (!key.withoutOverlaps) continue;
    const last = key.columns.length - 1;
    const parts = columnsOf(key.columns).map((column, at) => ({
      column,
      operator: at === last ? ("overlaps" as const) : ("=" as const),
    }));
    keep(scope, { name: key.name, parts });
  }
  const exclusions = "entity" in source.source ? (source.source.entity.exclude ?? []) : [];
  for (const { name, parts, where } of exclusions) {
    const condition = where && translate(where, scope.expressions);
    if (condition && !("sql" in condition)) {
      scope.lose("NO_EXCLUSION", name, `the exclusion ${name}: ${condition.reason}`, "left to the application");
      continue;
    }
    keep(scope, {
      name,
      parts: parts.flatMap(({ field, operator }) =>
        columnsOf(source.columnsOf.get(field) ?? []).map((column) => ({ column, operator })),
      ),
      ...(condition && { where: condition.sql }),
    });
  }
}

function keep(scope: TableScope, { name, parts, where }: Rule): void {
  const other = parts.find(({ column, operator }) => operator === "overlaps" && !isRange(column));
  if (other) {
    const feature = `the exclusion ${name}: values of ${other.column.type.name} that overlap`;
    scope.lose("NO_EXCLUSION", name, feature, "left to the application");
    return;
  }
  const rows = quoteName(scope.table.name);
  const columns = [...new Set(parts.map(({ column }) => column.name))];
  const holds = where === undefined ? "" : ` AND (${where})`;
  const meets = parts.map(({ column, operator }) =>
    operator === "="
      ? `${rows}.${quoteName(column.name)} = NEW.${quoteName(column.name)}`
      : overlaps(column, rows, "NEW"),
  );
  const isOwn = isRow(scope, rows, "NEW");
  const isConcerned = where === undefined ? "" : ` AND EXISTS (SELECT 1 FROM ${rows} WHERE ${isOwn}${holds})`;
  const body = [
    refuse(
      `${scope.table.name}: another row meets this one (${name})`,
      `EXISTS (SELECT 1 FROM ${rows} WHERE ${meets.join(" AND ")} AND NOT (${isOwn})${holds})${isConcerned}`,
    ),
  ];
  addTrigger(scope, `${name}_insert`, { timing: "after", event: "insert", body });
  // A condition may read any column.
  const when = where === undefined ? { columns, when: changed(columns) } : {};
  addTrigger(scope, `${name}_update`, { timing: "after", event: "update", ...when, body });
  const equal = parts.filter(({ operator }) => operator === "=").map(({ column }) => column.name);
  if (equal.length > 0) {
    const index = scope.names.index(`${scope.table.name}_${name}_idx`, scope.source.schema);
    scope.table.index({ name: index, unique: false, keys: equal.map((column) => ({ column })) });
  }
  const among = equal.length > 0 ? `those that are equal in ${equal.join(", ")}` : "all others";
  scope.lose(
    "EXCLUSION_BY_TRIGGER",
    name,
    `an index of what overlaps (${name})`,
    `triggers compare a row with ${among}`,
  );
}

function isRange({ type }: ResolvedColumn): boolean {
  return type.array === 0 && storageType(type).name === "range";
}

/** The ends of a range: of JSON, points in time as numbers of days, whatever they are written like. */
function ends({ name, type }: ResolvedColumn, row: string): { readonly low: string; readonly high: string } {
  const [of] = storageType(type).args;
  const isTime = of === "date" || of === "datetime" || of === "timestamp";
  const at = (place: number) => {
    const value = `json_extract(${row}.${quoteName(name)}, '$[${place}]')`;
    return isTime ? `julianday(${value})` : value;
  };
  return { low: at(0), high: at(1) };
}

/**
 * Whether two ranges overlap: the first end belongs to a range, the second does not, null is no end. A range that ends
 * where it begins is empty and overlaps nothing.
 */
function overlaps(column: ResolvedColumn, one: string, other: string): string {
  const [a, b] = [ends(column, one), ends(column, other)];
  const before = (low: string, high: string) => `coalesce(${low} < ${high}, TRUE)`;
  const isThere = [one, other].map((row) => `${row}.${quoteName(column.name)} IS NOT NULL`);
  return [...isThere, before(a.low, b.high), before(b.low, a.high), before(a.low, a.high), before(b.low, b.high)].join(
    " AND ",
  );
}
