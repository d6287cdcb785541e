import { describe, expect, it } from "vitest";
import { orderUnits } from "./order.ts";
import type { Section, Unit } from "./unit.ts";

function unit(
  object: string,
  section: Section,
  needs: readonly string[] = [],
  makes: readonly string[] = [object],
): Unit {
  return { object, section, makes, needs: new Set(needs), sql: [object] };
}

const names = (units: readonly Unit[]) => units.map((item) => item.object);

describe("orderUnits", () => {
  it("keeps sections and the given order where nothing decides", () => {
    const units = [unit("view", "Views"), unit("b", "Tables"), unit("a", "Tables"), unit("type", "Types")];
    expect(names(orderUnits(units, () => undefined))).toEqual(["type", "b", "a", "view"]);
  });

  it("puts a function after the table that it needs, though functions come first", () => {
    const units = [unit("f", "Functions", ["t"]), unit("t", "Tables"), unit("g", "Functions")];
    expect(names(orderUnits(units, () => undefined))).toEqual(["g", "t", "f"]);
  });

  it("takes a unit apart to break a cycle", () => {
    const table = unit("t", "Tables", ["f"]);
    const units = [table, unit("f", "Functions", ["t"]), unit("index", "Indexes", ["t"])];
    const ordered = orderUnits(units, (stuck) =>
      stuck === table ? [unit("t", "Tables"), unit("default of t", "Tables", ["f", "t"], [])] : undefined,
    );
    expect(names(ordered)).toEqual(["t", "f", "default of t", "index"]);
  });

  it("takes nothing apart twice: what cannot go on then goes ahead", () => {
    const table = unit("t", "Tables", ["v", "f"]);
    const units = [table, unit("v", "Views", ["t"]), unit("f", "Functions", ["v"])];
    const parts = [unit("t", "Tables", ["v"]), unit("default of t", "Tables", ["f", "t"], [])];
    const ordered = orderUnits(units, ({ object }) => (object === "t" ? parts : undefined));
    expect(names(ordered)).toEqual(["t", "v", "f", "default of t"]);
  });

  it("takes one unit of a cycle apart, not what waits for the cycle", () => {
    const units = [unit("w", "Views", ["v"]), unit("v", "Views", ["f"]), unit("f", "Functions", ["v"])];
    const ordered = orderUnits(
      units,
      () => undefined,
      ({ object, section }) =>
        section === "Views" ? [unit(object, section), unit(`${object} again`, section, ["f", object], [])] : undefined,
    );
    expect(names(ordered)).toEqual(["v", "f", "w", "v again"]);
  });

  it("loses nothing when a cycle cannot be broken", () => {
    const units = [unit("a", "Views", ["b"]), unit("b", "Views", ["a"])];
    expect(names(orderUnits(units, () => undefined)).sort()).toEqual(["a", "b"]);
  });

  it("orders ten thousand units in a chain", () => {
    const units = Array.from({ length: 10_000 }, (_, at) =>
      unit(`t${at}`, "Tables", at === 9_999 ? [] : [`t${at + 1}`]),
    );
    expect(names(orderUnits(units, () => undefined))[0]).toBe("t9999");
  });
});
