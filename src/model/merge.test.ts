import { describe, expect, it } from "vitest";
import { includedName, mergeModels } from "./merge.ts";
import { readModel } from "./read.ts";
import { problemsOf } from "./testing/error-of.ts";

const files = (texts: Readonly<Record<string, string>>) =>
  Object.entries(texts).map(([file, text]) => readModel(`schemaforge: 1\n${text}`, file, { validate: false }));

/** The merged model of files; the first is the main one. */
function merged(texts: Readonly<Record<string, string>>) {
  const [main, ...rest] = files(texts);
  if (!main) throw new Error("no file");
  return mergeModels(main, rest);
}

const told = (texts: Readonly<Record<string, string>>): string[] =>
  problemsOf(() => merged(texts)).map(
    ({ code, where, message }) =>
      `${code} ${"file" in where ? `${where.file}:${where.line}` : where.object} ${message}`,
  );

describe("mergeModels", () => {
  it("takes over what other files declare, also through others, once", () => {
    const { model, positions } = merged({
      "db/main.yaml":
        "include: [parts/users.yaml, shared.yaml]\nentities:\n  Post:\n    uses: Authored\n    fields: { status: Status }\n",
      "db/parts/users.yaml": "include: ../shared.yaml\nentities:\n  User:\n    fields: { home: Address }\n",
      "db/shared.yaml":
        "types:\n  Status: [a, b]\n  Address:\n    embedded: true\n    fields: { city: text }\nmixins:\n  Authored:\n    relations: { author: one User as posts }\nviews:\n  v:\n    sql: { postgres: SELECT 1 }\ntargets:\n  postgres:\n    objects: [CREATE SEQUENCE s]\n",
    });
    expect(model.entities.map(({ name }) => name)).toEqual(["User", "Post"]);
    expect(model.types.map(({ name }) => name)).toEqual(["Status"]);
    expect(model.embedded?.map(({ name }) => name)).toEqual(["Address"]);
    expect(model.mixins?.map(({ name }) => name)).toEqual(["Authored"]);
    expect(model.views?.map(({ name }) => name)).toEqual(["v"]);
    expect(model.targets.postgres?.objects).toHaveLength(1);
    expect(positions.at("User.home")).toMatchObject({ file: "db/parts/users.yaml", line: 5 });
    expect(positions.at("Post")).toMatchObject({ file: "db/main.yaml", line: 4 });
  });

  it("reads rows by the types that other files give", () => {
    const { model } = merged({
      "main.yaml":
        "include: named.yaml\nentities:\n  Country:\n    id: none\n    keys: { primary: [code] }\n    uses: [Named]\n    rows:\n      - { code: 01, name: yes, size: 1.50 }\n",
      "named.yaml": "mixins:\n  Named:\n    fields: { code: char(2), name: text, size: 'decimal(5,2)' }\n",
    });
    expect(model.entities[0]?.rows).toEqual([
      {
        code: { kind: "string", value: "01" },
        name: { kind: "string", value: "yes" },
        size: { kind: "number", value: "1.50" },
      },
    ]);
  });

  it("refuses circles, files that are not there and names that are taken", () => {
    expect(told({ a: "include: b", b: "include: c", c: "include: a" })).toEqual([
      "INCLUDE_CIRCLE c:2 a includes itself: a → b → c → a",
    ]);
    expect(told({ a: "include: [a]" })).toEqual(["INCLUDE_CIRCLE a:2 a includes itself: a → a"]);
    expect(told({ a: "include: [b, c]", b: "" })[0]).toContain("CANNOT_INCLUDE a:2 `c` cannot be included");
    expect(told({ a: "include: b\nentities: { User: {} }", b: "entities:\n  user: {}" })[0]).toContain(
      "DUPLICATE_NAME a:3 `User` is declared in",
    );
    expect(told({ a: "include: b\ntypes: { X: [x] }", b: "entities:\n  X: {}" })[0]).toContain("in b, line 3 already");
  });

  it("has one convention and one tenancy", () => {
    const other = "conventions: { id: identity }\n";
    expect(told({ a: "include: b", b: other })[0]).toContain("CONVENTIONS_DIFFER b:2 `conventions` is not that of a");
    expect(merged({ a: `include: b\n${other}`, b: other }).model.conventions.id).toBe("identity");
  });

  it("places problems in the file that has them", () => {
    expect(told({ a: "include: b\nentities: { User: {} }", b: "entities:\n  Post:\n    fields: { x: Foo }" })[0]).toBe(
      "UNKNOWN_TYPE b:4 there is no type `Foo`",
    );
  });

  it("checks a file that includes others as a whole only", () => {
    expect(readModel("schemaforge: 1\ninclude: x\nentities: { A: { uses: [Elsewhere] } }", "a").include).toEqual([
      { path: "x", where: { file: "a", line: 2, column: 1 } },
    ]);
  });
});

describe("includedName", () => {
  it.each([
    ["schema.model.yaml", "users.yaml", "users.yaml"],
    ["db/schema.model.yaml", "./users.yaml", "db/users.yaml"],
    ["db/parts/a.yaml", "../b.yaml", "db/b.yaml"],
    ["a.yaml", "../../b.yaml", "../../b.yaml"],
    ["/srv/db/a.yaml", "../b.yaml", "/srv/b.yaml"],
    ["a.yaml", "/etc/b.yaml", "/etc/b.yaml"],
    ["HEAD~1:db/a.yaml", "b.yaml", "HEAD~1:db/b.yaml"],
    ["origin/main:a.yaml", "x/b.yaml", "origin/main:x/b.yaml"],
    ["C:\\db\\a.yaml", "b.yaml", "C:/db/b.yaml"],
  ])("%s includes %s", (from, path, name) => {
    expect(includedName(from, path)).toBe(name);
  });
});
