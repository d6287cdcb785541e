import { describe, expect, it } from "vitest";
import { readModel } from "../read.ts";
import { problemsOf } from "../testing/error-of.ts";

/** Problems of a model of these lines, as `CODE line message → remedy`. */
function told(lines: string): string[] {
  return problemsOf(() => readModel(`schemaforge: 1\n${lines}\n`, "m.yaml")).map(
    ({ code, where, message, remedy }) => `${code} ${"line" in where ? where.line : 0} ${message} → ${remedy ?? ""}`,
  );
}

/** As `told`, of an entity A with these lines beside an entity B. */
const inEntity = (lines: string, head = ""): string[] =>
  told(`${head}entities:\n  B: {}\n  A:\n${lines.replaceAll(/^/gm, "    ")}`);

/** Every problem that is found stands for one of the cases below; the first is the one that is meant. */
const first = (problems: readonly string[]): string => problems[0] ?? "nothing";

const fine = (lines: string): void => {
  expect(readModel(`schemaforge: 1\n${lines}\n`, "m.yaml").model.entities.length).toBeGreaterThan(0);
};

describe("mixins", () => {
  it.each([
    ["mixins:\n  M: { uses: [M] }", "CIRCLE 3 the mixin M uses itself: M → M"],
    [
      "mixins:\n  M: { uses: [N] }\n  N: { uses: [O] }\n  O: { uses: [M] }",
      "CIRCLE 3 the mixin M uses itself: M → N → O → M",
    ],
    [
      "mixins:\n  Named: {}\nentities:\n  A: { uses: [Namd] }",
      "UNKNOWN_MIXIN 5 there is no mixin `Namd` → Did you mean `Named`?",
    ],
    [
      "entities:\n  B: {}\n  A: { uses: [B] }",
      "UNKNOWN_MIXIN 4 there is no mixin `B` → B is an entity: write `extends: B`",
    ],
    ["mixins:\n  M: {}\nentities:\n  A: { uses: [M, M] }", "DUPLICATE_NAME 5 A uses M twice"],
    ["mixins:\n  M:\n    fields: { a: Foo }", "UNKNOWN_TYPE 4 there is no type `Foo`"],
    [
      "mixins:\n  M:\n    checks: { c: length(nmae) > 1 }\n    fields: { name: text }",
      "UNKNOWN_FIELD 4 M has no field `nmae` → Did you mean `name`?",
    ],
    ["mixins:\n  M:\n    keys: { primary: [id] }", "UNKNOWN_KEY 4 a mixin knows no `keys` → Keys belong to entities"],
    [
      "mixins:\n  M:\n    relations: { tags: many B as many ms }\nentities:\n  B: {}\n  C: { uses: M }\n  D: { uses: M }",
      "DUPLICATE_NAME 8 `as many ms`: B already has that name",
    ],
    [
      "mixins:\n  M:\n    fields: { a: text }\n  N:\n    fields: { a: int }\nentities:\n  B: { uses: [M, N] }",
      "DUPLICATE_NAME 8 the mixins M and N both have a member `a` → Declare `a` in B",
    ],
    ["mixins:\n  M: {}\nentities:\n  m: {}", "DUPLICATE_NAME 5 the entity m has the name of the mixin M"],
    [
      "mixins:\n  M:\n    relations: { by: one B as things }\nentities:\n  B: {}\n  C: { uses: M }\n  D: { uses: M }",
      "DUPLICATE_NAME 8 `as things`: B already has that name",
    ],
  ])("%s", (lines, expected) => {
    expect(first(told(lines))).toContain(expected);
  });

  it("give members that keys, indexes, policies and other mixins may name", () => {
    fine(`mixins:
  Named:
    fields: { name: text }
  Owned:
    uses: Named
    relations: { owner: one User as owned }
    indexes: { by_owner: [owner, createdAt] }
    checks: { c: deletedAt is null or createdAt < deletedAt }
entities:
  User: {}
  A:
    uses: [Owned]
    keys: { k: [owner, name] }
    policies: { p: { using: owner = setting('app.user') and name <> '' } }`);
  });
});

