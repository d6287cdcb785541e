import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expressionText } from "../model/expressions/format.ts";
import type { Entity, Model } from "../model/model.ts";
import { formatField, parseField } from "../model/shorthand/field.ts";
import { formatIndexPart } from "../model/shorthand/index-part.ts";
import { parseEntityList } from "../model/shorthand/inline.ts";
import { formatRelation, parseRelation } from "../model/shorthand/relation.ts";
import { designEntities } from "./design.ts";
import { CATALOGUE } from "./entities/index.ts";
import type { RequestedEntity } from "./request.ts";

const design = (names: string, relations = true): Model =>
  designEntities({ entities: names.split(",").map((name) => ({ name })), relations }).model;
const designOf = (...entities: RequestedEntity[]): Model => designEntities({ entities }).model;

function entity(model: Model, name: string): Entity {
  const found = model.entities.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no ${name} in ${model.entities.map((candidate) => candidate.name).join(", ")}`);
  return found;
}

/** An entity as the model file writes it. */
function written({ fields, relations, keys, checks, indexes, softDelete, timestamps }: Entity) {
  return {
    ...(softDelete === undefined ? {} : { softDelete }),
    ...(timestamps === undefined ? {} : { timestamps }),
    fields: Object.fromEntries(fields.map((field) => [field.name, formatField(field)])),
    relations: Object.fromEntries(relations.map((relation) => [relation.name, formatRelation(relation)])),
    keys: Object.fromEntries(keys.map((key) => [key.name, key.fields])),
    checks: Object.fromEntries(checks.map(({ name, expression }) => [name, expressionText(expression)])),
    indexes: Object.fromEntries(
      indexes.map(({ name, parts, where, search, ...rest }) => [
        name,
        {
          ...(search ? { search } : { fields: parts.map(formatIndexPart) }),
          ...(where ? { where: expressionText(where) } : {}),
          ...rest,
        },
      ]),
    ),
  };
}

describe("the blog of the founding document", () => {
  const { model } = designEntities({ entities: parseEntityList("User,Post,Comment,Tag") });

  test("has the document's conventions", () => {
    expect(model.conventions).toEqual({ tables: "snake_plural", columns: "snake", id: "uuid", timestamps: true });
    expect(model.types).toEqual([]);
    expect(model.entities.map(({ name }) => name)).toEqual(["User", "Post", "Comment", "Tag"]);
  });

  test("User, field for field", () => {
    expect(written(entity(model, "User"))).toEqual({
      softDelete: true,
      fields: {
        email: "string(255) unique pii=contact",
        username: "string(50) unique",
        passwordHash: "string(255) secret",
        profile: "json = {}",
        roles: "string[] = [user]",
      },
      relations: {},
      keys: {},
      checks: {
        email_format: "matches(email, '^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}$', 'i')",
        username_length: "length(username) >= 3",
      },
      indexes: {
        idx_users_email_active: { fields: ["email"], where: "deletedAt is null" },
        idx_users_profile: { fields: ["profile"], using: "inverted" },
        idx_users_search: { search: ["username", "email"], language: "english" },
      },
    });
  });

  test("Post, field for field", () => {
    expect(written(entity(model, "Post"))).toEqual({
      fields: {
        title: "string(255)",
        slug: "string(255) unique",
        content: "text",
        published: "boolean = false",
        viewCount: "int = 0",
        publishedAt: "datetime?",
      },
      relations: { author: "one User as posts on delete cascade", tags: "many Tag as many posts" },
      keys: {},
      checks: {},
      indexes: { idx_posts_published_created: { fields: ["published", "createdAt desc"] } },
    });
  });

  test("Comment and Tag, field for field", () => {
    expect(written(entity(model, "Comment"))).toEqual({
      fields: { content: "text" },
      relations: {
        post: "one Post as comments on delete cascade",
        author: "one User as comments on delete cascade",
        parent: "one? Comment as replies",
      },
      keys: {},
      checks: {},
      indexes: {},
    });
    expect(written(entity(model, "Tag"))).toEqual({
      timestamps: false,
      fields: { name: "string(50) unique", slug: "string(50) unique" },
      relations: {},
      keys: {},
      checks: {},
      indexes: {},
    });
  });

  test("is the same in any case and number", () => {
    expect(design("users,posts,COMMENT,tags")).toEqual(model);
    expect(design("user,Posts,comments,TAG")).toEqual(model);
  });

  test("relates only what was named", () => {
    expect(entity(design("User,Post,Comment"), "Post").relations.map(({ name }) => name)).toEqual(["author"]);
    expect(entity(design("Post,Comment"), "Comment").relations.map(({ name }) => name)).toEqual(["post", "parent"]);
    expect(design("Post").entities[0]?.relations).toEqual([]);
  });

  test("has no relations, and nothing that needs one, without relations", () => {
    const without = design("User,Membership,Organization", false);
    expect(without.entities.flatMap(({ relations }) => relations)).toEqual([]);
    const { keys, indexes } = entity(without, "Membership");
    expect(keys).toEqual([]);
    expect(indexes).toEqual([]);
  });
});

describe("relations", () => {
  const relationsOf = (names: string, name: string) =>
    Object.fromEntries(
      entity(design(names), name).relations.map((relation) => [relation.name, formatRelation(relation)]),
    );

  test("take the next best target", () => {
    expect(relationsOf("User,Order,OrderItem,Product", "Order")).toEqual({
      user: "one User as orders on delete restrict index=false",
    });
    expect(relationsOf("User,Customer,Order", "Order")).toEqual({
      customer: "one Customer as orders on delete restrict index=false",
    });
    expect(relationsOf("Task,Comment", "Comment")["task"]).toBe("one Task as comments on delete cascade");
  });

  test("follow what a longer name begins with", () => {
    expect(relationsOf("VideoReview,Video,Product", "VideoReview")["video"]).toBe(
      "one Video as videoReviews on delete cascade",
    );
  });

  test("leave the dedicated one its target", () => {
    expect(relationsOf("Deal,Contact", "Deal")).toEqual({ contact: "one? Contact as deals on delete set null" });
  });

  test("have no second index when a key or index begins with them", () => {
    const membership = relationsOf("User,Organization,Membership", "Membership");
    expect(membership["organization"]).toMatch(/ index=false$/);
    expect(membership["user"]).not.toMatch(/index/);
  });

  test("leave out what is reached through another entity", () => {
    expect(Object.keys(relationsOf("User,Organization", "User"))).toEqual(["organization"]);
    expect(Object.keys(relationsOf("User,Organization,Membership", "User"))).toEqual([]);
  });

  test("rename what is named after them", () => {
    const order = entity(design("User,Order"), "Order");
    expect(order.indexes.map(({ name }) => name)).toContain("idx_orders_user_placed");
    expect(order.indexes.find(({ name }) => name === "idx_orders_user_placed")?.parts.map(formatIndexPart)).toEqual([
      "user",
      "placedAt desc",
    ]);
  });

  test("take the place of the fields that stand in for them", () => {
    const user = entity(design("User,Profile,Role"), "User");
    expect(user.fields.map(({ name }) => name)).toEqual(["email", "username", "passwordHash"]);
    expect(user.relations.map(formatRelation)).toEqual(["many Role as many users"]);
    expect(user.indexes.map(({ name }) => name)).not.toContain("idx_users_profile");
  });

  test("make an enum's look-up table a target", () => {
    const model = design("Order,OrderStatus");
    const order = entity(model, "Order");
    expect(order.relations.map(formatRelation)).toEqual(["one OrderStatus as orders on delete restrict"]);
    expect(order.fields.map(({ name }) => name)).not.toContain("status");
    expect(model.types).toEqual([]);
    const apart = design("Order,OrderStatus", false);
    expect(apart.types.map(({ name }) => name)).toEqual(["OrderStatusValue"]);
    expect(entity(apart, "Order").fields.find(({ name }) => name === "status")?.type.name).toBe("OrderStatusValue");
  });
});

describe("names", () => {
  test("that are aliases stay, with the shape of what they stand for", () => {
    const model = design("User,Article,Reply");
    const article = entity(model, "Article");
    expect(article.fields.map(({ name }) => name)).toContain("publishedAt");
    expect(article.relations.map(formatRelation)).toEqual(["one User as articles on delete cascade"]);
    expect(article.indexes.map(({ name }) => name)).toEqual(["idx_articles_published_created"]);
    expect(entity(model, "Reply").relations.map(({ name }) => name)).toEqual(["article", "author", "parent"]);
  });

  test("may be an entity and its alias beside each other", () => {
    const model = design("Article,Post,User,Comment");
    expect(entity(model, "Comment").relations.map(({ target }) => target)).toEqual(["Post", "User", "Comment"]);
    expect(entity(model, "Article").relations.map(formatRelation)).toEqual(["one User as articles on delete cascade"]);
  });

  test("give enums of aliases their own names", () => {
    expect(design("Reservation,Booking").types.map(({ name }) => name)).toEqual(["ReservationStatus", "BookingStatus"]);
  });

  test.each([
    ["User,users", "DUPLICATE_NAME"],
    ["blog_post,BlogPosts", "DUPLICATE_NAME"],
    ["User,🙂", "BAD_NAME"],
    ["1st", "BAD_NAME"],
    ["", "BAD_NAME"],
  ])("%s is refused", (names, code) => {
    expect(() => design(names)).toThrowError(expect.objectContaining({ code, remedy: expect.any(String) }));
  });

  test("that are refused are shown where they stand", () => {
    expect(() => designEntities({ entities: parseEntityList("User, users") })).toThrowError(
      expect.objectContaining({ where: expect.objectContaining({ file: "--entity", column: 7 }) }),
    );
  });

  test("that are misspelt are asked about", () => {
    const { reasons } = designEntities({ entities: [{ name: "Prodct" }] });
    expect(reasons[0]?.why).toContain("Did you mean Product?");
  });

  test("are needed", () => {
    expect(() => designEntities({ entities: [] })).toThrowError(expect.objectContaining({ code: "EMPTY_REQUEST" }));
  });

  test("of any kind give a valid design or a clear error", () => {
    const known = CATALOGUE.flatMap(({ name, aliases }) => [name, ...(aliases ?? [])]);
    // Few words, so that names often begin and end with each other.
    const few = ["User", "Post", "Tag", "Order", "Product", "Gadget", "Role", "Article"];
    const endings = ["Item", "Log", "Type", "Status", "Member", "Image", "Setting", "Review", "Translation", ...few];
    const made = fc.oneof(
      fc.constantFrom(...few),
      fc.tuple(fc.constantFrom(...few), fc.constantFrom(...endings)).map((parts) => parts.join("")),
      fc.constantFrom(...known),
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 1, arbitrary: fc.string() }, { weight: 9, arbitrary: made }), { maxLength: 8 }),
        fc.boolean(),
        (names, relations) => {
          try {
            const { model } = designEntities({ entities: names.map((name) => ({ name })), relations });
            expect(model.entities).toHaveLength(names.length);
          } catch (error) {
            expect(error).toMatchObject({ name: "SchemaforgeError", remedy: expect.any(String) });
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test("of sixty letters leave room for those of keys and indexes", () => {
    const long = `${"Very".repeat(12)}Order`;
    expect(design(`${long},Customer,${long}Line`).entities.map(({ name }) => name)).toContain(long);
    expect(() => design("A".repeat(61))).toThrowError(expect.objectContaining({ code: "BAD_NAME" }));
  });
});

describe("given fields", () => {
  test("replace the catalogue's; relations and conventions stay", () => {
    const model = designEntities({
      entities: parseEntityList("User,Post(title: string(80), slug: string(255) unique, rank: int = 0)"),
    }).model;
    expect(written(entity(model, "Post"))).toEqual({
      fields: { title: "string(80)", slug: "string(255) unique", rank: "int = 0" },
      relations: { author: "one User as posts on delete cascade" },
      keys: {},
      checks: {},
      indexes: {},
    });
  });

  test("keep the checks and indexes whose fields are as they were", () => {
    const user = entity(
      designOf({ name: "User", fields: [parseField("email", "string(255) unique"), parseField("username", "int")] }),
      "User",
    );
    expect(user.checks.map(({ name }) => name)).toEqual(["email_format"]);
    expect(user.indexes).toEqual([]);
    expect(user.softDelete).toBeUndefined();
  });

  test("without types have those of the catalogue, or of their names", () => {
    const order = entity(
      designOf({
        name: "Order",
        fields: ["number", "status", "gift_note", "is_gift", "total"].map((name) => ({ name })),
      }),
      "Order",
    );
    expect(written(order).fields).toEqual({
      number: "string(32) unique",
      status: "OrderStatus = pending",
      giftNote: "text?",
      isGift: "boolean = false",
      total: "money min=0",
    });
  });

  test("that refer to a named entity are relations", () => {
    const names = ["title", "author_id", "reviewer?", "shipping_address_id", "tags", "comments", "external_id"];
    const fields = names.map((name) => ({ name: name.replace("?", ""), nullable: name.endsWith("?") }));
    const model = designOf({ name: "Manuscript", fields }, { name: "User" }, { name: "Address" }, { name: "Tag" });
    const manuscript = entity(model, "Manuscript");
    expect(
      Object.fromEntries(manuscript.relations.map((relation) => [relation.name, formatRelation(relation)])),
    ).toEqual({
      author: "one User as manuscripts",
      reviewer: "one? User as reviewerManuscripts",
      shippingAddress: "one Address as shippingAddressManuscripts",
      tags: "many Tag as many manuscripts",
    });
    expect(manuscript.fields.map(({ name }) => name)).toEqual(["title", "comments", "externalId"]);
  });

  test("that name a relation of the catalogue, or its other side, are that relation", () => {
    const model = designOf(
      { name: "Post", fields: [{ name: "title" }, { name: "author" }, { name: "comments" }] },
      { name: "User" },
      { name: "Comment" },
    );
    const post = entity(model, "Post");
    expect(post.fields.map(({ name }) => name)).toEqual(["title"]);
    expect(post.relations.map(formatRelation)).toEqual(["one User as posts on delete cascade"]);
    expect(entity(model, "Comment").relations[0]).toMatchObject({ target: "Post", inverse: "comments" });
  });

  test("with a type win over a relation of the same name", () => {
    const model = designOf({ name: "Post", fields: [parseField("author", "string(80)")] }, { name: "User" });
    expect(entity(model, "Post").relations).toEqual([]);
    expect(entity(model, "Post").fields.map(({ name }) => name)).toEqual(["author"]);
  });

  test("that conventions make are not made twice", () => {
    const names = ["id", "name", "created_at", "updated_at", "deleted_at"];
    const thing = entity(designOf({ name: "Gadget", fields: names.map((name) => ({ name })) }), "Gadget");
    expect(thing.fields.map(({ name }) => name)).toEqual(["name"]);
    expect(thing.softDelete).toBe(true);
    const typed = [parseField("id", "int"), parseField("created_at", "datetime"), parseField("name", "text")];
    const other = entity(designOf({ name: "Gadget", fields: typed }), "Gadget");
    expect(other.fields.map((field) => field.name)).toEqual(["name"]);
    expect(other.id).toBe("identity");
    const natural = entity(designOf({ name: "Gadget", fields: [parseField("id", "string(20)")] }), "Gadget");
    expect(natural.fields.map((field) => [field.name, field.primary])).toEqual([["id", true]]);
  });

  test("in pairs are checked against each other", () => {
    const names = ["starts_at", "ends_at", "min_price", "max_price"];
    const { checks } = entity(designOf({ name: "Offer", fields: names.map((name) => ({ name })) }), "Offer");
    expect(checks.map(({ name, expression }) => [name, expressionText(expression)])).toEqual([
      ["offers_ends_at_not_below_starts_at", "endsAt >= startsAt"],
      ["offers_max_price_not_below_min_price", "maxPrice >= minPrice"],
    ]);
  });

  test("of any kind give a valid design or a clear error", () => {
    const words =
      "id name title email status state type author author_id user user_id post_id posts comments tags tag_ids parent " +
      "parent_id created_at updated_at deleted_at starts_at ends_at price currency role roles slug number position key";
    const field = fc.oneof(
      fc.constantFrom(...words.split(" ")).map((name) => ({ name })),
      fc
        .tuple(
          fc.constantFrom(...words.split(" ").slice(1).slice(1)),
          fc.constantFrom("text", "int?", "uuid", "datetime", "string[] = []"),
        )
        .map(([name, type]) => parseField(name, type)),
    );
    const asked = fc.record({
      name: fc.constantFrom(
        "User",
        "Post",
        "Comment",
        "Tag",
        "Order",
        "Gadget",
        "Category",
        "PostTag",
        "Role",
        "Like",
        "Country",
      ),
      fields: fc.uniqueArray(field, { maxLength: 6, selector: ({ name }) => name }),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(asked, { minLength: 1, maxLength: 5, selector: ({ name }) => name }),
        fc.boolean(),
        (entities, relations) => {
          const { model } = designEntities({ entities, relations });
          expect(model.entities).toHaveLength(entities.length);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("of an unknown type are refused with a suggestion", () => {
    expect(() => designOf({ name: "Order", fields: [parseField("state", "OrderStatu")] })).toThrowError(
      expect.objectContaining({ code: "MODEL_INVALID", remedy: expect.any(String) }),
    );
    const { types } = designOf({ name: "Order", fields: [parseField("state", "OrderStatus")] });
    expect(types.map(({ name }) => name)).toEqual(["OrderStatus"]);
  });

  test("may not be given twice", () => {
    expect(() => designOf({ name: "Gadget", fields: [{ name: "a_b" }, { name: "aB" }] })).toThrowError(
      expect.objectContaining({ code: "DUPLICATE_NAME" }),
    );
  });
});

describe("given relations", () => {
  test("take the place of the catalogue's to the same entity", () => {
    const writer = parseRelation("writer", "one users as articles on delete restrict");
    const post = entity(designOf({ name: "Post", relations: [writer] }, { name: "User" }), "Post");
    expect(post.relations.map((relation) => [relation.name, formatRelation(relation)])).toEqual([
      ["writer", "one User as articles on delete restrict"],
    ]);
    expect(post.fields.length).toBe(6);
  });

  test("to an entity that is not named are refused with a suggestion", () => {
    const relation = parseRelation("author", "one Usr as posts");
    expect(() => designOf({ name: "Post", relations: [relation] }, { name: "User" })).toThrowError(
      expect.objectContaining({ code: "UNKNOWN_ENTITY", remedy: expect.stringContaining("User") }),
    );
  });
});

describe("reasons and suggestions", () => {
  const result = designEntities({ entities: parseEntityList("User,Post,Comment") });

  test("say what was decided and why, by entity", () => {
    expect(result.reasons).toContainEqual({
      subject: "Comment.post",
      decision: "many-to-one with Post, required, on delete cascade",
      why: "A comment has no meaning without what it is about",
    });
    expect(result.reasons).toContainEqual({
      subject: "Post.tags",
      decision: "not related to Tag",
      why: "Tag: not asked for",
    });
    const order = result.reasons.map(({ subject }) => subject.split(".")[0]);
    expect([...new Set(order)]).toEqual(["User", "Post", "Comment"]);
    expect(order).toEqual(
      [...order].sort(
        (a, b) => ["User", "Post", "Comment"].indexOf(a ?? "") - ["User", "Post", "Comment"].indexOf(b ?? ""),
      ),
    );
    for (const { decision, why } of result.reasons) expect([decision, why].every((text) => text.length > 3)).toBe(true);
  });

  test("propose what would join", () => {
    const names = result.relatedSuggestions.map(({ entity: name }) => name);
    expect(names).toContain("Tag");
    expect(names).toContain("Category");
    expect(names.length).toBeLessThanOrEqual(6);
    expect(designEntities({ entities: [{ name: "OrderLine" }] }).relatedSuggestions[0]?.entity).toBe("Order");
  });
});
