/** An SQLite catalog as lifting asks for it. */
import { type Doubts, joinDoubt, TIMES } from "../../../lifting/doubts.ts";
import type { LiftedRelation, TableMembers } from "../../../lifting/members.ts";
import type { IdKind, ImpliedTimes, Join, Shape } from "../../../lifting/shape.ts";
import type { Conventions } from "../../../model/model.ts";
import { columnName } from "../../../model/naming.ts";
import { databaseObjectId } from "../ids.ts";
import { RANDOM_UUID } from "../lower/expression.ts";
import { composeName, isUsualName, usualName } from "../lower/style.ts";
import { sqlTextOf } from "../normal.ts";
import { fold } from "../quote.ts";
import type { Column, ForeignKey, Source, Table } from "./source.ts";
import { liftedType, type Styles } from "./style.ts";

export type Members = TableMembers<Table, Column, ForeignKey>;
export type Relation = LiftedRelation<Table, Column, ForeignKey>;

/** The tables, columns and keys of a catalog, as far as nothing about them is doubted. */
export function shapeOf(
  source: Source,
  styles: Styles,
  doubts: Doubts,
  conventions: Conventions,
): Shape<Table, Column, ForeignKey> {
  return {
    tables: source.tables,
    schemaOf: () => undefined,
    columns: (table) => source.columns(table),
    columnKey: ({ name }) => fold(name),
    foreignKeys: (table) => source.children(table, "foreign-key"),
    columnsOf: ({ props }) => props.columns,
    referencedBy: (key) => source.referencedBy(key),
    target: (key) => source.target(key),
    isRelation: () => true,
    ownColumn: (table, key, target) => ownColumn(source, styles, doubts, table, key, target),
    impliedId: (table) => {
      if (doubts.explicit.has(table.id) || doubts.explicit.has(source.primaryKey(table)?.id ?? "")) return undefined;
      return impliedId(source, styles, table, conventions);
    },
    impliedTimes: (table) => impliedTimes(source, styles, doubts, conventions, table),
    joinOf: (table) => joinOf(source, doubts, table),
  };
}

/** The primary key that the conventions imply; undefined where it has to be declared. */
export function impliedId(
  source: Source,
  styles: Styles,
  table: Table,
  conventions: Pick<Conventions, "columns">,
): { readonly kind: IdKind; readonly column: Column } | undefined {
  const key = source.primaryKey(table);
  const [name, ...others] = key?.props.columns ?? [];
  const column = source.column(table, name ?? "");
  if (!key || !column || others.length > 0 || column.name !== columnName({ name: "id" }, conventions)) return undefined;
  const { constraintName } = key.props;
  if (constraintName !== undefined && constraintName !== fold(usualName("primary", table.name, []))) return undefined;
  if (source.children(table, "foreign-key").some(({ props }) => props.columns.includes(fold(column.name))))
    return undefined;
  const { type, default: standard, notNull, collation, generated, comment } = column.props;
  if ([collation, generated, comment].some((value) => value !== undefined)) return undefined;
  const style = styles.of(table);
  if (!source.isImplicitlyNotNull(table, column) && style.keyNotNull !== (notNull === true)) return undefined;
  if (source.rowid(table) === column) return standard === undefined ? { kind: "identity", column } : undefined;
  const isUuid = type === "TEXT" && standard?.sql === sqlTextOf(RANDOM_UUID).sql;
  const { type: lifted } = liftedType(source, styles, table, column);
  return isUuid && (lifted.name === "uuid" || !style.typeChecks) ? { kind: "uuid", column } : undefined;
}

/** True when the trigger is there that sets the time of the last change. */
export function keepsTime(source: Source, table: Table, column: string): boolean {
  const trigger = source.get("trigger", databaseObjectId("trigger", composeName(table.name, "set", column)));
  return trigger?.parent === table.id;
}