describe("embedded values", () => {
  const address = "types:\n  Address:\n    embedded: true\n    fields: { street: text, city: text }\n";
  it.each([
    [
      "types:\n  A:\n    embedded: true\n    fields: { b: B }\n  B:\n    embedded: true\n    fields: { a: A }",
      "CIRCLE 3 A holds itself: A → B → A",
    ],
    ["types:\n  A: { embedded: true }", "EMPTY_TYPE 3"],
    ["types:\n  A:\n    embedded: true\n    fields: { b: text primary }", "BAD_EMBEDDED 5"],
    ["types:\n  a:\n    embedded: true\n    fields: { b: text }", "BAD_NAME 3 the type `a` begins with a small letter"],
    ["types:\n  A: { embedded: true, values: [x] }", "UNKNOWN_KEY 3"],
  ])("%s", (lines, expected) => {
    expect(first(told(lines))).toContain(expected);
  });

  it.each([
    [
      "fields: { to: Address, x: int }\nkeys: { k: [to, x] }",
      "SEVERAL_COLUMNS 10 `to` of A stands for several columns → Name one of them: toStreet, toCity",
    ],
    [
      "fields: { to: Address }\nindexes: { i: [to.citi] }",
      "UNKNOWN_FIELD 10 A has no field `to.citi` → Did you mean `to.city`?",
    ],
    ["fields: { to: Address unique }", "BAD_EMBEDDED 9 `to` holds several columns and cannot have `unique`"],
    ["fields: { to: 'Address[]' }", "BAD_EMBEDDED 9 a list of Address has no columns"],
    ["fields: { to: Address, toCity: text }", "DUPLICATE_NAME 9 `to` makes `toCity` itself"],
    ["fields: { to: Addres }", "UNKNOWN_TYPE 9 there is no type `Addres` → Did you mean `Address`?"],
    ["fields: { a: text }\nchecks: { c: users.a <> '' }", "UNKNOWN_FIELD 10 an expression of A reads its own fields"],
  ])("in an entity: %s", (lines, expected) => {
    expect(first(inEntity(lines, address))).toContain(expected);
  });

  it("are named by their parts", () => {
    fine(`${address}entities:
  A:
    fields: { to: Address, from: Address? }
    keys: { k: [to.city, fromStreet] }
    indexes: { i: [lower(to.city), toStreet desc] }
    checks: { c: to.city <> from.city }`);
  });
});

