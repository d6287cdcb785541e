/** What everything in a lifting knows, and how it says expressions. */
import type { Doubts } from "../../../lifting/doubts.ts";
import type { Expression } from "../../../model/expression.ts";
import type { Conventions, EnumType } from "../../../model/model.ts";
import { type Columns, type ExpressionReader, overMembers } from "./expressions.ts";
import type { Members } from "./shape.ts";
import type { Source, Table } from "./source.ts";

export interface Lifting {
  readonly source: Source;
  readonly doubts: Doubts;
  readonly conventions: Conventions;
  /** By their printed name. */
  readonly enums: ReadonlyMap<string, EnumType>;
  /** Absent where all expressions are to stay as the server prints them. */
  readonly reader: ExpressionReader | undefined;
}

export const raw = (sql: string): Expression => ({ kind: "raw", sql: { postgres: sql } });

/** An expression in the language, or raw where it has no words for it or where the object's form is doubted. */
export function liftExpression(
  { source, doubts, enums, reader }: Lifting,
  { table, memberOf }: Members,
  id: string,
  sql: string,
): Expression {
  const node = doubts.explicit.has(id) ? undefined : reader?.node(sql, columnsOf(source, table, enums));
  return (node && overMembers(node, memberOf)) ?? raw(sql);
}

/** What expressions over a table read. */
export function columnsOf(source: Source, table: Table, enums: ReadonlyMap<string, unknown>): Columns {
  const types = new Map(source.columns(table).map((column) => [column.name, column.props.type]));
  return { types, enums: new Set(enums.keys()) };
}
