/** Prisma's types as those of the Model, stored as Prisma's engine stores them. */
import type { FieldType, Field as ModelField } from "../../../model/model.ts";
import { postgresTypeOf } from "../types/postgres.ts";
import { SQLITE_TYPES } from "../types/sqlite.ts";
import type { PrismaEngine, PrismaScalar } from "../types/types.ts";
import type { Attribute, Field } from "./syntax.ts";

export interface ReadType {
  readonly type: FieldType;
  /** Type by the engine's own name, where the language has no word for it. */
  readonly native?: string;
  /** As the database prints it, without array brackets. */
  readonly printed: string;
}

/** The Model's word for a native type; `native` where it does not say the type exactly. */
const WORDS: { readonly [native: string]: { readonly word: string; readonly native?: true } } = {
  Text: { word: "text" },
  VarChar: { word: "string" },
  Char: { word: "char" },
  Uuid: { word: "uuid" },
  Citext: { word: "text", native: true },
  Inet: { word: "inet" },
  Xml: { word: "text", native: true },
  Bit: { word: "string", native: true },
  VarBit: { word: "string", native: true },
  Boolean: { word: "boolean" },
  SmallInt: { word: "smallint" },
  Integer: { word: "int" },
  Oid: { word: "int", native: true },
  BigInt: { word: "bigint" },
  Real: { word: "float" },
  DoublePrecision: { word: "double" },
  Decimal: { word: "decimal" },
  Money: { word: "decimal", native: true },
  Timestamp: { word: "timestamp" },
  Timestamptz: { word: "datetime" },
  Date: { word: "date" },
  Time: { word: "time" },
  Timetz: { word: "time", native: true },
  JsonB: { word: "json" },
  Json: { word: "json", native: true },
  ByteA: { word: "binary" },
};

/** The same for SQLite, where the scalar is all there is; `native` where SQLite would store the word otherwise. */
const SQLITE_WORDS: { readonly [scalar in PrismaScalar]: { readonly word: string; readonly native?: true } } = {
  String: { word: "text" },
  Boolean: { word: "boolean", native: true },
  Int: { word: "int" },
  BigInt: { word: "bigint" },
  Float: { word: "double", native: true },
  Decimal: { word: "decimal", native: true },
  DateTime: { word: "datetime", native: true },
  Json: { word: "json", native: true },
  Bytes: { word: "binary" },
};

/** The native type of a field: `@db.VarChar(255)`. */
export function nativeOf({
  attributes,
}: Field): { readonly name: string; readonly args: readonly number[] } | undefined {
  // The prefix is the name of the datasource, which need not be `db`.
  const attribute = attributes.find(({ name }) => name.includes("."));
  if (!attribute) return undefined;
  return { name: attribute.name.slice(attribute.name.indexOf(".") + 1), args: attribute.args.flatMap(numberOf) };
}

function numberOf({ value }: Attribute["args"][number]): number[] {
  return value.kind === "number" ? [Number(value.value)] : [];
}

/** The type of a scalar field. */
export function scalarType(field: Field, engine: PrismaEngine): ReadType | undefined {
  const array = field.list ? 1 : 0;
  if (field.unsupported) {
    return { type: { name: "text", args: [], array }, native: field.type, printed: field.type };
  }
  if (engine === "sqlite") {
    if (!Object.hasOwn(SQLITE_WORDS, field.type)) return undefined;
    const scalar = field.type as PrismaScalar;
    const { word, native } = SQLITE_WORDS[scalar];
    const printed = SQLITE_TYPES[scalar];
    return { type: { name: word, args: [], array }, ...(native ? { native: printed } : {}), printed };
  }
  const native = nativeOf(field);
  const found = postgresTypeOf(field.type as PrismaScalar, native);
  const row = found && WORDS[found.row.native];
  if (!found || !row) return undefined;
  const { args, printed } = found;
  // Without a native type, text is of no special kind: `string`, not `text`.
  const word = native === undefined && row.word === "text" ? "string" : row.word;
  const isBare = found.row.native === "VarChar" && args.length === 0;
  return {
    type: { name: word, args: row.native ? [] : args, array },
    ...(row.native || isBare ? { native: printed } : {}),
    printed,
  };
}

/** The wishes of a field for its engine; absent where there is none. */
export function targetsOf(
  native: string | undefined,
  list: boolean,
  spelled: string | undefined,
  engine: PrismaEngine,
): Pick<ModelField, "targets"> {
  if (engine === "sqlite") return native === undefined ? {} : { targets: { sqlite: { type: native } } };
  if (native === undefined && spelled === undefined) return {};
  return {
    targets: {
      postgres: {
        ...(native === undefined ? {} : { type: `${native}${list ? "[]" : ""}` }),
        ...(spelled === undefined ? {} : { default: spelled }),
      },
    },
  };
}
