import { describe, expect, it } from "vitest";
import { errorOf } from "../testing/error-of.ts";
import { entityOf, expanded, membersOf, rulesOf, unread } from "../testing/expanded.ts";
import { expandModel } from "./index.ts";
import { field, one } from "./parts.ts";

const TENANCY = `
tenancy: { entity: Organization, relation: organization, setting: app.organization_id }
conventions: { timestamps: false }
entities:
  Organization: { fields: { slug: slug unique } }
  User: {}
`;

const unreadTenancy = { tenancy: { entity: "Organization", relation: "organization", setting: "app.organization_id" } };

describe("tenancy", () => {
  it("gives entities the relation to their tenant, first, unless they have it", () => {
    const model = expanded(`${TENANCY}
  A: { tenant: true, relations: { user: one User } }
  B: { tenant: true, relations: { user: one User, organization: one Organization as bs on delete cascade } }
`);
    expect(membersOf(entityOf(model, "A"))).toEqual(["organization: one Organization", "user: one User"]);
    expect(membersOf(entityOf(model, "B"))).toEqual([
      "organization: one Organization as bs on delete cascade",
      "user: one User",
    ]);
    expect(entityOf(model, "A").tenant).toBe(true);
    expect(model.tenancy).toBeDefined();
  });

  it("makes relations between rows of tenants hold the tenant, and their targets the key", () => {
    const model = expanded(`${TENANCY}
  Project: { tenant: true, fields: { code: int unique } }
  Task:
    tenant: true
    fields: { title: text }
    relations:
      project: one Project as tasks on delete cascade
      byCode: one Project as tasksByCode references code
      assignee: one? Task as assigned
      user: one? User
    indexes: { by_project: [project, title] }
    checks: { assigned: assignee is null or title <> '' }
`);
    expect(membersOf(entityOf(model, "Task")).slice(1)).toEqual([
      "organization: one Organization",
      "project: one Project as tasks references (organization, id) on delete cascade columns=[organization_id, project_id]",
      "byCode: one Project as tasksByCode references (organization, code) columns=[organization_id, by_code_code]",
      "assignee: one? Task as assigned references (organization, id) onDeleteColumns=assignee_id columns=[organization_id, assignee_id]",
      "user: one? User",
    ]);
    expect(rulesOf(entityOf(model, "Project"))).toEqual([
      "key projects_tenant_key: organization, id",
      "key projects_organization_code_key: organization, code",
    ]);
    expect(rulesOf(entityOf(model, "Task"))).toEqual([
      "key tasks_tenant_key: organization, id",
      "check assigned: assignee is null or title <> ''",
      "index by_project: project, title",
    ]);
    expect(entityOf(model, "Organization").keys).toEqual([]);
  });

  it("sees keys and references that hold the tenant already", () => {
    const model = expanded(`${TENANCY}
  Project:
    id: none
    tenant: true
    fields: { code: int }
    relations: { organization: one Organization }
    keys: { primary: [code, organization] }
  Task: { tenant: true, relations: { project: one Project as tasks } }
`);
    expect(membersOf(entityOf(model, "Task"))).toEqual([
      "organization: one Organization",
      "project: one Project as tasks references (organization, code) columns=[organization_id, project_code]",
    ]);
    expect(rulesOf(entityOf(model, "Project"))).toEqual(["key primary: code, organization"]);
    expect(expandModel(model)).toEqual(model);
  });

  it("makes keys of `unique=tenant`", () => {
    const model = expanded(`${TENANCY}  Invoice: { tenant: true, fields: { number: string(20) unique=tenant } }`);
    expect(membersOf(entityOf(model, "Invoice"))[0]).toBe("number: string(20)");
    expect(rulesOf(entityOf(model, "Invoice"))).toEqual([
      "key invoices_organization_id_number_key: organization, number",
    ]);
  });

  it("makes entities of join tables, which name their tenant as well", () => {
    const model = expanded(`${TENANCY}
  Post:
    tenant: true
    schema: blog
    relations: { tags: many Tag as many posts, related: many Post as many relatedTo, users: many User as many posts }
  Tag: { tenant: true }
`);
    const join = entityOf(model, "PostTags");
    expect(join).toMatchObject({ table: "post_tags", schema: "blog", tenant: true, id: "none", timestamps: false });
    expect(membersOf(join)).toEqual([
      "organization: one Organization",
      "post: one Post references (organization, id) on delete cascade columns=[organization_id, post_id]",
      "tag: one Tag references (organization, id) on delete cascade columns=[organization_id, tag_id]",
    ]);
    expect(rulesOf(join)).toEqual(["key primary: post, tag"]);
    expect(entityOf(model, "PostRelated").relations.map(({ name }) => name)).toEqual([
      "organization",
      "relatedTo",
      "related",
    ]);
    const post = entityOf(model, "Post");
    expect(membersOf(post).slice(1)).toEqual([
      "tags: many Tag as many posts through PostTags",
      "related: many Post as many relatedTo through PostRelated",
      // The rows of users belong to no tenant.
      "users: many User as many posts",
    ]);
  });

  it("cuts the names that it makes", () => {
    const table = "t".repeat(60);
    const entities = [
      { name: "Organization" },
      { name: "A", table, tenant: true, fields: [field("code", "int", { uniqueInTenant: true })] },
      { name: "B", tenant: true, relations: [one("a", "A")] },
    ];
    const keys = entityOf(expandModel(unread(entities, unreadTenancy)), "A").keys.map(({ name }) => name);
    expect(keys).toEqual([
      `${"t".repeat(63 - "_organization_id_code_key".length)}_organization_id_code_key`,
      `${"t".repeat(52)}_tenant_key`,
    ]);
  });

  it("is refused where the tenants are missing, and where members stand in its way", () => {
    const tenant = { name: "A", tenant: true };
    expect(errorOf(() => expandModel(unread([tenant], unreadTenancy)))).toMatchObject({
      code: "UNKNOWN_ENTITY",
      message: "there is no entity Organization",
    });
    const refusal = (a: object) =>
      errorOf(() => expandModel(unread([{ name: "Organization" }, { ...tenant, ...a }], unreadTenancy)));
    expect(refusal({ relations: [one("organization", "Organization", { nullable: true })] })).toMatchObject({
      code: "BAD_TENANCY",
      where: { object: "A.organization" },
    });
    expect(refusal({ fields: [field("organization", "text")] })).toMatchObject({ code: "DUPLICATE_NAME" });
    const unique = [field("code", "int", { uniqueInTenant: true })];
    expect(errorOf(() => expandModel(unread([{ name: "A", fields: unique }])))).toMatchObject({
      code: "BAD_TENANCY",
      where: { object: "A.code" },
    });
    const joins = [
      { name: "Organization" },
      { ...tenant, relations: [{ kind: "many" as const, name: "bs", target: "B", inverse: "as" }] },
      { name: "B", tenant: true },
      { name: "ABs" },
    ];
    expect(errorOf(() => expandModel(unread(joins, unreadTenancy)))).toMatchObject({
      code: "DUPLICATE_NAME",
      where: { object: "A.bs" },
    });
  });
});
