/** Partitions: by time with the function that makes and removes them, by list, by hash. */
import { afterAll, describe, expect, it } from "vitest";
import { closeScratch, postgres } from "../../src/engines/postgres/index.ts";
import { SchemaforgeError } from "../../src/model/errors.ts";
import type { Entity, Model, Partition } from "../../src/model/model.ts";
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

const monthly: Partition = { kind: "range", field: "placedAt", every: "month", retain: "24 months" };

function orders(partition: Partition = monthly, more: Partial<Entity> = {}, type = "datetime"): Entity {
  return entity("Order", {
    id: "none",
    fields: fields({
      number: "bigint",
      placedAt: type,
      total: "money = 0",
      double: "decimal(19,4) := total * 2",
      region: "string(2) = eu",
    }),
    keys: [{ name: "primary", primary: true, fields: ["number", "placedAt"] }],
    indexes: [
      { name: "orders_total", parts: [{ of: { field: "total" } }] },
      { name: "orders_lower", parts: [{ of: { expression: expression("lower(region)") } }] },
    ],
    partition,
    ...more,
  });
}

const insert = (number: number, at: string) =>
  `INSERT INTO orders (number, placed_at, total) VALUES (${number}, '${at}', ${number})`;

/** Where rows lie, by table. */
const places = (db: Database) =>
  db.rows(
    "SELECT tableoid::regclass::text AS part, array_agg(number::int ORDER BY number) AS numbers FROM orders GROUP BY 1 ORDER BY 1",
  );

const parts = (db: Database, table = "orders") =>
  db.column(`SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = '${table}'::regclass ORDER BY 1`);

