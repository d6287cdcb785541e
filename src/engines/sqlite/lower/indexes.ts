/** Indexes of the Model: B-trees, or full-text search; what else there is becomes one of these, or a loss. */
import type { ResolvedIndex } from "../../../model/resolve/index.ts";
import { quoteName } from "../quote.ts";
import { translate } from "./expression.ts";
import { rowidOf, type TableScope } from "./scope.ts";
import { addSearch, stems, unsearchableColumn } from "./search.ts";
import type { IndexPlan } from "./writer.ts";

/** Adds an index, or says why there is none. */
export function lowerIndex(scope: TableScope, index: ResolvedIndex): void {
  if (index.search) {
    lowerSearch(scope, index, index.search);
    return;
  }
  if (index.using === "inverted" || index.using === "spatial") {
    scope.lose("INDEX_NOT_HELD", index.name, `an ${index.using} index`, "no index");
    return;
  }
  if (index.using === "hash" || index.using === "brin")
    scope.lose("INDEX_WEAKENED", index.name, `a ${index.using} index`, "a B-tree");
  const keys: IndexPlan["keys"][number][] = [];
  for (const part of index.parts) {
    const descending = part.descending ? { descending: true } : {};
    // SQLite puts NULL first going up and last going down.
    if (part.nulls !== undefined && part.nulls !== (part.descending ? "last" : "first"))
      scope.lose("INDEX_WEAKENED", index.name, `NULLS ${part.nulls.toUpperCase()}`, "SQLite's order of nulls");
    if (part.opclass !== undefined)
      scope.lose("INDEX_WEAKENED", index.name, `the operator class ${part.opclass}`, "the column's own order");
    if (part.column !== undefined) keys.push({ column: part.column, ...descending });
    else if (part.expression) {
      const translated = translate(part.expression, scope.expressions);
      if (!("sql" in translated)) {
        scope.lose("INDEX_NOT_HELD", index.name, `an index on an expression: ${translated.reason}`, "no index");
        return;
      }
      keys.push({ sql: translated.sql, ...descending });
    }
  }
  if (index.include.length > 0) {
    const appended = index.unique ? "left out" : "appended to the key";
    scope.lose("INDEX_WEAKENED", index.name, "INCLUDE columns", appended);
    if (!index.unique) keys.push(...index.include.map((column) => ({ column })));
  }
  const where = index.where && translate(index.where, scope.expressions);
  if (where && !("sql" in where)) {
    scope.lose("INDEX_NOT_HELD", index.name, `a partial index: ${where.reason}`, "no index");
    return;
  }
  scope.table.index({
    name: scope.names.index(index.name, scope.source.schema),
    unique: index.unique,
    keys,
    ...(where && { where: where.sql }),
  });
}

function lowerSearch(scope: TableScope, index: ResolvedIndex, search: NonNullable<ResolvedIndex["search"]>): void {
  const { columns, language } = search;
  const reserved = unsearchableColumn(columns);
  if (reserved !== undefined) {
    scope.lose("INDEX_NOT_HELD", index.name, `search in the column ${reserved}, a name of FTS5's own`, "no search");
    return;
  }
  if (!stems(language))
    scope.lose("INDEX_WEAKENED", index.name, `words of ${language} brought to their stem`, "words as they are written");
  if (index.where) scope.lose("INDEX_WEAKENED", index.name, "search in a part of the rows", "search in all rows");
  const name = scope.names.index(index.name, scope.source.schema);
  const identity = scope.source.columns.find(({ origin }) => origin.kind === "id" && origin.identity);
  if (!identity) {
    const rebuild = `INSERT INTO ${quoteName(name)} (${quoteName(name)}) VALUES ('rebuild')`;
    const instead = `rows are known by their rowid: after restoring a dump run ${rebuild}`;
    scope.lose("SEARCH_BY_ROWID", index.name, "a search index that a dump restores", instead);
  }
  addSearch(scope.writer, scope.table, { name, columns, rowid: identity?.name ?? rowidOf(scope.source), language });
}
