/** The raw value of a file, whose structure is known to be right → Model. Every string goes through its grammar. */
import type { Conventions, Entity, Mixin, Model, PolymorphicRelation, Relation, View } from "../model.ts";
import { toCamel } from "../naming.ts";
import type { Problem, Problems } from "../problems.ts";
import { parseRelation } from "../shorthand/relation.ts";
import { buildBehaviour, buildExclusion } from "./build-behaviour.ts";
import { buildIndex } from "./build-index.ts";
import { buildCheck, buildKey } from "./build-key.ts";
import { buildPartition } from "./build-partition.ts";
import { buildRelation } from "./build-relation.ts";
import { buildRow, typedRows } from "./build-rows.ts";
import { buildEntityTargets, buildTargets } from "./build-targets.ts";
import { buildEmbedded, buildEnum, buildFields, isEmbedded } from "./build-types.ts";
import { type Building, built, defined, namesOf, startBuilding } from "./building.ts";
import type { Places } from "./places.ts";
import type { RawEntity, RawMixin, RawModel, RawType, RawView } from "./schema.ts";
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
  const { name, doc, tenancy } = raw;
  const types = buildTypes(building, raw.types);
  return typedRows({
    ...defined({ name, doc }),
    conventions: { ...DEFAULT_CONVENTIONS, ...defined(raw.conventions ?? {}) },
    ...types,
    ...defined({
      mixins: raw.mixins && built(raw.mixins, (mixin, value) => buildMixin(building, raw, mixin, value)),
      tenancy: tenancy && { ...defined(tenancy), relation: tenancy.relation ?? toCamel(tenancy.entity) },
      views: raw.views && built(raw.views, buildView),
    }),
    entities: built(raw.entities, (entity, value) => buildEntity(building, raw, entity, value)),
    targets: buildTargets(raw),
  });
}

function buildTypes(building: Building, raw: RawModel["types"]): Pick<Model, "types" | "embedded"> {
  const declared: [string, RawType][] = Object.entries(raw ?? {});
  const embedded = declared.flatMap(([name, type]) => (isEmbedded(type) ? [buildEmbedded(building, name, type)] : []));
  return {
    types: declared.flatMap(([name, type]) => (isEmbedded(type) ? [] : [buildEnum(building, name, type)])),
    ...(embedded.length > 0 ? { embedded } : {}),
  };
}

function buildView(name: string, raw: RawView): View {
  const { name: databaseName, was, unique, sql, ...rest } = raw;
  return {
    name,
    ...defined({
      ...rest,
      databaseName,
      was: was === undefined ? undefined : namesOf(was),
      unique: unique === undefined ? undefined : namesOf(unique),
    }),
    sql: defined(sql),
  };
}

function buildMixin(building: Building, model: RawModel, name: string, raw: RawMixin): Mixin {
  const base: Path = ["mixins", name];
  const { doc, uses, timestamps, softDelete } = raw;
  return {
    name,
    ...defined({ doc, uses: uses === undefined ? undefined : namesOf(uses), timestamps, softDelete }),
    ...buildBehaviour(building, base, raw),
    ...buildMembers(building, model, base, name, raw),
  };
}

function buildEntity(building: Building, model: RawModel, name: string, raw: RawEntity): Entity {
  const base: Path = ["entities", name];
  const { doc, was, table, schema, id, timestamps, softDelete, uses, abstract, inheritance, tree } = raw;
  const { partition, exclude, rows, targets } = raw;
  return {
    name,
    ...defined({ doc, was: was === undefined ? undefined : namesOf(was), table, schema, id, timestamps, softDelete }),
    ...defined({
      uses: uses === undefined ? undefined : namesOf(uses),
      abstract,
      inheritance,
      extends: raw.extends,
      tree,
    }),
    ...buildBehaviour(building, base, raw),
    ...buildMembers(building, model, base, name, raw),
    keys: built(raw.keys, (key, value) => {
      const path = [...base, "keys", key];
      return building.attempt(path, () => buildKey(building, path, key, value));
    }),
    ...defined({
      exclude:
        exclude && built(exclude, (item, value) => buildExclusion(building, [...base, "exclude", item], item, value)),
      partition:
        partition &&
        building.attempt([...base, "partition"], () => buildPartition(building, [...base, "partition"], partition)),
      rows: rows?.map((row, index) => buildRow(building, [...base, "rows", index], row)),
      targets: targets && buildEntityTargets(building, [...base, "targets"], targets),
    }),
  };
}

type Members = Pick<Entity, "fields" | "relations" | "polymorphic" | "checks" | "indexes">;

/** What entities and mixins declare alike. */
function buildMembers(
  building: Building,
  model: RawModel,
  base: Path,
  owner: string,
  raw: Pick<RawMixin, "fields" | "relations" | "checks" | "indexes">,
): Members {
  const all = built(raw.relations, (relation, value) => {
    const path = [...base, "relations", relation];
    return building.attempt(
      path,
      () => buildRelation(building, path, relation, value, owner),
      (problem) => inverseWritten(problem, model, owner, value),
    );
  });
  const polymorphic = all.filter(isPolymorphic);
  return {
    fields: buildFields(building, [...base, "fields"], raw.fields),
    relations: all.filter((relation): relation is Relation => !isPolymorphic(relation)),
    ...(polymorphic.length > 0 ? { polymorphic } : {}),
    checks: built(raw.checks, (check, value) => buildCheck(building, [...base, "checks", check], check, value)),
    indexes: built(raw.indexes, (index, value) => buildIndex(building, [...base, "indexes", index], index, value)),
  };
}

function isPolymorphic(relation: Relation | PolymorphicRelation): relation is PolymorphicRelation {
  return "targets" in relation;
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
