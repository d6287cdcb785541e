import { expect, test } from "vitest";
import type { Catalog, CatalogObject } from "../../catalog/catalog.ts";
import { asOf } from "./versions.ts";

function catalog(...grants: readonly object[]): Catalog {
  const objects = grants.map(
    (props, at): CatalogObject => ({ kind: "grant", id: `grant:${at}`, name: `${at}`, props, edges: [] }),
  );
  const map = new Map(objects.map((object) => [object.id, object]));
  return { engine: "postgres", context: { version: "18.6" }, elaboratedBy: "pglite 18.6", objects: map };
}

test("a server knows the privileges of its version", () => {
  const given = catalog(
    { privileges: ["MAINTAIN", "SELECT"], grantable: ["MAINTAIN"] },
    { privileges: ["MAINTAIN"] },
    { privileges: [], grantable: ["MAINTAIN", "UPDATE"] },
    { privileges: [] },
  );
  expect([...asOf(given, "15.18").objects].map(([id, { props }]) => [id, props])).toEqual([
    ["grant:0", { privileges: ["SELECT"] }],
    ["grant:2", { privileges: [], grantable: ["UPDATE"] }],
    ["grant:3", { privileges: [] }],
  ]);
  for (const version of ["17.0", "18.6", ""]) expect([...asOf(given, version).objects]).toEqual([...given.objects]);
});
