import { expect, test } from "vitest";
import { evaluate, UNKNOWN } from "../evaluate.ts";
import type { Cell } from "../values.ts";
import { readCondition } from "./conditions.ts";

const ROW: { readonly [column: string]: Cell } = {
  Name: "anna@example.com",
  code: "AB",
  n: 5,
  day: "2024-03-09",
  doc: { json: { a: 1 } },
  gone: null,
};
const NAMES = new Map(Object.keys(ROW).map((name) => [name.toLowerCase(), name]));

test.each([
  ["n >= 0 and n <= 10 or gone", true],
  ["n in (1, 2, 3)", false],
  ["n not in (1, 2) and n between 5 and 6", true],
  ["not n = 5", false],
  ["gone is null and n is not null and n notnull", true],
  ["gone isnull or gone not null", true],
  ["n is not 5", false],
  ["length(code) = 2 and code = upper(code)", true],
  ["code glob '[A-Z][A-Z]' and code not glob '*[^A-Z]*'", true],
  ["name like 'ANNA%'", true],
  ["\"name\" <> '' and [code] <> 'x'", true],
  ["instr(name, '@') > 0 and substr(name, instr(name, '@') + 1) glob '?*.?*'", true],
  ["substr(name, 1, instr(name, '@') - 1) not glob ('*[' || char(9) || '-' || char(13) || ' @]*')", true],
  ["day is date(day)", true],
  ["json_valid(doc) and json_type(doc) = 'object'", true],
  ["case when n > 3 then 'big' else 'small' end = 'big'", true],
  ["coalesce(gone, n) == 5 and -n < +1", true],
  ["cast(n as text) is not null", true],
  ["replace(name, '@', '') collate nocase <> name", true],
])("%s", (sql, wanted) => {
  const value = evaluate(readCondition(sql, NAMES), (name) => ROW[name] ?? null);
  expect(Boolean(value)).toBe(wanted);
});

test("what is not read is not guessed", () => {
  for (const sql of ["soundex(name) = 'A'", "n >", "missing = 1", "(select 1)", "name match 'x'"]) {
    expect(evaluate(readCondition(sql, NAMES), (name) => ROW[name] ?? null)).toBe(UNKNOWN);
  }
});
