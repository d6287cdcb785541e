/** Models in TypeScript that the compiler takes. `tsc` is the test; test/define/define.test.ts runs them. */
import { defineModel } from "../../src/model/define.ts";

export const blog = () =>
  defineModel({
    name: "blog",
    conventions: { tables: "snake_plural", id: "uuid" },
    types: { Status: ["draft", "published"] },
    entities: {
      User: {
        softDelete: true,
        fields: {
          email: "string(255) unique pii=contact",
          roles: "string[] = [user]",
          balance: "decimal(10, 2)? = 0",
          profile: "json = {}",
        },
        indexes: {
          by_mail: { fields: ["email", "deletedAt desc"], where: "deletedAt is null", unique: true },
          by_lower: ["lower(email)", "roles"],
          by_text: { search: ["email"] },
        },
      },
      Post: {
        fields: {
          title: "string(255)",
          status: "Status = draft",
          tagged: { type: "boolean = false", doc: "Has tags" },
        },
        relations: {
          author: "one User as posts on delete cascade",
          editor: "one? User",
          tags: "many Tag as many posts through Tagging",
          reviewer: { one: "User", as: "reviews", nullable: true },
        },
        keys: { posts_author_title: ["author", "title"] },
        indexes: { recent: ["author", "createdAt desc", "title || 'x'"] },
      },
      Tag: { timestamps: false, fields: { name: "string(50) unique" } },
      Tagging: {
        fields: { weight: "int" },
        relations: { post: "one Post as taggings", tag: "one Tag as taggings references name" },
      },
    },
  });

export const shop = () =>
  defineModel({
    schemaforge: 1,
    tenancy: { entity: "Organization", relation: "organization", setting: "app.organization_id" },
    types: {
      Address: { embedded: true, fields: { street: "string(200)", city: "string(100)" } },
      State: { values: ["open", { value: "done", was: ["closed"] }] },
    },
    mixins: {
      Audited: { fields: { createdBy: "uuid?" } },
      Named: { uses: ["Audited"], fields: { name: "string(80)" } },
    },
    entities: {
      Organization: { fields: { slug: "slug unique" } },
      Party: { abstract: true, inheritance: "joined", fields: { displayName: "string(120)" } },
      Company: { extends: "Party", tenant: true, fields: { vatId: "string(20)" } },
      Order: {
        uses: ["Named"],
        tenant: true,
        fields: { number: "string(20)", shipTo: "Address?", state: "State = open" },
        relations: { customer: "one Company as orders" },
        keys: { orders_number: ["organization", "number"] },
        indexes: { by_maker: ["createdBy", "name"], by_city: ["shipTo.city", "shipToStreet"] },
      },
      Vote: {
        fields: { value: "smallint" },
        relations: { subject: "one Order|Company as type" },
        indexes: { by_subject: ["subjectType", "subjectId"] },
      },
    },
  });
