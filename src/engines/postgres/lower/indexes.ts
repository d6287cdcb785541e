/** Indexes: plain, partial, over expressions, inverted, spatial and for full-text search. */
import type { ResolvedColumn, ResolvedIndex, ResolvedIndexPart, ResolvedTable } from "../../../model/resolve/index.ts";
import { printExpression, stringLiteral } from "../expressions.ts";
import { childId, schemaObjectId } from "../ids.ts";
import type { IndexKey, IndexProps } from "../objects.ts";
import { DEFAULT_SCHEMA, quoteIdent } from "../quote.ts";
import { postgresType } from "../types.ts";
import { type Draft, tableId } from "./draft.ts";

const METHOD = { btree: "btree", hash: "hash", inverted: "gin", spatial: "gist", brin: "brin" } as const;

/** Operator classes of extensions, with the extension. All others are taken to be PostgreSQL's own. */
const OPCLASS_EXTENSION: { readonly [opclass: string]: string } = {
  gin_trgm_ops: "pg_trgm",
  gist_trgm_ops: "pg_trgm",
  vector_l2_ops: "vector",
  vector_ip_ops: "vector",
  vector_cosine_ops: "vector",
};

export function lowerIndexes(draft: Draft, table: ResolvedTable): void {
  const schema = table.schema ?? DEFAULT_SCHEMA;
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  for (const index of table.indexes) {
    const { props, extensions } = indexProps(index, columns, (field) => table.columnsOf.get(field)?.[0] ?? field);
    draft.add(
      {
        kind: "index",
        id: schemaObjectId("index", schema, index.name),
        parent: tableId(table),
        schema,
        name: index.name,
        props,
      },
      [
        ...props.keys.flatMap((key) =>
          key.column === undefined ? [] : [childId("column", schema, table.name, key.column)],
        ),
        ...extensions.map((name) => draft.extension(name)),
      ],
    );
  }
}

function indexProps(
  index: ResolvedIndex,
  columns: ReadonlyMap<string, ResolvedColumn>,
  columnOf: (field: string) => string,
): { props: IndexProps; extensions: string[] } {
  const keys = index.search
    ? [searchKey(index.search, columns)]
    : index.parts.map((part) => indexKey(part, index, columns, columnOf));
  const props: IndexProps = {
    ...(index.unique ? { unique: true } : {}),
    method: index.search ? "gin" : METHOD[index.using],
    keys,
    ...(index.include.length > 0 ? { include: index.include } : {}),
    ...(index.where ? { where: { sql: printExpression(index.where, columnOf) } } : {}),
  };
  const extensions = keys.flatMap((key) => OPCLASS_EXTENSION[key.opclass?.name ?? ""] ?? []);
  return { props, extensions: [...new Set(extensions)] };
}

function indexKey(
  part: ResolvedIndexPart,
  index: ResolvedIndex,
  columns: ReadonlyMap<string, ResolvedColumn>,
  columnOf: (field: string) => string,
): IndexKey {
  const opclass = part.opclass ?? impliedOpclass(part, index, columns);
  const nulls = part.nulls === (part.descending ? "first" : "last") ? undefined : part.nulls;
  return {
    ...(part.column === undefined && part.expression
      ? { expression: { sql: inParentheses(printExpression(part.expression, columnOf), part) } }
      : { column: part.column ?? "" }),
    ...(opclass === undefined ? {} : { opclass: opclassName(opclass) }),
    ...(part.descending ? { descending: true } : {}),
    ...(nulls ? { nulls } : {}),
  };
}

/** An index key is a column, a call or anything else in parentheses. */
function inParentheses(sql: string, part: ResolvedIndexPart): string {
  const call = part.expression?.kind === "parsed" && part.expression.ast.kind === "call" && /^[a-z_]+\(/.test(sql);
  return call && sql.endsWith(")") ? sql : `(${sql})`;
}

/** GIN has no operator class for plain text: trigrams answer what an inverted index over text is asked for. */
function impliedOpclass(
  part: ResolvedIndexPart,
  index: ResolvedIndex,
  columns: ReadonlyMap<string, ResolvedColumn>,
): string | undefined {
  if (index.using !== "inverted" || part.column === undefined) return undefined;
  const column = columns.get(part.column);
  const native = column?.origin.kind === "field" ? column.origin.field.targets?.postgres?.type : undefined;
  const type = column ? postgresType(column.type, column.enumType, native).type : "";
  return /^(text|character|citext)/.test(type) && !type.endsWith("[]") ? "gin_trgm_ops" : undefined;
}

function opclassName(name: string): { schema: string; name: string } {
  return { schema: OPCLASS_EXTENSION[name] ? DEFAULT_SCHEMA : "pg_catalog", name };
}

/** The form of to_tsvector with the configuration named is immutable and so may stand in an index (manual, 12.2.2). */
function searchKey(
  search: { readonly columns: readonly string[]; readonly language: string },
  columns: ReadonlyMap<string, ResolvedColumn>,
): IndexKey {
  const texts = search.columns.map((name) => {
    const column = quoteIdent(name);
    return columns.get(name)?.nullable ? `COALESCE(${column}, '')` : column;
  });
  return {
    expression: { sql: `to_tsvector(${stringLiteral(search.language)}::regconfig, ${texts.join(" || ' ' || ")})` },
  };
}
