/** What the builder of a Model asks of where its raw value came from: a file, or a plain object. */
import type { Where } from "../errors.ts";
import type { Place } from "../lexer.ts";
import type { Path } from "./source.ts";

export interface Places {
  where(path: Path): Where;
  /** Where the text at `path` begins; undefined when there is no file. */
  textPlace(path: Path): Place | undefined;
  spelled(path: Path): string | undefined;
  cutByComment(path: Path): string | undefined;
  find(path: Path): { line: number; column: number } | undefined;
}

/** Where the parts of a model stand in its file. */
export interface Positions {
  /**
   * The place of `User`, `User.email` (field or relation), `User.keys.name` (and so of every section), `User.rows.0`,
   * of a declared type, a mixin, a view or a key of the file itself; undefined when the file has no such part.
   */
  at(path: string): { readonly line: number; readonly column: number; readonly file?: string } | undefined;
}

/** Places of a value that came from no text: the object's own path. */
export function objectPlaces(file: string | undefined): Places {
  const shown = (path: Path): string => (path.length === 0 ? "model" : path.join("."));
  return {
    where: (path) => ({ object: file === undefined ? shown(path) : `${file}: ${shown(path)}` }),
    textPlace: () => undefined,
    spelled: () => undefined,
    cutByComment: () => undefined,
    find: () => undefined,
  };
}
