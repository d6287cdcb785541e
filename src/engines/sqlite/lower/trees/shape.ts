/** What the four ways to keep a tree have in common. */
import { type TreeLinks, treeLinks } from "../../../../model/resolve/trees.ts";
import { quoteName } from "../../quote.ts";
import type { TableScope } from "../scope.ts";
import { equal, type RowName, refuse } from "../triggers.ts";

/** A table whose rows name the row above them. */
export interface TreeShape extends TreeLinks {
  readonly scope: TableScope;
  /** The table's quoted name. */
  readonly rows: string;
}

/** The tree of a table by its relation `parent`; undefined where there is none to the table itself. */
export function treeShape(scope: TableScope): TreeShape | undefined {
  const links = treeLinks(scope.source);
  return links && { ...links, scope, rows: quoteName(scope.table.name) };
}

/** True where `line` names `above` as the row above it. */
export function isAbove({ parent, target }: TreeShape, above: string, line: string): string {
  return equal(above, target, line, parent);
}

/** True for a row that has one above it. */
export function hasParent({ parent, shared }: TreeShape, row: string): string {
  const own = parent.filter((column) => !shared.includes(column));
  return own.map((column) => `${row}.${quoteName(column)} IS NOT NULL`).join(" AND ");
}

/** ` AND a.tenant = b.tenant` for rows of one tree; empty where the table is one. */
export function inTree({ shared }: TreeShape, a: string, b: string): string {
  return shared.length === 0 ? "" : ` AND ${equal(a, shared, b)}`;
}

/** Columns that link a row to others, each once. */
export function linkColumns({ key, parent, target }: TreeShape): string[] {
  return [...new Set([...key, ...target, ...parent])];
}

/** Refuses a row that would stand below itself. */
export function refuseCircle({ scope }: TreeShape, condition: string): string {
  return refuse(`${scope.table.name}: a row cannot stand below itself`, condition);
}

/** Refuses a row whose row above is not there (yet): rows are put into their place one by one. `isThere` tells of the row above. */
export function refuseOrphan(shape: TreeShape, isThere: string): string[] {
  const { scope, parent, target } = shape;
  const message = `${scope.table.name}: the row above is not there; rows come after the one above`;
  return [
    refuseCircle(shape, equal("NEW", target, "NEW", parent)),
    refuse(message, `${hasParent(shape, "NEW")} AND NOT EXISTS (${isThere})`),
  ];
}

/** True where an update gives a row another one above it. */
export function isMoved({ parent }: TreeShape): string {
  return parent.map((column) => `NEW.${quoteName(column)} IS NOT OLD.${quoteName(column)}`).join(" OR ");
}

/** `t` is the row of the trigger. */
export function isTriggers({ key }: TreeShape, alias: string, row: RowName = "NEW"): string {
  return equal(alias, key, row);
}

/**
 * Adds a view that answers what stands above or below a row: `SELECT * FROM categories_ancestors WHERE of_id = ? ORDER BY
 * distance DESC`. `from` reads the asked row `n` and the answered one `t`.
 */
export function addReader(
  { scope, key }: TreeShape,
  label: "ancestors" | "descendants",
  { from, distance }: { readonly from: string; readonly distance: string },
): void {
  const { source, table, names, writer } = scope;
  const taken = new Set(source.columns.map(({ name }) => name));
  const free = (name: string): string => (taken.has(name) ? free(`${name}_`) : name);
  const of = key.map((column) => ({ column, as: free(`of_${column}`) }));
  const steps = free("distance");
  const name = names.index(`${table.name}_${label}`, source.schema);
  const columns = [
    ...of.map(({ column, as }) => `n.${quoteName(column)} AS ${quoteName(as)}`),
    `${distance} AS ${quoteName(steps)}`,
    ...source.columns.map((column) => `t.${quoteName(column.name)}`),
  ];
  writer.view(name, `SELECT ${columns.join(", ")}\n${from}`);
  const asked = of.map(({ as }) => `${quoteName(as)} = ?`).join(" AND ");
  const order = `${quoteName(steps)}${label === "ancestors" ? " DESC" : ""}`;
  scope.lose(
    "TREE_BY_VIEW",
    undefined,
    `the function ${table.name}_${label}`,
    `a view: SELECT * FROM ${quoteName(name)} WHERE ${asked} ORDER BY ${order}`,
  );
}

/** Says that columns of a tree can be overwritten: SQLite does not tell a trigger's update from another one. */
export function sayOpen({ scope }: TreeShape, columns: readonly string[]): void {
  for (const column of columns)
    scope.lose("KEPT_COLUMN_OPEN", column, "a place in a tree that nobody else writes", "what an UPDATE writes stays");
}
