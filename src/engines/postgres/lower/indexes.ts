/** Indexes: plain, partial, over expressions, inverted, spatial, block range, and for full-text search. */
import type { ResolvedColumn, ResolvedIndex, ResolvedIndexPart, ResolvedTable } from "../../../model/resolve/index.ts";
import { type ExpressionScope, type PrintedExpression, printCondition, printExpression } from "../expressions/index.ts";
import { childId, schemaObjectId } from "../ids.ts";
import type { IndexKey, IndexProps } from "../objects.ts";
import { DEFAULT_SCHEMA, splitName } from "../quote.ts";
import { columnIds, pathOf as tablePath } from "./columns.ts";
import { type Draft, tableId } from "./draft.ts";
import {
  extensionOfOpclass,
  indexClassOf,
  indexClassOfKind,
  isDefaultOpclass,
  type Method,
  supportOf,
  usualMethod,
} from "./opclasses.ts";
import { scopeOf } from "./scope.ts";
import { searchKey } from "./search.ts";

const METHODS: { readonly [using in ResolvedIndex["using"]]: Method } = {
  btree: "btree",
  hash: "hash",
  inverted: "gin",
  spatial: "gist",
  brin: "brin",
};

interface Context {
  readonly draft: Draft;
  readonly table: ResolvedTable;
  readonly columns: ReadonlyMap<string, ResolvedColumn>;
  readonly scope: ExpressionScope;
  readonly ownConfigurations: (name: string) => boolean;
}

/** A key with what it reads and needs. */
interface LoweredKey {
  readonly key: IndexKey;
  readonly extensions: readonly string[];
}

/**
 * Adds the indexes of a table. One that PostgreSQL cannot build is left out with a Loss.
 *
 * @param ownConfigurations true for the name of a text-search configuration that the Model makes by itself
 */
export function lowerIndexes(draft: Draft, table: ResolvedTable, ownConfigurations: (name: string) => boolean): void {
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  const context: Context = { draft, table, columns, scope: scopeOf(table), ownConfigurations };
  for (const index of table.indexes) lowerIndex(context, index);
}

function lowerIndex(context: Context, index: ResolvedIndex): void {
  const { draft, table } = context;
  const native = index.targets?.postgres?.using;
  const method = native ?? methodOf(context, index);
  const keys =
    native === undefined ? keysOf(context, index, methodOf(context, index)) : nativeKeys(context, index, native);
  const where = index.where && printCondition(index.where, context.scope);
  if (index.where && !where) draft.loseRaw(pathOf(table, index), "a partial index");
  if (!keys || (index.where && !where)) return;
  const schema = table.schema ?? DEFAULT_SCHEMA;
  const props: IndexProps = {
    ...(index.unique ? { unique: true } : {}),
    method,
    keys: keys.map(({ key }) => key),
    ...includeOf(draft, index, method, pathOf(table, index)),
    ...(index.nullsNotDistinct ? { nullsNotDistinct: true } : {}),
    ...(index.targets?.postgres?.options ? { options: index.targets.postgres.options } : {}),
    ...(where ? { where: { sql: where.sql } } : {}),
  };
  const extensions = [...new Set(keys.flatMap((key) => key.extensions))];
  draft.add(
    {
      kind: "index",
      id: schemaObjectId("index", schema, index.name),
      parent: tableId(table),
      schema,
      name: index.name,
      props,
    },
    [...columnsRead(context, index), ...extensions.map((name) => draft.extension(name))],
  );
}

function pathOf(table: ResolvedTable, index: ResolvedIndex): string {
  return `${tablePath(table)}.${index.name}`;
}

/** A field marked `index` gets the method that its type calls for. */
function methodOf({ columns }: Context, index: ResolvedIndex): Method {
  if (index.search) return "gin";
  const [first] = index.parts;
  const column = first?.column === undefined ? undefined : columns.get(first.column);
  return index.origin === "field" && column ? usualMethod(indexClassOf(column)) : METHODS[index.using];
}

/** A method by PostgreSQL's own name takes the operator classes that are written, and its own default ones. */
function nativeKeys(
  { draft, table, columns, scope }: Context,
  index: ResolvedIndex,
  method: string,
): LoweredKey[] | undefined {
  const keys: LoweredKey[] = [];
  for (const part of index.parts) {
    const printed = part.expression && printExpression(part.expression, scope);
    if (part.expression && !printed) {
      draft.loseRaw(pathOf(table, index), "an index");
      return undefined;
    }
    const key = printed ? { expression: { sql: asKey(part, printed) } } : { column: part.column ?? "" };
    const column = columns.get(part.column ?? "");
    const isDefault = part.opclass !== undefined && column && isDefaultOpclass(part.opclass, method, column);
    keys.push(withOptions(key, part, isDefault ? undefined : part.opclass, undefined));
  }
  return keys;
}

