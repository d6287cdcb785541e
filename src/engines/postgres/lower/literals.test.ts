import { describe, expect, it } from "vitest";
import { valueText } from "./literals.ts";

const printed = (value: string, type: string) => valueText({ kind: "string", value }, type, false).printed;

describe("the text of a value as the server keeps it", () => {
  it.each([
    ["character(5)", "ab  ", "ab"],
    ["integer", "+007", "7"],
    ["numeric(8,3)", "1.5", "1.500"],
    ["numeric", "-0.0", "0.0"],
    ["boolean", "ON", "true"],
    ["uuid", "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"],
    ["timestamp with time zone", "2026-01-02T03:04Z", "2026-01-02 03:04:00+00"],
    ["timestamp(3) without time zone", "2026-01-02", "2026-01-02 00:00:00"],
    ["time without time zone", "03:04:05.100", "03:04:05.1"],
    ["double precision", "0.50", "0.5"],
    ["inet", "10.0.0.1", "10.0.0.1/32"],
  ])("%s %s", (type, value, expected) => {
    expect(printed(value, type)).toBe(expected);
  });

  it.each([
    ["numeric(8,1)", "1.55"],
    ["integer", "1.5"],
    ["double precision", "1e30"],
    ["timestamp with time zone", "2026-01-02T03:04+02:00"],
    ["interval", "90 minutes"],
    ["inet", "::1"],
    ["uuid", "nonsense"],
  ])("is not sure of %s %s", (type, value) => {
    expect(printed(value, type)).toBeUndefined();
  });
});
