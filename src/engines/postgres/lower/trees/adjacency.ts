/** A tree whose rows know the row above them, and nothing else: a move costs nothing, a question one step a level. */

import { actForRow } from "../acting.ts";
import type { Draft } from "../draft.ts";
import { tableId } from "../draft.ts";
import { addRoutine, addTrigger, columnIds, routineName, schemaOf } from "../routines.ts";
import {
  addReader,
  columns,
  equal,
  hasParent,
  isAbove,
  isAsked,
  isMoved,
  linkColumns,
  lockTree,
  refuseCircle,
  refuseHidden,
  type TreeShape,
} from "./shape.ts";

/** Adds the trigger that refuses circles, and the functions that climb. */
export function lowerAdjacency(draft: Draft, shape: TreeShape): void {
  const { table, name: rows, key, parent, target } = shape;
  const lock = lockTree(draft, shape);
  const link = linkColumns(shape);
  const name = routineName(draft, table, "refuse_circle");
  const id = addRoutine(
    draft,
    {
      schema: schemaOf(table),
      name,
      security: "definer",
      setting: shape.acting?.setting,
      body: [
        ...actForRow(shape.acting),
        // Below a new row stands nothing yet, unless one statement brought both.
        `IF TG_OP = 'INSERT' AND NOT EXISTS (SELECT FROM ${rows} AS c WHERE ${equal("c", parent, "NEW", target)}) THEN`,
        "  RETURN NULL;",
        "END IF;",
        lock.sql,
        `PERFORM FROM ${rows} AS t WHERE ${equal("t", key, "NEW")};`,
        ...refuseHidden(shape),
        "IF EXISTS (",
        "  WITH RECURSIVE up AS (",
        `    SELECT ${columns(link, "p")} FROM ${rows} AS p WHERE ${isAbove(shape, "p", "NEW")}`,
        "    UNION",
        `    SELECT ${columns(link, "p")} FROM up JOIN ${rows} AS p ON ${isAbove(shape, "p", "up")}`,
        "  )",
        `  SELECT FROM up WHERE ${equal("up", key, "NEW")}`,
        ") THEN",
        `  ${refuseCircle(shape)}`,
        "END IF;",
        "RETURN NULL;",
      ],
    },
    [tableId(table), lock.id],
  );
  const call = { schema: schemaOf(table), name };
  const needs = [id, ...columnIds(table, link)];
  const isChild = hasParent(shape, "new");
  const moved = parent.length > 1 ? `(${isMoved(shape)})` : isMoved(shape);
  addTrigger(draft, table, { label: "new_in_tree", timing: "AFTER", events: "INSERT", when: isChild, call }, needs);
  addTrigger(
    draft,
    table,
    { label: "move_in_tree", timing: "AFTER", events: "UPDATE", when: `${moved} AND ${isChild}`, call },
    needs,
  );
  addReader(
    draft,
    shape,
    "ancestors",
    climb(shape, (next, line) => isAbove(shape, next, line), " DESC"),
  );
  addReader(
    draft,
    shape,
    "descendants",
    climb(shape, (next, line) => isAbove(shape, line, next), ""),
  );
}

/** Steps from the asked row to the next ones until there are none. */
function climb(shape: TreeShape, isNext: (next: string, line: string) => string, order: string): string[] {
  const { name: rows, key } = shape;
  const link = linkColumns(shape);
  let steps = "steps";
  while (link.includes(steps)) steps += "_";
  return [
    "WITH RECURSIVE line AS (",
    `  SELECT ${columns(link, "t")}, 1 AS ${steps} FROM ${rows} AS n JOIN ${rows} AS t ON ${isNext("t", "n")} WHERE ${isAsked(shape, "n")}`,
    "  UNION ALL",
    `  SELECT ${columns(link, "t")}, line.${steps} + 1 FROM line JOIN ${rows} AS t ON ${isNext("t", "line")}`,
    ")",
    `SELECT t.* FROM line JOIN ${rows} AS t ON ${equal("t", key, "line")} ORDER BY line.${steps}${order}`,
  ];
}
