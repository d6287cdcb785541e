/**
 * What the columns of a Prisma schema name and Prisma's engine does not make: types in `Unsupported("…")`, functions and
 * sequences in `dbgenerated("…")`. It has to be there before the tables, and after the schemas, extensions and enums.
 */
import type { PostgresKind } from "../../../engines/postgres/index.ts";
import type { PostgresSource } from "./source-postgres.ts";

/** What Prisma's engine does not make and columns name. */
const NAMED: ReadonlySet<PostgresKind> = new Set([
  "domain",
  "composite-type",
  "range-type",
  "sequence",
  "function",
  "collation",
]);

/** What is there already: Prisma's engine makes it before the tables. */
const MADE: ReadonlySet<PostgresKind> = new Set(["schema", "extension", "enum"]);

/**
 * The ids of what has to be made before the tables. What itself needs a table is left out: nothing can be made before it.
 *
 * @param columns ids of the columns whose fields name something in SQL
 */
export function preparedFor(source: PostgresSource, columns: ReadonlySet<string>): Set<string> {
  const prepared = new Set<string>();
  const add = (id: string, path: ReadonlySet<string>): boolean => {
    const object = source.tree.get(id);
    if (!object || MADE.has(object.kind) || prepared.has(id) || path.has(id)) return true;
    if (!NAMED.has(object.kind)) return false;
    const within = new Set([...path, id]);
    if (!object.edges.every(({ to }) => add(to, within))) return false;
    prepared.add(id);
    return true;
  };
  for (const id of columns) {
    for (const { to, why } of source.tree.get(id)?.edges ?? []) if (why !== "owned") add(to, new Set());
  }
  return prepared;
}
