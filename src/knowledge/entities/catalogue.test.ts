import { describe, expect, test } from "vitest";
import { parseExpression } from "../../model/expressions/parse.ts";
import type { Entity, Index, Model } from "../../model/model.ts";
import { entityName, plural, tableName, toSnake } from "../../model/naming.ts";
import { readModel } from "../../model/read.ts";
import { parseField } from "../../model/shorthand/field.ts";
import { parseIndexPart } from "../../model/shorthand/index-part.ts";
import { parseRelation } from "../../model/shorthand/relation.ts";
import { storageType, TYPE_WORDS } from "../../model/types.ts";
import { validateModel } from "../../model/validate.ts";
import { writeModel } from "../../model/write.ts";
import { designEntities } from "../design.ts";
import type { EntityTemplate } from "../template.ts";
import { CATALOGUE } from "./index.ts";

const named = (name: string): { name: string } => ({ name });
const design = (names: readonly string[], relations = true): Model =>
  designEntities({ entities: names.map(named), relations }).model;
const allNames = CATALOGUE.map(({ name }) => name);
const all = design(allNames);

/** Every name that a member of an entity may use. */
function membersOf(entity: Entity): string[] {
  return [
    ...entity.fields.map(({ name }) => name),
    ...entity.relations.map(({ name }) => name),
    ...(entity.timestamps === false ? [] : ["createdAt", "updatedAt"]),
    ...(entity.softDelete ? ["deletedAt"] : []),
    "id",
  ];
}

const partNames = (index: Index): string[] => [
  ...index.parts.flatMap((part) =>
    "field" in part.of ? [part.of.field] : part.of.expression.kind === "parsed" ? part.of.expression.refs : [],
  ),
  ...(index.where?.kind === "parsed" ? index.where.refs : []),
  ...(index.search ?? []),
  ...(index.include ?? []),
];

const checkNames = (entity: Entity): string[] =>
  entity.checks.flatMap(({ expression }) => (expression.kind === "parsed" ? expression.refs : []));

function repeated(names: readonly string[]): string[] {
  return names.filter((name, index) => names.indexOf(name) !== index);
}

/** Everything that a sound model holds; the same that a database would refuse. */
function expectSound(model: Model): void {
  expect(validateModel(model)).toEqual([]);
  const entities = new Map(model.entities.map((entity) => [entity.name, entity]));
  const types = new Set(model.types.map(({ name }) => name));
  expect(repeated([...entities.keys(), ...types])).toEqual([]);
  expect(repeated(model.entities.map((entity) => tableName(entity, model.conventions)))).toEqual([]);
  expect(repeated(model.entities.flatMap(({ indexes }) => indexes.map(({ name }) => name)))).toEqual([]);
  expect(repeated(model.entities.flatMap(({ checks }) => checks.map(({ name }) => name)))).toEqual([]);
  for (const entity of model.entities) {
    const members = membersOf(entity);
    const inverses = model.entities.flatMap(({ relations }) =>
      relations.filter(({ target }) => target === entity.name).flatMap(({ inverse }) => inverse ?? []),
    );
    expect(repeated([...members, ...inverses]), entity.name).toEqual([]);
    for (const { type } of entity.fields)
      expect(TYPE_WORDS.has(type.name) || types.has(type.name), type.name).toBe(true);
    for (const { target } of entity.relations) expect(entities.has(target), `${entity.name} → ${target}`).toBe(true);
    const used = [
      ...entity.keys.flatMap(({ fields }) => fields),
      ...entity.indexes.flatMap(partNames),
      ...checkNames(entity),
    ];
    expect(
      used.filter((name) => !members.includes(name)),
      entity.name,
    ).toEqual([]);
    for (const name of [...entity.indexes, ...entity.checks, ...entity.keys].map((member) => member.name)) {
      expect(name.length, name).toBeLessThanOrEqual(63);
    }
  }
}

