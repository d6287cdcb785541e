/** Links a Model: every name becomes the table, column or key that it stands for. */
import { SchemaforgeError } from "../errors.ts";
import type { Entity, ManyRelation, Model, OneRelation, ReferentialAction } from "../model.ts";
import { columnName, singular, tableName, toCamel, toPascal, toSnake } from "../naming.ts";
import { checksOf } from "./checks.ts";
import { Columns, type KeyColumn } from "./columns.ts";
import { indexesOf } from "./indexes.ts";
import { Names } from "./names.ts";
import type {
  NameMaker,
  ResolvedColumn,
  ResolvedForeignKey,
  ResolvedKey,
  ResolvedModel,
  ResolvedTable,
} from "./resolved.ts";

export type * from "./resolved.ts";

type Draft = { -readonly [K in keyof ResolvedTable]: ResolvedTable[K] } & { foreignKeys: ResolvedForeignKey[] };

/** Names of keys and indexes are unique in a schema, names of checks and foreign keys in a table. */
interface Naming {
  readonly make: NameMaker;
  readonly ofSchema: Map<string, Names>;
}

function schemaNames(naming: Naming, schema: string | undefined): Names {
  const key = schema ?? "";
  const names = naming.ofSchema.get(key) ?? new Names(naming.make);
  naming.ofSchema.set(key, names);
  return names;
}

/**
 * Links a valid Model. Linear in its size.
 *
 * @param make composes names as the engine that asks limits them
 * @throws SchemaforgeError when a relation, key or index names something that does not exist, or keys form a circle
 */
export function resolveModel(model: Model, make: NameMaker): ResolvedModel {
  const columns = new Columns(model);
  const naming: Naming = { make, ofSchema: new Map() };
  // Names that authors gave come first, so that a conventional one never takes them.
  for (const entity of model.entities) {
    const names = schemaNames(naming, entity.schema);
    for (const key of entity.keys) if (key.name !== "primary") names.given(key.name);
    for (const index of entity.indexes) names.given(index.name);
  }
  const drafts = new Map<string, Draft>();
  for (const entity of model.entities) drafts.set(entity.name, draftTable(entity, model, columns, naming));
  for (const entity of model.entities) addForeignKeys(entity, columns, drafts, naming);
  const joins: ResolvedTable[] = [];
  const entityTables = new Set([...drafts.values()].map((draft) => qualified(draft)));
  for (const entity of model.entities) {
    for (const relation of entity.relations) {
      if (relation.kind !== "many" || relation.through !== undefined) continue;
      const join = joinTable(entity, relation, model, columns, drafts, naming);
      if (entityTables.has(qualified(join))) {
        throw new SchemaforgeError("DUPLICATE_TABLE", `the join table ${join.name} has the name of another table`, {
          where: { object: `${entity.name}.${relation.name}` },
          remedy: "Give the join table another name with table=",
        });
      }
      entityTables.add(qualified(join));
      joins.push(join);
    }
  }
  for (const entity of model.entities) addIndexes(entity, drafts, naming);
  return { model, tables: [...drafts.values(), ...joins], byEntity: drafts };
}

function qualified(table: Pick<ResolvedTable, "schema" | "name">): string {
  return `${table.schema ?? ""}.${table.name}`;
}

