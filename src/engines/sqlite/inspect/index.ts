/** Reads the catalog of an open database: `sqlite_schema` through our grammar, held against SQLite's pragmas. */
import type { Catalog, CatalogContext } from "../../../catalog/catalog.ts";
import type { Loss } from "../../../model/loss.ts";
import type { Reading, RowsOf } from "../../engine.ts";
import { buildCatalog, type KeptStatement } from "../build/catalog.ts";
import { type Connection, elaboratorOf } from "../connect.ts";
import { parseCreate } from "../parse/statement.ts";
import { fold } from "../quote.ts";
import { disagreements } from "./agreement.ts";
import { readFacts } from "./facts.ts";
import { describeRelations } from "./outputs.ts";
import { withRows } from "./rows.ts";

interface SchemaRow {
  readonly type: "table" | "index" | "view" | "trigger";
  readonly name: string;
  readonly sql: string | null;
}

/** Tables of SQLite, libsql and its companions that are no part of a design. */
const INTERNAL_TABLES = new Set(["libsql_wasm_func_table", "_litestream_seq", "_litestream_lock"]);

/**
 * The catalog of the database `main`. What our reading and SQLite's own see differently is listed as a loss.
 * Throws `SQLITE_SYNTAX` where a kept statement cannot be read.
 * @param meant texts to read instead of what SQLite keeps, by the latter (execute.ts)
 * @param rowsOf the tables of which rows are read too
 */
export function inspect(
  connection: Connection,
  meant: ReadonlyMap<string, string> = new Map(),
  rowsOf: readonly RowsOf[] = [],
): Reading {
  const shadows = shadowTables(connection);
  const kept: KeptStatement[] = [];
  for (const row of schemaRows(connection)) {
    if (row.sql === null || isInternal(row.name) || shadows.has(fold(row.name))) continue;
    const source = { name: `sqlite_schema, ${row.type} ${row.name}`, text: meant.get(row.sql) ?? row.sql };
    kept.push({ source, statement: parseCreate(source) });
  }
  const context: CatalogContext = { version: connection.version, encoding: encodingOf(connection) };
  const bare = buildCatalog(kept, context, elaboratorOf(connection));
  const { catalog, notices } = describeRelations(connection, bare, shadows);
  const losses = disagreementLosses(connection, catalog);
  return { catalog: withRows(connection, catalog, rowsOf), notices, losses };
}

function schemaRows(connection: Connection): SchemaRow[] {
  return connection.all<SchemaRow>("SELECT type, name, sql FROM sqlite_schema ORDER BY rowid");
}

function isInternal(name: string): boolean {
  const folded = fold(name);
  return folded.startsWith("sqlite_") || INTERNAL_TABLES.has(folded);
}

/** Folded names of the tables that virtual tables keep their data in. */
function shadowTables(connection: Connection): ReadonlySet<string> {
  const rows = connection.all<{ name: string }>(
    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'",
  );
  return new Set(rows.map(({ name }) => fold(name)));
}

function encodingOf(connection: Connection): string {
  return connection.all<{ encoding: string }>("PRAGMA encoding")[0]?.encoding ?? "UTF-8";
}

function disagreementLosses(connection: Connection, catalog: Catalog): Loss[] {
  return disagreements(catalog, readFacts(connection)).map(({ object, feature }) => ({
    code: "PRAGMA_DISAGREES",
    object,
    feature,
    target: "sqlite",
    instead: "kept as the statement in sqlite_schema was read",
  }));
}