describe("partitions by time", () => {
  it("are lowered to what the server shows, with the text of their function", async () => {
    for (const type of ["datetime", "date", "timestamp(3)"]) {
      const { structure, expressions } = await compare(modelOf([orders(monthly, {}, type)]));
      expect(structure, type).toEqual([]);
      expect(expressions.filter((line) => /^(function|table)/.test(line))).toEqual([]);
    }
  });

  it("are made for coming periods, once, and removed when they have expired", async () => {
    await withDatabase(modelOf([orders()]), {}, async (db) => {
      const run = (at: string) => db.column(`SELECT orders_partitions(2, '${at}')`);
      expect(await run("2026-01-15")).toEqual(["made orders_2026_01", "made orders_2026_02", "made orders_2026_03"]);
      expect(await run("2026-01-20")).toEqual([]);
      await db.exec(
        `${insert(1, "2026-01-31 23:59:59.999+00")}; ${insert(2, "2026-02-01 00:00+00")}; ${insert(3, "2030-01-01")}`,
      );
      expect(await places(db)).toEqual([
        { part: "orders_2026_01", numbers: [1] },
        { part: "orders_2026_02", numbers: [2] },
        { part: "orders_default", numbers: [3] },
      ]);
      // 24 months after the end of January 2026.
      expect(await run("2028-01-31")).toEqual([
        "made orders_2028_01",
        "made orders_2028_02",
        "made orders_2028_03",
        "made orders_2030_01",
      ]);
      expect(await db.column("SELECT orders_partitions(0, '2028-02-01')")).toEqual(["dropped orders_2026_01"]);
      expect(await db.column("SELECT number::int FROM orders ORDER BY 1")).toEqual([2, 3]);
    });
  });

  it.each([
    ["day", "2026-01-14", ["orders_2026_01_14", "orders_2026_01_15"]],
    ["week", "2026-01-14", ["orders_2026_01_12", "orders_2026_01_19"]],
    ["quarter", "2026-05-14", ["orders_2026_q2", "orders_2026_q3"]],
    ["year", "2026-05-14", ["orders_2026", "orders_2027"]],
  ] as const)("by every %s", async (every, at, names) => {
    for (const type of ["datetime", "date"]) {
      const model = modelOf([orders({ kind: "range", field: "placedAt", every }, {}, type)]);
      await withDatabase(model, {}, async (db) => {
        await db.exec("SET LOCAL timezone = 'Pacific/Auckland'; SET LOCAL datestyle = 'SQL, DMY'");
        await db.exec(`SELECT orders_partitions(1, '${at} 12:00+00')`);
        expect(await parts(db)).toEqual([...names, "orders_default"]);
        expect(await db.column(`SELECT orders_partitions(1, '${at} 12:00+00')`)).toEqual([]);
      });
    }
  });

  it("take over rows of the default partition, past its triggers", async () => {
    const model = modelOf([orders()]);
    await withDatabase(model, {}, async (db) => {
      await db.exec(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''refused''; END';
        ${insert(1, "2025-11-05")}; ${insert(2, "2025-12-31")}; ${insert(3, "infinity")};
        CREATE TRIGGER never BEFORE DELETE OR INSERT ON orders FOR EACH ROW EXECUTE FUNCTION refuse()`);
      expect(await db.column("SELECT orders_partitions(0, '2026-01-15')")).toEqual([
        "made orders_2025_11",
        "made orders_2025_12",
        "made orders_2026_01",
      ]);
      expect(await places(db)).toEqual([
        { part: "orders_2025_11", numbers: [1] },
        { part: "orders_2025_12", numbers: [2] },
        { part: "orders_default", numbers: [3] },
      ]);
      expect(await db.column("SELECT double::text FROM orders WHERE number = 2")).toEqual(["4.0000"]);
      expect(await db.attempt(insert(4, "2026-01-01"))).toBe("refused");
    });
  });

  it("are referenced by foreign keys, which are never broken", async () => {
    const line = entity("OrderLine", { relations: [one("order", "Order")] });
    const model = modelOf([orders(), line]);
    const { structure } = await compare(model);
    expect(structure).toEqual([]);
    await withDatabase(model, {}, async (db) => {
      await db.exec("SELECT orders_partitions(0, '2024-01-15'); SELECT orders_partitions(0, '2024-02-15')");
      await db.exec(`${insert(1, "2024-01-05")}; ${insert(2, "2024-02-05")}; ${insert(3, "2025-12-05")}`);
      await db.exec(
        "INSERT INTO order_lines (order_number, order_placed_at) SELECT number, placed_at FROM orders WHERE number IN (1, 3)",
      );
      expect(await db.attempt("INSERT INTO order_lines (order_number, order_placed_at) VALUES (9, now())")).toMatch(
        /foreign key/,
      );
      expect(await db.column("SELECT orders_partitions(1, '2026-03-15')")).toEqual([
        "made orders_2026_03",
        "made orders_2026_04",
        "dropped orders_2024_02",
      ]);
      expect(await db.column("SELECT orders_partitions(0, '2025-12-15')")).toEqual([]);
      expect(await places(db)).toEqual([
        { part: "orders_2024_01", numbers: [1] },
        { part: "orders_default", numbers: [3] },
      ]);
    });
  });

  it("of odd names, in a schema of their own, unlogged, with numbers of their own", async () => {
    const odd = entity("Odd", {
      schema: "Sales %s",
      table: `it's "100%" $function$`,
      targets: { postgres: { unlogged: true, options: { fillfactor: "70" } } },
      id: "none",
      fields: fields({
        at: "datetime column='a %L'",
        n: "bigint = identity(always)",
        period: "int? column=period",
        step: "text? column=step",
        part: "text? column=part",
        owner: "text? column=owner",
        t: "text? column=t",
      }),
      keys: [{ name: "primary", primary: true, fields: ["n", "at"] }],
      partition: { kind: "range", field: "at", every: "day", retain: "1 day" },
    });
    const { structure, expressions } = await compare(modelOf([odd]));
    expect(structure).toEqual([]);
    expect(expressions.filter((line) => line.startsWith("function:"))).toEqual([]);
    await withDatabase(modelOf([odd]), {}, async (db) => {
      const table = `"Sales %s"."it's ""100%"" $function$"`;
      const run = `SELECT "Sales %s"."it's ""100%"" $function$_partitions"(0, '2026-01-02')`;
      await db.exec(`INSERT INTO ${table} ("a %L") VALUES ('2026-01-02')`);
      expect(await db.column(run)).toEqual([`made it's "100%" $function$_2026_01_02`]);
      expect(await db.column(`SELECT n::int FROM ${table}`)).toEqual([1]);
      expect(await db.column(run.replace("01-02", "01-04"))).toEqual([
        `made it's "100%" $function$_2026_01_04`,
        expect.stringContaining("dropped"),
      ]);
    });
  });

  it("by a field called like what the function has, and made for the owner by another role", async () => {
    const event = entity("Event", {
      id: "none",
      fields: fields({ period: "datetime primary" }),
      partition: { kind: "range", field: "period", every: "day", retain: "1 day" },
    });
    await withDatabase(modelOf([event]), { roles: ["app"] }, async (db) => {
      await db.exec("ALTER TABLE events OWNER TO app; ALTER TABLE events_default OWNER TO app");
      await db.exec("INSERT INTO events VALUES ('2026-01-01')");
      expect(await db.column("SELECT events_partitions(0, '2026-01-01')")).toEqual(["made events_2026_01_01"]);
      expect(await db.column("SELECT tableowner FROM pg_tables WHERE tablename = 'events_2026_01_01'")).toEqual([
        "app",
      ]);
      await db.exec("GRANT CREATE ON SCHEMA public TO app");
      await db.become("app");
      expect(await db.column("SELECT events_partitions(0, '2026-01-03')")).toEqual([
        "made events_2026_01_03",
        "dropped events_2026_01_01",
      ]);
    });
  });

  it("of entities of which changes are kept move their rows unnoticed", async () => {
    const { model } = readModel(
      `schemaforge: 1
tenancy: { entity: Firm, relation: firm, setting: app.firm, bypass: support }
entities:
  Firm: { fields: { name: text } }
  Reading:
    tenant: true
    appendOnly: true
    audit: { log: row }
    id: none
    fields: { at: datetime, value: double, note: text? index }
    keys: { primary: [firm, at] }
    partition: { range: at, every: day }
  Change:
    history: true
    audit: { log: row }
    id: none
    fields: { at: datetime, n: int, value: text immutable, note: text? }
    keys: { primary: [at, n] }
    partition: { hash: [n], count: 2 }
`,
      "m.yaml",
    );
    const { structure, expressions } = await compare(model);
    expect(structure).toEqual([]);
    expect(expressions.filter((line) => /^(policy|function|trigger)/.test(line))).toEqual([]);
    await withDatabase(model, { roles: ["support"] }, async (db) => {
      await db.exec(`INSERT INTO firms (name) VALUES ('f');
        INSERT INTO readings (firm_id, at, value) SELECT id, '2026-01-01', 1 FROM firms`);
      expect(await db.attempt("DELETE FROM readings")).not.toBe("accepted");
      expect(await db.column("SELECT readings_partitions(0, '2026-01-01')")).toEqual(["made readings_2026_01_01"]);
      expect(await db.column("SELECT tableoid::regclass::text FROM readings")).toEqual(["readings_2026_01_01"]);
      expect(await db.attempt("DELETE FROM readings")).not.toBe("accepted");
      await db.exec("INSERT INTO changes VALUES (now(), 1, 'a'), (now(), 2, 'b'); UPDATE changes SET note = 'x'");
      expect(await db.attempt("UPDATE changes SET value = 'x'")).toMatch(/cannot be changed/);
      expect(await db.column("SELECT action FROM audit_records ORDER BY id")).toHaveLength(5);
      expect(await db.column("SELECT count(*)::int FROM changes_history")).toEqual([2]);
    });
  });

  it("of tenants are reached through their table alone", async () => {
    const model: Model = modelOf(
      [
        entity("Organization"),
        orders(monthly, {
          tenant: true,
          relations: [one("organization", "Organization")],
          keys: [{ name: "primary", primary: true, fields: ["organization", "number", "placedAt"] }],
        }),
      ],
      { tenancy: { entity: "Organization", relation: "organization", setting: "app.org" } },
    );
    const { structure, expressions } = await compare(model);
    expect(structure).toEqual([]);
    expect(expressions.filter((line) => /^(policy|function|column)/.test(line) && !line.includes("double"))).toEqual(
      [],
    );
    await withDatabase(model, { roles: ["app"] }, async (db) => {
      const id = "00000000-0000-0000-0000-000000000001";
      await db.exec(`INSERT INTO organizations VALUES ('${id}')`);
      await db.exec(
        `INSERT INTO orders (organization_id, number, placed_at) VALUES ('${id}', 1, '2026-01-01'), ('${id}', 2, '2026-02-01')`,
      );
      await db.exec("SELECT orders_partitions(0, '2026-01-15'); GRANT ALL ON ALL TABLES IN SCHEMA public TO app");
      await db.become("app", { "app.org": id });
      expect(await db.column("SELECT number::int FROM orders ORDER BY 1")).toEqual([1, 2]);
      expect(await db.column("SELECT count(*)::int FROM orders_default")).toEqual([0]);
      expect(await db.column("SELECT count(*)::int FROM orders_2026_01")).toEqual([0]);
      await db.become("app", { "app.org": "" });
      expect(await db.column("SELECT count(*)::int FROM orders")).toEqual([0]);
    });
  });
});

describe("partitions by list and hash", () => {
  it.each([
    ["string(5)", ["de", "fr"], ["us", "it's"]],
    ["char(3)", ["de", "fra"], ["us"]],
    ["int", ["1", "-2"], ["007"]],
    ["bigint", ["1"], ["-3"]],
    ["smallint", ["1"], ["2"]],
    ["decimal(8,2)", ["1", "-2.5"], ["3.25"]],
    ["boolean", ["true"], ["false"]],
    ["date", ["2026-01-01"], ["2026-01-02"]],
    ["uuid", ["A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11"], []],
    ["Mood", ["good"], []],
  ] as const)("of %s are lowered to what the server shows", async (type, first, second) => {
    const listed = entity("Thing", {
      id: "none",
      fields: fields({ kind: type, name: "text index" }),
      partition: {
        kind: "list",
        field: "kind",
        partitions: [
          { name: "one", values: first },
          { name: "other", values: second },
        ],
      },
    });
    const model = modelOf([listed], { types: [{ name: "Mood", values: [{ value: "good" }, { value: "bad" }] }] });
    const { structure, expressions } = await compare(model);
    expect([...structure, ...expressions]).toEqual([]);
  });

  it("put rows where they belong", async () => {
    const hashed = entity("Thing", {
      id: "none",
      fields: fields({ a: "int", b: "text" }),
      keys: [{ name: "primary", primary: true, fields: ["a", "b"] }],
      partition: { kind: "hash", fields: ["a", "b"], count: 3 },
    });
    const model = modelOf([hashed]);
    const { structure, expressions } = await compare(model);
    expect([...structure, ...expressions]).toEqual([]);
    await withDatabase(model, {}, async (db) => {
      await db.exec("INSERT INTO things SELECT n, n::text FROM generate_series(1, 50) n");
      expect(await db.column("SELECT DISTINCT tableoid::regclass::text FROM things ORDER BY 1")).toEqual([
        "things_p0",
        "things_p1",
        "things_p2",
      ]);
    });
  });
});

describe("partitions that cannot be", () => {
  function refusal(of: Entity): unknown {
    try {
      postgres.lower(modelOf([of]));
    } catch (error) {
      return error instanceof SchemaforgeError ? error.code : String(error);
    }
    return "accepted";
  }
  const key = (...names: string[]) => ({ keys: [{ name: "primary", primary: true, fields: names }] });

  it("are refused with a reason", () => {
    expect(refusal(orders(monthly, key("number")))).toBe("PARTITION_KEY");
    expect(
      refusal(orders(monthly, { keys: [...(orders().keys ?? []), { name: "k", primary: false, fields: ["number"] }] })),
    ).toBe("PARTITION_KEY");
    expect(refusal(orders({ ...monthly, field: "nobody" } as Partition))).toBe("UNKNOWN_FIELD");
    expect(refusal(orders({ ...monthly, field: "region" } as Partition, key("number", "region")))).toBe(
      "BAD_PARTITION",
    );
    expect(refusal(orders({ ...monthly, retain: "soon" } as Partition))).toBe("BAD_PARTITION");
    expect(refusal(orders({ kind: "hash", fields: ["number"], count: 0 }))).toBe("BAD_PARTITION");
    expect(refusal(orders({ kind: "hash", fields: ["number"], count: 2 }))).toBe("accepted");
    const twice = {
      kind: "list" as const,
      field: "number",
      partitions: [
        { name: "a", values: ["1"] },
        { name: "b", values: ["01"] },
      ],
    };
    expect(refusal(orders(twice))).toBe("BAD_PARTITION");
  });
});
