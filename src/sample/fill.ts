/** Fills the tables of a schema in order, as steps that an engine writes down. Rows pass by; only keys are kept. */
import type { Lookup } from "./evaluate.ts";
import { KeyTracker } from "./keys.ts";
import { fillOrder, type Opening } from "./order.ts";
import { ParentRows } from "./parents.ts";
import type {
  ExistingRow,
  SampleColumn,
  SampleEngine,
  SampleForeignKey,
  SampleNote,
  SampleSchema,
  SampleStep,
  SampleTable,
} from "./schema.ts";
import { type Filling, TableFiller } from "./table-filler.ts";
import type { Cell } from "./values.ts";

export interface FillOptions {
  /** Rows of each table. */
  readonly rows: number;
  readonly seed: string;
  /** Rows that tables have already, by id of table: such tables are not filled, only referred to. */
  readonly existing: ReadonlyMap<string, readonly ExistingRow[]>;
}

type Insert = SampleStep & { readonly kind: "insert" };

/** Rows in one statement. */
const BATCH = 100;
/** So many rows in a row that cannot be made end a table: there are no more. */
const GIVE_UP = 12;

/** A row whose foreign key is served later. */
interface Waiting {
  readonly values: ReadonlyMap<string, Cell>;
  readonly row: Cell[];
}

/** What is kept of a table for its keys that are served later. */
interface Held {
  readonly filler: TableFiller;
  readonly keys: Map<SampleForeignKey, Opening>;
  readonly rows: Waiting[];
}

/** Gives the steps in their order and the notes to `note`. */
export class Fill {
  readonly #options: FillOptions;
  readonly #engine: SampleEngine;
  readonly #schema: SampleSchema;
  readonly #note: (note: SampleNote) => void;
  readonly #parents = new Map<string, ParentRows>();
  readonly #filling: Filling;
  readonly #held: Held[] = [];
  /** Steps that wait for rows of another table. */
  #buffer: SampleStep[] = [];

  constructor(schema: SampleSchema, engine: SampleEngine, options: FillOptions, note: (note: SampleNote) => void) {
    this.#schema = schema;
    this.#engine = engine;
    this.#options = options;
    this.#note = note;
    this.#filling = { seed: options.seed, parents: this.#parents, sequences: new Map() };
  }

