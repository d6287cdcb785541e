/** An entity of the Model from its draft and its fields: keys, checks and indexes as far as the design can hold them. */

import type { Expression } from "../model/expression.ts";
import { parseExpression } from "../model/expressions/parse.ts";
import type { Check, Entity, Field, Index, IndexPart, Key, Relation } from "../model/model.ts";
import { tableName, toSnake } from "../model/naming.ts";
import { parseIndexPart } from "../model/shorthand/index-part.ts";
import { DESIGN_CONVENTIONS, type Draft } from "./draft.ts";
import type { FieldPlan } from "./fields.ts";
import { inferChecks } from "./inference.ts";
import type { Reason } from "./request.ts";
import type { EntityTemplate, IndexTemplate } from "./template.ts";

/** What members of the template may refer to, and what they are called here. */
interface Scope {
  /** Fields, relations and what the conventions add. */
  readonly has: (name: string) => boolean;
  /** Fields that are as the template means them. */
  readonly trusts: (name: string) => boolean;
  /** Relations, and fields that are as the template means them. */
  readonly identifies: (name: string) => boolean;
  readonly isRequired: (name: string) => boolean;
  /** A relation's name here, by its name in the template. */
  readonly renamed: (name: string) => string;
  /** A key's, check's or index's name here. */
  readonly memberName: (name: string) => string;
}

/**
 * Builds an entity.
 * @param plan its fields, as planned before the other sides of relations had names
 */
export function buildEntity(draft: Draft, plan: FieldPlan, reasons: Reason[]): Entity {
  const { template, relations } = draft;
  const fields = plan.yielding ? plan.fields.filter((field) => !yields(field, draft, reasons)) : plan.fields;
  const base = {
    fields,
    timestamps: plan.timestamps ?? DESIGN_CONVENTIONS.timestamps,
    softDelete: plan.softDelete,
  };
  const scope = makeScope(draft, plan, base);
  const keys = entries(template.keys).flatMap(([name, parts]) => buildKey(name, parts, scope));
  const checks = entries(template.checks).flatMap(([name, text]) => buildCheck(name, text, scope));
  const indexes = entries(template.indexes).flatMap(([name, index]) => buildIndex(name, index, scope));
  const hasPrimary = keys.some(({ primary }) => primary) || fields.some(({ primary }) => primary === true);
  const id = plan.id ?? (template.id !== "none" ? template.id : hasPrimary ? "none" : undefined);
  explainMembers(draft, plan, new Set([...keys, ...checks, ...indexes].map(({ name }) => name)), scope, reasons);
  return {
    name: draft.name,
    ...(template.doc === "" ? {} : { doc: template.doc }),
    ...(id === undefined ? {} : { id }),
    ...(plan.timestamps === undefined ? {} : { timestamps: plan.timestamps }),
    ...(plan.softDelete ? { softDelete: true } : {}),
    fields,
    relations: [...relations.values()].map(({ relation }) => withoutSecondIndex(relation, keys, indexes)),
    keys,
    checks: [...checks, ...(plan.yielding ? [] : pairChecks(draft, fields, checks))],
    indexes,
  };
}

function entries<T>(record: { readonly [name: string]: T } | undefined): [string, T][] {
  return Object.entries(record ?? {});
}

/** `roles: string[]` gives way to a relation, or the other side of one, that has its name. */
function yields(field: Field, { name, relations, inverses }: Draft, reasons: Reason[]): boolean {
  if (!relations.has(field.name) && !inverses.has(field.name)) return false;
  reasons.push({
    subject: `${name}.${field.name}`,
    decision: "no field",
    why: "A relation has its name and holds what it would",
  });
  return true;
}

function makeScope(
  { name, table, template, relations }: Draft,
  plan: FieldPlan,
  base: { readonly fields: readonly Field[]; readonly timestamps: boolean; readonly softDelete: boolean },
): Scope {
  const fields = new Set(base.fields.map((field) => field.name));
  const byConvention = new Set([
    "id",
    ...(base.timestamps ? ["createdAt", "updatedAt"] : []),
    ...(base.softDelete ? ["deletedAt"] : []),
  ]);
  const names = new Map(
    [...relations.values()].map(({ relation, templateName }) => [templateName ?? relation.name, relation.name]),
  );
  const templateTable = draftTable(template);
  const optional = new Set([
    ...base.fields.filter(({ nullable }) => nullable).map((field) => field.name),
    ...[...relations.values()].flatMap(({ relation }) =>
      relation.kind === "one" && relation.nullable ? relation.name : [],
    ),
  ]);
  const trusts = (member: string): boolean =>
    fields.has(member) ? plan.asTemplate.has(member) : byConvention.has(member);
  const renamed = (member: string): string => (fields.has(member) ? member : (names.get(member) ?? member));
  return {
    has: (member) => fields.has(member) || byConvention.has(member) || names.has(member),
    trusts,
    identifies: (member) => trusts(member) || (names.has(member) && !fields.has(member)),
    isRequired: (member) => !optional.has(renamed(member)),
    renamed,
    memberName: (member) => {
      const here = name === template.name ? member : replaceWords(member, templateTable, table);
      const renamed = [...names].reduce(
        (text, [from, to]) => (from === to ? text : replaceWords(text, toSnake(from), toSnake(to))),
        here,
      );
      return shortened(renamed, table);
    },
  };
}

/** Templates name members after the table that the template itself would have. */
function draftTable(template: EntityTemplate): string {
  return tableName({ name: template.name }, DESIGN_CONVENTIONS);
}

