/** Makes a catalog of the CREATE statements that one database keeps. */
import type { Catalog, CatalogContext } from "../../../catalog/catalog.ts";
import { databaseObjectId } from "../ids.ts";
import type { CreateStatement } from "../parse/syntax.ts";
import type { NamedText } from "../parse/tokens.ts";
import { fold } from "../quote.ts";
import { Drafts } from "./drafts.ts";
import { buildIndex, buildTrigger, buildView, buildVirtualTable, type ProgramScope } from "./programs.ts";
import { buildTable } from "./table.ts";

export interface KeptStatement {
  readonly source: NamedText;
  readonly statement: CreateStatement;
}

const RELATION_KINDS = {
  "create-table": "table",
  "create-view": "view",
  "create-virtual-table": "virtual-table",
} as const;

/** The catalog that the statements make together; their order is kept within each kind. */
export function buildCatalog(kept: readonly KeptStatement[], context: CatalogContext, elaboratedBy: string): Catalog {
  const drafts = new Drafts();
  addStatements(drafts, new Map(), kept);
  return drafts.catalog(context, elaboratedBy);
}

/**
 * Adds what the statements make to a catalog that is being built.
 * @param relations tables and views that are there already; those of the statements are added
 */
export function addStatements(drafts: Drafts, relations: Map<string, string>, kept: readonly KeptStatement[]): void {
  const columns = new Map<string, string[]>();
  for (const { statement } of kept) {
    if (statement.kind === "create-index" || statement.kind === "create-trigger") continue;
    relations.set(fold(statement.name), databaseObjectId(RELATION_KINDS[statement.kind], statement.name));
    if (statement.kind === "create-table")
      columns.set(
        fold(statement.name),
        statement.columns.map((column) => fold(column.name)),
      );
  }
  const names = new Set([...relations.keys(), ...[...columns.values()].flat()]);
  const scope: ProgramScope = {
    drafts,
    relations,
    names,
    columnsOf: (relation) => columns.get(fold(relation)) ?? [],
  };
  const each = <K extends CreateStatement["kind"]>(
    kind: K,
    build: (source: NamedText, statement: Extract<CreateStatement, { kind: K }>) => void,
  ) => {
    const isKind = (statement: CreateStatement): statement is Extract<CreateStatement, { kind: K }> =>
      statement.kind === kind;
    for (const { source, statement } of kept) if (isKind(statement)) build(source, statement);
  };
  each("create-table", (source, statement) => buildTable(drafts, source, statement));
  each("create-virtual-table", (source, statement) => buildVirtualTable(scope, source, statement));
  each("create-index", (source, statement) => buildIndex(scope, source, statement));
  each("create-view", (source, statement) => buildView(scope, source, statement));
  each("create-trigger", (source, statement) => buildTrigger(scope, source, statement));
}
