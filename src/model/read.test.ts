import { describe, expect, it } from "vitest";
import { modelJsonSchema } from "./json-schema/json-schema.ts";
import { modelFromObject, readModel } from "./read.ts";
import { formatField } from "./shorthand/field.ts";
import { formatRelation } from "./shorthand/relation.ts";
import { problemsOf } from "./testing/error-of.ts";
import { modelToObject, writeModel } from "./write.ts";

const blog = `# yaml-language-server: $schema=./node_modules/schemaforge/schema/v1.json
schemaforge: 1
name: blog
conventions: { tables: snake_plural, columns: snake, id: uuid, timestamps: true }
entities:
  User:
    softDelete: true                        # deleted_at; ORM default scopes; "paranoid"
    fields:
      email: string(255) unique pii=contact
      username: string(50) unique
      passwordHash: string(255) secret      # kept out of DTOs, logs and sample data
      profile: json = {}
      roles: string[] = [user]
    checks:
      email_format: matches(email, '^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}$', 'i')
      username_length: length(username) >= 3
    indexes:
      idx_users_email_active:
        fields: [email]
        where: deletedAt is null
      idx_users_profile:
        fields: [profile]
        using: inverted                     # GIN, multi-valued or wildcard index
      idx_users_search:
        search: [username, email]
        language: english
  Post:
    fields:
      title: string(255)
      slug: string(255) unique
      content: text
      published: boolean = false
      viewCount: int = 0
      publishedAt: datetime?
    relations:
      author: one User as posts on delete cascade    # author_id uuid NOT NULL, foreign key, index
      tags: many Tag as many posts                   # join table post_tags, or ids in an array in MongoDB
    indexes:
      idx_posts_published_created: [published, createdAt desc]
  Comment:
    fields:
      content: text
    relations:
      post: one Post as comments on delete cascade
      author: one User as comments on delete cascade
      parent: one? Comment as replies                # nullable self reference
  Tag:
    timestamps: false
    fields:
      name: string(50) unique
      slug: string(50) unique
`;

/** A model whose entity User has these lines under `fields:`. */
const fields = (lines: string): string => `schemaforge: 1\nentities:\n  User:\n    fields:\n${lines}\n`;
const told = (text: string): string[] =>
  problemsOf(() => readModel(text, "m.yaml")).map(({ code, where }) =>
    "file" in where ? `${code} ${where.line}:${where.column}` : `${code} ${where.object}`,
  );
const remedies = (text: string): string =>
  problemsOf(() => readModel(text, "m.yaml"))
    .map(({ remedy }) => remedy)
    .join("\n");

describe("the blog", () => {
  const { model, positions } = readModel(blog, "schema.model.yaml");
  const [user, post, comment, tag] = model.entities;

  it("is read whole", () => {
    expect(model.name).toBe("blog");
    expect(model.conventions).toEqual({ tables: "snake_plural", columns: "snake", id: "uuid", timestamps: true });
    expect(model.entities.map((entity) => entity.name)).toEqual(["User", "Post", "Comment", "Tag"]);
    expect(user?.softDelete).toBe(true);
    expect(user?.fields.map((field) => `${field.name}: ${formatField(field)}`)).toEqual([
      "email: string(255) unique pii=contact",
      "username: string(50) unique",
      "passwordHash: string(255) secret",
      "profile: json = {}",
      "roles: string[] = [user]",
    ]);
    expect(user?.checks[0]?.expression).toMatchObject({
      refs: ["email"],
      ast: {
        kind: "call",
        name: "matches",
        args: [{ name: "email" }, { value: "^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}$" }, { value: "i" }],
      },
    });
    expect(user?.indexes).toMatchObject([
      { name: "idx_users_email_active", parts: [{ of: { field: "email" } }], where: { authored: "deletedAt is null" } },
      { name: "idx_users_profile", parts: [{ of: { field: "profile" } }], using: "inverted" },
      { name: "idx_users_search", parts: [], search: ["username", "email"], language: "english" },
    ]);
    expect(post?.fields).toHaveLength(6);
    expect(post?.relations.map(formatRelation)).toEqual([
      "one User as posts on delete cascade",
      "many Tag as many posts",
    ]);
    expect(post?.indexes[0]?.parts).toEqual([
      { of: { field: "published" } },
      { of: { field: "createdAt" }, descending: true },
    ]);
    expect(comment?.relations.map((relation) => relation.kind === "one" && relation.nullable)).toEqual([
      false,
      false,
      true,
    ]);
    expect(tag?.timestamps).toBe(false);
  });

  it("knows where everything stands", () => {
    expect(positions.at("User")).toEqual({ line: 6, column: 3 });
    expect(positions.at("User.email")).toEqual({ line: 9, column: 7 });
    expect(positions.at("Post.author")).toEqual({ line: 36, column: 7 });
    expect(positions.at("User.checks.username_length")).toEqual({ line: 16, column: 7 });
    expect(positions.at("User.indexes.idx_users_search")).toEqual({ line: 24, column: 7 });
    expect(positions.at("User.phone")).toBeUndefined();
  });

  it("is the same after writing and reading, as YAML and as an object", () => {
    expect(readModel(writeModel(model), "again.yaml").model).toEqual(model);
    expect(modelFromObject(modelToObject(model))).toEqual(model);
    expect(writeModel(model)).toContain("\n      idx_posts_published_created: [published, createdAt desc]\n");
    expect(writeModel(model)).toMatch(/^schemaforge: 1\nname: blog\n/);
  });
});

