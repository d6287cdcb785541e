/** Which fields an entity of a design has: its template's, or those asked for. */
import { SchemaforgeError } from "../model/errors.ts";
import type { EnumType, Field, Relation } from "../model/model.ts";
import { toCamel, toSnake } from "../model/naming.ts";
import { formatField, parseField } from "../model/shorthand/field.ts";
import { DESIGN_CONVENTIONS, type Draft, findTarget } from "./draft.ts";
import { inferField } from "./inference.ts";
import { type Reference, referenceOf } from "./references.ts";
import { related } from "./relate.ts";
import type { Reason, RequestedField } from "./request.ts";
import { fieldForms } from "./template.ts";

export interface FieldPlan {
  readonly fields: readonly Field[];
  /** Names of fields that are as in the template, so that its checks and indexes hold for them. */
  readonly asTemplate: ReadonlySet<string>;
  /** Fields that give way to a relation of the same name. */
  readonly yielding: boolean;
  readonly enums: readonly EnumType[];
  readonly timestamps?: boolean;
  readonly softDelete: boolean;
  /** The kind of key that was asked for, when it is not the convention's. */
  readonly id?: "identity";
}

/**
 * Plans the fields of an entity. Fields given by name alone may turn out as relations, which are added to the draft.
 * @param related false when the design has no relations
 * @throws SchemaforgeError DUPLICATE_NAME, BAD_NAME
 */
export function planFields(
  draft: Draft,
  drafts: readonly Draft[],
  withRelations: boolean,
  reasons: Reason[],
): FieldPlan {
  const given = draft.request.fields;
  if (given && given.length > 0) return new GivenFields(draft, drafts, withRelations, reasons).plan(given);
  const fields = Object.keys(draft.template.fields).map((name) => templateField(name, draft));
  for (const [entity, instead] of Object.entries(draft.template.without ?? {})) {
    if (withRelations && findTarget(entity, draft, drafts)) continue;
    for (const name of Object.keys(instead)) fields.push(templateField(name, draft));
    const why = `There is no ${entity} to hold it`;
    for (const name of Object.keys(instead))
      reasons.push({ subject: `${draft.name}.${name}`, decision: instead[name] ?? "", why });
  }
  for (const [name, why] of Object.entries(draft.template.why ?? {})) {
    const field = fields.find((candidate) => candidate.name === name);
    if (field) reasons.push({ subject: `${draft.name}.${name}`, decision: formatField(field), why });
  }
  return {
    fields,
    asTemplate: new Set(fields.map(({ name }) => name)),
    yielding: true,
    enums: templateEnums(draft),
    softDelete: draft.template.softDelete === true,
    ...(draft.template.timestamps === undefined ? {} : { timestamps: draft.template.timestamps }),
  };
}

/** A field of the template; its enum is called after the entity: `ArticleStatus` for an `Article` shaped as `Post`. */
function templateField(name: string, draft: Draft): Field {
  const field = parseField(name, fieldForms(draft.template)[name] ?? "");
  const isEnum = draft.template.types?.[field.type.name] !== undefined;
  return isEnum ? { ...field, type: { ...field.type, name: enumName(field.type.name, draft) } } : field;
}

function enumName(name: string, { name: entity, template }: Draft): string {
  return name.startsWith(template.name) ? entity + name.slice(template.name.length) : name;
}

function templateEnums(draft: Draft): EnumType[] {
  return Object.entries(draft.template.types ?? {}).map(([name, values]) => ({
    name: enumName(name, draft),
    values: values.map((value) => ({ value })),
  }));
}

/** Reads a list of fields that was given with the entity. */
class GivenFields {
  readonly #draft: Draft;
  readonly #drafts: readonly Draft[];
  readonly #withRelations: boolean;
  readonly #reasons: Reason[];
  readonly #fields: Field[] = [];
  readonly #asTemplate = new Set<string>();
  readonly #enums: EnumType[];
  #timestamps: boolean | undefined;
  #softDelete = false;
  #id: "identity" | undefined;

  constructor(draft: Draft, drafts: readonly Draft[], withRelations: boolean, reasons: Reason[]) {
    this.#draft = draft;
    this.#drafts = drafts;
    this.#withRelations = withRelations;
    this.#reasons = reasons;
    this.#timestamps = draft.template.timestamps;
    this.#enums = templateEnums(draft);
  }

