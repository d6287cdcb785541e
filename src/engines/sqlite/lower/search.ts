/** Full-text search: an FTS5 table over the columns of a table, kept in step by triggers (fts5.html#external_content_tables). */
import { databaseObjectId } from "../ids.ts";
import { fold, quoteName, quoteText } from "../quote.ts";
import { type CatalogWriter, nameList, type TableWriter } from "./writer.ts";

/** Columns that every FTS5 table has already. */
const RESERVED_COLUMNS = new Set(["rank", "rowid"]);

export interface SearchPlan {
  readonly name: string;
  readonly columns: readonly string[];
  /** Text-search language of the Model; `simple` leaves words as they are. */
  readonly language: string;
  /** Name of the rowid: the integer primary key, else `rowid`. */
  readonly rowid: string;
}

/** The first column that cannot be searched, because FTS5 has a column of that name. */
export function unsearchableColumn(columns: readonly string[]): string | undefined {
  return columns.find((column) => RESERVED_COLUMNS.has(fold(column)));
}

/** True for the languages whose words FTS5 can bring to their stem, and for none at all. */
export function stems(language: string): boolean {
  return language === "english" || language === "simple";
}

/** Adds the search table and its three triggers. Search with `WHERE name MATCH …`. */
export function addSearch(writer: CatalogWriter, table: TableWriter, plan: SearchPlan): void {
  const name = quoteName(plan.name);
  const columns = nameList(plan.columns);
  const values = (row: "NEW" | "OLD") => plan.columns.map((column) => `${row}.${quoteName(column)}`).join(", ");
  const rowid = quoteName(plan.rowid);
  const tokenizer = plan.language === "english" ? "porter unicode61" : "unicode61";
  writer.virtualTable(
    plan.name,
    "fts5",
    [
      ...plan.columns.map(quoteName),
      `content=${quoteText(table.name)}`,
      `content_rowid=${quoteText(plan.rowid)}`,
      `tokenize=${quoteText(`${tokenizer} remove_diacritics 2`)}`,
    ],
    [table.id],
  );
  const add = `INSERT INTO ${name} (rowid, ${columns}) VALUES (NEW.${rowid}, ${values("NEW")})`;
  const remove = `INSERT INTO ${name} (${name}, rowid, ${columns}) VALUES ('delete', OLD.${rowid}, ${values("OLD")})`;
  const changed = [plan.rowid, ...plan.columns].map(
    (column) => `NEW.${quoteName(column)} IS NOT OLD.${quoteName(column)}`,
  );
  const uses = [databaseObjectId("virtual-table", plan.name)];
  const after = { timing: "after" as const, uses };
  table.trigger({ ...after, name: `${plan.name}_insert`, event: "insert", body: [add] });
  table.trigger({ ...after, name: `${plan.name}_delete`, event: "delete", body: [remove] });
  table.trigger({
    ...after,
    name: `${plan.name}_update`,
    event: "update",
    when: changed.join(" OR "),
    body: [remove, add],
  });
}
