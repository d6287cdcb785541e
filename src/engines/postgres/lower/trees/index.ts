/** `tree`: rows that stand below each other, kept right by triggers, read by functions. */
import { SchemaforgeError } from "../../../../model/errors.ts";
import { derivedTable } from "../../../../model/resolve/derived.ts";
import type { BehaviourContext } from "../behaviours.ts";
import { lowerAdjacency } from "./adjacency.ts";
import { lowerClosure } from "./closure.ts";
import { lowerMaterializedPath } from "./materialized-path.ts";
import { lowerNestedSet } from "./nested-set.ts";
import { treeShape } from "./shape.ts";

/**
 * Adds what keeps a tree and what reads it. Whatever the strategy, no row stands below itself, and
 * `<table>_ancestors(key)` and `<table>_descendants(key)` answer rows: from the root down, and from the row down.
 *
 * @throws SchemaforgeError APPEND_ONLY_TREE for a tree whose rows have to be changed when others come
 */
export function lowerTree({ draft, table, tables, model }: BehaviourContext): void {
  if (!("entity" in table.source)) return;
  const { tree, appendOnly, name } = table.source.entity;
  const shape = tree === undefined ? undefined : treeShape(table, model);
  if (!shape) return;
  if (tree === "nested-set") {
    if (appendOnly) {
      throw new SchemaforgeError("APPEND_ONLY_TREE", "a nested set renumbers rows when others come", {
        where: { object: name },
        remedy: "Use `tree: closure`, or leave out `appendOnly`",
      });
    }
    lowerNestedSet(draft, shape);
  } else if (tree === "materialized-path") lowerMaterializedPath(draft, shape);
  else if (tree === "adjacency") lowerAdjacency(draft, shape);
  else {
    const closure = derivedTable("closure", table, tables);
    if (closure) lowerClosure(draft, shape, closure);
  }
}
