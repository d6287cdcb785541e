import { describe, expect, it } from "vitest";
import { errorOf } from "../testing/error-of.ts";
import { formatField, parseField } from "./field.ts";

const place = { file: "m.yaml", line: 3, column: 10 };

describe("parseField", () => {
  it("reads type, arguments, arrays and nullability", () => {
    expect(parseField("f", "string(255)")).toEqual({
      name: "f",
      type: { name: "string", args: [255], array: 0 },
      nullable: false,
    });
    expect(parseField("f", "decimal(10, 2)?")).toMatchObject({
      type: { name: "decimal", args: [10, 2] },
      nullable: true,
    });
    expect(parseField("f", "text[][]?").type).toEqual({ name: "text", args: [], array: 2 });
    expect(parseField("f", "set(a, 'b c', 01)").type.args).toEqual(["a", "b c", "01"]);
    expect(parseField("f", "range(datetime)").type.args).toEqual(["datetime"]);
    expect(parseField("f", "OrderStatus").type.name).toBe("OrderStatus");
  });

  it.each([
    ["int = -1", { kind: "number", value: "-1" }],
    ["decimal(10,2) = 9.90", { kind: "number", value: "9.90" }],
    ["boolean = false", { kind: "boolean", value: false }],
    ["string = draft", { kind: "string", value: "draft" }],
    ["string(2) = 01", { kind: "string", value: "01" }],
    ["string = 'it''s'", { kind: "string", value: "it's" }],
    ["string = 'null'", { kind: "string", value: "null" }],
    ["text? = null", { kind: "null" }],
    ["Status = pending", { kind: "string", value: "pending" }],
    [
      "string[] = [user, 'two words']",
      {
        kind: "list",
        items: [
          { kind: "string", value: "user" },
          { kind: "string", value: "two words" },
        ],
      },
    ],
    ["int[] = []", { kind: "list", items: [] }],
    [
      "int[][] = [[1], []]",
      {
        kind: "list",
        items: [
          { kind: "list", items: [{ kind: "number", value: "1" }] },
          { kind: "list", items: [] },
        ],
      },
    ],
    ["json = {}", { kind: "json", value: {} }],
    ["json = []", { kind: "json", value: [] }],
    [`json = {"a": [1, "]"]}`, { kind: "json", value: { a: [1, "]"] } }],
    [`json = {"n": "12345678901234567890"}`, { kind: "json", value: { n: "12345678901234567890" } }],
    [`json = '{"a": 1}'`, { kind: "json", value: { a: 1 } }],
    ["date = 2024-02-29", { kind: "string", value: "2024-02-29" }],
    ["datetime = '2024-02-29T12:00:00Z'", { kind: "string", value: "2024-02-29T12:00:00Z" }],
    ["set(a, b) = [b]", { kind: "list", items: [{ kind: "string", value: "b" }] }],
  ])("reads the default of %s", (text, value) => {
    expect(parseField("f", text).default).toEqual(value);
  });

  it("reads calls and bracketed expressions as defaults", () => {
    expect(parseField("f", "datetime = now()").default).toMatchObject({
      kind: "expression",
      expression: { authored: "now()", ast: { kind: "call", name: "now", args: [] } },
    });
    expect(parseField("f", "int = (1 + 2) unique")).toMatchObject({
      default: { expression: { authored: "1 + 2" } },
      unique: true,
    });
  });

  it("reads generated fields up to the next flag", () => {
    const field = parseField("total", "money := price * quantity unique min=0");
    expect(field).toMatchObject({
      generated: { authored: "price * quantity", refs: ["price", "quantity"] },
      unique: true,
      min: "0",
    });
  });

  it("ends check= at white space outside brackets and quotes", () => {
    expect(parseField("f", "money check=total>=0 unique")).toMatchObject({
      check: { authored: "total>=0" },
      unique: true,
    });
    expect(parseField("f", "text check=matches(f, '^[a-z ]+$') doc=x")).toMatchObject({
      check: { authored: "matches(f, '^[a-z ]+$')" },
      doc: "x",
    });
    expect(parseField("f", "int check=(f >= 0 and f < 9)")).toMatchObject({ check: { authored: "f >= 0 and f < 9" } });
    expect(parseField("f", "int check=(f)>=(0)")).toMatchObject({ check: { authored: "(f)>=(0)" } });
    expect(parseField("f", "text check='f <> ''x'''")).toMatchObject({ check: { authored: "f <> 'x'" } });
  });

  it("reads flags and keys in any order and writes them in one", () => {
    const text =
      "string(50) doc='a b' unique was=[old, older] pii=contact index secret immutable column=user_email min=1 match='^a'";
    expect(formatField(parseField("email", text))).toBe(
      "string(50) unique index secret immutable pii=contact min=1 match='^a' column=user_email was=[old, older] doc='a b'",
    );
  });

  it.each([
    ["int = hello", "WRONG_DEFAULT", 16, "Give a whole number"],
    ["int = 1.5", "WRONG_DEFAULT", 16, "Give a whole number"],
    ["int = '1'", "WRONG_DEFAULT", 16, "Give a whole number"],
    ["smallint = 40000", "WRONG_DEFAULT", 21, "between -32768 and 32767"],
    ["decimal(4,2) = 123.4", "WRONG_DEFAULT", 25, "2 digits before and 2 after"],
    ["boolean = yes", "WRONG_DEFAULT", 20, "Write true or false"],
    ["string(3) = hello", "WRONG_DEFAULT", 22, "5 characters, the type holds 3"],
    ["date = 2023-02-29", "WRONG_DEFAULT", 17, "2030-12-31"],
    ["datetime = now", "WRONG_DEFAULT", 21, "Write now()"],
    ["uuid = 12", "WRONG_DEFAULT", 17, "Write uuid()"],
    ["int = now()", "WRONG_DEFAULT", 16, "field's type"],
    ["text[] = user", "WRONG_DEFAULT", 19, "square brackets"],
    ["json = user", "WRONG_DEFAULT", 17, "Write JSON"],
    ['json = {"n": 12345678901234567890}', "WRONG_DEFAULT", 17, "as text"],
    ["set(a, b) = [c]", "WRONG_DEFAULT", 23, "Choose from a, b"],
    ["text = a:b", "WRONG_DEFAULT", 17, "'a:b'"],
    ['text = "x"', "SYNTAX", 17, "Write `f: text = 'x'`"],
    ["strng(20) unique", "UNKNOWN_TYPE", 10, "Write `f: string(20) unique`"],
    ["varchar(20)", "UNKNOWN_TYPE", 10, "Write `f: string(20)`"],
    ["Text_", undefined, 0, ""],
    ["TIMESTAMP_", undefined, 0, ""],
    ["qqqqq", "UNKNOWN_TYPE", 10, "declared under `types:`"],
    ["one User", "UNKNOWN_TYPE", 10, "relations:"],
    ["string(0)", "WRONG_ARGUMENTS", 17, undefined],
    ["string(a)", "WRONG_ARGUMENTS", 17, undefined],
    ["int(11)", "WRONG_ARGUMENTS", 14, "Leave out the brackets"],
    ["decimal(2,4)", "WRONG_ARGUMENTS", 10, undefined],
    ["vector", "WRONG_ARGUMENTS", 10, "vector(1536)"],
    ["range(text)", "WRONG_ARGUMENTS", 16, undefined],
    ["string unqiue", "UNKNOWN_KEY", 17, "Write `f: string unique`"],
    ["string not null", "UNKNOWN_KEY", 17, "NOT NULL unless"],
    ["string nullable", "UNKNOWN_KEY", 17, "text?"],
    ["string encrypt=databse", "UNKNOWN_KEY", 17, "encrypt=database"],
    ["string encrypt=yes", "UNKNOWN_KEY", 17, "string encrypt`"],
    ["string unique=tenannt", "UNKNOWN_KEY", 17, "unique=tenant"],
    ["string unique=tenant unique=tenant", "SYNTAX", 31, undefined],
    ["int = identity(sometimes)", "WRONG_DEFAULT", 16, "identity(always)"],
    ["text = identity()", "WRONG_DEFAULT", 17, "bigint"],
    ["string unique unique", "SYNTAX", 24, "Keep one"],
    ["int = 1 = 2", "SYNTAX", 18, "Keep one"],
    ["string match=^a.*$", "SYNTAX", 23, "Write `f: string match='^a.*$'`"],
    ["int min = 3", "SYNTAX", 14, "Write `f: int min=3`"],
    ["string = 'x", "UNCLOSED_QUOTE", 19, undefined],
    ["", "SYNTAX", 10, undefined],
  ])("places the error in %s", (text, code, column, remedy) => {
    if (code === undefined) {
      // Words that begin with a capital are declared types, looked up when the whole model is known.
      expect(parseField("f", text).type.name).toBe(text);
      return;
    }
    const error = errorOf(() => parseField("f", text, place));
    expect(error).toMatchObject({ code, where: { file: "m.yaml", line: 3, column } });
    if (remedy !== undefined) expect(error.remedy).toContain(remedy);
  });

  it("tells the column in the text when there is no file", () => {
    const error = errorOf(() => parseField("age", "int = hello"));
    expect(error.where).toEqual({ object: "age" });
    expect(error.message).toContain("column 7");
  });
});