function keysOf(context: Context, index: ResolvedIndex, method: Method): LoweredKey[] | undefined {
  if (index.search) {
    const key = searchKey(
      context.draft,
      pathOf(context.table, index),
      index.search,
      context.columns,
      context.ownConfigurations,
    );
    return key && [{ key, extensions: [] }];
  }
  const keys: LoweredKey[] = [];
  for (const part of index.parts) {
    const key = part.expression ? expressionKey(context, index, part, method) : columnKey(context, index, part, method);
    if (!key) return undefined;
    keys.push(key);
  }
  return keys;
}

function columnKey(
  { draft, table, columns }: Context,
  index: ResolvedIndex,
  part: ResolvedIndexPart,
  method: Method,
): LoweredKey | undefined {
  const name = part.column ?? "";
  const column = columns.get(name);
  const support = column ? supportOf(method, indexClassOf(column)) : {};
  if (part.opclass === undefined && !support) {
    draft.lose(
      "INDEX_NOT_HELD",
      pathOf(table, index),
      `a ${method} index over ${name}, whose type it does not take`,
      "no index",
    );
    return undefined;
  }
  const wished = part.opclass !== undefined && column && isDefaultOpclass(part.opclass, method, column);
  const opclass = wished ? undefined : (part.opclass ?? support?.opclass);
  // A class that was asked for is taken to be enough; the default one may come with an extension.
  const extension = opclass === undefined || part.opclass === undefined ? support?.extension : undefined;
  return withOptions({ column: name }, part, opclass, extension);
}

function expressionKey(
  { draft, table, scope }: Context,
  index: ResolvedIndex,
  part: ResolvedIndexPart,
  method: Method,
): LoweredKey | undefined {
  const printed = part.expression && printExpression(part.expression, scope);
  if (!printed) {
    draft.loseRaw(pathOf(table, index), "an index");
    return undefined;
  }
  const support = part.opclass === undefined ? supportOf(method, indexClassOfKind(printed.kind)) : {};
  if (!support) {
    const feature = `a ${method} index over ${printed.sql}, whose type it does not take`;
    draft.lose("INDEX_NOT_HELD", pathOf(table, index), feature, "no index");
    return undefined;
  }
  const opclass = part.opclass ?? support.opclass;
  return withOptions({ expression: { sql: asKey(part, printed) } }, part, opclass, support.extension);
}

/** True for `(…)` and `name(…)`: the first parenthesis closes at the end. */
function isEnclosed(sql: string): boolean {
  const open = /^[\w.]*\(/.exec(sql)?.[0].length;
  if (open === undefined) return false;
  let depth = 1;
  let quote = "";
  for (let at = open; at < sql.length; at++) {
    const character = sql[at] ?? "";
    if (quote) {
      if (character === quote) quote = "";
    } else if (character === "'" || character === '"') quote = character;
    else if (character === "(") depth++;
    else if (character === ")" && --depth === 0) return at === sql.length - 1;
  }
  return false;
}

/** An index key is a column, a call, or anything else in parentheses. */
function asKey(part: ResolvedIndexPart, { sql, isOperand }: PrintedExpression): string {
  if (part.expression?.kind === "raw") return isEnclosed(sql) ? sql : `(${sql})`;
  return isOperand && /^[a-z_]+\(.*\)$/s.test(sql) ? sql : `(${sql})`;
}

function withOptions(
  key: IndexKey,
  part: ResolvedIndexPart,
  opclass: string | undefined,
  extension: string | undefined,
): LoweredKey {
  const named = opclass === undefined ? undefined : splitName(opclass);
  const own = named && extensionOfOpclass(named.name);
  const schema = own === undefined ? "pg_catalog" : DEFAULT_SCHEMA;
  const nulls = part.nulls === (part.descending ? "first" : "last") ? undefined : part.nulls;
  return {
    key: {
      ...key,
      ...(named ? { opclass: { schema, ...named } } : {}),
      ...(part.descending ? { descending: true } : {}),
      ...(nulls ? { nulls } : {}),
    },
    extensions: [...(own === undefined ? [] : [own]), ...(extension === undefined ? [] : [extension])],
  };
}

/** Only B-tree and GiST carry columns beside their keys (manual, CREATE INDEX). */
function includeOf(
  draft: Draft,
  index: ResolvedIndex,
  method: string,
  path: string,
): { readonly include?: readonly string[] } {
  if (index.include.length === 0) return {};
  if (method === "btree" || method === "gist") return { include: index.include };
  draft.lose("INDEX_WEAKENED", path, `INCLUDE columns of a ${method} index`, "left out");
  return {};
}

function columnsRead({ table, scope }: Context, index: ResolvedIndex): string[] {
  const schema = table.schema ?? DEFAULT_SCHEMA;
  const named = [
    ...index.parts.flatMap((part) => part.column ?? []),
    ...index.include,
    ...(index.search?.columns ?? []),
  ];
  const expressions = [...index.parts.flatMap((part) => part.expression ?? []), ...(index.where ? [index.where] : [])];
  const members = expressions.flatMap((expression) => (expression.kind === "parsed" ? expression.refs : []));
  return [...named.map((name) => childId("column", schema, table.name, name)), ...columnIds(scope, table, members)];
}
