import { expect, test } from "vitest";
import { classify, dataByFirstWord } from "./classify.ts";

test.each([
  ["CreateStmt", {}, "run"],
  ["DoStmt", {}, "run"],
  ["GrantStmt", {}, "run"],
  ["CreateRoleStmt", {}, "run"],
  ["InsertStmt", {}, "data"],
  ["TruncateStmt", {}, "data"],
  ["SelectStmt", {}, "select"],
  ["VariableSetStmt", {}, "setting"],
  ["TransactionStmt", {}, "transaction"],
  ["VacuumStmt", {}, "ignore"],
  ["LockStmt", {}, "ignore"],
  ["CreatedbStmt", {}, "skip"],
  ["AlterSystemStmt", {}, "skip"],
  ["CreateTableSpaceStmt", {}, "skip"],
  ["SecLabelStmt", {}, "lose"],
  ["CommentStmt", { objtype: "OBJECT_TABLE" }, "run"],
  ["CommentStmt", { objtype: "OBJECT_DATABASE" }, "skip"],
  ["CommentStmt", { objtype: "OBJECT_ROLE" }, "skip"],
  ["ClusterStmt", { relation: {} }, "run"],
  ["ClusterStmt", {}, "ignore"],
])("%s %j: %s", (node, tree, treatment) => {
  expect(classify(node, tree).treatment).toBe(treatment);
});

test("every statement that is skipped says what it is", () => {
  for (const node of ["CreatedbStmt", "DropdbStmt", "AlterRoleSetStmt"])
    expect(classify(node, {}).what).toMatch(/[A-Z]/);
});

test("tells rows from definitions by the first word alone", () => {
  expect(dataByFirstWord("insert into t values (1)")).toBe("InsertStmt");
  expect(dataByFirstWord("COPY t FROM stdin")).toBe("CopyStmt");
  expect(dataByFirstWord("inserted")).toBeUndefined();
  expect(dataByFirstWord("CREATE TABLE t ()")).toBeUndefined();
});
