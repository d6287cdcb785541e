import type { Blueprint } from "./blueprint.ts";

const tenant = "Its rows belong to one organization; row-level security shows them to no other";

export const saas: Blueprint = {
  name: "saas",
  aliases: ["multitenant", "b2b", "workspace"],
  doc: "organizations that see only their own rows: members, projects, tasks, files, plans and invoices",
  entities: [
    "Organization",
    "User",
    "Membership",
    "Invitation",
    "Project",
    "Task",
    "Comment",
    "File",
    "ApiKey",
    "Webhook",
    "Plan",
    "Subscription",
    "Invoice",
    "InvoiceLine",
    "Notification",
  ],
  model: {
    set: {
      tenancy: { entity: "Organization", relation: "organization", setting: "app.organization_id" },
    },
    why: {
      tenancy:
        "The application says once per transaction for which organization it works; the database then enforces it in every query, also in those that forget to",
    },
  },
  extras: {
    Project: {
      set: {
        tenant: true,
        audit: { log: "row", actor: "app.user_id" },
        fields: { key: "string(10) unique=tenant doc='Prefix of the numbers of its tasks'" },
      },
      why: {
        tenant,
        audit: "Customers ask who changed a project",
        key: "Two organizations may choose the same key, one organization may not",
      },
    },
    Task: { set: { tenant: true }, why: { tenant } },
    Comment: { set: { tenant: true }, why: { tenant } },
    File: {
      set: { tenant: true, relations: { organization: "one Organization as files on delete cascade" } },
      why: { tenant, organization: "Every row of a tenant's entity has its tenant" },
    },
    ApiKey: {
      set: { tenant: true, relations: { organization: "one Organization as apiKeys on delete cascade" } },
      why: { tenant, organization: "A key acts for one organization" },
    },
    Webhook: { set: { tenant: true }, why: { tenant } },
    Subscription: { set: { tenant: true }, why: { tenant } },
    Invoice: { set: { tenant: true }, why: { tenant } },
    InvoiceLine: { set: { tenant: true }, why: { tenant } },
  },
};
