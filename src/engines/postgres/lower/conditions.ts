/** Conditions of policies: as the server prints them, and as they are written. */
import type { SqlText } from "../../../catalog/catalog.ts";

/** A condition with the ids of the columns and tables that it reads. */
export interface Condition {
  /** As the server prints it, where that is sure. */
  readonly sql: string;
  readonly authored: string;
  /** Stands beside AND without parentheses. */
  readonly isClosed: boolean;
  readonly needs: readonly string[];
}

/** A condition that needs nothing else. */
export const ALWAYS: Condition = { sql: "true", authored: "true", isClosed: true, needs: [] };

/** All of some conditions; undefined of none. */
export function allOf(conditions: readonly Condition[]): Condition | undefined {
  const [first, ...more] = conditions;
  if (!first || more.length === 0) return first;
  const inner = ({ authored, isClosed }: Condition) => (isClosed ? authored : `(${authored})`);
  return {
    sql: `(${conditions.map(({ sql }) => sql).join(" AND ")})`,
    authored: conditions.map(inner).join(" AND "),
    isClosed: false,
    needs: conditions.flatMap(({ needs }) => needs),
  };
}

/** The text of a condition for the catalog. */
export function conditionText({ sql, authored }: Condition): SqlText {
  return sql === authored ? { sql } : { sql, authored };
}
