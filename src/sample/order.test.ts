import { expect, test } from "vitest";
import { fillOrder } from "./order.ts";
import { combination } from "./references.ts";
import type { SampleForeignKey, SampleTable } from "./schema.ts";
import { column } from "./terms.ts";

interface Spec {
  readonly to: string;
  readonly nullable?: true;
  readonly deferrable?: true;
}

function table(id: string, specs: readonly Spec[]): SampleTable {
  const integer = { kind: "integer", min: 0, max: 99 } as const;
  const foreignKeys = specs.map(
    ({ to, deferrable }): SampleForeignKey => ({
      name: `${id}_${to}`,
      columns: [to],
      target: to,
      targetColumns: ["id"],
      deferrable: deferrable === true,
    }),
  );
  const columns = specs.map(({ to, nullable }) => ({ name: to, type: integer, nullable: nullable === true }));
  return {
    id,
    name: id,
    columns: [{ name: "id", type: integer, nullable: false }, ...columns],
    keys: [{ name: `${id}_pkey`, primary: true, parts: [column("id")] }],
    foreignKeys,
    checks: [],
    slots: [],
  };
}

const opened = (tables: readonly SampleTable[], always = false) => {
  const order = fillOrder(tables, always);
  return {
    order: order.tables.map(({ id }) => id),
    openings: Object.fromEntries([...order.openings].map(([{ name }, opening]) => [name, opening])),
  };
};

test("what is referred to comes first, else the order stays", () => {
  expect(
    opened([table("c", [{ to: "b" }]), table("b", [{ to: "a" }, { to: "a" }]), table("a", []), table("d", [])]),
  ).toEqual({
    order: ["a", "d", "b", "c"],
    openings: {},
  });
});

test("a circle is opened where a column may be null, else where a key is deferrable, else in one statement", () => {
  const circle = (a: Omit<Spec, "to">, b: Omit<Spec, "to">) => [
    table("a", [{ to: "b", ...a }]),
    table("b", [{ to: "a", ...b }]),
  ];
  expect(opened(circle({ deferrable: true }, { nullable: true })).openings).toEqual({ b_a: "update" });
  expect(opened(circle({}, { deferrable: true })).openings).toEqual({ b_a: "deferred" });
  expect(opened(circle({}, {})).openings).toEqual({ a_b: "together" });
  expect(opened(circle({}, { nullable: true }), true).openings).toEqual({ b_a: "deferred" });
});

test("keys to oneself and to tables that are not there are no circle", () => {
  expect(opened([table("a", [{ to: "a" }, { to: "elsewhere" }])])).toEqual({ order: ["a"], openings: {} });
});

test("a hundred tables in one circle", () => {
  const tables = Array.from({ length: 100 }, (_table, at) => table(`t${at}`, [{ to: `t${(at + 1) % 100}` }]));
  const { order, openings } = opened(tables);
  expect(new Set(order).size).toBe(100);
  expect(Object.keys(openings)).toHaveLength(1);
});

test.each([[[3, 4]], [[10, 10]], [[2, 3, 4]], [[7]]])(
  "combinations of %j come once before one comes twice",
  (sizes) => {
    const all = sizes.reduce((product, size) => product * size, 1);
    const seen = new Set(Array.from({ length: all }, (_value, at) => combination(at, sizes).join()));
    expect(seen.size).toBe(all);
  },
);
