/** Entity names → Model: the designer. Nothing is invented beside what was named; every choice has a reason. */
import type { Entity, EnumType, Model } from "../model/model.ts";
import { entityName } from "../model/naming.ts";
import { assertValid } from "../model/validate.ts";
import { buildEntity } from "./build.ts";
import { DESIGN_CONVENTIONS, startDrafts } from "./draft.ts";
import { explainModel } from "./explain.ts";
import { type FieldPlan, planFields } from "./fields.ts";
import { dropBrokenJoins, nameInverses, relateRequested, relateTemplates } from "./relate.ts";
import type { DesignResult, EntityRequest, Reason } from "./request.ts";
import { suggestEntities } from "./suggestions.ts";

/**
 * Designs the entities asked for.
 *
 * - Names are taken in any case and number. An alias keeps its name and has the shape of what it stands for; what the
 *   catalogue does not know is shaped by its name (unknown.ts).
 * - Relations are made between entities that were named, and no others.
 * - Fields that are given replace the catalogue's; the primary key, timestamps and relations stay, and so do those keys,
 *   checks and indexes whose fields are still there as they were.
 * - Relations that are given are added; one of the catalogue with the same name or target gives way.
 *
 * @returns the Model, why it is so, and what could join it
 * @throws SchemaforgeError EMPTY_REQUEST, BAD_NAME, DUPLICATE_NAME, DUPLICATE_TABLE, UNKNOWN_ENTITY;
 * ModelError when what was given does not fit, such as an unknown type
 */
export function designEntities(request: EntityRequest): DesignResult {
  const reasons: Reason[] = [];
  const withRelations = request.relations ?? true;
  const drafts = startDrafts(request, reasons);
  if (withRelations) {
    relateTemplates(drafts, reasons);
    relateRequested(drafts, reasons);
  }
  const plans = drafts.map((draft) => planFields(draft, drafts, withRelations, reasons));
  dropBrokenJoins(drafts, reasons);
  nameInverses(drafts, fixedNames(drafts, plans));
  const entities = drafts.map((draft, index): Entity => {
    const entity = buildEntity(draft, plans[index] ?? noFields, reasons);
    const { polymorphic } = draft.request;
    if (!withRelations || !polymorphic) return entity;
    return {
      ...entity,
      polymorphic: polymorphic.map((relation) => ({ ...relation, targets: relation.targets.map(entityName) })),
    };
  });
  const { entities: named, types } = declareEnums(
    entities,
    plans.flatMap(({ enums }) => enums),
  );
  const model: Model = assertValid({ conventions: DESIGN_CONVENTIONS, types, entities: named, targets: {} });
  return { model, reasons: explainModel(model, reasons), relatedSuggestions: suggestEntities(drafts) };
}

const noFields: FieldPlan = { fields: [], asTemplate: new Set(), yielding: true, enums: [], softDelete: false };

/** Names of fields that were asked for: the other side of a relation cannot have them. */
function fixedNames(
  drafts: readonly { readonly name: string }[],
  plans: readonly FieldPlan[],
): Map<string, Set<string>> {
  return new Map(
    drafts.map(({ name }, index) => {
      const plan = plans[index] ?? noFields;
      return [name, new Set(plan.yielding ? [] : plan.fields.map((field) => field.name))];
    }),
  );
}

/** The enums that fields use. One that has an entity's name is called `…Value`, for types and entities share names. */
function declareEnums(
  entities: readonly Entity[],
  enums: readonly EnumType[],
): { readonly entities: readonly Entity[]; readonly types: readonly EnumType[] } {
  const taken = new Set(entities.map(({ name }) => name));
  const used = new Set(entities.flatMap(({ fields }) => fields.map(({ type }) => type.name)));
  const newName = (name: string): string => (taken.has(name) ? `${name}Value` : name);
  const known = new Set(enums.map(({ name }) => name));
  return {
    types: enums.filter(({ name }) => used.has(name)).map((type) => ({ ...type, name: newName(type.name) })),
    entities: entities.map((entity) => ({
      ...entity,
      fields: entity.fields.map((field) =>
        known.has(field.type.name) ? { ...field, type: { ...field.type, name: newName(field.type.name) } } : field,
      ),
    })),
  };
}
