/**
 * Partitioned tables. What a list or a number says is made at once. Ranges of time have a default partition, which takes
 * whatever comes, and a function that makes the partitions of the next periods and removes expired ones: a schema that
 * depended on the day on which it was made would never be the same twice.
 */
import { SchemaforgeError } from "../../../model/errors.ts";
import type { Partition } from "../../../model/model.ts";
import type { ResolvedColumn, ResolvedIndex, ResolvedKey, ResolvedTable } from "../../../model/resolve/index.ts";
import { childId, makeObjectName, schemaObjectId, truncateName } from "../ids.ts";
import type { ColumnProps, IndexProps, KeyProps, TableProps } from "../objects.ts";
import { DEFAULT_SCHEMA, quoteIdent, stringLiteral } from "../quote.ts";
import type { BehaviourContext } from "./behaviours.ts";
import { columnPath, pathOf } from "./columns.ts";
import { type Draft, tableId } from "./draft.ts";
import { valueText } from "./literals.ts";
import { lowerMaintenance } from "./maintenance.ts";
import { columnType } from "./scope.ts";

/** A partition that the Model names. */
interface Part {
  readonly name: string;
  readonly bound: string;
}

const WORDS = { range: "RANGE", list: "LIST", hash: "HASH" } as const;
const MOST_PARTITIONS = 1000;

/**
 * Makes the table of an entity with `partition` a partitioned one. Runs after everything that adds columns, keys, indexes
 * and row security, which partitions take over.
 *
 * @throws SchemaforgeError PARTITION_KEY for a key without the fields that partitions go by, BAD_PARTITION,
 * UNKNOWN_FIELD, DUPLICATE_TABLE
 */
export function lowerPartitions(context: BehaviourContext): void {
  const { draft, table } = context;
  const partition = "entity" in table.source ? table.source.entity.partition : undefined;
  if (!partition) return;
  const columns = partitionColumns(table, partition);
  requireInKeys(table, columns);
  const parts = partsOf(table, partition, columns);
  const id = tableId(table);
  const by = `${WORDS[partition.kind]} (${columns.map(({ name }) => quoteIdent(name)).join(", ")})`;
  const { unlogged, options, rowSecurity } = propsOf<TableProps>(draft, id);
  // A partitioned table holds no rows by itself: what concerns storage is its partitions' own.
  draft.amend<"table">(id, { partitionBy: by, unlogged: undefined, options: undefined });
  const storage: TableProps = {
    ...(unlogged ? { unlogged } : {}),
    ...(options ? { options } : {}),
    // Policies are those of the table that a query names: with none of its own, a partition is open to its owner alone.
    ...(rowSecurity ? { rowSecurity: "enabled" as const } : {}),
  };
  for (const part of parts) addPartition(draft, table, part, storage);
  if (partition.kind === "range") {
    const [column] = columns;
    if (column) lowerMaintenance(context, partition, column, storage);
  }
}

/** The properties of an object of the draft, whose kind the caller knows. */
function propsOf<P extends object>(draft: Draft, id: string): P {
  return (draft.objects.get(id)?.props ?? {}) as P;
}

function refuse(path: string, message: string, remedy: string): SchemaforgeError {
  return new SchemaforgeError("BAD_PARTITION", message, { where: { object: path }, remedy });
}

/** @throws SchemaforgeError UNKNOWN_FIELD, BAD_PARTITION */
function partitionColumns(table: ResolvedTable, partition: Partition): ResolvedColumn[] {
  const path = `${pathOf(table)}.partition`;
  const fields = partition.kind === "hash" ? partition.fields : [partition.field];
  const columns = fields.flatMap((field) => {
    const names = table.columnsOf.get(field);
    const found = table.columns.filter(({ name }) => names?.includes(name));
    if (found.length > 0) return found;
    throw new SchemaforgeError("UNKNOWN_FIELD", `there is no field \`${field}\` to make partitions by`, {
      where: { object: path },
      remedy: "Name a field or a relation of the entity",
    });
  });
  if (columns.length === 0) throw refuse(path, "partitions need a field to go by", "Name a field");
  const [first, second] = columns;
  if (partition.kind !== "hash" && second) {
    throw refuse(path, `\`${fields[0]}\` stands for several columns`, "Name a field, or a relation of one column");
  }
  const generated = columns.find((column) => column.generated);
  if (generated)
    throw refuse(columnPath(table, generated), "a generated field makes no partitions", "Name a stored field");
  if (partition.kind === "range" && first && !/^(date$|timestamp\b)/.test(columnType(first).type)) {
    const message = `a field of ${columnType(first).type} has no ${partition.every}s`;
    throw refuse(columnPath(table, first), message, "Name a field of type date, datetime or timestamp");
  }
  return columns;
}

