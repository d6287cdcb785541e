/** Gives columns the meaning words of the model that they come from. */
import { expandModel } from "../model/expand/index.ts";
import type { Model } from "../model/model.ts";
import { resolveModel } from "../model/resolve/index.ts";
import { TYPE_WORDS } from "../model/types.ts";
import type { SampleSchema } from "./schema.ts";

/** Words of storage that say more than the engine's type does. */
const TELLING = new Set(["ulid", "objectid", "uuid", "inet"]);

/** The schema with the words of the model's types, found by the names of table and column. */
export function withMeanings(schema: SampleSchema, model: Model): SampleSchema {
  const words = new Map<string, string>();
  const { tables } = resolveModel(expandModel(model), (...parts) =>
    parts.filter((part) => part !== undefined).join("_"),
  );
  for (const table of tables) {
    for (const { name, type } of table.columns) {
      const isMeaning = TYPE_WORDS.get(type.name)?.storage !== undefined || TELLING.has(type.name);
      if (isMeaning && type.array === 0) words.set(keyOf(table.name, name), type.name);
    }
  }
  return {
    ...schema,
    tables: schema.tables.map((table) => ({
      ...table,
      columns: table.columns.map((column) => {
        const meaning = words.get(keyOf(table.name, column.name));
        return meaning === undefined ? column : { ...column, meaning };
      }),
    })),
  };
}

function keyOf(table: string, column: string): string {
  return JSON.stringify([table.toLowerCase(), column.toLowerCase()]);
}
