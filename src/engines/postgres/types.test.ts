import { describe, expect, it } from "vitest";
import type { FieldType } from "../../model/model.ts";
import { checksItself, postgresType, typeCheck } from "./types.ts";

const type = (name: string, args: FieldType["args"] = [], array = 0): FieldType => ({ name, args, array });
const printed = (name: string, args?: FieldType["args"], array?: number) =>
  postgresType(type(name, args, array), undefined, undefined).type;
const native = (text: string) => postgresType(type("string"), undefined, text);

describe("postgresType", () => {
  it.each([
    ["string", [], "text"],
    ["string", [255], "character varying(255)"],
    ["char", [], "character(1)"],
    ["decimal", [], "numeric"],
    ["decimal", [10], "numeric(10,0)"],
    ["decimal", [10, 2], "numeric(10,2)"],
    ["datetime", [], "timestamp with time zone"],
    ["datetime", [3], "timestamp(3) with time zone"],
    ["timestamp", [], "timestamp without time zone"],
    ["time", [0], "time(0) without time zone"],
    ["json", [], "jsonb"],
    ["binary", [16], "bytea"],
    ["ulid", [], "character(26)"],
    ["objectid", [], "character(24)"],
    ["range", ["datetime"], "tstzrange"],
    ["set", ["a", "b"], "text[]"],
    ["map", ["int"], "jsonb"],
    ["point", [], "point"],
    ["point", [4326], "geometry(Point,4326)"],
    ["polygon", [3857], "geometry(Polygon,3857)"],
    ["geography", [], "geography(Point,4326)"],
    ["vector", [1536], "vector(1536)"],
    ["email", [], "character varying(320)"],
    ["email", [254], "character varying(254)"],
    ["money", [], "numeric(19,4)"],
    ["country", [], "character(2)"],
    ["ip", [], "inet"],
    ["mac", [], "macaddr"],
  ] as const)("stores %s(%s) as %s", (name, args, expected) => {
    expect(printed(name, args)).toBe(expected);
  });

  it("prints one pair of brackets for any number of dimensions, as the server does", () => {
    expect(printed("string", [5], 1)).toBe("character varying(5)[]");
    expect(printed("int", [], 3)).toBe("integer[]");
  });

  it("quotes enums and their schemas", () => {
    const named = (name: string, schema?: string) =>
      postgresType(type(name, [], 1), { name, values: [], ...(schema === undefined ? {} : { schema }) }, undefined)
        .type;
    expect(named("OrderStatus")).toBe("order_status[]");
    expect(named("Select", "Sales")).toBe('"Sales"."select"[]');
  });

  it("says which extension brings a type", () => {
    expect(postgresType(type("vector", [3]), undefined, undefined).extension).toBe("vector");
    expect(postgresType(type("point", [4326]), undefined, undefined).extension).toBe("postgis");
    expect(postgresType(type("point"), undefined, undefined).extension).toBeUndefined();
    expect(native("citext[]")).toEqual({ type: "citext[]", extension: "citext" });
  });

  it.each([
    ["VARCHAR (20)", "character varying(20)"],
    ["varchar", "character varying"],
    ["timestamptz(3)", "timestamp(3) with time zone"],
    ["timestamp ( 3 )", "timestamp(3) without time zone"],
    ["timestamp(3) with  time zone", "timestamp(3) with time zone"],
    ["int4[][3]", "integer[]"],
    ["float(24)", "real"],
    ["decimal(8)", "numeric(8,0)"],
    ["bit", "bit(1)"],
    ["Tsvector", "tsvector"],
    ['sales."Mixed"', 'sales."Mixed"'],
    ["constructor", "constructor"],
    ['"public".geography', "geography"],
    ['pg_catalog . "tsvector"', "tsvector"],
    ['"public"."State"[]', '"State"[]'],
    ['"char"', '"char"'],
    ['app."State"', 'app."State"'],
  ])("spells the native type %s as %s", (text, expected) => {
    expect(native(text).type).toBe(expected);
  });

  it("makes identity columns of serial", () => {
    expect(native("bigserial")).toEqual({ type: "bigint", identity: true });
  });
});

describe("typeCheck", () => {
  it("says what a type means and PostgreSQL's does not enforce", () => {
    expect(typeCheck(type("set", ["a", "it's"]), "s")).toBe("s <@ ARRAY['a', 'it''s']::text[]");
    expect(typeCheck(type("binary", [4]), "b")).toBe("octet_length(b) <= 4");
    expect(typeCheck(type("map", ["int"]), "m")).toBe("jsonb_typeof(m) = 'object'");
    expect(typeCheck(type("binary"), "b")).toBeUndefined();
    expect(typeCheck(type("map", ["int"], 1), "m")).toBeUndefined();
    expect(typeCheck(type("text"), "t")).toBeUndefined();
  });

  it("leaves patterns out where the type refuses other values", () => {
    expect(checksItself(type("mac"))).toBe(true);
    expect(checksItself(type("email"))).toBe(false);
  });
});
