import { describe, expect, it } from "vitest";
import { entityOf, expanded, unread } from "../testing/expanded.ts";
import { expandModel } from "./index.ts";
import { field } from "./parts.ts";

describe("expandModel", () => {
  it("leaves a Model without constructs as it is, in no time", () => {
    const entities = Array.from({ length: 10_000 }, (_, at) => ({
      name: `E${at}`,
      fields: [field("a", "int"), field("b", "text")],
    }));
    const model = unread(entities);
    const start = performance.now();
    expect(expandModel(model)).toBe(model);
    expect(performance.now() - start).toBeLessThan(200);
  });

  it("is linear in the number of entities with constructs", () => {
    const time = (size: number): number => {
      const entities = Array.from({ length: size }, (_, at) => ({
        name: `E${at}`,
        tenant: true,
        history: true,
        tree: "closure" as const,
        uses: ["M"],
        fields: [field("at", "P", { nullable: true })],
        polymorphic: [
          { name: "any", targets: [`E${at}`, `E${(at + 1) % size}`], nullable: false, as: "arcs" as const },
        ],
      }));
      const model = unread([{ name: "Organization" }, ...entities], {
        tenancy: { entity: "Organization", relation: "organization", setting: "app.organization_id" },
        embedded: [{ name: "P", fields: [field("x", "int"), field("y", "int")] }],
        mixins: [
          { name: "M", fields: [field("m", "int")], relations: [], checks: [], indexes: [], audit: { log: "row" } },
        ],
      });
      const start = performance.now();
      expect(expandModel(model).entities).toHaveLength(3 * size + 2);
      return performance.now() - start;
    };
    time(200);
    const few = Math.min(time(500), time(500));
    expect(Math.min(time(4000), time(4000))).toBeLessThan(few * 8 * 3 + 50);
  });

  const EVERYTHING = `
tenancy: { entity: Organization, relation: organization, setting: app.organization_id }
types: { Address: { embedded: true, fields: { street: text, city: text? } } }
mixins: { Audited: { audit: { log: row }, fields: { createdBy: uuid? } } }
entities:
  Organization: {}
  Party: { abstract: true, inheritance: joined, tenant: true, fields: { home: Address? } }
  Company: { extends: Party, uses: [Audited] }
  Thing: { inheritance: single }
  Car: { extends: Thing, fields: { plate: text } }
  Base: { abstract: true, inheritance: concrete, fields: { name: text } }
  Leaf: { extends: Base, history: true }
  Category: { tree: closure, tenant: true, relations: { owner: one Company as categories, subject: one Car|Company as arcs } }
`;

  it("changes nothing of what it made", () => {
    const model = expanded(EVERYTHING);
    expect(expandModel(model)).toEqual(model);
  });

  it("lets constructs see each other", () => {
    const model = expanded(EVERYTHING);
    expect(model.entities.map(({ name }) => name)).toEqual([
      "Organization",
      "Party",
      "Company",
      "Thing",
      "Leaf",
      "LeafHistory",
      "Category",
      "CategoryClosure",
      "AuditRecord",
    ]);
    const category = entityOf(model, "Category");
    expect(category.relations.map(({ name, target }) => `${name} ${target}`)).toEqual([
      "organization Organization",
      "parent Category",
      "owner Company",
      "subjectCar Thing",
      "subjectCompany Company",
    ]);
    expect(
      category.relations.flatMap((relation) =>
        relation.kind === "one" && relation.withinTenant ? [relation.name] : [],
      ),
    ).toEqual(["parent", "owner", "subjectCompany"]);
  });
});
