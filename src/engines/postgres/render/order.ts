/** Puts units in an order in which each finds what it needs, by section and original order where nothing decides. */
import { SECTIONS, type Unit } from "./unit.ts";

interface Node {
  readonly unit: Unit;
  readonly rank: number;
  readonly index: number;
  waits: number;
  readonly followers: Node[];
  /** A part of a unit, which is not taken apart again. */
  readonly isPart: boolean;
  done: boolean;
}

/** A binary heap of nodes by (rank, index). */
class Ready {
  readonly #heap: Node[] = [];

  get size(): number {
    return this.#heap.length;
  }

  push(node: Node): void {
    const heap = this.#heap;
    let at = heap.push(node) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (!before(heap[at], heap[up])) break;
      swap(heap, at, up);
      at = up;
    }
  }

  pop(): Node | undefined {
    const heap = this.#heap;
    const [top] = heap;
    const last = heap.pop();
    if (heap.length === 0 || !last) return top;
    heap[0] = last;
    let at = 0;
    for (;;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) if (before(heap[child], heap[least])) least = child;
      if (least === at) return top;
      swap(heap, at, least);
      at = least;
    }
  }
}

function before(a: Node | undefined, b: Node | undefined): boolean {
  if (!a || !b) return false;
  return a.rank !== b.rank ? a.rank < b.rank : a.index < b.index;
}

function swap(heap: Node[], a: number, b: number): void {
  const [x, y] = [heap[a], heap[b]];
  if (x && y) [heap[a], heap[b]] = [y, x];
}

/** Takes a unit apart into a part with fewer needs and parts for later; undefined where it cannot be. */
export type Split = (unit: Unit) => readonly Unit[] | undefined;

/**
 * Orders units (Kahn's algorithm with a priority). When only cycles are left, `split` takes apart what waits; then
 * `splitInCycle` one unit of a cycle; where that cannot be, the first unit of the cycle goes ahead.
 */
export function orderUnits(units: readonly Unit[], split: Split, splitInCycle: Split = () => undefined): Unit[] {
  const nodes = units.map((unit, index): Node => newNode(unit, index, false));
  const makers = new Map<string, Node>();
  for (const node of nodes) for (const id of node.unit.makes) makers.set(id, node);
  const ready = new Ready();
  for (const node of nodes) link(node, makers, ready);
  const ordered: Unit[] = [];
  const run = (node: Node) => {
    node.done = true;
    ordered.push(node.unit);
    for (const next of node.followers) if (--next.waits === 0 && !next.done) ready.push(next);
  };
  let waiting: Node[] = nodes;
  for (;;) {
    for (let node = ready.pop(); node; node = ready.pop()) if (!node.done) run(node);
    waiting = waiting.filter((node) => !node.done).sort((a, b) => (before(a, b) ? -1 : 1));
    const [stuck] = waiting;
    if (!stuck) return ordered;
    let parts = waiting.flatMap((node) => takenApart(node, split));
    if (parts.length === 0) {
      const cycle = cycleFrom(stuck, makers).sort((a, b) => (before(a, b) ? -1 : 1));
      parts = firstOf(cycle, (node) => takenApart(node, splitInCycle));
      if (parts.length === 0) {
        run(cycle[0] ?? stuck);
        continue;
      }
    }
    for (const { node, pieces } of parts) {
      node.done = true;
      const made = pieces.map((unit) => newNode(unit, node.index, true));
      for (const piece of made) for (const id of piece.unit.makes) makers.set(id, piece);
      const [main] = made;
      main?.followers.push(...node.followers);
      for (const piece of made) link(piece, makers, ready);
      waiting.push(...made);
    }
  }
}

function newNode(unit: Unit, index: number, isPart: boolean): Node {
  return { unit, index, rank: SECTIONS.indexOf(unit.section), waits: 0, followers: [], isPart, done: false };
}

function takenApart(node: Node, split: Split): { readonly node: Node; readonly pieces: readonly Unit[] }[] {
  const pieces = node.isPart ? undefined : split(node.unit);
  return pieces ? [{ node, pieces }] : [];
}

function firstOf<T>(nodes: readonly Node[], answers: (node: Node) => T[]): T[] {
  for (const node of nodes) {
    const found = answers(node);
    if (found.length > 0) return found;
  }
  return [];
}

/** The nodes of the cycle that a node that waits is in, or waits for. */
function cycleFrom(node: Node, makers: ReadonlyMap<string, Node>): Node[] {
  const path = new Map<Node, number>();
  let at: Node | undefined = node;
  while (at && !path.has(at)) {
    path.set(at, path.size);
    at = awaitedBy(at, makers).next().value;
  }
  const from = at ? (path.get(at) ?? 0) : path.size;
  return [...path.keys()].slice(from);
}

/** The makers of what a node needs that have not run; what nobody makes is taken to exist. */
function* awaitedBy(node: Node, makers: ReadonlyMap<string, Node>): Generator<Node, undefined> {
  for (const id of node.unit.needs) {
    const maker = makers.get(id);
    if (maker && maker !== node && !maker.done) yield maker;
  }
}

/** Makes a node wait for the makers of what it needs. */
function link(node: Node, makers: ReadonlyMap<string, Node>, ready: Ready): void {
  const awaited = new Set(awaitedBy(node, makers));
  node.waits = awaited.size;
  for (const maker of awaited) maker.followers.push(node);
  if (node.waits === 0) ready.push(node);
}
