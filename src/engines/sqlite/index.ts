/** SQLite 3.37 and later, embedded through libsql. */
import type { Engine } from "../engine.ts";
import { elaborate } from "./elaborate.ts";
import { KINDS } from "./ids.ts";
import { lift } from "./lift/index.ts";
import { portable } from "./lift/portable.ts";
import { readLive } from "./live.ts";
import { lower } from "./lower/index.ts";
import { readText } from "./read.ts";
import { render, script } from "./render/index.ts";
import { rowsOf } from "./rows-of.ts";
import { newerThan, TARGET_VERSIONS } from "./versions.ts";

export { isKind, type PropsByKind, type SqliteKind, type SqliteObject } from "./objects.ts";
export { tokenize, tokenValue } from "./parse/tokens.ts";
export { fold, quoteName } from "./quote.ts";
export { lower };

/** The engine of SQLite. `lower` makes ordinary tables; for STRICT ones call the function itself with its option. */
export const sqlite: Engine = {
  name: "sqlite",
  targetVersions: TARGET_VERSIONS,
  newerThan,
  kinds: KINDS,
  lower: (model) => lower(model),
  lift,
  portable,
  render,
  script,
  readText,
  readLive,
  rowsOf,
  // SQLite keeps what was written, and the normal form of a normal form is itself.
  maySettle: () => false,
  elaborate,
};
