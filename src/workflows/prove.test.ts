import { describe, expect, test } from "vitest";
import { testRuntime } from "../../test/support/runtime.ts";
import type { Catalog, CatalogObject } from "../catalog/catalog.ts";
import type { Engine } from "../engines/engine.ts";
import { prove } from "./prove.ts";

const runtime = testRuntime();

function catalog(elaboratedBy: string, expression: string, more: readonly CatalogObject[] = []): Catalog {
  const check: CatalogObject = {
    kind: "check",
    id: "check:t.c",
    name: "c",
    props: { expression: { sql: expression, authored: "as written" } },
    edges: [],
  };
  return {
    engine: "fake",
    context: { version: "1" },
    elaboratedBy,
    objects: new Map([check, ...more].map((object) => [object.id, object])),
  };
}

const unused = () => {
  throw new Error("not part of a proof");
};

/** An engine that prints what `prints` says; casts settle. */
function engineThat(prints: (sql: string) => string, more: readonly CatalogObject[] = []): Engine {
  return {
    name: "fake",
    kinds: {},
    targetVersions: [],
    newerThan: unused,
    lower: unused,
    render: unused,
    script: unused,
    readText: unused,
    readLive: unused,
    maySettle: (a, b) => a.replaceAll("::text", "") === b.replaceAll("::text", ""),
    elaborate: async ({ objects }) => {
      const check = objects.get("check:t.c");
      if (!check) throw new Error("the check is missing");
      const { expression } = check.props as { expression: { sql: string } };
      return catalog("fake 1", prints(expression.sql), more);
    },
  };
}

const extra: CatalogObject = { kind: "table", id: "table:x", name: "x", props: {}, edges: [] };

describe("a proof", () => {
  test("holds when the engine shows what was meant", async () => {
    expect(
      await prove(
        engineThat((sql) => sql),
        catalog("fake 1", "a > 1"),
        runtime,
      ),
    ).toMatchObject({
      status: "proven",
      engine: "fake 1",
    });
  });

  test("does not hold texts of somebody else against the engine's", async () => {
    const { status } = await prove(
      engineThat((sql) => `(${sql})`),
      catalog("none", "a > 1"),
      runtime,
    );
    expect(status).toBe("proven");
  });

  test("lets a text settle in the second round", async () => {
    const engine = engineThat((sql) => (sql.includes("::text") ? sql : `${sql}::text`));
    expect((await prove(engine, catalog("fake 1", "a"), runtime)).status).toBe("proven");
  });

  test("is refuted by a text that never settles", async () => {
    const engine = engineThat((sql) => `${sql}::text`);
    expect((await prove(engine, catalog("fake 1", "a"), runtime)).status).toBe("refuted");
  });

  test("is refuted by another expression, stable as it may be", async () => {
    const { status, differences } = await prove(
      engineThat(() => "a > 2"),
      catalog("fake 1", "a > 1"),
      runtime,
    );
    expect(status).toBe("refuted");
    expect(differences).toMatchObject([{ op: "change", id: "check:t.c" }]);
  });

  test("is refuted by an object too many, and by one too few", async () => {
    const same = (sql: string) => sql;
    const many = await prove(engineThat(same, [extra]), catalog("fake 1", "a"), runtime);
    const few = await prove(engineThat(same), catalog("fake 1", "a", [extra]), runtime);
    expect([many.differences[0]?.op, few.differences[0]?.op]).toEqual(["add", "remove"]);
    expect([many.status, few.status]).toEqual(["refuted", "refuted"]);
  });
});
