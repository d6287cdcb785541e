/**
 * A tree whose rows hold the numbers at which a walk around it enters and leaves them: what is below a row lies between
 * its two numbers. Questions are one range; an insert or a move renumbers what stands to the right of it.
 */

import { treeColumns } from "../../../../model/resolve/kept.ts";
import { makeObjectName, schemaObjectId } from "../../ids.ts";
import { quoteIdent } from "../../quote.ts";
import { actForRow } from "../acting.ts";
import { type Draft, tableId } from "../draft.ts";
import { addRoutine, addTrigger, changed, columnIds, routineName, schemaOf } from "../routines.ts";
import {
  addReader,
  equal,
  hasParent,
  inScope,
  isAbove,
  isAsked,
  isMoved,
  lockFirst,
  lockTree,
  refuseCircle,
  refuseHidden,
  refuseOrphan,
  type TreeShape,
} from "./shape.ts";

/** Adds the triggers that number the rows, indexes over the numbers, and the functions that read them. */
export function lowerNestedSet(draft: Draft, shape: TreeShape): void {
  const [first, second] = treeColumns(shape.table);
  if (first === undefined || second === undefined) return;
  keepNumbers(draft, shape, first, second);
  addIndex(draft, shape, first);
  addIndex(draft, shape, second);
  const [left, right] = [quoteIdent(first), quoteIdent(second)];
  const { name: rows } = shape;
  const scope = inScope(shape, "t", "n");
  addReader(draft, shape, "ancestors", [
    `SELECT t.* FROM ${rows} AS n JOIN ${rows} AS t ON t.${left} < n.${left} AND t.${right} > n.${right}${scope}`,
    `WHERE ${isAsked(shape, "n")} ORDER BY t.${left}`,
  ]);
  addReader(draft, shape, "descendants", [
    `SELECT t.* FROM ${rows} AS n JOIN ${rows} AS t ON t.${left} > n.${left} AND t.${left} < n.${right}${scope}`,
    `WHERE ${isAsked(shape, "n")} ORDER BY t.${left}`,
  ]);
}

/**
 * A new row stands last below the row above it, or as the last root. Rows that go leave a gap: the order of the numbers
 * is what counts. Until it has its place, a new row has the numbers 0 and 0.
 */
