/** Makes the rows of one table, one after the other. */
import { evaluate, type Lookup, type Result, UNKNOWN } from "./evaluate.ts";
import {
  type ColumnPlan,
  drawsNull,
  makeValue,
  numbered,
  planColumn,
  type RowSource,
  rowSource,
  withFittingMeaning,
} from "./generate.ts";
import { KeyTracker } from "./keys.ts";
import { limitsOf } from "./limits.ts";
import type { ParentRows } from "./parents.ts";
import { chooseParent, combination, planReferences, type ReferencePlan, treeParent } from "./references.ts";
import { type Draft, satisfy } from "./repair.ts";
import type { SampleCheck, SampleColumn, SampleForeignKey, SampleTable } from "./schema.ts";
import { slotValues } from "./slots.ts";
import { columnsOf, type Term } from "./terms.ts";
import type { Cell } from "./values.ts";

/** What tables share while a database is filled. */
export interface Filling {
  readonly seed: string;
  /** By id of table. */
  readonly parents: ReadonlyMap<string, ParentRows>;
  /** The next number of each sequence. */
  readonly sequences: Map<string, number>;
}

/** How often a row is begun anew before it is given up, and how often it is mended before that. */
const ATTEMPTS = 24;
const ROUNDS = 6;
const VARIATIONS = 14;

/** The checks that read one column alone, by that column. */
function checksByColumn(table: SampleTable): ReadonlyMap<string, Term[]> {
  const found = new Map<string, Term[]>();
  for (const { term } of table.checks) {
    const [name, ...others] = columnsOf(term);
    if (name !== undefined && others.length === 0) found.set(name, [...(found.get(name) ?? []), term]);
  }
  return found;
}

/** The first row of a tree, and every row where each needs another target: those refer to themselves. */
function isRoot({ self, place, nullable }: ReferencePlan, number: number): boolean {
  return self && (treeParent(number) === undefined || (place !== undefined && !nullable));
}

/** A root's columns are set in the end: null, or what the row itself has; but for those that it has by itself. */
function waitsForRoot(key: SampleForeignKey, { name, nullable }: SampleColumn): boolean {
  return key.columns.includes(name) && (nullable || !key.targetColumns.includes(name));
}

/** A check holds unless it is false. */
function isTrue(value: Result): boolean {
  return value !== false && value !== 0;
}

export class TableFiller implements Draft {
  readonly table: SampleTable;
  /** What is written; the others are left to the database. */
  readonly columns: readonly SampleColumn[];
  readonly references: readonly ReferencePlan[];
  /** Checks that could not be decided for some row, and keys that were guessed. */
  readonly undecided = new Set<string>();
  /** What stood in the way of the last row that was given up. */
  obstacle = "";
  readonly #filling: Filling;
  readonly #plans: readonly ColumnPlan[];
  readonly #byName: ReadonlyMap<string, ColumnPlan>;
  readonly #all: ReadonlyMap<string, SampleColumn>;
  readonly #keys: readonly KeyTracker[];
  readonly #referring: ReadonlySet<string>;
  readonly #slotted: ReadonlySet<string>;
  #values = new Map<string, Cell>();
  #source: RowSource;
  #places: readonly number[] = [];