  *steps(): Generator<SampleStep> {
    for (const note of this.#schema.notes) this.#note(note);
    this.#prepareParents();
    const toFill = this.#schema.tables.filter(({ id, rows }) => !rows && !this.#options.existing.has(id));
    const { tables, openings } = fillOrder(toFill, this.#engine.alwaysDeferrable);
    for (const table of tables) {
      for (const step of this.#fillTable(table, openings)) {
        if (this.#isWaiting()) this.#buffer.push(step);
        else yield step;
      }
      const updates = this.#serve(table);
      if (this.#isWaiting()) this.#buffer.push(...updates);
      else {
        yield* this.#flush();
        yield* updates;
      }
    }
    yield* this.#flush();
  }

  #isWaiting(): boolean {
    return this.#held.some(({ keys }) => [...keys.values()].some((opening) => opening !== "update"));
  }

  #together = false;

  *#flush(): Generator<SampleStep> {
    const steps = this.#buffer;
    this.#buffer = [];
    const inserts = steps.filter((step): step is Insert => step.kind === "insert" && step.rows.length > 0);
    if (this.#together && inserts.length > 1) yield { kind: "together", steps: inserts };
    else yield* steps;
    this.#together = false;
  }

  /** Of each table, the columns that others refer to. */
  #prepareParents(): void {
    const columns = new Map<string, Set<string>>();
    for (const { foreignKeys } of this.#schema.tables) {
      for (const { target, targetColumns } of foreignKeys) {
        const names = columns.get(target) ?? new Set<string>();
        for (const name of targetColumns) names.add(name);
        columns.set(target, names);
      }
    }
    for (const { id, rows } of this.#schema.tables) {
      const referred = [...(columns.get(id) ?? [])];
      const parents = new ParentRows(referred);
      this.#parents.set(id, parents);
      for (const row of this.#options.existing.get(id) ?? rows ?? []) {
        // Nobody can refer to what nobody knows.
        if (referred.every((name) => Object.hasOwn(row, name))) parents.add((name) => row[name] ?? null);
      }
    }
  }

  *#fillTable(table: SampleTable, openings: ReadonlyMap<SampleForeignKey, Opening>): Generator<SampleStep> {
    const later = table.foreignKeys.filter((key) => openings.has(key));
    const filler = new TableFiller(table, this.#filling, (key) => openings.has(key));
    const blocked = this.#obstacleOf(filler);
    if (blocked !== undefined) {
      this.#note({ code: "TABLE_SKIPPED", object: table.id, message: `${table.name} is left empty: ${blocked}` });
      return;
    }
    const held: Held | undefined =
      later.length === 0
        ? undefined
        : { filler, keys: new Map(later.map((key) => [key, openings.get(key) ?? "update"])), rows: [] };
    if (held) this.#held.push(held);
    let [made, missed] = [0, 0];
    let rows: Cell[][] = [];
    for (let number = 0; number < this.#options.rows && missed < GIVE_UP; number++) {
      const row = filler.next(number);
      if (!row) {
        missed++;
        continue;
      }
      missed = 0;
      made++;
      rows.push(row);
      this.#parents.get(table.id)?.add((name) => filler.value(name));
      if (held) held.rows.push({ row, values: new Map(table.columns.map(({ name }) => [name, filler.value(name)])) });
      if (rows.length === BATCH) {
        yield { kind: "insert", table, columns: filler.columns, rows };
        rows = [];
      }
    }
    if (rows.length > 0) yield { kind: "insert", table, columns: filler.columns, rows };
    this.#tell(table, filler, made);
  }

  /** Why no row can be made at all. */
  #obstacleOf(filler: TableFiller): string | undefined {
    const strange = filler.columns.find(({ type }) => type.kind === "unknown");
    if (strange?.type.kind === "unknown")
      return `values of the type ${strange.type.name} (${strange.name}) are not known`;
    for (const { key, nullable, self, later } of filler.references) {
      if (nullable || self || later) continue;
      if ((this.#parents.get(key.target)?.size ?? 0) === 0) return `${key.name} needs rows that are not there`;
    }
    return undefined;
  }

  #tell(table: SampleTable, filler: TableFiller, made: number): void {
    const { rows } = this.#options;
    if (made === 0 && rows > 0) {
      const message = `${table.name} is left empty: no row was found that satisfies ${filler.obstacle}`;
      this.#note({ code: "TABLE_SKIPPED", object: table.id, message });
    } else if (made < rows) {
      const message = `${table.name} has ${made} of ${rows} rows: no others were found because of ${filler.obstacle}`;
      this.#note({ code: "ROWS_LEFT_OUT", object: table.id, message });
    }
    for (const name of filler.undecided) {
      const message = `${name} of ${table.name} cannot be decided here: the database may refuse rows`;
      this.#note({ code: "NOT_DECIDED", object: table.id, message });
    }
  }

  /** Serves the keys that waited for the rows of a table. */
  #serve(target: SampleTable): SampleStep[] {
    const updates: SampleStep[] = [];
    for (const held of this.#held) {
      for (const [key, opening] of held.keys) {
        if (key.target !== target.id) continue;
        held.keys.delete(key);
        if (opening === "together") this.#together = true;
        updates.push(...this.#serveKey(held, key, opening));
      }
    }
    for (let at = this.#held.length - 1; at >= 0; at--) if (this.#held[at]?.keys.size === 0) this.#held.splice(at, 1);
    return updates;
  }

  *#serveKey({ filler, rows }: Held, key: SampleForeignKey, opening: Opening): Generator<SampleStep> {
    const parents = this.#parents.get(key.target);
    if (!parents || parents.size === 0) return;
    const { table } = filler;
    const shared = key.columns.filter((name) =>
      table.foreignKeys.some((other) => other !== key && other.columns.includes(name)),
    );
    const primary = table.keys.find((candidate) => candidate.primary);
    const identifying = (primary?.parts ?? []).flatMap((part) => (part.kind === "column" ? [part.name] : []));
    const columnOf = (name: string): SampleColumn | undefined => table.columns.find((column) => column.name === name);
    const trackers = table.keys
      .map((candidate) => new KeyTracker(candidate, table))
      .filter(({ columns }) => key.columns.some((name) => columns.has(name)));
    let unserved = 0;
    for (const [number, { row, values }] of rows.entries()) {
      const fixed = shared.map(
        (name) => [key.targetColumns[key.columns.indexOf(name)] ?? "", values.get(name) ?? null] as const,
      );
      const candidates = fixed.length === 0 ? undefined : parents.matching(fixed);
      const chosen = chooseApart(trackers, candidates?.length ?? parents.size, number, (place) => {
        const parent = candidates ? (candidates[place] ?? 0) : place;
        const after = new Map(values);
        for (const [at, name] of key.columns.entries())
          after.set(name, parents.value(parent, key.targetColumns[at] ?? ""));
        return { parent, lookup: (name) => after.get(name) ?? null };
      });
      if (chosen === undefined) {
        // Null at first stays so; what had to be something has to be some row.
        if (key.columns.every((name) => values.get(name) !== null)) unserved++;
        continue;
      }
      const free = key.columns.flatMap((name, at) => {
        const column = columnOf(name);
        return column && !shared.includes(name)
          ? [[column, parents.value(chosen, key.targetColumns[at] ?? "")] as const]
          : [];
      });
      if (opening === "update") {
        const found = identifying.flatMap((name) => {
          const column = columnOf(name);
          return column ? [[column, values.get(name) ?? null] as const] : [];
        });
        yield { kind: "update", table, set: free, key: found };
        continue;
      }
      for (const [column, value] of free) {
        const at = filler.columns.indexOf(column);
        if (at >= 0) row[at] = value;
      }
    }
    if (unserved > 0) {
      const message = `${unserved} rows of ${table.name} refer by ${key.name} to rows that are not there`;
      this.#note({ code: "NOT_DECIDED", object: table.id, message });
    }
  }
}

/** How many targets are tried for a row whose keys are taken. */
const TRIES = 24;

/** The first target, from the `number`-th on, with which a row differs from those before it. */
function chooseApart(
  trackers: readonly KeyTracker[],
  size: number,
  number: number,
  at: (place: number) => { readonly parent: number; readonly lookup: Lookup },
): number | undefined {
  for (let tried = 0; tried < Math.min(size, TRIES); tried++) {
    const { parent, lookup } = at((number + tried) % size);
    const entries = trackers.map((tracker) => tracker.entry(lookup));
    if (trackers.some((tracker, index) => tracker.has(entries[index]))) continue;
    for (const [index, tracker] of trackers.entries()) tracker.add(entries[index]);
    return parent;
  }
  return undefined;
}
