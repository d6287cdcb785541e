/** Conventions that most tables of an SQLite database follow. */
import { begins, conventionsOf as habitual } from "../../../lifting/conventions.ts";
import { count } from "../../../lifting/votes.ts";
import type { Conventions } from "../../../model/model.ts";
import { columnName } from "../../../model/naming.ts";
import { impliedId, keepsTime } from "./shape.ts";
import type { Source, Table } from "./source.ts";
import type { Styles } from "./style.ts";

/** Conventions that the most tables follow. */
export function conventionsOf(source: Source, styles: Styles): Conventions {
  const { tables } = source;
  return habitual({
    tables,
    columns: tables.flatMap((table) => source.columns(table)),
    ids: (words) => tables.map((table) => impliedId(source, styles, table, words)?.kind),
    timed: (words) => {
      const updatedAt = columnName({ name: "updatedAt" }, words);
      return count(tables, (table) => keepsTime(source, table, updatedAt));
    },
    foreignKeys: tables.flatMap((table) => {
      const lists = indexedLists(source, table);
      return source.children(table, "foreign-key").map(({ props }) => ({
        covered: lists.some((list) => begins(list, props.columns)),
        onDelete: props.onDelete ?? "no action",
        nullable: props.columns.some((name) => !source.column(table, name)?.props.notNull),
      }));
    }),
  });
}

function indexedLists(source: Source, table: Table): string[][] {
  return [
    ...source.children(table, "primary-key").map(({ props }) => [...props.columns]),
    ...source.children(table, "unique").map(({ props }) => [...props.columns]),
    ...source.children(table, "index").map(({ props }) => props.keys.map(({ column = "" }) => column)),
  ];
}
