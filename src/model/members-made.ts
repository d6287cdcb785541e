/** Parts of members: what constructs make by themselves, and the members of a table while they are gathered. */
import type { Entity, Field, FieldType, Model, OneRelation } from "./model.ts";

/** The members of an entity's table by name. */
export interface Members {
  /** Declared by the entity, its mixins and (where they share a table) its parents, or made by constructs. */
  readonly fields: ReadonlyMap<string, Field>;
  readonly relations: ReadonlyMap<string, OneRelation>;
  /** Names that the conventions add: `id`, `createdAt`, `updatedAt`, `deletedAt`. */
  readonly implied: ReadonlySet<string>;
  /** Fields and relations of several columns that only their parts are named by: embedded values, `one A|B`. */
  readonly composed: ReadonlyMap<string, readonly string[]>;
  /** Of these the relations, which keys and indexes may name as a whole. */
  readonly wholes: ReadonlySet<string>;
  /** All that keys, indexes and expressions may name. */
  readonly names: ReadonlySet<string>;
}

/** A field of a plain type. */
export const field = (name: string, type: string, nullable = false): Field => ({
  name,
  type: { name: type, args: [], array: 0 },
  nullable,
});

/** Fields that each kind of tree adds beside the relation to the parent; named as TypeORM names its columns. */
export const TREE_FIELDS: { readonly [tree in NonNullable<Entity["tree"]>]: readonly Field[] } = {
  adjacency: [],
  "nested-set": [field("nsleft", "int"), field("nsright", "int")],
  closure: [],
  "materialized-path": [field("mpath", "text")],
};

/** Gathers members. */
export class MemberMap {
  readonly fields = new Map<string, Field>();
  readonly relations = new Map<string, OneRelation>();
  readonly implied = new Set<string>();
  readonly composed = new Map<string, readonly string[]>();
  readonly wholes = new Set<string>();

  result(): Members {
    const { fields, relations, implied, composed, wholes } = this;
    return {
      fields,
      relations,
      implied,
      composed,
      wholes,
      names: new Set([...fields.keys(), ...relations.keys(), ...implied]),
    };
  }
}

/** A relation to one row of another entity. */
export function one(name: string, target: string, nullable: boolean): OneRelation {
  return { kind: "one", name, target, nullable };
}

/** `[location, lat]` → `LocationLat`. */
export function joined(path: readonly string[]): string {
  return path.map((name) => name.charAt(0).toUpperCase() + name.slice(1)).join("");
}

/** The type of the `id` that conventions give. */
export function idType(id: Model["conventions"]["id"]): FieldType {
  return field("id", id === "uuid" ? "uuid" : "bigint").type;
}
