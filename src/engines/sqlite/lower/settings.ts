/** SQLite has no settings of a session. A table stands for them: a file has one writer at a time, who fills it first. */
import type { TableScope } from "./scope.ts";

const made = new WeakMap<object, string>();

/** The name of the table of settings, which is made once for a database: columns `name` and `value`. */
export function settingsTable({ writer, names, options }: TableScope): string {
  const known = made.get(writer);
  if (known !== undefined) return known;
  const name = names.index("session_settings", undefined);
  made.set(writer, name);
  const comment = "Who acts: written by a transaction before it changes rows, and emptied before it ends.";
  const table = writer.table(name, { strict: options.strict, comment });
  table.column({ name: "name", type: "TEXT", notNull: !options.strict });
  table.column({ name: "value", type: "TEXT", notNull: false });
  table.primaryKey(undefined, ["name"], false);
  return name;
}
