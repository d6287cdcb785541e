/** Sample rows: deterministic rows that satisfy what a Catalog asks for, and the script that inserts them. */
import type { Catalog } from "../catalog/catalog.ts";
import { SchemaforgeError } from "../model/errors.ts";
import type { Model } from "../model/model.ts";
import { Fill } from "./fill.ts";
import { withMeanings } from "./model-meanings.ts";
import type { ExistingRow, SampleEngine, SampleNote, SampleStep } from "./schema.ts";
import type { Cell } from "./values.ts";

export type { SampleNote, SampleStep } from "./schema.ts";
export type { Cell } from "./values.ts";

export interface SampleOptions {
  /** Rows of each table; fewer where its keys do not allow as many. */
  readonly rows: number;
  /** Another seed gives other rows; the same seed the same ones, on every machine. */
  readonly seed?: string | number;
  /** Whose meaning words (`email`, `money` …) say what columns mean; without it their names do. */
  readonly model?: Model;
  /** Rows that tables have already, by id of table: such tables are only referred to. */
  readonly existing?: ReadonlyMap<string, readonly ExistingRow[]>;
}

export interface SampledTable {
  /** Id of the table in the catalog. */
  readonly id: string;
  readonly schema?: string;
  readonly name: string;
  /** The columns that are written; the others are left to the database. */
  readonly columns: readonly string[];
  /** Values in the order of the columns. */
  readonly rows: readonly (readonly Cell[])[];
}

export interface Sample {
  /** In an order in which they can be inserted. */
  readonly tables: readonly SampledTable[];
  /** What is left out or not certain. */
  readonly notes: readonly SampleNote[];
}

const LOADERS: { readonly [engine: string]: () => Promise<SampleEngine> } = {
  postgres: async () => (await import("./postgres/index.ts")).postgresSamples,
  sqlite: async () => (await import("./sqlite/index.ts")).sqliteSamples,
};

const MOST_ROWS = 10_000_000;

/**
 * The steps that fill an empty database of the catalog, one after the other; nothing but keys is kept of them.
 *
 * @param note told of what is left out or not certain, while the steps are taken
 * @throws SchemaforgeError `ENGINE_NOT_SUPPORTED`, `BAD_ROWS` for a number of rows that is none
 */
export async function* sampleSteps(
  catalog: Catalog,
  options: SampleOptions,
  note: (note: SampleNote) => void,
): AsyncGenerator<SampleStep> {
  const { rows, seed = 1, model, existing = new Map() } = options;
  if (!Number.isInteger(rows) || rows < 0 || rows > MOST_ROWS) {
    throw new SchemaforgeError("BAD_ROWS", `${rows} is no number of rows`, {
      remedy: `Give a whole number from 0 to ${MOST_ROWS}`,
    });
  }
  const engine = await loadSamples(catalog.engine);
  const described = await engine.describe(catalog);
  const schema = model ? withMeanings(described, model) : described;
  yield* new Fill(schema, engine, { rows, seed: String(seed), existing }, note).steps();
}

/**
 * Rows for every table of a catalog, all in memory.
 *
 * @throws SchemaforgeError as `sampleSteps`
 */
export async function sampleRows(catalog: Catalog, options: SampleOptions): Promise<Sample> {
  const notes: SampleNote[] = [];
  const tables = new Map<string, SampledTable & { readonly rows: Cell[][] }>();
  const add = (step: SampleStep): void => {
    if (step.kind === "together") for (const part of step.steps) add(part);
    else if (step.kind === "insert") {
      const { id, schema, name } = step.table;
      const known = tables.get(id) ?? {
        id,
        ...(schema === undefined ? {} : { schema }),
        name,
        columns: step.columns.map((column) => column.name),
        rows: [],
      };
      known.rows.push(...step.rows.map((row) => [...row]));
      tables.set(id, known);
    } else update(step);
  };
  const served = new Map<string, number>();
  const update = ({ table, set }: SampleStep & { kind: "update" }): void => {
    // Updates come in the order of the rows, once for each key that was served later.
    const known = tables.get(table.id);
    const mark = `${table.id} ${set.map(([column]) => column.name).join()}`;
    const at = served.get(mark) ?? 0;
    served.set(mark, at + 1);
    for (const [column, value] of set) {
      const place = known?.columns.indexOf(column.name) ?? -1;
      const row = known?.rows[at];
      if (row && place >= 0) row[place] = value;
    }
  };
  for await (const step of sampleSteps(catalog, options, (note) => notes.push(note))) add(step);
  return { tables: [...tables.values()], notes };
}

/**
 * The statements that insert sample rows, in an order that works, without final semicolons.
 *
 * @throws SchemaforgeError as `sampleSteps`
 */
export async function* sampleStatements(
  catalog: Catalog,
  options: SampleOptions,
  note: (note: SampleNote) => void,
): AsyncGenerator<string> {
  const engine = await loadSamples(catalog.engine);
  for await (const step of sampleSteps(catalog, options, note)) yield* engine.statements(step);
}

/** The same as a script, piece by piece: all of it takes effect or nothing. */
export async function* sampleScript(
  catalog: Catalog,
  options: SampleOptions,
  note: (note: SampleNote) => void,
): AsyncGenerator<string> {
  const { frame } = await loadSamples(catalog.engine);
  for (const sql of frame.before) yield `${sql};\n`;
  for await (const sql of sampleStatements(catalog, options, note)) yield `${sql};\n`;
  for (const sql of frame.after) yield `${sql};\n`;
}

function loadSamples(engine: string): Promise<SampleEngine> {
  const load = Object.hasOwn(LOADERS, engine) ? LOADERS[engine] : undefined;
  if (load) return load();
  throw new SchemaforgeError("ENGINE_NOT_SUPPORTED", `there are no sample rows for ${engine}`, {
    remedy: `Use one of: ${Object.keys(LOADERS).join(", ")}`,
  });
}