function keepNumbers(draft: Draft, shape: TreeShape, first: string, second: string): void {
  const { table, name: rows, key, shared } = shape;
  const [left, right] = [quoteIdent(first), quoteIdent(second)];
  const lock = lockTree(draft, shape);
  lockFirst(draft, shape, lock, shape.parent);
  const isSame = equal("t", key, "NEW");
  const ofScope = shared.length === 0 ? "" : `${equal("t", shared, "NEW")} AND `;
  const otherScope = shared.map((column) => ` OR OLD.${quoteIdent(column)} <> NEW.${quoteIdent(column)}`).join("");
  const shifted = (column: string) =>
    `${column} = t.${column} + CASE WHEN t.${column} BETWEEN enters AND leaves THEN way WHEN t.${column} BETWEEN low AND high THEN room ELSE 0 END`;
  const name = routineName(draft, table, "keep_numbers");
  const id = addRoutine(
    draft,
    {
      schema: schemaOf(table),
      name,
      security: "definer",
      setting: shape.acting?.setting,
      declare: [
        "place integer;",
        "enters integer;",
        "leaves integer;",
        "low integer;",
        "high integer;",
        "way integer;",
        "room integer;",
      ],
      body: [
        "IF TG_WHEN = 'BEFORE' THEN",
        "  IF TG_OP = 'INSERT' THEN",
        `    NEW.${left} := 0;`,
        `    NEW.${right} := 0;`,
        "  ELSE",
        `    NEW.${left} := OLD.${left};`,
        `    NEW.${right} := OLD.${right};`,
        "  END IF;",
        "  RETURN NEW;",
        "END IF;",
        ...actForRow(shape.acting),
        lock.sql,
        `PERFORM FROM ${rows} AS t WHERE ${isSame};`,
        ...refuseHidden(shape),
        // What stands at `place` and after it gives way.
        `IF ${hasParent(shape, "NEW")} THEN`,
        `  SELECT p.${right} INTO place FROM ${rows} AS p WHERE ${isAbove(shape, "p", "NEW")} AND p.${right} > 0;`,
        "  IF NOT FOUND THEN",
        ...refuseOrphan(shape).map((line) => `    ${line}`),
        "  END IF;",
        "ELSE",
        `  SELECT coalesce(max(t.${right}), 0) + 1 INTO place FROM ${rows} AS t${shared.length === 0 ? "" : ` WHERE ${equal("t", shared, "NEW")}`};`,
        "END IF;",
        `IF TG_OP = 'INSERT'${otherScope} THEN`,
        `  UPDATE ${rows} AS t SET`,
        `    ${left} = CASE WHEN ${isSame} THEN place WHEN t.${left} >= place THEN t.${left} + 2 ELSE t.${left} END,`,
        `    ${right} = CASE WHEN ${isSame} THEN place + 1 ELSE t.${right} + 2 END`,
        `  WHERE ${ofScope}(t.${right} >= place OR ${isSame});`,
        "  RETURN NULL;",
        "END IF;",
        `SELECT t.${left}, t.${right} INTO enters, leaves FROM ${rows} AS t WHERE ${isSame};`,
        "IF place BETWEEN enters AND leaves THEN",
        `  ${refuseCircle(shape)}`,
        "ELSIF place > leaves THEN",
        "  low := leaves + 1;",
        "  high := place - 1;",
        "  way := high - leaves;",
        "  room := enters - low;",
        "ELSE",
        "  low := place;",
        "  high := enters - 1;",
        "  way := low - enters;",
        "  room := leaves - high;",
        "END IF;",
        `UPDATE ${rows} AS t SET`,
        `  ${shifted(left)},`,
        `  ${shifted(right)}`,
        `WHERE ${ofScope}(t.${left} BETWEEN least(low, enters) AND greatest(high, leaves) OR t.${right} BETWEEN least(low, enters) AND greatest(high, leaves));`,
        "RETURN NULL;",
      ],
    },
    [tableId(table), lock.id],
  );
  const call = { schema: schemaOf(table), name };
  const needs = [id, ...columnIds(table, [...key, ...shape.parent, first, second])];
  addTrigger(draft, table, { label: "keep_tree_new", timing: "BEFORE", events: "INSERT", call }, needs);
  const written = `pg_trigger_depth() = 0 AND (${changed(table, [first, second])})`;
  addTrigger(draft, table, { label: "keep_tree", timing: "BEFORE", events: "UPDATE", when: written, call }, needs);
  addTrigger(draft, table, { label: "new_in_tree", timing: "AFTER", events: "INSERT", call }, needs);
  addTrigger(
    draft,
    table,
    { label: "move_in_tree", timing: "AFTER", events: "UPDATE", when: isMoved(shape), call },
    needs,
  );
}

/**
 * By each number: a row that comes last finds those to the right of it without a look at all others. Not unique: numbers
 * meet for a moment while rows give way to each other.
 */
function addIndex(draft: Draft, { table, shared }: TreeShape, column: string): void {
  const schema = schemaOf(table);
  let name = makeObjectName(table.name, column, "idx");
  for (let n = 1; draft.objects.has(schemaObjectId("index", schema, name)); n++) {
    name = makeObjectName(table.name, column, `idx${n}`);
  }
  const columns = [...shared, column];
  const keys = columns.map((item) => ({ column: item }));
  const id = schemaObjectId("index", schema, name);
  const parent = tableId(table);
  draft.add({ kind: "index", id, parent, schema, name, props: { method: "btree", keys } }, columnIds(table, columns));
}
