/** Declared types → enums and embedded values. */
import type { EmbeddedType, EnumType, Field } from "../model.ts";
import { buildField } from "./build-field.ts";
import { type Building, built, defined, namesOf } from "./building.ts";
import type { RawEmbedded, RawEnum, RawField, RawType } from "./schema.ts";
import type { Path } from "./source.ts";

/** True for the declaration of an embedded value. */
export function isEmbedded(raw: RawType): raw is RawEmbedded {
  return !Array.isArray(raw) && "embedded" in raw;
}

/** Builds an enum; its values are taken as spelled, so that `01` and `yes` stay words. */
export function buildEnum(building: Building, name: string, raw: RawEnum): EnumType {
  const [object, base]: [Exclude<RawEnum, unknown[]> | undefined, Path] = Array.isArray(raw)
    ? [undefined, ["types", name]]
    : [raw, ["types", name, "values"]];
  const list = Array.isArray(raw) ? raw : raw.values;
  const values = list.map((item, index) => {
    const path = [...base, index];
    if (typeof item === "object" && item !== null) {
      const value = building.places.spelled([...path, "value"]) ?? String(item.value);
      return { value, ...defined({ was: item.was === undefined ? undefined : namesOf(item.was), doc: item.doc }) };
    }
    return { value: building.places.spelled(path) ?? String(item) };
  });
  return { name, ...defined({ doc: object?.doc, databaseName: object?.name, schema: object?.schema }), values };
}

/** Builds an embedded value. */
export function buildEmbedded(building: Building, name: string, raw: RawEmbedded): EmbeddedType {
  return { name, ...defined({ doc: raw.doc }), fields: buildFields(building, ["types", name, "fields"], raw.fields) };
}

/** The fields under `path`. */
export function buildFields(
  building: Building,
  path: Path,
  raw: { readonly [name: string]: string | RawField } | undefined,
): Field[] {
  return built(raw, (name, value) => buildField(building, [...path, name], name, value));
}
