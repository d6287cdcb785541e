/** A tree with a table of all pairs of a row and one above it: questions are one join, a move costs the pairs it changes. */

import { columnOf } from "../../../../model/resolve/derived.ts";
import type { ResolvedTable } from "../../../../model/resolve/index.ts";
import { quoteIdent } from "../../quote.ts";
import { actForRow } from "../acting.ts";
import { type Draft, tableId } from "../draft.ts";
import { addRoutine, addTrigger, columnIds, fullName, routineName, schemaOf } from "../routines.ts";
import {
  addReader,
  columns,
  equal,
  hasParent,
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

interface Side {
  readonly columns: readonly string[];
  readonly target: readonly string[];
}

interface Pairs {
  readonly name: string;
  readonly ancestor: Side;
  readonly descendant: Side;
  readonly depth: string;
}

/** Adds the triggers that keep the pairs, and the functions that read them; rows that go take their pairs along. */
export function lowerClosure(draft: Draft, shape: TreeShape, closure: ResolvedTable): void {
  const [ancestor, descendant] = [sideOf(closure, "ancestor"), sideOf(closure, "descendant")];
  const depth = columnOf(closure, "depth");
  if (!ancestor || !descendant || depth === undefined) return;
  const pairs: Pairs = { name: fullName(closure), ancestor, descendant, depth: quoteIdent(depth) };
  keepPairs(draft, shape, pairs, closure);
  const { name: rows } = shape;
  const read = (of: Side, by: Side, order: string) => [
    `SELECT t.* FROM ${rows} AS n JOIN ${pairs.name} AS c ON ${equal("c", by.columns, "n", by.target)}`,
    `JOIN ${rows} AS t ON ${equal("t", of.target, "c", of.columns)}`,
    `WHERE ${isAsked(shape, "n")} AND c.${pairs.depth} > 0 ORDER BY c.${pairs.depth}${order}`,
  ];
  const needs = [tableId(closure)];
  addReader(draft, shape, "ancestors", read(ancestor, descendant, " DESC"), needs);
  addReader(draft, shape, "descendants", read(descendant, ancestor, ""), needs);
}

function sideOf(closure: ResolvedTable, member: string): Side | undefined {
  const key = closure.foreignKeys.find(({ relation }) => relation === member);
  return key && { columns: key.columns, target: key.targetColumns };
}

function keepPairs(draft: Draft, shape: TreeShape, pairs: Pairs, closure: ResolvedTable): void {
  const { table, name: rows } = shape;
  const { name: closureRows, ancestor, descendant, depth } = pairs;
  const lock = lockTree(draft, shape);
  lockFirst(draft, shape, lock, shape.parent);
  // A tenant's column stands once, for both.
  const below = descendant.columns
    .map((column, at) => ({ column, target: descendant.target[at] ?? column }))
    .filter(({ column }) => !ancestor.columns.includes(column));
  const written = [...ancestor.columns, ...below.map(({ column }) => column)].map(quoteIdent).join(", ");
  const insert = `INSERT INTO ${closureRows} (${written}, ${depth})`;
  const ofNew = columns(
    below.map(({ target }) => target),
    "NEW",
  );
  const ofSubtree = columns(
    below.map(({ column }) => column),
    "s",
  );
  const abovePairs = `${rows} AS p JOIN ${closureRows} AS a ON ${equal("a", descendant.columns, "p", descendant.target)}`;
  const isBelowNew = (alias: string) => equal(alias, ancestor.columns, "NEW", ancestor.target);
  const name = routineName(draft, table, "keep_closure");
  const id = addRoutine(
    draft,
    {
      schema: schemaOf(table),
      name,
      security: "definer",
      setting: shape.acting?.setting,
      declare: ["written bigint;"],
      body: [
        ...actForRow(shape.acting),
        lock.sql,
        `PERFORM FROM ${rows} AS t WHERE ${equal("t", shape.key, "NEW")};`,
        ...refuseHidden(shape),
        "IF TG_OP = 'INSERT' THEN",
        `  ${insert}`,
        `  SELECT ${columns(ancestor.columns, "a")}, ${ofNew}, a.${depth} + 1 FROM ${abovePairs} WHERE ${isAbove(shape, "p", "NEW")}`,
        `  UNION ALL SELECT ${columns(ancestor.target, "NEW")}, ${ofNew}, 0;`,
        "  GET DIAGNOSTICS written = ROW_COUNT;",
        `  IF ${hasParent(shape, "NEW")} AND written = 1 THEN`,
        ...refuseOrphan(shape).map((line) => `    ${line}`),
        "  END IF;",
        "  RETURN NULL;",
        "END IF;",
        `IF EXISTS (SELECT FROM ${abovePairs} WHERE ${isAbove(shape, "p", "NEW")} AND ${isBelowNew("a")}) THEN`,
        `  ${refuseCircle(shape)}`,
        "END IF;",
        // Pairs of what moves with what it leaves; those inside of what moves stay.
        `DELETE FROM ${closureRows} AS a USING ${closureRows} AS s`,
        `WHERE ${isBelowNew("s")} AND ${equal("a", descendant.columns, "s")}`,
        `  AND NOT EXISTS (SELECT FROM ${closureRows} AS i WHERE ${isBelowNew("i")} AND ${equal("i", descendant.columns, "a", ancestor.columns)});`,
        insert,
        `SELECT ${columns(ancestor.columns, "a")}, ${ofSubtree}, a.${depth} + s.${depth} + 1 FROM ${abovePairs} CROSS JOIN ${closureRows} AS s`,
        `WHERE ${isAbove(shape, "p", "NEW")} AND ${isBelowNew("s")};`,
        "RETURN NULL;",
      ],
    },
    [tableId(table), tableId(closure), lock.id],
  );
  const call = { schema: schemaOf(table), name };
  const needs = [id, ...columnIds(table, shape.parent)];
  addTrigger(draft, table, { label: "new_in_tree", timing: "AFTER", events: "INSERT", call }, needs);
  addTrigger(
    draft,
    table,
    { label: "move_in_tree", timing: "AFTER", events: "UPDATE", when: isMoved(shape), call },
    needs,
  );
}
