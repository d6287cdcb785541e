/**
 * SQLite's declared types as Prisma understands them, in both directions. Source: prisma-engines,
 * sql-schema-describer/src/sqlite.rs (get_column_type) and sqlite_datamodel_connector.rs; held against the engine itself
 * by a test. There are no native types: the scalar says everything.
 */
import type { PrismaScalar, PrismaType } from "./types.ts";

/** The type that Prisma's engine declares for each scalar; enums are TEXT. */
export const SQLITE_TYPES: { readonly [scalar in PrismaScalar]: string } = {
  String: "TEXT",
  Boolean: "BOOLEAN",
  Int: "INTEGER",
  BigInt: "BIGINT",
  Float: "REAL",
  Decimal: "DECIMAL",
  DateTime: "DATETIME",
  Json: "JSONB",
  Bytes: "BLOB",
};

/** Declared types that mean a scalar; all others are `Unsupported` to Prisma, `SMALLINT` and `JSON` among them. */
const WHOLE: ReadonlyMap<string, PrismaScalar> = new Map([
  ["int", "Int"],
  ["integer", "Int"],
  ["serial", "Int"],
  ["bigint", "BigInt"],
  ["real", "Float"],
  ["float", "Float"],
  ["double", "Float"],
  ["boolean", "Boolean"],
  ["text", "String"],
  ["date", "DateTime"],
  ["datetime", "DateTime"],
  ["timestamp", "DateTime"],
  ["binary", "Bytes"],
  ["blob", "Bytes"],
  ["jsonb", "Json"],
]);

const PARTS: readonly (readonly [part: string, scalar: PrismaScalar])[] = [
  ["char", "String"],
  ["numeric", "Decimal"],
  ["decimal", "Decimal"],
];

/** The Prisma type of a declared type, or undefined where Prisma has none. */
export function sqliteType(declared: string): PrismaType | undefined {
  const type = declared.toLowerCase();
  const scalar = WHOLE.get(type) ?? PARTS.find(([part]) => type.includes(part))?.[1];
  return scalar && { scalar };
}
