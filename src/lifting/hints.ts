/** What the author of a Model called things: entities, fields and relations by the ids of what they became. */
import { expandModel } from "../model/expand/index.ts";
import type { Conventions, Entity, EnumType, Model } from "../model/model.ts";
import {
  type NameCutter,
  type NameMaker,
  type ResolvedForeignKey,
  type ResolvedTable,
  resolveModel,
} from "../model/resolve/index.ts";

/** The ids that an engine gives to what a Model becomes. */
export interface IdScheme {
  readonly make: NameMaker;
  readonly cut?: NameCutter;
  table(table: ResolvedTable): string;
  column(table: ResolvedTable, column: string): string;
  foreignKey(table: ResolvedTable, key: ResolvedForeignKey): string;
  /** Absent where the engine has no enums of its own. */
  enumType?(type: EnumType): string;
}

/** A check or index that a field's type or flags make. */
export interface MadeByField {
  readonly entity: string;
  readonly field: string;
  readonly section: "checks" | "indexes";
  readonly name: string;
}

export interface Hints {
  readonly conventions?: Conventions;
  /** Names by the id of a table, column, foreign key or enum: one each, as a list that is empty for none. */
  readonly names: ReadonlyMap<string, readonly [string]>;
  readonly madeByFields: readonly MadeByField[];
}

export const NO_HINTS: Hints = { names: new Map(), madeByFields: [] };

/** The names of a Model that has been lowered before. */
export function hintsOf(model: Model, ids: IdScheme): Hints {
  const names = new Map<string, readonly [string]>();
  const madeByFields: MadeByField[] = [];
  const { tables } = resolveModel(expandModel(model), ids.make, ids.cut);
  for (const table of tables) {
    const { source, columns, foreignKeys, columnsOf } = table;
    if (!("entity" in source)) continue;
    madeByFields.push(...madeByFieldsOf(table, source.entity));
    names.set(ids.table(table), [source.entity.name]);
    for (const { name: column, origin } of columns) {
      if (origin.kind === "field") names.set(ids.column(table, column), [origin.field.name]);
    }
    const relations = source.entity.relations.filter((relation) => relation.kind === "one");
    for (const key of foreignKeys) {
      const relation = relations.find((one) => columnsOf.get(one.name)?.join() === key.columns.join());
      if (relation) names.set(ids.foreignKey(table, key), [relation.name]);
    }
  }
  if (ids.enumType) for (const type of model.types) names.set(ids.enumType(type), [type.name]);
  return { conventions: model.conventions, names, madeByFields };
}

function madeByFieldsOf(
  { checks, indexes, columnsOf }: ResolvedTable,
  { name: entity, fields }: Entity,
): MadeByField[] {
  const byPath = new Map(fields.map(({ name }) => [`${entity}.${name}`, name]));
  const byColumn = new Map(fields.map(({ name }) => [columnsOf.get(name)?.join(), name]));
  const made = (section: MadeByField["section"], name: string, field: string | undefined): MadeByField[] =>
    field === undefined ? [] : [{ entity, field, section, name }];
  return [
    ...checks.flatMap(({ name, path }) => made("checks", name, byPath.get(path))),
    ...indexes.flatMap(({ name, origin, parts }) =>
      origin === "field" ? made("indexes", name, byColumn.get(parts[0]?.column)) : [],
    ),
  ];
}
