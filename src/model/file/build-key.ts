/** Keys and checks in any of their forms → Key, Check. */
import { SchemaforgeError } from "../errors.ts";
import type { Check, Key } from "../model.ts";
import { type Building, buildExpression, defined, namesOf } from "./building.ts";
import type { RawCheck, RawKey, RawKeyObject } from "./schema-parts.ts";
import type { Path } from "./source.ts";

const withoutOverlaps = /^(.*\S)\s+without\s+overlaps$/is;

/**
 * Builds one key. In a list, ` without overlaps` behind the last field says what `withoutOverlaps: true` says.
 * @throws SchemaforgeError WRONG_VALUE for `without overlaps` in another place
 */
export function buildKey(building: Building, path: Path, name: string, raw: RawKey): Key {
  const object: RawKeyObject = typeof raw === "string" || Array.isArray(raw) ? { fields: raw } : raw;
  const written = namesOf(object.fields);
  const fields = written.map((field) => withoutOverlaps.exec(field)?.[1] ?? field);
  const marked = written.findIndex((field, index) => field !== fields[index]);
  if (marked >= 0 && marked < written.length - 1) {
    const rest = fields.filter((_, index) => index !== marked);
    throw new SchemaforgeError("WRONG_VALUE", "`without overlaps` belongs to the last field of a key", {
      where: building.places.where(path),
      remedy: `Write \`${name}: [${[...rest, `${fields[marked]} without overlaps`].join(", ")}]\``,
    });
  }
  const { name: constraintName, nulls, deferrable, include } = object;
  const primary = name === "primary";
  if (constraintName !== undefined && !primary) {
    throw new SchemaforgeError("WRONG_VALUE", "a key's name is the word before its colon", {
      where: building.places.where([...path, "name"]),
      remedy: `Write \`${constraintName}:\` in place of \`${name}:\`, and leave \`name\` out`,
    });
  }
  return {
    name,
    primary,
    fields,
    ...defined({
      constraintName,
      withoutOverlaps: marked >= 0 || object.withoutOverlaps || undefined,
      nullsNotDistinct: nulls === undefined ? undefined : true,
      deferrable: deferrable || undefined,
      include: include === undefined ? undefined : namesOf(include),
    }),
  };
}

/** Builds one check; undefined, with problems noted, when it cannot be read. */
export function buildCheck(building: Building, path: Path, name: string, raw: RawCheck): Check | undefined {
  const isObject = typeof raw === "object" && "check" in raw;
  const expression = isObject
    ? buildExpression(building, [...path, "check"], raw.check)
    : buildExpression(building, path, raw);
  if (!expression) return undefined;
  if (!isObject) return { name, expression };
  return {
    name,
    ...defined({ notValid: raw.notValid || undefined, noInherit: raw.noInherit || undefined }),
    expression,
  };
}
