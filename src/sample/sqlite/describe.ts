/** Reads from an SQLite catalog what rows have to satisfy. */
import type { Catalog, CatalogObject } from "../../catalog/catalog.ts";
import { tokenize, tokenValue } from "../../engines/sqlite/index.ts";
import { isKind, type SqliteKind, type SqliteObject } from "../../engines/sqlite/objects.ts";
import { fold } from "../../engines/sqlite/quote.ts";
import type { SampleColumn, SampleForeignKey, SampleKey, SampleNote, SampleSchema, SampleTable } from "../schema.ts";
import { column as columnTerm, type Term } from "../terms.ts";
import { readCondition } from "./conditions.ts";
import { typeOf } from "./types.ts";

/** A table with its objects. */
interface Reading {
  readonly table: SqliteObject<"table">;
  readonly children: readonly CatalogObject[];
  /** Folded name → as it is called. */
  readonly names: ReadonlyMap<string, string>;
}

/** The tables of a catalog with their rules. */
export async function describe(catalog: Catalog): Promise<SampleSchema> {
  const children = new Map<string, CatalogObject[]>();
  for (const object of catalog.objects.values()) {
    if (object.parent === undefined) continue;
    const list = children.get(object.parent);
    if (list) list.push(object);
    else children.set(object.parent, [object]);
  }
  const readings = new Map<string, Reading>();
  const notes: SampleNote[] = [];
  for (const object of catalog.objects.values()) {
    if (isKind(object, "virtual-table")) {
      const message = `${object.name} is left empty: its rows are the module's`;
      notes.push({ code: "TABLE_SKIPPED", object: object.id, message });
    }
    if (!isKind(object, "table")) continue;
    const own = children.get(object.id) ?? [];
    const columns = own.filter((child) => isKind(child, "column"));
    const names = new Map(columns.map(({ name }) => [fold(name), name]));
    readings.set(fold(object.name), { table: object, children: own, names });
  }
  const filled = filledByTriggers(catalog, readings);
  const tables: SampleTable[] = [];
  for (const [name, reading] of readings) {
    const by = filled.get(name);
    if (by === undefined) tables.push(tableOf(reading, readings));
    else {
      const message = `${reading.table.name} is left to the trigger ${by}, which fills it`;
      notes.push({ code: "FILLED_BY_TRIGGER", object: reading.table.id, message });
    }
  }
  return { tables, notes };
}

function childrenOf<K extends SqliteKind>({ children }: Reading, kind: K): SqliteObject<K>[] {
  return children.filter((child) => isKind(child, kind));
}

function tableOf(reading: Reading, readings: ReadonlyMap<string, Reading>): SampleTable {
  const { table, names } = reading;
  const [primary] = childrenOf(reading, "primary-key");
  const rowid = rowidOf(reading);
  const columns = childrenOf(reading, "column")
    .sort((a, b) => a.props.position - b.props.position)
    .map(({ name, props }): SampleColumn => {
      const isPrimary = primary?.props.columns.includes(fold(name)) ?? false;
      return {
        name,
        type: typeOf(props.type, props.collation === "NOCASE"),
        nullable: props.notNull !== true && !isPrimary,
        ...(props.default ? { hasDefault: true as const } : {}),
        ...(rowid === fold(name) ? { sequence: { name: table.id, start: 1, increment: 1 } } : {}),
        ...(props.generated ? { generated: readCondition(props.generated.expression.sql, names) } : {}),
      };
    });
  return {
    id: table.id,
    name: table.name,
    columns,
    keys: keysOf(reading),
    foreignKeys: childrenOf(reading, "foreign-key").flatMap((key) => foreignKeyOf(key, reading, readings)),
    checks: childrenOf(reading, "check").map(({ name, props }) => ({
      name,
      term: readCondition(props.expression.sql, names),
    })),
    slots: [],
  };
}

/** INTEGER PRIMARY KEY is the row's number (lang_createtable.html#rowid). */
function rowidOf(reading: Reading): string | undefined {
  const [primary] = childrenOf(reading, "primary-key");
  const [name, ...others] = primary?.props.columns ?? [];
  if (name === undefined || others.length > 0 || reading.table.props.withoutRowid) return undefined;
  const column = childrenOf(reading, "column").find((candidate) => fold(candidate.name) === name);
  return column?.props.type === "INTEGER" ? name : undefined;
}

function keysOf(reading: Reading): SampleKey[] {
  const { names } = reading;
  const part = (column: string, collation: string | undefined): Term => {
    const term = columnTerm(names.get(column) ?? column);
    return collation === "NOCASE" ? { kind: "call", name: "lower", args: [term] } : term;
  };
  const constraints = [...childrenOf(reading, "primary-key"), ...childrenOf(reading, "unique")];
  const keys: SampleKey[] = constraints.map(({ kind, name, props }) => ({
    name: name === "" ? props.columns.join() : name,
    parts: props.columns.map((column) => part(column, props.collations?.[column])),
    ...(kind === "primary-key" ? { primary: true as const } : {}),
  }));
  for (const { name, props } of childrenOf(reading, "index")) {
    if (!props.unique) continue;
    keys.push({
      name,
      parts: props.keys.map(({ column, expression, collation }) =>
        column !== undefined ? part(column, collation) : readCondition(expression?.sql ?? "", names),
      ),
      ...(props.where ? { where: readCondition(props.where.sql, names) } : {}),
    });
  }
  return keys;
}

function foreignKeyOf(
  key: SqliteObject<"foreign-key">,
  reading: Reading,
  readings: ReadonlyMap<string, Reading>,
): SampleForeignKey[] {
  const { columns, references, deferrable } = key.props;
  const target = readings.get(references.table);
  const [primary] = target ? childrenOf(target, "primary-key") : [];
  const wanted = references.columns ?? primary?.props.columns ?? [];
  return [
    {
      name: key.name === "" ? columns.join() : key.name,
      columns: columns.map((name) => reading.names.get(name) ?? name),
      target: target?.table.id ?? references.table,
      targetColumns: wanted.map((name) => target?.names.get(name) ?? name),
      deferrable: deferrable !== undefined,
    },
  ];
}

/** The name of a trigger that fills a table, by the table's folded name; tables that others refer to are not among them. */
function filledByTriggers(catalog: Catalog, readings: ReadonlyMap<string, Reading>): ReadonlyMap<string, string> {
  const referred = new Set<string>();
  for (const object of catalog.objects.values()) {
    if (isKind(object, "foreign-key")) referred.add(object.props.references.table);
  }
  const filled = new Map<string, string>();
  for (const object of catalog.objects.values()) {
    if (!isKind(object, "trigger") || object.props.event !== "insert") continue;
    const own = fold(catalog.objects.get(object.parent ?? "")?.name ?? "");
    for (const { sql } of object.props.body) {
      const name = insertedInto(sql);
      if (name !== undefined && name !== own && readings.has(name) && !referred.has(name))
        filled.set(name, object.name);
    }
  }
  return filled;
}

/** The folded name behind INSERT [OR …] INTO or REPLACE INTO at the start of a statement. */
function insertedInto(sql: string): string | undefined {
  const { tokens } = tokenize({ name: "trigger", text: sql });
  const into = tokens.slice(0, 4).findIndex(({ text }) => fold(text) === "into");
  if (into < 1 || !/^(insert|replace)$/i.test(tokens[0]?.text ?? "")) return undefined;
  const qualified = tokens[into + 2]?.text === ".";
  const token = tokens[into + (qualified ? 3 : 1)];
  return token ? fold(tokenValue(token)) : undefined;
}
