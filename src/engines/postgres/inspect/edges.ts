/** Turns the server's records of dependencies into edges. */
import type { Edge } from "../../../catalog/catalog.ts";
import type { Collector } from "./collector.ts";
import { FIRST_USER_OID, type Query } from "./query.ts";

interface DependRow {
  class: number;
  object: number;
  sub: number;
  target_class: number;
  target: number;
  target_sub: number;
  type: string;
}

/**
 * Dependencies between what users made. What belongs to an extension stands for the extension. Left out for speed:
 * internal records (parts of one object of ours) and constraints' own columns, which their reader knows.
 */
export function dependRows(query: Query): Promise<DependRow[]> {
  return query<DependRow>(/* sql */ `
    SELECT classid AS class, objid AS object, objsubid AS sub, refclassid AS target_class, refobjid AS target, refobjsubid AS target_sub,
      deptype::text AS type
    FROM pg_depend WHERE refobjid >= ${FIRST_USER_OID} AND objid >= ${FIRST_USER_OID}
      AND (deptype IN ('n', 'P', 'S') OR deptype = 'a' AND classid <> 'pg_constraint'::regclass)
    ORDER BY objid, refobjid, refobjsubid`);
}

/** Kinds that the server drops and makes again with a change below them rather than altering in place. */
const REBUILT = new Set([
  "view",
  "materialized-view",
  "rule",
  "policy",
  "trigger",
  "function",
  "index",
  "check",
  "foreign-key",
]);

export function addEdges(collector: Collector, rows: readonly DependRow[]): void {
  for (const row of rows) {
    const from = collector.idAt(row.class, row.object, row.sub) ?? collector.idAt(row.class, row.object);
    const to =
      collector.idAt(row.target_class, row.target, row.target_sub) ?? collector.idAt(row.target_class, row.target);
    if (!from || !to) continue;
    const child = collector.object(from);
    // A view that selects from itself names its own columns; up to version 15 every view's rule depends on its view.
    if (from === to && !(child?.kind === "view" && row.target_sub > 0)) continue;
    // A table does not depend on its parts, whatever the records say (an owned sequence, an internal type).
    if (!child || collector.object(to)?.parent === from) continue;
    const why: Edge["why"] = child.parent === to ? "owned" : REBUILT.has(child.kind) ? "rebuild" : "order";
    collector.edge(from, { to, why, from: "catalog" });
  }
}
