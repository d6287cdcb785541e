import { describe, expect, it } from "vitest";
import { readModel } from "./read.ts";
import { problemsOf } from "./testing/error-of.ts";
import { assertValid, validateModel } from "./validate.ts";

/** Problems of a model with these lines under `entities:`, as `CODE line message … remedy`. */
function told(entities: string, head = ""): string[] {
  const text = `schemaforge: 1\n${head}entities:\n${entities}\n`;
  return problemsOf(() => readModel(text, "m.yaml")).map(
    ({ code, where, message, remedy }) => `${code} ${"line" in where ? where.line : 0} ${message} → ${remedy ?? ""}`,
  );
}

/** Problems of an entity A with these lines. */
const entity = (lines: string, more = "", head = ""): string[] => told(`  A:\n${lines}\n${more}`, head);

describe("names", () => {
  it.each([
    ["a".repeat(200), "200 characters"],
    ['""', "empty name"],
    ['"a b"', "`a b` cannot be"],
    ['"😀"', "`😀` cannot be"],
    [`'a"b'`, "cannot be the name of a field"],
    ["1a", "`1a` cannot be"],
  ])("field %s", (name, message) => {
    const [problem] = entity(`    fields:\n      ${name}: text`);
    expect(problem).toMatch(/^BAD_NAME [35] /);
    expect(problem).toContain(message);
  });

  it("of database objects may be anything that databases keep", () => {
    const fine = `schemaforge: 1\nentities:\n  Order:\n    table: 'select "x" 😀'\n    fields:\n      group: text column='na me'\n      select: int\n`;
    expect(readModel(fine, "m.yaml").model.entities[0]?.fields).toHaveLength(2);
    expect(entity(`    table: ${"é".repeat(40)}`)[0]).toContain("80 bytes");
    expect(entity("    table: ''")[0]).toContain("empty");
    expect(entity(`    table: "a\\0b"`)[0]).toContain("null character");
    expect(entity(`    fields:\n      a: text column='${"x".repeat(64)}'`)[0]).toContain("64 bytes");
  });

  it("are taken once, whatever their case", () => {
    expect(told("  User: {}\n  user: {}").join()).toContain("DUPLICATE_NAME 4");
    expect(entity("    fields:\n      ab: text\n      aB: text").join()).toContain(
      "A has the field aB beside the field ab",
    );
    expect(entity("    fields:\n      a: text\n    relations:\n      a: one? A").join()).toContain(
      "the relation a beside the field a",
    );
    expect(told("  Status: {}", "types:\n  Status: [x]\n")[0]).toContain(
      "the entity Status has the name of the type Status",
    );
  });

  it("map to tables and columns of their own", () => {
    expect(told("  User: {}\n  Person:\n    table: users")[0]).toBe(
      "DUPLICATE_TABLE 4 Person and User map to one table, `users` → Rename one, or give it `table:`",
    );
    expect(entity("    fields:\n      userId: int\n      user_id: int")[0]).toContain(
      "DUPLICATE_COLUMN 6 A.user_id and A.userId map to one column, `user_id`",
    );
    expect(entity("    fields:\n      parentId: uuid\n    relations:\n      parent: one? A")[0]).toContain(
      "The relation makes its own column",
    );
  });
});

// The schema makes two tables of one name two tables.
describe("schemas", () => {
  it("divide tables", () => {
    expect(
      readModel("schemaforge: 1\nentities:\n  User: {}\n  Person:\n    table: users\n    schema: other\n", "m.yaml")
        .model.entities,
    ).toHaveLength(2);
  });
});

