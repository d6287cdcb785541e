import { isBuiltin } from "node:module";
import { describe, expect, it } from "vitest";
import { failureOf } from "./connect.ts";
import { inspect } from "./inspect/index.ts";
import { openByNode } from "./node-sqlite.ts";

const connection = await openByNode(":memory:");

// Where Node has the module, not opening it is a failure.
describe.skipIf(!isBuiltin("node:sqlite"))("Node's own SQLite (this Node has node:sqlite)", () => {
  it("reads a schema as libsql does", () => {
    connection?.exec(
      `CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT CHECK (x <> 'y'));
CREATE VIRTUAL TABLE f USING fts5(x); CREATE VIRTUAL TABLE r USING rtree(id, a, b)`,
    );
    const reading = connection && inspect(connection);
    expect(reading).toBeDefined();
    expect(reading?.losses).toEqual([]);
    expect(reading?.catalog.elaboratedBy).toMatch(/^node:sqlite 3\./);
    expect([...(reading?.catalog.objects.keys() ?? [])]).toEqual(
      expect.arrayContaining(["table:t", "column:t.x", "virtual-table:f", "virtual-table:r"]),
    );
  });

  it("names its errors as SQLite does", () => {
    let failure: unknown;
    try {
      connection?.exec("SELECT * FROM nowhere");
    } catch (error) {
      failure = failureOf(error);
    }
    expect(failure).toEqual({ code: "SQLITE_ERROR", message: expect.stringContaining("no such table: nowhere") });
  });
});
