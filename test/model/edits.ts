/** Random single changes of models, and texts of models as people write them: with comments and blank lines. */
import fc from "fast-check";
import { Document, visit } from "yaml";
import type { Entity, EnumType, Field, Index, Model, Relation } from "../../src/model/model.ts";

import { modelToObject } from "../../src/model/write.ts";
import { modelArbitrary } from "./model-arbitrary.ts";

type Named = { readonly name: string };

export interface Change {
  readonly what: string;
  readonly to: Model;
}

const fresh = "brandNew";

function field(name: string): Field {
  return { name, type: { name: "string", args: [20], array: 0 }, nullable: true, unique: true };
}
const relation: Relation = { kind: "one", name: fresh, target: "Other", nullable: false };
const index: Index = { name: fresh, parts: [{ of: { field: "name" } }] };

function replaceAt<T>(list: readonly T[], at: number, ...items: T[]): T[] {
  return [...list.slice(0, at), ...items, ...list.slice(at + 1)];
}

/** All single changes of one list of members. */
function listChanges<T extends Named>(
  list: readonly T[],
  what: string,
  add: T,
  change: (item: T) => T,
): { what: string; list: T[] }[] {
  if (list.some(({ name }) => name === add.name)) return [];
  return [
    ...[...list, undefined].map((_item, at) => ({
      what: `add ${what}`,
      list: [...list.slice(0, at), add, ...list.slice(at)],
    })),
    ...list.flatMap((item, at) => [
      { what: `remove ${what}`, list: replaceAt(list, at) },
      { what: `change ${what}`, list: replaceAt(list, at, change(item)) },
      { what: `rename ${what}`, list: replaceAt(list, at, { ...item, name: fresh }) },
    ]),
  ];
}

function entityChanges(entity: Entity): { what: string; entity: Entity }[] {
  const fields = listChanges(entity.fields, "field", field(fresh), (item) => ({
    ...item,
    nullable: !item.nullable,
    doc: "changed",
  }));
  const relations = listChanges(entity.relations, "relation", relation, (item) => ({
    ...item,
    target: `${item.target}X`,
  }));
  const indexes = listChanges(entity.indexes, "index", index, (item) => ({
    ...item,
    parts: [...item.parts, { of: { field: "extra" } }],
  }));
  return [
    ...fields.map(({ what, list }) => ({ what, entity: { ...entity, fields: list } })),
    ...relations.map(({ what, list }) => ({ what, entity: { ...entity, relations: list } })),
    ...indexes.map(({ what, list }) => ({ what, entity: { ...entity, indexes: list } })),
    { what: "table", entity: { ...entity, table: `${entity.table ?? ""}x` } },
  ];
}

function enumChanges(type: EnumType): { what: string; type: EnumType }[] {
  return [
    { what: "add value", type: { ...type, values: [...type.values, { value: fresh }] } },
    ...type.values.map((_value, at) => ({
      what: "remove value",
      type: { ...type, values: replaceAt(type.values, at) },
    })),
  ];
}

/** Every single change of a model that the tests know. */
export function changesOf(model: Model): Change[] {
  const added: Entity = { name: "BrandNew", fields: [field("name")], relations: [], keys: [], checks: [], indexes: [] };
  const entities = listChanges(model.entities, "entity", added, (entity) => ({
    ...entity,
    timestamps: entity.timestamps !== true,
  }));
  return [
    ...entities.map(({ what, list }) => ({ what, to: { ...model, entities: list } })),
    ...model.entities.flatMap((entity, at) =>
      entityChanges(entity).map(({ what, entity: changed }) => ({
        what,
        to: { ...model, entities: replaceAt(model.entities, at, changed) },
      })),
    ),
    ...model.types.flatMap((type, at) =>
      enumChanges(type).map(({ what, type: changed }) => ({
        what,
        to: { ...model, types: replaceAt(model.types, at, changed) },
      })),
    ),
    {
      what: "convention",
      to: { ...model, conventions: { ...model.conventions, timestamps: !model.conventions.timestamps } },
    },
  ];
}

/** Comments and blank lines strewn over the lines of a text; each comment is unlike every other. */
export const decoration: fc.Arbitrary<(text: string) => string> = fc
  .array(fc.record({ line: fc.nat(), kind: fc.constantFrom("above", "behind", "blank") }), { maxLength: 12 })
  .map((marks) => (text) => {
    const lines = text.split("\n");
    marks.forEach(({ line, kind }, number) => {
      const at = line % lines.length;
      const old = lines[at] ?? "";
      const indent = /^ */.exec(old)?.[0] ?? "";
      if (kind === "behind" && old.trim() !== "") lines[at] = `${old}   # behind ${number}`;
      else lines.splice(at, 0, kind === "blank" ? "" : `${indent}# above ${number}`);
    });
    return lines.join("\n");
  });

/** The comments of `decoration` in a text. */
export function commentsOf(text: string): string[] {
  return text.match(/# (?:above|behind) \d+$/gm) ?? [];
}

/** Lines that only one of two texts has, in both directions, counted with their repetitions. */
export function lineChanges(before: string, after: string): { removed: string[]; added: string[] } {
  const count = (lines: readonly string[]): Map<string, number> => {
    const result = new Map<string, number>();
    for (const line of lines) result.set(line, (result.get(line) ?? 0) + 1);
    return result;
  };
  const [a, b] = [before.split("\n"), after.split("\n")];
  const only = (lines: readonly string[], others: Map<string, number>): string[] =>
    lines
      .filter((line) => {
        const left = others.get(line) ?? 0;
        others.set(line, left - 1);
        return left <= 0;
      })
      .toSorted();
  return { removed: only(a, count(b)), added: only(b, count(a)) };
}

/** A model as somebody else would write it: flow style and quotes by chance, another indentation. */
export const restyled = fc
  .record({
    model: modelArbitrary,
    chances: fc.array(fc.nat(5), { minLength: 20, maxLength: 60 }),
    indent: fc.constantFrom(2, 3, 4),
    indentSeq: fc.boolean(),
  })
  .map(({ model, chances, indent, indentSeq }) => {
    const document = new Document(modelToObject(model), { aliasDuplicateObjects: false });
    let at = 0;
    const chance = (): number => chances[at++ % chances.length] ?? 0;
    visit(document, {
      Collection(_key, node) {
        if (chance() === 0) node.flow = true;
      },
      Scalar(_key, node) {
        const pick = chance();
        if (typeof node.value === "string" && pick < 2) node.type = pick === 0 ? "QUOTE_SINGLE" : "QUOTE_DOUBLE";
      },
    });
    if (document.contents && "flow" in document.contents) document.contents.flow = false;
    return { model, text: document.toString({ indent, indentSeq, lineWidth: chance() * 30 }) };
  });
