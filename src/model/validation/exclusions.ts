/** Exclusions and keys without overlaps: ranges where ranges are compared. */
import { clip } from "../lexer.ts";
import type { Entity, Key } from "../model.ts";
import { TYPE_WORDS } from "../types.ts";
import type { Members, Validation } from "./context.ts";
import { checkExpression, checkMember } from "./expressions.ts";

/** True for a member that holds a range. */
function isRange(members: Members, name: string): boolean {
  const type = members.fields.get(name)?.type;
  return type !== undefined && type.array === 0 && TYPE_WORDS.get(type.name)?.family === "range";
}

/** Checks the exclusions of an entity. */
export function checkExclusions(validation: Validation, entity: Entity, members: Members): void {
  for (const exclusion of entity.exclude ?? []) {
    const path = `${entity.name}.exclude.${exclusion.name}`;
    const bad = (message: string, remedy: string): void => validation.add(path, "BAD_EXCLUSION", message, remedy);
    if (exclusion.parts.length === 0) bad("it compares no fields", "Write `room with =, during with overlaps`");
    const seen = new Set<string>();
    for (const { field, operator } of exclusion.parts) {
      if (seen.has(field)) bad(`\`${clip(field)}\` is compared twice`, "Name it once");
      seen.add(field);
      if (!checkMember(validation, path, field, members, entity.name)) continue;
      if (operator === "overlaps" && !isRange(members, field))
        bad(
          `\`${clip(field)}\` is no range, and only ranges overlap`,
          `Write \`${field} with =\`, or make it a range such as range(datetime)`,
        );
    }
    if (exclusion.parts.length > 0 && !exclusion.parts.some(({ operator }) => operator === "overlaps")) {
      const fields = exclusion.parts.map(({ field }) => field).join(", ");
      bad("it compares no ranges, and so is a key", `Write it under \`keys:\`, as \`${exclusion.name}: [${fields}]\``);
    }
    if (exclusion.where) checkExpression(validation, path, exclusion.where, members, entity.name, "an exclusion");
  }
}

/** Checks what a key says beside its fields. */
export function checkKeyOptions(validation: Validation, entity: Entity, key: Key, members: Members): void {
  const path = `${entity.name}.keys.${key.name}`;
  const bad = (message: string, remedy: string): void => validation.add(path, "BAD_KEY", message, remedy);
  if (key.withoutOverlaps) {
    const last = key.fields.at(-1) ?? "";
    const range = key.fields.find((name) => isRange(members, name));
    if (members.names.has(last) && !isRange(members, last)) {
      const others = key.fields.filter((name) => name !== range);
      bad(
        `\`${clip(last)}\` is no range, and only ranges overlap`,
        range === undefined
          ? "Leave out `without overlaps`, or name a field of a range type last"
          : `Write \`${key.name}: [${[...others, `${range} without overlaps`].join(", ")}]\``,
      );
    }
    if (key.fields.length < 2)
      bad("a key without overlaps has a field beside its range", "Name what must not overlap, such as the room");
    if (key.nullsNotDistinct)
      bad("a key is either without overlaps or takes missing values for equal", "Keep one of them");
  }
  if (key.nullsNotDistinct && key.primary) bad("a primary key has no missing values", "Leave out `nulls`");
  for (const name of key.include ?? []) {
    if (!checkMember(validation, path, name, members, entity.name)) continue;
    if (key.fields.includes(name))
      bad(`\`include\` names \`${clip(name)}\`, which the key has already`, "Leave it out");
  }
}
