/** Which relations a design has: those of the templates whose targets are named, and those asked for. */
import type { OneRelation, Relation } from "../model/model.ts";
import { plural, toCamel, toPascal } from "../model/naming.ts";
import { parseRelation } from "../model/shorthand/relation.ts";
import { type Draft, findTarget, requireTarget } from "./draft.ts";
import type { Reason } from "./request.ts";
import type { RelationTemplate } from "./template.ts";

/**
 * Gives every draft the relations of its template whose target is named.
 * Relations without a named target are left out; the preferred target is then named in the reasons.
 */
export function relateTemplates(drafts: readonly Draft[], reasons: Reason[]): void {
  for (const draft of drafts) {
    for (const [name, template] of Object.entries(draft.template.relations ?? {})) {
      relateTemplate(name, template, draft, drafts, reasons);
    }
  }
  for (const { implied } of drafts) {
    for (const { entity, name, relation } of implied) {
      const owner = drafts.find((draft) => draft.name === entity);
      if (owner) imply(name, relation, owner, drafts, reasons);
    }
  }
}

function relateTemplate(
  templateName: string,
  template: RelationTemplate,
  draft: Draft,
  drafts: readonly Draft[],
  reasons: Reason[],
): void {
  const { fields = [], relations = [] } = draft.request;
  if (template.guess && fields.length + relations.length > 0) return;
  const parsed = parseRelation(templateName, template.is, undefined, draft.name);
  const instead = (template.unless ?? []).find((name) => findTarget(name, draft, drafts));
  if (instead !== undefined) {
    reasons.push(leftOut(draft, templateName, parsed.target, `it is reached through ${instead}`));
    return;
  }
  const about = template.subject ? beginningOf(draft, drafts) : [];
  const choices = [...about, parsed.target, ...(template.or ?? [])].filter(
    (choice) => choice === parsed.target || !draft.template.relations?.[toCamel(choice)]?.is.includes(` ${choice} `),
  );
  const found = choices.map((choice) => findTarget(choice, draft, drafts)).find((target) => target !== undefined);
  if (!found) {
    reasons.push(leftOut(draft, templateName, parsed.target, `${choices.slice(0, 3).join(", ")}: not asked for`));
    return;
  }
  // `post` is named after its target, so it follows the target: `article`.
  const name = templateName === toCamel(parsed.target) ? toCamel(found.name) : templateName;
  if (draft.relations.has(name)) {
    reasons.push(leftOut(draft, templateName, found.name, `${name} is another relation`));
    return;
  }
  const relation = { ...parsed, name, target: found.name, ...renamedInverse(parsed, draft) };
  draft.relations.set(name, { relation, templateName });
  reasons.push(related(draft, relation, template.why));
}

/** The named entity that a draft's name begins with, the longest. */
function beginningOf({ name }: Draft, drafts: readonly Draft[]): readonly string[] {
  return drafts
    .map((draft) => draft.name)
    .filter((other) => other.length < name.length && name.startsWith(other))
    .sort((a, b) => b.length - a.length)
    .slice(0, 1);
}

/** Lists are called after the entity that they hold: `Article`, shaped as `Post`, makes `articles`. */
function renamedInverse(relation: Relation, { name, template }: Draft): { readonly inverse?: string } {
  if (relation.inverse === undefined || name === template.name) return {};
  const [from, to] =
    relation.kind === "one" && relation.unique ? [template.name, name] : [plural(template.name), plural(name)];
  const inverse = toPascal(relation.inverse);
  return inverse.endsWith(from) ? { inverse: toCamel(inverse.slice(0, inverse.length - from.length) + to) } : {};
}

function imply(
  name: string,
  template: RelationTemplate,
  owner: Draft,
  drafts: readonly Draft[],
  reasons: Reason[],
): void {
  const relation = parseRelation(name, template.is, undefined, owner.name);
  const target = drafts.find((draft) => draft.name === relation.target);
  if (!target) return;
  if (relation.kind === "one") {
    owner.relations.set(name, { relation });
    reasons.push(related(owner, relation, template.why));
    return;
  }
  // The two may be related already; the junction then takes the place of the made-up join table.
  for (const [from, to] of [
    [owner, target],
    [target, owner],
  ] as const) {
    const many = [...from.relations.values()].find(
      (known) => known.relation.kind === "many" && known.relation.target === to.name,
    );
    if (many?.relation.kind !== "many" || relation.through === undefined) continue;
    many.relation = { ...many.relation, through: relation.through };
    reasons.push(related(from, many.relation, template.why));
    return;
  }
  if (owner.relations.has(name)) return;
  owner.relations.set(name, { relation });
  reasons.push(related(owner, relation, template.why));
}

