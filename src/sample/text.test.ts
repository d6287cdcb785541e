import { describe, expect, test } from "vitest";
import { meaningOf, stageOf } from "./meaning.ts";
import { randomOf } from "./random.ts";
import { MEANINGS, numberedText, subjectOf, textOf } from "./text.ts";

const random = randomOf("texts");

describe("texts", () => {
  test.each(MEANINGS)("%s fits wherever it has to", (meaning) => {
    for (const longest of [1, 3, 8, 20, 60, 255]) {
      for (let number = 0; number < 20; number++) {
        const text = textOf(meaning, random, subjectOf(random), number, longest);
        expect(text.length).toBeLessThanOrEqual(longest);
        expect(text).not.toBe("");
      }
    }
  });

  test("nothing is anybody's", () => {
    for (let number = 0; number < 50; number++) {
      const make = (meaning: string) => textOf(meaning, random, subjectOf(random), number, 255);
      expect(make("email")).toMatch(/@example\.(com|org|net)$/);
      expect(make("url")).toMatch(/^https:\/\/example\.(com|org|net)\//);
      expect(make("phone")).toMatch(/^\+1-202-555-01\d\d$/);
      expect(make("ip")).toMatch(/^192\.0\.2\./);
      expect(make("password")).toMatch(/not-a-real/);
      expect(make("token")).toMatch(/not-a-real/);
    }
  });

  test("numbers keep texts apart, however little room there is", () => {
    for (const [meaning, longest] of [
      ["email", 40],
      ["slug", 20],
      ["code", 8],
      ["person", 12],
      ["country", 2],
    ] as const) {
      const made = Array.from({ length: 90 }, (_text, at) =>
        numberedText("anna.keller", meaning, at, longest, longest < 6),
      );
      expect(new Set(made).size).toBe(90);
      expect(made.every((text) => text.length <= longest)).toBe(true);
    }
    expect(numberedText("a.b@example.com", "email", 7, 40, false)).toBe("a.b7@example.com");
  });
});

test.each([
  ["contact_email", "people", "email"],
  ["firstName", "users", "first name"],
  ["password_hash", "users", "password"],
  ["reset_token", "users", "token"],
  ["name", "customers", "person"],
  ["name", "suppliers", "company"],
  ["name", "products", "product"],
  ["country_name", "x", "country name"],
  ["title", "posts", "title"],
  ["zip_code", "x", "postal code"],
  ["ship_city", "orders", "city"],
  ["frobnicate", "x", undefined],
])("%s of %s is %s", (column, table, meaning) => {
  expect(meaningOf(column, "text", table)).toBe(meaning);
});

test("times have their order", () => {
  const stages = ["created_at", "starts_on", "publishedAt", "seen", "ends_at", "updated_at", "deleted_at"].map(stageOf);
  expect(stages).toEqual([...stages].sort((a, b) => a - b));
});
