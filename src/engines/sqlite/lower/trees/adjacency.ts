/** A tree whose rows know the row above them, and nothing else. */
import { quoteName } from "../../quote.ts";
import { addTrigger, columnList, equal } from "../triggers.ts";
import {
  addReader,
  hasParent,
  isAbove,
  isMoved,
  isTriggers,
  linkColumns,
  refuseCircle,
  type TreeShape,
} from "./shape.ts";

/** Adds the triggers that refuse circles, and the views that climb. */
export function lowerAdjacency(shape: TreeShape): void {
  const { scope, rows, parent } = shape;
  const link = linkColumns(shape);
  const climb = [
    `WITH RECURSIVE up AS (SELECT ${columnList(link, "p")} FROM ${rows} AS p WHERE ${isAbove(shape, "p", "NEW")}`,
    `UNION SELECT ${columnList(link, "p")} FROM up JOIN ${rows} AS p ON ${isAbove(shape, "p", "up")})`,
    `SELECT 1 FROM up WHERE ${isTriggers(shape, "up")}`,
  ].join(" ");
  const body = [refuseCircle(shape, `EXISTS (${climb})`)];
  // Below a new row stands nothing yet, unless one statement brought both.
  const hasChildren = `EXISTS (SELECT 1 FROM ${rows} AS c WHERE ${equal("c", parent, "NEW", shape.target)})`;
  const isChild = hasParent(shape, "NEW");
  addTrigger(scope, "new_in_tree", {
    timing: "after",
    event: "insert",
    when: `${isChild} AND ${hasChildren}`,
    body,
  });
  addTrigger(scope, "move_in_tree", {
    timing: "after",
    event: "update",
    columns: parent,
    when: `(${isMoved(shape)}) AND ${isChild}`,
    body,
  });
  let steps = "steps";
  while (link.includes(steps)) steps += "_";
  const reader = (label: "ancestors" | "descendants", isNext: (next: string, line: string) => string) => {
    const line = [
      `WITH RECURSIVE line(${link.map(quoteName).join(", ")}, ${steps}) AS (SELECT ${columnList(link, "a")}, 1 FROM ${rows} AS a WHERE ${isNext("a", "n")}`,
      `UNION ALL SELECT ${columnList(link, "b")}, line.${steps} + 1 FROM line JOIN ${rows} AS b ON ${isNext("b", "line")})`,
    ].join(" ");
    const [first = "", ...more] = shape.key;
    const isInLine =
      more.length === 0
        ? `t.${quoteName(first)} IN (${line} SELECT line.${quoteName(first)} FROM line)`
        : `(${columnList(shape.key, "t")}) IN (${line} SELECT ${columnList(shape.key, "line")} FROM line)`;
    addReader(shape, label, {
      from: `FROM ${rows} AS n JOIN ${rows} AS t ON ${isInLine}`,
      distance: `(${line} SELECT line.${steps} FROM line WHERE ${equal("line", shape.key, "t")})`,
    });
  };
  reader("ancestors", (next, line) => isAbove(shape, next, line));
  reader("descendants", (next, line) => isAbove(shape, line, next));
}
