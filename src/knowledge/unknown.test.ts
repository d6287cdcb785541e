import { describe, expect, test } from "vitest";
import type { Entity } from "../model/model.ts";
import { formatField } from "../model/shorthand/field.ts";
import { formatRelation } from "../model/shorthand/relation.ts";
import { designEntities } from "./design.ts";

function made(names: string, name: string): Entity {
  const { model } = designEntities({ entities: names.split(",").map((each) => ({ name: each })) });
  const found = model.entities.find((entity) => entity.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
}

const relations = (entity: Entity) =>
  entity.relations.map((relation) => `${relation.name}: ${formatRelation(relation)}`);
const fields = (entity: Entity) => entity.fields.map((field) => `${field.name}: ${formatField(field)}`);

describe("entities that the catalogue does not know", () => {
  test("have a name, or a title, and an owner if there are users", () => {
    expect(fields(made("Gadget", "Gadget"))).toEqual(["name: string(255)"]);
    expect(fields(made("Recipe", "Recipe"))).toEqual(["title: string(255)"]);
    expect(relations(made("Gadget,User", "Gadget"))).toEqual(["owner: one? User as gadgets on delete set null"]);
  });

  test("are part of the entity that their name begins with, the longest", () => {
    expect(relations(made("Hotel,HotelWing,HotelWingDoor", "HotelWingDoor"))).toEqual([
      "hotelWing: one HotelWing as hotelWingDoors on delete cascade",
    ]);
  });

  test("named after two entities join them, and their pair is the key", () => {
    const entity = made("Post,Tag,PostTag", "PostTag");
    expect(relations(entity)).toEqual([
      "post: one Post as postTags on delete cascade index=false",
      "tag: one Tag as postTags on delete cascade",
    ]);
    expect(entity.keys).toEqual([{ name: "primary", primary: true, fields: ["post", "tag"] }]);
    expect(entity.id).toBe("none");
    expect(relations(made("Post,Tag,PostTag", "Post"))).toEqual(["tags: many Tag as many posts through PostTag"]);
    expect(relations(made("Actor,Film,ActorFilm", "Actor"))).toEqual([
      "films: many Film as many actors through ActorFilm",
    ]);
  });

  test("keep the default key when the pair has no relations", () => {
    const { model } = designEntities({
      entities: ["Post", "Tag", "PostTag"].map((name) => ({ name })),
      relations: false,
    });
    expect(model.entities[2]).toMatchObject({ keys: [], relations: [] });
    expect(model.entities[2]?.id).toBeUndefined();
  });

  test("that are lines go with their whole", () => {
    const entity = made("Quote,QuoteLine,Product", "QuoteLine");
    expect(relations(entity)).toEqual([
      "quote: one Quote as quoteLines owned index=false",
      "product: one? Product as quoteLines on delete restrict",
    ]);
    expect(fields(entity)).toContain("quantity: int = 1 min=1");
    expect(entity.indexes.map(({ name }) => name)).toEqual(["idx_quote_lines_quote_position"]);
  });

  test("that are logs are only added to", () => {
    const entity = made("Gadget,GadgetHistory", "GadgetHistory");
    expect(entity.timestamps).toBe(false);
    expect(relations(entity)).toEqual(["gadget: one Gadget as gadgetHistories on delete cascade index=false"]);
    expect(entity.indexes.map(({ name }) => name)).toEqual([
      "idx_gadget_histories_gadget_created",
      "idx_gadget_histories_created_at",
    ]);
  });

  test("that list choices are referred to by what they are choices for", () => {
    expect(fields(made("Gadget,GadgetType", "GadgetType"))).toContain("code: string(40) unique");
    expect(relations(made("Gadget,GadgetType", "Gadget"))).toEqual([
      "type: one GadgetType as gadgets on delete restrict",
    ]);
  });

  test("that each has one of are one-to-one", () => {
    expect(relations(made("Gadget,GadgetSetting", "GadgetSetting"))).toEqual([
      "gadget: one Gadget as setting unique owned",
    ]);
  });

  test("that join people to something are unique by both", () => {
    const entity = made("Club,ClubMember,User", "ClubMember");
    expect(relations(entity)).toEqual([
      "club: one Club as clubMembers on delete cascade index=false",
      "user: one User as clubMembers on delete cascade",
    ]);
    expect(entity.keys).toEqual([{ name: "club_members_club_user_key", primary: false, fields: ["club", "user"] }]);
  });

  test("that join people to people tell them apart", () => {
    expect(made("User,UserFollower", "UserFollower").keys[0]?.fields).toEqual(["user", "member"]);
  });

  test("that are translations or files belong to what they are of", () => {
    expect(made("Gadget,GadgetTranslation", "GadgetTranslation").keys[0]?.fields).toEqual(["gadget", "locale"]);
    expect(fields(made("Gadget,GadgetImage", "GadgetImage"))).toContain("url: url");
  });

  test("whose name says what they are a kind of have its shape", () => {
    const { model, reasons } = designEntities({ entities: [{ name: "RepairOrder" }, { name: "Customer" }] });
    expect(model.entities[0]?.fields.map(({ name }) => name)).toContain("placedAt");
    expect(model.types[0]?.name).toBe("RepairOrderStatus");
    expect(model.entities[0]?.indexes.map(({ name }) => name)).toContain("idx_repair_orders_customer_placed");
    expect(reasons[0]).toEqual({
      subject: "RepairOrder",
      decision: "shaped as Order",
      why: "Its name says that it is a kind of Order",
    });
  });
});
