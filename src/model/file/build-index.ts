/** An index in any of its forms → Index: a text or list of parts, or an object. */
import type { Index, IndexPart } from "../model.ts";
import { parseIndexPart, parseIndexParts } from "../shorthand/index-part.ts";
import { type Building, buildExpression, buildOptions, defined, namesOf } from "./building.ts";
import type { RawIndex, RawIndexParts } from "./schema-parts.ts";
import type { Path } from "./source.ts";

/** Builds one index; undefined, with problems noted, when it cannot be read. */
export function buildIndex(
  building: Building,
  path: Path,
  name: string,
  raw: RawIndexParts | RawIndex,
): Index | undefined {
  if (typeof raw === "string" || Array.isArray(raw)) {
    const parts = buildParts(building, path, name, raw);
    return parts && { name, parts };
  }
  const parts = raw.fields === undefined ? [] : buildParts(building, [...path, "fields"], name, raw.fields);
  const where = raw.where === undefined ? undefined : buildExpression(building, [...path, "where"], raw.where);
  if (!parts) return undefined;
  const { opclass } = raw;
  return {
    name,
    parts: opclass === undefined ? parts : parts.map((part) => ({ opclass, ...part })),
    ...defined({
      unique: raw.unique || undefined,
      nullsNotDistinct: raw.nulls === undefined ? undefined : true,
      where,
      using: raw.using,
      include: raw.include === undefined ? undefined : namesOf(raw.include),
      search: raw.search === undefined ? undefined : namesOf(raw.search),
      language: raw.language,
      targets: raw.targets && buildTargets(building, [...path, "targets"], raw.targets),
    }),
  };
}

function buildTargets(building: Building, path: Path, raw: NonNullable<RawIndex["targets"]>): Index["targets"] {
  const { postgres } = raw;
  if (!postgres) return {};
  const options = buildOptions(building, [...path, "postgres", "options"], postgres.options);
  return { postgres: defined({ using: postgres.using, options }) };
}

function buildParts(building: Building, path: Path, name: string, raw: RawIndexParts): IndexPart[] | undefined {
  if (typeof raw === "string") {
    return building.attempt(path, () => parseIndexParts(raw, building.places.textPlace(path), name));
  }
  const parts = raw.map((item, index): IndexPart | undefined => {
    const at = [...path, index];
    if (typeof item === "string") {
      return building.attempt(at, () => parseIndexPart(item, building.places.textPlace(at)));
    }
    const { desc, nulls, opclass } = item;
    const expression = { kind: "raw", sql: defined(item.sql) } as const;
    return { of: { expression }, ...defined({ descending: desc || undefined, nulls, opclass }) };
  });
  const built = parts.filter((part) => part !== undefined);
  return built.length === parts.length ? built : undefined;
}
