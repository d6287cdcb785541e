import { describe, expect, it } from "vitest";
import { formatExpression } from "../expressions/format.ts";
import { parseExpression } from "../expressions/parse.ts";
import { readModel } from "../read.ts";
import { parseField } from "../shorthand/field.ts";
import { errorOf } from "../testing/error-of.ts";
import { generatedInOrder, type ResolvedModel, type ResolvedTable, resolveModel } from "./index.ts";
import { Names } from "./names.ts";

const joined = (table: string, columns: string | undefined, label: string): string =>
  [table, columns, label].filter((part) => part !== undefined).join("_");

function resolve(text: string, cut?: (name: string) => string): ResolvedModel {
  return resolveModel(readModel(`schemaforge: 1\n${text}`, "test.yaml").model, joined, cut);
}

function table(model: ResolvedModel, name: string): ResolvedTable {
  const found = model.tables.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no table ${name} among ${model.tables.map((item) => item.name).join(", ")}`);
  return found;
}

const columnsOf = (of: ResolvedTable): string[] =>
  of.columns.map(({ name, type, nullable }) => `${name} ${type.name}${nullable ? "?" : ""}`);
const foreignKeysOf = (of: ResolvedTable): string[] =>
  of.foreignKeys.map(
    (key) => `${key.name}: ${key.columns} -> ${key.target.name}(${key.targetColumns}) ${key.onDelete}/${key.onUpdate}`,
  );
const indexesOf = (of: ResolvedTable): string[] =>
  of.indexes.map((index) => `${index.name}: ${index.parts.map((part) => part.column ?? "expression")}`);

describe("columns", () => {
  it("stand as id, fields, relations, times, whatever order the author chose for the sections", () => {
    const model = resolve(`
entities:
  Post:
    softDelete: true
    relations:
      author: one User as posts
    fields:
      title: string(80)
  User:
    timestamps: false
    fields:
      name: text?
`);
    expect(columnsOf(table(model, "posts"))).toEqual([
      "id uuid",
      "title string",
      "author_id uuid",
      "created_at datetime",
      "updated_at datetime",
      "deleted_at datetime?",
    ]);
    expect(columnsOf(table(model, "users"))).toEqual(["id uuid", "name text?"]);
    expect(table(model, "posts").updatedAt).toBe("updated_at");
    expect(table(model, "users").updatedAt).toBeUndefined();
  });

  it("let a declared field take the place of an implied one", () => {
    const model = resolve(`
entities:
  Event:
    fields:
      updatedAt: datetime column=changed
      createdAt: date
`);
    expect(columnsOf(table(model, "events"))).toEqual(["id uuid", "changed datetime", "created_at date"]);
    expect(table(model, "events").updatedAt).toBe("changed");
  });

  it("of a foreign key have the type of the key, through other relations too", () => {
    const model = resolve(`
conventions: { id: identity, timestamps: false }
entities:
  Country:
    id: none
    keys: { primary: [code] }
    fields:
      code: { type: char(2), targets: { postgres: { type: citext } } }
  Region:
    id: none
    keys: { primary: [country, number] }
    fields:
      number: smallint
    relations:
      country: one Country as regions
  Town:
    relations:
      region: one? Region as towns
`);
    const town = table(model, "towns");
    expect(columnsOf(town)).toEqual(["id bigint", "region_country_code char?", "region_number smallint?"]);
    expect(town.columns[1]?.targets).toEqual({ postgres: { type: "citext" } });
    expect(town.columns[1]?.type.args).toEqual([2]);
    expect(town.columnsOf.get("region")).toEqual(["region_country_code", "region_number"]);
    expect(table(model, "regions").primaryKey).toEqual({
      name: "regions_pkey",
      columns: ["country_code", "number"],
    });
    expect(foreignKeysOf(town)).toEqual([
      "towns_region_country_code_region_number_fkey: region_country_code,region_number -> regions(country_code,number) set null/no action",
    ]);
  });

  it("are cut to what the engine keeps, and refused when two become one", () => {
    const text = `
conventions: { timestamps: false }
entities:
  Measurement:
    fields:
      temperatureInside: int
      temperatureOutside: int
`;
    expect(
      columnsOf(
        table(
          resolve(text, (name) => name.slice(0, 14)),
          "measurements",
        ),
      ),
    ).toContain("temperature_in int");
    expect(errorOf(() => resolve(text, (name) => name.slice(0, 11)))).toMatchObject({
      code: "DUPLICATE_COLUMN",
      where: { object: "Measurement.temperatureOutside" },
    });
  });
});

describe("foreign keys", () => {
  it("have the actions of the language unless said", () => {
    const model = resolve(`
entities:
  User: {}
  Thing:
    relations:
      a: one User as a
      b: one? User as b
      c: one User as c owned
      d: one User as d on delete no action on update cascade deferrable name=fk_d
`);
    expect(foreignKeysOf(table(model, "things"))).toEqual([
      "things_a_id_fkey: a_id -> users(id) restrict/no action",
      "things_b_id_fkey: b_id -> users(id) set null/no action",
      "things_c_id_fkey: c_id -> users(id) cascade/no action",
      "fk_d: d_id -> users(id) no action/cascade",
    ]);
    expect(table(model, "things").foreignKeys.map((key) => key.deferrable)).toEqual([false, false, false, true]);
  });

  it("may refer to a unique field", () => {
    const model = resolve(`
entities:
  Country:
    fields:
      code: country unique
  City:
    relations:
      country: one Country as cities references code
`);
    expect(foreignKeysOf(table(model, "cities"))).toEqual([
      "cities_country_code_fkey: country_code -> countries(code) restrict/no action",
    ]);
    expect(columnsOf(table(model, "cities"))).toContain("country_code country");
  });

  it("end in an error when keys are made of each other", () => {
    const text = `
entities:
  A:
    id: none
    keys: { primary: [b] }
    relations:
      b: one B as as1
  B:
    id: none
    keys: { primary: [a] }
    relations:
      a: one A as bs
`;
    expect(errorOf(() => resolve(text))).toMatchObject({ code: "KEY_CYCLE" });
  });
});

describe("generated fields", () => {
  const fieldsOf = (text: string) => {
    const entity = readModel(`schemaforge: 1\nentities:\n  A:\n    fields:\n${text}`, "test.yaml").model.entities[0];
    if (!entity) throw new Error("no entity");
    return entity;
  };

  it("are put after those that they read", () => {
    const entity = fieldsOf(`
      d: int := c + b
      stored: int
      c: int := b + b + stored
      b: int := stored * 2
      a: int := 1
`);
    expect(generatedInOrder(entity).map(({ name }) => name)).toEqual(["b", "a", "c", "d"]);
  });

  it("take no more than their number, however deep they go", () => {
    const fields = Array.from({ length: 5000 }, (_, at) => ({
      ...parseField(`g${at}`, "int"),
      generated: parseExpression(`g${at + 1} + 1`),
    }));
    const order = generatedInOrder({ name: "A", fields });
    expect([order[0]?.name, order.at(-1)?.name, order.length]).toEqual(["g4999", "g0", 5000]);
  });

  it("end in an error that shows the circle when they read each other", () => {
    const text = `
entities:
  A:
    fields:
      start: int := b
      b: int := c + 1
      c: int := stored + d
      d: int := b
      stored: int
`;
    const error = errorOf(() => resolve(text));
    expect(error).toMatchObject({ code: "GENERATED_CYCLE", where: { object: "A.b" } });
    expect(error.message).toContain("b → c → d → b");
  });
});

describe("indexes", () => {
  it("are made for foreign keys unless a key or full index begins with their columns, or index=false", () => {
    const model = resolve(`
entities:
  User: {}
  Post:
    keys:
      by_owner: [owner, title]
    fields:
      title: text index
      slug: text unique index
    relations:
      owner: one User as owned
      author: one User as written
      editor: one? User as edited
      reader: one? User as read index=false
      profile: one User as profile unique
    indexes:
      by_author: [author, title]
      open: { fields: [editor], where: title is null }
`);
    expect(indexesOf(table(model, "posts"))).toEqual([
      "by_author: author_id,title",
      "open: editor_id",
      "posts_title_idx: title",
      "posts_editor_id_idx: editor_id",
    ]);
    expect(table(model, "posts").uniques).toEqual([
      { name: "by_owner", columns: ["owner_id", "title"] },
      { name: "posts_slug_key", columns: ["slug"] },
      { name: "posts_profile_id_key", columns: ["profile_id"] },
    ]);
  });

  it("give way to names that the author chose", () => {
    const model = resolve(`
entities:
  User:
    fields:
      email: text unique index
      name: text index
    indexes:
      users_name_idx: [email, name]
`);
    expect(indexesOf(table(model, "users"))).toEqual(["users_name_idx: email,name", "users_name_idx1: name"]);
  });
});

describe("names", () => {
  it("get the next free number where many are cut to one, in linear time", () => {
    let made = 0;
    const names = new Names((_, __, label) => {
      made++;
      return `cut_${label}`;
    });
    names.given("cut_idx2", "User.indexes.cut_idx2");
    const given = Array.from({ length: 1000 }, (_, at) => names.conventional("table", [`column${at}`], "idx"));
    expect(given.slice(0, 4)).toEqual(["cut_idx", "cut_idx1", "cut_idx3", "cut_idx4"]);
    expect(new Set(given).size).toBe(1000);
    expect(made).toBeLessThan(2100);
  });

  it("of tables, keys and indexes share a schema", () => {
    const text = `
entities:
  User:
    fields:
      email: text
    indexes:
      users: [email]
`;
    expect(errorOf(() => resolve(text))).toMatchObject({
      code: "DUPLICATE_NAME",
      where: { object: "User.indexes.users" },
    });
  });

  it("of constraints share a table", () => {
    const text = `
entities:
  User:
    fields:
      age: int
    checks:
      same: age > 1
    keys:
      same: [age]
`;
    expect(errorOf(() => resolve(text))).toMatchObject({ code: "DUPLICATE_NAME" });
  });
});

describe("join tables", () => {
  it("are named after the owner and the relation, with both sides as their key", () => {
    const model = resolve(`
entities:
  Post:
    relations:
      tags: many Tag as many posts
  Tag: {}
`);
    const join = table(model, "post_tags");
    expect(columnsOf(join)).toEqual(["post_id uuid", "tag_id uuid"]);
    expect(join.primaryKey).toEqual({ name: "post_tags_pkey", columns: ["post_id", "tag_id"] });
    expect(foreignKeysOf(join)).toEqual([
      "post_tags_post_id_fkey: post_id -> posts(id) cascade/no action",
      "post_tags_tag_id_fkey: tag_id -> tags(id) cascade/no action",
    ]);
    expect(indexesOf(join)).toEqual(["post_tags_tag_id_idx: tag_id"]);
    expect(model.tables.map((item) => item.name)).toEqual(["posts", "tags", "post_tags"]);
  });

  it("of one entity call their columns after the two ends", () => {
    const model = resolve(`
entities:
  User:
    relations:
      followers: many User as many following
`);
    expect(columnsOf(table(model, "user_followers"))).toEqual(["following_id uuid", "follower_id uuid"]);
  });

  it("are not made where an entity is named", () => {
    const model = resolve(`
entities:
  User:
    relations:
      projects: many Project as many members through Membership
  Project: {}
  Membership:
    relations:
      user: one User as memberships owned
      project: one Project as memberships owned
`);
    expect(model.tables.map((item) => item.name)).toEqual(["users", "projects", "memberships"]);
  });

  it("end in an error when their name is taken", () => {
    const text = `
entities:
  Post:
    relations:
      tags: many Tag as many posts
  Tag: {}
  PostTag: {}
`;
    expect(errorOf(() => resolve(text))).toMatchObject({
      code: "DUPLICATE_TABLE",
      where: { object: "Post.tags" },
    });
  });
});

describe("checks", () => {
  it("come from bounds, patterns and meanings, each with its name", () => {
    const model = resolve(`
entities:
  Person:
    fields:
      age: int min=-1 max=150
      born: date min=1900-01-01
      code: string(8) min=2 match='[A-Z]+|x' check=code<>'AA'
      email: email
      emails: email[]
      done: percent min=10
    checks:
      adult: age >= 18
`);
    expect(
      table(model, "people").checks.map(({ name, expression, path, typeOf }) => [
        name,
        expression.kind === "parsed" ? formatExpression(expression.ast) : "",
        path,
        typeOf?.name,
      ]),
    ).toEqual([
      ["people_age_check", "age >= -1 and age <= 150", "Person.age", undefined],
      ["people_born_check", "born >= '1900-01-01'", "Person.born", undefined],
      ["people_code_check", "matches(code, '^([A-Z]+|x)$')", "Person.code", undefined],
      ["people_code_check1", "length(code) >= 2", "Person.code", undefined],
      ["people_code_check2", "code <> 'AA'", "Person.code", undefined],
      ["people_email_check", String.raw`matches(email, '^[^@\s]+@[^@\s]+\.[^@\s]+$')`, "Person.email", "email"],
      ["people_done_check", "done >= 10 and done <= 100", "Person.done", undefined],
      ["adult", "age >= 18", "Person.checks.adult", undefined],
    ]);
  });
});
