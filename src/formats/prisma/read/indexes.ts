/** `@unique`, `@@unique` and `@@index` as indexes: Prisma's engine makes unique indexes, not constraints. */
import { quoteIdent } from "../../../engines/postgres/index.ts";
import { quoteName } from "../../../engines/sqlite/index.ts";
import { SchemaforgeError } from "../../../model/errors.ts";
import type { Expression } from "../../../model/expression.ts";
import { parseExpression } from "../../../model/expressions/parse.ts";
import type { Index, IndexPart, Key, VerbatimObject } from "../../../model/model.ts";
import { toSnake } from "../../../model/naming.ts";
import { defaultName, longestName } from "../names.ts";
import { scalarOpclass } from "../types/postgres.ts";
import type { PrismaEngine } from "../types/types.ts";
import { type Attribute, argument, type Block, itemsOf, textArgument, type Value } from "./syntax.ts";

export interface Columns {
  readonly engine: PrismaEngine;
  readonly uniqueConstraints: boolean;
  /** The member of the Model that a field became. */
  member(field: string): string;
  /** The field's column. */
  column(field: string): string;
  /** The type of a scalar field as PostgreSQL prints it; `enum` for any enum. */
  scalar(field: string): string | undefined;
}

/** How the Model calls an index method; others go by PostgreSQL's own name. */
const METHODS: { readonly [method: string]: Pick<Index, "using" | "targets"> } = {
  BTree: {},
  Hash: { using: "hash" },
  Brin: { using: "brin" },
  Gin: { targets: { postgres: { using: "gin" } } },
  Gist: { targets: { postgres: { using: "gist" } } },
  SpGist: { targets: { postgres: { using: "spgist" } } },
};

interface Listed {
  readonly attribute: Attribute;
  readonly items: readonly Value[];
}

/** The attributes that stand for indexes, those of fields first. */
function listedIn(model: Block): Listed[] {
  const ofFields = model.fields.flatMap((field) =>
    field.attributes
      .filter(({ name }) => name === "unique")
      .map((attribute): Listed => {
        const sort = argument(attribute, "sort");
        const args = sort ? [{ name: "sort", value: sort }] : [];
        return { attribute, items: [{ kind: "call", name: field.name, args }] };
      }),
  );
  const ofModel = model.attributes
    .filter(({ name }) => name === "unique" || name === "index")
    .map((attribute): Listed => ({ attribute, items: itemsOf(argument(attribute, "fields", true)) }));
  return [...ofFields, ...ofModel];
}

/** SQLite's own name for the index of a constraint: by it, schemas of databases tell constraints from indexes. */
const AUTOMATIC = /^sqlite_autoindex_/;

function isConstraint({ attribute }: Listed, { engine, uniqueConstraints }: Columns): boolean {
  if (uniqueConstraints) return attribute.name === "unique";
  return engine === "sqlite" && AUTOMATIC.test(textArgument(attribute, "map") ?? "");
}

/** The indexes of a model, those of fields first. */
export function indexesOf(model: Block, table: string, columns: Columns): Index[] {
  return allIndexes(model, table, columns).flatMap(({ index }) => (isShort(index) ? [index] : []));
}

/** The language has no longer names, for most databases keep none; SQLite does. */
const isShort = ({ name }: Index): boolean => Buffer.byteLength(name) <= longestName("postgres");

/** The indexes of SQLite with names that only SQLite keeps, as statements. */
export function longIndexes(model: Block, table: string, columns: Columns): VerbatimObject[] {
  if (columns.engine !== "sqlite") return [];
  return allIndexes(model, table, columns)
    .filter(({ index }) => !isShort(index))
    .map(({ index, fields }) => {
      const terms = index.parts.map(
        ({ descending }, at) => `${quoteName(columns.column(fields[at] ?? ""))}${descending ? " DESC" : ""}`,
      );
      const where = index.where?.kind === "raw" ? ` WHERE ${index.where.sql.sqlite}` : "";
      const head = `CREATE ${index.unique ? "UNIQUE " : ""}INDEX ${quoteName(index.name)}`;
      return { sql: `${head} ON ${quoteName(table)} (${terms.join(", ")})${where}`, needs: [table] };
    });
}

function allIndexes(
  model: Block,
  table: string,
  columns: Columns,
): { readonly index: Index; readonly fields: readonly string[] }[] {
  return listedIn(model)
    .filter((listed) => !isConstraint(listed, columns))
    .map(({ attribute, items }) => {
      const index = indexOf(attribute, attribute.name === "unique", items, table, columns);
      return { index, fields: fieldsIn(items) };
    });
}

