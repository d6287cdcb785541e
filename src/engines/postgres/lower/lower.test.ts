import { describe, expect, it } from "vitest";
import type { Edge } from "../../../catalog/catalog.ts";
import { readModel } from "../../../model/read.ts";
import { errorOf } from "../../../model/testing/error-of.ts";
import type { Lowered } from "../../engine.ts";
import { lower } from "./index.ts";

const lowered = (text: string): Lowered => lower(readModel(`schemaforge: 1\n${text}`, "test.yaml").model);
const idsOf = ({ catalog }: Lowered, kind: string) =>
  [...catalog.objects.values()].filter((object) => object.kind === kind).map((object) => object.id);
const propsOf = ({ catalog }: Lowered, id: string) => catalog.objects.get(id)?.props;
const edgesOf = ({ catalog }: Lowered, id: string) =>
  (catalog.objects.get(id)?.edges ?? []).map(({ to, why }: Edge) => `${why} ${to}`);

const SHOP = `
types:
  OrderStatus: [pending, paid]
entities:
  Customer:
    timestamps: false
    fields:
      name: string(80)
  Order:
    fields:
      status: OrderStatus = pending
      total: money check=total>=0
      note: text? doc='For the packer'
    relations:
      customer: one Customer as orders
    indexes:
      open_orders: { fields: [customer, createdAt desc], where: status = 'pending' }
`;

describe("lower", () => {
  const shop = lowered(SHOP);

  it("gives every object an id, and parts a parent", () => {
    expect(idsOf(shop, "column").filter((id) => id.startsWith("column:public.orders"))).toEqual(
      ["id", "status", "total", "note", "customer_id", "created_at", "updated_at"].map(
        (name) => `column:public.orders.${name}`,
      ),
    );
    expect(shop.catalog.objects.get("index:public.open_orders")?.parent).toBe("table:public.orders");
    expect(idsOf(shop, "schema")).toEqual(["schema:public"]);
    expect(shop.catalog.elaboratedBy).toBe("none");
    expect(shop.losses).toEqual([]);
  });

  it("predicts the properties of columns", () => {
    expect(propsOf(shop, "column:public.orders.status")).toEqual({
      position: 2,
      type: "order_status",
      notNull: true,
      default: { sql: "'pending'::order_status", authored: "'pending'" },
    });
    expect(propsOf(shop, "column:public.orders.note")).toEqual({
      position: 4,
      type: "text",
      comment: "For the packer",
    });
  });

  it("says why objects depend on each other", () => {
    expect(edgesOf(shop, "column:public.orders.status")).toEqual([
      "owned table:public.orders",
      "order enum:public.order_status",
    ]);
    expect(edgesOf(shop, "foreign-key:public.orders.orders_customer_id_fkey")).toEqual([
      "owned table:public.orders",
      "owned column:public.orders.customer_id",
      "rebuild table:public.customers",
      "rebuild primary-key:public.customers.customers_pkey",
    ]);
    expect(edgesOf(shop, "index:public.open_orders")).toEqual([
      "owned table:public.orders",
      "rebuild column:public.orders.customer_id",
      "rebuild column:public.orders.created_at",
      "rebuild column:public.orders.status",
    ]);
    expect(edgesOf(shop, "trigger:public.orders.orders_set_updated_at")).toEqual([
      "owned table:public.orders",
      "rebuild function:public.set_updated_at()",
    ]);
  });

  it("makes one function for all tables with timestamps, as the server prints it", () => {
    expect(propsOf(shop, "function:public.set_updated_at()")).toMatchObject({
      definition: {
        sql: "CREATE OR REPLACE FUNCTION public.set_updated_at()\n RETURNS trigger\n LANGUAGE plpgsql\nAS $function$\nBEGIN\n  NEW.updated_at = now();\n  RETURN NEW;\nEND;\n$function$",
      },
    });
    expect(propsOf(shop, "trigger:public.orders.orders_set_updated_at")).toEqual({
      definition: {
        sql: "CREATE TRIGGER orders_set_updated_at BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION set_updated_at()",
      },
    });
    expect(idsOf(shop, "trigger")).toHaveLength(1);
  });

  it("chooses the names of sequences where the usual ones are taken", () => {
    const model = lowered(`
conventions: { id: identity, timestamps: false }
entities:
  User: { fields: { a: int }, indexes: { users_id_seq: [a] } }
  Post: {}
`);
    expect(propsOf(model, "column:public.users.id")).toMatchObject({
      identity: { sequence: { name: { schema: "public", name: "users_id_seq1" } } },
    });
    expect(propsOf(model, "column:public.posts.id")).toMatchObject({ identity: {} });
  });

  it("gives keys of expressions the operator class and extension of what they give", () => {
    const model = lowered(`
entities:
  Page:
    fields: { title: text, size: int }
    indexes: { found: { fields: [lower(title), size + 1], using: inverted } }
`);
    expect(propsOf(model, "index:public.found")).toEqual({
      method: "gin",
      keys: [
        { expression: { sql: "lower(title)" }, opclass: { schema: "public", name: "gin_trgm_ops" } },
        { expression: { sql: "(size + 1)" } },
      ],
    });
    expect(idsOf(model, "extension")).toEqual(["extension:pg_trgm", "extension:btree_gin"]);
  });

  it("leaves out the foreign key's own index where a partial one does not serve", () => {
    expect(idsOf(shop, "index")).toEqual(["index:public.open_orders", "index:public.orders_customer_id_idx"]);
  });

  it("cuts names to 63 bytes and keeps them apart", () => {
    const name = "aVeryLongNameOfAFieldThatHasAboutFiftyCharacters";
    const long = lowered(`
entities:
  AnEntityWithAVeryLongNameThatStillFits:
    fields:
      ${name}1: int index min=1
      ${name}2: int index min=1
`);
    const names = [...idsOf(long, "index"), ...idsOf(long, "check")].map((id) => id.split(".").at(-1) ?? "");
    expect(new Set(names).size).toBe(4);
    for (const each of names) expect(each.length).toBeLessThanOrEqual(63);
    const field = `${name.replace("Fifty", "FiftyOrSixty")}X`;
    const column = lowered(`entities: { Thing: { fields: { ${field}: int } } }`);
    expect(column.losses.map(({ code, instead }) => [code, instead])).toEqual([
      ["NAME_CUT", "called a_very_long_name_of_a_field_that_has_about_fifty_or_sixty_chara"],
    ]);
  });
});

