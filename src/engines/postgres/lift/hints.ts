/** What the author of a Model called things: entities, fields and relations by the ids of what they became. */
import { expandModel } from "../../../model/expand/index.ts";
import type { Conventions, Entity, Model } from "../../../model/model.ts";
import { type ResolvedTable, resolveModel } from "../../../model/resolve/index.ts";
import { childId, makeObjectName, schemaObjectId, truncateName } from "../ids.ts";
import { DEFAULT_SCHEMA } from "../quote.ts";
import { enumName } from "../types.ts";

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
export function hintsOf(model: Model): Hints {
  const names = new Map<string, readonly [string]>();
  const madeByFields: MadeByField[] = [];
  const { tables } = resolveModel(expandModel(model), makeObjectName, truncateName);
  for (const table of tables) {
    const { source, schema = DEFAULT_SCHEMA, name, columns, foreignKeys, columnsOf } = table;
    if (!("entity" in source)) continue;
    madeByFields.push(...madeByFieldsOf(table, source.entity));
    names.set(schemaObjectId("table", schema, name), [source.entity.name]);
    for (const { name: column, origin } of columns) {
      if (origin.kind === "field") names.set(childId("column", schema, name, column), [origin.field.name]);
    }
    const relations = source.entity.relations.filter((relation) => relation.kind === "one");
    for (const key of foreignKeys) {
      const relation = relations.find((one) => columnsOf.get(one.name)?.join() === key.columns.join());
      if (relation) names.set(childId("foreign-key", schema, name, key.name), [relation.name]);
    }
  }
  for (const type of model.types) {
    const { schema, name } = enumName(type);
    names.set(schemaObjectId("enum", schema, name), [type.name]);
  }
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
