/** Finding a template by a name, an alias, or what a name ends with. */
import { CATALOGUE } from "./entities/index.ts";
import type { EntityTemplate } from "./template.ts";

/** The form in which names are compared: `OAuthAccount` and `OauthAccount` are one. */
export function nameKey(name: string): string {
  return name.toLowerCase();
}

const byName = new Map(CATALOGUE.map((template) => [nameKey(template.name), template]));
const byAlias = new Map(
  CATALOGUE.flatMap((template) => (template.aliases ?? []).map((alias) => [nameKey(alias), template] as const)),
);

/** The template of exactly this name. */
export function templateByName(entity: string): EntityTemplate | undefined {
  return byName.get(nameKey(entity));
}

/** The template that has this name as an alias. */
export function templateByAlias(entity: string): EntityTemplate | undefined {
  return byAlias.get(nameKey(entity));
}

/**
 * Templates whose name says what a longer name is a kind of: a `RepairOrder` is an order, a `PhotoComment` a comment.
 * A `GameSession` is no sign-in session and a `CarModel` no model, so only these.
 */
const HEADS = [
  "Address",
  "Appointment",
  "Booking",
  "Category",
  "Comment",
  "Coupon",
  "Customer",
  "Employee",
  "Event",
  "Invoice",
  "Issue",
  "Message",
  "Notification",
  "Order",
  "Payment",
  "Post",
  "Product",
  "Project",
  "Refund",
  "Review",
  "Shipment",
  "Subscription",
  "Task",
  "Ticket",
  "User",
];

/** The template that the last word of a name names, with the words before it. */
export function templateBySuffix(entity: string): EntityTemplate | undefined {
  const head = HEADS.find((name) => entity.length > name.length && entity.endsWith(name));
  return head === undefined ? (templateByName(entity) ?? templateByAlias(entity)) : templateByName(head);
}
