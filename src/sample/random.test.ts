import { expect, test } from "vitest";
import { randomOf } from "./random.ts";

test("a seed gives the same numbers on every machine", () => {
  const random = randomOf("seed", "table", 7);
  expect([1, 2, 3, 4].map(() => random.int(0, 999))).toEqual(EXPECTED);
});

/** Written down once: a change here changes every sample that people have kept. */
const EXPECTED = [547, 781, 838, 361];

test("numbers stay within their bounds, also far beyond 32 bits", () => {
  const random = randomOf(1);
  for (let time = 0; time < 500; time++) {
    expect(random.int(-3, 3)).toBeGreaterThanOrEqual(-3);
    expect(random.int(-3, 3)).toBeLessThanOrEqual(3);
    const large = random.int(0, 2 ** 52);
    expect(Number.isSafeInteger(large)).toBe(true);
    expect(large).toBeLessThanOrEqual(2 ** 52);
  }
  expect(random.int(5, 5)).toBe(5);
  expect(random.chance(0)).toBe(false);
  expect(random.chance(1)).toBe(true);
});