function draftTable(entity: Entity, model: Model, columns: Columns, naming: Naming): Draft {
  const name = tableName(entity, model.conventions);
  const all = columns.all(entity);
  const names = schemaNames(naming, entity.schema);
  const columnsOf = memberColumns(entity, columns, all);
  const primary = columns.primaryKey(entity).map((column) => column.name);
  const uniques: ResolvedKey[] = [];
  const addUnique = (members: readonly string[], given?: string) => {
    const list = members.flatMap(
      (member) => columnsOf.get(member) ?? columns.membersColumns(entity, member).map((item) => item.name),
    );
    if (
      given === undefined &&
      [primary, ...uniques.map((key) => key.columns)].some((key) => key.join("\n") === list.join("\n"))
    )
      return;
    uniques.push({ name: given ?? names.conventional(name, list, "key"), columns: list });
  };
  const primaryKey =
    primary.length > 0 ? { name: names.conventional(name, undefined, "pkey"), columns: primary } : undefined;
  for (const key of entity.keys) if (!key.primary) addUnique(key.fields, key.name);
  for (const field of entity.fields) if (field.unique) addUnique([field.name]);
  for (const relation of entity.relations) if (relation.kind === "one" && relation.unique) addUnique([relation.name]);
  const updatedAt = all.find((column) => column.origin.kind === "updatedAt")?.name;
  const tableNames = new Names(naming.make);
  return {
    name,
    ...(entity.schema === undefined ? {} : { schema: entity.schema }),
    ...(entity.doc === undefined ? {} : { doc: entity.doc }),
    source: { entity },
    columns: all.map((column) => (primary.includes(column.name) ? { ...column, nullable: false } : column)),
    ...(primaryKey ? { primaryKey } : {}),
    uniques,
    foreignKeys: [],
    checks: checksOf(
      entity,
      name,
      (field) => columnsOf.get(field)?.[0] ?? columnName({ name: field }, model.conventions),
      tableNames,
    ),
    indexes: [],
    ...(updatedAt === undefined ? {} : { updatedAt }),
    columnsOf,
  };
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
    const own = columns.foreignKey(entity, relation);
    members.set(
      relation.name,
      own.map((column) => column.name),
    );
    // `authorId` may be written for the column of `author`.
    for (const column of own) if (!members.has(column.member)) members.set(column.member, [column.name]);
  }
  return members;
}

function onDeleteOf(relation: OneRelation): ReferentialAction {
  if (relation.onDelete) return relation.onDelete;
  if (relation.owned) return "cascade";
  return relation.nullable ? "set null" : "restrict";
}

function addForeignKeys(entity: Entity, columns: Columns, drafts: ReadonlyMap<string, Draft>, naming: Naming): void {
  const table = drafts.get(entity.name);
  if (!table) return;
  const names = new Names(naming.make);
  for (const relation of entity.relations)
    if (relation.kind === "one" && relation.constraintName) names.given(relation.constraintName);
  for (const relation of entity.relations) {
    if (relation.kind !== "one") continue;
    const target = drafts.get(relation.target);
    if (!target) continue;
    const own = columns.foreignKey(entity, relation).map((column) => column.name);
    table.foreignKeys.push({
      name: relation.constraintName ?? names.conventional(table.name, own, "fkey"),
      columns: own,
      target,
      targetColumns: columns.referenced(entity, relation).map((column) => column.name),
      onDelete: onDeleteOf(relation),
      onUpdate: relation.onUpdate ?? "no action",
      deferrable: relation.deferrable ?? false,
    });
  }
}

function addIndexes(entity: Entity, drafts: ReadonlyMap<string, Draft>, naming: Naming): void {
  const table = drafts.get(entity.name);
  if (table) table.indexes = indexesOf(entity, table, schemaNames(naming, entity.schema));
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
  const conventional = toSnake(`${owner.name}_${toSnake(relation.name)}`);
  const pascal = model.conventions.tables.startsWith("pascal");
  const name = relation.table ?? (pascal ? toPascal(conventional) : conventional);
  const names = schemaNames(naming, owner.schema);
  const isSelf = owner.name === target.name;
  const sides = [
    { entity: owner, word: isSelf ? singular(relation.inverse) : owner.name },
    { entity: target, word: isSelf ? singular(relation.name) : target.name },
  ].map(({ entity, word }) => ({ entity, columns: sideColumns(entity, word, columns, model) }));
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
  model: Model,
): { readonly key: KeyColumn; readonly column: ResolvedColumn }[] {
  return columns.primaryKey(entity).map((key) => ({
    key,
    column: {
      name: columnName({ name: toCamel(`${toSnake(word)}_${toSnake(key.member)}`) }, model.conventions),
      type: key.type,
      ...(key.enumType ? { enumType: key.enumType } : {}),
      nullable: false,
      origin: { kind: "join", entity: entity.name },
    },
  }));
}
