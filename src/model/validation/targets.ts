/** Wishes of single engines: what an engine does not know is refused, not ignored. */
import type { EngineName, Entity, Field, FieldTarget } from "../model.ts";
import type { Validation } from "./context.ts";

/** What each engine knows of a field's wishes beside a native type. */
const known: { readonly [engine in EngineName]: readonly (keyof FieldTarget)[] } = {
  postgres: ["type", "collation", "storage", "compression", "virtual", "default", "sequence"],
  sqlite: ["type", "collation", "virtual", "default", "notNull"],
  mysql: ["type"],
  mariadb: ["type"],
  mongodb: ["type"],
};

/** Checks the wishes of a field. */
export function checkFieldTargets(validation: Validation, path: string, field: Field): void {
  for (const [engine, target] of Object.entries(field.targets ?? {}) as [EngineName, FieldTarget][]) {
    const bad = (message: string, remedy: string): void => validation.add(path, "BAD_TARGET", message, remedy);
    for (const key of Object.keys(target) as (keyof FieldTarget)[]) {
      if (!known[engine].includes(key))
        bad(`${engine} knows no \`${key}\` of a field`, `It knows ${known[engine].join(", ")}`);
      else if (target[key] === "" && !(engine === "sqlite" && key === "type"))
        bad(`\`${key}\` is empty`, "Give it a value, or leave it out");
    }
    if (target.default !== undefined && !field.default)
      bad("a default is spelled that the field does not have", "Give the field its default too, or leave it out");
    if (target.virtual && !field.generated)
      bad("only a generated field is computed when it is read", "Add `:= expression`, or leave out `virtual`");
  }
}

/** Checks the wishes of an entity and of its indexes. */
export function checkTargets(validation: Validation, entity: Entity): void {
  for (const index of entity.indexes) {
    const postgres = index.targets?.postgres;
    if (postgres?.using !== undefined && index.using !== undefined) {
      validation.add(
        `${entity.name}.indexes.${index.name}`,
        "BAD_TARGET",
        "`using` is given twice, the second time in PostgreSQL's own words",
        "Keep one of them",
      );
    }
  }
  for (const name of entity.targets?.mongodb?.shardKey ?? []) {
    const members = validation.members.membersOf(entity);
    if (members.names.has(name) || name === "hashed") continue;
    validation.add(
      `${entity.name}.targets`,
      "UNKNOWN_FIELD",
      `${entity.name} has no field \`${name}\``,
      "Name fields of the entity, and `hashed` last",
    );
  }
}