/** A key of a partitioned table is kept in every partition by itself, and so has to say in which (manual, 5.12.2.3). */
function requireInKeys(table: ResolvedTable, columns: readonly ResolvedColumn[]): void {
  const check = (what: string, name: string, of: readonly (string | undefined)[]) => {
    const missing = columns.find((column) => !of.includes(column.name));
    if (!missing) return;
    const field = columnPath(table, missing).slice(pathOf(table).length + 1);
    const message = `the ${what} \`${name}\` does not hold \`${field}\`, by which the table is partitioned`;
    throw new SchemaforgeError("PARTITION_KEY", message, {
      where: { object: pathOf(table) },
      remedy: `Add \`${field}\` to the ${what}, or leave out the partitions`,
    });
  };
  if (table.primaryKey) check("primary key", table.primaryKey.name, table.primaryKey.columns);
  for (const key of table.uniques) check("key", key.name, key.columns);
  for (const index of table.indexes) {
    if (index.unique)
      check(
        "unique index",
        index.name,
        index.parts.map(({ column }) => column),
      );
  }
  const exclusions = "entity" in table.source ? (table.source.entity.exclude ?? []) : [];
  for (const { name, parts } of exclusions) {
    const equal = parts.filter(({ operator }) => operator === "=");
    check(
      "exclusion",
      name,
      equal.flatMap(({ field }) => table.columnsOf.get(field) ?? []),
    );
  }
}

/** The partitions that are there from the beginning. */
function partsOf(table: ResolvedTable, partition: Partition, [column]: readonly ResolvedColumn[]): Part[] {
  const path = `${pathOf(table)}.partition`;
  switch (partition.kind) {
    case "range":
      return [{ name: makeObjectName(table.name, undefined, "default"), bound: "DEFAULT" }];
    case "hash": {
      const { count } = partition;
      if (!Number.isInteger(count) || count < 1 || count > MOST_PARTITIONS) {
        throw refuse(path, `${count} partitions`, `Say a whole number from 1 to ${MOST_PARTITIONS}`);
      }
      return Array.from({ length: count }, (_, at) => ({
        name: makeObjectName(table.name, undefined, `p${at}`),
        bound: `FOR VALUES WITH (modulus ${count}, remainder ${at})`,
      }));
    }
    case "list": {
      const seen = new Set<string>();
      const once = (value: string): string => {
        if (seen.has(value)) throw refuse(path, `two partitions take ${value}`, "Name each value once");
        seen.add(value);
        return value;
      };
      if (partition.partitions.length === 0) throw refuse(path, "there are no partitions", "Name at least one");
      return partition.partitions.map(({ name, values }) => ({
        name: truncateName(`${table.name}_${name}`),
        bound:
          values.length === 0
            ? once("DEFAULT")
            : `FOR VALUES IN (${values.map((value) => once(listValue(value, column, path))).join(", ")})`,
      }));
    }
  }
}

/** A value of a list as the server prints it: whole and decimal numbers stand bare (get_const_expr in ruleutils.c). */
function listValue(value: string, column: ResolvedColumn | undefined, path: string): string {
  if (!column) return stringLiteral(value);
  const { type } = columnType(column);
  const { enumType } = column;
  if (enumType && type !== "text" && !enumType.values.some((item) => item.value === value)) {
    const known = enumType.values.map((item) => item.value).join(", ");
    throw refuse(path, `${enumType.name} has no value ${value}`, `Use one of: ${known}`);
  }
  const { printed = value } = valueText({ kind: "string", value }, type, enumType !== undefined);
  if (/^(integer|numeric\b.*)$/.test(type) && /^\d/.test(printed)) return printed;
  if (type === "boolean") return printed;
  const length = Number(/^character\((\d+)\)$/.exec(type)?.[1] ?? 0);
  return stringLiteral(printed.padEnd(length));
}

