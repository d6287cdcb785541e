import { afterAll, describe, expect, it } from "vitest";
import { closeScratch, postgres } from "../../src/engines/postgres/index.ts";
import { compare, modelOf, runtime, withDatabase } from "./rows-support.ts";

afterAll(async () => {
  await closeScratch(runtime);
});

const MODEL = `
conventions: { id: identity }
entities:
  Customer:
    audit: { log: row }
    history: true
    fields:
      name: string(40)
      cardNumber: { type: 'string(32)?', secret: true, encrypt: database, doc: As printed }
      notes: string(200)? encrypt
`;

const CARD = "4111 1111 1111 1111";

describe("encrypted fields", () => {
  it("are shown by the server as they were lowered", async () => {
    const { structure, expressions, lowered } = await compare(modelOf(MODEL));
    expect(structure).toEqual([]);
    expect(expressions.filter((line) => /^(function|trigger|grant|check)/.test(line))).toEqual([]);
    expect(lowered.losses).toEqual([]);
    const props = (name: string) => lowered.catalog.objects.get(`column:public.customers.${name}`)?.props;
    expect(props("card_number")).toMatchObject({
      type: "bytea",
      comment: "As printed\nEncrypted by the database: written as encrypt_value(…), read as decrypt_value(…).",
    });
    expect(props("notes")).toMatchObject({
      type: "text",
      comment: "Encrypted by the application: the database sees ciphertext alone.",
    });
  });

  it("are read with the key alone, and their plain text stands nowhere", async () => {
    await withDatabase(
      modelOf(MODEL),
      async (db) => {
        const insert = `INSERT INTO customers (name, card_number) VALUES ('Ann', encrypt_value('${CARD}')), ('Bob', encrypt_value(NULL))`;
        expect(await db.refusal(insert)).toBe("app.encryption_key is not set");
        await db.exec("SELECT set_config('app.encryption_key', 'long and random', false)");
        await db.exec(insert);
        expect(await db.rows("SELECT decrypt_value(card_number) AS card FROM customers ORDER BY id")).toEqual([
          { card: CARD },
          { card: null },
        ]);
        const places = ["customers", "customers_history", "audit_records"];
        for (const place of places) {
          expect(await db.value(`SELECT count(*)::int FROM ${place}`)).toBe(2);
          const shown = JSON.stringify(await db.rows(`SELECT t::text AS all FROM ${place} AS t`));
          expect(shown).not.toContain("4111");
          expect(shown).not.toContain(Buffer.from(CARD).toString("hex"));
        }
        expect(
          await db.value(
            "SELECT string_agg((new_row ? 'card_number' OR new_row ? 'notes')::text, '') FROM audit_records",
          ),
        ).toBe("falsefalse");
        expect(await db.refusal("UPDATE customers SET name = 'Eve'")).toBe("accepted");
        expect(await db.value("SELECT decrypt_value(card_number) FROM customers ORDER BY id LIMIT 1")).toBe(CARD);
        await db.exec("SELECT set_config('app.encryption_key', 'another', false)");
        expect(await db.refusal("SELECT decrypt_value(card_number) FROM customers")).toBe("Wrong key or corrupt data");
      },
      ["pgcrypto"],
    );
  });

  it("take nothing but ciphertext", async () => {
    await withDatabase(
      modelOf(MODEL),
      async (db) => {
        for (const plain of [`'${CARD}'`, "'\\x'", "convert_to('é', 'UTF8')"]) {
          expect(await db.refusal(`INSERT INTO customers (name, card_number) VALUES ('Ann', ${plain})`)).toMatch(
            /violates check constraint "customers_card_number_encrypted"/,
          );
        }
      },
      ["pgcrypto"],
    );
  });

  it.each([
    ["a key", "fields: { a: string(9) encrypt, b: int }, keys: { k: [b, a] }"],
    ["an index", "fields: { a: string(9) encrypt }, indexes: { i: [a] }"],
    ["a check", "fields: { a: string(9) encrypt }, checks: { c: length(a) > 2 }"],
    ["a computed field", "fields: { a: string(9) encrypt, b: text := a }"],
    ["a slug", "fields: { a: string(9) encrypt, b: slug slug=a }"],
    ["a default", "fields: { a: string(9) = x encrypt }"],
  ])("refuse what would need the plain value: %s", (_, rest) => {
    const model = modelOf(`entities:\n  A: { ${rest} }\n`);
    expect(() => postgres.lower(model)).toThrow(expect.objectContaining({ code: "BAD_ENCRYPTION" }));
  });

  it("may be missing together with others", () => {
    const model = modelOf(
      "entities:\n  A: { fields: { a: string(9)? encrypt, b: int? }, checks: { c: (a is null) = (b is null) } }\n",
    );
    expect(postgres.lower(model).losses).toEqual([]);
  });
});
