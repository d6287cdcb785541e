/** Fields that hold an embedded value, and so several columns. */
import type { Field } from "../model.ts";
import type { Validation } from "./context.ts";

/** What says something about one column, which a field of several has not. */
const columnWords: readonly (readonly [keyof Field, string])[] = [
  ["default", "a default"],
  ["generated", "a formula"],
  ["primary", "`primary`"],
  ["unique", "`unique`"],
  ["uniqueInTenant", "`unique=tenant`"],
  ["index", "`index`"],
  ["encrypt", "`encrypt`"],
  ["slugOf", "`slug=`"],
  ["countOf", "`count=`"],
  ["min", "`min=`"],
  ["max", "`max=`"],
  ["match", "`match=`"],
  ["check", "`check=`"],
  ["column", "`column=`"],
  ["targets", "`targets`"],
];

/** Checks a field whose type is an embedded value. */
export function checkEmbeddedField(validation: Validation, path: string, field: Field): void {
  const type = field.type.name;
  if (field.type.array > 0)
    validation.add(path, "BAD_EMBEDDED", `a list of ${type} has no columns`, `Make an entity of ${type}, or use json`);
  if (field.type.args.length > 0)
    validation.add(path, "WRONG_ARGUMENTS", `${type} takes nothing in brackets`, "Leave out the brackets");
  const said = columnWords.find(([key]) => field[key] !== undefined);
  if (said)
    validation.add(
      path,
      "BAD_EMBEDDED",
      `\`${field.name}\` holds several columns and cannot have ${said[1]}`,
      `Say it in the fields of ${type}, or name a part in a key, check or index of the entity`,
    );
}
