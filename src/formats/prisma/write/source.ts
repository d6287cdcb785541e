/**
 * A design as the writer reads it: tables with their parts in one form for all engines, and what the model calls them.
 */
import type { ResolvedTable } from "../../../model/resolve/index.ts";
import type { Capability } from "../capabilities.ts";
import type { PrismaType } from "../types/types.ts";
import type { Losses } from "./losses.ts";
import type { FieldType } from "./types.ts";

interface Text {
  readonly sql: string;
}

export interface Table {
  readonly id: string;
  readonly name: string;
  readonly schema?: string;
  readonly props: { readonly comment?: string };
}

export interface Column {
  readonly id: string;
  readonly name: string;
  readonly props: {
    /** As the database says it; of an enum a name that `declaredType` knows. */
    readonly type: string;
    readonly notNull?: true;
    readonly comment?: string;
    readonly default?: Text;
    /** Numbered by the database. */
    readonly identity?: object;
    readonly generated?: object;
  };
}

/** A primary or unique key. */
export interface UniqueKey {
  readonly id: string;
  readonly name: string;
  readonly props: { readonly columns: readonly string[]; readonly include?: readonly string[] };
}

export interface ForeignKey {
  readonly id: string;
  readonly name: string;
  readonly props: {
    readonly columns: readonly string[];
    readonly references: QualifiedName & { readonly columns: readonly string[] };
    readonly onDelete?: string;
    readonly onUpdate?: string;
  };
}

export interface IndexKey {
  readonly column?: string;
  readonly opclass?: { readonly name: string };
  readonly opclassOptions?: object;
  readonly collation?: object | string;
  readonly descending?: true;
  readonly nulls?: string;
}

export interface Index {
  readonly id: string;
  readonly name: string;
  readonly props: {
    readonly unique?: boolean;
    readonly method: string;
    readonly keys: readonly IndexKey[];
    readonly include?: readonly string[];
    readonly where?: Text;
    readonly invalid?: boolean;
  };
}

export interface Enum {
  readonly id: string;
  readonly name: string;
  readonly schema?: string;
  readonly props: { readonly values: readonly string[]; readonly comment?: string };
}

export interface Domain {
  readonly kind: "domain";
  readonly props: { readonly type: string };
}

export interface View {
  readonly id: string;
  readonly name: string;
  readonly schema?: string;
  readonly comment?: string;
  /** Absent where nobody has run the query; a type is empty where the engine does not tell it. */
  readonly columns?: readonly { readonly name: string; readonly type: string; readonly comment?: string }[];
  /** Columns by which unique indexes keep its rows apart. */
  readonly uniques: readonly (readonly string[])[];
}

export interface QualifiedName {
  readonly schema: string;
  readonly name: string;
}

/** Scripts, absent where nothing is missing. */
export interface Completion {
  /** Between the enums and the tables. */
  readonly before?: string;
  /** After everything. */
  readonly after?: string;
}

/** The tables of a database and what its engine makes of them. */
export interface Source {
  readonly provider: "postgresql" | "sqlite";
  /** Tables that become models. */
  readonly tables: readonly Table[];
  readonly enums: readonly Enum[];
  readonly views: readonly View[];
  columns(table: Table): readonly Column[];
  primaryKeys(table: Table): readonly UniqueKey[];
  uniques(table: Table): readonly UniqueKey[];
  foreignKeys(table: Table): readonly ForeignKey[];
  indexes(table: Table): readonly Index[];
  /** True for a table with parts that no model has: checks, triggers. */
  hasMore(table: Table): boolean;
  table(name: QualifiedName): Table | undefined;
  /** What the model knows of a table. */
  resolved(table: Table): ResolvedTable | undefined;
  /** The enum or domain of a column's type (without array brackets). */
  declaredType(type: string): (Enum & { readonly kind: "enum" }) | Domain | undefined;
  /** The Prisma type of a column's type, or undefined where Prisma has none. */
  prismaType(type: string): PrismaType | undefined;
  /** The argument of `@default(…)`; undefined for none. */
  defaultValue(text: string, type: FieldType, values: ReadonlyMap<string, string> | undefined): string | undefined;
  /** The operator class of a scalar that the server takes without a word and Prisma does not. */
  usualOpclass(method: string, type: string): string | undefined;
  /** The name that Prisma's engine gives to a constraint or index. */
  defaultName(table: string, columns: readonly string[], suffix: string): string;
  /** Notes what a Prisma schema does not hold, as far as the tables of capabilities tell it. */
  note(losses: Losses, views: ReadonlySet<string>): void;
  /** The scripts that complete what Prisma's engine makes; `named` are columns whose fields name something in SQL. */
  completion(lost: ReadonlySet<string>, implicit: ReadonlySet<string>, named: ReadonlySet<string>): Completion;
}

/** Prisma's own record of migrations, which no schema mentions. */
export const MIGRATIONS = "_prisma_migrations";

/** Notes the properties of an object that the rows name. */
export function noteProperties(
  { id, props }: { readonly id: string; readonly props: object },
  rows: { readonly [property: string]: Capability | undefined } | undefined,
  losses: Losses,
): void {
  for (const name of Object.keys(props)) {
    const row = rows?.[name];
    if (row) losses.add(id, row);
  }
}

/** The qualified name of an object. */
export function nameOf({
  schema = "public",
  name,
}: {
  readonly schema?: string;
  readonly name: string;
}): QualifiedName {
  return { schema, name };
}