describe("what PostgreSQL keeps for itself", () => {
  it.each([
    ["entities: { User: { fields: { xmin: int } } }", "RESERVED_NAME", "User.xmin"],
    ["entities: { User: { fields: { at: point unique } } }", "BAD_KEY", "User.at"],
    ["entities: { User: { schema: pg_mine } }", "RESERVED_NAME", "schema:pg_mine"],
    ["entities: { User: { fields: { a: 'int := b', b: 'int := a' } } }", "GENERATED_CYCLE", "User.a"],
    [
      `entities: { User: { fields: { g0: int, ${Array.from({ length: 64 }, (_, at) => `g${at + 1}: 'int := g${at} * g${at}'`)} } } }`,
      "FORMULA_TOO_LONG",
      "User.g11",
    ],
    ["types: { Users: [a] }\nentities: { User: { fields: { a: Users } } }", "DUPLICATE_NAME", "Users"],
    [
      "entities: { User: {} }\ntargets: { postgres: { objects: [{ sql: SELECT 1, needs: [Nobody] }] } }",
      "UNKNOWN_NEED",
      "targets.postgres.objects",
    ],
  ])("%s is refused as %s", (text, code, object) => {
    expect(errorOf(() => lowered(text))).toMatchObject({ code, where: { object } });
  });
});

describe("full-text search", () => {
  const search = (language: string, targets = "") =>
    lowered(`
entities:
  Page:
    fields: { title: string(80), body: text?, kind: 'string[]' }
    indexes:
      found: { search: [title, body, kind], language: ${language} }
${targets}`);
  const keyOf = (of: Lowered) => propsOf(of, "index:public.found");

  it("is an index over the text of all columns; what can be null counts as empty, lists are left out", () => {
    const english = search("english");
    expect(keyOf(english)).toEqual({
      method: "gin",
      keys: [{ expression: { sql: "to_tsvector('english', title || ' ' || coalesce(body, ''))" } }],
    });
    expect(english.losses.map(({ code, object }) => `${code} ${object}`)).toEqual(["INDEX_WEAKENED Page.found"]);
  });

  it("falls back to plain words for a language that no configuration knows, unless the model makes one", () => {
    const sqlOf = (of: Lowered) => JSON.stringify(keyOf(of));
    expect(sqlOf(search("klingon"))).toContain("to_tsvector('simple'");
    const own =
      "targets: { postgres: { objects: [{ sql: CREATE TEXT SEARCH CONFIGURATION klingon (COPY = simple), needs: [] }] } }";
    expect(sqlOf(search("klingon", own))).toContain("to_tsvector('klingon'");
  });
});

describe("verbatim objects", () => {
  it("come after what they need: entities, tables and each other", () => {
    const model = lowered(`
entities:
  User: {}
targets:
  postgres:
    objects:
      - { sql: "COMMENT ON VIEW people IS 'x';", needs: [people] }
      - { sql: "CREATE VIEW people AS SELECT * FROM users", needs: [User, public.users] }
`);
    expect(edgesOf(model, 'opaque:sql."statement 1"')).toEqual(['order opaque:sql."statement 2"']);
    expect(edgesOf(model, 'opaque:sql."statement 2"')).toEqual(["order table:public.users"]);
    expect(propsOf(model, 'opaque:sql."statement 1"')).toMatchObject({
      class: "SQL",
      statements: [{ sql: "COMMENT ON VIEW people IS 'x'" }],
    });
  });
});
