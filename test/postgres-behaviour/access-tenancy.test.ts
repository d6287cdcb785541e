/** Row-level security: by tenant, and by the author's policies. */
import { afterAll, describe, expect, it } from "vitest";
import { closeScratch, postgres } from "../../src/engines/postgres/index.ts";
import { SchemaforgeError } from "../../src/model/errors.ts";
import type { Model, Policy } from "../../src/model/model.ts";
import { readModel } from "../../src/model/read.ts";
import {
  compare,
  type Database,
  entity,
  expression,
  fields,
  modelOf,
  one,
  runtime,
  withDatabase,
} from "./access-support.ts";

afterAll(async () => {
  await closeScratch(runtime);
});

const [ONE, TWO] = ["00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"];
const CUSTOMER = { 1: "00000000-0000-0000-0000-0000000000c1", 2: "00000000-0000-0000-0000-0000000000c2" } as const;
const ROLES = ["app", "support"];

const tenant = { columns: ["organization_id"] } as const;

/** Customers, orders and tags of organizations; orders reference customers together with their tenant. */
function shop(policies: readonly Policy[] = []): Model {
  return modelOf(
    [
      entity("Organization", { fields: fields({ name: "string(80)" }) }),
      entity("Customer", {
        tenant: true,
        fields: fields({ name: "string(80)" }),
        relations: [
          one("organization", "Organization", tenant),
          { kind: "many", name: "tags", target: "Tag", inverse: "customers" },
        ],
        keys: [{ name: "customers_tenant_key", primary: false, fields: ["organization", "id"] }],
      }),
      entity("Order", {
        tenant: true,
        fields: fields({ number: "string(20)", createdBy: "uuid?" }),
        relations: [
          one("organization", "Organization", tenant),
          one("customer", "Customer", {
            references: ["organization", "id"],
            columns: ["organization_id", "customer_id"],
          }),
        ],
        ...(policies.length > 0 ? { policies } : {}),
      }),
      entity("Tag", { fields: fields({ name: "string(80)" }) }),
    ],
    {
      tenancy: {
        entity: "Organization",
        relation: "organization",
        setting: "app.organization_id",
        bypass: "support",
      },
    },
  );
}

const tenants = (id: string | undefined) => ({ "app.organization_id": id ?? "" });

/** Two tenants with a customer and an order each. */
async function fill(db: Database): Promise<void> {
  await db.exec(`
    INSERT INTO organizations (id, name) VALUES ('${ONE}', 'one'), ('${TWO}', 'two');
    INSERT INTO customers (id, organization_id, name) VALUES ('${CUSTOMER[1]}', '${ONE}', 'c1'), ('${CUSTOMER[2]}', '${TWO}', 'c2');
    INSERT INTO orders (organization_id, customer_id, number) SELECT organization_id, id, 'of ' || name FROM customers;
    INSERT INTO tags (name) VALUES ('t');
    INSERT INTO customer_tags (customer_id, tag_id) SELECT c.id, t.id FROM customers c, tags t`);
}

