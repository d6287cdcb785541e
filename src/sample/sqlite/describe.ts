/** Reads from an SQLite catalog what rows have to satisfy. */
import type { Catalog, CatalogObject } from "../../catalog/catalog.ts";
import { isAnswered } from "../../engines/sqlite/foreign-keys.ts";
import { isKind, type SqliteKind, type SqliteObject } from "../../engines/sqlite/objects.ts";
import { fold } from "../../engines/sqlite/quote.ts";
import type {
  ExistingRow,
  SampleColumn,
  SampleForeignKey,
  SampleKey,
  SampleNote,
  SampleSchema,
  SampleTable,
} from "../schema.ts";
import { column as columnTerm, type Term } from "../terms.ts";
import type { Cell, ValueType } from "../values.ts";
import { readCondition } from "./conditions.ts";
import { filledByTriggers, type HeldRange, heldRange } from "./triggers.ts";
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
  const filled = filledByTriggers(catalog, new Set(readings.keys()));
  const tables: SampleTable[] = [];
  for (const [name, reading] of readings) {
    const { table } = reading;
    const by = filled.get(name);
    if (by !== undefined) {
      const message = `${table.name} is left to the trigger ${by}, which fills it`;
      notes.push({ code: "FILLED_BY_TRIGGER", object: table.id, message });
    } else tables.push(tableOf(reading, readings));
    for (const key of childrenOf(reading, "foreign-key")) {
      const { columns, references } = key.props;
      const target = readings.get(references.table);
      if (!target || isAnswered(key, target.children)) continue;
      const message = `rows of ${table.name} and ${references.table} are refused while foreign_keys is on: (${columns.join(", ")}) refers to no key of ${references.table}`;
      notes.push({ code: "NOT_DECIDED", object: table.id, message });
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
  const ranges = rangesOf(reading);
  const columns = childrenOf(reading, "column")
    .sort((a, b) => a.props.position - b.props.position)
    .map(({ name, props }): SampleColumn => {
      const isPrimary = primary?.props.columns.includes(fold(name)) ?? false;
      const range = ranges.get(fold(name));
      return {
        name,
        type: range ? rangeType(range) : typeOf(props.type, props.collation === "NOCASE"),
        nullable: props.notNull !== true && !isPrimary,
        ...(props.default ? { hasDefault: true as const } : {}),
        ...(rowid === fold(name) ? { sequence: { name: table.id, start: 1, increment: 1 } } : {}),
        ...(props.generated ? { generated: readCondition(props.generated.expression.sql, names) } : {}),
      };
    });
  const rows = existingRows(reading, columns);
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
    slots: [...ranges.keys()].map((column) => ({ range: names.get(column) ?? column })),
    ...(rows.length > 0 ? { rows } : {}),
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

/** Ranges that triggers keep from overlapping. */
function rangesOf(reading: Reading): ReadonlyMap<string, HeldRange> {
  const held = childrenOf(reading, "trigger").flatMap((trigger) => heldRange(trigger) ?? []);
  return new Map(held.map((range) => [range.column, range]));
}

function rangeType({ ofTime }: HeldRange): ValueType {
  return { kind: "range", of: ofTime ? { kind: "timestamp", zone: false } : { kind: "integer", min: 0, max: 2 ** 31 } };
}

/** Reference data of the schema. What SQLite works out is known only of what it numbers. */
function existingRows(reading: Reading, columns: readonly SampleColumn[]): ExistingRow[] {
  return childrenOf(reading, "row").map(({ props }, at) => {
    const row: { [column: string]: Cell } = {};
    for (const { name, type, sequence } of columns) {
      const value = props[`values.${fold(name)}`];
      if (value !== undefined) row[name] = value === null ? null : cellOf(value.sql, type);
      else if (sequence) row[name] = sequence.start + at * sequence.increment;
    }
    return row;
  });
}

/** The value of a text as SQLite casts it. */
function cellOf(text: string, type: ValueType): Cell {
  if (type.kind === "integer" || type.kind === "decimal") return Number(text);
  return type.kind === "boolean" ? text === "1" : text;
}
