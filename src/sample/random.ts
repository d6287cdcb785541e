/** Random numbers that are the same on every machine: whole-number arithmetic only, and no clock. */

/** Draws from one sequence; two of the same seed draw the same. */
export interface Random {
  /** A whole number from `least` to `most`, both included. */
  int(least: number, most: number): number;
  /** True once in `1 / share` draws; `share` from 0 to 1. */
  chance(share: number): boolean;
  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T;
}

/** A 32-bit number of a text (FNV-1a). */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    value ^= text.charCodeAt(at);
    value = Math.imul(value, 0x01000193);
  }
  return value >>> 0;
}

/** The sequence of a seed (mulberry32, Tommy Ettinger, public domain). */
export function randomOf(...seed: readonly (string | number)[]): Random {
  let state = hash(seed.join("\u0000"));
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (count: number): number =>
    count <= 0x1_0000_0000 ? next() % count : (next() * 0x20_0000 + (next() >>> 11)) % count;
  return {
    int: (least, most) => (most <= least ? least : least + below(most - least + 1)),
    chance: (share) => next() % 10_000 < share * 10_000,
    pick: (list) => list[below(list.length)] as (typeof list)[number],
  };
}