describe("entities of tenants", () => {
  it("are lowered to what the server shows, with its very texts", async () => {
    const { structure, expressions, lowered } = await compare(shop());
    expect(structure).toEqual([]);
    expect(expressions.filter((line) => /^(policy|column):/.test(line))).toEqual([]);
    expect(lowered.losses).toEqual([]);
    const ids = [...lowered.catalog.objects.keys()].filter((id) => id.startsWith("policy:"));
    expect(ids.map((id) => id.slice("policy:public.".length))).toEqual([
      "organizations.tenant_isolation",
      "organizations.tenant_bypass",
      "customers.tenant_isolation",
      "customers.tenant_bypass",
      "orders.tenant_isolation",
      "orders.tenant_bypass",
      "customer_tags.tenant_isolation",
      "customer_tags.tenant_bypass",
    ]);
  });

  it("show a tenant its own rows, also through join tables and to the owner of the tables", async () => {
    await withDatabase(shop(), { roles: ROLES }, async (db) => {
      await fill(db);
      await db.exec("ALTER TABLE orders OWNER TO app");
      await db.become("app", tenants(ONE));
      expect(await db.column("SELECT name FROM organizations")).toEqual(["one"]);
      expect(await db.column("SELECT name FROM customers")).toEqual(["c1"]);
      expect(await db.column("SELECT number FROM orders")).toEqual(["of c1"]);
      expect(await db.column("SELECT customer_id FROM customer_tags")).toEqual([CUSTOMER[1]]);
      await db.become("app", tenants(TWO));
      expect(await db.column("SELECT number FROM orders")).toEqual(["of c2"]);
    });
  });

  it("do not let a tenant write, take over or reference the rows of another", async () => {
    await withDatabase(shop(), { roles: ROLES }, async (db) => {
      await fill(db);
      await db.become("app", tenants(ONE));
      const refused = /violates row-level security policy/;
      expect(await db.attempt(`INSERT INTO customers (organization_id, name) VALUES ('${TWO}', 'x')`)).toMatch(refused);
      expect(await db.attempt(`UPDATE customers SET organization_id = '${TWO}'`)).toMatch(refused);
      expect(await db.attempt(`INSERT INTO organizations (name) VALUES ('three')`)).toMatch(refused);
      expect(await db.attempt(`INSERT INTO customer_tags SELECT '${CUSTOMER[2]}', id FROM tags`)).toMatch(refused);
      expect(await db.attempt(`INSERT INTO orders (customer_id, number) VALUES ('${CUSTOMER[2]}', 'x')`)).toMatch(
        /violates foreign key constraint/,
      );
      await db.exec("UPDATE customers SET name = 'changed'; DELETE FROM customer_tags; DELETE FROM orders");
      await db.become("postgres");
      expect(await db.column("SELECT name FROM customers ORDER BY id")).toEqual(["changed", "c2"]);
      expect(await db.column("SELECT number FROM orders")).toEqual(["of c2"]);
      expect(await db.column("SELECT customer_id FROM customer_tags")).toEqual([CUSTOMER[2]]);
    });
  });

  it("take the tenant from the setting, and are empty without it", async () => {
    await withDatabase(shop(), { roles: ROLES }, async (db) => {
      await fill(db);
      await db.become("app");
      for (const table of ["organizations", "customers", "orders", "customer_tags"]) {
        expect(await db.column(`SELECT count(*)::int FROM ${table}`), table).toEqual([0]);
      }
      expect(await db.attempt("INSERT INTO customers (name) VALUES ('x')")).toMatch(/row-level security|null value/);
      await db.become("app", tenants(TWO));
      await db.exec(`INSERT INTO orders (customer_id, number) VALUES ('${CUSTOMER[2]}', 'new')`);
      expect(await db.column("SELECT organization_id FROM orders WHERE number = 'new'")).toEqual([TWO]);
      await db.become("app", tenants(undefined));
      expect(await db.column("SELECT count(*)::int FROM orders")).toEqual([0]);
    });
  });

  it("show everything to the role that bypasses", async () => {
    await withDatabase(shop(), { roles: ROLES }, async (db) => {
      await fill(db);
      await db.become("support");
      expect(await db.column("SELECT number FROM orders ORDER BY number")).toEqual(["of c1", "of c2"]);
      expect(await db.column("SELECT count(*)::int FROM customer_tags")).toEqual([2]);
      await db.exec(`UPDATE organizations SET name = 'renamed'`);
    });
  });

  it("read the setting once a statement and find their rows by index", async () => {
    await withDatabase(shop(), { roles: ROLES }, async (db) => {
      await db.become("app", tenants(ONE));
      await db.exec("SET LOCAL enable_seqscan = off");
      const plan = JSON.stringify(await db.rows("EXPLAIN SELECT * FROM customers"));
      expect(plan).toContain("InitPlan");
      expect(plan).toMatch(/Index Cond: \(organization_id = /);
    });
  });

  it("need a tenancy with a key of one column", () => {
    const { tenancy: _, ...without } = shop();
    const code = (model: Model) => {
      try {
        postgres.lower(model);
      } catch (error) {
        return error instanceof SchemaforgeError ? error.code : String(error);
      }
      return "accepted";
    };
    expect(code(without)).toBe("NO_TENANCY");
    const pair = entity("Organization", {
      id: "none",
      fields: fields({ a: "int", b: "int" }),
      keys: [{ name: "primary", primary: true, fields: ["a", "b"] }],
    });
    const of = entity("Thing", { tenant: true, relations: [one("organization", "Organization")] });
    expect(code({ ...shop(), entities: [pair, of] })).toBe("TENANT_KEY");
  });

  it("compare tenants of every type of key as that type", async () => {
    for (const key of ["string(10)", "text", "int", "bigint", "ulid", "uuid"]) {
      const organization = entity("Organization", {
        id: "none",
        fields: fields({ code: key }),
        keys: [{ name: "primary", primary: true, fields: ["code"] }],
      });
      const thing = entity("Thing", { tenant: true, relations: [one("organization", "Organization")] });
      const { structure, expressions } = await compare(
        modelOf([organization, thing], {
          tenancy: { entity: "Organization", relation: "organization", setting: "app.org" },
        }),
      );
      expect(structure, key).toEqual([]);
      expect(
        expressions.filter((line) => !line.startsWith("check:")),
        key,
      ).toEqual([]);
    }
  });
});

describe("what the language makes for entities of tenants", () => {
  const model = readModel(
    `schemaforge: 1
conventions: { timestamps: false }
tenancy: { entity: Firm, relation: firm, setting: app.firm, bypass: support }
entities:
  Firm:
    id: none
    audit: { log: row }
    history: true
    fields: { code: 'string(10) primary', name: text? }
  Area:
    tenant: true
    tree: closure
    history: true
    audit: { log: row }
    fields: { name: text unique=tenant }
    relations: { tags: many Tag as many areas, marks: many Mark as many areas }
  Tag:
    tenant: true
    fields: { name: text }
    relations: { area: one? Area as ownTags }
  Mark:
    audit: { log: row }
    fields: { name: text unique }
`,
    "m.yaml",
  ).model;

  it("is lowered to what the server shows, with its very policies", async () => {
    const { structure, expressions } = await compare(model);
    expect(structure).toEqual([]);
    expect(expressions.filter((line) => /^(policy|column):/.test(line))).toEqual([]);
  });

  it("shows a tenant its own alone: trees, versions, records and joins", async () => {
    await withDatabase(model, { roles: ROLES }, async (db) => {
      await db.exec("INSERT INTO firms VALUES ('a'), ('b'); INSERT INTO marks (name) VALUES ('m')");
      await db.exec("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO app; SET search_path = public");
      for (const firm of ["a", "b"]) {
        await db.become("app", { "app.firm": firm });
        await db.exec(`INSERT INTO areas (name) VALUES ('top');
          INSERT INTO areas (name, parent_id) SELECT 'sub', id FROM areas;
          UPDATE areas SET name = 'Top' WHERE name = 'top';
          INSERT INTO tags (name, area_id) SELECT 't', id FROM areas LIMIT 1;
          INSERT INTO area_tags (area_id, tag_id) SELECT a.id, t.id FROM areas a, tags t;
          INSERT INTO area_marks SELECT a.id, m.id FROM areas a, marks m`);
      }
      const counts = async (of: string) => db.column(`SELECT count(*)::int FROM ${of}`);
      const expected = { areas: 2, area_closure: 3, area_tags: 2, area_marks: 2, tags: 1, firms: 1, firms_history: 1 };
      for (const [table, count] of Object.entries(expected)) expect(await counts(table), table).toEqual([count]);
      expect(await db.column("SELECT DISTINCT firm_code FROM areas_history")).toEqual(["b"]);
      expect(await db.column("SELECT DISTINCT coalesce(new_row, old_row) ->> 'firm_code' FROM audit_records")).toEqual([
        "b",
      ]);
      await db.become("app", { "app.firm": "" });
      for (const table of [...Object.keys(expected), "areas_history", "audit_records"]) {
        expect(await counts(table), table).toEqual([0]);
      }
      await db.exec("UPDATE marks SET name = 'n'");
      await db.become("support");
      expect(await counts("areas")).toEqual([4]);
      expect(await counts("audit_records WHERE table_name = 'marks'")).toEqual([2]);
      expect(await counts("area_closure")).toEqual([6]);
    });
  });

  it("keeps relations within a tenant, and sets nothing but the reference null", async () => {
    await withDatabase(model, { roles: ROLES }, async (db) => {
      await db.exec("INSERT INTO firms VALUES ('a'), ('b')");
      const id = "00000000-0000-0000-0000-00000000000a";
      await db.exec(`INSERT INTO areas (id, firm_code, name) VALUES ('${id}', 'a', 'x')`);
      expect(await db.attempt("INSERT INTO areas (firm_code, name) VALUES ('a', 'x')")).toMatch(/unique/);
      expect(await db.attempt("INSERT INTO areas (firm_code, name) VALUES ('b', 'x')")).toBe("accepted");
      expect(await db.attempt(`INSERT INTO tags (firm_code, name, area_id) VALUES ('b', 't', '${id}')`)).toMatch(
        /foreign key/,
      );
      await db.exec(`INSERT INTO tags (firm_code, name, area_id) VALUES ('a', 't', '${id}'); DELETE FROM areas`);
      expect(await db.rows("SELECT firm_code, area_id FROM tags")).toEqual([{ firm_code: "a", area_id: null }]);
    });
  });
});

const USER = { a: "00000000-0000-0000-0000-00000000000a", b: "00000000-0000-0000-0000-00000000000b" };

describe("policies of the author", () => {
  const notes = (policies: readonly Policy[]): Model =>
    modelOf([
      entity("Note", {
        fields: fields({ owner: "uuid", locked: "boolean = false", body: "text", level: "int = 1" }),
        policies,
      }),
    ]);
  const mine = expression("owner = setting('app.user_id')");
  const as = (user: string) => ({ "app.user_id": user });
  const seed = `INSERT INTO notes (owner, body) VALUES ('${USER.a}', 'of a'), ('${USER.b}', 'of b')`;

  it("show and take rows as their conditions say, for the roles that they name", async () => {
    const model = notes([{ name: "owner_rw", for: "all", to: ["app"], using: mine }]);
    expect((await compare(model)).structure).toEqual([]);
    await withDatabase(model, { roles: ROLES }, async (db) => {
      await db.exec(seed);
      await db.become("app", as(USER.a));
      expect(await db.column("SELECT body FROM notes")).toEqual(["of a"]);
      expect(await db.attempt(`INSERT INTO notes (owner, body) VALUES ('${USER.b}', 'x')`)).toMatch(
        /row-level security/,
      );
      expect(await db.attempt(`INSERT INTO notes (owner, body) VALUES ('${USER.a}', 'x')`)).toBe("accepted");
      await db.become("support", as(USER.a));
      expect(await db.column("SELECT body FROM notes")).toEqual([]);
    });
  });

  it("differ by command, and restrict", async () => {
    const model = notes([
      { name: "read", for: "select", to: [], using: expression("true") },
      { name: "add", for: "insert", to: ["app"], check: mine },
      {
        name: "change",
        for: "update",
        to: ["app"],
        using: mine,
        check: expression("owner = setting('app.user_id') and level < setting('app.level')"),
      },
      { name: "remove", for: "delete", to: ["app"], using: mine },
      { name: "unlocked", for: "delete", to: [], using: expression("not locked"), restrictive: true },
    ]);
    expect((await compare(model)).structure).toEqual([]);
    await withDatabase(model, { roles: ROLES }, async (db) => {
      await db.exec(seed);
      await db.become("app", { ...as(USER.a), "app.level": "3" });
      expect(await db.column("SELECT body FROM notes ORDER BY body")).toEqual(["of a", "of b"]);
      await db.exec("UPDATE notes SET level = 2");
      expect(await db.column("SELECT body FROM notes WHERE level = 2")).toEqual(["of a"]);
      expect(await db.attempt("UPDATE notes SET level = 3")).toMatch(/row-level security/);
      await db.exec("UPDATE notes SET locked = true; DELETE FROM notes");
      expect(await db.column("SELECT count(*)::int FROM notes")).toEqual([2]);
      await db.exec("UPDATE notes SET locked = false; DELETE FROM notes");
      expect(await db.column("SELECT body FROM notes")).toEqual(["of b"]);
    });
  });

  it("hold the tenant's condition in an entity of tenants", async () => {
    const model = shop([
      {
        name: "owner_rw",
        for: "all",
        to: ["app"],
        using: expression("createdBy = setting('app.user_id') or createdBy is null"),
      },
    ]);
    expect((await compare(model)).structure).toEqual([]);
    await withDatabase(model, { roles: ROLES }, async (db) => {
      await fill(db);
      await db.exec(`INSERT INTO orders (organization_id, customer_id, number, created_by)
        SELECT organization_id, id, 'private', '${USER.b}' FROM customers`);
      await db.become("app", { ...tenants(ONE), ...as(USER.a) });
      expect(await db.column("SELECT number FROM orders")).toEqual(["of c1"]);
      await db.become("app", { ...tenants(ONE), ...as(USER.b) });
      expect(await db.column("SELECT count(*)::int FROM orders")).toEqual([2]);
      expect(
        await db.attempt(
          `INSERT INTO orders (organization_id, customer_id, number) VALUES ('${TWO}', '${CUSTOMER[2]}', 'x')`,
        ),
      ).toMatch(/row-level security/);
      await db.become("support");
      expect(await db.column("SELECT count(*)::int FROM orders")).toEqual([4]);
    });
  });

  it("are refused where they cannot stand", () => {
    const code = (policy: Partial<Policy>) => {
      try {
        postgres.lower(notes([{ name: "p", for: "all", to: [], ...policy }]));
      } catch (error) {
        return error instanceof SchemaforgeError ? [error.code, error.where] : String(error);
      }
      return "accepted";
    };
    expect(code({ for: "insert", using: mine })).toEqual(["BAD_POLICY", { object: "Note.policies.p" }]);
    expect(code({ for: "delete", check: mine })).toEqual(["BAD_POLICY", { object: "Note.policies.p" }]);
    expect(code({ using: expression("nobody = 1") })).toEqual(["UNKNOWN_FIELD", { object: "Note.policies.p" }]);
  });
});
