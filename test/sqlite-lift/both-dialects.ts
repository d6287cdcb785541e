/**
 * Schemas that their authors keep for PostgreSQL and for SQLite: what the two Models differ in is what the two databases
 * differ in, and of the types, what SQLite stores otherwise.
 */
import type { Catalog, CatalogObject } from "../../src/catalog/catalog.ts";
import { postgres } from "../../src/engines/postgres/index.ts";
import { affinityOf } from "../../src/engines/sqlite/affinity.ts";
import { sqlite } from "../../src/engines/sqlite/index.ts";
import { expandModel } from "../../src/model/expand/index.ts";
import type { Model } from "../../src/model/model.ts";
import { resolveModel } from "../../src/model/resolve/index.ts";
import type { Runtime } from "../../src/runtime.ts";
import { corpusFiles as postgresFiles } from "../postgres-corpus/shared.ts";
import { corpusFiles as sqliteFiles } from "../sqlite/support.ts";

/** Ids in the corpus: PostgreSQL's, SQLite's. (tbls has both too, but no server loads its PostgreSQL text as a whole.) */
export const BOTH: readonly (readonly [postgres: string, sqlite: string])[] = [
  ["chinook-pg", "chinook-sqlite"],
  ["chinook-pg-identity", "chinook-sqlite-autoinc"],
  ["sakila-pg", "sakila-sqlite"],
  ["roundcube-pg", "roundcube-sqlite"],
  ["pdns-pg", "pdns-sqlite"],
  ["memos-pg", "memos-sqlite"],
];

export interface Compared {
  readonly schema: string;
  /** Tables and columns that both have. */
  readonly tables: number;
  readonly columns: number;
  /** Facts (columns that may be null, keys, foreign keys) of those tables: the same in both Models, and not. */
  readonly same: number;
  readonly different: readonly string[];
  /** Columns whose type SQLite stores as we would store PostgreSQL's, and the others as `column: PostgreSQL's, SQLite's`. */
  readonly stored: number;
  readonly otherwise: readonly string[];
  /** Facts that a Model says otherwise than its database: none. */
  readonly misread: readonly string[];
}

/** A name without case and without what separates words: `PlaylistTrack` is `playlist_track`. */
const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
const list = (names: readonly string[]): string => names.map(plain).join(",");

/** What a Model says of the tables that it has words for. */
function factsOfModel(model: Model): Map<string, Set<string>> {
  const facts = new Map<string, Set<string>>();
  const { tables } = resolveModel(expandModel(model), (table, middle, label) =>
    [table, middle, label].filter((part) => part !== undefined).join("_"),
  );
  for (const { name, columns, primaryKey, uniques, foreignKeys } of tables) {
    const own = new Set<string>();
    const key = primaryKey?.columns ?? [];
    for (const column of columns) {
      if (column.nullable && !key.includes(column.name)) own.add(`${plain(column.name)} may be null`);
    }
    if (primaryKey) own.add(`primary key (${list(key)})`);
    for (const unique of uniques) own.add(`unique (${list(unique.columns)})`);
    for (const { columns: from, target, targetColumns } of foreignKeys)
      own.add(`(${list(from)}) references ${plain(target.name)} (${list(targetColumns)})`);
    facts.set(plain(name), own);
  }
  return facts;
}

interface AnyProps {
  readonly columns?: readonly string[];
  readonly notNull?: boolean;
  readonly references?: { readonly name?: string; readonly table?: string; readonly columns?: readonly string[] };
}

/** What a database shows of a table, whatever the engine. */
function factsOfCatalog(catalog: Catalog, table: CatalogObject): Set<string> {
  const own = new Set<string>();
  const children = [...catalog.objects.values()].filter(({ parent }) => parent === table.id);
  const props = (object: CatalogObject) => object.props as AnyProps;
  const key = children.find(({ kind }) => kind === "primary-key");
  const inKey = new Set(key ? props(key).columns?.map(plain) : []);
  for (const child of children) {
    const { columns = [], notNull, references } = props(child);
    const name = plain(child.name);
    if (child.kind === "column" && !notNull && !inKey.has(name)) own.add(`${name} may be null`);
    if (child.kind === "primary-key") own.add(`primary key (${list(columns)})`);
    if (child.kind === "unique") own.add(`unique (${list(columns)})`);
    if (child.kind === "foreign-key") {
      const target = plain(references?.name ?? references?.table ?? "");
      own.add(`(${list(columns)}) references ${target} (${list(references?.columns ?? [])})`);
    }
  }
  return own;
}

interface Side {
  readonly catalog: Catalog;
  readonly model: Model;
  readonly facts: Map<string, Set<string>>;
  readonly tables: Map<string, CatalogObject>;
}

function sideOf(catalog: Catalog, model: Model): Side {
  const tables = [...catalog.objects.values()].filter(({ kind }) => kind === "table");
  return {
    catalog,
    model,
    facts: factsOfModel(model),
    tables: new Map(tables.map((table) => [plain(table.name), table])),
  };
}

function typesOf({ catalog, tables }: Pick<Side, "catalog" | "tables">, table: string): Map<string, string> {
  const id = tables.get(table)?.id;
  return new Map(
    [...catalog.objects.values()]
      .filter(({ kind, parent }) => kind === "column" && parent === id)
      .map(({ name, props }) => [plain(name), (props as { type?: string }).type ?? ""]),
  );
}

/** Holds the two versions of a schema against each other. */
export async function compare(ids: readonly [string, string], runtime: Runtime): Promise<Compared | undefined> {
  const texts = postgresFiles().find(({ id }) => id === ids[0])?.texts;
  const file = sqliteFiles().find(({ id }) => id === ids[1]);
  if (!texts || !file || !postgres.lift || !sqlite.lift) return undefined;
  const { catalog: ofPostgres } = await postgres.readText(texts, runtime);
  const { catalog: ofSqlite } = await sqlite.readText([{ name: file.path, text: file.text }], runtime);
  const a = sideOf(ofPostgres, (await postgres.lift(ofPostgres)).model);
  const b = sideOf(ofSqlite, (await sqlite.lift(ofSqlite)).model);
  const stored = sqlite.lower(a.model).catalog;
  const converted = sideOf(stored, a.model);
  const found = { same: 0, stored: 0, columns: 0, tables: 0 };
  const [different, otherwise, misread]: [string[], string[], string[]] = [[], [], []];
  for (const side of [a, b]) {
    for (const [name, facts] of side.facts) {
      const table = side.tables.get(name);
      if (table)
        misread.push(...differing(facts, factsOfCatalog(side.catalog, table)).map((fact) => `${name}: ${fact}`));
    }
  }
  for (const [name, facts] of a.facts) {
    const other = b.facts.get(name);
    if (!other) continue;
    found.tables++;
    found.same += [...facts].filter((fact) => other.has(fact)).length;
    different.push(...differing(facts, other).map((fact) => `${name}: ${fact}`));
    const [ours, theirs, original] = [typesOf(converted, name), typesOf(b, name), typesOf(a, name)];
    for (const [column, type] of ours) {
      const actual = theirs.get(column);
      if (actual === undefined) continue;
      found.columns++;
      if (affinityOf(type) === affinityOf(actual)) found.stored++;
      else otherwise.push(`${name}.${column}: ${original.get(column)}, ${actual}`);
    }
  }
  return { schema: ids[1], ...found, different, otherwise, misread };
}

function differing(a: ReadonlySet<string>, b: ReadonlySet<string>): string[] {
  return [...[...a].filter((fact) => !b.has(fact)), ...[...b].filter((fact) => !a.has(fact))];
}
