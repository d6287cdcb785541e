/** Views: SQL of the author for SQLite. */
import type { LowerContext } from "./scope.ts";

/** Adds the views of the Model. SQLite materializes none: such a view is made anew whenever it is read. */
export function lowerViews({ model, writer, names, losses }: LowerContext): void {
  for (const view of model.views ?? []) {
    const lose = (code: string, feature: string, instead: string) =>
      losses.push({ code, object: view.name, feature, target: "sqlite", instead });
    const kind = view.materialized ? "a materialized view" : "a view";
    const sql = view.sql.sqlite;
    if (sql === undefined) {
      lose("NO_VIEW", `${kind}: its SQL is given only for other engines`, "left out");
      continue;
    }
    if (view.materialized) {
      const refreshed = view.refresh === undefined ? "" : `, made anew ${view.refresh}`;
      lose("NOT_MATERIALIZED", `rows of a view that are kept${refreshed}`, "a view that is made anew when it is read");
    }
    if (view.schema !== undefined)
      lose("NO_SCHEMAS", `the schema ${view.schema}`, "the view in the one schema of the file");
    writer.view(names.index(view.databaseName ?? view.name, view.schema), sql.trim().replace(/;$/, "").trimEnd());
  }
}
