/** Reference data: written after the tables, compared by key. */
import { afterAll, describe, expect, it } from "vitest";
import { closeScratch, postgres } from "../../src/engines/postgres/index.ts";
import { SchemaforgeError } from "../../src/model/errors.ts";
import type { DefaultValue, Entity, Model, Row } from "../../src/model/model.ts";
import { diff } from "../../src/workflows/diff.ts";
import type { Loaded } from "../../src/workflows/load.ts";
import { prove } from "../../src/workflows/prove.ts";
import { compare, entity, expression, fields, modelOf, one, runtime, withDatabase } from "./access-support.ts";

afterAll(async () => {
  await closeScratch(runtime);
});

const text = (value: string): DefaultValue => ({ kind: "string", value });
const number = (value: number | string): DefaultValue => ({ kind: "number", value: String(value) });
const NULL: DefaultValue = { kind: "null" };

function countries(rows: readonly Row[], more: Partial<Entity> = {}): Model {
  return modelOf([
    entity("City", {
      fields: fields({ name: "string(80)" }),
      relations: [one("country", "Country")],
    }),
    entity("Country", {
      id: "none",
      fields: fields({ code: "char(2) primary", name: "string(80)", population: "bigint?" }),
      rows,
      ...more,
    }),
  ]);
}

const germany = { code: text("DE"), name: text("Germany") };
const france = { code: text("FR"), name: text("It's France"), population: number(68_000_000) };

const model = (value: Model): Loaded => ({ kind: "model", model: value, name: "the model" });

async function sqlText(sql: string): Promise<Loaded> {
  const readAgain: NonNullable<Extract<Loaded, { kind: "catalog" }>["readAgain"]> = (options) =>
    postgres.readText([{ name: "schema.sql", text: sql }], runtime, options);
  return { kind: "catalog", engine: postgres, reading: await readAgain({}), readAgain, name: "schema.sql" };
}

const scriptOf = (of: Model) => postgres.script(postgres.render(postgres.lower(of).catalog));