describe("the catalogue", () => {
  test("knows what is most asked for, and more", () => {
    const wanted =
      "User Profile Role Session Post Comment Tag Category Product Order OrderLine Payment Invoice Customer Address " +
      "Organization Membership Project Task Event File Notification Message Review Subscription";
    expect(wanted.split(" ").filter((name) => !allNames.includes(name))).toEqual([]);
    expect(CATALOGUE.length).toBeGreaterThanOrEqual(80);
  });

  test("gives each name and alias to one entity", () => {
    const names = CATALOGUE.flatMap(({ name, aliases }) => [name, ...(aliases ?? [])]).map((name) =>
      name.toLowerCase(),
    );
    expect(repeated(names)).toEqual([]);
  });

  test.each(CATALOGUE.map((template) => [template.name, template] as const))("%s is well formed", (name, template) => {
    expect(entityName(name)).toBe(name);
    // `settings` has no singular of its own: an alias leads to the entity.
    const [fromPlural] = design([plural(toSnake(name))]).entities;
    expect(fromPlural?.doc).toBe(template.doc);
    expect(template.doc).toMatch(/^[A-Z].*\.$/);
    for (const [field, text] of Object.entries(template.fields)) {
      const { type } = parseField(field, text);
      expect(TYPE_WORDS.has(type.name) || template.types?.[type.name] !== undefined, `${field}: ${text}`).toBe(true);
    }
    for (const [type, values] of Object.entries(template.types ?? {})) {
      expect(type.startsWith(name), type).toBe(true);
      expect(repeated(values)).toEqual([]);
      for (const value of values) expect(value).toMatch(/^[a-z][a-z0-9_]*$/);
      const defaults = Object.entries(template.fields).map(([field, text]) => parseField(field, text));
      for (const field of defaults.filter((candidate) => candidate.type.name === type && candidate.default)) {
        expect(values).toContain(field.default?.kind === "string" ? field.default.value : undefined);
      }
    }
    expectMembersExist(template);
  });

  test.each(allNames)("%s stands alone", (name) => {
    const model = design([name]);
    expectSound(model);
    expect(model.entities[0]?.fields.length).toBeGreaterThan(0);
  });

  test("stands together, no two names alike", () => {
    expectSound(all);
    expect(all.entities).toHaveLength(CATALOGUE.length);
    expect(all.entities.flatMap(({ relations }) => relations).length).toBeGreaterThan(150);
  });

  test("can be written as a model file and read again", () => {
    expect(readModel(writeModel(all), "catalogue.model.yaml").model).toEqual(all);
  });

  test("stands together without relations", () => {
    const model = design(allNames, false);
    expectSound(model);
    expect(model.entities.flatMap(({ relations }) => relations)).toEqual([]);
  });

  test("reaches every relation of a template in some design", () => {
    const missing = CATALOGUE.flatMap((template) =>
      Object.entries(template.relations ?? {}).flatMap(([name, relation]) => {
        const target = relation.is.split(" ")[1] ?? "";
        const model = design([...new Set([template.name, target])]);
        expectSound(model);
        const found = model.entities[0]?.relations.some((made) => made.name === name && made.target === target);
        return found ? [] : [`${template.name}.${name}`];
      }),
    );
    expect(missing).toEqual([]);
  });

  test("indexes as full text only what is text", () => {
    for (const { name, fields, indexes } of all.entities) {
      for (const searched of indexes.flatMap(({ search }) => search ?? [])) {
        const field = fields.find((candidate) => candidate.name === searched);
        expect(["string", "text"], `${name}.${searched}`).toContain(field && storageType(field.type).name);
      }
    }
  });
});

/** Keys, checks, indexes and reasons name only what the template has. */
function expectMembersExist(template: EntityTemplate): void {
  const fields = Object.keys(template.fields);
  const relations = Object.keys(template.relations ?? {});
  const conventions = ["createdAt", "updatedAt", "deletedAt", "id"];
  const known = new Set([...fields, ...relations, ...conventions]);
  const refs = (text: string): readonly string[] => {
    const expression = parseExpression(text);
    return expression.kind === "parsed" ? expression.refs : [];
  };
  const indexes = Object.values(template.indexes ?? {}).flatMap((index) => {
    if ("search" in index) return index.search;
    const { fields: parts, where, include } = "fields" in index ? index : { fields: index };
    const names = parts.map((text) => parseIndexPart(text).of);
    return [
      ...names.flatMap((of) =>
        "field" in of ? [of.field] : of.expression.kind === "parsed" ? of.expression.refs : [],
      ),
      ...(where === undefined ? [] : refs(where)),
      ...(include ?? []),
    ];
  });
  const used = [
    ...Object.values(template.keys ?? {}).flat(),
    ...Object.values(template.checks ?? {}).flatMap(refs),
    ...indexes,
  ];
  expect(used.filter((name) => !known.has(name))).toEqual([]);
  const members = new Set([
    ...known,
    ...Object.keys({ ...template.keys, ...template.checks, ...template.indexes }),
    "softDelete",
    "timestamps",
  ]);
  expect(Object.keys(template.why ?? {}).filter((name) => !members.has(name))).toEqual([]);
  for (const [name, relation] of Object.entries(template.relations ?? {})) {
    const parsed = parseRelation(name, relation.is);
    expect(parsed.inverse, name).toMatch(/^[a-z]/);
    expect(relation.why).toMatch(/^[A-Z]/);
    const target = CATALOGUE.find((candidate) => candidate.name === parsed.target);
    // A row that may be without its target loses the reference, or keeps its target; it never goes with it by default.
    if (parsed.kind === "one" && !parsed.nullable) expect(parsed.onDelete ?? parsed.owned, name).toBeDefined();
    expect(target ?? ["Country", "Folder"].includes(parsed.target), parsed.target).toBeTruthy();
  }
  const table = tableName({ name: template.name }, { tables: "snake_plural" });
  for (const name of Object.keys(template.indexes ?? {})) expect(name.startsWith(`idx_${table}_`), name).toBe(true);
  for (const name of Object.keys(template.keys ?? {})) {
    expect(name === "primary" || name.startsWith(`${table}_`), name).toBe(true);
  }
  // The founding document names the checks of users itself.
  if (template.name === "User") return;
  for (const name of Object.keys(template.checks ?? {})) expect(name.startsWith(`${table}_`), name).toBe(true);
}
