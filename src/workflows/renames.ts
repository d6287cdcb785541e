/** Finds what was renamed: said on the command line (`--rename a=b`) or by `was` in a model. */
import type { Catalog, CatalogObject } from "../catalog/catalog.ts";
import { objectId } from "../catalog/ids.ts";
import type { RowsOf } from "../engines/engine.ts";
import { SchemaforgeError } from "../model/errors.ts";
import { expandModel } from "../model/expand/index.ts";
import type { Entity, Model } from "../model/model.ts";
import { columnName, tableName } from "../model/naming.ts";

/** New name by id on side A. */
export type Renames = Map<string, string>;

const DEFAULT_SCHEMA = "public";

interface Named {
  readonly schema: string;
  readonly table: string;
  readonly column?: string;
}

const PART = /(?:"((?:[^"]|"")*)"|([^."]+))(?:\.|$)/g;

/** The parts of a name, divided by dots; a part in double quotes may hold any character, a double quote twice. */
function partsOf(text: string): string[] {
  return [...text.matchAll(PART)].map(([, quoted, plain = ""]) => quoted?.replaceAll('""', '"') ?? plain);
}

function parseName(text: string, catalog: Catalog): Named {
  const parts = partsOf(text.replace(/^(table|column):/, ""));
  const schemas = new Set([...catalog.objects.values()].flatMap(({ kind, name }) => (kind === "schema" ? [name] : [])));
  const [first = "", second, third] = parts;
  if (parts.length === 3)
    return { schema: first, table: second ?? "", ...(third === undefined ? {} : { column: third }) };
  if (parts.length === 2 && schemas.has(first) && first !== DEFAULT_SCHEMA)
    return { schema: first, table: second ?? "" };
  if (parts.length === 2 && first === DEFAULT_SCHEMA) return { schema: first, table: second ?? "" };
  return { schema: DEFAULT_SCHEMA, table: first, ...(second === undefined ? {} : { column: second }) };
}

function tableIdOf(catalog: Catalog, { schema, table }: Named): string {
  const qualified = objectId("table", [schema, table]);
  // SQLite's ids have no schema.
  return catalog.objects.has(qualified) ? qualified : objectId("table", [table]);
}

function columnIdOf(catalog: Catalog, named: Named): string | undefined {
  const table = tableIdOf(catalog, named);
  for (const object of catalog.objects.values()) {
    if (object.kind === "column" && object.parent === table && object.name === named.column) return object.id;
  }
  return undefined;
}

