/**
 * A tree whose rows hold the numbers at which a walk around it enters and leaves them: what is below a row lies between
 * its two numbers. Questions are one range; an insert or a move renumbers what stands to the right of it.
 */
import { treeColumns } from "../../../../model/resolve/kept.ts";
import { quoteName } from "../../quote.ts";
import { addTrigger, changed, equal } from "../triggers.ts";
import {
  addReader,
  hasParent,
  inTree,
  isAbove,
  isMoved,
  isTriggers,
  refuseCircle,
  refuseOrphan,
  sayOpen,
  type TreeShape,
} from "./shape.ts";

/** Adds the triggers that number the rows, indexes over the numbers, and the views that read them. */
export function lowerNestedSet(shape: TreeShape): void {
  const { scope, rows, shared } = shape;
  const columns = treeColumns(scope.source);
  const [first, second] = columns;
  if (first === undefined || second === undefined) return;
  keepNumbers(shape, quoteName(first), quoteName(second));
  for (const column of columns) {
    const name = scope.names.index(`${scope.table.name}_${column}_idx`, scope.source.schema);
    scope.table.index({ name, unique: false, keys: [...shared, column].map((of) => ({ column: of })) });
  }
  const [left, right] = [quoteName(first), quoteName(second)];
  const contains = (a: string, b: string) =>
    `${a}.${left} < ${b}.${left} AND ${a}.${right} > ${b}.${right}${inTree(shape, a, b)}`;
  // The rows between two, and one step more.
  const distance = (above: string, below: string) =>
    `1 + (SELECT count(*) FROM ${rows} AS m WHERE ${contains("m", below)} AND m.${left} > ${above}.${left})`;
  addReader(shape, "ancestors", {
    from: `FROM ${rows} AS n JOIN ${rows} AS t ON ${contains("t", "n")}`,
    distance: distance("t", "n"),
  });
  addReader(shape, "descendants", {
    from: `FROM ${rows} AS n JOIN ${rows} AS t ON t.${left} > n.${left} AND t.${left} < n.${right}${inTree(shape, "t", "n")}`,
    distance: distance("n", "t"),
  });
  sayOpen(shape, columns);
}

/**
 * A new row stands last below the row above it, or as the last root. Rows that go leave a gap: the order of the numbers
 * is what counts. What is read for an update stands in its FROM, which SQLite reads before it writes.
 */
function keepNumbers(shape: TreeShape, left: string, right: string): void {
  const { scope, rows, shared, parent } = shape;
  const isSame = isTriggers(shape, rows);
  const inScope = shared.length === 0 ? "" : `${equal(rows, shared, "NEW")} AND `;
  const below = `SELECT p.${right} FROM ${rows} AS p WHERE ${isAbove(shape, "p", "NEW")}`;
  const last = `SELECT coalesce(max(t.${right}), 0) + 1 FROM ${rows} AS t WHERE ${shared.length === 0 ? "" : `${equal("t", shared, "NEW")} AND `}NOT (${isTriggers(shape, "t")})`;
  const place = `CASE WHEN ${hasParent(shape, "NEW")} THEN (${below}) ELSE (${last}) END`;
  const orphan = refuseOrphan(shape, `${below} AND p.${right} > 0`);
  const put = [
    ...orphan,
    [
      `UPDATE ${rows} SET`,
      `${left} = CASE WHEN ${isSame} THEN v.place WHEN ${rows}.${left} >= v.place THEN ${rows}.${left} + 2 ELSE ${rows}.${left} END,`,
      `${right} = CASE WHEN ${isSame} THEN v.place + 1 ELSE ${rows}.${right} + 2 END`,
      `FROM (SELECT ${place} AS place) AS v WHERE ${inScope}(${rows}.${right} >= v.place OR ${isSame})`,
    ].join(" "),
  ];
  addTrigger(scope, "new_in_tree", { timing: "after", event: "insert", body: put });
  const own = (column: string) => `(SELECT t.${column} FROM ${rows} AS t WHERE ${isTriggers(shape, "t")})`;
  const numbers = `SELECT ${own(left)} AS enters, ${own(right)} AS leaves, ${place} AS place`;
  const shifted = (column: string) => {
    const value = `${rows}.${column}`;
    return [
      `${column} = ${value} + CASE`,
      `WHEN ${value} BETWEEN v.enters AND v.leaves THEN CASE WHEN v.place > v.leaves THEN v.place - 1 - v.leaves ELSE v.place - v.enters END`,
      `WHEN ${value} BETWEEN v.leaves + 1 AND v.place - 1 THEN v.enters - v.leaves - 1`,
      `WHEN ${value} BETWEEN v.place AND v.enters - 1 THEN v.leaves - v.enters + 1`,
      "ELSE 0 END",
    ].join(" ");
  };
  const isConcerned = (column: string) =>
    `${rows}.${column} BETWEEN min(v.place, v.enters) AND max(v.place - 1, v.leaves)`;
  const stays = shared.length === 0 ? "" : ` AND NOT (${changed(shared)})`;
  addTrigger(scope, "move_in_tree", {
    timing: "after",
    event: "update",
    columns: parent,
    when: `(${isMoved(shape)})${stays}`,
    body: [
      ...orphan.slice(1),
      refuseCircle(shape, `EXISTS (SELECT 1 FROM (${numbers}) AS v WHERE v.place BETWEEN v.enters AND v.leaves)`),
      [
        `UPDATE ${rows} SET ${shifted(left)}, ${shifted(right)}`,
        `FROM (${numbers}) AS v WHERE ${inScope}(${isConcerned(left)} OR ${isConcerned(right)})`,
      ].join(" "),
    ],
  });
  // A row of another tree, such as another tenant's, is put there like a new one.
  if (shared.length > 0) {
    addTrigger(scope, "change_tree", {
      timing: "after",
      event: "update",
      columns: shared,
      when: changed(shared),
      body: put,
    });
  }
}
