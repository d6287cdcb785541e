import { describe, expect, it } from "vitest";
import { errorOf } from "../testing/error-of.ts";
import { entityOf, expanded, membersOf, rulesOf, unread } from "../testing/expanded.ts";
import { expandModel } from "./index.ts";
import { field, one } from "./parts.ts";

describe("trees", () => {
  const tree = (strategy: string, more = "") =>
    expanded(`
conventions: { timestamps: false }
entities:
  Category: { schema: shop, tree: ${strategy}, fields: { name: text } ${more} }
`);

  it.each([
    ["adjacency", []],
    ["nested-set", ["nsleft: int", "nsright: int"]],
    ["materialized-path", ["mpath: text"]],
    ["closure", []],
  ])("%s have the relation to the row above and what the strategy keeps", (strategy, made) => {
    const category = entityOf(tree(strategy), "Category");
    expect(membersOf(category)).toEqual(["name: text", ...made, "parent: one? Category as children"]);
    expect(category.tree).toBe(strategy);
  });

  it("keep a relation of their own", () => {
    const category = entityOf(
      tree("adjacency", ", relations: { parent: one? Category as parts on delete cascade }"),
      "Category",
    );
    expect(membersOf(category)).toEqual(["name: text", "parent: one? Category as parts on delete cascade"]);
  });

  it("with a closure have a table of all pairs", () => {
    const model = tree("closure");
    const closure = entityOf(model, "CategoryClosure");
    expect(closure).toMatchObject({
      table: "category_closure",
      schema: "shop",
      derived: { construct: "closure", from: ["Category"] },
      timestamps: false,
    });
    expect(membersOf(closure)).toEqual([
      "depth: int",
      "ancestor: one Category on delete cascade",
      "descendant: one Category on delete cascade",
    ]);
    expect(rulesOf(closure)).toEqual(["key primary: ancestor, descendant"]);
    const conventions = { tables: "pascal_plural", columns: "camel", id: "uuid", timestamps: false } as const;
    const pascal = expandModel(unread([{ name: "Category", tree: "closure" }], { conventions }));
    expect(entityOf(pascal, "CategoryClosure").table).toBe("CategoryClosure");
  });

  it("refuse members in their way", () => {
    const refusal = (more: object) =>
      errorOf(() => expandModel(unread([{ name: "A", tree: "nested-set", ...more }, { name: "B" }])));
    expect(refusal({ relations: [one("parent", "B")] })).toMatchObject({
      code: "BAD_TREE",
      where: { object: "A.parent" },
    });
    expect(refusal({ fields: [field("nsleft", "text")] })).toMatchObject({
      code: "DUPLICATE_NAME",
      where: { object: "A.nsleft" },
    });
    const taken = unread([{ name: "A", tree: "closure" }, { name: "AClosure" }]);
    expect(errorOf(() => expandModel(taken))).toMatchObject({ code: "DUPLICATE_NAME", where: { object: "AClosure" } });
  });
});

describe("audit", () => {
  it("is one table for all entities", () => {
    const model = expanded(`
conventions: { timestamps: true }
entities:
  A: { audit: { log: row, actor: app.user_id } }
  B: {}
  C: { audit: { log: row } }
`);
    expect(model.entities.map(({ name }) => name)).toEqual(["A", "B", "C", "AuditRecord"]);
    const record = entityOf(model, "AuditRecord");
    expect(record).toMatchObject({
      derived: { construct: "audit", from: ["A", "C"] },
      id: "identity",
      timestamps: false,
    });
    expect(membersOf(record)).toEqual([
      "tableName: text",
      "rowKey: json",
      "action: text",
      "actor: text?",
      "changedAt: datetime = now()",
      "oldRow: json?",
      "newRow: json?",
    ]);
    expect(rulesOf(record)).toEqual(["index audit_records_table_name_changed_at_idx: tableName, changedAt"]);
    const taken = unread([{ name: "A", audit: { log: "row" } }, { name: "AuditRecord" }]);
    expect(errorOf(() => expandModel(taken)).message).toBe("the audit of A makes an entity AuditRecord itself");
  });
});

