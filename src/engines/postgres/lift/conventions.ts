/** What holds for most tables is said once: how names are made, what the keys are, what relations do. */

import { begins, conventionsOf as habitual } from "../../../lifting/conventions.ts";
import { count } from "../../../lifting/votes.ts";
import type { Conventions } from "../../../model/model.ts";
import { columnName } from "../../../model/naming.ts";
import { makeObjectName } from "../ids.ts";
import type { KeyProps } from "../objects.ts";
import { quoteName } from "../quote.ts";
import type { Column, ForeignKey, Source, Table } from "./source.ts";

/** Conventions that the most tables of a database follow. */
export function conventionsOf(source: Source): Conventions {
  const { tables } = source;
  return habitual({
    tables,
    columns: tables.flatMap((table) => source.columns(table)),
    ids: (words) => tables.map((table) => impliedId(source, table, words)),
    timed: (words) => {
      const updatedAt = columnName({ name: "updatedAt" }, words);
      return count(tables, (table) => keepsTime(source, table, updatedAt));
    },
    foreignKeys: tables.flatMap((table) =>
      source.children(table, "foreign-key").map((key) => ({
        covered: isCovered(source, table, key),
        onDelete: key.props.onDelete ?? "no action",
        nullable: source.columns(table).some(({ name, props }) => key.props.columns.includes(name) && !props.notNull),
      })),
    ),
  });
}

function isCovered(source: Source, table: Table, { props }: ForeignKey): boolean {
  const lists = [
    ...source.children(table, "primary-key").map((key) => key.props.columns),
    ...source.children(table, "unique").map((key) => key.props.columns),
    ...source.children(table, "index").map((index) => index.props.keys.map((key) => key.column ?? "")),
  ];
  return lists.some((list) => begins(list, props.columns));
}

/** True when the trigger is there that sets the time of the last change. */
export function keepsTime(source: Source, table: Table, column: string): boolean {
  const name = makeObjectName(table.name, `set_${column}`, undefined);
  return source.children(table, "trigger").some((trigger) => trigger.name === name);
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
