/** What happened between two trees: entries that were renamed, items of lists that stayed. */
import { isTreeMap, sameTree, type Tree, type TreeMap } from "./tree.ts";

/** New names of entries by their old ones: the new value is the old one, or names the old one as a former name. */
export function renames(a: TreeMap, b: TreeMap): Map<string, string> {
  const removed = Object.keys(a).filter((key) => !Object.hasOwn(b, key));
  const added = Object.keys(b).filter((key) => !Object.hasOwn(a, key));
  const result = new Map<string, string>();
  if (removed.length === 0 || added.length === 0) return result;
  const free = new Set(added);
  const take = (old: string, fresh: string | undefined): void => {
    if (fresh === undefined || result.has(old)) return;
    result.set(old, fresh);
    free.delete(fresh);
  };
  const gone = new Set(removed);
  for (const fresh of added) {
    const old = formerNames(b[fresh]).find((name) => gone.has(name) && !result.has(name));
    if (old !== undefined) take(old, fresh);
  }
  const byValue = new Map<string, string[]>();
  for (const fresh of free) {
    const text = JSON.stringify(b[fresh]) ?? "";
    byValue.set(text, [...(byValue.get(text) ?? []), fresh]);
  }
  for (const old of removed) {
    if (result.has(old)) continue;
    const same = byValue.get(JSON.stringify(a[old]) ?? "");
    // Two equal candidates say nothing.
    if (same?.length === 1) take(old, same.shift());
  }
  return result;
}

/** The names under `was` of an object, or behind `was=` of a shorthand. What this misses is written anew. */
function formerNames(value: Tree): string[] {
  if (typeof value === "string") {
    const list = /(?:^|\s)was=(?:\[([^\]]*)\]|(\S+))/.exec(value);
    return (list?.[1] ?? list?.[2] ?? "").split(",").map((name) => name.trim());
  }
  if (!isTreeMap(value)) return [];
  const { was, type } = value;
  if (Array.isArray(was)) return was.map(String);
  return typeof type === "string" ? formerNames(type) : [];
}

/** A step from one list to another: an item kept or changed (both), removed (only `a`) or added (only `b`). */
export interface Step {
  readonly a?: number;
  readonly b?: number;
}

// Beyond this a list is compared by position between its equal ends; the table would be too large.
const maxTable = 4_000_000;

/** The steps from `a` to `b`; runs of removed and added items are paired, since they are mostly the same items changed. */
export function listSteps(a: readonly Tree[], b: readonly Tree[]): Step[] {
  let start = 0;
  while (start < a.length && start < b.length && sameTree(a[start], b[start], false)) start++;
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && sameTree(a[endA - 1], b[endB - 1], false)) {
    endA--;
    endB--;
  }
  const steps: Step[] = range(0, start).map((at) => ({ a: at, b: at }));
  const kept = (endA - start) * (endB - start) <= maxTable ? common(a, b, start, endA, endB) : [];
  let [atA, atB] = [start, start];
  for (const [toA, toB] of [...kept, [endA, endB] as const]) {
    const paired = Math.min(toA - atA, toB - atB);
    steps.push(...range(0, paired).map((offset) => ({ a: atA + offset, b: atB + offset })));
    steps.push(...range(atA + paired, toA).map((at) => ({ a: at })));
    steps.push(...range(atB + paired, toB).map((at) => ({ b: at })));
    if (toA < endA && toB < endB) steps.push({ a: toA, b: toB });
    [atA, atB] = [toA + 1, toB + 1];
  }
  steps.push(...range(endA, a.length).map((at) => ({ a: at, b: at - endA + endB })));
  return steps;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}

/** A longest common subsequence of the middles, as pairs of positions. */
function common(
  a: readonly Tree[],
  b: readonly Tree[],
  start: number,
  endA: number,
  endB: number,
): (readonly [number, number])[] {
  const textsA = a.slice(start, endA).map((item) => JSON.stringify(item));
  const textsB = b.slice(start, endB).map((item) => JSON.stringify(item));
  const width = textsB.length + 1;
  const lengths = new Uint32Array((textsA.length + 1) * width);
  for (let i = textsA.length - 1; i >= 0; i--) {
    for (let j = textsB.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        textsA[i] === textsB[j]
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
    }
  }
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < textsA.length && j < textsB.length; ) {
    if (textsA[i] === textsB[j]) pairs.push([start + i++, start + j++]);
    else if ((lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0)) i++;
    else j++;
  }
  return pairs;
}

/** Positions of a longest increasing subsequence: what may stay when the rest is moved. */
export function increasing(ranks: readonly number[]): Set<number> {
  const tails: number[] = [];
  const before: number[] = [];
  ranks.forEach((rank, at) => {
    let [low, high] = [0, tails.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ranks[tails[middle] ?? 0] ?? 0) < rank) low = middle + 1;
      else high = middle;
    }
    before[at] = low > 0 ? (tails[low - 1] ?? -1) : -1;
    tails[low] = at;
  });
  const kept = new Set<number>();
  for (let at = tails.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) kept.add(at);
  return kept;
}
