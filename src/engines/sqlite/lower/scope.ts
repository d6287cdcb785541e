/** What lowering a table's parts has in common. */
import type { Loss } from "../../../model/loss.ts";
import type { Model } from "../../../model/model.ts";
import type { ResolvedTable } from "../../../model/resolve/index.ts";
import { fold } from "../quote.ts";
import type { ExpressionScope } from "./expression.ts";
import type { FilledColumn } from "./filled.ts";
import type { DatabaseNames } from "./names.ts";
import type { TableStyle } from "./style.ts";
import type { CatalogWriter, TableWriter } from "./writer.ts";

export interface LowerOptions {
  /** STRICT tables, unless the Model says otherwise: SQLite itself refuses values of a wrong type. */
  readonly strict: boolean;
}

/** What all tables of a Model share while they are lowered. */
export interface LowerContext {
  readonly model: Model;
  /** Every table of the Model. */
  readonly tables: readonly ResolvedTable[];
  readonly writer: CatalogWriter;
  readonly names: DatabaseNames;
  readonly options: LowerOptions;
  readonly losses: Loss[];
}

/** What the parts of one table share while it is lowered. */
export interface TableScope extends Omit<LowerContext, "losses"> {
  readonly source: ResolvedTable;
  readonly table: TableWriter;
  /** Columns that triggers fill behind an insert, by name. */
  readonly filled: ReadonlyMap<string, FilledColumn>;
  readonly expressions: ExpressionScope;
  readonly style: TableStyle;
  /** Adds a loss of the entity, or of one of its members. */
  lose(code: string, member: string | undefined, feature: string, instead: string): void;
}

/** A name of the rowid that no column has taken. */
export function rowidOf(source: ResolvedTable): string {
  const columns = new Set(source.columns.map(({ name }) => fold(name)));
  return ["rowid", "_rowid_", "oid"].find((name) => !columns.has(name)) ?? "rowid";
}
