/** A tree whose rows hold the keys of all above them, `1.4.9.`: questions read one index, a move rewrites what moves. */
import { treeColumns } from "../../../../model/resolve/kept.ts";
import { quoteName } from "../../quote.ts";
import { addTrigger, changed } from "../triggers.ts";
import {
  addReader,
  hasParent,
  isAbove,
  isTriggers,
  refuseCircle,
  refuseOrphan,
  sayOpen,
  type TreeShape,
} from "./shape.ts";

/** Adds the triggers that keep the paths, the index over them, and the views that read them. */
export function lowerMaterializedPath(shape: TreeShape): void {
  const { scope, rows, key, parent } = shape;
  const [column] = treeColumns(scope.source);
  if (column === undefined) return;
  const path = quoteName(column);
  const above = `SELECT p.${path} FROM ${rows} AS p WHERE ${isAbove(shape, "p", "NEW")}`;
  const prefix = `CASE WHEN ${hasParent(shape, "NEW")} THEN (${above}) ELSE '' END`;
  const orphan = refuseOrphan(shape, `${above} AND p.${path} <> ''`);
  addTrigger(scope, "new_in_tree", {
    timing: "after",
    event: "insert",
    body: [...orphan, `UPDATE ${rows} SET ${path} = ${prefix} || ${step(shape)} WHERE ${isTriggers(shape, rows)}`],
  });
  const moving = [...new Set([...parent, ...key])];
  const whole = `OLD.${path}`;
  const isSame = isTriggers(shape, rows);
  addTrigger(scope, "move_in_tree", {
    timing: "after",
    event: "update",
    columns: moving,
    when: changed(moving),
    body: [
      refuseCircle(
        shape,
        `EXISTS (SELECT 1 FROM ${rows} AS p WHERE ${isAbove(shape, "p", "NEW")} AND (${isTriggers(shape, "p")} OR ${isWithin("p", whole, path)}))`,
      ),
      ...orphan.slice(1),
      [
        `UPDATE ${rows} SET ${path} = v.place || CASE WHEN ${isSame} THEN '' ELSE substr(${rows}.${path}, length(${whole}) + 1) END`,
        `FROM (SELECT ${prefix} || ${step(shape)} AS place) AS v`,
        `WHERE ${isSame} OR ${isWithin(rows, whole, path)}`,
      ].join(" "),
    ],
  });
  const name = scope.names.index(`${scope.table.name}_${column}_idx`, scope.source.schema);
  scope.table.index({ name, unique: false, keys: [{ column }] });
  const depth = (alias: string) => `length(replace(${alias}.${path}, '.', ''))`;
  const steps = (far: string, near: string) =>
    `length(${far}.${path}) - ${depth(far)} - length(${near}.${path}) + ${depth(near)}`;
  const differs = (a: string, b: string) => `${a}.${path} <> ${b}.${path}`;
  // Every beginning of the path that ends in a dot.
  const beginnings = [
    `WITH RECURSIVE part(path, rest) AS (SELECT '', n.${path}`,
    "UNION ALL SELECT path || substr(rest, 1, instr(rest, '.')), substr(rest, instr(rest, '.') + 1) FROM part WHERE rest <> '')",
    "SELECT path FROM part WHERE path <> ''",
  ].join(" ");
  addReader(shape, "ancestors", {
    from: `FROM ${rows} AS n JOIN ${rows} AS t ON t.${path} IN (${beginnings}) AND ${differs("t", "n")}`,
    distance: steps("n", "t"),
  });
  addReader(shape, "descendants", {
    from: `FROM ${rows} AS n JOIN ${rows} AS t ON ${isWithin("t", `n.${path}`, path)} AND ${differs("t", "n")}`,
    distance: steps("t", "n"),
  });
  sayOpen(shape, [column]);
}

/** Paths that begin with another one, as a range that an index finds: they end in `.`, and `/` comes next to it. */
function isWithin(alias: string, whole: string, path: string): string {
  return `(${alias}.${path} >= ${whole} AND ${alias}.${path} < substr(${whole}, 1, length(${whole}) - 1) || '/')`;
}

/** What a row adds to its path: its key, with dots written otherwise so that they end nothing. */
function step({ key, shared }: TreeShape): string {
  const own = key.filter((column) => !shared.includes(column));
  const parts = own.map(
    (column) => `replace(replace(replace(NEW.${quoteName(column)}, '%', '%25'), '.', '%2E'), ',', '%2C')`,
  );
  return `${parts.join(" || ',' || ")} || '.'`;
}
