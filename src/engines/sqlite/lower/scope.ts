/** What lowering a table's parts has in common. */
import type { ResolvedTable } from "../../../model/resolve/index.ts";
import { fold } from "../quote.ts";
import type { ExpressionScope } from "./expression.ts";
import type { DatabaseNames } from "./names.ts";
import type { CatalogWriter, TableWriter } from "./writer.ts";

export interface LowerOptions {
  /** STRICT tables: SQLite itself refuses values of a wrong type. */
  readonly strict: boolean;
}

/** What the parts of one table share while it is lowered. */
export interface TableScope {
  readonly source: ResolvedTable;
  readonly writer: CatalogWriter;
  readonly table: TableWriter;
  readonly names: DatabaseNames;
  readonly options: LowerOptions;
  readonly expressions: ExpressionScope;
  /** Adds a loss of the entity, or of one of its members. */
  lose(code: string, member: string | undefined, feature: string, instead: string): void;
}

/** A name of the rowid that no column has taken. */
export function rowidOf(source: ResolvedTable): string {
  const columns = new Set(source.columns.map(({ name }) => fold(name)));
  return ["rowid", "_rowid_", "oid"].find((name) => !columns.has(name)) ?? "rowid";
}
