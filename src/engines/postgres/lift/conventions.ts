/** What holds for most tables is said once: how names are made, what the keys are, what relations do. */
import type { Conventions } from "../../../model/model.ts";
import { columnName, entityName, tableName, toCamel } from "../../../model/naming.ts";
import { makeObjectName } from "../ids.ts";
import type { KeyProps } from "../objects.ts";
import { quoteName } from "../quote.ts";
import type { Column, ForeignKey, Source, Table } from "./source.ts";

const TABLES: readonly Conventions["tables"][] = ["snake_plural", "snake_singular", "pascal_singular", "pascal_plural"];

const IDENTIFIER = /^[A-Za-z][A-Za-z0-9_]*$/;

/** Conventions that the most tables of a database follow; ties go to the language's own. */
export function conventionsOf(source: Source): Conventions {
  const { tables } = source;
  const form = most(TABLES, (convention) =>
    count(tables, ({ name }) => tableName({ name: entityName(name) }, { tables: convention }) === name),
  );
  const columns = tables.flatMap((table) => source.columns(table));
  const word = most(["snake", "camel"] as const, (convention) =>
    count(columns, ({ name }) => columnName({ name: memberName(name, convention) }, { columns: convention }) === name),
  );
  const base = { tables: form, columns: word };
  const ids = tables.map((table) => impliedId(source, table, { columns: word }));
  const id = most(["uuid", "identity", "serial", "bigserial"] as const, (kind) => count(ids, (own) => own === kind));
  const updatedAt = columnName({ name: "updatedAt" }, base);
  const timed = count(tables, (table) => keepsTime(source, table, updatedAt));
  const foreignKeys = tables.flatMap((table) => source.children(table, "foreign-key").map((key) => ({ table, key })));
  const indexed = count(foreignKeys, ({ table, key }) => isCovered(source, table, key));
  const actions = ["no action", "cascade", "restrict", undefined] as const;
  const onDelete = most(actions, (action) =>
    count(
      foreignKeys,
      ({ table, key }) => (key.props.onDelete ?? "no action") === (action ?? usual(source, table, key)),
    ),
  );
  return {
    ...base,
    id: ids.includes(id) ? id : "none",
    timestamps: timed * 2 > tables.length,
    ...(foreignKeys.length > 0 && indexed * 2 < foreignKeys.length ? { indexForeignKeys: false } : {}),
    ...(foreignKeys.length > 0 && onDelete !== undefined ? { onDelete } : {}),
  };
}

/** What a relation does that says nothing, where the conventions say nothing either. */
function usual(source: Source, table: Table, key: ForeignKey): string {
  const columns = source.columns(table).filter((column) => key.props.columns.includes(column.name));
  return columns.some((column) => !column.props.notNull) ? "set null" : "restrict";
}

function isCovered(source: Source, table: Table, { props }: ForeignKey): boolean {
  const lists = [
    ...source.children(table, "primary-key").map((key) => key.props.columns),
    ...source.children(table, "unique").map((key) => key.props.columns),
    ...source.children(table, "index").map((index) => index.props.keys.map((key) => key.column ?? "")),
  ];
  return lists.some((list) => list.slice(0, props.columns.length).every((name) => props.columns.includes(name)));
}

/** True when the trigger is there that sets the time of the last change. */
export function keepsTime(source: Source, table: Table, column: string): boolean {
  const name = makeObjectName(table.name, `set_${column}`, undefined);
  return source.children(table, "trigger").some((trigger) => trigger.name === name);
}

/** The language's name for a column, before it is made unique. */
export function memberName(column: string, convention: Conventions["columns"]): string {
  return convention === "camel" && IDENTIFIER.test(column) ? column : toCamel(column);
}

/** The kind of implied primary key that a table has; undefined where its key has to be declared. */
export function impliedId(
  source: Source,
  table: Table,
  conventions: Pick<Conventions, "columns">,
): Exclude<Conventions["id"], "none"> | undefined {
  const [key] = source.children(table, "primary-key");
  const [name, ...others] = key?.props.columns ?? [];
  if (!key || name !== columnName({ name: "id" }, conventions) || others.length > 0) return undefined;
  if (key.name !== makeObjectName(table.name, undefined, "pkey") || !isUsual(key.props)) return undefined;
  const column = source.columns(table).find((candidate) => candidate.name === name);
  if (!column || column.props.comment !== undefined) return undefined;
  const { type, default: standard, identity } = column.props;
  if (type === "uuid") return standard?.sql === "gen_random_uuid()" ? "uuid" : undefined;
  if (identity) return type === "bigint" && !identity.always && !identity.sequence ? "identity" : undefined;
  if (!isSerial(source, table, column)) return undefined;
  return type === "bigint" ? "bigserial" : type === "integer" ? "serial" : undefined;
}

/** True for a primary key of columns alone, with nothing else said. */
function isUsual({ columns: _columns, comment: _comment, ...rest }: KeyProps): boolean {
  return Object.values(rest).every((value) => value === undefined);
}

/** True for what `serial` makes: a sequence of the usual name that belongs to the column, and its default. */
export function isSerial(source: Source, table: Table, column: Column): boolean {
  const schema = table.schema ?? "";
  const name = makeObjectName(table.name, column.name, "seq");
  const standard = `nextval('${quoteName({ schema, name }).replaceAll("'", "''")}'::regclass)`;
  return column.props.default?.sql === standard && source.ownedSequence(table, column.name)?.name === name;
}

function count<T>(items: readonly T[], holds: (item: T) => boolean): number {
  return items.reduce((sum, item) => (holds(item) ? sum + 1 : sum), 0);
}

function most<T>(choices: readonly [T, ...T[]] | readonly T[], votes: (choice: T) => number): T {
  const [first, ...rest] = choices.map((choice) => ({ choice, votes: votes(choice) }));
  if (!first) throw new RangeError("a vote needs choices");
  return rest.reduce((best, next) => (next.votes > best.votes ? next : best), first).choice;
}
