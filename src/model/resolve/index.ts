/** Links a Model: every name becomes the table, column or key that it stands for. */
import { SchemaforgeError } from "../errors.ts";
import type { Entity, Key, ManyRelation, Model, OneRelation, ReferentialAction } from "../model.ts";
import { singular, tableName, toCamel, toPascal, toSnake } from "../naming.ts";
import { checksOf } from "./checks.ts";
import { Columns, type KeyColumn } from "./columns.ts";
import { generatedInOrder } from "./generated.ts";
import { indexesOf } from "./indexes.ts";
import { Names } from "./names.ts";
import type {
  NameCutter,
  NameMaker,
  ResolvedColumn,
  ResolvedForeignKey,
  ResolvedKey,
  ResolvedModel,
  ResolvedTable,
} from "./resolved.ts";

export { generatedInOrder } from "./generated.ts";
export type * from "./resolved.ts";

type Draft = { -readonly [K in keyof ResolvedTable]: ResolvedTable[K] } & { foreignKeys: ResolvedForeignKey[] };

/** Names of tables, keys and indexes are unique in a schema, names of constraints in a table. */
interface Naming {
  readonly make: NameMaker;
  readonly cut: NameCutter;
  readonly ofSchema: Map<string, Names>;
  readonly ofTable: Map<string, Names>;
}

function constraintNames(naming: Naming, entity: string): Names {
  const names = naming.ofTable.get(entity) ?? new Names(naming.make);
  naming.ofTable.set(entity, names);
  return names;
}

const TABLE_TAKEN = { code: "DUPLICATE_TABLE", remedy: "Rename the entity, or give it `table:`" };
const JOIN_TABLE_TAKEN = {
  code: "DUPLICATE_TABLE",
  remedy: "Give the join table another name with `table=`, or name the join entity with `through`",
};

function schemaNames(naming: Naming, schema: string | undefined): Names {
  const key = schema ?? "";
  const names = naming.ofSchema.get(key) ?? new Names(naming.make);
  naming.ofSchema.set(key, names);
  return names;
}

/**
 * Links a valid Model. Linear in its size.
 *
 * Columns stand in this order: the implied `id`, fields, the columns of `one` relations, both as the author wrote them,
 * then `createdAt`, `updatedAt` and `deletedAt`. A declared field of one of these names takes the implied one's place.
 *
 * @param make composes names as the engine that asks limits them
 * @param cut cuts names of tables and columns likewise; they are left as they are unless given
 * @throws SchemaforgeError when a relation, key or index names something that does not exist, when keys or generated
 * fields form a circle, or when two things have one name: UNKNOWN_ENTITY, UNKNOWN_FIELD, NO_KEY, BAD_KEY, KEY_CYCLE,
 * GENERATED_CYCLE, DUPLICATE_TABLE, DUPLICATE_COLUMN, DUPLICATE_NAME
 */
export function resolveModel(model: Model, make: NameMaker, cut: NameCutter = (name) => name): ResolvedModel {
  const columns = new Columns(model, cut);
  const naming: Naming = { make, cut, ofSchema: new Map(), ofTable: new Map() };
  // Names that authors gave come first, so that a conventional one never takes them.
  for (const entity of model.entities) {
    const names = schemaNames(naming, entity.schema);
    const ofTable = constraintNames(naming, entity.name);
    names.given(cut(tableName(entity, model.conventions)), entity.name, TABLE_TAKEN);
    for (const key of entity.keys) {
      const owner = `${entity.name}.keys.${key.name}`;
      const given = key.primary ? key.constraintName : key.name;
      if (given !== undefined) ofTable.given(names.given(given, owner), owner);
    }
    for (const index of entity.indexes) names.given(index.name, `${entity.name}.indexes.${index.name}`);
    for (const relation of entity.relations)
      if (relation.kind === "one" && relation.constraintName !== undefined)
        ofTable.given(relation.constraintName, `${entity.name}.${relation.name}`);
  }
  for (const entity of model.entities)
    for (const relation of entity.relations)
      if (relation.kind === "many" && relation.through === undefined)
        schemaNames(naming, entity.schema).given(
          joinTableName(entity, relation, model, cut),
          `${entity.name}.${relation.name}`,
          JOIN_TABLE_TAKEN,
        );
  const drafts = new Map<string, Draft>();
  for (const entity of model.entities) drafts.set(entity.name, draftTable(entity, model, columns, naming));
  for (const entity of model.entities) addForeignKeys(entity, model, columns, drafts, naming);
  const joins: ResolvedTable[] = [];
  for (const entity of model.entities) {
    for (const relation of entity.relations) {
      if (relation.kind !== "many" || relation.through !== undefined) continue;
      joins.push(joinTable(entity, relation, model, columns, drafts, naming));
    }
  }
  for (const entity of model.entities) addIndexes(entity, model, drafts, naming);
  return { model, tables: [...drafts.values(), ...joins], byEntity: drafts };
}

