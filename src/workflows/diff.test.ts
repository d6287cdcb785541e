import { describe, expect, test } from "vitest";
import { testRuntime } from "../../test/support/runtime.ts";
import type { Catalog } from "../catalog/catalog.ts";
import type { Engine } from "../engines/engine.ts";
import { SchemaforgeError } from "../model/errors.ts";
import { diff } from "./diff.ts";
import type { Loaded } from "./load.ts";

const runtime = testRuntime();

interface Texts {
  readonly [check: string]: string;
}

/** Checks of one table, by name and text; the table is there so that parts need their parent. */
function catalog(elaboratedBy: string, checks: Texts): Catalog {
  const objects = Object.entries(checks).map(([name, sql]) => ({
    kind: "check",
    id: `check:t.${name}`,
    parent: "table:t",
    name,
    props: { expression: { sql } },
    edges: [],
  }));
  const table = { kind: "table", id: "table:t", name: "t", props: {}, edges: [] };
  return {
    engine: "fake",
    context: { version: "1" },
    elaboratedBy,
    objects: new Map([table, ...objects].map((object) => [object.id, object])),
  };
}

const unused = () => {
  throw new Error("not part of a comparison");
};

interface Fake extends Engine {
  /** The ids of every catalog that was run. */
  readonly ran: string[][];
}

function engineThat(print: (sql: string, objects: number) => string): Fake {
  const ran: string[][] = [];
  return {
    ran,
    name: "fake",
    kinds: {},
    targetVersions: [],
    newerThan: unused,
    lower: unused,
    render: unused,
    script: unused,
    readText: unused,
    readLive: unused,
    maySettle: () => false,
    elaborate: async ({ objects }) => {
      ran.push([...objects.keys()]);
      const checks = [...objects.values()].filter(({ kind }) => kind === "check");
      const texts = checks.map(({ name, props }) => {
        const { expression } = props as { readonly expression: { readonly sql: string } };
        return [name, print(expression.sql, objects.size)];
      });
      return catalog("fake 1", Object.fromEntries(texts));
    },
  };
}

function loaded(engine: Engine, by: string, checks: Texts): Loaded {
  return { kind: "catalog", engine, reading: { catalog: catalog(by, checks), notices: [], losses: [] }, name: by };
}

const normal = (sql: string) => sql.replace(/[()]/g, "");

describe("texts of two printers", () => {
  test("are run by one, with their table and without what is equal", async () => {
    const engine = engineThat(normal);
    const a = loaded(engine, "server 15", { same: "x", printed: "(a > 1)", other: "a" });
    const b = loaded(engine, "fake 1", { same: "x", printed: "a > 1", other: "b" });
    const { changes, elaborated } = await diff({ a, b }, runtime);
    expect(changes).toEqual([
      {
        op: "change",
        kind: "check",
        id: "check:t.other",
        props: [{ name: "expression", from: { sql: "a" }, to: { sql: "b" } }],
      },
    ]);
    expect(elaborated).toBe("fake 1");
    expect(engine.ran[0]).toEqual(["table:t", "check:t.printed", "check:t.other"]);
  });

  test("are run whole where a part does not run by itself", async () => {
    const engine = engineThat((sql, objects) => {
      if (objects < 4) throw new SchemaforgeError("SQL_REJECTED", "it needs the rest");
      return normal(sql);
    });
    const a = loaded(engine, "server 15", { one: "x", two: "y", three: "(z)" });
    const b = loaded(engine, "fake 1", { one: "x", two: "y", three: "z" });
    expect((await diff({ a, b }, runtime)).changes).toEqual([]);
  });

  test("are compared as they stand where neither runs, and that is said", async () => {
    const engine = engineThat(() => {
      throw new SchemaforgeError("SQL_REJECTED", "there is no such extension");
    });
    const a = loaded(engine, "server 15", { c: "(z)" });
    const b = loaded(engine, "fake 1", { c: "z" });
    const { changes, notices } = await diff({ a, b }, runtime);
    expect(changes).toHaveLength(1);
    expect(notices).toMatchObject([{ code: "NOT_ELABORATED", message: expect.stringContaining("no such extension") }]);
  });

  test("an object that does not come back from the run stays a difference", async () => {
    const engine: Engine = { ...engineThat(normal), elaborate: async () => catalog("fake 1", {}) };
    const a = loaded(engine, "server 15", { c: "(z)" });
    const b = loaded(engine, "fake 1", { c: "z" });
    expect((await diff({ a, b }, runtime)).changes).toHaveLength(1);
  });
});

describe("texts of one printer", () => {
  test("are compared without running anything", async () => {
    const engine = engineThat(normal);
    const sides = { a: loaded(engine, "fake 1", { c: "(z)" }), b: loaded(engine, "fake 1", { c: "z" }) };
    expect((await diff(sides, runtime)).changes).toHaveLength(1);
    expect(engine.ran).toEqual([]);
  });
});

test("sources of two engines are not compared", async () => {
  const engine = engineThat(normal);
  const a = loaded(engine, "fake 1", {});
  const b = loaded({ ...engine, name: "other" }, "other 1", {});
  await expect(diff({ a, b }, runtime)).rejects.toMatchObject({ code: "OTHER_ENGINE", exit: 1 });
});
