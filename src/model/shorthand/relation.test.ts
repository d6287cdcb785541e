import { describe, expect, it } from "vitest";
import { errorOf } from "../testing/error-of.ts";
import { formatIndexPart, parseIndexParts } from "./index-part.ts";
import { parseEntityInline, parseEntityList } from "./inline.ts";
import { formatPolymorphic, looksPolymorphic, parsePolymorphic } from "./polymorphic.ts";
import { formatRelation, parseRelation } from "./relation.ts";

const place = { file: "m.yaml", line: 3, column: 10 };

describe("parseRelation", () => {
  it("reads relations that own the key", () => {
    expect(parseRelation("author", "one User as posts on delete cascade")).toEqual({
      kind: "one",
      name: "author",
      target: "User",
      nullable: false,
      inverse: "posts",
      onDelete: "cascade",
    });
    expect(parseRelation("parent", "one? Comment as replies")).toMatchObject({ nullable: true, inverse: "replies" });
    expect(
      parseRelation(
        "x",
        "one Country references code unique owned on delete set null on update no action deferrable name=fk_x columns=[a, b] index=false was=y doc='z z'",
      ),
    ).toEqual({
      kind: "one",
      name: "x",
      target: "Country",
      nullable: false,
      references: ["code"],
      unique: true,
      owned: true,
      onDelete: "set null",
      onUpdate: "no action",
      deferrable: true,
      constraintName: "fk_x",
      columns: ["a", "b"],
      index: false,
      was: ["y"],
      doc: "z z",
    });
  });

  it("reads relations through a join table", () => {
    const relation = parseRelation("tags", "many Tag as many posts through PostTag");
    expect(relation).toEqual({ kind: "many", name: "tags", target: "Tag", inverse: "posts", through: "PostTag" });
    expect(formatRelation(relation)).toBe("many Tag as many posts through PostTag");
    expect(parseRelation("tags", "many Tag as many posts table=x")).toMatchObject({ table: "x" });
  });

  it("the other side may be called like a word of the language", () => {
    for (const text of ["one User as many", "one User as many on delete cascade", "one User as on unique"])
      expect(formatRelation(parseRelation("r", text))).toBe(text);
  });

  it.each([
    ["many Post", "MANY_WITHOUT_INVERSE", 10, "many Post as many users"],
    ["many Tag as posts", "SYNTAX", 22, "Write `r: many Tag as many posts`"],
    ["one User?", "SYNTAX", 18, "Write `r: one? User`"],
    ["User as posts", "SYNTAX", 10, "Write `r: one User as posts`"],
    ["one User as many posts", "SYNTAX", 22, "Write `r: one User as posts`"],
    ["belongs_to User", "SYNTAX", 10, "one Target as inverse"],
    ["has_many Post", "SYNTAX", 10, "other entity"],
    ["one User on delete casade", "SYNTAX", 29, "on delete cascade"],
    ["one User on remove cascade", "SYNTAX", 19, undefined],
    ["one Order|Booking as type", "SYNTAX", 19, "as arcs"],
    ["one User deferrable=yes", "SYNTAX", 29, "deferrable=deferred"],
    ["one User ass posts", "UNKNOWN_KEY", 19, "Write `r: one User as posts`"],
    ["one", "SYNTAX", 13, undefined],
  ])("places the error in %s", (text, code, column, remedy) => {
    const error = errorOf(() => parseRelation("r", text, place, "User"));
    expect(error).toMatchObject({ code, where: { line: 3, column } });
    if (remedy !== undefined) expect(error.remedy).toContain(remedy);
  });
});

