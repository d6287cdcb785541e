/** Random changes of a database, as people and tools make them: statements that the server may refuse. */
import fc from "fast-check";
import type { Catalog, CatalogObject } from "../../src/catalog/catalog.ts";

/** A name in any script, with whatever a quoted name may hold. */
const NAMES = [
  "таблица",
  "表格",
  "جدول",
  "😀 🚀",
  "a b.c",
  'say "hi"',
  "it's",
  "select",
  "primary",
  "UPPER",
  "Mixed_Case",
  "1st",
  "_x",
  "null",
  "- a: b # c",
  "__proto__",
  "constructor",
  "x".repeat(63),
  "ж".repeat(31),
] as const;

const ident = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const full = ({ schema = "public", name }: CatalogObject): string => `${ident(schema)}.${ident(name)}`;

const TYPES = ["text", "varchar(20)", "bigint", "numeric(12,3)", "jsonb", "timestamptz(3)", "date", "text[]", "citext"];
const COLUMNS = [
  "text",
  "int DEFAULT 7",
  "uuid DEFAULT gen_random_uuid() UNIQUE",
  "timestamptz NOT NULL DEFAULT now()",
  "numeric(5,7)",
  "numeric(3,-2)",
  "bit(3) DEFAULT B'101'",
  "varchar(30) COLLATE \"C\" DEFAULT 'it''s'",
  "int GENERATED ALWAYS AS IDENTITY",
  "bigserial",
  "int[][] DEFAULT '{{1,2}}'",
  "text GENERATED ALWAYS AS ('x') STORED",
  "interval day to second(2) DEFAULT '1 day'",
  "tsvector",
  "daterange DEFAULT '[2020-01-01,2021-01-01)'",
  "boolean CHECK (true)",
];

interface Change {
  readonly kinds: readonly string[];
  readonly sql: (object: CatalogObject, table: string, name: string, pick: number) => string;
}

