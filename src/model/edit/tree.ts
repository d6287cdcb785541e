/** Plain trees: the object of a model file (`modelToObject`), compared path by path. */

/** Maps with text keys, lists and scalars, as YAML and JSON have them. */
export type Tree = unknown;
export type TreeMap = { readonly [key: string]: Tree };
export type TreePath = readonly (string | number)[];

export function isTreeMap(value: Tree): value is TreeMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value under a key; undefined where there is none. */
export function member(value: Tree, key: string): Tree {
  return isTreeMap(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** True for trees with the same values; the order of keys counts too when `ordered`. */
export function sameTree(a: Tree, b: Tree, ordered = true): boolean {
  if (a === b) return true;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => sameTree(item, b[index], ordered));
  }
  if (!isTreeMap(a) || !isTreeMap(b)) return false;
  const keys = Object.keys(a);
  const others = Object.keys(b);
  if (keys.length !== others.length) return false;
  return keys.every(
    (key, index) => (ordered ? others[index] === key : Object.hasOwn(b, key)) && sameTree(a[key], b[key], ordered),
  );
}

/** The deepest paths at which two trees differ, the order of keys left aside. */
export function differences(a: Tree, b: Tree, path: TreePath = []): TreePath[] {
  if (!isTreeMap(a) || !isTreeMap(b)) return sameTree(a, b, false) ? [] : [path];
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].flatMap((key) => differences(member(a, key), member(b, key), [...path, key]));
}

export function pathKey(path: TreePath): string {
  return path.join("\u0001");
}
