import { describe, expect, test } from "vitest";
import { parseEntityList } from "../model/shorthand/inline.ts";
import { designEntities } from "./design.ts";
import { CATALOGUE } from "./entities/index.ts";
import type { DesignResult } from "./request.ts";

const design = (text: string): DesignResult => designEntities({ entities: parseEntityList(text) });

/** The reasons for a member, as `decision: why`. */
function reasonsFor(result: DesignResult, subject: string): string[] {
  return result.reasons
    .filter((reason) => reason.subject === subject)
    .map(({ decision, why }) => `${decision}: ${why}`);
}

describe("every part of a design has a reason", () => {
  const all = designEntities({ entities: CATALOGUE.map(({ name }) => ({ name })) });

  test.each(all.model.entities)("$name", (entity) => {
    const subjects = new Set(all.reasons.map(({ subject }) => subject));
    const members = [
      ...entity.fields.map(({ name }) => name),
      ...entity.relations.map(({ name }) => name),
      ...entity.checks.map(({ name }) => name),
      ...entity.indexes.map(({ name }) => name),
      ...entity.keys.flatMap(({ name, primary }) => (primary ? [] : [name])),
    ];
    expect(members.filter((member) => !subjects.has(`${entity.name}.${member}`))).toEqual([]);
    for (const relation of entity.relations) {
      if (relation.kind === "many") continue;
      const said = reasonsFor(all, `${entity.name}.${relation.name}`);
      expect(said.some((line) => line.startsWith("on delete "))).toBe(true);
      expect(said.some((line) => /^(index|no index|unique)/.test(line))).toBe(true);
    }
  });

  test("and none is empty or said twice", () => {
    for (const { subject, decision, why } of all.reasons)
      expect(why.length, `${subject} ${decision}`).toBeGreaterThan(3);
    const lines = all.reasons.map(({ subject, decision }) => `${subject} ${decision}`);
    expect(lines.filter((line, index) => lines.indexOf(line) !== index)).toEqual([]);
  });
});

describe("reasons follow the form", () => {
  test("of a delete rule", () => {
    const result = design(
      "Customer,Order(total: money, customer: one Customer),Line(order: one Order as lines owned, customer: one? Customer)",
    );
    expect(reasonsFor(result, "Order.customer")).toContainEqual(
      expect.stringMatching(/^on delete restrict: A Customer that is/),
    );
    expect(reasonsFor(result, "Line.order")).toContainEqual(
      expect.stringMatching(/^on delete cascade: It is a part of its Order/),
    );
    expect(reasonsFor(result, "Line.customer")).toContainEqual(
      expect.stringMatching(/^on delete set null: The row stays/),
    );
  });

  test("of an index that another one makes superfluous", () => {
    const result = design("Cart,CartItem,Product");
    expect(reasonsFor(result, "CartItem.cart")).toContainEqual(expect.stringMatching(/^no index of its own: A key/));
    expect(reasonsFor(result, "CartItem.product")).toContainEqual(expect.stringMatching(/^index on the foreign key/));
  });

  test("of a field's limits", () => {
    const result = design("Thing(price: money min=0, code: string(8)? unique, age: smallint)");
    expect(reasonsFor(result, "Thing.price").join()).toMatch(/exact decimal.*at least 0/);
    expect(reasonsFor(result, "Thing.code").join()).toMatch(/may be unknown; it finds one row/);
  });
});
