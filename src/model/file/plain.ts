/** A copy of a plain object as data alone: no cycles, functions, classes or depth that later readers would trip over. */
import type { Problems } from "../problems.ts";
import type { Places } from "./places.ts";
import type { Path } from "./source.ts";

const maxDepth = 64;

/** Copies `value`; what is not plain data is noted in `problems`. */
export function plainCopy(value: unknown, places: Places, problems: Problems): unknown {
  const open = new Set<object>();
  const note = (path: Path, message: string): undefined => {
    problems.add({
      code: "WRONG_VALUE",
      message,
      where: places.where(path),
      remedy: "Use text, numbers, true, false, null, lists and maps",
    });
    return undefined;
  };
  const copy = (item: unknown, path: Path): unknown => {
    if (item === null || item === undefined || typeof item === "string" || typeof item === "boolean") return item;
    if (typeof item === "number") return Number.isFinite(item) ? item : note(path, `${item} is no value of a model`);
    if (typeof item !== "object") return note(path, `a ${typeof item} is no value of a model`);
    if (open.has(item)) return note(path, "this object holds itself");
    if (path.length > maxDepth) return note(path.slice(0, 8), `nested more than ${maxDepth} levels deep`);
    open.add(item);
    const result = Array.isArray(item) ? item.map((part, index) => copy(part, [...path, index])) : copyMap(item, path);
    open.delete(item);
    return result;
  };
  const copyMap = (item: object, path: Path): unknown => {
    const prototype: unknown = Object.getPrototypeOf(item);
    if (prototype !== null && prototype !== Object.prototype && Object.getPrototypeOf(prototype) !== null) {
      return note(path, "an object of a class is no value of a model");
    }
    const result: Record<string, unknown> = {};
    for (const [name, part] of Object.entries(item)) {
      if (name === "__proto__") note(path, "`__proto__` cannot be a name");
      else if (part !== undefined) result[name] = copy(part, [...path, name]);
    }
    return result;
  };
  return copy(value, []);
}