/** Adds a partition with what it has from its table. */
function addPartition(draft: Draft, table: ResolvedTable, part: Part, storage: TableProps): void {
  const schema = table.schema ?? DEFAULT_SCHEMA;
  const id = schemaObjectId("table", schema, part.name);
  if (draft.objects.has(id)) {
    throw new SchemaforgeError("DUPLICATE_TABLE", `a partition and another table are both called \`${part.name}\``, {
      where: { object: pathOf(table) },
      remedy: "Rename the table, or the partition",
    });
  }
  const partitionOf = { schema, name: table.name, bound: part.bound };
  draft.add({ kind: "table", id, schema, name: part.name, props: { ...storage, partitionOf } }, [tableId(table)]);
  const columnId = (name: string) => childId("column", schema, part.name, name);
  for (const { name } of table.columns) {
    const props = inherited(propsOf<ColumnProps>(draft, childId("column", schema, table.name, name)));
    draft.add({ kind: "column", id: columnId(name), parent: id, schema, name, props });
  }
  const keys = [
    ...(table.primaryKey ? [{ kind: "primary-key" as const, key: table.primaryKey }] : []),
    ...table.uniques.map((key) => ({ kind: "unique" as const, key })),
  ];
  for (const { kind, key } of keys) {
    const parent = childId(kind, schema, table.name, key.name);
    const { comment: _, ...props } = propsOf<KeyProps>(draft, parent);
    const name = keyName(part.name, kind, key);
    draft.add(
      {
        kind,
        id: childId(kind, schema, part.name, name),
        parent: id,
        schema,
        name,
        props: { ...props, partitionOf: parent, inherited: true },
      },
      [...key.columns.map(columnId), parent],
    );
  }
  for (const index of table.indexes) {
    const parent = schemaObjectId("index", schema, index.name);
    // One that PostgreSQL cannot hold is not there.
    if (!draft.objects.has(parent)) continue;
    const { comment: _, ...props } = propsOf<IndexProps>(draft, parent);
    const name = freeIndexName(draft, schema, part.name, index);
    draft.add(
      {
        kind: "index",
        id: schemaObjectId("index", schema, name),
        parent: id,
        schema,
        name,
        props: { ...props, partitionOf: parent },
      },
      [parent],
    );
  }
}

/** A partition's column: as the table's, but its own in nothing; numbers come from the table's sequence. */
function inherited({ comment: _, identity, ...rest }: ColumnProps): ColumnProps {
  const own = identity && { identity: identity.always ? { always: true as const } : {} };
  return { ...rest, ...own, inherited: true };
}

function keyName(table: string, kind: "primary-key" | "unique", { columns, include = [] }: ResolvedKey): string {
  if (kind === "primary-key") return makeObjectName(table, undefined, "pkey");
  return makeObjectName(table, [...columns, ...include].join("_"), "key");
}

/** As the server would name it; over expressions by its index, for the server's name for those is not sure. */
function freeIndexName(draft: Draft, schema: string, table: string, index: ResolvedIndex): string {
  const hasExpressions = index.search !== undefined || index.parts.some(({ column }) => column === undefined);
  const columns = [...index.parts.map(({ column }) => column ?? ""), ...index.include];
  const name = (number: string) =>
    hasExpressions
      ? makeObjectName(table, index.name, number === "" ? undefined : number)
      : makeObjectName(table, columns.join("_"), `idx${number}`);
  const isTaken = (candidate: string) => draft.objects.has(schemaObjectId("index", schema, candidate));
  let number = "";
  while (isTaken(name(number))) number = String(Number(number) + 1);
  return name(number);
}
