/**
 * PostgreSQL's types in Prisma's notation, in both directions. Source: `native_types` of the Prisma 7 parser, held
 * against this table by a test; the default of each scalar: prisma-engines, postgres_datamodel_connector.rs.
 */
import type { PrismaScalar, PrismaType } from "./types.ts";

export interface NativeRow {
  /** Name after `@db.`. */
  readonly native: string;
  readonly scalar: PrismaScalar;
  /** The type as the server prints it, up to its modifier. */
  readonly type: string;
  /** What follows the modifier: ` with time zone`. */
  readonly after?: string;
  /** How many numbers the modifier may have. */
  readonly args: 0 | 1 | 2;
  /** The type of the scalar that has no native type: with these numbers. */
  readonly standard?: readonly number[];
  /** What the server makes of the type without numbers. */
  readonly bare?: readonly number[];
  /** The extension that brings it. */
  readonly extension?: string;
}

export const NATIVE_TYPES: readonly NativeRow[] = [
  { native: "Text", scalar: "String", type: "text", args: 0, standard: [] },
  { native: "VarChar", scalar: "String", type: "character varying", args: 1 },
  { native: "Char", scalar: "String", type: "character", args: 1, bare: [1] },
  { native: "Uuid", scalar: "String", type: "uuid", args: 0 },
  { native: "Citext", scalar: "String", type: "citext", args: 0, extension: "citext" },
  { native: "Inet", scalar: "String", type: "inet", args: 0 },
  { native: "Xml", scalar: "String", type: "xml", args: 0 },
  { native: "Bit", scalar: "String", type: "bit", args: 1, bare: [1] },
  { native: "VarBit", scalar: "String", type: "bit varying", args: 1 },
  { native: "Boolean", scalar: "Boolean", type: "boolean", args: 0, standard: [] },
  { native: "SmallInt", scalar: "Int", type: "smallint", args: 0 },
  { native: "Integer", scalar: "Int", type: "integer", args: 0, standard: [] },
  { native: "Oid", scalar: "Int", type: "oid", args: 0 },
  { native: "BigInt", scalar: "BigInt", type: "bigint", args: 0, standard: [] },
  { native: "Real", scalar: "Float", type: "real", args: 0 },
  { native: "DoublePrecision", scalar: "Float", type: "double precision", args: 0, standard: [] },
  { native: "Decimal", scalar: "Decimal", type: "numeric", args: 2, standard: [65, 30] },
  { native: "Money", scalar: "Decimal", type: "money", args: 0 },
  { native: "Timestamp", scalar: "DateTime", type: "timestamp", after: " without time zone", args: 1, standard: [3] },
  { native: "Timestamptz", scalar: "DateTime", type: "timestamp", after: " with time zone", args: 1 },
  { native: "Date", scalar: "DateTime", type: "date", args: 0 },
  { native: "Time", scalar: "DateTime", type: "time", after: " without time zone", args: 1 },
  { native: "Timetz", scalar: "DateTime", type: "time", after: " with time zone", args: 1 },
  { native: "JsonB", scalar: "Json", type: "jsonb", args: 0, standard: [] },
  { native: "Json", scalar: "Json", type: "json", args: 0 },
  { native: "ByteA", scalar: "Bytes", type: "bytea", args: 0, standard: [] },
];

const BY_TYPE = new Map(NATIVE_TYPES.map((row) => [`${row.type}${row.after ?? ""}`, row]));
const BY_NATIVE = new Map(NATIVE_TYPES.map((row) => [row.native, row]));
const STANDARD = new Map(NATIVE_TYPES.flatMap((row) => (row.standard ? [[row.scalar, row] as const] : [])));

/** `name(numbers)rest`, as `format_type` prints types. */
const PRINTED = /^([a-z ]+?)(?:\(([\d, -]+)\))?((?: with(?:out)? time zone)?)$/;

