/** What rows have to satisfy, read from a Catalog by an engine's part of this folder (the seam), without its kinds. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Term } from "./terms.ts";
import type { Cell, ValueType } from "./values.ts";

export interface SampleColumn {
  readonly name: string;
  readonly type: ValueType;
  readonly nullable: boolean;
  /** Numbered by the database when it is left out; columns of one sequence share its name. */
  readonly sequence?: { readonly name: string; readonly start: number; readonly increment: number };
  /** Has a value when it is left out. */
  readonly hasDefault?: true;
  /** Computed by the database; the term where it can be read. */
  readonly generated?: Term;
  /** The word of the model's type, or what the author's name for the type tells: `email`, `money` … */
  readonly meaning?: string;
}

/** Rows may not agree in all parts. */
export interface SampleKey {
  readonly name: string;
  readonly primary?: true;
  readonly parts: readonly Term[];
  /** Only rows for which this holds. */
  readonly where?: Term;
  /** Two rows without a value agree. */
  readonly nullsAgree?: true;
}

export interface SampleForeignKey {
  readonly name: string;
  readonly columns: readonly string[];
  /** Id of the table. */
  readonly target: string;
  readonly targetColumns: readonly string[];
  readonly deferrable: boolean;
}

export interface SampleCheck {
  readonly name: string;
  readonly term: Term;
}

/** Columns whose ranges overlap in no two rows: a range, or the columns of its two bounds. */
export type Slot = { readonly range: string } | { readonly from: string; readonly to: string };

export interface SampleTable {
  readonly id: string;
  readonly schema?: string;
  readonly name: string;
  readonly columns: readonly SampleColumn[];
  readonly keys: readonly SampleKey[];
  readonly foreignKeys: readonly SampleForeignKey[];
  readonly checks: readonly SampleCheck[];
  readonly slots: readonly Slot[];
  /** Rows that come with the schema: reference data. Such a table is not filled, only referred to. */
  readonly rows?: readonly ExistingRow[];
}

/** Values by column; a column that is absent has a value that nobody here knows. */
export type ExistingRow = { readonly [column: string]: Cell };

/** Why a table is left without rows, or what about its rows is not certain. */
export interface SampleNote {
  readonly code: "TABLE_SKIPPED" | "ROWS_LEFT_OUT" | "NOT_DECIDED" | "FILLED_BY_TRIGGER";
  /** Id of the table. */
  readonly object: string;
  readonly message: string;
}

export interface SampleSchema {
  /** Tables that rows can be inserted into, in the catalog's order. */
  readonly tables: readonly SampleTable[];
  readonly notes: readonly SampleNote[];
}

/** One step of filling a database; steps run in their order. */
export type SampleStep =
  | {
      readonly kind: "insert";
      readonly table: SampleTable;
      /** The columns that are not left to the database. */
      readonly columns: readonly SampleColumn[];
      readonly rows: readonly (readonly Cell[])[];
    }
  /** Sets columns of one row, found by a key. */
  | {
      readonly kind: "update";
      readonly table: SampleTable;
      readonly set: readonly (readonly [SampleColumn, Cell])[];
      readonly key: readonly (readonly [SampleColumn, Cell])[];
    }
  /** Rows of tables that refer to each other: inserted before any foreign key is held against them. */
  | { readonly kind: "together"; readonly steps: readonly (SampleStep & { readonly kind: "insert" })[] };

/** An engine's part: reading its catalogs and writing its statements. */
export interface SampleEngine {
  /** What rows have to satisfy. Loads a parser where the engine's SQL needs one. */
  describe(catalog: Catalog): Promise<SampleSchema>;
  /** The statements of a step, without final semicolons. */
  statements(step: SampleStep): readonly string[];
  /** What stands before the statements of a script, and what after them. */
  readonly frame: { readonly before: readonly string[]; readonly after: readonly string[] };
  /** Whether foreign keys can be held against the rows at the end of the script, whatever they say themselves. */
  readonly alwaysDeferrable: boolean;
}
