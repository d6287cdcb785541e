import { describe, expect, it } from "vitest";
import { readModel } from "../../../model/read.ts";
import { resolveModel } from "../../../model/resolve/index.ts";
import { makeObjectName } from "../ids.ts";
import { Draft } from "./draft.ts";
import { lower } from "./index.ts";
import { addRoutine, addTrigger, arrayText, changed, parametersOf, routineName, unchanged } from "./routines.ts";

const modelOf = (text: string) => readModel(`schemaforge: 1\n${text}`, "test.yaml").model;
const tableOf = (text: string) => {
  const [table] = resolveModel(modelOf(text), makeObjectName).tables;
  if (!table) throw new Error("no table");
  return table;
};
const definition = (draft: Draft, id: string) =>
  (draft.objects.get(id)?.props as { definition: { sql: string } } | undefined)?.definition.sql;

describe("functions", () => {
  it("have the text that the server shows, and belong to their owner alone when they act as him", () => {
    const draft = new Draft();
    const id = addRoutine(draft, {
      schema: "Odd",
      name: "do",
      security: "definer",
      declare: ["n integer;"],
      body: ["RETURN NULL;"],
    });
    expect(definition(draft, id)).toBe(
      [
        'CREATE OR REPLACE FUNCTION "Odd"."do"()',
        " RETURNS trigger",
        " LANGUAGE plpgsql",
        " SECURITY DEFINER",
        " SET search_path TO 'pg_catalog', 'pg_temp'",
        "AS $function$",
        "DECLARE",
        "  n integer;",
        "BEGIN",
        "  RETURN NULL;",
        "END;",
        "$function$",
      ].join("\n"),
    );
    expect(draft.objects.get(`grant:${id} public`)?.props).toEqual({
      on: { keyword: "FUNCTION", identity: '"Odd"."do"()' },
      grantee: "public",
      privileges: [],
    });
  });

  it("give a setting back wherever they end", () => {
    const draft = new Draft();
    const body = ["IF true THEN", "  RETURN NEW;", "END IF;", "RETURN NULL;"];
    const text = definition(draft, addRoutine(draft, { name: "f", setting: "app.x", body })) ?? "";
    expect(
      text.match(/^ *PERFORM set_config\('app\.x', coalesce\(setting_before, ''\), true\);\n *RETURN /gm),
    ).toHaveLength(2);
    expect(text).toContain("setting_before text := current_setting('app.x', true);");
  });

  it("are numbered where longer names are cut to one", () => {
    const draft = new Draft();
    const table = tableOf(`entities:\n  A: { table: ${"x".repeat(63)} }\n`);
    const first = routineName(draft, table, "keep");
    addRoutine(draft, { name: first, body: ["RETURN NULL;"] });
    const second = routineName(draft, table, "keep");
    expect(first).toMatch(/^x+_keep$/);
    expect(second).toMatch(/^x+_keep_2$/);
    expect([first, second].map((name) => Buffer.byteLength(name))).toEqual([63, 63]);
  });

  it("take and return types without length", () => {
    const table = tableOf(
      "conventions: { id: none, timestamps: false }\nentities:\n  A: { fields: { a: string(5), b: 'decimal(9,2)', c: char(2), d: datetime(3), e: 'string(5)[]' } }\n",
    );
    const names = table.columns.map(({ name }) => name);
    expect(parametersOf(table, names).map(({ type }) => type)).toEqual([
      "character varying",
      "numeric",
      "character",
      "timestamp with time zone",
      "character varying[]",
    ]);
  });
});

describe("triggers", () => {
  it("have the text that the server shows", () => {
    const draft = new Draft();
    const table = tableOf("entities:\n  A: { schema: sales, fields: { a: string(5), n: int } }\n");
    addTrigger(
      draft,
      table,
      {
        label: "x",
        timing: "AFTER",
        events: "UPDATE",
        when: changed(table, ["a", "n"]),
        call: { name: "f" },
        args: ["it's"],
      },
      [],
    );
    expect(definition(draft, "trigger:sales.as.as_x")).toBe(
      "CREATE TRIGGER as_x AFTER UPDATE ON sales.\"as\" FOR EACH ROW WHEN (old.a::text IS DISTINCT FROM new.a::text OR old.n IS DISTINCT FROM new.n) EXECUTE FUNCTION f('it''s')",
    );
    expect(unchanged(table, ["n"])).toBe("NOT old.n IS DISTINCT FROM new.n");
  });

  it("get lists of names as arrays", () => {
    expect(arrayText([])).toBe("{}");
    expect(arrayText(["a", 'b"c', "d\\e"])).toBe('{"a","b\\"c","d\\\\e"}');
  });
});

describe("what cannot be kept", () => {
  it.each([
    ["APPEND_ONLY_TREE", "A: { tree: nested-set, appendOnly: true }"],
    [
      "APPEND_ONLY_COUNTER",
      "A: { appendOnly: true, fields: { n: int count=bs } }\n  B: { relations: { a: one A as bs } }",
    ],
    ["BAD_ENCRYPTION", "A: { fields: { a: text encrypt }, indexes: { i: [lower(a)] } }"],
  ])("is refused: %s", (code, text) => {
    const model = modelOf(`entities:\n  ${text}\n`);
    expect(() => lower(model)).toThrow(expect.objectContaining({ code }));
  });
});
