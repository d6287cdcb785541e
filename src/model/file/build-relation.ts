/** A relation in either form → Relation. */
import { SchemaforgeError } from "../errors.ts";
import type { PolymorphicRelation, Relation } from "../model.ts";
import { looksPolymorphic, parsePolymorphic } from "../shorthand/polymorphic.ts";
import { parseRelation } from "../shorthand/relation.ts";
import { type Building, defined, namesOf } from "./building.ts";
import type { RawRelation } from "./schema-parts.ts";
import type { Path } from "./source.ts";

const oneOnly = [
  "nullable",
  "unique",
  "owned",
  "references",
  "onDelete",
  "onUpdate",
  "onDeleteColumns",
  "deferrable",
  "period",
  "name",
  "columns",
  "index",
  "was",
] as const;
const manyOnly = ["through", "table"] as const;

/**
 * Builds one relation.
 * @throws SchemaforgeError when it cannot be read
 */
export function buildRelation(
  building: Building,
  path: Path,
  name: string,
  raw: string | RawRelation,
  owner: string,
): Relation | PolymorphicRelation {
  if (typeof raw === "string") {
    const place = building.places.textPlace(path);
    return looksPolymorphic(raw) ? parsePolymorphic(name, raw, place) : parseRelation(name, raw, place, owner);
  }
  const fail = (message: string, remedy: string, key?: string): never => {
    const where = building.places.where(key === undefined ? path : [...path, key]);
    throw new SchemaforgeError("WRONG_VALUE", message, { where, remedy });
  };
  if ((raw.one === undefined) === (raw.many === undefined)) {
    return fail("a relation has either `one:` or `many:`", "Name the entity under one of them");
  }
  const many = raw.many !== undefined;
  for (const key of many ? oneOnly : manyOnly) {
    if (raw[key] !== undefined)
      fail(`a \`${many ? "many" : "one"}\` relation knows no \`${key}\``, "Leave it out", key);
  }
  const { doc } = raw;
  const targets = raw.one === undefined ? [] : typeof raw.one === "string" ? raw.one.split("|") : raw.one;
  if (targets.length > 1) return buildPolymorphic(raw, name, targets, fail);
  if (raw.many !== undefined) {
    const inverse = raw.as ?? fail("a `many` relation names its other side", "Add `as:`");
    return {
      kind: "many",
      name,
      target: raw.many,
      inverse,
      ...defined({ through: raw.through, table: raw.table, doc }),
    };
  }
  return {
    kind: "one",
    name,
    target: targets[0] ?? "",
    nullable: raw.nullable ?? false,
    ...defined({
      inverse: raw.as,
      unique: raw.unique || undefined,
      owned: raw.owned || undefined,
      references: raw.references === undefined ? undefined : namesOf(raw.references),
      onDelete: raw.onDelete,
      onUpdate: raw.onUpdate,
      onDeleteColumns: raw.onDeleteColumns === undefined ? undefined : namesOf(raw.onDeleteColumns),
      deferrable: raw.deferrable || undefined,
      period: raw.period || undefined,
      constraintName: raw.name,
      columns: raw.columns === undefined ? undefined : namesOf(raw.columns),
      index: raw.index,
      was: raw.was === undefined ? undefined : namesOf(raw.was),
      doc,
    }),
  };
}

/** What a relation to one of several entities knows beside `one` and `as`. */
const polymorphicKeys: readonly string[] = ["one", "as", "nullable", "onDelete", "doc"];

function buildPolymorphic(
  raw: RawRelation,
  name: string,
  targets: readonly string[],
  fail: (message: string, remedy: string, key?: string) => never,
): PolymorphicRelation {
  const { as, onDelete, doc } = raw;
  if (as !== "type" && as !== "arcs") {
    return fail("a relation to one of several entities says how it is kept", "Write `as: type` or `as: arcs`", "as");
  }
  for (const [key, value] of Object.entries(raw)) {
    if (value !== undefined && !polymorphicKeys.includes(key))
      fail(`a relation to one of several entities knows no \`${key}\``, "Leave it out", key);
  }
  return {
    name,
    targets: targets.map((target) => target.trim()),
    nullable: raw.nullable ?? false,
    as,
    ...defined({ onDelete, doc }),
  };
}