describe("object forms", () => {
  it("say what the strings say, and raw SQL and native types", () => {
    const { model } = readModel(
      `schemaforge: 1
types:
  Level: [01, yes, null, no]
  Status:
    name: order_state
    values:
      - pending
      - { value: shipped, was: sent, doc: Handed to the carrier }
entities:
  Country:
    id: none
    keys: { primary: [code] }
    fields: { code: char(2) }
  Order:
    table: orders
    schema: sales
    fields:
      number: { type: string(20), was: orderNo, targets: { postgres: { type: citext } } }
      level: Level = '01'
      total: { type: money, min: 0, default: 1.50, check: total < 10 }
      token: { type: string(40), default: { sql: { postgres: "md5('x')" } } }
      tags: { type: 'string[]', default: [a, b c] }
      meta: { type: json, default: { a: [1, true] } }
    relations:
      country: { one: Country, as: orders, onDelete: restrict, index: false, name: fk_country }
    keys:
      orders_number: [country, number]
    indexes:
      by_total: [total desc, { sql: { postgres: lower(number) } }]
      by_token: { fields: "token, number", unique: true, where: { sql: { postgres: "total > 0" } }, opclass: text_pattern_ops }
targets:
  postgres:
    objects:
      - sql: CREATE COLLATION natural (provider = icu, locale = 'en-u-kn')
      - { sql: CREATE SEQUENCE s, needs: natural }
`,
      "m.yaml",
      { validate: false },
    );
    expect(model.types[0]?.values.map(({ value }) => value)).toEqual(["01", "yes", "null", "no"]);
    expect(model.types[1]).toEqual({
      name: "Status",
      databaseName: "order_state",
      values: [{ value: "pending" }, { value: "shipped", was: ["sent"], doc: "Handed to the carrier" }],
    });
    const order = model.entities[1];
    expect(
      order?.fields.map((field) => [field.name, field.default, field.targets].filter((item) => item !== undefined)),
    ).toEqual([
      ["number", { postgres: { type: "citext" } }],
      ["level", { kind: "string", value: "01" }],
      ["total", { kind: "number", value: "1.50" }],
      ["token", { kind: "expression", expression: { kind: "raw", sql: { postgres: "md5('x')" } } }],
      [
        "tags",
        {
          kind: "list",
          items: [
            { kind: "string", value: "a" },
            { kind: "string", value: "b c" },
          ],
        },
      ],
      ["meta", { kind: "json", value: { a: [1, true] } }],
    ]);
    expect(order?.relations[0]).toEqual({
      kind: "one",
      name: "country",
      target: "Country",
      nullable: false,
      inverse: "orders",
      onDelete: "restrict",
      index: false,
      constraintName: "fk_country",
    });
    expect(order?.indexes[0]?.parts[1]).toEqual({
      of: { expression: { kind: "raw", sql: { postgres: "lower(number)" } } },
    });
    expect(order?.indexes[1]).toMatchObject({
      unique: true,
      parts: [{ opclass: "text_pattern_ops" }, { opclass: "text_pattern_ops" }],
    });
    expect(model.targets.postgres?.objects?.[1]).toEqual({ sql: "CREATE SEQUENCE s", needs: ["natural"] });
    expect(readModel(writeModel(model), "again.yaml", { validate: false }).model).toEqual(model);
  });
});