describe("rows of reference data", () => {
  it("are there, behind what they reference, and as the server shows them", async () => {
    const parents = modelOf([
      entity("Area", {
        id: "none",
        fields: fields({ code: "string(9) primary", name: "text?" }),
        relations: [one("parent", "Area", { nullable: true }), one("country", "Country", { nullable: true })],
        rows: [
          { code: text("b"), parent: text("a"), country: text("DE") },
          { code: text("a"), name: NULL },
        ],
      }),
      entity("Country", { id: "none", fields: fields({ code: "char(2) primary" }), rows: [{ code: text("DE") }] }),
    ]);
    const { structure, expressions, lowered } = await compare(parents);
    expect([...structure, ...expressions]).toEqual([]);
    expect((await prove(postgres, lowered.catalog, runtime)).status).toBe("proven");
    await withDatabase(parents, {}, async (db) => {
      expect(await db.rows("SELECT code, parent_code, country_code FROM areas ORDER BY code")).toEqual([
        { code: "a", parent_code: null, country_code: null },
        { code: "b", parent_code: "a", country_code: "DE" },
      ]);
    });
  });

  it.each([
    ["string(20)", text("it's \\ \n here")],
    ["char(5)", text("ab")],
    ["int", number("007")],
    ["bigint", number("-9007199254740993")],
    ["decimal(8,3)", number("1.5")],
    ["decimal", number("-0.50")],
    ["double", number("0.1")],
    ["float", number("-2.5")],
    ["boolean", { kind: "boolean", value: true }],
    ["date", text("2026-02-28")],
    ["datetime", text("2026-02-28T10:00Z")],
    ["datetime(3)", text("2026-02-28 10:00:01.500+00:00")],
    ["timestamp", text("2026-02-28")],
    ["time", text("10:00")],
    ["uuid", text("A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11")],
    ["json", { kind: "json", value: { b: [1, 2.5], a: null } }],
    ["binary", text("DEAD")],
    ["string(9)[]", { kind: "list", items: [text("a"), text("b c")] }],
    ["int[]", { kind: "list", items: [number(1), number(2)] }],
    ["Mood", text("good")],
    ["inet", text("10.0.0.1")],
    ["mac", text("08:00:2b:01:02:03")],
  ] as const)("hold a value of %s", async (type, value) => {
    const of = modelOf(
      [
        entity("Thing", {
          id: "none",
          fields: fields({ k: "int primary", v: type }),
          rows: [{ k: number(1), v: value }],
        }),
      ],
      {
        types: [{ name: "Mood", values: [{ value: "good" }] }],
      },
    );
    const { structure, expressions } = await compare(of);
    expect([...structure, ...expressions.filter((line) => line.startsWith("row:"))]).toEqual([]);
  });

  it("that the server writes otherwise are run before they count as different", async () => {
    const of = (value: string) =>
      modelOf([
        entity("Thing", {
          id: "none",
          fields: fields({ k: "int primary", span: "interval", at: "datetime", x: "double" }),
          rows: [{ k: number(1), span: text(value), at: text("2026-01-01 01:00+02:00"), x: number("1e30") }],
        }),
      ]);
    expect((await prove(postgres, postgres.lower(of("90 minutes")).catalog, runtime)).status).toBe("proven");
    const same = await diff({ a: await sqlText(scriptOf(of("01:30"))), b: model(of("90 minutes")) }, runtime);
    expect(same.changes).toEqual([]);
    const other = await diff({ a: await sqlText(scriptOf(of("01:31"))), b: model(of("90 minutes")) }, runtime);
    expect(other.changes.map(({ id, props }) => [id, props.map(({ name }) => name)])).toEqual([
      ['row:public.things."1"', ["values.span"]],
    ]);
  });

  it("leave numbered columns to go on behind them", async () => {
    for (const id of ["identity", "serial"] as const) {
      const of = modelOf([
        entity("Status", { id, fields: fields({ name: "text" }), rows: [{ id: number(7), name: text("open") }] }),
      ]);
      const { structure, expressions } = await compare(of);
      expect([...structure, ...expressions], id).toEqual([]);
      await withDatabase(of, {}, async (db) => {
        await db.exec("INSERT INTO statuses (name) VALUES ('closed')");
        expect(await db.column("SELECT id::int FROM statuses ORDER BY id")).toEqual([7, 8]);
      });
    }
    const always = modelOf([
      entity("Status", {
        id: "none",
        fields: fields({ id: "bigint primary = identity(always)" }),
        rows: [{ id: number(3) }],
      }),
    ]);
    expect((await compare(always)).structure).toEqual([]);
  });

  it("may be identified by another key, and take what the database works out", async () => {
    const roles = modelOf([
      entity("Role", {
        fields: fields({ name: "string(20) unique", since: "datetime" }),
        rows: [{ name: text("admin"), since: { kind: "expression", expression: expression("now()") } }],
      }),
    ]);
    const { structure, expressions } = await compare(roles);
    expect([...structure, ...expressions]).toEqual([]);
    expect((await diff({ a: await sqlText(scriptOf(roles)), b: model(roles) }, runtime)).changes).toEqual([]);
  });

  it("fill the materialized views that read them", async () => {
    const view = { name: "all_codes", materialized: true, sql: { postgres: "SELECT code FROM codes_view" } };
    const of = {
      ...countries([germany]),
      views: [view, { name: "codes_view", sql: { postgres: "SELECT code FROM countries" } }],
    };
    await withDatabase(of, {}, async (db) => {
      expect(await db.column("SELECT code FROM all_codes")).toEqual(["DE"]);
    });
  });
});