describe("inheritance", () => {
  it.each([
    ["entities:\n  A: { extends: A }", "CIRCLE 3 A extends itself: A → A"],
    ["entities:\n  A: { extends: B }\n  B: { extends: A }", "CIRCLE 3 A extends itself: A → B → A"],
    [
      "entities:\n  Party: {}\n  A: { extends: Prty }",
      "UNKNOWN_ENTITY 4 there is no entity `Prty` → Did you mean `Party`?",
    ],
    [
      "mixins: { M: {} }\nentities:\n  A: { extends: M }",
      "UNKNOWN_ENTITY 4 there is no entity `M` → M is a mixin: write `uses: M`",
    ],
    [
      "entities:\n  P: {}\n  A: { extends: P }",
      "BAD_INHERITANCE 3 P does not say how the entities that extend it are stored → Add `inheritance: joined`",
    ],
    ["entities:\n  P: { inheritance: single }", "BAD_INHERITANCE 3 no entity extends P"],
    ["entities:\n  P: { abstract: true }", "BAD_INHERITANCE 3 P is abstract, and no entity extends it"],
    [
      "entities:\n  P: { inheritance: joined }\n  A: { extends: P, inheritance: single }",
      "BAD_INHERITANCE 4 P alone says",
    ],
    [
      "entities:\n  P: { inheritance: single }\n  A: { extends: P, appendOnly: true }",
      "BAD_INHERITANCE 4 A is stored in the table of P → Say `appendOnly` of P, or leave it out",
    ],
    [
      "entities:\n  P: { inheritance: joined }\n  A: { extends: P, id: none }",
      "BAD_INHERITANCE 4 A has the primary key of P",
    ],
    [
      "entities:\n  P: { inheritance: single }\n  A: { extends: P, table: x }",
      "BAD_INHERITANCE 4 A is stored in the table of P",
    ],
    [
      "entities:\n  P: { inheritance: single, fields: { a: text } }\n  A: { extends: P, fields: { a: text } }",
      "DUPLICATE_NAME 4 A has `a` from P already",
    ],
    [
      "entities:\n  P: { inheritance: single }\n  A: { extends: P, fields: { a: text } }\n  B: { extends: P, fields: { a: int } }",
      "DUPLICATE_NAME 5 B and A both have `a`",
    ],
    [
      "entities:\n  P: { inheritance: single, fields: { type: text } }\n  A: { extends: P }",
      "DUPLICATE_NAME 3 inheritance makes `type` itself",
    ],
    [
      "entities:\n  P: { inheritance: jioned }",
      'WRONG_VALUE 3 `inheritance` is one of single, joined, concrete, not "jioned" → Did you mean `joined`?',
    ],
  ])("%s", (lines, expected) => {
    expect(first(told(lines))).toContain(expected);
  });

  it("lets relations lead to abstract entities that have a table", () => {
    const model = (inheritance: string): string =>
      `entities:\n  P: { abstract: true, inheritance: ${inheritance} }\n  A: { extends: P }\n  B: { extends: P }\n  C:\n    relations: { to: one P }`;
    fine(model("joined"));
    fine(model("single"));
    expect(first(told(model("concrete")))).toBe(
      "ABSTRACT_TARGET 7 P is abstract and has no table that `to` could refer to → Write `to: one A|B as type`, or `inheritance: joined` in P",
    );
  });

  it("lets each entity name the columns of its table", () => {
    const model = (inheritance: string): string =>
      `entities:\n  P: { inheritance: ${inheritance}, fields: { a: text } }\n  A:\n    extends: P\n    fields: { b: text }\n    indexes: { i: [a, b] }`;
    fine(model("single"));
    fine(model("concrete"));
    expect(first(told(model("joined")))).toContain("UNKNOWN_FIELD 7 A has no field `a`");
    fine(
      "entities:\n  P: { inheritance: joined }\n  A:\n    extends: P\n    fields: { b: text }\n    indexes: { i: [id, b] }",
    );
  });
});

describe("trees and tenants", () => {
  it.each([
    [
      "entities:\n  A: { tree: nestedset }",
      'WRONG_VALUE 3 `tree` is one of adjacency, nested-set, closure, materialized-path, not "nestedset" → Did you mean `nested-set`?',
    ],
    ["entities:\n  A: { tree: ltree }", "→ Did you mean `materialized-path`?"],
    [
      "entities:\n  A:\n    tree: closure\n    id: none\n    fields: { a: int, b: int }\n    keys: { primary: [a, b] }",
      "BAD_TREE 4 the tree A needs a primary key of one field",
    ],
    [
      "entities:\n  A:\n    tree: closure\n    relations: { parent: one A as children }",
      "BAD_TREE 5 `parent` of a tree leads to the A above, and the roots have none → Write `parent: one? A as children`",
    ],
    [
      "entities:\n  A:\n    tree: materialized-path\n    fields: { mpath: text }",
      "DUPLICATE_NAME 5 the tree A makes `mpath` itself",
    ],
    ["entities:\n  A: { tree: closure }\n  AClosure: {}", "DUPLICATE_NAME 4 the tree entity AClosure has the name"],
    ["entities:\n  A: { history: true }\n  AHistory: {}", "DUPLICATE_NAME 4 the history entity AHistory has the name"],
    ["entities:\n  A: { audit: true }\n  AuditRecord: {}", "DUPLICATE_NAME 4 the audit entity AuditRecord has"],
    ["entities:\n  A: { history: true }\n  B: { table: as_history }", "DUPLICATE_TABLE 3 the history of A and B"],
    [
      "entities:\n  A: { tenant: true }",
      "BAD_TENANCY 3 A belongs to tenants, but the model does not say whose → Add `tenancy:`",
    ],
    [
      "tenancy: { entity: Og, setting: app.org }\nentities:\n  Org: {}",
      "UNKNOWN_ENTITY 2 there is no entity `Og` → Did you mean `Org`?",
    ],
    [
      "tenancy: { entity: Org, setting: org }\nentities:\n  Org: {}",
      "BAD_NAME 2 `org` cannot be the name of a session's setting → Write it as `app.user_id`",
    ],
    [
      "tenancy: { entity: Org, setting: app.org }\nentities:\n  Org: { tenant: true }",
      "BAD_TENANCY 4 the rows of Org are the tenants",
    ],
    [
      "tenancy: { entity: Org, setting: app.org }\nentities:\n  Org: {}\n  A: { tenant: true, relations: { org: one? Org } }",
      "BAD_TENANCY 5 `org` leads to the tenant of A → Write `org: one Org`",
    ],
    [
      "entities:\n  A:\n    fields: { a: text unique=tenant }",
      "BAD_TENANCY 4 `unique=tenant`: A belongs to no tenant → Add `tenant: true` to A, or write `unique`",
    ],
    ["tenancy: { entity: Org }", "WRONG_VALUE 2 `setting` is missing → Name the session's setting"],
  ])("%s", (lines, expected) => {
    expect(first(told(lines))).toContain(expected);
  });

  it("make columns that keys, indexes and policies may name", () => {
    fine(`tenancy: { entity: Org, setting: app.org }
entities:
  Org: {}
  A:
    tenant: true
    tree: nested-set
    fields: { a: text unique=tenant }
    keys: { k: [org, a] }
    indexes: { i: [parent, nsleft, nsright] }
    policies: { p: { for: select, using: parent is null } }
  B:
    tree: materialized-path
    indexes: { j: [mpath] }`);
  });
});

