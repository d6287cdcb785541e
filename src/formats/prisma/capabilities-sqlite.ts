/**
 * What Prisma 7 cannot express of an SQLite database, as data. SQLite changes no table afterwards: the completing script
 * makes the whole database (docs/prisma.md).
 */
import type { PropsByKind, SqliteKind } from "../../engines/sqlite/index.ts";
import { type Capability, LEFT, made, weaker } from "./capabilities.ts";

/** Kinds that have no form in a Prisma schema. */
export const SQLITE_KINDS_LOST = {
  check: made("CHECK", "a check constraint"),
  trigger: made("TRIGGER", "a trigger"),
  row: made("REFERENCE_ROW", "a row of reference data"),
  "virtual-table": {
    code: "VIRTUAL_TABLE",
    feature: "a virtual table, with the tables that its module keeps",
    instead: `external in prisma.config.ts; ${LEFT}`,
  },
} satisfies { readonly [K in SqliteKind]?: Capability };

type PropertiesLost = { readonly [K in SqliteKind]?: { readonly [P in keyof PropsByKind[K]]?: Capability } };

const conflict = weaker("ON_CONFLICT", "what a constraint does on conflict");
const collations = weaker("KEY_COLLATION", "a collation of a key");
const descending = weaker("KEY_ORDER", "a key that is sorted the other way round");

/** Properties that a Prisma schema does not hold, of objects that it does. */
export const SQLITE_PROPERTIES_LOST: PropertiesLost = {
  table: {
    strict: weaker("STRICT", "a STRICT table"),
    withoutRowid: weaker("WITHOUT_ROWID", "a table without a rowid"),
  },
  column: {
    generated: made("GENERATED", "a generated column"),
    collation: weaker("COLLATED", "a collation of a column"),
    notNullConflict: conflict,
  },
  "primary-key": { conflict, collations, descending },
  unique: { conflict, collations, descending },
  "foreign-key": {
    deferrable: weaker("DEFERRABLE", "a deferrable foreign key"),
  },
};

/** What is lost for reasons that neither kind nor property tells alone. */
export const SQLITE_SITUATIONS = {
  reused: {
    code: "NO_AUTOINCREMENT",
    feature: "numbers of deleted rows that may be given again",
    instead: "autoincrement(), for which Prisma's engine writes AUTOINCREMENT",
  },
  date: {
    code: "DATE",
    feature: "a date without a time",
    instead:
      "DateTime, which the client writes with a time: have the client write it with raw SQL where a check wants a date",
  },
  quoteInName: {
    code: "QUOTE_IN_NAME",
    feature: "a name with a double quote, by which Prisma's engine cannot read the database",
    instead: "the name as it is: rename it",
  },
  generatedIndex: weaker("GENERATED_INDEX", "an index or key over a generated column"),
} satisfies { readonly [situation: string]: Capability };
