import { expect, test } from "vitest";
import { randomOf } from "./random.ts";
import { globPattern, likePattern, textMatching } from "./regex.ts";

test.each([
  "^[A-Z]{2}$",
  "^[a-z0-9]+(-[a-z0-9]+)*$",
  "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$",
  "^[+]?[0-9 ().-]{3,31}$",
  "^#[0-9A-Fa-f]{6}([0-9A-Fa-f]{2})?$",
  "^[0-7][0-9A-HJKMNP-TV-Z]{25}$",
  "^(red|green|blue)$",
  "^[[:alpha:]]+_[[:digit:]]{3}$",
  "^\\d{3}-\\w+$",
  "^(?:a|b)c??d*$",
  "[]x]{3}",
  "^[a\\-z]+$",
])("%s is matched", (pattern) => {
  const random = randomOf(pattern);
  for (let time = 0; time < 20; time++) expect(textMatching(pattern, random)).toBeDefined();
});

test.each(["^(?=a)b", "^(a)\\1$", "(", "^[a-z"])("%s is more than is read", (pattern) => {
  expect(textMatching(pattern, randomOf(1))).toBeUndefined();
});

test("lengths are kept", () => {
  const random = randomOf(1);
  for (let time = 0; time < 20; time++) {
    const text = textMatching("^[a-z]+$", random, 4, 2) ?? "";
    expect(text.length).toBeGreaterThanOrEqual(2);
    expect(text.length).toBeLessThanOrEqual(4);
  }
  expect(textMatching("^[a-z]{9}$", random, 4)).toBeUndefined();
});

test("LIKE and GLOB are regular expressions of the whole text", () => {
  expect(new RegExp(likePattern("https://%")).test("https://example.com")).toBe(true);
  expect(new RegExp(likePattern("a_c")).test("abcd")).toBe(false);
  expect(new RegExp(likePattern("100\\%")).test("100%")).toBe(true);
  expect(new RegExp(globPattern("*[^0-9]*")).test("123")).toBe(false);
  expect(new RegExp(globPattern("a?[b-d].*")).test("axc.txt")).toBe(true);
});