describe("fields", () => {
  const status = "types:\n  Status: [open, closed]\n";
  it.each([
    ["a: Strin", "UNKNOWN_TYPE", "Did you mean `string`?"],
    ["a: String(20)", "UNKNOWN_TYPE", "Write `a: string(20)`"],
    ["a: Statuss", "UNKNOWN_TYPE", "Did you mean `Status`?"],
    ["a: B", "UNKNOWN_TYPE", "one B as"],
    ["a: Status = opne", "WRONG_DEFAULT", "Did you mean `open`?"],
    ["a: Status[] = [open, x]", "WRONG_DEFAULT", "It has open, closed"],
    ["a: int = 1 := b", "WRONG_DEFAULT", "Keep either"],
    ["a: int := lower(zzz)", "UNKNOWN_FIELD", ""],
    ["a: int := a + 1", "SELF_REFERENCE", ""],
    ["a: datetime := now()", "UNSTABLE_EXPRESSION", ""],
    ["a: int = (b + 1)", "WRONG_DEFAULT", "generated field"],
    ["a: int = null", "WRONG_DEFAULT", "`?`"],
    ["a: int? primary", "BAD_KEY", "Remove the `?`"],
    ["a: json primary", "BAD_KEY", ""],
    ["a: boolean min=1", "WRONG_BOUND", ""],
    ["a: int min=x", "WRONG_BOUND", ""],
    ["a: text min=1.5", "WRONG_BOUND", ""],
    ["a: int min=5 max=1", "WRONG_BOUND", "Swap"],
    ["a: int[] min=5", "WRONG_BOUND", ""],
    ["a: int match='x'", "WRONG_BOUND", ""],
    ["a: text match='['", "WRONG_BOUND", ""],
    ["a: text check=b>lenght", "UNKNOWN_FIELD", ""],
    ["a: text was=a", "BAD_NAME", ""],
  ])("%s", (line, code, remedy) => {
    const lines = `    fields:\n      ${line}\n      b: int\n`;
    const found = entity(lines, "  B: {}\n", status);
    expect(found[0]).toContain(code);
    expect(found[0]).toContain(remedy);
  });

  it("bounds that fit are fine", () => {
    const text =
      "schemaforge: 1\nentities:\n  A:\n    fields:\n      a: int = 3 min=-1 max=10\n      b: string(20) min=2 match='^x'\n      c: date min=2000-01-01\n";
    expect(readModel(text, "m.yaml").model.entities[0]?.fields).toHaveLength(3);
  });

  it("enums have values, each once", () => {
    expect(told("  A: {}", "types:\n  Status: []\n")[0]).toContain("EMPTY_ENUM 3 the enum Status has no values");
    expect(told("  A: {}", "types:\n  Status: [a, b, a]\n")[0]).toContain("the value `a` twice");
    expect(told("  A: {}", "types:\n  status: [a]\n")[0]).toContain("small letter");
  });
});

describe("relations", () => {
  const parts = (relation: string, more = ""): string[] =>
    told(
      `  User:\n    fields:\n      email: text\n      slug: text unique\n${more}  Post:\n    relations:\n      ${relation}\n`,
    );
  it.each([
    ["author: one Usr", "UNKNOWN_ENTITY", "Did you mean `User`?"],
    ["author: one users", "UNKNOWN_ENTITY", "Did you mean `User`?"],
    ["author: one Zebra", "UNKNOWN_ENTITY", "Declare Zebra"],
    ["author: one User on delete set null", "BAD_ACTION", "one? User"],
    ["author: one User references email", "BAD_KEY", "Mark User.email as unique"],
    ["author: one User references slgu", "UNKNOWN_FIELD", "`slug`"],
    ["author: one User as email", "DUPLICATE_NAME", "another name"],
    ["author: one User columns=[a, b]", "BAD_KEY", "as many columns"],
    ["author: one User period", "BAD_KEY", "Leave out `period`"],
    ["author: one User onDeleteColumns=a", "BAD_ACTION", "on delete set null"],
    ["author: one? User onDeleteColumns=a columns=b", "BAD_ACTION", "Its columns are b"],
    ["tags: many User as many posts through Vote", "UNKNOWN_ENTITY", ""],
    ["tags: many User as many posts through User", "BAD_JOIN", "one Post"],
  ])("%s", (relation, code, remedy) => {
    const found = parts(relation).find((line) => line.startsWith(code));
    expect(found).toContain(remedy);
    expect(found).toMatch(/^\w+ 9 /);
  });

  it("accepts what is right", () => {
    const text = `schemaforge: 1
entities:
  User:
    fields:
      slug: text unique
    relations:
      mentor: one? User as mentees
      friends: many User as many friendOf through Friendship
  Friendship:
    relations:
      from: one User
      to: one User
    keys:
      primary: [from, to]
  Post:
    relations:
      author: one User as posts references slug
      editor: one? User as edited on delete set null
      profile: one User as mainPost unique owned
`;
    expect(readModel(text, "m.yaml").model.entities).toHaveLength(3);
  });

  it("needs a key to refer to", () => {
    expect(told("  A:\n    id: none\n  B:\n    relations:\n      a: one A")[0]).toContain("A has no primary key");
  });

  it("names each other side once", () => {
    const [problem] = told(
      "  User: {}\n  Post:\n    relations:\n      author: one User as posts\n      editor: one User as posts",
    );
    expect(problem).toContain(
      "DUPLICATE_NAME 7 `as posts`: User already has that name, from the other side of Post.author",
    );
  });

  it("takes N-M from one side", () => {
    const found = told(
      "  Post:\n    relations:\n      tags: many Tag as many posts\n  Tag:\n    relations:\n      posts: many Post as many tags",
    );
    expect(found).toEqual([
      "DECLARED_TWICE 8 Tag.posts and Post.tags are one relation, declared on both sides → Remove one of the two lines: each names both sides",
    ]);
  });
});

