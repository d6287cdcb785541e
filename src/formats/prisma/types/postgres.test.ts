import wasm from "@prisma/prisma-schema-wasm";
import { describe, expect, test } from "vitest";
import { NATIVE_TYPES, postgresTypeOf, prismaType } from "./postgres.ts";

const SCHEMA = 'datasource db {\n  provider = "postgresql"\n}\n';

describe("types of PostgreSQL", () => {
  test("the table is Prisma's own", () => {
    const native = JSON.parse(wasm.native_types(JSON.stringify([["schema.prisma", SCHEMA]]))) as {
      name: string;
      _number_of_args: number;
      _number_of_optional_args: number;
      prisma_types: string[];
    }[];
    const theirs = native.map(({ name, prisma_types, _number_of_args, _number_of_optional_args }) => [
      name,
      prisma_types[0],
      _number_of_args + _number_of_optional_args,
    ]);
    const ours = NATIVE_TYPES.map((row) => [row.native, row.scalar, row.args]);
    expect(ours.sort()).toEqual(theirs.sort());
  });

  test.each([
    ["text", "String", undefined],
    ["character varying(255)", "String", "VarChar(255)"],
    ["numeric", "Decimal", "Decimal"],
    ["numeric(65,30)", "Decimal", undefined],
    ["numeric(10,2)", "Decimal", "Decimal(10, 2)"],
    ["timestamp(3) without time zone", "DateTime", undefined],
    ["timestamp without time zone", "DateTime", "Timestamp"],
    ["timestamp with time zone", "DateTime", "Timestamptz"],
    ["time(0) with time zone", "DateTime", "Timetz(0)"],
    ["double precision", "Float", undefined],
    ["bit varying(8)", "String", "VarBit(8)"],
  ])("%s is %s %s, and back", (printed, scalar, native) => {
    const type = prismaType(printed);
    expect(type).toEqual({ scalar, ...(native === undefined ? {} : { native }) });
    const [, name = "", args] = /^(\w+)(?:\((.*)\))?$/.exec(native ?? "") ?? [];
    const given =
      native === undefined ? undefined : { name, args: (args ?? "").split(",").filter(Boolean).map(Number) };
    expect(type && postgresTypeOf(type.scalar, given)?.printed).toBe(printed);
  });

  test.each(["interval", "tsvector", "numeric(5,-2)", "numeric(3,5)", "int4range", "public.thing"])(
    "%s is none of Prisma's",
    (printed) => {
      expect(prismaType(printed)).toBeUndefined();
    },
  );
});
