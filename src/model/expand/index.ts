/** Constructs of the language as plain entities: mixins, inheritance, embedded values, tenancy, trees and what they keep. */
import type { Entity, Model } from "../model.ts";
import { expandAudit } from "./audit.ts";
import { expandEmbedded } from "./embedded.ts";
import { expandHistory } from "./history.ts";
import { expandInheritance } from "./inheritance.ts";
import { expandMixins } from "./mixins.ts";
import { expandPolymorphic } from "./polymorphic.ts";
import { expandTenancy } from "./tenancy.ts";
import { expandTrees } from "./tree.ts";

/** In this order: each construct sees the members that those before it made. */
const STAGES: readonly ((model: Model) => Model)[] = [
  expandMixins,
  expandEmbedded,
  expandPolymorphic,
  expandInheritance,
  expandTrees,
  expandTenancy,
  expandHistory,
  expandAudit,
];

/**
 * The Model with the structure of its constructs written out as plain entities, fields, relations, keys and checks. What
 * the database does with rows (audit, history, tenancy, trees, policies …) stays marked, for engines to make. Linear in
 * the size of the result; a Model without constructs, and one that is expanded already, means the same afterwards.
 *
 * @throws SchemaforgeError for constructs that cannot be: CIRCLE, UNKNOWN_MIXIN, UNKNOWN_ENTITY, DUPLICATE_NAME,
 * BAD_INHERITANCE, BAD_EMBEDDED, BAD_POLYMORPHIC, BAD_TENANCY, BAD_TREE, BAD_HISTORY
 */
export function expandModel(model: Model): Model {
  if (isPlain(model)) return model;
  return STAGES.reduce((expanded, stage) => stage(expanded), model);
}

function isPlain({ mixins, embedded, tenancy, entities }: Model): boolean {
  return !mixins?.length && !embedded?.length && !tenancy && !entities.some(hasConstruct);
}

function hasConstruct(entity: Entity): boolean {
  const { uses, abstract, inheritance, tree, tenant, history, audit, polymorphic, fields } = entity;
  return (
    entity.extends !== undefined ||
    uses !== undefined ||
    abstract === true ||
    inheritance !== undefined ||
    tree !== undefined ||
    tenant === true ||
    history === true ||
    audit !== undefined ||
    polymorphic !== undefined ||
    fields.some(({ uniqueInTenant }) => uniqueInTenant)
  );
}
