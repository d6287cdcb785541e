import { describe, expect, it } from "vitest";
import { childId, functionId, grantId, makeObjectName, schemaObjectId, truncateName } from "./ids.ts";

describe("ids", () => {
  it("joins plain parts with dots and quotes what could be misread", () => {
    expect(schemaObjectId("table", "public", "users")).toBe("table:public.users");
    expect(childId("column", "public", "Order Items", 'a"b')).toBe('column:public."Order Items"."a""b"');
    expect(schemaObjectId("table", "a.b", "c")).not.toBe(schemaObjectId("table", "a", "b.c"));
  });

  it("tells overloads apart by their argument types", () => {
    expect(functionId("public", "f", "integer,text")).toBe("function:public.f(integer,text)");
  });

  it("names a grant by its object, column and grantee", () => {
    expect(grantId("table:public.t", "r")).toBe("grant:table:public.t r");
    expect(grantId("table:public.t", "my role", "c")).toBe('grant:table:public.t(c) "my role"');
  });
});

// Expected names were read off a PostgreSQL 15 server that was given unnamed constraints.
describe("makeObjectName", () => {
  it("joins table, column and label", () => {
    expect(makeObjectName("users", "email", "key")).toBe("users_email_key");
    expect(makeObjectName("users", undefined, "pkey")).toBe("users_pkey");
  });

  it("cuts the longer of the two names until 63 bytes fit", () => {
    const name = makeObjectName("a".repeat(60), "b".repeat(60), "key");
    expect(name).toBe(`${"a".repeat(29)}_${"b".repeat(29)}_key`);
    expect(name).toHaveLength(63);
  });

  it("never cuts inside a character", () => {
    expect(truncateName("ä".repeat(40))).toBe("ä".repeat(31));
  });
});