describe("parseIndexParts", () => {
  it("splits at commas outside brackets and reads order, nulls and operator class", () => {
    const parts = parseIndexParts(
      "[published, createdAt desc nulls last, coalesce(a, b), profile opclass=jsonb_path_ops]",
    );
    expect(parts.map(formatIndexPart)).toEqual([
      "published",
      "createdAt desc nulls last",
      "coalesce(a, b)",
      "profile opclass=jsonb_path_ops",
    ]);
    expect(parts[1]).toEqual({ of: { field: "createdAt" }, descending: true, nulls: "last" });
    expect(parseIndexParts("a asc")).toEqual([{ of: { field: "a" } }]);
  });

  it("refuses what is no part", () => {
    expect(errorOf(() => parseIndexParts("a down", place))).toMatchObject({ code: "SYNTAX", where: { column: 12 } });
    expect(errorOf(() => parseIndexParts("a nulls never")).message).toContain("`first` or `last`");
  });
});

describe("entities on the command line", () => {
  it("reads names, fields and relations", () => {
    const list = parseEntityList(
      "User, Post(title: string(80) unique, n: decimal(10,2) = 0, author: one User as posts), blog-tag,Empty()",
    );
    expect(list.map((entity) => entity.name)).toEqual(["User", "Post", "blog-tag", "Empty"]);
    expect(list[0]).not.toHaveProperty("fields");
    expect(list[3]?.fields).toEqual([]);
    expect(list[1]?.fields?.map((field) => field.name)).toEqual(["title", "n"]);
    expect(list[1]?.relations).toEqual([
      { kind: "one", name: "author", target: "User", nullable: false, inverse: "posts" },
    ]);
    expect(list[1]?.place).toEqual({ file: "--entity", line: 1, column: 7 });
    expect(parseEntityInline("Invoice(number: string(20) unique, total: money check=total>=0)").fields).toHaveLength(2);
  });

  it.each([
    ["", "BAD_NAME", 1],
    ["User,", "BAD_NAME", 6],
    ["User,,Post", "BAD_NAME", 6],
    ["Us er", "SYNTAX", 4],
    ["1User", "BAD_NAME", 1],
    ["Us'er", "SYNTAX", 3],
    ["😀", "BAD_NAME", 1],
    [`A${"a".repeat(199)}`, "BAD_NAME", 1],
    ["User,User", "DUPLICATE_NAME", 6],
    ["User(a: text, a: int)", "DUPLICATE_NAME", 15],
    ["User(a)", "SYNTAX", 7],
    ["User(a: strng)", "UNKNOWN_TYPE", 9],
    ["User(a: int = x, b: text)", "WRONG_DEFAULT", 15],
    ["User(a: text", "SYNTAX", 13],
    ["User(a: text foo)", "UNKNOWN_KEY", 14],
    ["User(a: one Post foo)", "UNKNOWN_KEY", 18],
    ["User)", "SYNTAX", 5],
  ])("places the error in %s", (text, code, column) => {
    expect(errorOf(() => parseEntityList(text))).toMatchObject({ code, where: { file: "--entity", column } });
  });
});

describe("relations to one of several entities", () => {
  it.each([
    ["one Order|Booking as type", { targets: ["Order", "Booking"], nullable: false, as: "type" }],
    ["one? A|B|C as arcs on delete cascade doc='x y'", { as: "arcs", nullable: true, onDelete: "cascade", doc: "x y" }],
  ])("%s", (text, expected) => {
    const relation = parsePolymorphic("r", text);
    expect(relation).toMatchObject(expected);
    expect(formatPolymorphic(relation)).toBe(text);
    expect(looksPolymorphic(text)).toBe(true);
  });

  it("stand on the command line beside others", () => {
    const [vote] = parseEntityList("Vote(value: int, subject: one? Order | Booking as type, by: one User as votes)");
    expect(vote?.polymorphic?.map(formatPolymorphic)).toEqual(["one? Order|Booking as type"]);
    expect(vote?.relations?.map(formatRelation)).toEqual(["one User as votes"]);
    expect(errorOf(() => parseEntityList("Vote(subject: one A|B as type as arcs)")).code).toBe("SYNTAX");
    expect(errorOf(() => parseEntityList("Vote(subject: one A|B as type unique)")).code).toBe("UNKNOWN_KEY");
    expect(errorOf(() => parseEntityList("Vote(subject: one A| as type)")).message).toContain("expected an entity");
  });
});
