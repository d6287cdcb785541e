/** Chooses which rows a row refers to, so that keys over foreign keys are not exhausted by accident. */
import type { ParentRows } from "./parents.ts";
import type { Random } from "./random.ts";
import type { SampleForeignKey, SampleTable } from "./schema.ts";
import type { Cell } from "./values.ts";

/** A foreign key with what its table does with it. */
export interface ReferencePlan {
  readonly key: SampleForeignKey;
  readonly nullable: boolean;
  readonly self: boolean;
  /** Its place among the foreign keys that make up a key of the table; undefined if it is in none. */
  readonly place: number | undefined;
  /** Served later (order.ts): null or a stand-in at first. */
  readonly later: boolean;
}

/** Plans a table's foreign keys: those of most columns first, for the others may share columns with them. */
export function planReferences(table: SampleTable, later: (key: SampleForeignKey) => boolean): ReferencePlan[] {
  const nullable = new Set(table.columns.filter((column) => column.nullable).map(({ name }) => name));
  const ordered = [...table.foreignKeys].sort((a, b) => b.columns.length - a.columns.length);
  const places = placesOf(table, ordered);
  return ordered.map((key) => ({
    key,
    nullable: key.columns.some((name) => nullable.has(name)),
    self: key.target === table.id,
    place: places.get(key),
    later: later(key),
  }));
}

/** The foreign keys of the first key whose columns are all theirs, numbered. */
function placesOf(table: SampleTable, keys: readonly SampleForeignKey[]): ReadonlyMap<SampleForeignKey, number> {
  for (const { parts, where } of [...table.keys].sort((a, b) => a.parts.length - b.parts.length)) {
    const names = parts.map((part) => (part.kind === "column" ? part.name : undefined));
    if (where) continue;
    const places = new Map<SampleForeignKey, number>();
    const covered = new Set<string>();
    for (const key of keys) {
      const isPart = key.columns.some((name) => names.includes(name) && !covered.has(name));
      if (!isPart) continue;
      places.set(key, places.size);
      for (const name of key.columns) covered.add(name);
    }
    if (names.every((name) => name !== undefined && covered.has(name))) return places;
  }
  return new Map();
}

/**
 * For each place of a key the row that the `number`-th child refers to: all combinations come before one comes twice,
 * and neighbours differ in every place.
 */
export function combination(number: number, sizes: readonly number[]): number[] {
  let rest = number;
  let sum = 0;
  return sizes.map((size) => {
    if (size === 0) return -1;
    const digit = rest % size;
    rest = Math.floor(rest / size);
    const chosen = (digit + sum) % size;
    sum += digit;
    return chosen;
  });
}

/** The row that a child refers to; undefined where none has what is already fixed. */
export function chooseParent(
  { key, place }: ReferencePlan,
  parents: ParentRows,
  fixed: readonly (readonly [string, Cell])[],
  number: number,
  places: readonly number[],
  random: Random,
): number | undefined {
  if (fixed.length > 0) {
    const wanted = fixed.map(([name, cell]) => [key.targetColumns[key.columns.indexOf(name)] ?? "", cell] as const);
    const rows = parents.matching(wanted);
    if (rows.length === 0) return undefined;
    return place === undefined ? random.pick(rows) : rows[(number + random.int(0, 1)) % rows.length];
  }
  if (parents.size === 0) return undefined;
  const dense = place === undefined ? undefined : places[place];
  return dense ?? random.int(0, parents.size - 1);
}

/** Children of each row of a small tree: the first row is the root. */
const CHILDREN = 3;

/** The parent of the `number`-th row in its own table; undefined for the root. */
export function treeParent(number: number): number | undefined {
  return number === 0 ? undefined : Math.floor((number - 1) / CHILDREN);
}
