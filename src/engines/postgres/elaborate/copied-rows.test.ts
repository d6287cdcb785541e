import { expect, it } from "vitest";
import { copiedRows } from "./copied-rows.ts";

const tree = (more: object = {}) => ({ relation: { schemaname: "s", relname: "Odd" }, is_from: true, ...more });

it("inserts what a block holds, its escapes undone", () => {
  const columns = { attlist: [{ String: { sval: "a" } }, { String: { sval: "B" } }] };
  expect(copiedRows(tree(columns), "it's\t\\N\n\\x41\\102\\t\\\\\t\n")).toBe(
    `INSERT INTO s."Odd" (a, "B") OVERRIDING SYSTEM VALUE VALUES ('it''s', NULL),\n(E'AB\t\\\\', '')`,
  );
});

it("leaves other formats and blocks without rows to others", () => {
  expect(copiedRows(tree({ options: [{}] }), "a\n")).toBeUndefined();
  expect(copiedRows(tree(), "")).toBeUndefined();
});
