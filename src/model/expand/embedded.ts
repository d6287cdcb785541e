/** Embedded values: `shipTo: Address?` is the fields `shipToStreet`, `shipToCity` … of the entity. */

import { expressionOf } from "../expressions/tree.ts";
import type { Check, EmbeddedType, Entity, Field, Model } from "../model.ts";
import { columnName, toSnake } from "../naming.ts";
import { circlesOf, circleText } from "../validation/circles.ts";
import { fail, madeName, tableOf, without } from "./parts.ts";
import { withRenamed, withRenamedReads } from "./rename.ts";
import { isSet, joined } from "./terms.ts";

/**
 * Puts the fields of embedded values in the place of those that hold them. One that may be missing has all of its parts
 * that have to be there, or no part at all; its parts have no defaults, which would be parts of nothing.
 *
 * @throws SchemaforgeError CIRCLE, BAD_EMBEDDED, DUPLICATE_NAME when a part has the name of another member
 */
export function expandEmbedded(model: Model): Model {
  if (!model.embedded?.length) return model;
  const types = new Map(model.embedded.map((type) => [type.name, type]));
  const next = (name: string): string[] => (types.get(name)?.fields ?? []).map(({ type }) => type.name);
  const [circle] = circlesOf([...types.keys()], next);
  if (circle) {
    const [first = ""] = circle;
    fail("CIRCLE", `${first} holds itself: ${circleText(circle)}`, first, "Make an entity of one of them");
  }
  const renamings = new Map<string, ReadonlyMap<string, string>>();
  const entities = model.entities.map((entity) => {
    if (entity.fields.every(({ type }) => !types.has(type.name))) return entity;
    const made = withParts(entity, types, model);
    renamings.set(entity.name, made.byPath);
    return made.entity;
  });
  return { ...without(model, "embedded"), entities: entities.map((entity) => withReferences(entity, renamings)) };
}

interface Made {
  readonly entity: Entity;
  /** `shipTo.street` → `shipToStreet`. */
  readonly byPath: ReadonlyMap<string, string>;
}

/** A field that stands for an embedded value or one within it. */
interface Holder {
  readonly path: string;
  readonly field: Field;
  /** Its column's name, which those of its parts begin with. */
  readonly column: string;
  /** Whether a column's name was given on the way, so that those of the parts do not follow from their names. */
  readonly isNamed: boolean;
  /** It, or what holds it, may be missing. */
  readonly optional: boolean;
}

/** Fields in the place of one: all of them, and those that a value that is there has to have. */
interface Parts {
  readonly fields: readonly Field[];
  readonly required: readonly string[];
}

function withParts(entity: Entity, types: ReadonlyMap<string, EmbeddedType>, model: Model): Made {
  const byPath = new Map<string, string>();
  const parts = new Map<string, readonly string[]>();
  const checks: Check[] = [];
  const spread = (holder: Holder, type: EmbeddedType): Parts => {
    const { field, path } = holder;
    if (field.type.array > 0) {
      const remedy = `Make an entity of ${type.name}, or use json`;
      fail("BAD_EMBEDDED", `a list of ${type.name} has no columns`, `${entity.name}.${path}`, remedy);
    }
    const own = new Map(type.fields.map(({ name }) => [name, joinedName(field.name, name)]));
    const all = type.fields.map((part): Parts => {
      const whole = withRenamedReads(partOf(holder, part, model), (name) => own.get(name) ?? name);
      const partPath = `${path}.${part.name}`;
      const inner = types.get(part.type.name);
      if (!inner) {
        byPath.set(partPath, whole.name);
        const isRequired = !part.nullable && part.generated === undefined;
        return { fields: [whole], required: isRequired ? [whole.name] : [] };
      }
      const column = whole.column ?? columnName(whole, model.conventions);
      const isNamed = whole.column !== undefined;
      const optional = holder.optional || part.nullable;
      const within = spread(
        { path: partPath, field: { ...whole, nullable: part.nullable }, column, isNamed, optional },
        inner,
      );
      parts.set(
        partPath,
        within.fields.map(({ name }) => name),
      );
      return part.nullable ? { ...within, required: [] } : within;
    });
    const fields = all.flatMap((part) => part.fields);
    const required = all.flatMap((part) => part.required);
    const stored = fields.filter(({ generated }) => generated === undefined).map(({ name }) => name);
    if (field.nullable && required.length > 0 && stored.length > 1) {
      checks.push({
        name: madeName(tableOf(entity, model), toSnake(field.name), "parts"),
        expression: expressionOf(
          joined("or", [
            joined(
              "and",
              required.map((name) => isSet(name)),
            ),
            joined(
              "and",
              stored.map((name) => isSet(name, false)),
            ),
          ]),
        ),
      });
    }
    return { fields, required };
  };
  const fields = entity.fields.flatMap((field): readonly Field[] => {
    const type = types.get(field.type.name);
    if (!type) return [field];
    const column = columnName(field, model.conventions);
    const optional = field.nullable;
    const made = spread(
      { path: field.name, field, column, isNamed: field.column !== undefined, optional },
      type,
    ).fields;
    parts.set(
      field.name,
      made.map(({ name }) => name),
    );
    return made;
  });
  refuseTwins(entity, fields);
  const renaming = {
    members: (name: string) => parts.get(name) ?? [byPath.get(name) ?? name],
    member: (name: string) => byPath.get(name) ?? name,
  };
  return { entity: withRenamed({ ...entity, fields, checks: [...entity.checks, ...checks] }, renaming), byPath };
}

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
const joinedName = (holder: string, part: string): string => holder + capital(part);

/** A part as a field of the entity; what the holder says of all its parts holds for it. */
function partOf({ field, column, isNamed, optional }: Holder, part: Field, model: Model): Field {
  const name = joinedName(field.name, part.name);
  const former = [field.name, ...(field.was ?? [])].flatMap((holder) =>
    [part.name, ...(part.was ?? [])].map((own) => joinedName(holder, own)),
  );
  const was = former.filter((old) => old !== name);
  const given = isNamed || part.column !== undefined;
  const pii = part.pii ?? field.pii;
  return {
    ...(optional ? without(part, "default") : part),
    name,
    nullable: optional || part.nullable,
    ...(given ? { column: `${column}_${columnName(part, model.conventions)}` } : {}),
    ...(was.length > 0 ? { was } : {}),
    ...(pii === undefined ? {} : { pii }),
    ...(field.secret ? { secret: true } : {}),
    ...(field.immutable ? { immutable: true } : {}),
  };
}

function refuseTwins(entity: Entity, fields: readonly Field[]): void {
  const seen = new Set([...entity.relations, ...(entity.polymorphic ?? [])].map(({ name }) => name));
  for (const { name } of fields) {
    if (seen.has(name)) {
      const path = `${entity.name}.${name}`;
      fail(
        "DUPLICATE_NAME",
        `${entity.name} has \`${name}\` twice: an embedded value makes it`,
        path,
        "Rename the other",
      );
    }
    seen.add(name);
  }
}

/** Relations that reference parts of embedded values of their target. */
function withReferences(entity: Entity, renamings: ReadonlyMap<string, ReadonlyMap<string, string>>): Entity {
  if (renamings.size === 0 || entity.relations.every((relation) => relation.kind === "many" || !relation.references)) {
    return entity;
  }
  const relations = entity.relations.map((relation) => {
    const byPath = relation.kind === "one" ? renamings.get(relation.target) : undefined;
    if (relation.kind === "many" || !relation.references || !byPath) return relation;
    return { ...relation, references: relation.references.map((name) => byPath.get(name) ?? name) };
  });
  return { ...entity, relations };
}
