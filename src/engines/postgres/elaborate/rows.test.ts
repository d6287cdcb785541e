import { expect, test } from "vitest";
import { RowCounts, targetOf } from "./rows.ts";

test.each([
  ["INSERT INTO film (a) VALUES (1)", "film"],
  ['insert into public."Film; x" select 1', 'public."Film; x"'],
  ["COPY public.film (a) FROM stdin", "public.film"],
  ["UPDATE ONLY film SET a = 1", "film"],
  ["DELETE FROM ONLY a.b.c WHERE true", "a.b.c"],
  ["TRUNCATE TABLE film", "film"],
  ["COPY (SELECT 1) TO stdout", undefined],
  ["CALL p(1)", undefined],
  ["MERGE INTO t USING u ON true WHEN MATCHED THEN DELETE", undefined],
])("the table of %s", (sql, table) => {
  expect(targetOf(sql).table).toBe(table);
});

test("says once a table what was left out", () => {
  const counts = new RowCounts();
  for (let at = 0; at < 1200; at++) {
    counts.add({ kind: "statement", text: "INSERT INTO film VALUES (1), (2)", offset: at, rows: 2 });
  }
  counts.add({ kind: "statement", text: "COPY actor FROM stdin", offset: 5000 });
  counts.addRows(1);
  counts.add({ kind: "statement", text: "UPDATE film SET a = 1", offset: 6000 });
  counts.add({ kind: "statement", text: "CALL fill()", offset: 7000 });
  expect(counts.messages()).toEqual([
    { message: "film: 2,400 rows (1,200 INSERT, 1 UPDATE): data, not loaded", offset: 0 },
    { message: "actor: 1 row (1 COPY): data, not loaded", offset: 5000 },
    { message: "1 CALL: data, not loaded", offset: 7000 },
  ]);
});
