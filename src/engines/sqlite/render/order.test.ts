import { describe, expect, it } from "vitest";
import { sortByDependency } from "./order.ts";

const object = (id: string) => ({ id, kind: "table", name: id, props: {}, edges: [] });
const order = (ids: string, needs: { [id: string]: string }) =>
  sortByDependency([...ids].map(object), ({ id }) => [...(needs[id] ?? "")])
    .map(({ id }) => id)
    .join("");

describe("sortByDependency", () => {
  it.each([
    ["abc", {}, "abc"],
    ["abc", { a: "c", b: "c" }, "cab"],
    ["abcd", { a: "b", b: "c", c: "d" }, "dcba"],
    ["ab", { a: "b", b: "a" }, "ba"],
    ["a", { a: "a" }, "a"],
    ["ab", { a: "x" }, "ab"],
  ])("%s with %o", (ids, needs, wanted) => expect(order(ids, needs as { [id: string]: string })).toBe(wanted));

  it("goes down long chains", () => {
    const ids = Array.from({ length: 20_000 }, (_, index) => String(index));
    const sorted = sortByDependency(ids.map(object), ({ id }) => [String(Number(id) + 1)]);
    expect(sorted[0]?.id).toBe("19999");
    expect(sorted.length).toBe(20_000);
  });
});
