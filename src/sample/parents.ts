/** The key values of rows that others refer to: all that is kept of a table while its rows pass by. */
import { type Cell, identity } from "./values.ts";

interface Index {
  readonly rows: Map<string, number[]>;
  /** How many rows are in it. */
  size: number;
}

export class ParentRows {
  readonly #columns: readonly string[];
  readonly #rows: (readonly Cell[])[] = [];
  readonly #indexes = new Map<string, Index>();

  /** @param columns those that foreign keys refer to */
  constructor(columns: readonly string[]) {
    this.#columns = columns;
  }

  get size(): number {
    return this.#rows.length;
  }

  add(value: (column: string) => Cell): void {
    this.#rows.push(this.#columns.map(value));
  }

  /** The value of a row's column. */
  value(row: number, column: string): Cell {
    return this.#rows[row]?.[this.#columns.indexOf(column)] ?? null;
  }

  /** The rows that have these values; constant in time for each row. */
  matching(wanted: readonly (readonly [string, Cell])[]): readonly number[] {
    const name = JSON.stringify(wanted.map(([column]) => column));
    let index = this.#indexes.get(name);
    if (!index) {
      index = { rows: new Map(), size: 0 };
      this.#indexes.set(name, index);
    }
    for (; index.size < this.#rows.length; index.size++) {
      const at = index.size;
      const key = wanted.map(([column]) => identity(this.value(at, column))).join("\u0000");
      const rows = index.rows.get(key);
      if (rows) rows.push(at);
      else index.rows.set(key, [at]);
    }
    return index.rows.get(wanted.map(([, cell]) => identity(cell)).join("\u0000")) ?? [];
  }
}
