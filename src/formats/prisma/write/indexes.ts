/** Keys and indexes as attributes: `@id`, `@unique`, `@@id`, `@@unique`, `@@index`. */
import { type Capability, SITUATIONS } from "../capabilities.ts";
import { quoted } from "../text.ts";
import { INDEX_METHODS } from "../types/postgres.ts";
import type { Losses } from "./losses.ts";
import type { Naming } from "./naming.ts";
import type { Index, Source, Table, UniqueKey } from "./source.ts";
import { fieldType } from "./types.ts";

export interface KeyLines {
  /** Attributes of single fields, by the column's id. */
  readonly ofField: ReadonlyMap<string, readonly string[]>;
  /** Attributes of the model. */
  readonly ofModel: readonly string[];
  /** Whether a partial index needs its preview feature. */
  readonly partial: boolean;
}

/** Operator classes that are worth a name of Prisma's: those of its scalars that are not the default. */
const OPCLASSES: { readonly [name: string]: string } = { jsonb_path_ops: "JsonbPathOps", inet_ops: "InetOps" };

/** Adds the keys and indexes of a table; those that Prisma has no notation for are noted. */
export function keysOf(source: Source, naming: Naming, table: Table, losses: Losses): KeyLines {
  const ofField = new Map<string, string[]>();
  const ofModel: string[] = [];
  const columns = source.columns(table);
  const idOf = (name: string) => columns.find((column) => column.name === name)?.id ?? "";
  const field = (name: string) => naming.fields.get(idOf(name)) ?? name;
  let partial = false;
  const addKey = (key: UniqueKey, word: "id" | "unique") => {
    // What an index carries beside its keys, Prisma takes for keys.
    const list = [...key.props.columns, ...(key.props.include ?? [])];
    const usual = source.defaultName(table.name, word === "id" ? [] : list, word === "id" ? "pkey" : "key");
    const map = key.name === usual ? "" : `map: ${quoted(key.name)}`;
    const [only = "", ...others] = list;
    const attributes = ofField.get(idOf(only)) ?? [];
    if (others.length === 0 && !attributes.some((attribute) => attribute.startsWith(`@${word}`))) {
      ofField.set(idOf(only), [...attributes, `@${word}${map && `(${map})`}`]);
    } else ofModel.push(`@@${word}([${list.map(field).join(", ")}]${map && `, ${map}`})`);
  };
  for (const key of source.primaryKeys(table)) addKey(key, "id");
  for (const key of source.uniques(table)) addKey(key, "unique");
  for (const index of source.indexes(table)) {
    const opclassOf = (column: string) => usualOpclass(source, naming, table, index, column);
    const problem = unheld(index, opclassOf);
    if (problem) {
      losses.add(index.id, problem);
      continue;
    }
    noteWeaker(index, losses);
    if (index.props.where) partial = true;
    const column = plainUnique(index);
    const attributes = column === undefined ? undefined : (ofField.get(idOf(column)) ?? []);
    if (column === undefined || !attributes || attributes.some((attribute) => attribute.startsWith("@unique"))) {
      ofModel.push(indexLine(index, field, opclassOf));
      continue;
    }
    const map = index.name === source.defaultName(table.name, [column], "key") ? "" : `(map: ${quoted(index.name)})`;
    ofField.set(idOf(column), [...attributes, `@unique${map}`]);
  }
  return { ofField, ofModel, partial };
}

/** The column of a unique index that is no more than that. */
function plainUnique({ props }: Index): string | undefined {
  const { unique, method, keys, include, where } = props;
  const [key, ...others] = keys;
  const isPlain = unique && method === "btree" && !include && !where && others.length === 0;
  return isPlain && !key?.descending && !key?.opclass ? key?.column : undefined;
}

/** btree_gin's classes that Prisma takes for those of another method. */
const CONFUSED: ReadonlySet<string | undefined> = new Set(["text_ops", "inet_ops"]);

/** The operator class of a scalar that the server takes without a word and Prisma does not. */
function usualOpclass(
  source: Source,
  naming: Naming,
  table: Table,
  { props }: Index,
  name: string,
): string | undefined {
  const column = source.columns(table).find((candidate) => candidate.name === name);
  const type = column && fieldType(column.props.type, source, naming);
  if (!type || type.list || (type.scalar === undefined && type.enumId === undefined)) return undefined;
  return source.usualOpclass(props.method, type.enumId === undefined ? type.printed : "enum");
}

/** Why Prisma has no notation for an index at all. */
function unheld({ props }: Index, opclassOf: (column: string) => string | undefined): Capability | undefined {
  if (props.keys.some(({ column }) => column === undefined)) return SITUATIONS.expressionIndex;
  const columns = [...props.keys.map(({ column = "" }) => column), ...(props.include ?? [])];
  if (new Set(columns).size < columns.length) return SITUATIONS.repeatedColumn;
  if (props.keys.some(({ column = "", opclass }) => !opclass && CONFUSED.has(opclassOf(column)))) {
    return SITUATIONS.indexMethod;
  }
  return props.method === "btree" || INDEX_METHODS.has(props.method) ? undefined : SITUATIONS.indexMethod;
}

function noteWeaker({ id, props }: Index, losses: Losses): void {
  const { keys, method } = props;
  if (keys.some(({ nulls }) => nulls !== undefined)) losses.add(id, SITUATIONS.indexNulls);
  if (keys.some(({ collation }) => collation !== undefined)) losses.add(id, SITUATIONS.indexCollation);
  if (keys.some(({ opclassOptions }) => opclassOptions !== undefined)) losses.add(id, SITUATIONS.indexOptions);
  if (method === "btree" && keys.some(({ opclass }) => opclass !== undefined)) losses.add(id, SITUATIONS.indexOpclass);
}

function indexLine(
  { name, props }: Index,
  field: (column: string) => string,
  opclassOf: (column: string) => string | undefined,
): string {
  const { keys, include = [], method, unique, where } = props;
  const parts = keys.map(({ column = "", opclass, descending }) => {
    const named = method === "btree" ? undefined : (opclass?.name ?? opclassOf(column));
    const options = [
      ...(named === undefined ? [] : [`ops: ${operatorClass(named)}`]),
      ...(descending ? ["sort: Desc"] : []),
    ];
    return `${field(column)}${options.length > 0 ? `(${options.join(", ")})` : ""}`;
  });
  const options = [
    `[${[...parts, ...include.map(field)].join(", ")}]`,
    ...(where ? [`where: raw(${quoted(where.sql)})`] : []),
    `map: ${quoted(name)}`,
    ...(method === "btree" ? [] : [`type: ${INDEX_METHODS.get(method)}`]),
  ];
  return `@@${unique ? "unique" : "index"}(${options.join(", ")})`;
}

/** `jsonb_path_ops` is `JsonbPathOps` to Prisma; most are given raw. */
function operatorClass(name: string): string {
  return OPCLASSES[name] ?? `raw(${quoted(name)})`;
}
