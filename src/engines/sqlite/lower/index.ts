/** A Model as SQLite would hold it. Pure: nothing is run. */
import { expandModel } from "../../../model/expand/index.ts";
import type { Loss } from "../../../model/loss.ts";
import type { Model } from "../../../model/model.ts";
import { type ResolvedTable, resolveModel } from "../../../model/resolve/index.ts";
import type { Lowered } from "../../engine.ts";
import { otherEnginesObjects } from "../../other-engines.ts";
import { lowerAudit } from "./audit.ts";
import { lowerBehaviours } from "./behaviours.ts";
import { withEncryptedFields } from "./encryption.ts";
import { DatabaseNames } from "./names.ts";
import { lowerRows } from "./rows.ts";
import type { LowerOptions } from "./scope.ts";
import { composeName } from "./style.ts";
import { lowerTable } from "./table.ts";
import { lowerVerbatim } from "./verbatim.ts";
import { lowerViews } from "./views.ts";
import { CatalogWriter } from "./writer.ts";

/** The least version of SQLite that a lowered Model needs: JSON functions without an extension. */
const VERSION = "3.38.0";

/** SQLite has no table without columns, which PostgreSQL does have. */
function withColumns(tables: readonly ResolvedTable[], losses: Loss[]): readonly ResolvedTable[] {
  return tables.filter(({ columns, name, source }) => {
    if (columns.length > 0) return true;
    const object = "entity" in source ? source.entity.name : name;
    losses.push({
      code: "NO_COLUMNS",
      object,
      feature: "a table without columns",
      target: "sqlite",
      instead: "no table",
    });
    return false;
  });
}

/**
 * The catalog of a Model, and what SQLite cannot hold of it.
 * @throws SchemaforgeError when constructs of the Model cannot be (`expandModel`), or it names what does not exist
 * (`resolveModel`)
 */
export function lower(source: Model, options: LowerOptions = { strict: false }): Lowered {
  const losses: Loss[] = [];
  const model = withEncryptedFields(expandModel(source), losses);
  const tables = withColumns(resolveModel(model, composeName).tables, losses);
  const names = new DatabaseNames(tables);
  const writer = new CatalogWriter();
  const context = { model, tables, writer, names, options, losses };
  const scopes = tables.map((table) => lowerTable(table, context));
  for (const scope of scopes) lowerBehaviours(scope);
  // SQLite runs the triggers that were made last first: a change is recorded before what others make of it.
  for (const scope of scopes) lowerAudit(scope);
  losses.push(...otherEnginesObjects(model, "sqlite"));
  lowerViews(context);
  lowerRows(scopes);
  lowerVerbatim(context);
  return { catalog: writer.catalog(VERSION), losses };
}