function draftTable(entity: Entity, model: Model, columns: Columns, naming: Naming): Draft {
  const name = naming.cut(tableName(entity, model.conventions));
  generatedInOrder(entity);
  const all = columns.all(entity);
  const names = schemaNames(naming, entity.schema);
  const constraints = constraintNames(naming, entity.name);
  const columnsOf = memberColumns(entity, columns, all);
  const primary = columns.primaryKey(entity).map((column) => column.name);
  const uniques: ResolvedKey[] = [];
  const addUnique = (members: readonly string[], given?: string, options: KeyOptions = {}) => {
    const list = members.flatMap(
      (member) => columnsOf.get(member) ?? columns.membersColumns(entity, member).map((item) => item.name),
    );
    if (
      given === undefined &&
      [primary, ...uniques.map((key) => key.columns)].some((key) => key.join("\n") === list.join("\n"))
    )
      return;
    uniques.push({ name: given ?? names.conventional(name, list, "key", constraints), columns: list, ...options });
  };
  const declared = entity.keys.find((key) => key.primary);
  const optionsOf = (key: Key) => keyOptions(key, (member) => columnsOf.get(member) ?? []);
  const primaryKey =
    primary.length > 0
      ? {
          name: declared?.constraintName ?? names.conventional(name, undefined, "pkey", constraints),
          columns: primary,
          ...(declared ? optionsOf(declared) : {}),
        }
      : undefined;
  for (const key of entity.keys) if (!key.primary) addUnique(key.fields, key.name, optionsOf(key));
  for (const field of entity.fields) if (field.unique) addUnique([field.name]);
  for (const relation of entity.relations) if (relation.kind === "one" && relation.unique) addUnique([relation.name]);
  const updatedAt = all.find((column) => isKeptUp(column, entity, model))?.name;
  return {
    name,
    ...(entity.schema === undefined ? {} : { schema: entity.schema }),
    ...(entity.doc === undefined ? {} : { doc: entity.doc }),
    source: { entity },
    columns: all.map((column) => (primary.includes(column.name) ? { ...column, nullable: false } : column)),
    ...(primaryKey ? { primaryKey } : {}),
    uniques,
    foreignKeys: [],
    checks: checksOf(entity, name, (field) => columnsOf.get(field)?.[0] ?? columns.columnName(field), constraints),
    indexes: [],
    ...(updatedAt === undefined ? {} : { updatedAt }),
    columnsOf,
  };
}

/** `updatedAt` of an entity with timestamps: the implied one, or a declared point in time that nothing computes. */
function isKeptUp({ origin, type, generated }: ResolvedColumn, entity: Entity, model: Model): boolean {
  if (origin.kind === "updatedAt") return true;
  if (origin.kind !== "field" || origin.field.name !== "updatedAt" || generated) return false;
  const isTime = type.array === 0 && (type.name === "datetime" || type.name === "timestamp");
  return isTime && (entity.timestamps ?? model.conventions.timestamps);
}

/** The columns of every field, relation and implied member, by its name. */
function memberColumns(
  entity: Entity,
  columns: Columns,
  all: readonly ResolvedColumn[],
): Map<string, readonly string[]> {
  const members = new Map<string, readonly string[]>();
  for (const column of all) {
    const { origin } = column;
    if (origin.kind === "field") members.set(origin.field.name, [column.name]);
    else if (origin.kind !== "relation" && origin.kind !== "join") members.set(origin.kind, [column.name]);
  }
  for (const relation of entity.relations) {
    if (relation.kind !== "one") continue;
    const own = columns.ownColumns(entity, relation);
    members.set(
      relation.name,
      own.map((column) => column.name),
    );
    // `authorId` may be written for the column of `author`.
    for (const column of own) if (!members.has(column.member)) members.set(column.member, [column.name]);
  }
  return members;
}

type KeyOptions = Omit<ResolvedKey, "name" | "columns">;

function keyOptions(key: Key, columnsOf: (member: string) => readonly string[]): KeyOptions {
  const { withoutOverlaps, nullsNotDistinct, deferrable, include } = key;
  return {
    ...(withoutOverlaps ? { withoutOverlaps } : {}),
    ...(nullsNotDistinct ? { nullsNotDistinct } : {}),
    ...(deferrable ? { deferrable } : {}),
    ...(include ? { include: include.flatMap(columnsOf) } : {}),
  };
}

function onDeleteOf(relation: OneRelation, { conventions }: Model): ReferentialAction {
  if (relation.onDelete) return relation.onDelete;
  if (relation.owned) return "cascade";
  if (conventions.onDelete) return conventions.onDelete;
  return relation.nullable ? "set null" : "restrict";
}

