import { describe, expect, test } from "vitest";
import { redactAll, redactor } from "./redact.ts";

describe("passwords", () => {
  test("in any URL go", () => {
    const redact = redactor([], {});
    expect(redact("cannot reach postgres://me:s3cret@host:5/db now")).toBe(
      "cannot reach postgres://me:***@host:5/db now",
    );
    expect(redact("mongodb+srv://me:p@ss:w@host/db")).toBe("mongodb+srv://me:***@host/db");
    expect(redact("host=x password=s3cret user=me")).toBe("host=x password=*** user=me");
  });

  test("of the arguments and the environment go wherever they stand, written or decoded", () => {
    const redact = redactor(["postgres://me:p%40ssword@host/db"], { PGPASSWORD: "hunter22" });
    expect(redact("login p@ssword failed, p%40ssword failed, hunter22 failed")).toBe(
      "login *** failed, *** failed, *** failed",
    );
  });

  test("that are also the user's name do not blank every mention of it", () => {
    const redact = redactor(["postgres://postgres:postgres@host/db"], {});
    expect(redact("postgres has no version 99")).toBe("postgres has no version 99");
    expect(redact("postgres://postgres:postgres@host/db")).toBe("postgres://postgres:***@host/db");
  });

  test("inside of a value go, names of members stay", () => {
    const redact = redactor(["postgres://me:object@host/db"], {});
    expect(redactAll({ object: ["the object", 1, null] }, redact)).toEqual({ object: ["the ***", 1, null] });
  });
});
