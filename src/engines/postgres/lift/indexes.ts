/** Indexes: those that relations make by themselves, and declared ones. */
import { autoIndexes } from "../../../lifting/indexes.ts";
import type { Expression } from "../../../model/expression.ts";
import type { Index, IndexPart } from "../../../model/model.ts";
import { makeObjectName } from "../ids.ts";
import type { IndexKey } from "../objects.ts";
import { joinName } from "../quote.ts";
import { type Lifting, liftExpression } from "./lifting.ts";
import type { Members } from "./shape.ts";
import type { Index as IndexObject } from "./source.ts";

/** For each foreign key, the index that its relation makes by itself. */
export function relationIndexes({ source, doubts }: Lifting, { table, relations }: Members): Map<string, string> {
  const present = <T extends { readonly id: string }>(objects: readonly T[]): T[] =>
    objects.filter(({ id }) => !doubts.apart.has(id));
  return autoIndexes(
    relations.map(({ key }) => ({ id: key.id, columns: key.props.columns })),
    present([...source.children(table, "primary-key"), ...source.children(table, "unique")]).map(
      (key) => key.props.columns,
    ),
    present(source.children(table, "index")).map((index) => ({
      id: index.id,
      name: index.name,
      columns: columnsOf(index),
      plain: isPlain(index) && !doubts.explicit.has(index.id),
      serves: isTree(index),
    })),
    (columns) => makeObjectName(table.name, columns.join("_"), "idx"),
  );
}

function columnsOf({ props }: IndexObject): string[] {
  return props.keys.map((key) => key.column ?? "");
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
export function liftIndexes(lifting: Lifting, members: Members, made: ReadonlySet<string>): Index[] {
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

function liftIndex(lifting: Lifting, members: Members, { id, name, props }: IndexObject, isExplicit: boolean): Index {
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
