/** Check constraints: those of the Model, and those that a type's meaning needs in PostgreSQL. */
import type { ResolvedCheck, ResolvedTable } from "../../../model/resolve/index.ts";
import { TYPE_WORDS } from "../../../model/types.ts";
import { printCondition } from "../expressions/index.ts";
import { childId } from "../ids.ts";
import type { CheckProps } from "../objects.ts";
import { DEFAULT_SCHEMA, quoteIdent } from "../quote.ts";
import { checksItself, typeCheck } from "../types.ts";
import { columnIds, columnPath } from "./columns.ts";
import { type Draft, tableId } from "./draft.ts";
import { freeName } from "./names.ts";
import { scopeOf } from "./scope.ts";

/** Adds the checks of a table. */
export function lowerChecks(draft: Draft, table: ResolvedTable): void {
  const schema = table.schema ?? DEFAULT_SCHEMA;
  const add = (name: string, sql: string, needs: readonly string[], options: Partial<CheckProps> = {}): void => {
    const id = childId("check", schema, table.name, name);
    const props = { expression: { sql }, ...options };
    draft.add({ kind: "check", id, parent: tableId(table), schema, name, props }, needs);
  };
  const scope = scopeOf(table);
  for (const check of table.checks) {
    if (isNeedless(check)) continue;
    const printed = printCondition(check.expression, scope);
    const members = check.expression.kind === "parsed" ? check.expression.refs : [];
    const options: Partial<CheckProps> = {
      ...(check.notValid ? { notValid: true } : {}),
      ...(check.noInherit ? { noInherit: true } : {}),
    };
    if (printed) add(check.name, printed.sql, columnIds(scope, table, members), options);
    else draft.loseRaw(check.path, "a check");
  }
  const taken = constraintNames(table);
  for (const column of table.columns) {
    if (column.origin.kind !== "field" || column.targets?.postgres?.type !== undefined) continue;
    const sql = column.enumType ? undefined : typeCheck(column.type, quoteIdent(column.name));
    if (sql !== undefined) {
      const id = childId("column", schema, table.name, column.name);
      add(freeName(taken, table.name, column.name, "check"), sql, [id]);
    }
    const word = TYPE_WORDS.get(column.type.name);
    if (column.type.array > 0 && (word?.pattern !== undefined || word?.least !== undefined)) {
      const feature = `the check of ${column.type.name} values in an array`;
      draft.lose("ELEMENT_CHECK", columnPath(table, column), feature, "the elements are not checked");
    }
  }
}

/** A pattern of a type that PostgreSQL's own type enforces, such as `mac`. */
function isNeedless({ typeOf }: ResolvedCheck): boolean {
  return typeOf !== undefined && checksItself(typeOf.type) && typeOf.targets?.postgres?.type === undefined;
}

function constraintNames(table: ResolvedTable): Set<string> {
  const keys = [...(table.primaryKey ? [table.primaryKey] : []), ...table.uniques, ...table.foreignKeys];
  return new Set([...keys, ...table.checks].map(({ name }) => name));
}