  /** @param later the foreign keys that are served when their targets have rows */
  constructor(table: SampleTable, filling: Filling, later: (key: SampleForeignKey) => boolean) {
    this.table = table;
    this.#filling = filling;
    this.references = planReferences(table, later);
    this.#referring = new Set(table.foreignKeys.flatMap(({ columns }) => columns));
    this.columns = table.columns.filter((column) => !this.#isLeftOut(column));
    const limits = limitsOf(table.checks);
    const alone = new Set(
      table.keys.flatMap(({ parts }) => (parts.length === 1 && parts[0]?.kind === "column" ? [parts[0].name] : [])),
    );
    const own = checksByColumn(table);
    this.#plans = this.columns.map((column) => {
      const plan = planColumn(column, table.name, limits.get(column.name) ?? {}, alone.has(column.name));
      const terms = own.get(column.name);
      if (!terms) return plan;
      return withFittingMeaning(plan, (value) => terms.every((term) => isTrue(evaluate(term, () => value))));
    });
    this.#byName = new Map(this.#plans.map((plan) => [plan.column.name, plan]));
    this.#all = new Map(table.columns.map((column) => [column.name, column]));
    this.#keys = table.keys.map((key) => new KeyTracker(key, table));
    this.#slotted = new Set(table.slots.flatMap((slot) => ("range" in slot ? [slot.range] : [slot.from, slot.to])));
    this.#source = rowSource(filling.seed, table.id, 0, 0);
  }

  get random() {
    return this.#source.random;
  }

  readonly lookup: Lookup = (name) => {
    const value = this.#values.get(name);
    if (value !== undefined) return value;
    const column = this.#all.get(name);
    if (column?.generated) return evaluate(column.generated, this.lookup);
    return UNKNOWN;
  };

  /** Makes the `number`-th row; undefined where none was found. The row's values stay readable until the next. */
  next(number: number): Cell[] | undefined {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (!this.#begin(number, attempt)) continue;
      if (!this.#mend()) continue;
      const entries = this.#apart(number);
      if (!entries) continue;
      for (const [at, key] of this.#keys.entries()) key.add(entries[at]);
      this.#note();
      for (const { sequence } of this.table.columns) if (sequence) this.#advance(sequence.name, sequence.increment);
      return this.columns.map(({ name }) => this.value(name));
    }
    return undefined;
  }

  /** A value of the present row, also of columns that the database numbers. */
  value(name: string): Cell {
    const value = this.lookup(name);
    return value === UNKNOWN ? null : value;
  }

  plan(name: string): ColumnPlan | undefined {
    return this.#referring.has(name) ? undefined : this.#byName.get(name);
  }

  set(name: string, value: Cell): void {
    if (this.#byName.has(name)) this.#values.set(name, value);
  }

  clear(name: string): boolean {
    if (!this.#byName.get(name)?.column.nullable) return false;
    this.#values.set(name, null);
    return true;
  }

  refill(name: string): boolean {
    const plan = this.#byName.get(name);
    if (!plan) return false;
    if (!this.#referring.has(name)) {
      this.#values.set(name, makeValue(plan, this.#source));
      return true;
    }
    const reference = this.references.find(({ key, later }) => key.columns.includes(name) && !later);
    if (!reference) return false;
    for (const column of reference.key.columns) this.#values.delete(column);
    return this.#refer(reference, true);
  }

  save(): () => void {
    const values = new Map(this.#values);
    return () => {
      this.#values = values;
    };
  }

  #isLeftOut(column: SampleColumn): boolean {
    if (column.generated) return true;
    if (column.type.kind === "unknown") return column.hasDefault === true || column.nullable;
    return column.sequence !== undefined && !this.#referring.has(column.name);
  }

  #advance(sequence: string, increment: number): void {
    const next = this.#filling.sequences.get(sequence);
    if (next !== undefined) this.#filling.sequences.set(sequence, next + increment);
  }

  #begin(number: number, attempt: number): boolean {
    this.#source = rowSource(this.#filling.seed, this.table.id, number, attempt);
    this.#values = new Map();
    for (const { name, sequence } of this.table.columns) {
      if (!sequence || this.#byName.has(name)) continue;
      const next = this.#filling.sequences.get(sequence.name) ?? sequence.start;
      this.#filling.sequences.set(sequence.name, next);
      this.#values.set(name, next);
    }
    for (const slot of this.table.slots) {
      for (const [name, value] of slotValues(slot, this.#all, number)) {
        if (!this.#referring.has(name)) this.#values.set(name, value);
      }
    }
    const inKey = this.references.filter(({ place }) => place !== undefined);
    const sizes = inKey.map(({ key }) => this.#filling.parents.get(key.target)?.size ?? 0);
    this.#places = combination(number + attempt * 31, sizes);
    const roots: ReferencePlan[] = [];
    for (const reference of this.references) {
      if (reference.later) this.#postpone(reference);
      else if (isRoot(reference, number)) roots.push(reference);
      else if (!this.#refer(reference, reference.place !== undefined && !reference.nullable)) return false;
    }
    for (const plan of this.#plans) {
      const { name } = plan.column;
      if (this.#values.has(name) || roots.some(({ key }) => waitsForRoot(key, plan.column))) continue;
      this.#values.set(name, drawsNull(plan, this.#source) ? null : makeValue(plan, this.#source));
    }
    return roots.every((reference) => this.#root(reference));
  }

  /** Null where the column may be, else a value that is replaced later. */
  #postpone({ key }: ReferencePlan): void {
    for (const name of key.columns) {
      const plan = this.#byName.get(name);
      if (!plan || this.#values.has(name)) continue;
      this.#values.set(name, plan.column.nullable ? null : makeValue(plan, this.#source));
    }
  }

  /** The root of a tree refers to nothing, or to itself. */
  #root({ key }: ReferencePlan): boolean {
    for (const [at, name] of key.columns.entries()) {
      if (this.#values.has(name)) continue;
      const nullable = this.#byName.get(name)?.column.nullable;
      this.#values.set(name, nullable ? null : this.value(key.targetColumns[at] ?? ""));
    }
    return true;
  }

  /** Sets the columns of a foreign key; false where nothing fits and none of them may be null. */
  #refer(reference: ReferencePlan, always: boolean): boolean {
    const { key, nullable } = reference;
    const free = key.columns.filter((name) => !this.#values.has(name));
    if (free.length === 0) {
      // What other keys have set has to be there too, unless a part is null.
      const cells = key.columns.map((name) => this.value(name));
      if (cells.includes(null)) return true;
      const wanted = key.columns.map((_name, at) => [key.targetColumns[at] ?? "", cells[at] ?? null] as const);
      return (this.#filling.parents.get(key.target)?.matching(wanted).length ?? 0) > 0;
    }
    const row = nullable && !always && this.random.chance(0.15) ? undefined : this.#choose(reference, free);
    const parents = this.#filling.parents.get(key.target);
    if (row === undefined || !parents) {
      const clearable = free.filter((name) => this.#byName.get(name)?.column.nullable);
      this.obstacle = `no row that ${key.name} could refer to`;
      for (const name of clearable) this.#values.set(name, null);
      return clearable.length > 0;
    }
    for (const name of free)
      this.#values.set(name, parents.value(row, key.targetColumns[key.columns.indexOf(name)] ?? ""));
    return true;
  }

  #choose(reference: ReferencePlan, free: readonly string[]): number | undefined {
    const { key } = reference;
    const parents = this.#filling.parents.get(key.target);
    if (!parents) return undefined;
    const fixed = key.columns.filter((name) => !free.includes(name)).map((name) => [name, this.value(name)] as const);
    if (fixed.some(([, cell]) => cell === null)) return undefined;
    const { number } = this.#source;
    if (reference.self && reference.place !== undefined && fixed.length === 0) return parents.size - 1;
    if (reference.self && fixed.length === 0) {
      const row = treeParent(Math.min(number, parents.size));
      return row !== undefined && row < parents.size ? row : undefined;
    }
    return chooseParent(reference, parents, fixed, number, this.#places, this.random);
  }

  /** Makes the checks hold; false where one stays false. */
  #mend(): boolean {
    for (let round = 0; round < ROUNDS; round++) {
      const broken = this.table.checks.filter(({ term }) => this.#isBroken(term));
      if (broken.length === 0) return true;
      for (const { term } of broken) satisfy(term, true, this, round);
      this.obstacle = `the check ${broken[0]?.name}`;
    }
    return !this.table.checks.some(({ term }) => this.#isBroken(term));
  }

  #isBroken(term: SampleCheck["term"]): boolean {
    return !isTrue(evaluate(term, this.lookup));
  }

  /** Makes the row differ from those before it; gives what each key has seen of it. */
  #apart(number: number): (string | undefined)[] | undefined {
    for (let tried = 0; tried < VARIATIONS; tried++) {
      const entries = this.#keys.map((key) => key.entry(this.lookup));
      const at = this.#keys.findIndex((key, index) => key.has(entries[index]));
      if (at < 0) return entries;
      const key = this.#keys[at];
      this.obstacle = `the key ${key?.key.name}`;
      if (!key || !this.#vary(key, number + tried, tried) || !this.#mend()) return undefined;
    }
    return undefined;
  }

  #vary(key: KeyTracker, number: number, tried: number): boolean {
    const free = [...key.columns].filter((name) => this.plan(name) && !this.#slotted.has(name));
    const name = free[tried % Math.max(1, free.length)];
    const plan = name === undefined ? undefined : this.plan(name);
    if (!plan || name === undefined) return false;
    this.#values.set(name, numbered(plan, this.#source, number));
    return true;
  }

  #note(): void {
    for (const { name, term } of this.table.checks) {
      if (!this.undecided.has(name) && evaluate(term, this.lookup) === UNKNOWN) this.undecided.add(name);
    }
    for (const key of this.#keys) if (key.guessed) this.undecided.add(key.key.name);
  }
}
