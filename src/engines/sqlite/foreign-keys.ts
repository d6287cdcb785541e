/**
 * What a foreign key has to refer to. One that SQLite cannot look up is a mistake that shows late: while it holds foreign keys, every insert into their table fails with
 * "foreign key mismatch", whatever the row holds (foreignkeys.html#fk_indexes).
 */
import type { CatalogObject } from "../../catalog/catalog.ts";
import { isKind, type SqliteObject } from "./objects.ts";

/**
 * Whether the columns that a foreign key refers to are a key of the table: its primary key, or those of a unique
 * constraint or whole index under the collations of the columns.
 * @param children the objects of the table that is referred to
 */
export function isAnswered({ props }: SqliteObject<"foreign-key">, children: readonly CatalogObject[]): boolean {
  const wanted = props.references.columns;
  return children.some((child) => {
    if (isKind(child, "primary-key") && !wanted) return child.props.columns.length === props.columns.length;
    if (!wanted) return false;
    if (isKind(child, "primary-key") || isKind(child, "unique")) {
      return !child.props.collations && sameSet(child.props.columns, wanted);
    }
    if (!isKind(child, "index") || !child.props.unique || child.props.where) return false;
    const { keys } = child.props;
    return (
      keys.every(({ column, collation }) => column !== undefined && collation === undefined) &&
      sameSet(
        keys.map(({ column }) => column ?? ""),
        wanted,
      )
    );
  });
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && new Set([...a, ...b]).size === a.length;
}
