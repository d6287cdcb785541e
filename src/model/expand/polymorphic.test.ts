import { describe, expect, it } from "vitest";
import { errorOf } from "../testing/error-of.ts";
import { entityOf, expanded, membersOf, rulesOf, unread } from "../testing/expanded.ts";
import { expandModel } from "./index.ts";
import { field } from "./parts.ts";

const model = (relation: string, more = "") =>
  expanded(`
conventions: { timestamps: false, id: uuid }
entities:
  Order: {}
  Booking: {}
  Vote:
    fields: { value: int }
    relations: { subject: "${relation}" }
${more}`);

describe("relations to one of several entities", () => {
  it("as type are two fields with an index", () => {
    const vote = entityOf(model("one Order|Booking as type", "    keys: { once: [subject, value] }"), "Vote");
    expect(membersOf(vote)).toEqual([
      "value: int",
      "subjectType: string check=(subjectType in ('Order', 'Booking'))",
      "subjectId: uuid",
    ]);
    expect(rulesOf(vote)).toEqual([
      "key once: subjectType, subjectId, value",
      "index votes_subject_type_subject_id_idx: subjectType, subjectId",
    ]);
    expect(vote.polymorphic).toBeUndefined();
  });

  it("as type that may be missing have both parts or none", () => {
    const vote = entityOf(model("one? Order|Booking as type"), "Vote");
    expect(vote.fields.map(({ nullable }) => nullable)).toEqual([false, true, true]);
    expect(rulesOf(vote)[0]).toBe(
      "check votes_subject_parts: subjectType is not null and subjectId is not null or subjectType is null and subjectId is null",
    );
  });

  it("as arcs are a relation each and a check", () => {
    const vote = entityOf(model("one Order|Booking as arcs on delete cascade"), "Vote");
    expect(membersOf(vote)).toEqual([
      "value: int",
      "subjectOrder: one? Order on delete cascade",
      "subjectBooking: one? Booking on delete cascade",
    ]);
    expect(rulesOf(vote)).toEqual([
      "check votes_subject_exactly_one: case when subjectOrder is not null then 1 else 0 end + case when subjectBooking is not null then 1 else 0 end = 1",
    ]);
    const loose = entityOf(model("one? Order|Booking as arcs"), "Vote");
    expect(rulesOf(loose)[0]).toMatch(/^check votes_subject_at_most_one: .* <= 1$/);
    expect(membersOf(loose)[1]).toBe("subjectOrder: one? Order on delete set null");
    // A row that has to have one may not lose it.
    expect(membersOf(entityOf(model("one Order|Booking as arcs"), "Vote"))[1]).toBe(
      "subjectOrder: one? Order on delete restrict",
    );
  });

  it("as arcs may lead to keys of several columns", () => {
    const vote = entityOf(
      expanded(`
entities:
  A: { id: none, fields: { x: int, y: int }, keys: { primary: [x, y] } }
  B: {}
  Vote: { relations: { subject: one A|B as arcs } }
`),
      "Vote",
    );
    expect(rulesOf(vote)[0]).toContain("case when subjectA is not null then 1 else 0 end");
  });

  it("know the keys of entities that extend others", () => {
    const vote = entityOf(
      expanded(`
entities:
  Party: { abstract: true, inheritance: joined, id: none, fields: { code: char(8) primary } }
  Company: { extends: Party }
  Thing: { abstract: true, inheritance: concrete, id: none, keys: { primary: [tag] }, fields: { tag: char(8) } }
  Car: { extends: Thing }
  Vote: { relations: { subject: one Company|Car as type } }
`),
      "Vote",
    );
    expect(membersOf(vote)[1]).toBe("subjectId: char(8)");
  });

  it("are refused where keys are missing or differ, and where names are taken", () => {
    const vote = (targets: readonly string[]) => ({
      name: "Vote",
      fields: [field("subjectId", "int")],
      polymorphic: [{ name: "subject", targets, nullable: false, as: "type" as const }],
    });
    const others = [
      { name: "A" },
      { name: "B", id: "identity" as const },
      { name: "C", id: "none" as const },
      {
        name: "D",
        id: "none" as const,
        fields: [field("x", "int", { primary: true }), field("y", "int", { primary: true })],
      },
      { name: "E", fields: [{ ...field("id", "uuid"), primary: true, targets: { postgres: { type: "citext" } } }] },
      { name: "F" },
    ];
    const refusal = (...targets: readonly string[]) => errorOf(() => expandModel(unread([...others, vote(targets)])));
    expect(refusal("A", "B")).toMatchObject({
      code: "BAD_POLYMORPHIC",
      message: "the key of B is bigint, that of A is uuid",
      where: { object: "Vote.subject" },
    });
    expect(refusal("A", "E").message).toBe("the key of E is uuid, postgres citext, that of A is uuid");
    expect(refusal("A", "C").message).toBe("C has no primary key to refer to");
    expect(refusal("A", "D").message).toContain("has 2 fields");
    expect(refusal("A", "Gone")).toMatchObject({ code: "UNKNOWN_ENTITY" });
    expect(refusal("A", "F")).toMatchObject({ code: "DUPLICATE_NAME", where: { object: "Vote.subjectId" } });
  });
});
