/** Three-way merge of Models: what changed from one Model to another is changed in a third, and nothing else. */
import type { Model } from "./model.ts";

type Plain = { readonly [key: string]: unknown };
interface Named {
  readonly name: string;
}

/**
 * `ours` with every difference between `base` and `theirs` applied to it: members are matched by name, and a member that
 * changed is changed only in the properties that did. What `ours` says by convention, and `theirs` now says otherwise,
 * is written out. Linear in the size of the Models; objects that nothing touches come back as they are.
 */
export function mergeChanges(ours: Model, base: Model, theirs: Model): Model {
  return merged(ours as unknown as Plain, base as unknown as Plain, theirs as unknown as Plain) as unknown as Model;
}

function merged(ours: Plain, base: Plain, theirs: Plain): Plain {
  const result: { [key: string]: unknown } = { ...ours };
  let isChanged = false;
  for (const key of new Set([...Object.keys(base), ...Object.keys(theirs)])) {
    if (sameValue(base[key], theirs[key])) continue;
    isChanged = true;
    const value = mergedValue(ours[key], base[key], theirs[key]);
    if (value === undefined || (ours[key] === undefined && isEmpty(value))) delete result[key];
    else result[key] = value;
  }
  return isChanged ? result : ours;
}

function mergedValue(ours: unknown, base: unknown, theirs: unknown): unknown {
  const lists = [ours ?? [], base ?? [], theirs ?? []] as const;
  const [first, second, third] = lists;
  if (isNamedList(first) && isNamedList(second) && isNamedList(third)) return mergedList(first, second, third);
  if (Array.isArray(first) && isStatements(second) && isStatements(third))
    return mergedStatements(first, second, third);
  if (!isPlain(ours ?? {}) || !isPlain(base) || !isPlain(theirs) || "kind" in theirs) return theirs;
  return merged((ours ?? {}) as Plain, base, theirs);
}

/** Members by name: added behind the neighbour that they have in `theirs`, removed, or changed in place. */
function mergedList(ours: readonly Named[], base: readonly Named[], theirs: readonly Named[]): Named[] {
  const before = byName(base);
  const after = byName(theirs);
  const known = byName(ours);
  const kept = ours.flatMap((item): Named[] => {
    const [from, to] = [before.get(item.name), after.get(item.name)];
    if (from && !to) return [];
    return from && to
      ? [merged(item as unknown as Plain, from as unknown as Plain, to as unknown as Plain) as unknown as Named]
      : [item];
  });
  // New members by the one that they stand behind; those before all others come last.
  const behind = new Map<string, Named[]>();
  const last: Named[] = [];
  const present = new Set(kept.map(({ name }) => name));
  let neighbour: string | undefined;
  for (const item of theirs) {
    const from = before.get(item.name);
    const isNew = !known.has(item.name) && !(from && sameValue(from, item));
    if (!isNew) {
      if (present.has(item.name)) neighbour = item.name;
    } else if (neighbour === undefined) last.push(item);
    else {
      const list = behind.get(neighbour);
      if (list) list.push(item);
      else behind.set(neighbour, [item]);
    }
  }
  return [...kept.flatMap((item) => [item, ...(behind.get(item.name) ?? [])]), ...last];
}

interface Statement {
  readonly sql: string;
}

/** Verbatim statements have no names: they are the same when their text is. */
function mergedStatements(
  ours: readonly Statement[],
  base: readonly Statement[],
  theirs: readonly Statement[],
): Statement[] {
  const texts = (list: readonly Statement[]) => new Set(list.map(({ sql }) => sql));
  const [before, after, own] = [texts(base), texts(theirs), texts(ours)];
  const kept = ours.filter(({ sql }) => !before.has(sql) || after.has(sql));
  return [...kept, ...theirs.filter(({ sql }) => !before.has(sql) && !own.has(sql))];
}

function byName(list: readonly Named[]): Map<string, Named> {
  return new Map(list.map((item) => [item.name, item]));
}

/** True for what says nothing: where `ours` has no such thing, none is made. */
function isEmpty(value: unknown): boolean {
  return Array.isArray(value) ? value.length === 0 : isPlain(value) && Object.keys(value).length === 0;
}

function isPlain(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNamedList(value: unknown): value is readonly Named[] {
  return Array.isArray(value) && value.every((item) => isPlain(item) && typeof item["name"] === "string");
}

function isStatements(value: unknown): value is readonly Statement[] {
  return Array.isArray(value) && value.every((item) => isPlain(item) && typeof item["sql"] === "string");
}

/** Equal as data; the order of keys does not count, and a key without a value is none. */
function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, at) => sameValue(item, b[at]));
  if (!isPlain(a) || !isPlain(b)) return false;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => sameValue(a[key], b[key]));
}
