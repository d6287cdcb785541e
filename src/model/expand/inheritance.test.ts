import { describe, expect, it } from "vitest";
import type { Entity } from "../model.ts";
import { errorOf } from "../testing/error-of.ts";
import { entityOf, expanded, membersOf, rulesOf, unread } from "../testing/expanded.ts";
import { expandModel } from "./index.ts";
import { field, one } from "./parts.ts";

const PARTIES = (inheritance: string, more = "") => `
conventions: { timestamps: false }
entities:
  Note: { relations: { about: one Company as notes } }
  Party:
    abstract: true
    inheritance: ${inheritance}
    fields: { name: string(80) }
    checks: { named: length(name) > 0 }
  Person: { extends: Party, fields: { born: date? } }
  Company:
    extends: Party
    fields: { vatId: string(20) unique, rank: int = 1 }
    relations: { owner: one Person as companies }
    checks: { ranked: rank > 0 }
  Subsidiary: { extends: Company, fields: { branch: string(10) } }
${more}`;

const namesOf = (model: { readonly entities: readonly Entity[] }) => model.entities.map(({ name }) => name);

describe("single", () => {
  const model = expanded(PARTIES("single"));
  const party = entityOf(model, "Party");

  it("is one table with a type and the members of all", () => {
    expect(namesOf(model)).toEqual(["Note", "Party"]);
    expect(membersOf(party)).toEqual([
      "type: string check=(type in ('person', 'company', 'subsidiary'))",
      "name: string(80)",
      "born: date?",
      "vatId: string(20)? unique",
      "rank: int? = 1",
      "branch: string(10)?",
      "owner: one? Party as companies on delete restrict",
    ]);
    expect(party).not.toHaveProperty("abstract");
    expect(party).not.toHaveProperty("inheritance");
  });

  it("asks of each kind what it needs, and holds its checks against its rows alone", () => {
    expect(rulesOf(party)).toEqual([
      "check named: length(name) > 0",
      "check ranked: type not in ('company', 'subsidiary') or rank > 0",
      "check parties_company_fields: type not in ('company', 'subsidiary') or vatId is not null and rank is not null and owner is not null",
      "check parties_subsidiary_fields: type <> 'subsidiary' or branch is not null",
    ]);
  });

  it("is what relations to its kinds lead to", () => {
    expect(membersOf(entityOf(model, "Note"))).toEqual(["about: one Party as notes"]);
    const joins = expanded(PARTIES("single", "  Tag: { relations: { companies: many Company as many tags } }"));
    expect(membersOf(entityOf(joins, "Tag"))).toEqual(["companies: many Party as many tags"]);
  });

  it("is where the tenants are, if they are of one of its kinds", () => {
    const model = expanded(`
tenancy: { entity: Company, relation: company, setting: app.company_id }
entities:
  Party: { inheritance: single }
  Company: { extends: Party }
  Order: { tenant: true }
`);
    expect(model.tenancy?.entity).toBe("Party");
    expect(membersOf(entityOf(model, "Order"))).toEqual(["company: one Party"]);
  });

  it("restricts keys that rows of other kinds would have to meet", () => {
    const keyed = expanded(`
entities:
  Party: { inheritance: single, fields: { name: string(80), code: int, during: range(date)? } }
  Company:
    extends: Party
    fields: { vatId: string(20)? }
    keys:
      company_names: [name]
      company_ids: [vatId, name]
      company_any: { fields: [vatId], nulls: not distinct }
    indexes:
      company_codes: { fields: [code], unique: true, where: code > 0 }
      company_plain: [code]
    exclude: { one_name: "name with =, during with overlaps" }
`);
    const rules = rulesOf(entityOf(keyed, "Party"));
    expect(rules).toEqual([
      "key company_ids: vatId, name",
      "unique index company_names: name where type = 'company'",
      "unique index company_any: vatId where type = 'company'",
      "unique index company_codes: code where type = 'company' and code > 0",
      "index company_plain: code",
    ]);
    expect(entityOf(keyed, "Party").exclude?.[0]?.where).toMatchObject({ authored: "type = 'company'" });
  });

  it("has the behaviour of any of its kinds that concerns whole rows", () => {
    const marked = expanded(`
conventions: { timestamps: false }
entities:
  Party: { inheritance: single }
  Company: { extends: Party, timestamps: true, softDelete: true, history: true, audit: { log: row } }
`);
    expect(entityOf(marked, "Party")).toMatchObject({
      timestamps: true,
      softDelete: true,
      history: true,
      audit: { log: "row" },
    });
  });

  it("refuses what one kind cannot have for itself", () => {
    const refusal = (more: Partial<Entity>) =>
      errorOf(() =>
        expandModel(
          unread([
            { name: "Party", inheritance: "single" },
            { name: "Company", extends: "Party", ...more },
          ]),
        ),
      );
    expect(refusal({ table: "firms" })).toMatchObject({ code: "BAD_INHERITANCE", where: { object: "Company.table" } });
    expect(refusal({ tenant: true }).remedy).toBe("Write `tenant: true` in Party");
    expect(refusal({ fields: [field("code", "int", { primary: true })] }).code).toBe("BAD_INHERITANCE");
    expect(refusal({ policies: [{ name: "p", for: "all", to: [] }] }).remedy).toContain("type = 'company' and …");
    expect(refusal({ fields: [field("type", "int")] })).toMatchObject({ code: "DUPLICATE_NAME" });
    expect(refusal({ abstract: true }).message).toBe("Company is abstract, and no entity extends it");
    const twins = [
      { name: "Party", inheritance: "single" as const },
      { name: "A", extends: "Party", fields: [field("x", "int")] },
      { name: "B", extends: "Party", fields: [field("X", "int")] },
    ];
    expect(errorOf(() => expandModel(unread(twins))).message).toBe(
      "B and A both have `X`, and share the table of Party",
    );
    const kinds = [
      { name: "Party", inheritance: "single" as const },
      { name: "HTTPCall", extends: "Party" },
      { name: "HttpCall", extends: "Party" },
    ];
    expect(errorOf(() => expandModel(unread(kinds))).message).toContain("`http_call`");
  });
});

