/** What the database does with rows beyond holding them: one line for each construct of the language. */
import type { Entity } from "../../../model/model.ts";
import { lowerAppendOnly } from "./append-only.ts";
import { lowerCounters } from "./counters.ts";
import { lowerExclusions } from "./exclusions.ts";
import { lowerHistory } from "./history.ts";
import type { TableScope } from "./scope.ts";
import { lowerSlugs } from "./slugs.ts";
import { lowerTree } from "./trees/index.ts";
import { lowerTriggers } from "./triggers.ts";

interface Left {
  readonly code: string;
  readonly has: (entity: Entity) => boolean;
  readonly feature: string;
  readonly instead: string;
}

/** Constructs of an entity that SQLite has nothing for. */
const LEFT: readonly Left[] = [
  {
    code: "NO_ROW_SECURITY",
    has: ({ tenant }) => tenant === true,
    feature: "row-level security by tenant",
    instead: "keys and the column of the tenant; every query has to name the tenant",
  },
  {
    code: "NO_ROW_SECURITY",
    has: ({ policies }) => (policies?.length ?? 0) > 0,
    feature: "row-level security policies",
    instead: "left to the application",
  },
  {
    code: "NO_PARTITIONS",
    has: ({ partition }) => partition !== undefined,
    feature: "partitions",
    instead: "one table",
  },
];

/** Each adds what a table needs for one construct, in this order; all tables, keys and indexes are there. */
const BEHAVIOURS: readonly ((scope: TableScope) => void)[] = [
  lowerTriggers,
  lowerAppendOnly,
  lowerSlugs,
  lowerTree,
  lowerCounters,
  lowerExclusions,
  lowerHistory,
];

/** Adds the triggers of a table's constructs, and says which of them SQLite does not hold. */
export function lowerBehaviours(scope: TableScope): void {
  for (const lower of BEHAVIOURS) lower(scope);
  if (!("entity" in scope.source.source)) return;
  const { entity } = scope.source.source;
  for (const { code, has, feature, instead } of LEFT) if (has(entity)) scope.lose(code, undefined, feature, instead);
}
