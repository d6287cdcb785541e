/** The engines that schemas are written for and read of, Prisma's scalar types, and how one of them stands for a type of a database. */
export type PrismaEngine = "postgres" | "sqlite";

export type PrismaScalar =
  | "String"
  | "Boolean"
  | "Int"
  | "BigInt"
  | "Float"
  | "Decimal"
  | "DateTime"
  | "Json"
  | "Bytes";

/** A scalar type of Prisma with the native type that says it exactly. */
export interface PrismaType {
  readonly scalar: PrismaScalar;
  /** `VarChar(255)`; absent where the scalar alone means the type. */
  readonly native?: string;
}

/** Prisma's words for what becomes of a key whose row is deleted or changed. */
export const REFERENTIAL_ACTIONS: ReadonlyMap<string, string> = new Map([
  ["no action", "NoAction"],
  ["restrict", "Restrict"],
  ["cascade", "Cascade"],
  ["set null", "SetNull"],
  ["set default", "SetDefault"],
]);