/** The unique constraints of a model: of SQLite those whose indexes are named by the database, of Prisma 8 all. */
export function constraintsOf(model: Block, table: string, columns: Columns): Key[] {
  return listedIn(model)
    .filter((listed) => isConstraint(listed, columns))
    .map(({ attribute, items }) => {
      const fields = fieldsIn(items);
      const own = fields.map((field) => columns.column(field));
      const given = textArgument(attribute, "map") ?? "";
      // No schema says it; whatever it is, it has to be short enough for the Model.
      const usual = defaultName(table, own, "key");
      const name = given === "" || AUTOMATIC.test(given) ? usual : given;
      return { name, primary: false, fields: fields.map((field) => columns.member(field)) };
    });
}

function fieldsIn(items: readonly Value[]): string[] {
  return items.flatMap((item) => (item.kind === "call" ? [item.name] : item.kind === "name" ? [item.value] : []));
}

function indexOf(
  attribute: Attribute,
  unique: boolean,
  items: readonly Value[],
  table: string,
  columns: Columns,
): Index {
  const fields = fieldsIn(items);
  const usual = defaultName(
    table,
    fields.map((field) => columns.column(field)),
    unique ? "key" : "idx",
    longestName(columns.engine),
  );
  // Of a unique index, `name` is what the client calls it.
  const own = textArgument(attribute, "map") ?? (unique ? undefined : textArgument(attribute, "name"));
  const type = argument(attribute, "type");
  const where = argument(attribute, "where");
  const condition = where && conditionOf(where, columns);
  return {
    name: own ?? usual,
    parts: items.map((item, at) => partOf(item, fields[at] ?? "", columns, methodOf(type))),
    ...(unique ? { unique: true } : {}),
    ...(condition ? { where: condition } : {}),
    ...(type?.kind === "name" ? METHODS[type.value] : {}),
  };
}

/** PostgreSQL's name of an index method. */
function methodOf(type: Value | undefined): string {
  return type?.kind === "name" ? type.value.toLowerCase() : "btree";
}

function partOf(item: Value, field: string, columns: Columns, method: string): IndexPart {
  const args = item.kind === "call" ? item.args : [];
  const option = (name: string) => args.find((arg) => arg.name === name)?.value;
  const [sort, ops] = [option("sort"), option("ops")];
  const named = ops && opclassOf(ops);
  const scalar = columns.scalar(field);
  // Prisma wants it to be named; the server takes it by default.
  const isUsual = scalar !== undefined && named === scalarOpclass(method, scalar);
  const opclass = isUsual ? undefined : named;
  return {
    of: { field: columns.member(field) },
    ...(sort?.kind === "name" && sort.value === "Desc" ? { descending: true } : {}),
    ...(opclass === undefined ? {} : { opclass }),
  };
}

/** `JsonbPathOps` is `jsonb_path_ops`, `raw("gin_trgm_ops")` what it says. */
function opclassOf(value: Value): string | undefined {
  if (value.kind === "call") {
    const [raw] = value.args;
    return raw?.value.kind === "string" ? raw.value.value : undefined;
  }
  return value.kind === "name"
    ? toSnake(value.value).replaceAll(/min_max|var_bit|(?<=stamp|time)_tz/g, joined)
    : undefined;
}

/** Prisma writes with capitals what is one word in PostgreSQL: `TimestampTzMinMaxOps`. */
const joined = (words: string): string => words.replace("_", "");

/** `raw("…")`, or an object of fields and values. */
function conditionOf(where: Value, columns: Columns): Expression | undefined {
  if (where.kind === "call") {
    const [raw] = where.args;
    return raw?.value.kind === "string" ? { kind: "raw", sql: { [columns.engine]: raw.value.value } } : undefined;
  }
  if (where.kind !== "object") return undefined;
  const text = (name: (field: string) => string) =>
    where.entries.map(([field, value]) => comparison(name(field), value)).join(" and ");
  const spelled = (): Expression => ({
    kind: "raw",
    sql: { [columns.engine]: text((field) => quoteIdent(columns.column(field))) },
  });
  // SQLite compares the texts of conditions.
  if (columns.engine === "sqlite") return spelled();
  try {
    return parseExpression(text((field) => field));
  } catch (error) {
    if (!(error instanceof SchemaforgeError)) throw error;
    // A field that is called like a word of the expression language.
    return spelled();
  }
}

function comparison(subject: string, value: Value): string {
  const [negation] = value.kind === "object" ? value.entries : [];
  const meant = negation ? negation[1] : value;
  const not = negation !== undefined;
  if (meant.kind === "name" && meant.value === "null") return `${subject} is ${not ? "not " : ""}null`;
  const text =
    meant.kind === "string" ? `'${meant.value.replaceAll("'", "''")}'` : "value" in meant ? meant.value : "null";
  return `${subject} ${not ? "<>" : "="} ${text}`;
}
