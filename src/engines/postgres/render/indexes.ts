/** Indexes and extended statistics. */
import type { IndexKey, PostgresObject } from "../objects.ts";
import { quoteIdent, quoteName } from "../quote.ts";
import { comesWithParent, parentIndexes } from "./tables.ts";
import { columnList, commentOn, nameOf, storageOptions, textOf } from "./text.ts";
import type { Tree } from "./tree.ts";
import { needsOf, type Unit } from "./unit.ts";

export function indexUnit(index: PostgresObject<"index">, tree: Tree): Unit {
  const table = index.parent === undefined ? undefined : tree.get(index.parent);
  const { props } = index;
  const needs = needsOf(index);
  const byParent = comesWithParent(index, tree);
  // As with keys: a partition's own index is made first, and the parent's index attaches it.
  if (!byParent && props.partitionOf) needs.delete(props.partitionOf);
  if (!props.partitionOf) for (const id of parentIndexes(table, tree)) needs.add(id);
  for (const part of tree.partitionParts(index.id)) {
    const object = tree.get(part);
    if (object && !props.invalid && !comesWithParent(object, tree)) needs.add(part);
  }
  const partitioned = table?.kind === "table" && table.props.partitionBy !== undefined;
  const create = [
    `CREATE ${props.unique ? "UNIQUE " : ""}INDEX ${quoteIdent(index.name)} ON ${partitioned && props.invalid ? "ONLY " : ""}`,
    table ? nameOf(table) : "",
    props.method === "btree" ? "" : ` USING ${quoteIdent(props.method)}`,
    ` (${props.keys.map(keyText).join(", ")})`,
    props.include ? ` INCLUDE ${columnList(props.include)}` : "",
    props.nullsNotDistinct ? " NULLS NOT DISTINCT" : "",
    props.options ? ` WITH (${storageOptions(props.options)})` : "",
    props.tablespace ? ` TABLESPACE ${quoteIdent(props.tablespace)}` : "",
    props.where ? ` WHERE ${textOf(props.where)}` : "",
  ].join("");
  // Of an index made with ONLY nobody knows which parts it would find: they are attached by name.
  const parent = props.partitionOf === undefined ? undefined : tree.get(props.partitionOf);
  const attach = parent?.kind === "index" && parent.props.invalid;
  if (attach) needs.add(parent.id);
  const statistics = Object.entries(props.statistics ?? {}).map(
    ([key, target]) => `ALTER INDEX ${nameOf(index)} ALTER COLUMN ${key} SET STATISTICS ${target}`,
  );
  return {
    section: "Indexes",
    object: index.id,
    makes: [index.id],
    needs,
    sql: [
      ...(byParent ? [] : [create]),
      ...(attach ? [`ALTER INDEX ${nameOf(parent)} ATTACH PARTITION ${nameOf(index)}`] : []),
      ...statistics,
      ...commentOn(index),
    ],
  };
}

/** One key; an expression that is no plain call has to stand in parentheses, as the server prints it. */
function keyText(key: IndexKey): string {
  const subject = key.column === undefined ? expressionText(key) : quoteIdent(key.column);
  const options = key.opclassOptions ? ` (${storageOptions(key.opclassOptions)})` : "";
  return [
    subject,
    key.collation ? ` COLLATE ${quoteName(key.collation)}` : "",
    key.opclass ? ` ${opclassName(key.opclass)}${options}` : "",
    key.descending ? " DESC" : "",
    key.nulls ? ` NULLS ${key.nulls.toUpperCase()}` : "",
  ].join("");
}

function expressionText(key: IndexKey): string {
  if (!key.expression) return "";
  const { authored, sql } = key.expression;
  // The server's text has the parentheses that it needs; an author's text may have lost them.
  return authored === undefined ? sql : `(${authored})`;
}

function opclassName(name: { readonly schema: string; readonly name: string }): string {
  return name.schema === "pg_catalog" ? quoteIdent(name.name) : quoteName(name);
}

export function statisticsUnit(statistics: PostgresObject<"statistics">): Unit {
  const { definition, target } = statistics.props;
  return {
    section: "Statistics",
    object: statistics.id,
    makes: [statistics.id],
    needs: needsOf(statistics),
    sql: [
      textOf(definition),
      ...(target === undefined ? [] : [`ALTER STATISTICS ${nameOf(statistics)} SET STATISTICS ${target}`]),
      ...commentOn(statistics),
    ],
  };
}