describe("problems", () => {
  it("are told together, each at its place", () => {
    const text =
      "schemaforge: 1\ntenancy: {}\nentities:\n  User:\n    fileds:\n      a: text\n    tree: closure\n    softDelete: yes\n    fields:\n      b: strng(3)\n      c: int = x\n";
    expect(told(text)).toEqual([
      "WRONG_VALUE 2:1",
      "WRONG_VALUE 2:1",
      "UNKNOWN_KEY 5:5",
      "WRONG_VALUE 8:5",
      "UNKNOWN_TYPE 10:10",
      "WRONG_DEFAULT 11:16",
    ]);
    expect(remedies(text)).toContain("`setting: app.organization_id`");
    expect(remedies(text)).toContain("Did you mean `fields`?");
    expect(remedies(text)).toContain("Write true");
  });

  it.each([
    ["", ["EMPTY_MODEL 1:1"]],
    ["# nothing\n", ["EMPTY_MODEL 1:1"]],
    ["entities: {}", ["WRONG_VALUE 1:1"]],
    ["schemaforge: 2\nentities: { A: 3 }", ["WRONG_VALUE 1:1", "WRONG_VALUE 2:13"]],
    ["just text", ["WRONG_VALUE 1:1"]],
    ["schemaforge: 1\nentities:\n  A:\n", ["WRONG_VALUE 3:3"]],
    ["schemaforge: 1\n---\nschemaforge: 1\n", ["YAML_SYNTAX 2:1"]],
    [fields("      a: text\n      a: int"), ["DUPLICATE_NAME 6:7"]],
    [fields("\ta: text"), ["YAML_SYNTAX 5:1"]],
    [fields("      a: &x text\n      b: *x"), ["YAML_ALIAS 5:13", "YAML_ALIAS 6:10"]],
    [fields("      <<: { a: text }"), ["YAML_ALIAS 5:7"]],
    [fields("      a: !foo text"), ["YAML_TAG 5:15"]],
    [fields("      __proto__: text"), ["BAD_NAME 5:7"]],
    [fields("      a: [text"), ["YAML_SYNTAX 6:1"]],
  ])("%j", (text, places) => {
    expect(told(text)).toEqual(places);
  });

  it("places errors inside quoted values", () => {
    expect(told(fields("      a: 'strng'"))).toEqual(["UNKNOWN_TYPE 5:11"]);
    expect(told(fields('      a: "int = hello"'))).toEqual(["WRONG_DEFAULT 5:17"]);
    // With escapes an offset in the value is none in the file.
    expect(told(fields("      a: 'text = ''a'' b'"))).toEqual(["UNKNOWN_KEY 5:10"]);
  });

  it("keeps places behind a byte order mark and Windows line ends", () => {
    expect(told(fields("      a: strng").replaceAll("\n", "\r\n"))).toEqual(["UNKNOWN_TYPE 5:10"]);
    expect(readModel(`\uFEFF${fields("      a: text")}`, "m.yaml").positions.at("User.a")).toEqual({
      line: 5,
      column: 7,
    });
  });

  it("sees that `many` repeats the other side of a `one`", () => {
    const text =
      "schemaforge: 1\nentities:\n  User:\n    relations:\n      posts: many Post\n  Post:\n    relations:\n      author: one User as posts\n";
    expect(told(text)).toEqual(["MANY_WITHOUT_INVERSE 5:14"]);
    expect(remedies(text)).toContain("Remove this line: `as posts` there already names the list");
  });
});

