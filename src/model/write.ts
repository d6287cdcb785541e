/** Writing models: Model → YAML in block style, shorthand wherever it says everything. Reading it gives the same Model. */
import { CANONICAL, canonicalDocument } from "./edit/style.ts";
import { ENGINE_NAMES } from "./file/schema.ts";
import { behaviourValues, exclusionValue, partitionValue, rowValue } from "./file/write-behaviour.ts";
import {
  byName,
  checkValue,
  entityTargets,
  fieldValue,
  given,
  indexValue,
  keyValue,
  ordered,
  type Plain,
  sqliteStyle,
} from "./file/write-members.ts";
import type {
  EmbeddedType,
  Entity,
  EnumType,
  Mixin,
  Model,
  ModelTargets,
  PolymorphicRelation,
  Relation,
  VerbatimObject,
  View,
} from "./model.ts";
import { formatPolymorphic } from "./shorthand/polymorphic.ts";
import { formatRelation } from "./shorthand/relation.ts";

/** A Model as the text of a model file. `readModel` of it gives an equal Model. */
export function writeModel(model: Model): string {
  return canonicalDocument(modelToObject(model)).toString(CANONICAL);
}

const conventionKeys = ["tables", "columns", "id", "timestamps", "indexForeignKeys", "onDelete"] as const;

/** A Model as the plain object of a model file (JSON, TypeScript modules); `modelFromObject` reads it back. */
export function modelToObject(model: Model): Plain {
  const { mixins, tenancy, views } = model;
  const types = { ...byName(model.types, enumObject), ...byName(model.embedded ?? [], embeddedObject) };
  return {
    schemaforge: 1,
    ...given({ name: model.name, doc: model.doc }),
    conventions: ordered(model.conventions, conventionKeys),
    ...given({ tenancy: ordered(tenancy, ["entity", "relation", "setting", "bypass"]) }),
    ...(Object.keys(types).length > 0 ? { types } : {}),
    ...given({ mixins: mixins && byName(mixins, mixinObject) }),
    entities: byName(model.entities, entityObject),
    ...given({ views: views && byName(views, viewObject) }),
    ...targetsObject(model.targets),
  };
}

function section<T extends { readonly name: string }>(
  key: string,
  items: readonly T[],
  write: (item: T) => unknown,
): Plain {
  return items.length > 0 ? { [key]: byName(items, write) } : {};
}

function targetsObject(targets: ModelTargets): Plain {
  const engines = ENGINE_NAMES.flatMap((engine) => {
    const target = targets[engine];
    return target ? [[engine, target] as const] : [];
  });
  if (engines.length === 0) return {};
  return {
    targets: Object.fromEntries(
      engines.map(([engine, { objects, ...style }]) => [
        engine,
        { ...sqliteStyle(style), ...given({ objects: objects && verbatim(objects) }) },
      ]),
    ),
  };
}

function verbatim(objects: readonly VerbatimObject[]): unknown[] {
  return objects.map(({ sql, needs }) => ({ sql, ...(needs.length > 0 ? { needs } : {}) }));
}

function enumObject(type: EnumType): Plain {
  const values = type.values.map(({ value, was, doc }) =>
    was || doc !== undefined ? { value, ...given({ was, doc }) } : value,
  );
  return { ...given({ doc: type.doc, name: type.databaseName, schema: type.schema }), values };
}

function embeddedObject(type: EmbeddedType): Plain {
  return { embedded: true, ...given({ doc: type.doc }), ...section("fields", type.fields, fieldValue) };
}

function viewObject(view: View): Plain {
  const { doc, was, databaseName, schema, materialized, refresh, unique, sql } = view;
  return given({ doc, was, name: databaseName, schema, materialized, refresh, unique, sql });
}

function mixinObject(mixin: Mixin): Plain {
  const { doc, uses, timestamps, softDelete } = mixin;
  return {
    ...given({ doc, uses, timestamps, softDelete }),
    ...behaviourValues(mixin),
    ...membersOf(mixin),
  };
}

function entityObject(entity: Entity): Plain {
  const { doc, was, table, schema, id, timestamps, softDelete, uses, abstract, inheritance, tree } = entity;
  const { exclude, partition, rows, targets } = entity;
  return {
    ...given({ doc, was, table, schema, abstract, inheritance, extends: entity.extends, uses, tree }),
    ...given({ id, timestamps, softDelete }),
    ...behaviourValues(entity),
    ...membersOf(entity, section("keys", entity.keys, keyValue)),
    ...given({
      exclude: exclude && byName(exclude, exclusionValue),
      partition: partition && partitionValue(partition),
      rows: rows?.map(rowValue),
      targets: targets && entityTargets(targets),
    }),
  };
}

function membersOf(owner: Entity | Mixin, keys: Plain = {}): Plain {
  const relations: readonly (Relation | PolymorphicRelation)[] = [...owner.relations, ...(owner.polymorphic ?? [])];
  return {
    ...section("fields", owner.fields, fieldValue),
    ...section("relations", relations, (relation) =>
      "targets" in relation ? formatPolymorphic(relation) : formatRelation(relation),
    ),
    ...keys,
    ...section("checks", owner.checks, checkValue),
    ...section("indexes", owner.indexes, indexValue),
  };
}
