/** `tree`: rows that stand below each other, kept right by triggers, read by views. */
import { SchemaforgeError } from "../../../../model/errors.ts";
import { derivedTable } from "../../../../model/resolve/derived.ts";
import type { TableScope } from "../scope.ts";
import { lowerAdjacency } from "./adjacency.ts";
import { lowerClosure } from "./closure.ts";
import { lowerMaterializedPath } from "./materialized-path.ts";
import { lowerNestedSet } from "./nested-set.ts";
import { treeShape } from "./shape.ts";

/**
 * Adds what keeps a tree and what reads it. Whatever the strategy, no row stands below itself, and the views
 * `<table>_ancestors` and `<table>_descendants` answer rows with their distance.
 *
 * @throws SchemaforgeError APPEND_ONLY_TREE for a tree whose rows have to be changed when others come
 */
export function lowerTree(scope: TableScope): void {
  if (!("entity" in scope.source.source)) return;
  const { tree, appendOnly, name } = scope.source.source.entity;
  const shape = tree === undefined ? undefined : treeShape(scope);
  if (!shape) return;
  if (tree === "nested-set") {
    if (appendOnly) {
      throw new SchemaforgeError("APPEND_ONLY_TREE", "a nested set renumbers rows when others come", {
        where: { object: name },
        remedy: "Use `tree: closure`, or leave out `appendOnly`",
      });
    }
    lowerNestedSet(shape);
  } else if (tree === "materialized-path") lowerMaterializedPath(shape);
  else if (tree === "adjacency") lowerAdjacency(shape);
  else {
    const closure = derivedTable("closure", scope.source, scope.tables);
    if (closure) lowerClosure(shape, closure);
  }
}
