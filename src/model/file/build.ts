/** The raw value of a file, whose structure is known to be right → Model. Every string goes through its grammar. */
import type {
  Conventions,
  EngineName,
  Entity,
  EntityTargets,
  EnumType,
  Model,
  Relation,
  VerbatimObject,
} from "../model.ts";
import type { Problem, Problems } from "../problems.ts";
import { parseRelation } from "../shorthand/relation.ts";
import { buildField } from "./build-field.ts";
import { buildIndex } from "./build-index.ts";
import { buildCheck, buildKey } from "./build-key.ts";
import { buildRelation } from "./build-relation.ts";
import { type Building, buildOptions, defined, namesOf, startBuilding } from "./building.ts";
import type { Places } from "./places.ts";
import { ENGINE_NAMES, type RawEntity, type RawEnum, type RawModel } from "./schema.ts";
import type { RawEntityTargets } from "./schema-parts.ts";
import type { Path } from "./source.ts";

/** The conventions of a model that states none. */
export const DEFAULT_CONVENTIONS: Conventions = {
  tables: "snake_plural",
  columns: "snake",
  id: "uuid",
  timestamps: true,
};

/** Builds a Model; problems are noted, and what they concern is left out. */
export function buildModel(raw: RawModel, places: Places, problems: Problems): Model {
  const building = startBuilding(places, problems);
  const { name, doc } = raw;
  return {
    ...defined({ name, doc }),
    conventions: { ...DEFAULT_CONVENTIONS, ...defined(raw.conventions ?? {}) },
    types: Object.entries(raw.types ?? {}).map(([type, value]) => buildEnum(building, type, value)),
    entities: Object.entries(raw.entities ?? {}).map(([entity, value]) => buildEntity(building, raw, entity, value)),
    targets: buildTargets(raw),
  };
}

function buildEnum(building: Building, name: string, raw: RawEnum): EnumType {
  const [object, base]: [Exclude<RawEnum, unknown[]> | undefined, Path] = Array.isArray(raw)
    ? [undefined, ["types", name]]
    : [raw, ["types", name, "values"]];
  const list = Array.isArray(raw) ? raw : raw.values;
  const values = list.map((item, index) => {
    const path = [...base, index];
    if (typeof item === "object" && item !== null) {
      const value = building.places.spelled([...path, "value"]) ?? String(item.value);
      return { value, ...defined({ was: item.was === undefined ? undefined : namesOf(item.was), doc: item.doc }) };
    }
    return { value: building.places.spelled(path) ?? String(item) };
  });
  return { name, ...defined({ doc: object?.doc, databaseName: object?.name, schema: object?.schema }), values };
}

function buildEntity(building: Building, model: RawModel, name: string, raw: RawEntity): Entity {
  const base: Path = ["entities", name];
  const { doc, was, table, schema, id, timestamps, softDelete } = raw;
  return {
    name,
    ...defined({ doc, was: was === undefined ? undefined : namesOf(was), table, schema, id, timestamps, softDelete }),
    ...(raw.targets ? { targets: buildEntityTargets(building, [...base, "targets"], raw.targets) } : {}),
    fields: built(raw.fields, (field, value) => buildField(building, [...base, "fields", field], field, value)),
    relations: built(raw.relations, (relation, value) => {
      const path = [...base, "relations", relation];
      return building.attempt(
        path,
        () => buildRelation(building, path, relation, value, name),
        (problem) => inverseWritten(problem, model, name, value),
      );
    }),
    keys: built(raw.keys, (key, value) => {
      const path = [...base, "keys", key];
      return building.attempt(path, () => buildKey(building, path, key, value));
    }),
    checks: built(raw.checks, (check, value) => buildCheck(building, [...base, "checks", check], check, value)),
    indexes: built(raw.indexes, (index, value) => buildIndex(building, [...base, "indexes", index], index, value)),
  };
}

/** The entries of a map, those that could not be built left out. */
function built<R, T>(
  raw: { readonly [name: string]: R } | undefined,
  build: (name: string, value: R) => T | undefined,
): T[] {
  const result: T[] = [];
  for (const [name, value] of Object.entries(raw ?? {})) {
    const item = build(name, value);
    if (item !== undefined) result.push(item);
  }
  return result;
}

/** `posts: many Post` beside Post's `author: one User`: the list is already there, as that relation's other side. */
function inverseWritten(problem: Problem, model: RawModel, owner: string, value: unknown): Problem {
  if (problem.code !== "MANY_WITHOUT_INVERSE" || typeof value !== "string") return problem;
  const target = /many\s+(\w+)/.exec(value)?.[1] ?? "";
  const entity = Object.hasOwn(model.entities ?? {}, target) ? model.entities?.[target] : undefined;
  for (const [name, text] of Object.entries(entity?.relations ?? {})) {
    const relation = typeof text === "string" ? tryRelation(name, text) : undefined;
    if (relation?.kind !== "one" || relation.target !== owner) continue;
    return {
      ...problem,
      message: `${target} belongs to ${owner} through \`${name}: ${typeof text === "string" ? text : ""}\`; its list is that relation's other side`,
      remedy:
        relation.inverse === undefined
          ? `Remove this line and name the list there: \`${name}: one ${owner} as …\``
          : `Remove this line: \`as ${relation.inverse}\` there already names the list`,
    };
  }
  return problem;
}

function tryRelation(name: string, text: string): Relation | undefined {
  try {
    return parseRelation(name, text);
  } catch {
    return undefined;
  }
}

function buildEntityTargets(building: Building, path: Path, raw: RawEntityTargets): EntityTargets {
  const { postgres, mysql, mariadb, sqlite, mongodb } = raw;
  return defined({
    postgres:
      postgres &&
      defined({
        unlogged: postgres.unlogged,
        options: buildOptions(building, [...path, "postgres", "options"], postgres.options),
      }),
    mysql: mysql && defined(mysql),
    mariadb: mariadb && defined(mariadb),
    sqlite: sqlite && defined(sqlite),
    mongodb:
      mongodb &&
      defined({
        validation: mongodb.validation,
        shardKey: mongodb.shardKey === undefined ? undefined : namesOf(mongodb.shardKey),
      }),
  });
}

function buildTargets(raw: RawModel): Model["targets"] {
  const targets: { [engine in EngineName]?: { readonly objects: readonly VerbatimObject[] } } = {};
  for (const engine of ENGINE_NAMES) {
    const objects = raw.targets?.[engine]?.objects;
    if (!objects) continue;
    targets[engine] = {
      objects: objects.map(
        (item): VerbatimObject =>
          typeof item === "string" ? { sql: item, needs: [] } : { sql: item.sql, needs: namesOf(item.needs ?? []) },
      ),
    };
  }
  return targets;
}