function addForeignKeys(
  entity: Entity,
  model: Model,
  columns: Columns,
  drafts: ReadonlyMap<string, Draft>,
  naming: Naming,
): void {
  const table = drafts.get(entity.name);
  if (!table) return;
  const names = constraintNames(naming, entity.name);
  for (const relation of entity.relations) {
    if (relation.kind !== "one") continue;
    const target = drafts.get(relation.target);
    if (!target) continue;
    const own = columns.foreignKey(entity, relation).map((column) => column.name);
    table.foreignKeys.push({
      name: relation.constraintName ?? names.conventional(table.name, own, "fkey"),
      relation: relation.name,
      columns: own,
      target,
      targetColumns: columns.referenced(entity, relation).map((column) => column.name),
      onDelete: onDeleteOf(relation, model),
      onUpdate: relation.onUpdate ?? "no action",
      deferrable: relation.deferrable ?? false,
      ...(relation.onDeleteColumns ? { onDeleteColumns: relation.onDeleteColumns.map(naming.cut) } : {}),
      ...(relation.period ? { period: true } : {}),
    });
  }
}

function addIndexes(entity: Entity, model: Model, drafts: ReadonlyMap<string, Draft>, naming: Naming): void {
  const table = drafts.get(entity.name);
  if (!table) return;
  const ofForeignKeys = model.conventions.indexForeignKeys ?? true;
  table.indexes = indexesOf(entity, table, schemaNames(naming, entity.schema), ofForeignKeys);
}

/** `Post.tags` makes `post_tags`; with Pascal case `PostTags`. */
function joinTableName(owner: Entity, relation: ManyRelation, model: Model, cut: NameCutter): string {
  const conventional = toSnake(`${owner.name}_${toSnake(relation.name)}`);
  const pascal = model.conventions.tables.startsWith("pascal");
  return cut(relation.table ?? (pascal ? toPascal(conventional) : conventional));
}

/** `post_tags` with `post_id` and `tag_id`: both together the key, the second with an index of its own. */
function joinTable(
  owner: Entity,
  relation: ManyRelation,
  model: Model,
  columns: Columns,
  drafts: ReadonlyMap<string, Draft>,
  naming: Naming,
): ResolvedTable {
  const by = `${owner.name}.${relation.name}`;
  const target = columns.entity(relation.target, by);
  const name = joinTableName(owner, relation, model, naming.cut);
  const names = schemaNames(naming, owner.schema);
  const isSelf = owner.name === target.name;
  const sides = [
    { entity: owner, word: isSelf ? singular(relation.inverse) : owner.name },
    { entity: target, word: isSelf ? singular(relation.name) : target.name },
  ].map(({ entity, word }) => ({ entity, columns: sideColumns(entity, word, columns) }));
  const [first, second] = sides;
  if (!first || !second || first.columns.length === 0 || second.columns.length === 0) {
    throw new SchemaforgeError("NO_KEY", "a many-to-many relation needs a primary key on both sides", {
      where: { object: by },
      remedy: "Give both entities a primary key",
    });
  }
  const all = sides.flatMap((side) => side.columns);
  const columnNames = all.map((column) => column.column.name);
  const fkNames = new Names(naming.make);
  const secondColumns = second.columns.map((column) => column.column.name);
  return {
    name,
    ...(owner.schema === undefined ? {} : { schema: owner.schema }),
    ...(relation.doc === undefined ? {} : { doc: relation.doc }),
    source: { join: relation, owner },
    columns: all.map((column) => column.column),
    primaryKey: { name: names.conventional(name, undefined, "pkey"), columns: columnNames },
    uniques: [],
    foreignKeys: sides.flatMap((side): ResolvedForeignKey[] => {
      const found = drafts.get(side.entity.name);
      const own = side.columns.map((column) => column.column.name);
      if (!found) return [];
      return [
        {
          name: fkNames.conventional(name, own, "fkey"),
          columns: own,
          target: found,
          targetColumns: side.columns.map((column) => column.key.name),
          onDelete: "cascade",
          onUpdate: "no action",
          deferrable: false,
        },
      ];
    }),
    checks: [],
    indexes: [
      {
        name: names.conventional(name, secondColumns, "idx"),
        origin: "foreign-key",
        parts: secondColumns.map((column) => ({ column })),
        unique: false,
        using: "btree",
        include: [],
      },
    ],
    columnsOf: new Map(),
  };
}

function sideColumns(
  entity: Entity,
  word: string,
  columns: Columns,
): { readonly key: KeyColumn; readonly column: ResolvedColumn }[] {
  return columns.primaryKey(entity).map((key) => ({
    key,
    column: {
      name: columns.columnName(toCamel(`${toSnake(word)}_${toSnake(key.member)}`)),
      type: key.type,
      ...(key.enumType ? { enumType: key.enumType } : {}),
      ...(key.targets ? { targets: key.targets } : {}),
      nullable: false,
      origin: { kind: "join", entity: entity.name },
    },
  }));
}