describe("history", () => {
  it("has the columns as they are stored, without what rules or makes them, and the times of each version", () => {
    const model = expanded(`
conventions: { timestamps: true, id: identity }
types: { Status: [new, done] }
entities:
  User: { fields: { key: uuid primary } }
  Order:
    table: ORDERS
    history: true
    softDelete: true
    fields:
      number: string(20) unique immutable column=no was=[orderNo]
      status: Status = new
      mail: email secret pii=contact
      token: token
      total: money min=0 index
      double: decimal(20,4) := total * 2
    relations:
      customer: one? User as orders
    checks: { positive: total > 0 }
`);
    const history = entityOf(model, "OrderHistory");
    expect(history).toMatchObject({ table: "ORDERS_history", derived: { construct: "history", from: ["Order"] } });
    expect(membersOf(history)).toEqual([
      "id: bigint",
      "number: string(20) column=no was=orderNo",
      "status: Status",
      "mail: string(320) secret pii=contact",
      "token: string(255) secret",
      "total: decimal(19,4)",
      "double: decimal(20,4)",
      "customerKey: uuid?",
      "createdAt: datetime",
      "updatedAt: datetime",
      "deletedAt: datetime?",
      "validFrom: datetime",
      "validTo: datetime?",
    ]);
    expect(rulesOf(history)).toEqual(["key primary: id, validFrom"]);
    expect(model.entities.map(({ name }) => name)).toEqual(["User", "Order", "OrderHistory"]);
  });

  it("names the tenant and the key as the entity does", () => {
    const model = expanded(`
tenancy: { entity: Organization, relation: organization, setting: app.organization_id }
conventions: { timestamps: false }
entities:
  Organization: { history: true }
  Order: { tenant: true, history: true, id: none, fields: { no: int }, relations: { parent: one? Order as parts }, keys: { primary: [organization, no] } }
`);
    const history = entityOf(model, "OrderHistory");
    expect(membersOf(history)).toEqual([
      "no: int",
      "organizationId: uuid",
      "parentNo: int?",
      "validFrom: datetime",
      "validTo: datetime?",
    ]);
    expect(rulesOf(history)).toEqual(["key primary: organizationId, no, validFrom"]);
    expect(membersOf(entityOf(model, "OrganizationHistory"))[0]).toBe("id: uuid");
  });

  it("refuses fields with the names of its times", () => {
    const taken = unread([{ name: "A", history: true, fields: [field("validTo", "datetime")] }]);
    expect(errorOf(() => expandModel(taken))).toMatchObject({ code: "BAD_HISTORY", where: { object: "A.validTo" } });
  });
});

describe("what is made of an entity that was renamed", () => {
  it("was called after it", () => {
    const model = expanded(`
conventions: { timestamps: false }
tenancy: { entity: Organization, relation: organization, setting: app.organization_id }
entities:
  Organization: {}
  Person: {}
  Post:
    was: [Article]
    tenant: true
    history: true
    tree: closure
    relations: { author: one Person was=writer, tags: many Tag as many posts }
  Tag: { tenant: true }
`);
    const was = Object.fromEntries(model.entities.map((entity) => [entity.name, entity.was]));
    expect(was).toMatchObject({
      PostHistory: ["articles_history"],
      PostClosure: ["article_closure"],
      PostTags: ["article_tags"],
    });
    expect(membersOf(entityOf(model, "PostHistory"))).toContain("authorId: uuid was=writerId");
    expect(membersOf(entityOf(model, "PostTags"))[1]).toContain("post: one Post");
    expect(entityOf(model, "PostTags").relations[1]).toMatchObject({ was: ["article"] });
  });
});
