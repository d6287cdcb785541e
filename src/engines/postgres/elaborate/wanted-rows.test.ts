import { expect, it } from "vitest";
import { ALL_ROWS, NO_ROWS, wantedRows } from "./wanted-rows.ts";

it("wants the statements about the tables that are asked for", () => {
  const wanted = wantedRows([
    { schema: "public", name: "countries", key: ["code"], columns: ["code"] },
    { schema: "s", name: "Odd", key: ["a"], columns: ["a"] },
  ]);
  const answers = {
    "INSERT INTO countries VALUES (1)": true,
    "insert into Public.COUNTRIES (a) values (1)": true,
    'UPDATE s."Odd" SET a = 1': true,
    'INSERT INTO "Countries" VALUES (1)': false,
    "INSERT INTO other.countries VALUES (1)": false,
    "DELETE FROM odd": false,
    "CALL countries()": false,
  };
  for (const [statement, answer] of Object.entries(answers)) expect(wanted(statement), statement).toBe(answer);
  expect(wantedRows([])).toBe(NO_ROWS);
  expect([NO_ROWS("INSERT INTO a VALUES (1)"), ALL_ROWS("INSERT INTO a VALUES (1)")]).toEqual([false, true]);
});