/** What may happen to an object of a kind; `table` is the full name of the table that it belongs to. */
const CHANGES: readonly Change[] = [
  { kinds: ["table"], sql: (_, table, name) => `ALTER TABLE ${table} RENAME TO ${ident(name)}` },
  { kinds: ["table"], sql: (_, table, name) => `COMMENT ON TABLE ${table} IS ${literal(name)}` },
  {
    kinds: ["table"],
    sql: (_, table, name, pick) => `ALTER TABLE ${table} ADD COLUMN ${ident(name)} ${COLUMNS[pick % COLUMNS.length]}`,
  },
  {
    kinds: ["table"],
    sql: (_, table, name) =>
      `CREATE SCHEMA IF NOT EXISTS ${ident(name)}; ALTER TABLE ${table} SET SCHEMA ${ident(name)}`,
  },
  {
    kinds: ["table"],
    sql: (_, table, name) => `ALTER TABLE ${table} ADD CONSTRAINT ${ident(name)} CHECK (1 > 0) NOT VALID`,
  },
  { kinds: ["table"], sql: (_, table) => `ALTER TABLE ${table} SET (fillfactor = 60)` },
  { kinds: ["table"], sql: (_, table) => `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY` },
  {
    kinds: ["column"],
    sql: ({ name: column }, table, name) => `ALTER TABLE ${table} RENAME ${ident(column)} TO ${ident(name)}`,
  },
  { kinds: ["column"], sql: ({ name }, table) => `ALTER TABLE ${table} ALTER ${ident(name)} DROP DEFAULT` },
  { kinds: ["column"], sql: ({ name }, table) => `ALTER TABLE ${table} ALTER ${ident(name)} DROP NOT NULL` },
  { kinds: ["column"], sql: ({ name }, table) => `ALTER TABLE ${table} ALTER ${ident(name)} SET NOT NULL` },
  { kinds: ["column"], sql: ({ name }, table) => `ALTER TABLE ${table} DROP COLUMN ${ident(name)} CASCADE` },
  {
    kinds: ["column"],
    sql: ({ name: column }, table, name) => `COMMENT ON COLUMN ${table}.${ident(column)} IS ${literal(name)}`,
  },
  {
    kinds: ["column"],
    sql: ({ name }, table, _, pick) =>
      `ALTER TABLE ${table} ALTER ${ident(name)} DROP DEFAULT, ALTER ${ident(name)} TYPE ${TYPES[pick % TYPES.length]} USING NULL`,
  },
  {
    kinds: ["column"],
    sql: ({ name: column }, table, name, pick) =>
      `CREATE ${pick % 3 === 0 ? "UNIQUE " : ""}INDEX ${ident(name)} ON ${table} (${ident(column)}${pick % 2 === 0 ? " DESC NULLS LAST" : ""})`,
  },
  {
    kinds: ["column"],
    sql: ({ name: column }, table, name) =>
      `ALTER TABLE ${table} ADD CONSTRAINT ${ident(name)} UNIQUE (${ident(column)})`,
  },
  {
    kinds: ["column"],
    sql: ({ name: column }, table, name, pick) =>
      `ALTER TABLE ${table} ADD COLUMN ${ident(name)} ${pick % 2 === 0 ? "int" : "bigint"} REFERENCES ${table} (${ident(column)}) ON DELETE CASCADE`,
  },
  {
    kinds: ["column"],
    sql: ({ name }, table) =>
      `ALTER TABLE ${table} ADD FOREIGN KEY (${ident(name)}) REFERENCES ${table} (${ident(name)})`,
  },
  {
    kinds: ["primary-key", "unique", "foreign-key", "check"],
    sql: ({ name: old }, table, name) => `ALTER TABLE ${table} RENAME CONSTRAINT ${ident(old)} TO ${ident(name)}`,
  },
  {
    kinds: ["primary-key", "unique", "foreign-key", "check"],
    sql: ({ name }, table) => `ALTER TABLE ${table} DROP CONSTRAINT ${ident(name)} CASCADE`,
  },
  {
    kinds: ["foreign-key"],
    sql: ({ name }, table) => `ALTER TABLE ${table} ALTER CONSTRAINT ${ident(name)} DEFERRABLE INITIALLY DEFERRED`,
  },
  {
    kinds: ["foreign-key"],
    // A second key over the same columns.
    sql: ({ props }, table, name) => {
      const { columns, references } = props as {
        columns: readonly string[];
        references: { schema: string; name: string; columns: readonly string[] };
      };
      const target = `${ident(references.schema)}.${ident(references.name)} (${references.columns.map(ident).join()})`;
      return `ALTER TABLE ${table} ADD CONSTRAINT ${ident(name)} FOREIGN KEY (${columns.map(ident).join()}) REFERENCES ${target} ON DELETE CASCADE`;
    },
  },
  {
    kinds: ["index"],
    sql: ({ schema = "public", name: old }, _, name) =>
      `ALTER INDEX ${ident(schema)}.${ident(old)} RENAME TO ${ident(name)}`,
  },
  { kinds: ["index"], sql: ({ schema = "public", name }) => `DROP INDEX ${ident(schema)}.${ident(name)}` },
  { kinds: ["enum"], sql: (object, _, name) => `ALTER TYPE ${full(object)} ADD VALUE ${literal(name.slice(0, 20))}` },
  { kinds: ["enum"], sql: (object) => `ALTER TYPE ${full(object)} ADD VALUE ''` },
  { kinds: ["enum"], sql: (object, _, name) => `ALTER TYPE ${full(object)} RENAME TO ${ident(name)}` },
  { kinds: ["sequence"], sql: (object, _, name) => `ALTER SEQUENCE ${full(object)} RENAME TO ${ident(name)}` },
  { kinds: ["sequence"], sql: (object) => `ALTER SEQUENCE ${full(object)} START 100 INCREMENT 5 OWNED BY NONE` },
  { kinds: ["view"], sql: (object, _, name) => `ALTER VIEW ${full(object)} RENAME TO ${ident(name)}` },
];

interface Choice {
  readonly change: number;
  readonly object: number;
  readonly name: string;
  readonly pick: number;
}

const choice: fc.Arbitrary<Choice> = fc.record({
  change: fc.nat(),
  object: fc.nat(),
  name: fc.constantFrom(...NAMES),
  pick: fc.nat(1000),
});

/** Choices of changes, made before the database is known. */
export const choices = fc.array(choice, { minLength: 6, maxLength: 14 });

/** The statements of some choices for a database; each is passed over where the server refuses it. */
export function statementsOf(catalog: Catalog, chosen: readonly Choice[]): string[] {
  const byKind = new Map<string, CatalogObject[]>();
  for (const object of catalog.objects.values()) {
    byKind.set(object.kind, [...(byKind.get(object.kind) ?? []), object]);
  }
  const usable = CHANGES.filter(({ kinds }) => kinds.some((kind) => byKind.has(kind)));
  return chosen.flatMap(({ change, object, name, pick }) => {
    const { kinds, sql } = usable[change % usable.length] ?? {};
    const objects = kinds?.flatMap((kind) => byKind.get(kind) ?? []) ?? [];
    const found = objects[object % objects.length];
    if (!found || !sql) return [];
    const table = found.kind === "table" ? found : catalog.objects.get(found.parent ?? "");
    if (found.parent !== undefined && table?.kind !== "table") return [];
    return [sql(found, table ? full(table) : "", name, pick)];
  });
}

/** Statements as a script in which those that the server refuses do nothing. */
export function forgiving(statements: readonly string[]): string {
  return statements.map((sql) => `DO $do$ BEGIN ${sql}; EXCEPTION WHEN OTHERS THEN NULL; END $do$;`).join("\n");
}
