/** A Model as SQLite would hold it. Pure: nothing is run. */
import { expandModel } from "../../../model/expand/index.ts";
import type { Loss } from "../../../model/loss.ts";
import type { Model } from "../../../model/model.ts";
import { resolveModel } from "../../../model/resolve/index.ts";
import type { Lowered } from "../../engine.ts";
import { lostViews } from "./behaviours.ts";
import { withCiphertext } from "./encryption.ts";
import { DatabaseNames } from "./names.ts";
import type { LowerOptions } from "./scope.ts";
import { lowerTable } from "./table.ts";
import { CatalogWriter } from "./writer.ts";

/** The least version of SQLite that a lowered Model needs: JSON functions without an extension. */
const VERSION = "3.38.0";

/** SQLite cuts no names. */
const composeName = (table: string, middle: string | undefined, label: string | undefined): string =>
  [table, middle, label].filter((part) => part !== undefined).join("_");

/**
 * The catalog of a Model, and what SQLite cannot hold of it.
 * @throws SchemaforgeError when constructs of the Model cannot be (`expandModel`), or it names what does not exist
 * (`resolveModel`)
 */
export function lower(source: Model, options: LowerOptions = { strict: false }): Lowered {
  const model = expandModel(source);
  const { tables } = resolveModel(withCiphertext(model), composeName);
  const names = new DatabaseNames(tables);
  const writer = new CatalogWriter();
  const losses: Loss[] = [];
  for (const table of tables) lowerTable(writer, table, names, options, losses);
  for (const object of model.targets.postgres?.objects ?? []) {
    const [feature = ""] = object.sql.trim().split("\n");
    losses.push({
      code: "OTHER_ENGINE",
      object: model.name ?? "model",
      feature,
      target: "sqlite",
      instead: "left out",
    });
  }
  losses.push(...lostViews(model));
  return { catalog: writer.catalog(VERSION), losses };
}
