import { describe, expect, it } from "vitest";
import type { Mixin } from "../model.ts";
import { errorOf } from "../testing/error-of.ts";
import { entityOf, expanded, membersOf, rulesOf, unread } from "../testing/expanded.ts";
import { expandModel } from "./index.ts";
import { field, one } from "./parts.ts";

const mixin = (name: string, more: Partial<Mixin> = {}): Mixin => ({
  name,
  fields: [],
  relations: [],
  checks: [],
  indexes: [],
  ...more,
});

describe("mixins", () => {
  it("give their members and behaviour to the entities that use them, those of their own mixins first", () => {
    const model = expanded(`
mixins:
  Named: { fields: { name: string(80) }, checks: { named: length(name) > 0 }, indexes: { by_name: [name] } }
  Audited:
    uses: [Named]
    timestamps: true
    softDelete: true
    audit: { log: row, actor: app.user_id }
    history: true
    appendOnly: true
    fields: { createdBy: uuid? }
    relations: { owner: one User }
conventions: { timestamps: false }
entities:
  User: {}
  Order:
    uses: [Audited]
    fields: { total: int }
`);
    const order = entityOf(model, "Order");
    expect(membersOf(order)).toEqual(["name: string(80)", "createdBy: uuid?", "total: int", "owner: one User"]);
    // Names of indexes are a schema's: another user of the mixin has the same.
    expect(rulesOf(order)).toEqual(["check named: length(name) > 0", "index orders_by_name: name"]);
    expect(order).toMatchObject({
      timestamps: true,
      softDelete: true,
      audit: { log: "row", actor: "app.user_id" },
      history: true,
      appendOnly: true,
    });
    expect(order.uses).toBeUndefined();
    expect(model.mixins).toBeUndefined();
  });

  it("yield to what the entity declares itself, also of another sort, and to mixins that use them", () => {
    const model = expandModel(
      unread(
        [
          { name: "User" },
          {
            name: "Order",
            uses: ["Wide"],
            timestamps: false,
            fields: [field("note", "int"), field("owner", "text")],
            indexes: [{ name: "by_note", parts: [{ of: { field: "owner" } }] }],
          },
        ],
        {
          mixins: [
            mixin("Narrow", { fields: [field("note", "string"), field("code", "string")], timestamps: true }),
            mixin("Wide", {
              uses: ["Narrow"],
              fields: [field("code", "text")],
              relations: [one("owner", "User")],
              indexes: [{ name: "by_note", parts: [{ of: { field: "note" } }] }],
            }),
          ],
        },
      ),
    );
    const order = entityOf(model, "Order");
    expect(membersOf(order)).toEqual(["note: int", "code: text", "owner: text"]);
    expect(rulesOf(order)).toEqual(["index by_note: owner"]);
    expect(order.timestamps).toBe(false);
  });

  it("refuse to guess when two that know nothing of each other declare a name differently", () => {
    const entities = [{ name: "Order", uses: ["A", "B"] }];
    const fields = (type: string) => ({ fields: [field("code", type)] });
    const error = errorOf(() =>
      expandModel(unread(entities, { mixins: [mixin("A", fields("int")), mixin("B", fields("text"))] })),
    );
    expect(error).toMatchObject({
      code: "DUPLICATE_NAME",
      message: "the mixins A and B both have a member `code`",
      where: { object: "Order.uses" },
      remedy: "Declare `code` in Order, or rename one of them",
    });
    const same = expandModel(unread(entities, { mixins: [mixin("A", fields("int")), mixin("B", fields("int"))] }));
    expect(membersOf(entityOf(same, "Order"))).toEqual(["code: int"]);
    const own = [{ name: "Order", uses: ["A", "B"], ...fields("uuid") }];
    const decided = expandModel(unread(own, { mixins: [mixin("A", fields("int")), mixin("B", fields("text"))] }));
    expect(membersOf(entityOf(decided, "Order"))).toEqual(["code: uuid"]);
  });

  it("are refused when they do not exist or use themselves", () => {
    expect(errorOf(() => expandModel(unread([{ name: "Order", uses: ["Gone"] }])))).toMatchObject({
      code: "UNKNOWN_MIXIN",
      where: { object: "Order.uses" },
    });
    const mixins = [mixin("A", { uses: ["B"] }), mixin("B", { uses: ["A"] })];
    expect(errorOf(() => expandModel(unread([{ name: "Order" }], { mixins })))).toMatchObject({
      code: "CIRCLE",
      message: "the mixin A uses itself: A → B → A",
    });
  });
});
