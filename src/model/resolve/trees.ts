/** The rows of a tree: how each names the one above it. */
import type { ResolvedTable } from "./resolved.ts";

export interface TreeLinks {
  readonly key: readonly string[];
  /** The columns that name the row above, and those of that row, pair by pair. */
  readonly parent: readonly string[];
  readonly target: readonly string[];
  /** Columns that all rows of one tree share, such as the tenant's: those that name the row above and are themselves named. */
  readonly shared: readonly string[];
}

/** The links of a table by its relation `parent`; undefined where there is none to the table itself. */
export function treeLinks(table: ResolvedTable): TreeLinks | undefined {
  const reference = table.foreignKeys.find(({ relation }) => relation === "parent");
  if (!reference || reference.target.name !== table.name || reference.target.schema !== table.schema) return undefined;
  const { columns: parent, targetColumns: target } = reference;
  return {
    key: table.primaryKey?.columns ?? target,
    parent,
    target,
    shared: parent.filter((column, at) => column === target[at]),
  };
}
