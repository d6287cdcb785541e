import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Catalog, CatalogObject, Value } from "./catalog.ts";
import { canonical, changedProperties, diffCatalogs, type KindTable } from "./diff.ts";

function object(id: string, props: { [name: string]: Value }): CatalogObject {
  const [kind = "", name = ""] = id.split(":");
  return { kind, id, name, props, edges: [] };
}

function catalog(...objects: CatalogObject[]): Catalog {
  return {
    engine: "any",
    context: { version: "1.0" },
    elaboratedBy: "none",
    objects: new Map(objects.map((item) => [item.id, item])),
  };
}

describe("diffCatalogs", () => {
  it("finds nothing between a catalog and itself, whatever the order of its objects and properties", () => {
    const a = catalog(object("table:a", { x: 1, y: [1, 2] }), object("table:b", {}));
    const b = catalog(object("table:b", {}), object("table:a", { y: [1, 2], x: 1 }));
    expect(diffCatalogs(a, b, {})).toEqual([]);
  });

  it("lists removed, changed and added objects with both values of a property", () => {
    const a = catalog(object("table:gone", {}), object("column:c", { type: "text", notNull: true }));
    const b = catalog(object("column:c", { type: "integer", default: { sql: "0" } }), object("table:new", {}));
    expect(diffCatalogs(a, b, {})).toEqual([
      { op: "remove", kind: "table", id: "table:gone", props: [] },
      {
        op: "change",
        kind: "column",
        id: "column:c",
        props: [
          { name: "default", to: { sql: "0" } },
          { name: "notNull", from: true },
          { name: "type", from: "text", to: "integer" },
        ],
      },
      { op: "add", kind: "table", id: "table:new", props: [] },
    ]);
  });

  it("compares what may be left unsaid only where both sides say it", () => {
    const [a, b] = [object("view:v", { columns: ["a"], name: "x" }), object("view:v", { name: "y" })];
    const names = (kinds: KindTable) => changedProperties(a, b, kinds).map(({ name }) => name);
    expect(names({})).toEqual(["columns", "name"]);
    expect(names({ view: { unsaid: ["columns"] } })).toEqual(["name"]);
    expect(names({ view: { unsaid: "all" } })).toEqual(["name"]);
  });

  it("ignores what the kind table calls volatile, and what a person wrote", () => {
    const a = object("column:c", { position: 1, default: { sql: "now()", authored: "CURRENT_TIMESTAMP" } });
    const b = object("column:c", { position: 2, default: { sql: "now()" } });
    expect(changedProperties(a, b, { column: { volatile: ["position"] } })).toEqual([]);
    expect(changedProperties(a, b, {})).toEqual([{ name: "position", from: 1, to: 2 }]);
  });
});

describe("canonical", () => {
  it("is one text for equal data and different for different data", () => {
    const data = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('"authored"'));
    fc.assert(
      fc.property(data, data, (a, b) => {
        const same = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
        expect(canonical(a) === canonical(b)).toBe(same);
      }),
    );
  });
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  const record = value as { [key: string]: unknown };
  const names = Object.keys(record).sort((a, b) => (a < b ? -1 : 1));
  return names.map((name) => [name, sorted(record[name])]).concat(["object"]);
}
