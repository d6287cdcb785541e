import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Connection, openMemory } from "../../src/engines/sqlite/connect.ts";
import { storageOf } from "../../src/engines/sqlite/types.ts";
import { TYPE_WORDS } from "../../src/model/types.ts";

let connection: Connection;
beforeAll(async () => {
  connection = await openMemory();
});
afterAll(() => connection.close());

type Args = readonly (number | string)[];

/** Type, its declaration, literals that it takes, literals that it refuses. */
const CASES: readonly (readonly [
  name: string,
  args: Args,
  array: number,
  declared: string,
  yes: string[],
  no: string[],
])[] = [
  ["string", [5], 0, "VARCHAR(5)", ["'größe'", "''"], ["'größer'"]],
  ["string", [], 0, "VARCHAR", ["'anything'"], []],
  ["char", [2], 0, "CHAR(2)", ["'DE'"], ["'D'", "'DEU'"]],
  ["text", [], 0, "TEXT", ["'x'"], []],
  ["smallint", [], 0, "SMALLINT", ["7"], []],
  ["int", [], 0, "INTEGER", ["7"], []],
  ["bigint", [], 0, "BIGINT", ["9223372036854775807"], []],
  ["decimal", [10, 2], 0, "DECIMAL(10,2)", ["12.34", "7"], []],
  ["float", [], 0, "FLOAT", ["1.5"], []],
  ["double", [], 0, "DOUBLE", ["1.5"], []],
  ["boolean", [], 0, "BOOLEAN", ["0", "1", "TRUE"], ["2", "'yes'"]],
  ["date", [], 0, "DATE", ["'2024-02-29'"], ["'2023-02-30'", "'2024-2-9'", "'20240209'", "1700000000", "'now'"]],
  ["time", [], 0, "TIME", ["'13:45'", "'13:45:01.5'"], ["'25:00'", "'noon'"]],
  [
    "datetime",
    [6],
    0,
    "DATETIME",
    ["'2024-02-29 13:45:00'", "'2024-02-29T13:45:00.123Z'"],
    ["'yesterday'", "1700000000"],
  ],
  ["timestamp", [], 0, "TIMESTAMP", ["'2024-02-29 13:45:00'"], ["'2024-13-01 00:00:00'"]],
  ["interval", [], 0, "TEXT", ["'P1D'"], []],
  ["json", [], 0, "JSON", ["'{\"a\": [1]}'", "'null'"], ["'{a:1}'", "'x'"]],
  ["binary", [2], 0, "BLOB", ["x'0102'"], ["x'010203'"]],
  ["uuid", [], 0, "TEXT", ["'123e4567-e89b-12d3-a456-426614174000'"], ["'123e4567e89b12d3a456426614174000'", "'x'"]],
  ["ulid", [], 0, "CHAR(26)", ["'01ARZ3NDEKTSV4RRFFQ69G5FAV'"], ["'01ARZ3NDEKTSV4RRFFQ69G5FAI'"]],
  ["objectid", [], 0, "CHAR(24)", ["'507f1f77bcf86cd799439011'"], ["'507f1f77bcf86cd79943901g'"]],
  ["inet", [], 0, "TEXT", ["'10.0.0.0/8'"], []],
  ["point", [4326], 0, "TEXT", ['\'{"type":"Point","coordinates":[1,2]}\''], ["'POINT(1 2)'"]],
  ["polygon", [], 0, "TEXT", ["'{}'"], ["'x'"]],
  ["geography", [], 0, "TEXT", ["'{}'"], ["'x'"]],
  ["vector", [3], 0, "JSON", ["'[1,2,3]'"], ["'[1,2]'", "'{}'", "'1,2,3'"]],
  ["range", ["int"], 0, "JSON", ["'[1,null]'"], ["'[1]'"]],
  ["set", ["a", "b"], 0, "JSON", ["'[\"a\"]'"], ["'{}'"]],
  ["map", ["int"], 0, "JSON", ["'{\"a\":1}'"], ["'[1]'", "'x'"]],
  ["text", [], 1, "JSON", ["'[]'", "'[\"a\"]'"], ["'{}'", "'a,b'"]],
];

describe("storage of types", () => {
  it.each(CASES)("%s%o[%i] is %s", (name, args, array, declared, yes, no) => {
    for (const strict of [false, true]) {
      const storage = storageOf({ name, args, array }, '"v"', { strict, types: {} }, true);
      if (!strict) expect(storage.type).toBe(declared);
      const check = storage.check ? ` CONSTRAINT c CHECK (${storage.check.sql})` : "";
      connection.exec(`CREATE TABLE s ("v" ${storage.type}${check})${strict ? " STRICT" : ""}`);
      try {
        for (const value of [...yes, "NULL"]) connection.exec(`INSERT INTO s VALUES (${value})`);
        for (const value of no)
          expect(() => connection.exec(`INSERT INTO s VALUES (${value})`), value).toThrow(
            /CHECK constraint failed|non-deterministic|malformed JSON|cannot store/,
          );
      } finally {
        connection.exec("DROP TABLE s");
      }
    }
  });

  it("is known for every word that is stored as itself", () => {
    const words = [...TYPE_WORDS].filter(([, { storage }]) => storage === undefined).map(([word]) => word);
    expect(words.filter((word) => !CASES.some(([name]) => name === word))).toEqual([]);
  });

  it("says what is lost", () => {
    const loss = (name: string, args: Args) =>
      storageOf({ name, args, array: 0 }, "v", { strict: false, types: {} }, true).loss?.feature;
    expect(loss("decimal", [15, 2])).toBeUndefined();
    expect(loss("decimal", [19, 4])).toBe("exact numbers of 19 digits");
    expect(loss("vector", [3])).toBe("similarity search");
    expect(loss("set", ["a", "b"])).toBe("a set of a, b");
    expect(loss("text", [])).toBeUndefined();
  });
});
