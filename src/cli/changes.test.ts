import { describe, expect, test } from "vitest";
import type { Catalog, CatalogObject } from "../catalog/catalog.ts";
import { diffCatalogs } from "../catalog/diff.ts";
import { describeChanges } from "./changes.ts";
import { paintFor } from "./paint.ts";

const plain = paintFor({}, {});

function catalog(objects: readonly Omit<CatalogObject, "edges">[]): Catalog {
  return {
    engine: "postgres",
    context: { version: "18" },
    elaboratedBy: "none",
    objects: new Map(objects.map((object) => [object.id, { ...object, edges: [] }])),
  };
}

const table = (name: string) => ({ kind: "table", id: `table:public.${name}`, name, props: {} });
const column = (of: string, name: string, props: object) => ({
  kind: "column",
  id: `column:public.${of}.${name}`,
  parent: `table:public.${of}`,
  name,
  props,
});

describe("differences for people", () => {
  const a = catalog([
    table("users"),
    column("users", "name", { type: "text" }),
    table("old"),
    column("old", "id", { type: "bigint" }),
  ]);
  const b = catalog([
    table("users"),
    column("users", "name", { type: "text", notNull: true, default: { sql: "'x'::text", authored: "'x'" } }),
    column("users", "email", { type: "text", notNull: true }),
  ]);

  test("stand under their table; those of a removed table are counted", () => {
    expect(describeChanges(diffCatalogs(a, b, {}), a, b, plain)).toEqual([
      "  public.users",
      "  ~ column name   default: none → 'x'::text, notNull: none → true",
      "  + column email  text not null",
      "- table  public.old",
      "    with 1 column",
    ]);
  });

  test("lists and parts of a value are read as text", () => {
    const index = (keys: object[]) =>
      catalog([
        table("users"),
        {
          kind: "index",
          id: "index:public.i",
          parent: "table:public.users",
          name: "i",
          props: { method: "btree", keys },
        },
      ]);
    const before = index([{ column: "name" }]);
    const after = index([{ column: "name", descending: true }, { expression: { sql: "lower(email)" } }]);
    expect(describeChanges(diffCatalogs(before, after, {}), before, after, plain)).toEqual([
      "  public.users",
      "  ~ index i  keys: (name) → (name descending, lower(email))",
    ]);
  });

  test("a rename shows both names", () => {
    const change = {
      op: "rename",
      kind: "table",
      id: "table:public.people",
      was: "table:public.users",
      props: [],
    } as const;
    expect(describeChanges([change], a, b, plain)).toEqual(["> table public.users → public.people"]);
  });
});