  plan(given: readonly RequestedField[]): FieldPlan {
    const seen = new Set<string>();
    for (const requested of given) {
      const name = toCamel(requested.name);
      if (name === "" || seen.has(name)) {
        const problem = name === "" ? `"${requested.name}" cannot name a field` : `the field ${name} is given twice`;
        throw new SchemaforgeError(name === "" ? "BAD_NAME" : "DUPLICATE_NAME", problem, {
          where: { object: `${this.#draft.name}.${requested.name}` },
          remedy: name === "" ? "Use letters and digits, beginning with a letter" : "Keep one of them",
        });
      }
      seen.add(name);
      if ("type" in requested) this.#typed({ ...requested, name });
      else this.#untyped(requested.name, name, requested.nullable === true);
    }
    return {
      fields: this.#fields,
      asTemplate: this.#asTemplate,
      yielding: false,
      enums: this.#enums,
      softDelete: this.#softDelete,
      ...(this.#id === undefined ? {} : { id: this.#id }),
      ...(this.#timestamps === undefined ? {} : { timestamps: this.#timestamps }),
    };
  }

  #typed(field: Field): void {
    if (this.#isConvention(field)) return;
    const { relations } = this.#draft;
    const role = field.name.replace(/Id$/, "");
    if (role !== field.name && relations.has(role)) {
      // The relation makes the column; only a key of another type contradicts it.
      if (field.type.name === DESIGN_CONVENTIONS.id && field.type.array === 0) return;
      this.#dropRelation(role);
    }
    if (relations.has(field.name)) this.#dropRelation(field.name);
    const template = fieldForms(this.#draft.template)[field.name];
    if (template !== undefined && templateField(field.name, this.#draft).type.name === field.type.name) {
      this.#asTemplate.add(field.name);
    }
    this.#fields.push(field.name === "id" ? { ...field, primary: true } : field);
  }

  /** True for a field that the conventions make already. */
  #isConvention({ name, type, default: given }: Field): boolean {
    const isInstant = (type.name === "datetime" || type.name === "timestamp") && type.array === 0;
    if (name === "id") {
      // A whole number that nobody gives a value is counted by the database.
      if ((type.name === "int" || type.name === "bigint") && type.array === 0 && !given) this.#id = "identity";
      return this.#id !== undefined || (type.name === DESIGN_CONVENTIONS.id && type.array === 0);
    }
    if (name === "deletedAt" && isInstant) {
      this.#softDelete = true;
      return true;
    }
    if (name !== "createdAt" && name !== "updatedAt") return false;
    if (isInstant && this.#timestamps !== false) return true;
    this.#timestamps = false;
    return false;
  }

  #dropRelation(name: string): void {
    this.#draft.relations.delete(name);
    this.#reasons.push({
      subject: `${this.#draft.name}.${name}`,
      decision: "not a relation",
      why: "A field of this name was asked for with a type",
    });
  }

  #untyped(spelling: string, name: string, nullable: boolean): void {
    const known = fieldForms(this.#draft.template)[name];
    if (known === undefined && this.#isNamedConvention(name)) return;
    if (this.#withRelations && this.#isReference(spelling, name, nullable)) return;
    if (known !== undefined) {
      const field = templateField(name, this.#draft);
      this.#asTemplate.add(name);
      this.#fields.push(nullable ? { ...field, nullable: true } : field);
      this.#explain(field, `As in ${this.#draft.template.name}`);
      return;
    }
    const { field, reason, enumType } = inferField(nullable ? `${name}?` : name, { entity: this.#draft.name });
    if (enumType && !this.#enums.some((known) => known.name === enumType.name)) this.#enums.push(enumType);
    this.#fields.push(field);
    this.#explain(field, reason);
  }

  #isNamedConvention(name: string): boolean {
    if (name === "deletedAt") this.#softDelete = true;
    return (
      name === "id" ||
      name === "deletedAt" ||
      ((name === "createdAt" || name === "updatedAt") && this.#timestamps !== false)
    );
  }

  #isReference(spelling: string, name: string, nullable: boolean): boolean {
    const { relations } = this.#draft;
    if (relations.has(name) || relations.has(name.replace(/Id$/, ""))) return true;
    const reference: Reference | undefined = referenceOf(spelling, nullable, this.#draft, this.#drafts);
    if (reference?.kind !== "relation") return reference !== undefined;
    // Its column was given with a type of its own.
    const key = `${reference.relation.name}Id`;
    const given = this.#draft.request.fields ?? [];
    if (given.some((field) => "type" in field && toCamel(field.name) === key)) return false;
    const relation = this.#besideFields(reference.relation, name);
    relations.set(relation.name, { relation });
    this.#reasons.push(related(this.#draft, relation, reference.why));
    return true;
  }

  /** `author: text` beside `author_id`: the relation gets a name of its own and keeps the column. */
  #besideFields(relation: Relation, column: string): Relation {
    const given = this.#draft.request.fields ?? [];
    const isTaken = given.some(
      (field) =>
        toCamel(field.name) === relation.name &&
        ("type" in field || referenceOf(field.name, false, this.#draft, this.#drafts) === undefined),
    );
    if (!isTaken || relation.kind === "many") return relation;
    return { ...relation, name: toCamel(`${relation.name}${relation.target}`), columns: [toSnake(column)] };
  }

  #explain(field: Field, why: string): void {
    this.#reasons.push({ subject: `${this.#draft.name}.${field.name}`, decision: formatField(field), why });
  }
}
