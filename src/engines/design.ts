/** A schema in both of its representations, for one engine. */
import type { Catalog } from "../catalog/catalog.ts";
import type { EngineName, Model } from "../model/model.ts";

/**
 * What formats write from: `lower(model) + residue = catalog`. The Model was written by people or lifted from the
 * catalog.
 */
export interface Design {
  readonly model: Model;
  readonly engine: EngineName;
  /** What the database holds: elaborated where an engine ran it, else as lowered. */
  readonly catalog: Catalog;
  /** Ids of the catalog's objects that the Model has no words for. */
  readonly residue: readonly string[];
}
