/** A tree whose rows hold the keys of all above them, `1.4.9.`: questions read one index, a move rewrites what moves. */

import { treeColumns } from "../../../../model/resolve/kept.ts";
import { makeObjectName, schemaObjectId } from "../../ids.ts";
import { quoteIdent } from "../../quote.ts";
import { actForRow } from "../acting.ts";
import { type Draft, tableId } from "../draft.ts";
import { addRoutine, addTrigger, changed, columnIds, columnNamed, routineName, schemaOf } from "../routines.ts";
import { columnType } from "../scope.ts";
import {
  addReader,
  equal,
  hasParent,
  isAbove,
  isAsked,
  lockFirst,
  lockTree,
  refuseCircle,
  refuseHidden,
  refuseOrphan,
  type TreeShape,
} from "./shape.ts";

/** Adds the triggers that keep the paths, the index over them, and the functions that read them. */
export function lowerMaterializedPath(draft: Draft, shape: TreeShape): void {
  const { table, name: rows, key } = shape;
  const [column] = treeColumns(table);
  if (column === undefined) return;
  const path = quoteIdent(column);
  keepPaths(draft, shape, column);
  addIndex(draft, shape, column);
  addReader(draft, shape, "ancestors", [
    `SELECT t.* FROM ${rows} AS n`,
    // Every beginning of the path that ends in a dot.
    `CROSS JOIN LATERAL (SELECT left(n.${path}, at) AS part FROM generate_series(1, length(n.${path}) - 1) AS at WHERE substr(n.${path}, at, 1) = '.') AS above`,
    `JOIN ${rows} AS t ON t.${path} COLLATE "C" = above.part`,
    `WHERE ${isAsked(shape, "n")} ORDER BY length(t.${path})`,
  ]);
  addReader(draft, shape, "descendants", [
    `SELECT t.* FROM ${rows} AS n JOIN ${rows} AS t ON ${isWithin("t", `n.${path}`, path)} AND NOT (${equal("t", key, "n")})`,
    `WHERE ${isAsked(shape, "n")} ORDER BY t.${path} COLLATE "C"`,
  ]);
}

/** Paths that begin with another one, as a range that an index finds: they end in `.`, and `/` comes next to it. */
function isWithin(alias: string, whole: string, path: string): string {
  return `${alias}.${path} COLLATE "C" >= ${whole} AND ${alias}.${path} COLLATE "C" < left(${whole}, -1) || '/'`;
}

/** Types whose texts hold no dot. */
const DOTLESS: ReadonlySet<string> = new Set(["smallint", "integer", "bigint", "uuid", "boolean", "date"]);

/** What a row adds to its path: its key, dots in it marked so that they end nothing. */
function step({ table, key, shared }: TreeShape): string {
  const own = key.filter((column) => !shared.includes(column));
  const parts = own.map((column) => {
    const text = `NEW.${quoteIdent(column)}::text`;
    const found = columnNamed(table, column);
    const dotless = found && DOTLESS.has(columnType(found).type);
    return dotless ? text : `replace(replace(${text}, '\\', '\\\\'), '.', '\\.')`;
  });
  return `${parts.join(" || ',' || ")} || '.'`;
}

function keepPaths(draft: Draft, shape: TreeShape, column: string): void {
  const { table, name: rows, key, parent } = shape;
  const path = quoteIdent(column);
  const lock = lockTree(draft, shape);
  lockFirst(draft, shape, lock, [...new Set([...key, ...parent])]);
  const name = routineName(draft, table, "keep_path");
  const id = addRoutine(
    draft,
    {
      schema: schemaOf(table),
      name,
      security: "definer",
      setting: shape.acting?.setting,
      declare: ["above text := '';", "whole text;"],
      body: [
        "IF TG_WHEN = 'BEFORE' AND TG_OP = 'UPDATE' THEN",
        `  NEW.${path} := OLD.${path};`,
        "  RETURN NEW;",
        "END IF;",
        ...actForRow(shape.acting),
        lock.sql,
        `IF ${hasParent(shape, "NEW")} THEN`,
        `  SELECT p.${path} INTO above FROM ${rows} AS p WHERE ${isAbove(shape, "p", "NEW")};`,
        "  IF NOT FOUND THEN",
        ...refuseOrphan(shape).map((line) => `    ${line}`),
        "  END IF;",
        "END IF;",
        "IF TG_OP = 'INSERT' THEN",
        `  NEW.${path} := above || ${step(shape)};`,
        "  RETURN NEW;",
        "END IF;",
        `SELECT t.${path} INTO whole FROM ${rows} AS t WHERE ${equal("t", key, "NEW")};`,
        ...refuseHidden(shape),
        "IF starts_with(above, whole) THEN",
        `  ${refuseCircle(shape)}`,
        "END IF;",
        `UPDATE ${rows} AS t SET ${path} = above || ${step(shape)} || substr(t.${path}, length(whole) + 1) WHERE ${isWithin("t", "whole", path)};`,
        "RETURN NULL;",
      ],
    },
    [tableId(table), lock.id],
  );
  const call = { schema: schemaOf(table), name };
  const needs = [id, ...columnIds(table, [...key, ...parent, column])];
  addTrigger(draft, table, { label: "new_in_tree", timing: "BEFORE", events: "INSERT", call }, needs);
  const written = `pg_trigger_depth() = 0 AND ${changed(table, [column])}`;
  addTrigger(draft, table, { label: "keep_tree", timing: "BEFORE", events: "UPDATE", when: written, call }, needs);
  const moved = changed(table, [...new Set([...parent, ...key])]);
  addTrigger(draft, table, { label: "move_in_tree", timing: "AFTER", events: "UPDATE", when: moved, call }, needs);
}

/** In the order of bytes, in which what begins alike stands together. */
function addIndex(draft: Draft, { table }: TreeShape, column: string): void {
  const schema = schemaOf(table);
  let name = makeObjectName(table.name, column, "idx");
  for (let n = 1; draft.objects.has(schemaObjectId("index", schema, name)); n++) {
    name = makeObjectName(table.name, column, `idx${n}`);
  }
  const keys = [{ column, collation: { schema: "pg_catalog", name: "C" } }];
  const id = schemaObjectId("index", schema, name);
  const parent = tableId(table);
  draft.add({ kind: "index", id, parent, schema, name, props: { method: "btree", keys } }, columnIds(table, [column]));
}
