/** Writes a catalog as statements and as a script. */
import type { Catalog, CatalogObject } from "../../../catalog/catalog.ts";
import type { Statement } from "../../engine.ts";
import { type IndexProps, isKind, type SqliteKind, type SqliteObject } from "../objects.ts";
import { fold, quoteName } from "../quote.ts";
import { sortByDependency } from "./order.ts";
import { insertRow } from "./rows.ts";
import { type Children, childrenOf, createTable, Names, textOf } from "./table.ts";

/** Statements that make the catalog in an empty database: tables, virtual tables, indexes, views, triggers, rows. */
export function render(catalog: Catalog): Statement[] {
  const children = childrenOf(catalog);
  const names = new Names(catalog, children);
  const sections: { [K in SqliteKind]?: (object: SqliteObject<K>) => Statement } = {
    table: (table) => ({
      sql: createTable(table, children.get(table.id) ?? [], names),
      object: table.id,
      section: "Tables",
    }),
    "virtual-table": (table) => ({ sql: createVirtualTable(table), object: table.id, section: "Virtual tables" }),
    index: (index) => ({ sql: createIndex(index, names), object: index.id, section: "Indexes" }),
    view: (view) => ({ sql: createView(view), object: view.id, section: "Views" }),
    trigger: (trigger) => ({ sql: createTrigger(trigger, names), object: trigger.id, section: "Triggers" }),
    row: (row) => ({ sql: insertRow(row, children, names), object: row.id, section: "Rows" }),
  };
  const write = <K extends SqliteKind>(kind: K): Statement[] => {
    const objects = [...catalog.objects.values()].filter((object) => isKind(object, kind));
    const writer = sections[kind];
    return writer ? sortByDependency(objects, (object) => dependenciesOf(object, children)).map(writer) : [];
  };
  return [
    ...write("table"),
    ...write("virtual-table"),
    ...write("index"),
    ...write("view"),
    ...write("trigger"),
    ...write("row"),
  ];
}

function dependenciesOf(object: CatalogObject, children: Children): string[] {
  const parts = [object, ...(children.get(object.id) ?? []).filter((child) => isKind(child, "foreign-key"))];
  return parts.flatMap((part) => part.edges.map((edge) => edge.to));
}

function createIndex(index: SqliteObject<"index">, names: Names): string {
  const { unique, keys, where }: IndexProps = index.props;
  const table = index.parent ?? "";
  const terms = keys.map((key) => {
    const what =
      key.column === undefined ? (key.expression ? textOf(key.expression) : "") : names.column(table, key.column);
    return `${what}${key.collation === undefined ? "" : ` COLLATE ${quoteName(key.collation)}`}${key.descending ? " DESC" : ""}`;
  });
  const condition = where ? ` WHERE ${textOf(where)}` : "";
  return `CREATE ${unique ? "UNIQUE " : ""}INDEX ${quoteName(index.name)} ON ${names.relation(table)} (${terms.join(", ")})${condition}`;
}

function createView(view: SqliteObject<"view">): string {
  const { columns: folded, outputs } = view.props;
  const spelled = new Map(outputs?.map(({ name }) => [fold(name), name]));
  const columns = folded ? ` (${folded.map((name) => quoteName(spelled.get(name) ?? name)).join(", ")})` : "";
  return `CREATE VIEW ${quoteName(view.name)}${columns} AS\n${textOf(view.props.query)}`;
}

function createVirtualTable(table: SqliteObject<"virtual-table">): string {
  const list = table.props.arguments.map((argument) => `  ${textOf(argument)}`);
  const call = list.length > 0 ? `(\n${list.join(",\n")}\n)` : "";
  return `CREATE VIRTUAL TABLE ${quoteName(table.name)} USING ${quoteName(table.props.module)}${call}`;
}

function createTrigger(trigger: SqliteObject<"trigger">, names: Names): string {
  const { timing, event, columns, when, body } = trigger.props;
  const parent = trigger.parent ?? "";
  const of = columns ? ` OF ${names.columns(parent, columns)}` : "";
  return [
    `CREATE TRIGGER ${quoteName(trigger.name)} ${timing.toUpperCase()} ${event.toUpperCase()}${of} ON ${names.relation(parent)}`,
    `FOR EACH ROW${when ? ` WHEN ${textOf(when)}` : ""}`,
    "BEGIN",
    ...body.map((statement) => `  ${textOf(statement)};`),
    "END",
  ].join("\n");
}

const HEADER = `-- SQLite
-- Every connection: PRAGMA foreign_keys = ON (SQLite checks no foreign key otherwise), PRAGMA busy_timeout = 5000,
-- PRAGMA recursive_triggers = ON (rows that OR REPLACE removes are otherwise removed past all triggers).
-- Once for a file, where several processes use it: PRAGMA journal_mode = WAL.
PRAGMA foreign_keys = ON;
`;

/** The statements as one script for the sqlite3 shell or any client: all or nothing. */
export function script(statements: readonly Statement[]): string {
  let text = `${HEADER}\nBEGIN;\n`;
  let section = "";
  for (const statement of statements) {
    if (statement.section !== section) text += `\n-- ${statement.section}\n`;
    section = statement.section;
    text += `\n${statement.sql};\n`;
  }
  return `${text}\nCOMMIT;\n`;
}