describe("keys, indexes and checks", () => {
  it.each([
    ["keys:\n      k: [a, zz]", "UNKNOWN_FIELD", ""],
    ["keys:\n      k: []", "BAD_KEY", "at least one"],
    ["keys:\n      k: [a, a]", "BAD_KEY", "once"],
    ["keys:\n      primary: [n]", "BAD_KEY", "Remove the `?`"],
    ["checks:\n      c: lenght > 3", "UNKNOWN_FIELD", ""],
    ["indexes:\n      i: [deletedAt]", "UNKNOWN_FIELD", "It has"],
    ["indexes:\n      i: []", "BAD_INDEX", "Add `fields:`"],
    ["indexes:\n      i: { fields: [a], search: [t] }", "BAD_INDEX", "two indexes"],
    ["indexes:\n      i: { search: [a] }", "BAD_INDEX", "fields of text"],
    ["indexes:\n      i: { fields: [a], language: english }", "BAD_INDEX", "search:"],
    ["indexes:\n      i: { fields: [a], using: inverted, unique: true }", "BAD_INDEX", ""],
    ["indexes:\n      i: { fields: [a desc], using: inverted }", "BAD_INDEX", "desc"],
    ["indexes:\n      i: { fields: [a], where: createdAt < now() }", "UNSTABLE_EXPRESSION", ""],
    ["indexes:\n      i: [a]\n    keys:\n      i: [t]", "DUPLICATE_NAME", "Rename"],
  ])("%s", (lines, code, remedy) => {
    const found = entity(`    fields:\n      a: int\n      t: text\n      n: int?\n    ${lines}`);
    expect(found[0]).toContain(code);
    expect(found[0]).toContain(remedy);
  });

  it("has one primary key", () => {
    expect(entity("    fields:\n      a: int primary\n      b: int primary")[0]).toContain("keys: { primary: [a, b] }");
    expect(entity("    fields:\n      a: int primary\n      b: int\n    keys:\n      primary: [b]")[0]).toContain(
      "Keep one of them",
    );
    expect(entity("    fields:\n      id: int")[0]).toContain("Mark the field `primary`, or set `id: none`");
  });

  it("may name what the conventions and relations add", () => {
    const text = `schemaforge: 1
entities:
  A:
    softDelete: true
    fields:
      t: text
    relations:
      parent: one? A as children
    checks:
      not_itself: parent <> id
    indexes:
      i: { fields: [parent, createdAt desc], where: deletedAt is null, include: [updatedAt] }
`;
    expect(readModel(text, "m.yaml").model.entities[0]?.checks).toHaveLength(1);
  });
});

describe("a Model that was not read from a file", () => {
  it("has problems that name objects", () => {
    const { model } = readModel("schemaforge: 1\nentities:\n  A:\n    relations:\n      b: one B\n", "m.yaml", {
      validate: false,
    });
    expect(validateModel(model)[0]).toMatchObject({ code: "UNKNOWN_ENTITY", where: { object: "A.b" } });
    expect(problemsOf(() => assertValid(model))).toHaveLength(1);
  });
});
