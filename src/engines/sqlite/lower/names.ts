/** Names in a database that has one schema, where tables, views and indexes share them. */
import type { ResolvedTable } from "../../../model/resolve/index.ts";
import { fold } from "../quote.ts";

/** Gives tables and indexes their names: their own, or with the schema before it where two schemas use one name. */
export class DatabaseNames {
  readonly #taken = new Set<string>();
  readonly #triggers = new Set<string>();
  readonly #tables = new Map<ResolvedTable, string>();

  /** @param tables all tables of the Model: they come before indexes */
  constructor(tables: readonly ResolvedTable[]) {
    for (const table of tables) this.#tables.set(table, this.#free(table.name, table.schema));
  }

  table(table: ResolvedTable): string {
    return this.#tables.get(table) ?? table.name;
  }

  /** A name for a trigger: they share none with tables and indexes. */
  trigger(name: string): string {
    let free = name;
    for (let number = 1; this.#triggers.has(fold(free)); number++) free = `${name}${number}`;
    this.#triggers.add(fold(free));
    return free;
  }

  /** The name of an index, a view or a search table. */
  index(name: string, schema: string | undefined): string {
    return this.#free(name, schema);
  }

  #free(name: string, schema: string | undefined): string {
    let free = this.#taken.has(fold(name)) && schema !== undefined ? `${schema}_${name}` : name;
    for (let number = 1; this.#taken.has(fold(free)); number++) free = `${name}${number}`;
    this.#taken.add(fold(free));
    return free;
  }
}