describe("joined", () => {
  it("is a table each, with the key of the root", () => {
    const model = expanded(PARTIES("joined"));
    expect(namesOf(model)).toEqual(["Note", "Party", "Person", "Company", "Subsidiary"]);
    expect(membersOf(entityOf(model, "Party"))).toEqual([
      "type: string check=(type in ('person', 'company', 'subsidiary'))",
      "name: string(80)",
    ]);
    expect(membersOf(entityOf(model, "Company"))).toEqual([
      "id: uuid",
      "vatId: string(20) unique",
      "rank: int = 1",
      "party: one Party owned columns=id",
      "owner: one Person as companies",
    ]);
    expect(rulesOf(entityOf(model, "Company"))).toEqual(["key primary: id", "check ranked: rank > 0"]);
    expect(membersOf(entityOf(model, "Subsidiary"))).toEqual([
      "id: uuid",
      "branch: string(10)",
      "company: one Company owned columns=id",
    ]);
    expect(membersOf(entityOf(model, "Note"))).toEqual(["about: one Company as notes"]);
  });

  it("repeats keys of several members and of other types, under their columns", () => {
    const model = expanded(`
conventions: { timestamps: true }
entities:
  Country: { id: none, fields: { code: char(2) primary } }
  Party:
    inheritance: joined
    fields: { number: int column=no }
    relations: { country: one Country as parties }
    keys: { primary: [country, number] }
  Company: { extends: Party, fields: { party: text } }
`);
    const company = entityOf(model, "Company");
    expect(membersOf(company)).toEqual([
      "number: int column=no",
      "party: text",
      "country: one Country index=false",
      "partyRow: one Party owned columns=[country_code, no]",
    ]);
    expect(rulesOf(company)).toEqual(["key primary: country, number"]);
    // The time of a change is in the table that it concerns: the root's.
    expect(company.timestamps).toBe(false);
  });

  it("hands on the behaviour that concerns all rows", () => {
    const model = expanded(`
tenancy: { entity: Organization, relation: organization, setting: app.organization_id }
entities:
  Organization: {}
  Party: { inheritance: joined, tenant: true, audit: { log: row }, appendOnly: true }
  Company: { extends: Party }
`);
    const company = entityOf(model, "Company");
    expect(company).toMatchObject({ tenant: true, audit: { log: "row" }, appendOnly: true });
    expect(membersOf(company)).toEqual([
      "id: uuid",
      "organization: one Organization",
      "party: one Party owned references (organization, id) columns=[organization_id, id]",
    ]);
    expect(entityOf(model, "AuditRecord").derived?.from).toEqual(["Party", "Company"]);
  });

  it("makes the common part one of tenants where every kind is, and is refused where only some are", () => {
    const text = (more: string) => `
tenancy: { entity: Organization, relation: organization, setting: app.organization_id }
entities:
  Organization: {}
  Party: { abstract: true, inheritance: joined }
  Company: { extends: Party, tenant: true }
${more}`;
    expect(membersOf(entityOf(expanded(text("")), "Party")).at(-1)).toBe("organization: one Organization");
    expect(errorOf(() => expanded(text("  Person: { extends: Party }")))).toMatchObject({
      code: "BAD_TENANCY",
      where: { object: "Company.tenant" },
      remedy: "Write `tenant: true` in Party",
    });
  });

  it("needs a key, and the members that it makes", () => {
    const heirs = (root: Partial<Entity>, heir: Partial<Entity> = {}) =>
      errorOf(() =>
        expandModel(
          unread([
            { name: "Party", inheritance: "joined", ...root },
            { name: "Company", extends: "Party", ...heir },
          ]),
        ),
      );
    expect(heirs({ id: "none" })).toMatchObject({ code: "BAD_INHERITANCE", where: { object: "Party" } });
    expect(heirs({}, { fields: [field("id", "int")] })).toMatchObject({
      code: "DUPLICATE_NAME",
      where: { object: "Company.id" },
    });
    expect(heirs({ fields: [field("type", "int")] })).toMatchObject({ where: { object: "Party.type" } });
  });
});

