import { describe, expect, test } from "vitest";
import { SQLITE_TYPES, sqliteType } from "./sqlite.ts";
import type { PrismaScalar } from "./types.ts";

describe("types of SQLite", () => {
  test.each(Object.entries(SQLITE_TYPES))("what Prisma declares for %s means it again", (scalar, declared) => {
    expect(sqliteType(declared)).toEqual({ scalar });
    expect(sqliteType(declared.toLowerCase())).toEqual({ scalar });
  });

  test.each<[string, PrismaScalar]>([
    ["VARCHAR(255)", "String"],
    ["nvarchar(160)", "String"],
    ["CHARACTER(20)", "String"],
    ["NUMERIC(10,2)", "Decimal"],
    ["decimal(5)", "Decimal"],
    ["INT", "Int"],
    ["DOUBLE", "Float"],
    ["FLOAT", "Float"],
    ["DATE", "DateTime"],
    ["TIMESTAMP", "DateTime"],
    ["BINARY", "Bytes"],
  ])("%s is %s", (declared, scalar) => {
    expect(sqliteType(declared)).toEqual({ scalar });
  });

  test.each(["", "SMALLINT", "TINYINT(1)", "JSON", "CLOB", "DOUBLE PRECISION", "TIME", "UUID", "GEOMETRY"])(
    "%j is none of Prisma's",
    (declared) => {
      expect(sqliteType(declared)).toBeUndefined();
    },
  );
});