/**
 * The Prisma type of a type as the server prints it (no array), or undefined where Prisma has none.
 */
export function prismaType(printed: string): PrismaType | undefined {
  const [, name = "", modifier, after = ""] = PRINTED.exec(printed) ?? [];
  const row = BY_TYPE.get(`${name}${after}`);
  if (!row) return undefined;
  const numbers = modifier === undefined ? [] : modifier.split(",").map(Number);
  const [precision = 0, scale = 0] = numbers;
  // Decimals with a negative scale, or one beyond the precision, are PostgreSQL's alone.
  if (numbers.length > row.args || scale < 0 || (row.args === 2 && scale > precision)) return undefined;
  if (row.standard?.join() === numbers.join()) return { scalar: row.scalar };
  return { scalar: row.scalar, native: `${row.native}${numbers.length > 0 ? `(${numbers.join(", ")})` : ""}` };
}

/**
 * The type that Prisma's engine makes of a scalar and its native type.
 *
 * @param native name after `@db.`, with its numbers; undefined for none
 * @returns the type as the server prints it, or undefined for a native type that there is not
 */
export function postgresTypeOf(
  scalar: PrismaScalar,
  native: { readonly name: string; readonly args: readonly number[] } | undefined,
): { readonly row: NativeRow; readonly args: readonly number[]; readonly printed: string } | undefined {
  const row = native ? BY_NATIVE.get(native.name) : STANDARD.get(scalar);
  if (!row) return undefined;
  const given = native ? native.args : (row.standard ?? []);
  const args = given.length > 0 ? given : (row.bare ?? []);
  const numbers = row.native === "Decimal" && args.length === 1 ? [...args, 0] : args;
  const modifier = numbers.length > 0 ? `(${numbers.join(",")})` : "";
  return { row, args: numbers, printed: `${row.type}${modifier}${row.after ?? ""}` };
}

/** Names of types in the operator classes of btree_gist and btree_gin; the second where GIN's differs. */
const CLASS_NAMES: { readonly [native: string]: readonly [gist: string, gin?: string] } = {
  Text: ["text"],
  VarChar: ["text"],
  Char: ["bpchar"],
  Uuid: ["uuid"],
  Bit: ["bit"],
  VarBit: ["vbit", "varbit"],
  Boolean: ["bool"],
  SmallInt: ["int2"],
  Integer: ["int4"],
  Oid: ["oid"],
  BigInt: ["int8"],
  Real: ["float4"],
  DoublePrecision: ["float8"],
  Decimal: ["numeric"],
  Money: ["cash", "money"],
  Timestamp: ["timestamp"],
  Timestamptz: ["timestamptz"],
  Date: ["date"],
  Time: ["time"],
  Timetz: ["timetz"],
  ByteA: ["bytea"],
  Inet: ["inet"],
};

/**
 * The operator class that an index of GiST or GIN takes by default for a scalar, and that Prisma wants to be named: those
 * of btree_gist and btree_gin. Undefined where there is none, or Prisma knows it.
 *
 * @param type as printed; `enum` for any enum
 */
export function scalarOpclass(method: string, type: string): string | undefined {
  if (method !== "gist" && method !== "gin") return undefined;
  const [, name = "", , after = ""] = PRINTED.exec(type) ?? [];
  const [gist, gin = gist] =
    type === "enum" ? ["enum"] : (CLASS_NAMES[BY_TYPE.get(`${name}${after}`)?.native ?? ""] ?? []);
  const word = method === "gist" ? gist : gin;
  return word === undefined ? undefined : method === "gist" ? `gist_${word}_ops` : `${word}_ops`;
}

/** Index methods as Prisma writes them; `btree` is not written. */
export const INDEX_METHODS: ReadonlyMap<string, string> = new Map([
  ["hash", "Hash"],
  ["gin", "Gin"],
  ["gist", "Gist"],
  ["spgist", "SpGist"],
  ["brin", "Brin"],
]);