describe("concrete", () => {
  it("is a table each with all members; abstract ones have none", () => {
    const model = expanded(`
conventions: { timestamps: false }
entities:
  User: {}
  Party:
    abstract: true
    inheritance: concrete
    id: identity
    softDelete: true
    fields: { name: string(80), code: int unique, during: range(date) }
    relations: { owner: one User as parties, tags: many Tag as many parties table=party_tags }
    checks: { named: length(name) > 0 }
    keys: { party_codes: [code, name] }
    indexes: { by_name: [name] }
    exclude: { one_name: "name with =, during with overlaps" }
  Person: { extends: Party, table: people, fields: { name: text } }
  Company: { extends: Party, fields: { vatId: text }, indexes: { by_vat: [vatId] } }
  Branch: { extends: Company, id: uuid }
  Tag: {}
`);
    expect(namesOf(model)).toEqual(["User", "Person", "Company", "Branch", "Tag"]);
    expect(membersOf(entityOf(model, "Person"))).toEqual([
      "name: text",
      "code: int unique",
      "during: range(date)",
      "owner: one User as personParties",
      "tags: many Tag as many personParties",
    ]);
    const branch = entityOf(model, "Branch");
    expect(membersOf(branch).slice(0, 4)).toEqual([
      "name: string(80)",
      "code: int unique",
      "during: range(date)",
      "vatId: text",
    ]);
    // Names that a schema has once.
    expect(rulesOf(branch)).toEqual([
      "key branches_party_codes: code, name",
      "check named: length(name) > 0",
      "index branches_by_name: name",
      "index branches_by_vat: vatId",
    ]);
    expect(branch.exclude?.map(({ name }) => name)).toEqual(["branches_one_name"]);
    expect(branch).toMatchObject({ id: "uuid", softDelete: true });
    expect(rulesOf(entityOf(model, "Company")).at(-1)).toBe("index by_vat: vatId");
    expect(entityOf(model, "Company").id).toBe("identity");
  });

  it("keeps names and other sides where one table has them", () => {
    const model = expanded(`
entities:
  User: {}
  Party: { abstract: true, inheritance: concrete, relations: { owner: one User as parties } }
  Person: { extends: Party }
`);
    expect(membersOf(entityOf(model, "Person"))).toEqual(["owner: one User as parties"]);
  });

  it("lets a key of one's own replace the parent's", () => {
    const model = expandModel(
      unread([
        { name: "Party", inheritance: "concrete", fields: [field("code", "int", { primary: true })] },
        { name: "Person", extends: "Party", fields: [field("ssn", "text", { primary: true })] },
      ]),
    );
    expect(membersOf(entityOf(model, "Person"))).toEqual(["code: int", "ssn: text primary"]);
    expect(membersOf(entityOf(model, "Party"))).toEqual(["code: int primary"]);
  });

  it("has no table that a relation to an abstract entity could lead to", () => {
    const model = unread([
      { name: "Party", abstract: true, inheritance: "concrete" },
      { name: "Person", extends: "Party" },
      { name: "Note", relations: [one("about", "Party")] },
    ]);
    expect(errorOf(() => expandModel(model))).toMatchObject({
      code: "BAD_INHERITANCE",
      where: { object: "Note.about" },
    });
  });
});

describe("hierarchies", () => {
  it("are refused without a parent, in circles, and without a strategy", () => {
    const refusal = (...entities: readonly (Partial<Entity> & { readonly name: string })[]) =>
      errorOf(() => expandModel(unread(entities)));
    expect(refusal({ name: "A", extends: "Gone" })).toMatchObject({
      code: "UNKNOWN_ENTITY",
      where: { object: "A.extends" },
    });
    expect(refusal({ name: "A", extends: "B" }, { name: "B", extends: "A" }).message).toBe(
      "A extends itself: A → B → A",
    );
    expect(refusal({ name: "A" }, { name: "B", extends: "A" })).toMatchObject({
      code: "BAD_INHERITANCE",
      where: { object: "A" },
    });
    expect(refusal({ name: "A", abstract: true, inheritance: "joined" }).message).toContain("no entity extends it");
    expect(
      refusal({ name: "A", abstract: true, inheritance: "joined" }, { name: "B", abstract: true, extends: "A" })
        .message,
    ).toBe("all entities of A are abstract");
  });
});
