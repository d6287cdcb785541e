/** Indexes: those that relations make by themselves, and declared ones. */
import type { Expression } from "../../../model/expression.ts";
import type { Index, IndexPart } from "../../../model/model.ts";
import { makeObjectName } from "../ids.ts";
import type { IndexKey } from "../objects.ts";
import { joinName } from "../quote.ts";
import { type Lifting, liftExpression } from "./lifting.ts";
import type { TableMembers } from "./members.ts";
import type { Index as IndexObject } from "./source.ts";

/**
 * For each foreign key the id of the index that its relation makes by itself; `covered` where a key or another index
 * begins with its columns, so that none is made; `none` where one would be made that is not there.
 */
export function autoIndexes({ source, doubts }: Lifting, { table, relations }: TableMembers): Map<string, string> {
  const indexes = source.children(table, "index").filter((index) => !doubts.apart.has(index.id));
  const lists = [...source.children(table, "primary-key"), ...source.children(table, "unique")]
    .filter((key) => !doubts.apart.has(key.id))
    .map((key) => key.props.columns);
  const found = new Map<string, string>();
  const taken = new Set<IndexObject>();
  const usual = (index: IndexObject, columns: readonly string[]) =>
    isPlain(index) &&
    !doubts.explicit.has(index.id) &&
    index.name === makeObjectName(table.name, columns.join("_"), "idx") &&
    columnsOf(index).join("\n") === columns.join("\n");
  for (const { key } of relations) {
    const { columns } = key.props;
    const own = indexes.find((index) => usual(index, columns) && !taken.has(index));
    const others = indexes.filter((index) => index !== own && isTree(index)).map(columnsOf);
    if ([...lists, ...others].some((list) => begins(list, columns))) found.set(key.id, "covered");
    else if (own) {
      taken.add(own);
      found.set(key.id, own.id);
    } else found.set(key.id, "none");
  }
  return found;
}

function columnsOf({ props }: IndexObject): string[] {
  return props.keys.map((key) => key.column ?? "");
}

function begins(list: readonly string[], columns: readonly string[]): boolean {
  return list.length >= columns.length && list.slice(0, columns.length).every((name) => columns.includes(name));
}

/** A full B-tree index, which serves a foreign key. */
function isTree({ props }: IndexObject): boolean {
  return props.method === "btree" && props.where === undefined;
}

/** An index of columns alone, with nothing else said. */
function isPlain({ props }: IndexObject): boolean {
  const { method, keys, comment: _comment, statistics: _statistics, ...rest } = props;
  return method === "btree" && Object.keys(rest).length === 0 && keys.every((key) => Object.keys(key).length === 1);
}

/** The declared indexes of a table; `made` are those that relations make. */
export function liftIndexes(lifting: Lifting, members: TableMembers, made: ReadonlySet<string>): Index[] {
  const { source, doubts } = lifting;
  return source
    .children(members.table, "index")
    .filter((index) => !doubts.apart.has(index.id) && !made.has(index.id) && isInWords(index))
    .map((index) => liftIndex(lifting, members, index, doubts.explicit.has(index.id)));
}

/** What the language has no words for: collations and options of keys, tablespaces, partitions' indexes. */
function isInWords({ props }: IndexObject): boolean {
  const { tablespace, partitionOf, invalid, keys } = props;
  const plainKeys = keys.every((key) => key.opclassOptions === undefined && key.collation === undefined);
  return tablespace === undefined && partitionOf === undefined && !invalid && plainKeys;
}

const USING: { readonly [method: string]: Index["using"] } = { hash: "hash", gin: "inverted", brin: "brin" };

function liftIndex(
  lifting: Lifting,
  members: TableMembers,
  { id, name, props }: IndexObject,
  isExplicit: boolean,
): Index {
  const { method, keys, unique, nullsNotDistinct, include, where, options } = props;
  const word = method === "btree" || isExplicit ? undefined : USING[method];
  const native = {
    ...(method === "btree" || word ? {} : { using: method }),
    ...(options ? { options } : {}),
  };
  const member = (column: string) => members.memberOf.get(column) ?? column;
  const expression = (sql: string) => liftExpression(lifting, members, id, sql);
  return {
    name,
    parts: keys.map((key) => partOf(key, member, expression)),
    ...(unique ? { unique } : {}),
    ...(where ? { where: expression(where.sql) } : {}),
    ...(word ? { using: word } : {}),
    ...(nullsNotDistinct ? { nullsNotDistinct } : {}),
    ...(include ? { include: include.map(member) } : {}),
    ...(Object.keys(native).length > 0 ? { targets: { postgres: native } } : {}),
  };
}

function partOf(key: IndexKey, member: (column: string) => string, expression: (sql: string) => Expression): IndexPart {
  return {
    of: key.expression ? { expression: expression(key.expression.sql) } : { field: member(key.column ?? "") },
    ...(key.descending ? { descending: true } : {}),
    ...(key.nulls ? { nulls: key.nulls } : {}),
    ...(key.opclass ? { opclass: joinName(key.opclass, "pg_catalog") } : {}),
  };
}
