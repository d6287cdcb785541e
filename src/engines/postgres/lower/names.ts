/** Names that PostgreSQL would choose, where something else has them already. */
import type { ResolvedTable } from "../../../model/resolve/index.ts";
import { makeObjectName } from "../ids.ts";
import { DEFAULT_SCHEMA } from "../quote.ts";

/** `table_column_label`, with the number that the server would choose where that is taken; it is taken from then on. */
export function freeName(taken: Set<string>, table: string, column: string, label: string): string {
  let name = makeObjectName(table, column, label);
  for (let number = 1; taken.has(name); number++) name = makeObjectName(table, column, `${label}${number}`);
  taken.add(name);
  return name;
}

/** The names of tables, indexes and sequences of each schema, which share one space. */
export class RelationNames {
  readonly #taken = new Map<string, Set<string>>();

  constructor(tables: readonly ResolvedTable[]) {
    for (const table of tables) {
      const taken = this.#of(table);
      taken.add(table.name);
      for (const { name } of [...table.uniques, ...table.indexes]) taken.add(name);
      if (table.primaryKey) taken.add(table.primaryKey.name);
    }
  }

  /**
   * The name of an identity column's sequence where it cannot be the usual one; undefined where it is. The server picks
   * among the names that are taken when it makes the table, and so would take that of an index that is made later.
   */
  sequence(table: ResolvedTable, column: string): { readonly schema: string; readonly name: string } | undefined {
    const name = freeName(this.#of(table), table.name, column, "seq");
    return name === makeObjectName(table.name, column, "seq") ? undefined : { schema: schemaOf(table), name };
  }

  #of(table: ResolvedTable): Set<string> {
    const schema = schemaOf(table);
    const taken = this.#taken.get(schema) ?? new Set();
    this.#taken.set(schema, taken);
    return taken;
  }
}

function schemaOf(table: ResolvedTable): string {
  return table.schema ?? DEFAULT_SCHEMA;
}
