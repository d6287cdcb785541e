/** SQLite has no settings of a session. A table stands for them: a file has one writer at a time, who fills it first. */
import type { TableScope } from "./scope.ts";
import { styleOf } from "./style.ts";

const made = new WeakMap<object, string>();

/** The name of the table of settings, which is made once for a database: columns `name` and `value`. */
export function settingsTable({ model, writer, names, options }: TableScope): string {
  const known = made.get(writer);
  if (known !== undefined) return known;
  const name = names.index("session_settings", undefined);
  made.set(writer, name);
  const comment = "Who acts: written by a transaction before it changes rows, and emptied before it ends.";
  const { strict } = styleOf(model, undefined, options.strict);
  const table = writer.table(name, { strict, comment });
  table.column({ name: "name", type: "TEXT", notNull: !strict });
  table.column({ name: "value", type: "TEXT", notNull: false });
  table.primaryKey(undefined, ["name"], false);
  return name;
}