function impliedTimes(
  source: Source,
  styles: Styles,
  doubts: Doubts,
  conventions: Conventions,
  table: Table,
): ImpliedTimes<Column> {
  const isTime = (column: Column | undefined, isKept: boolean): column is Column =>
    column !== undefined &&
    column.props.default?.sql === (isKept ? "current_timestamp" : undefined) &&
    column.props.notNull === (isKept ? true : undefined) &&
    [column.props.comment, column.props.collation, column.props.generated].every((value) => value === undefined) &&
    !doubts.explicit.has(column.id) &&
    isDatetime(liftedType(source, styles, table, column));
  const find = (member: string) => {
    const name = columnName({ name: member }, conventions);
    const column = source.column(table, fold(name));
    return column?.name === name ? column : undefined;
  };
  const [created, updated, deleted] = [find("createdAt"), find("updatedAt"), find("deletedAt")];
  const timestamps =
    !doubts.explicit.has(TIMES) &&
    isTime(created, true) &&
    isTime(updated, true) &&
    keepsTime(source, table, updated.name)
      ? ([created, updated] as const)
      : undefined;
  return { ...(timestamps ? { timestamps } : {}), ...(isTime(deleted, false) ? { softDelete: deleted } : {}) };
}

function isDatetime({ type, native }: ReturnType<typeof liftedType>): boolean {
  return type.name === "datetime" && native === undefined;
}

function ownColumn(
  source: Source,
  styles: Styles,
  doubts: Doubts,
  table: Table,
  key: ForeignKey,
  target: Table,
): Column | undefined {
  const { props } = key;
  const [name, ...others] = props.columns;
  if (others.length > 0) return undefined;
  const column = source.column(table, name ?? "");
  const referenced = source.column(target, source.referencedBy(key)[0] ?? "");
  if (!column || !referenced || doubts.explicit.has(column.id)) return undefined;
  const { type, default: standard, generated, collation, notNull } = column.props;
  if ([standard, generated, collation].some((value) => value !== undefined) || type !== referenced.props.type)
    return undefined;
  const isKey = source.isKey(table, column) && !source.isImplicitlyNotNull(table, column);
  if (isKey && styles.of(table).keyNotNull !== (notNull === true)) return undefined;
  const emptied = props.onDelete === "set null" || props.onUpdate === "set null";
  return emptied && notNull ? undefined : column;
}

/** The sides of a table of nothing but two foreign keys, which together are the primary key. */
function joinOf(source: Source, doubts: Doubts, table: Table): Join<Table, ForeignKey> | undefined {
  if (doubts.explicit.has(joinDoubt(table.id)) || source.isReferenced(table)) return undefined;
  const { strict: _strict, ...rest } = table.props;
  const primary = source.primaryKey(table)?.props.columns ?? [];
  const keys = source.children(table, "foreign-key");
  const at = ({ props }: ForeignKey) => primary.indexOf(props.columns[0] ?? "");
  const [first, second] = [...keys].sort((a, b) => at(a) - at(b));
  if (Object.keys(rest).length > 0 || !first || !second || keys.length > 2) return undefined;
  const columns = [...first.props.columns, ...second.props.columns];
  if (columns.join("\n") !== primary.join("\n") || source.columns(table).length !== columns.length) return undefined;
  const isPlain = [first, second].every(
    ({ props }) =>
      props.onDelete === "cascade" && Object.keys(props).length === 3 && props.references.table !== fold(table.name),
  );
  const [index, ...others] = source.children(table, "index");
  const usual = composeName(table.name, second.props.columns.join("_"), "idx");
  const bare = ["unique", "check", "trigger"] as const;
  const isBare = others.length === 0 && bare.every((kind) => source.children(table, kind).length === 0);
  const isIndexed = index !== undefined && isUsualName(index.name, usual);
  return isPlain && isIndexed && isBare && first.props.references.table !== second.props.references.table
    ? { table, owner: first, target: second }
    : undefined;
}