describe("relations to one of several entities", () => {
  it.each([
    ["relations: { s: one B|C as type }", "UNKNOWN_ENTITY 5 there is no entity `C`"],
    [
      "relations: { s: one B|A }",
      "SYNTAX 5 a relation to one of several entities says how it is kept → Write `s: one B|A as type`",
    ],
    ["relations: { s: one B|B as arcs }", "BAD_POLYMORPHIC 5 `B` is named twice"],
    ["relations: { s: one B|A as both }", "SYNTAX 5 `as` takes `type` or `arcs`, not `both`"],
    [
      "relations: { s: one B|A as type on delete cascade }",
      "BAD_POLYMORPHIC 5 a relation kept `as type` has no foreign key",
    ],
    ["relations: { s: one B|A as type }\nfields: { sId: uuid }", "DUPLICATE_NAME 6 `s` makes `sId` itself"],
    [
      "relations: { s: one B|A as type }\nchecks: { c: s is not null }",
      "SEVERAL_COLUMNS 6 `s` of A stands for several columns → Name one of them: sType, sId",
    ],
    ["relations: { s: { one: [B, A] } }", "WRONG_VALUE 5 a relation to one of several entities says how it is kept"],
    [
      "relations: { s: { one: [B, A], as: type, unique: true } }",
      "WRONG_VALUE 5 a relation to one of several entities knows no `unique`",
    ],
  ])("%s", (lines, expected) => {
    expect(first(inEntity(lines))).toContain(expected);
  });

  it("needs keys of one type", () => {
    const model = (b: string, as: string): string =>
      `entities:\n  B: ${b}\n  C: {}\n  A:\n    relations: { s: one C|B as ${as} }`;
    expect(first(told(model("{ id: none }", "arcs")))).toContain("BAD_POLYMORPHIC 6 B has no primary key that `s`");
    expect(first(told(model("{ id: identity }", "type")))).toContain("the key of B is bigint, that of C is uuid");
    fine(model("{ id: identity }", "arcs"));
    const pair = "{ fields: { a: int, b: int }, keys: { primary: [a, b] } }";
    expect(first(told(model(pair, "type")))).toContain("the key of B has 2 fields, and `as type` keeps one");
  });

  it("make columns that keys and indexes may name", () => {
    fine(`entities:
  B: {}
  C: {}
  A:
    relations: { s: one? B|C as type, t: { one: [B, C], as: arcs } }
    keys: { k: [sType, sId], l: [s] }
    indexes: { i: [tB, tC], j: [t] }`);
  });
});