/** `idx_orders_customer_placed` → `idx_orders_user_placed`: whole words of a snake_case name. */
function replaceWords(text: string, from: string, to: string): string {
  return `_${text}_`.replace(`_${from}_`, `_${to}_`).slice(1, -1);
}

/** PostgreSQL keeps 63 bytes of a name: of a longer one the table's part is cut, so that the rest still tells them apart. */
function shortened(name: string, table: string): string {
  const tooMuch = name.length - 63;
  return tooMuch <= 0 ? name : name.replace(table, table.slice(0, Math.max(8, table.length - tooMuch))).slice(0, 63);
}

function buildKey(name: string, parts: readonly string[], scope: Scope): Key[] {
  const fields = parts.map(scope.renamed);
  // Two of them may be one here: nothing is left for the key to tell apart.
  if (!parts.every(scope.identifies) || new Set(fields).size < fields.length) return [];
  const primary = name === "primary";
  if (primary && !parts.every(scope.isRequired)) return [];
  return [{ name: primary ? name : scope.memberName(name), primary, fields }];
}

function buildCheck(name: string, text: string, scope: Scope): Check[] {
  const expression = trusted(text, scope);
  return expression ? [{ name: scope.memberName(name), expression }] : [];
}

/** The expression, if the design has the fields that it reads as the template means them. */
function trusted(text: string, scope: Scope): Expression | undefined {
  const expression = parseExpression(text);
  return expression.kind === "parsed" && expression.refs.every(scope.trusts) ? expression : undefined;
}

function buildIndex(templateName: string, template: IndexTemplate, scope: Scope): Index[] {
  const name = scope.memberName(templateName);
  if ("search" in template) {
    const { search, language } = template;
    return search.every(scope.trusts)
      ? [{ name, parts: [], search, ...(language === undefined ? {} : { language }) }]
      : [];
  }
  const { fields, where, unique, using, include } = "fields" in template ? template : { fields: template };
  const parts = fields.map((text) => buildPart(text, scope));
  if (!parts.every((part) => part !== undefined)) return [];
  // An inverted index needs the type that the template gives the field.
  if (using === "inverted" && !fields.every(scope.trusts)) return [];
  const condition = where === undefined ? undefined : trusted(where, scope);
  if (where !== undefined && condition === undefined) return [];
  return [
    {
      name,
      parts,
      ...(unique === undefined ? {} : { unique }),
      ...(condition === undefined ? {} : { where: condition }),
      ...(using === undefined ? {} : { using }),
      ...(include === undefined ? {} : { include }),
    },
  ];
}

function buildPart(text: string, scope: Scope): IndexPart | undefined {
  const part = parseIndexPart(text);
  if ("field" in part.of) {
    return scope.has(part.of.field) ? { ...part, of: { field: scope.renamed(part.of.field) } } : undefined;
  }
  const { expression } = part.of;
  return expression.kind === "parsed" && expression.refs.every(scope.trusts) ? part : undefined;
}

/** A key or full index that begins with the relation finds its rows: one more on the foreign key only costs writes. */
export function withoutSecondIndex(relation: Relation, keys: readonly Key[], indexes: readonly Index[]): Relation {
  if (relation.kind === "many" || relation.unique || relation.index !== undefined) return relation;
  const byKey = keys.some(({ fields }) => fields[0] === relation.name);
  const byIndex = indexes.some(({ parts: [first], where, using }) => {
    const begins = first !== undefined && "field" in first.of && first.of.field === relation.name;
    return begins && where === undefined && using === undefined;
  });
  return byKey || byIndex ? { ...relation, index: false } : relation;
}

/** Checks that pairs of given fields imply, unless the template has one on the same field. */
function pairChecks({ table }: Draft, fields: readonly Field[], known: readonly Check[]): readonly Check[] {
  const read = new Set(known.flatMap(({ expression }) => (expression.kind === "parsed" ? expression.refs : [])));
  return inferChecks(table, fields).filter(
    ({ expression }) => expression.kind === "parsed" && !expression.refs.every((name) => read.has(name)),
  );
}

function explainMembers(
  { name, template }: Draft,
  plan: FieldPlan,
  present: ReadonlySet<string>,
  scope: Scope,
  reasons: Reason[],
): void {
  for (const [member, why] of entries(template.why)) {
    const here = scope.memberName(member);
    if (present.has(here)) reasons.push({ subject: `${name}.${here}`, decision: memberKind(member, template), why });
    else if (member === "softDelete" && plan.softDelete) reasons.push({ subject: name, decision: "soft delete", why });
    else if (member === "timestamps" && plan.timestamps === false)
      reasons.push({ subject: name, decision: "no updatedAt", why });
    else if (member === "id" && template.id !== undefined)
      reasons.push({ subject: name, decision: `id: ${template.id}`, why });
  }
}

function memberKind(member: string, template: EntityTemplate): string {
  if (template.checks?.[member] !== undefined) return "check";
  if (member === "primary") return "composite primary key";
  if (template.keys?.[member] !== undefined) return "unique key";
  const index = template.indexes?.[member];
  if (index === undefined) return "member";
  if ("search" in index) return "full-text index";
  if (!("fields" in index)) return index.length > 1 ? "composite index" : "index";
  const words = [index.where === undefined ? "" : "partial", index.unique ? "unique" : "", index.using ?? "", "index"];
  return words.filter((word) => word !== "").join(" ");
}
