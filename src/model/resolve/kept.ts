/** Columns that triggers alone fill and keep up to date: what people write there does not count. */
import type { Tree } from "../model.ts";
import type { ResolvedTable } from "./resolved.ts";

/** Fields that a tree adds to its entity. */
const OF_TREE: { readonly [tree in Tree]: readonly string[] } = {
  adjacency: [],
  closure: [],
  "nested-set": ["nsleft", "nsright"],
  "materialized-path": ["mpath"],
};

/** Columns with a row's place in its tree. */
export function treeColumns(table: ResolvedTable): readonly string[] {
  if (!("entity" in table.source)) return [];
  const { tree } = table.source.entity;
  return tree === undefined ? [] : OF_TREE[tree].flatMap((field) => table.columnsOf.get(field) ?? []);
}

/** All such columns of a table: a change of these alone is none that its time of change should tell. */
export function keptColumns(table: ResolvedTable): readonly string[] {
  const counts = table.columns.filter(({ origin }) => origin.kind === "field" && origin.field.countOf !== undefined);
  return [...treeColumns(table), ...counts.map(({ name }) => name)];
}
