/** Keeps the rows of a table apart: what its keys have seen. */
import { evaluate, type Lookup, UNKNOWN } from "./evaluate.ts";
import type { SampleKey, SampleTable } from "./schema.ts";
import { column, columnsOf, type Term } from "./terms.ts";
import { type Cell, identity } from "./values.ts";

export class KeyTracker {
  readonly key: SampleKey;
  /** Names of the columns that it reads. */
  readonly columns: ReadonlySet<string>;
  /** True once a part could not be computed, so that the columns it reads stood for it. */
  guessed = false;
  readonly #seen = new Set<string>();
  readonly #folded: ReadonlySet<string>;

  constructor(key: SampleKey, table: SampleTable) {
    this.key = key;
    this.columns = new Set(key.parts.flatMap((part) => [...columnsOf(part)]));
    const folded = table.columns.filter(({ type }) => type.kind === "text" && type.folded);
    this.#folded = new Set(folded.map(({ name }) => name));
  }

  /** What the key sees of a row; undefined for rows that it does not hold. */
  entry(row: Lookup): string | undefined {
    if (this.key.where) {
      const held = evaluate(this.key.where, row);
      if (held === false || held === null) return undefined;
    }
    const entry: string[] = [];
    for (const part of this.key.parts) {
      const value = evaluate(part, row);
      if (value === null && !this.key.nullsAgree) return undefined;
      if (value === UNKNOWN) entry.push(...this.#standIns(part, row));
      else entry.push(this.#text(part, value));
    }
    return entry.join("\u0000");
  }

  #standIns(part: Term, row: Lookup): string[] {
    this.guessed = true;
    return [...columnsOf(part)].map((name) => {
      const value = evaluate(column(name), row);
      return value === UNKNOWN ? "" : identity(value);
    });
  }

  #text(part: Term, value: Cell): string {
    if (typeof value !== "string") return identity(value);
    const text = value.trimEnd();
    return identity(part.kind === "column" && this.#folded.has(part.name) ? text.toLowerCase() : text);
  }

  has(entry: string | undefined): boolean {
    return entry !== undefined && this.#seen.has(entry);
  }

  add(entry: string | undefined): void {
    if (entry !== undefined) this.#seen.add(entry);
  }
}
