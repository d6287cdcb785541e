import type { Blueprint } from "./blueprint.ts";

export const crm: Blueprint = {
  name: "crm",
  aliases: ["sales", "customers"],
  doc: "customers, contacts, leads, deals with their history, activities and notes",
  entities: [
    "User",
    "Team",
    "Customer",
    "Contact",
    "Lead",
    "Product",
    "Deal",
    "DealLine(quantity: int = 1 min=1, unitPrice: money min=0, discount: percent = 0, deal: one Deal as lines owned, product: one Product as dealLines on delete restrict)",
    "Activity",
    "Task",
    "Note(content: text, author: one? User as notes on delete set null)",
    "Tag",
  ],
  extras: {
    Contact: {
      set: { audit: { log: "row", actor: "app.user_id" } },
      why: { audit: "People may ask who changed what is kept about them" },
    },
    Deal: {
      set: { history: true },
      why: { history: "How deals moved from stage to stage is what forecasts are made of" },
    },
    DealLine: {
      set: {
        doc: "One product of a deal, at the price that is offered.",
        keys: { deal_lines_deal_product_key: ["deal", "product"] },
      },
      why: { deal_lines_deal_product_key: "The same product twice is one line with a quantity" },
    },
    Note: {
      set: {
        doc: "What somebody wrote down about a customer, contact or deal.",
        relations: { subject: "one Customer|Contact|Lead|Deal as type" },
      },
      why: { subject: "Notes are written about several kinds of things; type and id say which" },
    },
  },
};