describe("differences of rows", () => {
  const changesOf = async (a: Loaded, b: Loaded) =>
    (await diff({ a, b }, runtime)).changes.map(({ op, id, props }) => [
      op,
      id,
      ...props.map(({ name, from, to }) => [name, from, to]),
    ]);

  it("are shown between two models by key and column", async () => {
    const after = countries([
      { ...germany, name: text("Deutschland") },
      { code: text("IT"), name: text("Italy") },
    ]);
    expect(await changesOf(model(countries([germany, france])), model(after))).toEqual([
      ["change", 'row:public.countries."DE"', ["values.name", { sql: "Germany" }, { sql: "Deutschland" }]],
      ["remove", 'row:public.countries."FR"'],
      ["add", 'row:public.countries."IT"'],
    ]);
  });

  it("are shown between a script and a model, whichever way its rows are written", async () => {
    const tables = scriptOf(countries([]));
    const inserted = await sqlText(`${tables}
      INSERT INTO public."countries" VALUES ('DE', 'Germany');
      INSERT INTO countries VALUES ('FR', 'France', 68000000);
      INSERT INTO cities (name, country_code) VALUES ('Nowhere', 'XX');
      UPDATE Countries SET name = 'It''s France' WHERE code = 'FR'`);
    expect(await changesOf(inserted, model(countries([germany, france])))).toEqual([]);
    const copied = await sqlText(`${tables}
COPY public.countries (code, name, population) FROM stdin;
DE\tGermany\t\\N
FR\tIt's\\x20France\t68000001
\\.
`);
    expect(await changesOf(copied, model(countries([germany, france])))).toEqual([
      ["change", 'row:public.countries."FR"', ["values.population", { sql: "68000001" }, { sql: "68000000" }]],
    ]);
  });

  it("are none where the model has no rows, or one side does not say a value", async () => {
    const script = await sqlText(`${scriptOf(countries([]))} INSERT INTO countries VALUES ('DE', 'Germany', 5);`);
    expect(await changesOf(script, model(countries([])))).toEqual([]);
    expect(await changesOf(script, model(countries([germany])))).toEqual([]);
    expect(await changesOf(script, model(countries([{ ...germany, population: NULL }])))).toEqual([
      ["change", 'row:public.countries."DE"', ["values.population", { sql: "5" }, null]],
    ]);
  });

  it("follow renamed tables and columns", async () => {
    const script = await sqlText(scriptOf(countries([germany])));
    const renamed = modelOf([
      entity("City", {
        fields: fields({ name: "string(80)" }),
        relations: [one("country", "State", { columns: ["country_code"] })],
      }),
      entity("State", {
        was: ["Country"],
        id: "none",
        fields: fields({ code: "char(2) primary", title: "string(80) was=name", population: "bigint?" }),
        rows: [{ code: text("DE"), title: text("Germany") }],
      }),
    ]);
    expect((await changesOf(script, model(renamed))).filter(([op]) => op !== "rename")).toEqual([]);
  });

  it("leave out partitions that a function makes", async () => {
    const events = modelOf([
      entity("Event", {
        id: "none",
        fields: fields({ at: "datetime primary" }),
        partition: { kind: "range", field: "at", every: "month" },
      }),
    ]);
    const script = await sqlText(
      `${scriptOf(events)} CREATE TABLE events_2026_01 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');`,
    );
    expect(await changesOf(script, model(events))).toEqual([]);
  });
});

describe("rows that cannot be", () => {
  const code = (of: Model): string => {
    try {
      postgres.lower(of);
    } catch (error) {
      return error instanceof SchemaforgeError ? error.code : String(error);
    }
    return "accepted";
  };

  it("are refused with a reason", async () => {
    expect(code(countries([germany, germany]))).toBe("DUPLICATE_ROW");
    expect(code(countries([germany, { ...france, code: text("DE ") }]))).toBe("DUPLICATE_ROW");
    expect(code(countries([{ name: text("Nowhere") }]))).toBe("ROW_KEY");
    expect(code(countries([{ ...germany, nobody: text("x") }]))).toBe("UNKNOWN_FIELD");
    const orphan = modelOf([
      entity("City", {
        fields: fields({ name: "string(80) unique" }),
        relations: [one("country", "Country")],
        rows: [{ name: text("x"), country: text("XX") }],
      }),
      entity("Country", { id: "none", fields: fields({ code: "char(2) primary" }) }),
    ]);
    await expect(prove(postgres, postgres.lower(orphan).catalog, runtime)).rejects.toMatchObject({
      code: "ROW_REJECTED",
    });
  });

  it("are refuted where something changes them", async () => {
    const changed: Model = {
      ...countries([germany]),
      targets: {
        postgres: {
          objects: [
            {
              sql: `CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.name := upper(NEW.name); RETURN NEW; END'`,
              needs: [],
            },
            {
              sql: "CREATE TRIGGER shout BEFORE INSERT ON countries FOR EACH ROW EXECUTE FUNCTION shout()",
              needs: ["countries"],
            },
          ],
        },
      },
    };
    const { status, differences } = await prove(postgres, postgres.lower(changed).catalog, runtime);
    expect(status).toBe("refuted");
    expect(differences.map(({ id }) => id)).toEqual(['row:public.countries."DE"']);
  });

  it("are quick in their thousands", () => {
    const rows = Array.from({ length: 5000 }, (_, at) => ({
      code: text(at.toString(36).padStart(3, "0")),
      name: text(`n${at}`),
    }));
    const of = countries(rows);
    const started = performance.now();
    expect(postgres.render(postgres.lower(of).catalog).filter(({ section }) => section === "Rows").length).toBe(5000);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
