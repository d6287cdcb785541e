/** The SQL texts inside of a catalog's properties. */
import type { Catalog, Value } from "./catalog.ts";

interface Members {
  readonly [key: string]: Value;
}

/** The texts inside a property, in their order. */
export function textsOf(value: Value | undefined): string[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item) => textsOf(item));
  const record = value as Members;
  return typeof record["sql"] === "string" ? [record["sql"]] : Object.values(record).flatMap((item) => textsOf(item));
}

/** A value with every text blanked: what remains is structure. */
export function structureOf(value: Value | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => structureOf(item));
  if (typeof value !== "object" || value === null) return value;
  const record = value as Members;
  if (typeof record["sql"] === "string") return { sql: "" };
  return Object.fromEntries(Object.entries(record).map(([key, item]) => [key, structureOf(item)]));
}

/**
 * A catalog that is rendered with the texts that an engine printed. What a person wrote is rendered otherwise, and
 * running that again and again would print the first round for ever.
 */
export function asPrinted(catalog: Catalog): Catalog {
  const objects = [...catalog.objects].map(([id, object]) => {
    const props = printed(object.props as Members) as Members;
    return [id, { ...object, props }] as const;
  });
  return { ...catalog, objects: new Map(objects) };
}

function printed(value: Value): Value {
  if (Array.isArray(value)) return value.map((item) => printed(item));
  if (typeof value !== "object" || value === null) return value;
  const record = value as Members;
  if (typeof record["sql"] === "string") return { sql: record["sql"] };
  return Object.fromEntries(Object.entries(record).map(([key, item]) => [key, printed(item)]));
}
