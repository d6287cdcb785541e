/** Indexes of a table: declared ones, those of `index` fields, and those that foreign keys need. */
import { SchemaforgeError } from "../errors.ts";
import type { Entity, Index } from "../model.ts";
import type { Names } from "./names.ts";
import type { ResolvedIndex, ResolvedIndexPart, ResolvedTable } from "./resolved.ts";

type Table = Pick<ResolvedTable, "name" | "columnsOf" | "primaryKey" | "uniques" | "foreignKeys">;

/**
 * A foreign key gets an index unless one exists that begins with its columns, or the relation says `index=false`.
 *
 * @param ofForeignKeys whether relations that say nothing get one
 * @throws SchemaforgeError when an index names an unknown field
 */
export function indexesOf(entity: Entity, table: Table, names: Names, ofForeignKeys: boolean): ResolvedIndex[] {
  const indexes = entity.indexes.map((index) => declared(entity, index, table));
  const plain = (origin: ResolvedIndex["origin"], columns: readonly string[]): ResolvedIndex => ({
    name: names.conventional(table.name, columns, "idx"),
    origin,
    parts: columns.map((column) => ({ column })),
    unique: false,
    using: "btree",
    include: [],
  });
  const add = (origin: ResolvedIndex["origin"], columns: readonly string[]) => {
    if (columns.length > 0 && !isCovered(columns, table, indexes)) indexes.push(plain(origin, columns));
  };
  for (const field of entity.fields) if (field.index) add("field", table.columnsOf.get(field.name) ?? []);
  for (const relation of entity.relations) {
    if (relation.kind === "one" && (relation.index ?? ofForeignKeys))
      add("foreign-key", table.columnsOf.get(relation.name) ?? []);
  }
  return indexes;
}

/** True when a key or a full B-tree index begins with these columns, in any order. */
function isCovered(columns: readonly string[], table: Table, indexes: readonly ResolvedIndex[]): boolean {
  const lists = [
    ...(table.primaryKey ? [table.primaryKey.columns] : []),
    ...table.uniques.map((key) => key.columns),
    ...indexes
      .filter(
        (index) =>
          index.using === "btree" &&
          index.targets?.postgres?.using === undefined &&
          index.where === undefined &&
          index.search === undefined,
      )
      .map((index) => index.parts.map((part) => part.column ?? "")),
  ];
  const wanted = new Set(columns);
  return lists.some(
    (list) => list.length >= columns.length && list.slice(0, columns.length).every((name) => wanted.has(name)),
  );
}

function declared(entity: Entity, index: Index, table: Table): ResolvedIndex {
  const columnsOf = (member: string): readonly string[] => {
    const columns = table.columnsOf.get(member);
    if (columns) return columns;
    throw new SchemaforgeError("UNKNOWN_FIELD", `${entity.name} has no field or relation ${member}`, {
      where: { object: `${entity.name}.indexes.${index.name}` },
      remedy: "Name a field or a relation of the entity",
    });
  };
  const parts = index.parts.flatMap((part): ResolvedIndexPart[] => {
    const options = {
      ...(part.descending ? { descending: true } : {}),
      ...(part.nulls ? { nulls: part.nulls } : {}),
      ...(part.opclass === undefined ? {} : { opclass: part.opclass }),
    };
    if ("expression" in part.of) return [{ expression: part.of.expression, ...options }];
    return columnsOf(part.of.field).map((column) => ({ column, ...options }));
  });
  return {
    name: index.name,
    origin: "declared",
    parts,
    unique: index.unique ?? false,
    ...(index.where ? { where: index.where } : {}),
    using: index.using ?? "btree",
    include: (index.include ?? []).flatMap(columnsOf),
    ...(index.nullsNotDistinct ? { nullsNotDistinct: true } : {}),
    ...(index.targets ? { targets: index.targets } : {}),
    ...(index.search
      ? { search: { columns: index.search.flatMap(columnsOf), language: index.language ?? "simple" } }
      : {}),
  };
}
