/** Runs a catalog's statements on a database in memory and reads back what SQLite made of them. */
import type { Catalog, CatalogObject } from "../../catalog/catalog.ts";
import { SchemaforgeError } from "../../model/errors.ts";
import type { Runtime } from "../../runtime.ts";
import { failureOf, openMemory } from "./connect.ts";
import { Executor } from "./execute.ts";
import { inspect } from "./inspect/index.ts";
import { isKind } from "./objects.ts";
import { quoteName } from "./quote.ts";
import { render } from "./render/index.ts";
import { renamedRows, rowsOf } from "./rows-of.ts";

/**
 * What SQLite makes of a catalog. `renames` (id → new name) are applied before reading back: tables and columns by
 * SQLite itself, which also rewrites views, triggers and checks; what SQLite cannot rename is made under its new name.
 * Throws `SQLITE_STATEMENT` with the object whose statement fails.
 */
export async function elaborate(
  catalog: Catalog,
  runtime: Runtime,
  renames: ReadonlyMap<string, string> = new Map(),
): Promise<Catalog> {
  const connection = await openMemory();
  try {
    const executor = new Executor(connection);
    for (const statement of render(renamedByUs(catalog, renames))) {
      runtime.signal.throwIfAborted();
      run(executor, statement.sql, statement.object);
    }
    for (const { sql, object } of renameStatements(catalog, renames)) run(executor, sql, object);
    return inspect(connection, executor.meantTexts(), renamedRows(rowsOf(catalog), renames)).catalog;
  } finally {
    connection.close();
  }
}

function run(executor: Executor, sql: string, object: string): void {
  try {
    executor.run(sql);
  } catch (error) {
    const { message } = failureOf(error);
    throw new SchemaforgeError("SQLITE_STATEMENT", `SQLite refuses ${object}: ${message}`, { where: { object } });
  }
}

const BY_SQLITE = new Set(["table", "virtual-table", "column"]);

/** Gives indexes, views, triggers and constraints their new names, which nothing in a catalog refers to by text. */
function renamedByUs(catalog: Catalog, renames: ReadonlyMap<string, string>): Catalog {
  if (renames.size === 0) return catalog;
  const objects = new Map<string, CatalogObject>();
  for (const [id, object] of catalog.objects) {
    const name = BY_SQLITE.has(object.kind) ? undefined : renames.get(id);
    objects.set(id, name === undefined ? object : { ...object, name });
  }
  return { ...catalog, objects };
}

/** Columns first, while their tables have the old names. */
function renameStatements(catalog: Catalog, renames: ReadonlyMap<string, string>): { sql: string; object: string }[] {
  const columns: { sql: string; object: string }[] = [];
  const tables: { sql: string; object: string }[] = [];
  for (const [id, name] of renames) {
    const object = catalog.objects.get(id);
    if (isKind(object, "column")) {
      const table = catalog.objects.get(object.parent ?? "")?.name ?? "";
      const sql = `ALTER TABLE ${quoteName(table)} RENAME COLUMN ${quoteName(object.name)} TO ${quoteName(name)}`;
      columns.push({ sql, object: id });
    } else if (isKind(object, "table") || isKind(object, "virtual-table"))
      tables.push({ sql: `ALTER TABLE ${quoteName(object.name)} RENAME TO ${quoteName(name)}`, object: id });
  }
  return [...columns, ...tables];
}
