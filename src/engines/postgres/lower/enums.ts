/** Declared enums as PostgreSQL's own. */
import { SchemaforgeError } from "../../../model/errors.ts";
import type { EnumType } from "../../../model/model.ts";
import { schemaObjectId } from "../ids.ts";
import { enumName } from "../types.ts";
import { commented, type Draft } from "./draft.ts";

/**
 * Adds an enum. PostgreSQL has comments on the type, and none on its values.
 *
 * @param tables the ids of all tables: each has a row type of its name, which an enum cannot have too
 * @throws SchemaforgeError DUPLICATE_NAME
 */
export function lowerEnum(draft: Draft, type: EnumType, tables: ReadonlySet<string>): void {
  const { schema, name } = enumName(type);
  if (tables.has(schemaObjectId("table", schema, name))) {
    throw new SchemaforgeError("DUPLICATE_NAME", `the enum ${type.name} and a table are both called \`${name}\``, {
      where: { object: type.name },
      remedy: "Give the enum another `name:`: in PostgreSQL every table is a type as well",
    });
  }
  const props = { values: type.values.map(({ value }) => value), ...commented(type.doc) };
  draft.add({ kind: "enum", id: schemaObjectId("enum", schema, name), schema, name, props });
  for (const { value, doc } of type.values) {
    if (doc !== undefined) {
      draft.lose(
        "ENUM_VALUE_DOC",
        `${type.name}.${value}`,
        "documentation of an enum's value",
        "kept in the model alone",
      );
    }
  }
}
