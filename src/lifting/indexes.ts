/** Indexes that relations make by themselves. */
import { begins } from "./conventions.ts";

export interface IndexFacts {
  readonly id: string;
  readonly name: string;
  /** Its columns; empty texts stand for expressions. */
  readonly columns: readonly string[];
  /** Of columns alone, with nothing else said, and nothing about it is doubted. */
  readonly plain: boolean;
  /** Full, and of an order that serves a foreign key. */
  readonly serves: boolean;
}

/**
 * For each foreign key the id of the index that its relation makes by itself; `covered` where a key or another index
 * begins with its columns, so that none is made; `none` where one would be made that is not there.
 *
 * @param keys the columns of the primary key and the unique keys
 * @param usualName the name of the index that a relation over columns makes
 */
export function autoIndexes(
  foreignKeys: readonly { readonly id: string; readonly columns: readonly string[] }[],
  keys: readonly (readonly string[])[],
  indexes: readonly IndexFacts[],
  usualName: (columns: readonly string[]) => string,
): Map<string, string> {
  const found = new Map<string, string>();
  const taken = new Set<IndexFacts>();
  for (const { id, columns } of foreignKeys) {
    const own = indexes.find(
      (index) =>
        index.plain &&
        index.name === usualName(columns) &&
        index.columns.join("\n") === columns.join("\n") &&
        !taken.has(index),
    );
    const others = indexes.filter((index) => index !== own && index.serves).map((index) => index.columns);
    if ([...keys, ...others].some((list) => begins(list, columns))) found.set(id, "covered");
    else if (own) {
      taken.add(own);
      found.set(id, own.id);
    } else found.set(id, "none");
  }
  return found;
}
