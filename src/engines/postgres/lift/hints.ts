/** What the author of a Model called things: entities, fields and relations by the ids of what they became. */
import { expandModel } from "../../../model/expand/index.ts";
import type { Conventions, Model } from "../../../model/model.ts";
import { resolveModel } from "../../../model/resolve/index.ts";
import { childId, makeObjectName, schemaObjectId, truncateName } from "../ids.ts";
import { DEFAULT_SCHEMA } from "../quote.ts";
import { enumName } from "../types.ts";

export interface Hints {
  readonly conventions?: Conventions;
  /** Names by the id of a table, column, foreign key or enum: one each, as a list that is empty for none. */
  readonly names: ReadonlyMap<string, readonly [string]>;
}

export const NO_HINTS: Hints = { names: new Map() };

/** The names of a Model that has been lowered before. */
export function hintsOf(model: Model): Hints {
  const names = new Map<string, readonly [string]>();
  const { tables } = resolveModel(expandModel(model), makeObjectName, truncateName);
  for (const { source, schema = DEFAULT_SCHEMA, name, columns, foreignKeys, columnsOf } of tables) {
    if (!("entity" in source)) continue;
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
  return { conventions: model.conventions, names };
}
