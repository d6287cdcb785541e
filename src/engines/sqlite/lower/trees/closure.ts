/** A tree with a table of all pairs of a row and one above it: questions are one join, a move costs the pairs it changes. */
import { columnOf } from "../../../../model/resolve/derived.ts";
import type { ResolvedTable } from "../../../../model/resolve/index.ts";
import { databaseObjectId } from "../../ids.ts";
import { quoteName } from "../../quote.ts";
import { addTrigger, columnList, equal } from "../triggers.ts";
import { addReader, hasParent, isAbove, isMoved, refuseCircle, refuseOrphan, type TreeShape } from "./shape.ts";

interface Side {
  readonly columns: readonly string[];
  readonly target: readonly string[];
}

/** Adds the triggers that keep the pairs, and the views that read them; rows that go take their pairs along. */
export function lowerClosure(shape: TreeShape, closure: ResolvedTable): void {
  const [ancestor, descendant] = [sideOf(closure, "ancestor"), sideOf(closure, "descendant")];
  const depthColumn = columnOf(closure, "depth");
  if (!ancestor || !descendant || depthColumn === undefined) return;
  const { scope, rows } = shape;
  const name = scope.names.table(closure);
  const pairs = quoteName(name);
  const depth = quoteName(depthColumn);
  // A tenant's column stands once, for both.
  const below = descendant.columns
    .map((column, at) => ({ column, target: descendant.target[at] ?? column }))
    .filter(({ column }) => !ancestor.columns.includes(column));
  const written = [...ancestor.columns, ...below.map(({ column }) => column)].map(quoteName).join(", ");
  const insert = `INSERT INTO ${pairs} (${written}, ${depth})`;
  const targets = below.map(({ target }) => target);
  const ofNew = columnList(targets, "NEW");
  const ofSubtree = columnList(
    below.map(({ column }) => column),
    "s",
  );
  // The pairs of the row above: itself and all above it.
  const above = `${rows} AS p JOIN ${pairs} AS a ON ${equal("a", descendant.columns, "p", descendant.target)}`;
  const isBelowNew = (alias: string) => equal(alias, ancestor.columns, "NEW", ancestor.target);
  const moves = `${tuple(columnList(descendant.columns, pairs), descendant)} IN (SELECT ${columnList(descendant.columns, "s")} FROM ${pairs} AS s WHERE ${isBelowNew("s")})`;
  const stays = `SELECT 1 FROM ${pairs} AS i WHERE ${isBelowNew("i")} AND ${equal("i", descendant.columns, pairs, ancestor.columns)}`;
  const orphan = refuseOrphan(shape, `SELECT 1 FROM ${above} WHERE ${isAbove(shape, "p", "NEW")}`);
  const uses = [databaseObjectId("table", name)];
  addTrigger(scope, "new_in_tree", {
    timing: "after",
    event: "insert",
    body: [
      ...orphan,
      [
        `${insert} SELECT ${columnList(ancestor.columns, "a")}, ${ofNew}, a.${depth} + 1 FROM ${above} WHERE ${isAbove(shape, "p", "NEW")}`,
        `UNION ALL SELECT ${columnList(ancestor.target, "NEW")}, ${ofNew}, 0`,
      ].join(" "),
    ],
    uses,
  });
  addTrigger(scope, "move_in_tree", {
    timing: "after",
    event: "update",
    columns: shape.parent,
    when: isMoved(shape),
    body: [
      refuseCircle(shape, `EXISTS (SELECT 1 FROM ${above} WHERE ${isAbove(shape, "p", "NEW")} AND ${isBelowNew("a")})`),
      // Pairs of what moves with what it leaves; those inside of what moves stay.
      `DELETE FROM ${pairs} WHERE ${moves} AND NOT EXISTS (${stays})`,
      [
        `${insert} SELECT ${columnList(ancestor.columns, "a")}, ${ofSubtree}, a.${depth} + s.${depth} + 1`,
        `FROM ${above} CROSS JOIN ${pairs} AS s`,
        `WHERE ${hasParent(shape, "NEW")} AND ${isAbove(shape, "p", "NEW")} AND ${isBelowNew("s")}`,
      ].join(" "),
    ],
    uses,
  });
  const read = (label: "ancestors" | "descendants", of: Side, by: Side) =>
    addReader(shape, label, {
      from: [
        `FROM ${rows} AS n JOIN ${pairs} AS c ON ${equal("c", by.columns, "n", by.target)} AND c.${depth} > 0`,
        `JOIN ${rows} AS t ON ${equal("t", of.target, "c", of.columns)}`,
      ].join("\n"),
      distance: `c.${depth}`,
    });
  read("ancestors", ancestor, descendant);
  read("descendants", descendant, ancestor);
}

function tuple(list: string, { columns }: Side): string {
  return columns.length > 1 ? `(${list})` : list;
}

function sideOf(closure: ResolvedTable, member: string): Side | undefined {
  const key = closure.foreignKeys.find(({ relation }) => relation === member);
  return key && { columns: key.columns, target: key.targetColumns };
}