/**
 * Takes over the relations that were asked for; one of the template with the same name or target gives way.
 * @throws SchemaforgeError UNKNOWN_ENTITY
 */
export function relateRequested(drafts: readonly Draft[], reasons: Reason[]): void {
  for (const draft of drafts) {
    const asked = (draft.request.relations ?? []).map((relation) => ({
      ...relation,
      name: toCamel(relation.name),
      target: requireTarget(relation, draft, drafts).name,
    }));
    const names = new Set(asked.map(({ name }) => name));
    const targets = new Set(asked.map(({ target }) => target));
    for (const [name, { relation }] of draft.relations) {
      if (!names.has(name) && !targets.has(relation.target)) continue;
      draft.relations.delete(name);
      reasons.push(leftOut(draft, name, relation.target, "the relation that was asked for takes its place"));
    }
    for (const relation of asked) {
      draft.relations.set(relation.name, { relation });
      reasons.push(related(draft, relation, "Asked for"));
    }
  }
}

/** Leaves out relations through a junction that no longer relates to both, because its fields were given otherwise. */
export function dropBrokenJoins(drafts: readonly Draft[], reasons: Reason[]): void {
  for (const draft of drafts) {
    for (const [name, { relation }] of draft.relations) {
      if (relation.kind !== "many" || relation.through === undefined) continue;
      const join = drafts.find((candidate) => candidate.name === relation.through);
      const ends = new Set([...(join?.relations.values() ?? [])].map((end) => end.relation.target));
      if (ends.has(draft.name) && ends.has(relation.target)) continue;
      draft.relations.delete(name);
      reasons.push(leftOut(draft, name, relation.target, `${relation.through} does not relate to both`));
    }
  }
}

/**
 * Makes the names of the other sides unique in each entity: first the usual one, then one with the role in it. A `one`
 * relation goes without when none is free.
 * @param taken the names of fields that cannot give way, by entity
 */
export function nameInverses(drafts: readonly Draft[], taken: ReadonlyMap<string, ReadonlySet<string>>): void {
  for (const draft of drafts) {
    for (const entry of draft.relations.values()) {
      const { relation } = entry;
      const target = drafts.find(({ name }) => name === relation.target);
      if (!target || relation.inverse === undefined) continue;
      const list = plural(draft.name);
      const choices = [
        relation.inverse,
        toCamel(relation.kind === "one" && relation.unique ? draft.name : list),
        toCamel(`${relation.name}${list}`),
        toCamel(`${list}As${toPascal(relation.name)}`),
      ];
      const free = choices.find(
        (name) => !target.relations.has(name) && !target.inverses.has(name) && !taken.get(target.name)?.has(name),
      );
      if (free !== undefined) target.inverses.add(free);
      entry.relation = withInverse(relation, free);
    }
  }
}

function withInverse(relation: Relation, inverse: string | undefined): Relation {
  if (inverse !== undefined) return { ...relation, inverse };
  if (relation.kind === "many") return relation;
  const { inverse: _, ...rest } = relation;
  return rest;
}

function leftOut(draft: Draft, name: string, target: string, why: string): Reason {
  return { subject: `${draft.name}.${name}`, decision: `not related to ${target}`, why };
}

/** The reason for a relation, with what it is in the field's standard terms. */
export function related(draft: Draft, relation: Relation, why: string): Reason {
  const through = relation.kind === "many" && relation.through !== undefined ? ` through ${relation.through}` : "";
  const decision =
    relation.kind === "many"
      ? `many-to-many with ${relation.target}${through}`
      : `${relation.unique ? "one-to-one" : "many-to-one"} with ${relation.target}, ${relation.nullable ? "optional" : "required"}, on delete ${deletion(relation)}`;
  return { subject: `${draft.name}.${relation.name}`, decision, why };
}

// The rule of the model file: `owned` cascade, `one?` set null, else restrict.
function deletion(relation: OneRelation): string {
  return relation.onDelete ?? (relation.owned ? "cascade" : relation.nullable ? "set null" : "restrict");
}