describe("YAML's traps", () => {
  it("values split at a comma", () => {
    expect(told(fields("      { price: decimal(10,2), name: text }"))).toEqual(["YAML_TORN 5:16"]);
    expect(remedies(fields("      { price: decimal(10,2), name: text }"))).toContain("`price: 'decimal(10,2)'`");
    const index = `${fields("      a: int")}    indexes:\n      i: [coalesce(a, 1), a]\n`;
    expect(told(index)).toEqual(["YAML_TORN 7:11"]);
    expect(remedies(index)).toContain("'coalesce(a, 1)'");
  });

  it("comments inside a value", () => {
    expect(remedies(fields("      a: string = #fff"))).toContain("`a: string = '#fff'`");
    expect(remedies(fields("      a: text doc='x # y'"))).toContain("`a: 'text doc=''x # y'''`");
    expect(readModel(fields("      a: text # a comment"), "m.yaml").model.entities[0]?.fields).toHaveLength(1);
  });

  it("a colon inside a value", () => {
    expect(told(fields("      a: string match='a: b'"))).toEqual(["YAML_SYNTAX 5:10"]);
    expect(remedies(fields("      a: string match='a: b'"))).toContain("`a: 'string match=''a: b'''`");
  });

  it("words that are no booleans, numbers or null here", () => {
    const { model } = readModel(
      "schemaforge: 1\ntypes:\n  on: [x]\n  No: [01, 0x1F, yes, NULL, ~, true, 1.50, 1e3, '02']\n",
      "m.yaml",
      { validate: false },
    );
    expect(model.types.map((type) => type.name)).toEqual(["on", "No"]);
    expect(model.types[1]?.values.map(({ value }) => value)).toEqual([
      "01",
      "0x1F",
      "yes",
      "NULL",
      "~",
      "true",
      "1.50",
      "1e3",
      "02",
    ]);
  });
});

describe("hostile input", () => {
  it.each([
    ["[".repeat(200_000), "TOO_DEEP"],
    ["{a: ".repeat(200_000), "TOO_DEEP"],
    ["- ".repeat(50_000), "TOO_DEEP"],
    [Array.from({ length: 500 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n"), "TOO_DEEP"],
  ])("nesting", (text, code) => {
    expect(problemsOf(() => readModel(text, "m.yaml"))[0]?.code).toBe(code);
  });

  it("alias bombs are refused before anything is expanded", () => {
    const bomb = Array.from(
      { length: 30 },
      (_, level) => `  a${level}: &a${level} [${`*a${level - 1}, `.repeat(9)}]`,
    ).join("\n");
    const problems = problemsOf(() => readModel(`schemaforge: 1\nentities:\n${bomb}`, "m.yaml"));
    expect(problems.length).toBeLessThanOrEqual(200);
    expect(problems[0]?.code).toBe("YAML_ALIAS");
  });

  it("objects that are no data", () => {
    const loop: Record<string, unknown> = { schemaforge: 1 };
    loop["entities"] = loop;
    expect(problemsOf(() => modelFromObject(loop))[0]?.message).toContain("holds itself");
    expect(problemsOf(() => modelFromObject({ schemaforge: 1, doc: () => "x" }))[0]?.code).toBe("WRONG_VALUE");
    expect(problemsOf(() => modelFromObject({ schemaforge: 1, entities: new Date() }))[0]?.code).toBe("WRONG_VALUE");
    expect(problemsOf(() => modelFromObject(undefined))[0]?.code).toBe("WRONG_VALUE");
    expect(
      problemsOf(() => modelFromObject({ schemaforge: 1, entities: { A: { fields: { b: "strng" } } } }, "m.ts"))[0],
    ).toMatchObject({
      code: "UNKNOWN_TYPE",
      remedy: "Write `b: string`",
    });
  });
});

describe("the published schema", () => {
  it("is a JSON Schema of the structure that is checked", () => {
    expect(modelJsonSchema()).toMatchObject({
      type: "object",
      additionalProperties: false,
      required: ["schemaforge"],
      properties: { schemaforge: { const: 1 }, entities: { type: "object" } },
    });
  });
});
