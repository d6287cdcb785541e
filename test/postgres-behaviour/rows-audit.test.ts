import { afterAll, describe, expect, it } from "vitest";
import { closeScratch } from "../../src/engines/postgres/index.ts";
import { compare, modelOf, runtime, withDatabase } from "./rows-support.ts";

afterAll(async () => {
  await closeScratch(runtime);
});

const MODEL = `
conventions: { id: identity, timestamps: false }
entities:
  Person:
    audit: { log: row, actor: app.user_id }
    fields:
      name: string(40)
      passwordHash: string(80) secret
      hint: text := passwordHash || '!'
      place: point?
  Price:
    schema: sales
    id: none
    keys: { primary: [country, day] }
    audit: { log: row }
    fields: { country: char(2), day: date, amount: money }
`;

describe("audit", () => {
  it("is shown by the server as it was lowered", async () => {
    const { structure, expressions, lowered } = await compare(modelOf(MODEL));
    expect(structure).toEqual([]);
    expect(expressions.filter((line) => /^(function|trigger|grant)/.test(line))).toEqual([]);
    expect(lowered.losses).toEqual([]);
  });

  it("records who changed what, and never a secret", async () => {
    await withDatabase(modelOf(MODEL), async (db) => {
      await db.exec("SET app.user_id = 'ann'");
      await db.exec("INSERT INTO people (name, password_hash) VALUES ('Bob', 'x')");
      await db.exec("UPDATE people SET name = 'Rob'");
      await db.exec("UPDATE people SET name = 'Rob'");
      await db.exec("UPDATE people SET password_hash = 'y'");
      await db.exec("RESET app.user_id");
      await db.exec("DELETE FROM people");
      const row = (name: string) => ({ id: 1, name, place: null });
      expect(
        await db.rows(
          "SELECT table_name, row_key, action, actor = session_user AS role, CASE WHEN actor <> session_user THEN actor END AS actor, changed_at = now() AS now, old_row, new_row FROM audit_records ORDER BY id",
        ),
      ).toEqual(
        [
          { action: "insert", role: false, actor: "ann", old_row: null, new_row: row("Bob") },
          { action: "update", role: false, actor: "ann", old_row: row("Bob"), new_row: row("Rob") },
          // That a secret changed is known, what it was is not.
          { action: "update", role: false, actor: "ann", old_row: row("Rob"), new_row: row("Rob") },
          { action: "delete", role: true, actor: null, old_row: row("Rob"), new_row: null },
        ].map((record) => ({ table_name: "people", row_key: { id: 1 }, now: true, ...record })),
      );
    });
  });

  it("names keys of several columns and tables of other schemas, and records every row of TRUNCATE", async () => {
    await withDatabase(modelOf(MODEL), async (db) => {
      await db.exec("INSERT INTO sales.prices VALUES ('DE', '2024-01-01', 1), ('FR', '2024-01-01', 2)");
      await db.exec("TRUNCATE sales.prices");
      expect(
        await db.rows(
          "SELECT table_name, row_key, action, actor = session_user AS role, old_row ->> 'amount' AS old FROM audit_records WHERE action <> 'insert' ORDER BY id",
        ),
      ).toEqual(
        [
          { row_key: { country: "DE", day: "2024-01-01" }, old: "1.0000" },
          { row_key: { country: "FR", day: "2024-01-01" }, old: "2.0000" },
        ].map((record) => ({ table_name: "sales.prices", action: "truncate", role: true, ...record })),
      );
    });
  });

  it("needs no rights of those who change rows, who can neither forge nor read records", async () => {
    await withDatabase(modelOf(MODEL), async (db) => {
      await db.exec("CREATE ROLE clerk; GRANT SELECT, INSERT, UPDATE, DELETE ON people TO clerk");
      await db.exec("GRANT CREATE ON SCHEMA public TO clerk; SET ROLE clerk");
      await db.exec("INSERT INTO people (name, password_hash) VALUES ('Bob', 'x')");
      expect(await db.refusal("SELECT FROM audit_records")).toMatch(/permission denied/);
      expect(await db.refusal("INSERT INTO audit_records (table_name) VALUES ('x')")).toMatch(/permission denied/);
      expect(
        await db.refusal(
          "CREATE TABLE mine (a int); CREATE TRIGGER t AFTER INSERT ON mine FOR EACH ROW EXECUTE FUNCTION record_change('people')",
        ),
      ).toMatch(/permission denied for function record_change/);
      await db.exec("RESET ROLE");
      expect(await db.value("SELECT count(*)::int FROM audit_records")).toBe(1);
    });
  });
});
