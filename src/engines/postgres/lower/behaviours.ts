/** What the database does with rows beyond holding them: one row for each construct of the language. */
import type { Model } from "../../../model/model.ts";
import type { ResolvedTable } from "../../../model/resolve/index.ts";
import { lowerAppendOnly } from "./append-only.ts";
import { lowerAudit } from "./audit.ts";
import { lowerCounters } from "./counters.ts";
import type { Draft } from "./draft.ts";
import { lowerEncryption } from "./encryption.ts";
import { lowerExclusions } from "./exclusions.ts";
import { lowerHistory } from "./history.ts";
import { lowerPartitions } from "./partitions.ts";
import { lowerPolicies } from "./policies.ts";
import { lowerSlugs } from "./slugs.ts";
import { lowerTenancy } from "./tenancy.ts";
import { lowerTree } from "./trees/index.ts";
import { lowerTriggers } from "./triggers.ts";

export interface BehaviourContext {
  readonly draft: Draft;
  readonly table: ResolvedTable;
  /** Every table of the Model, in the order of the entities. */
  readonly tables: readonly ResolvedTable[];
  readonly model: Model;
}

/** Each adds the objects that a table needs for one construct, in this order; tables, keys and indexes are there. */
export const BEHAVIOURS: readonly ((context: BehaviourContext) => void)[] = [
  ({ draft, table }) => lowerTriggers(draft, table),
  lowerAppendOnly,
  lowerSlugs,
  lowerTree,
  lowerCounters,
  lowerEncryption,
  lowerAudit,
  lowerHistory,
  lowerExclusions,
  lowerTenancy,
  lowerPolicies,
  lowerPartitions,
];
