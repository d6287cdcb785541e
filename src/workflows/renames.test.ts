import { describe, expect, test } from "vitest";
import type { Catalog, CatalogObject } from "../catalog/catalog.ts";
import { readModel } from "../model/read.ts";
import { idleRenames, renamedId, renamesFromFlags, renamesFromModel, withFollowing } from "./renames.ts";

/** `table users`, `column users.name`, `index users_name_idx on users` …, in the schema public. */
function catalog(...written: readonly string[]): Catalog {
  const objects = written.map((text): CatalogObject => {
    const [kind = "", path = "", , on] = text.split(" ");
    const [table = "", part] = path.split(".");
    const parent = part !== undefined ? `table:public.${table}` : on === undefined ? undefined : `table:public.${on}`;
    const id = `${kind}:public.${path}`;
    return { kind, id, schema: "public", name: part ?? table, props: {}, edges: [], ...(parent ? { parent } : {}) };
  });
  return {
    engine: "postgres",
    context: { version: "18" },
    elaboratedBy: "none",
    objects: new Map(objects.map((object) => [object.id, object])),
  };
}

const A = catalog(
  "table users",
  "column users.name",
  "column users.email",
  "unique users.users_name_key",
  "check users.users_check",
  "index users_email_idx on users",
  "table posts",
  "column posts.name",
  "column posts.writer_id",
);

describe("renames that are said", () => {
  test.each([
    [["users=people"], { "table:public.users": "people" }],
    [["public.users=public.people"], { "table:public.users": "people" }],
    [["users.name=full_name"], { "column:public.users.name": "full_name" }],
    [["public.users.name=full_name"], { "column:public.users.name": "full_name" }],
    [["users.name=users.full_name"], { "column:public.users.name": "full_name" }],
    [
      ["people.name=full_name", "users=people"],
      { "table:public.users": "people", "column:public.users.name": "full_name" },
    ],
    [["gone=here", "users.gone=here"], {}],
    [["table:public.users=people"], { "table:public.users": "people" }],
    [["column:public.users.name=table:public.users.full_name"], { "column:public.users.name": "full_name" }],
    [["index:public.users_email_idx=by_email"], { "index:public.users_email_idx": "by_email" }],
    [['users."name"="full=name"'], { "column:public.users.name": "full=name" }],
    [['"users"="a.b"'], { "table:public.users": "a.b" }],
  ])("%j", (flags, meant) => {
    expect(Object.fromEntries(renamesFromFlags(flags, A))).toEqual(meant);
  });

  test.each(["users", "=a", "a=", "a=b=c"])("%s is none", (flag) => {
    expect(() => renamesFromFlags([flag], A)).toThrow(expect.objectContaining({ code: "BAD_RENAME" }));
  });
});

test("a rename of which side A has neither name is idle", () => {
  expect(idleRenames(["usres=people", "people=users", "users=people", "users.nmae=full_name"], A)).toEqual([
    "usres=people",
    "users.nmae=full_name",
  ]);
});

describe("renames that a model says", () => {
  const { model } = readModel(
    `schemaforge: 1
entities:
  Person:
    was: [User]
    id: none
    timestamps: false
    fields:
      fullName: text was=name
      email: text primary was=mail
  Post:
    id: none
    fields:
      name: text primary
    relations:
      author: one Person was=writer
`,
    "b.model.yaml",
  );
  const B = catalog(
    "table people",
    "column people.full_name",
    "column people.email",
    "table posts",
    "column posts.author_id",
  );

  test("are those whose old name is there and whose new name is not", () => {
    expect(Object.fromEntries(renamesFromModel(model, A, B))).toEqual({
      "table:public.users": "people",
      "column:public.users.name": "full_name",
      "column:public.posts.writer_id": "author_id",
    });
  });

  test("are those of what constructs make of it as well", () => {
    const constructs = readModel(
      `schemaforge: 1
conventions: { timestamps: false }
types:
  Address: { embedded: true, fields: { road: text was=street } }
mixins:
  Marked: { fields: { mark: text was=label } }
entities:
  Person:
    was: [User]
    uses: [Marked]
    history: true
    fields: { home: Address was=house }
`,
      "b.model.yaml",
    ).model;
    const before = catalog(
      ...["users", "users_history"].flatMap((table) => [
        `table ${table}`,
        `column ${table}.id`,
        `column ${table}.label`,
        `column ${table}.house_street`,
      ]),
    );
    const after = catalog("table people", "table people_history");
    expect(Object.fromEntries(renamesFromModel(constructs, before, after))).toEqual({
      "table:public.users": "people",
      "column:public.users.label": "mark",
      "column:public.users.house_street": "home_road",
      "table:public.users_history": "people_history",
      "column:public.users_history.label": "mark",
      "column:public.users_history.house_street": "home_road",
    });
  });

  test("are none once they are done", () => {
    expect(renamesFromModel(model, B, B).size).toBe(0);
  });
});

describe("renames that follow", () => {
  const said = new Map([
    ["table:public.users", "people"],
    ["column:public.users.name", "full_name"],
  ]);

  test("are those whose new name side B has", () => {
    const b = catalog("table people", "unique people.people_full_name_key", "index people_email_idx on people");
    expect(Object.fromEntries(withFollowing(said, A, b))).toEqual({
      ...Object.fromEntries(said),
      "unique:public.users.users_name_key": "people_full_name_key",
      "index:public.users_email_idx": "people_email_idx",
    });
  });

  test("are none where two names would do, or the old one stays", () => {
    const two = catalog("unique people.people_full_name_key", "unique people.people_name_key");
    expect(withFollowing(said, A, two)).toEqual(said);
    const stays = catalog("index users_email_idx on people", "index people_email_idx on people");
    expect(withFollowing(said, A, stays)).toEqual(said);
  });

  test("have the id of side B's object, in the renamed table", () => {
    const b = catalog("table people", "unique people.people_full_name_key", "unique posts.people_full_name_key");
    const all = withFollowing(said, A, b);
    const key = A.objects.get("unique:public.users.users_name_key");
    expect(key && renamedId(key, all, A, b)).toBe("unique:public.people.people_full_name_key");
  });
});
