/** A PostgreSQL catalog as lifting asks for it. */
import { type Doubts, TIMES } from "../../../lifting/doubts.ts";
import type { LiftedRelation, TableMembers } from "../../../lifting/members.ts";
import type { ImpliedTimes, Shape } from "../../../lifting/shape.ts";
import type { Conventions } from "../../../model/model.ts";
import { columnName } from "../../../model/naming.ts";
import { DEFAULT_SCHEMA } from "../quote.ts";
import { impliedId, keepsTime } from "./conventions.ts";
import { joinOf } from "./joins.ts";
import type { Column, ForeignKey, Source, Table } from "./source.ts";

export type Members = TableMembers<Table, Column, ForeignKey>;
export type Relation = LiftedRelation<Table, Column, ForeignKey>;

/** The tables, columns and keys of a catalog, as far as nothing about them is doubted. */
export function shapeOf(source: Source, doubts: Doubts, conventions: Conventions): Shape<Table, Column, ForeignKey> {
  return {
    tables: source.tables,
    schemaOf: ({ schema }) => (schema === DEFAULT_SCHEMA ? undefined : (schema ?? "")),
    columns: (table) => source.columns(table),
    columnKey: ({ name }) => name,
    foreignKeys: (table) => source.children(table, "foreign-key"),
    columnsOf: ({ props }) => props.columns,
    referencedBy: ({ props }) => props.references.columns,
    target: ({ props }) => source.table(props.references),
    isRelation: ({ props }) => !props.match && !props.notValid && !props.notEnforced,
    ownColumn: (table, key, target) => ownColumn(source, doubts, table, key, target),
    impliedId: (table) => {
      const primary = source.children(table, "primary-key")[0]?.id ?? "";
      if (doubts.explicit.has(table.id) || doubts.explicit.has(primary)) return undefined;
      const kind = impliedId(source, table, conventions);
      const idName = columnName({ name: "id" }, conventions);
      const column = source.columns(table).find(({ name }) => name === idName);
      return kind && column ? { kind, column } : undefined;
    },
    impliedTimes: (table) => impliedTimes(source, doubts, conventions, table),
    joinOf: (table) => joinOf(source, doubts, table),
  };
}

function impliedTimes(source: Source, doubts: Doubts, conventions: Conventions, table: Table): ImpliedTimes<Column> {
  const isTime = (column: Column | undefined, standard: string | undefined): column is Column =>
    column !== undefined &&
    column.props.type === "timestamp with time zone" &&
    column.props.default?.sql === standard &&
    column.props.notNull === (standard === undefined ? undefined : true) &&
    column.props.comment === undefined &&
    !doubts.explicit.has(column.id);
  const find = (member: string) => {
    const name = columnName({ name: member }, conventions);
    return source.columns(table).find((column) => column.name === name);
  };
  const [created, updated, deleted] = [find("createdAt"), find("updatedAt"), find("deletedAt")];
  const timestamps =
    !doubts.explicit.has(TIMES) &&
    isTime(created, "now()") &&
    isTime(updated, "now()") &&
    keepsTime(source, table, updated.name)
      ? ([created, updated] as const)
      : undefined;
  return { ...(timestamps ? { timestamps } : {}), ...(isTime(deleted, undefined) ? { softDelete: deleted } : {}) };
}

function ownColumn(source: Source, doubts: Doubts, table: Table, key: ForeignKey, target: Table): Column | undefined {
  const [name, ...others] = key.props.columns;
  if (others.length > 0 || key.props.onDeleteColumns || key.props.period) return undefined;
  const column = source.columns(table).find((candidate) => candidate.name === name);
  const referenced = source.columns(target).find((candidate) => candidate.name === key.props.references.columns[0]);
  if (!column || !referenced || doubts.explicit.has(column.id)) return undefined;
  const { type, default: standard, identity, generated, collation, storage, compression, notNull } = column.props;
  const plain = [standard, identity, generated, collation, storage, compression].every((value) => value === undefined);
  const emptied = key.props.onDelete === "set null" || key.props.onUpdate === "set null";
  return plain && type === referenced.props.type && !(emptied && notNull) ? column : undefined;
}