/** `old=new`; neither holds `=` outside of double quotes. */
const RENAME = /^((?:[^="]|"(?:[^"]|"")*")+)=((?:[^="]|"(?:[^"]|"")*")+)$/;

/** @throws SchemaforgeError `BAD_RENAME` */
function parseRename(flag: string): { readonly from: string; readonly name: string } {
  const [, from, to = ""] = RENAME.exec(flag) ?? [];
  const name = partsOf(to).at(-1);
  if (from !== undefined && name) return { from, name };
  throw new SchemaforgeError("BAD_RENAME", `${flag} is no rename`, {
    remedy: "Write --rename old=new, or --rename table.old=new",
  });
}

/** Those of the flags that neither can be done nor have been: side A has nothing of either name. */
export function idleRenames(flags: readonly string[], a: Catalog): string[] {
  const names = new Set([...a.objects.values()].map((object) => object.name));
  return flags.filter((flag) => {
    const { from, name } = parseRename(flag);
    return !a.objects.has(from) && !names.has(name) && !names.has(partsOf(from).at(-1) ?? from);
  });
}

/**
 * Renames said as `old=new`: a table, a `table.column` or an id, the new name with or without its table. One whose old
 * name is gone is ignored: it has been done.
 *
 * @throws SchemaforgeError for text that is no rename
 */
export function renamesFromFlags(flags: readonly string[], a: Catalog): Renames {
  const renames: Renames = new Map();
  const said = flags.map(parseRename).flatMap(({ from, name }) => {
    if (!a.objects.has(from)) return [{ named: parseName(from, a), name }];
    renames.set(from, name);
    return [];
  });
  const oldNames = new Map<string, string>();
  for (const { named, name } of said) {
    if (named.column !== undefined) continue;
    const id = tableIdOf(a, named);
    if (!a.objects.has(id)) continue;
    renames.set(id, name);
    oldNames.set(name, named.table);
  }
  for (const { named, name } of said) {
    if (named.column === undefined) continue;
    // Its table may be called by the new name that another of the renames gives it.
    const old = oldNames.get(named.table);
    const id = columnIdOf(a, named) ?? (old === undefined ? undefined : columnIdOf(a, { ...named, table: old }));
    if (id !== undefined) renames.set(id, name);
  }
  return renames;
}

/** Renames that `was` in the model of side B makes explicit, where the old name is still on side A and the new is not. */
export function renamesFromModel(source: Model, a: Catalog, b: Catalog): Renames {
  const renames: Renames = new Map();
  // Parts of what was renamed, and tables that are made of it, have other names as well.
  const model = expandModel(source);
  for (const entity of model.entities) {
    const schema = entity.schema ?? DEFAULT_SCHEMA;
    const table = tableName(entity, model.conventions);
    const current = tableIdOf(b, { schema, table });
    let before = table;
    if (!a.objects.has(current)) {
      const candidates = (entity.was ?? []).flatMap((was) => [tableName({ name: was }, model.conventions), was]);
      const old = candidates.find((name) => a.objects.has(tableIdOf(a, { schema, table: name })));
      if (old !== undefined) {
        renames.set(tableIdOf(a, { schema, table: old }), table);
        before = old;
      }
    }
    for (const field of entity.fields) {
      const column = columnName(field, model.conventions);
      if (columnIdOf(a, { schema, table: before, column }) !== undefined) continue;
      for (const was of field.was ?? []) {
        const id =
          columnIdOf(a, { schema, table: before, column: columnName({ name: was }, model.conventions) }) ??
          columnIdOf(a, { schema, table: before, column: was });
        if (id !== undefined) renames.set(id, column);
      }
    }
    for (const [id, column] of relationColumns(entity, model, tableIdOf(a, { schema, table: before }), current, a, b)) {
      renames.set(id, column);
    }
  }
  for (const view of model.views ?? []) {
    const kind = view.materialized ? "materialized-view" : "view";
    const schema = view.schema ?? DEFAULT_SCHEMA;
    const name = view.databaseName ?? view.name;
    const idOf = (candidate: string) =>
      [objectId(kind, [schema, candidate]), objectId(kind, [candidate])].find((id) => a.objects.has(id));
    const old = idOf(name) === undefined ? (view.was ?? []).map(idOf).find((id) => id !== undefined) : undefined;
    if (old !== undefined) renames.set(old, name);
  }
  return renames;
}

/** The foreign key's columns of relations that had another name: `author_id` of what was `writer_id`. */
function relationColumns(
  entity: Entity,
  model: Model,
  before: string,
  current: string,
  a: Catalog,
  b: Catalog,
): [id: string, name: string][] {
  const columnsOf = (catalog: Catalog, table: string) =>
    [...catalog.objects.values()].filter(({ kind, parent }) => kind === "column" && parent === table);
  const had = entity.relations.flatMap((relation) =>
    relation.kind === "one" ? (relation.was ?? []).map((was) => ({ name: relation.name, was })) : [],
  );
  if (had.length === 0) return [];
  const present = columnsOf(a, before);
  const wanted = columnsOf(b, current).filter(({ name }) => !present.some((column) => column.name === name));
  return had.flatMap(({ name, was }) => {
    const [now, then] = [columnName({ name }, model.conventions), columnName({ name: was }, model.conventions)];
    return wanted.flatMap((column): [string, string][] => {
      if (!column.name.startsWith(now)) return [];
      const old = present.find((candidate) => candidate.name === then + column.name.slice(now.length));
      return old ? [[old.id, column.name]] : [];
    });
  });
}

/** The table of a column that owns a sequence. */
function ownerOf(object: CatalogObject): string | undefined {
  const { ownedBy } = object.props as { readonly ownedBy?: { readonly schema: string; readonly name: string } };
  return ownedBy && objectId("table", [ownedBy.schema, ownedBy.name]);
}

/** The names that come of replacing one or more words in a name. */
function replacements(name: string, words: readonly (readonly [from: string, to: string])[]): string[] {
  let found = [`_${name}_`];
  for (const [from, to] of words) {
    const changed = found.filter((text) => text.includes(`_${from}_`));
    found = [...found, ...changed.map((text) => text.replace(`_${from}_`, `_${to}_`))].slice(0, MOST_REPLACEMENTS);
  }
  return found.slice(1).map((text) => text.slice(1, -1));
}

const MOST_REPLACEMENTS = 256;

/**
 * Adds the renames that follow from others: keys, checks, indexes, triggers and sequences whose names by convention hold
 * the old name of their table or of a column, where side B has the name with the new ones.
 */
export function withFollowing(renames: Renames, a: Catalog, b: Catalog): Renames {
  const all: Renames = new Map(renames);
  if (renames.size === 0) return all;
  const ofB = new Set([...b.objects.values()].map(({ kind, name }) => `${kind} ${name}`));
  const tables = new Map<string, [from: string, to: string][]>();
  for (const [id, to] of renames) {
    const renamed = a.objects.get(id);
    const table = renamed?.kind === "column" ? renamed.parent : id;
    if (renamed && table !== undefined) tables.set(table, [...(tables.get(table) ?? []), [renamed.name, to]]);
  }
  for (const object of a.objects.values()) {
    const table = object.parent ?? ownerOf(object);
    const words = table === undefined ? undefined : tables.get(table);
    if (!words || object.kind === "column" || all.has(object.id) || ofB.has(`${object.kind} ${object.name}`)) continue;
    // What has no name of its own bears its table's (a primary key in SQLite) and follows by itself.
    if (object.name === a.objects.get(table ?? "")?.name) continue;
    const candidates = new Set(replacements(object.name, words).filter((name) => ofB.has(`${object.kind} ${name}`)));
    const [name] = candidates;
    // Never guessed: with two of them on side B, nothing says which it is.
    if (name !== undefined && candidates.size === 1) all.set(object.id, name);
  }
  return all;
}

/** The id that an object of side A has after the renames: that of side B's object, where B has it. */
export function renamedId(object: CatalogObject, renames: Renames, a: Catalog, b: Catalog): string {
  const name = renames.get(object.id) ?? object.name;
  const parent = object.parent === undefined ? undefined : a.objects.get(object.parent);
  const newParent = parent && renamedId(parent, renames, a, b);
  for (const other of b.objects.values()) {
    const fits = other.kind === object.kind && other.name === name && other.schema === object.schema;
    if (fits && other.parent === newParent) return other.id;
  }
  const at = object.id.lastIndexOf(object.name);
  return at < 0 ? object.id : `${object.id.slice(0, at)}${name}${object.id.slice(at + object.name.length)}`;
}

/** Rows to read by the names that tables and columns have on side A, before the renames. */
export function formerRows(rows: readonly RowsOf[], renames: Renames, a: Catalog): RowsOf[] {
  return mapRows(
    rows,
    [...renames].flatMap(([id, to]) => namesOf(a.objects.get(id), a, renames, to)),
    "former",
  );
}

/** The same by the names after the renames, of rows that side A holds. */
export function laterRows(rows: readonly RowsOf[], renames: Renames, a: Catalog): RowsOf[] {
  return mapRows(
    rows,
    [...renames].flatMap(([id, to]) => namesOf(a.objects.get(id), a, renames, to)),
    "later",
  );
}

interface RenamedName {
  readonly schema: string | undefined;
  /** The table's names before and after. */
  readonly table: { readonly former: string; readonly later: string };
  /** A column's, or undefined where the table itself is renamed. */
  readonly column?: { readonly former: string; readonly later: string };
}

function namesOf(object: CatalogObject | undefined, a: Catalog, renames: Renames, to: string): RenamedName[] {
  if (object?.kind === "table") return [{ schema: object.schema, table: { former: object.name, later: to } }];
  const table = object?.kind === "column" ? a.objects.get(object.parent ?? "") : undefined;
  if (!object || !table) return [];
  const later = renames.get(table.id) ?? table.name;
  const column = { former: object.name, later: to };
  return [{ schema: object.schema, table: { former: table.name, later }, column }];
}

function mapRows(rows: readonly RowsOf[], names: readonly RenamedName[], to: "former" | "later"): RowsOf[] {
  const from = to === "former" ? "later" : "former";
  return rows.map((table) => {
    const own = names.filter((item) => item.schema === table.schema && item.table[from] === table.name);
    const column = (name: string) => own.find((item) => item.column?.[from] === name)?.column?.[to] ?? name;
    const name = own.find((item) => !item.column)?.table[to] ?? table.name;
    return { ...table, name, key: table.key.map(column), columns: table.columns.map(column) };
  });
}
