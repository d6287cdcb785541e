/** What every engine offers to the rest of the program. */
import type { Catalog } from "../catalog/catalog.ts";
import type { KindTable } from "../catalog/diff.ts";
import type { Loss } from "../model/loss.ts";
import type { Model } from "../model/model.ts";
import type { Runtime } from "../runtime.ts";

/** A Model as one engine would hold it, and what it could not hold. Pure: nothing is run. */
export interface Lowered {
  readonly catalog: Catalog;
  readonly losses: readonly Loss[];
}

/** What a catalog means: `lower(model)` makes it again. */
export interface Lifted {
  readonly model: Model;
  /** Ids of the objects that the Model holds verbatim because it has no words for them. */
  readonly residue: readonly string[];
  /** The object that each verbatim statement of the Model makes, by its id, in their order. */
  readonly verbatim: readonly string[];
}

export interface LiftOptions {
  /**
   * Objects whose expressions stay as the server prints them, because reading them in the language was not proven to be
   * the same; or all of them.
   */
  readonly rawExpressions?: ReadonlySet<string> | "all";
}

/** A Model with the catalog that an engine made of it, by the same printer as the catalog that is lifted. */
export interface Previous {
  readonly model: Model;
  readonly catalog: Catalog;
}

/** A catalog for other engines, and what it was taken. */
export interface Portable {
  readonly catalog: Catalog;
  readonly losses: readonly Loss[];
}

/** One statement of a rendered catalog, without a final semicolon. */
export interface Statement {
  readonly sql: string;
  /** The object that it makes or completes. */
  readonly object: string;
  /** Heading under which people look for it: `Tables`, `Indexes` … */
  readonly section: string;
}

/** Something that a reader did with a statement of a text other than running it as it stands. */
export interface Notice {
  readonly code: string;
  readonly message: string;
  readonly where?: { readonly file: string; readonly line: number; readonly column: number };
}

/** A Catalog read from a text or a live database. */
export interface Reading {
  readonly catalog: Catalog;
  /** What was skipped, stubbed or substituted. */
  readonly notices: readonly Notice[];
  readonly losses: readonly Loss[];
}

/** One SQL text of a source; `name` stands in messages. */
export interface SourceText {
  readonly name: string;
  readonly text: string;
}

/** Rows to read of one table: reference data, which a Model may hold. */
export interface RowsOf {
  /** Absent where the engine has no schemas. */
  readonly schema?: string;
  readonly name: string;
  /** The columns whose values identify a row. */
  readonly key: readonly string[];
  /** Every column to read, the key's among them. */
  readonly columns: readonly string[];
}

export interface ReadOptions {
  /** Tables of which rows are read too; of all others, none are. */
  readonly rowsOf?: readonly RowsOf[];
}

export interface LiveOptions extends ReadOptions {
  /** Only objects of these schemas (with what belongs to them). */
  readonly schemas?: readonly string[];
}

/** A feature that a target version of an engine lacks. */
export interface TooNew {
  readonly object: string;
  readonly feature: string;
  /** First version that has the feature. */
  readonly since: string;
}

export interface Engine {
  readonly name: string;
  /** Versions that `--target-version` takes. */
  readonly targetVersions: readonly string[];
  /** What a catalog uses that a server of the target version does not have. */
  newerThan(catalog: Catalog, target: string): TooNew[];
  readonly kinds: KindTable;
  lower(model: Model): Lowered;
  /**
   * The Model of a catalog. `previous` is what its author called things before, with the catalog that an engine made of
   * it: what is still so stays as it was written. Absent while the engine has none.
   */
  lift?(catalog: Catalog, previous?: Previous, options?: LiftOptions): Promise<Lifted>;
  /**
   * The catalog without the clauses that only this engine has and that would keep whole tables from being said in words:
   * what another engine's schema is made from. Absent where nothing has to go.
   */
  portable?(catalog: Catalog): Portable;
  /** Statements that make every object of the catalog in an empty database, in an order that works. */
  render(catalog: Catalog): readonly Statement[];
  /** The statements as one script that any client of the engine runs. */
  script(statements: readonly Statement[]): string;
  /** Reads SQL texts, run one after the other. Throws SchemaforgeError with file, line and column. */
  readText(texts: readonly SourceText[], runtime: Runtime, options?: ReadOptions): Promise<Reading>;
  /** Reads a live database. Never shows the URL's password. */
  readLive(url: string, options: LiveOptions, runtime: Runtime): Promise<Reading>;
  /** The rows that a catalog holds, as what to read of another source to compare them; absent: the engine has none. */
  rowsOf?(catalog: Catalog): readonly RowsOf[];
  /**
   * Ids of objects that the database makes and removes by itself as time goes by (partitions of a period): they are no
   * difference between two sources.
   */
  passing?(catalog: Catalog): ReadonlySet<string>;
  /**
   * The catalog as a server of a version (`15.18`) would hold it, without privileges that came later: what is compared
   * with such a server. Absent where versions have the same.
   */
  asOf?(catalog: Catalog, version: string): Catalog;
  /**
   * True when two texts of one printer may be the same expression, printed in different rounds: such pairs are run
   * before they count as different.
   */
  maySettle(a: string, b: string): boolean;
  /**
   * Runs a catalog's statements on the embedded engine and reads back what it made of them, with the same elaborator
   * for every call. Throws SchemaforgeError when a statement fails. `renames` are applied before reading back:
   * id → new name.
   */
  elaborate(catalog: Catalog, runtime: Runtime, renames?: ReadonlyMap<string, string>): Promise<Catalog>;
  /** Ends what the engine has started for a runtime; a later call starts it again. Absent where nothing runs. */
  close?(runtime: Runtime): Promise<void>;
}
