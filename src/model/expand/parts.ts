/** What the constructs share: parts of entities that they make, names, and errors. */
import { SchemaforgeError } from "../errors.ts";
import type { Derived, Entity, Field, Model, OneRelation } from "../model.ts";
import { tableName, toSnake } from "../naming.ts";

/** PostgreSQL keeps 63 bytes of a name (NAMEDATALEN - 1), the least of the engines. */
const LONGEST = 63;

/** A name made of several words, `orders_tenant_key`; the first, a table's, is cut where all are too long. */
export function madeName(table: string, ...words: readonly string[]): string {
  const rest = words.map((word) => `_${word}`).join("");
  const encoder = new TextEncoder();
  const bytes = (text: string): number => encoder.encode(text).length;
  const letters = [...table];
  while (letters.length > 1 && bytes(letters.join("")) + bytes(rest) > LONGEST) letters.pop();
  return letters.join("") + rest;
}

/** The table of an entity, by its own name or by the convention. */
export function tableOf(entity: Entity, model: Model): string {
  return tableName(entity, model.conventions);
}

/** An object without some of its properties. */
export function without<T extends object, K extends keyof T>(object: T, ...keys: readonly K[]): Omit<T, K> {
  const left = { ...object };
  for (const key of keys) delete left[key];
  return left;
}

/** A field of a plain type. */
export function field(name: string, type: string, more: Partial<Field> = {}): Field {
  return { name, type: { name: type, args: [], array: 0 }, nullable: false, ...more };
}

/** A relation to one row of another entity. */
export function one(name: string, target: string, more: Partial<OneRelation> = {}): OneRelation {
  return { kind: "one", name, target, nullable: false, ...more };
}

/** An entity that a construct makes of others: no timestamps, no key but its own. */
export function derivedEntity(
  name: string,
  derived: Derived,
  parts: Partial<Entity> & Pick<Entity, "fields" | "keys">,
): Entity {
  return { name, id: "none", timestamps: false, relations: [], checks: [], indexes: [], ...parts, derived };
}

/**
 * The Model with entities that constructs make, each behind the one that it is made of (or last); those that are there
 * already stay.
 * @throws SchemaforgeError DUPLICATE_NAME when another entity has the name
 */
export function withDerived(
  model: Model,
  made: readonly { readonly entity: Entity; readonly behind?: string }[],
): Model {
  const names = new Map(model.entities.map((entity) => [entity.name.toLowerCase(), entity]));
  const behind = new Map<string | undefined, Entity[]>();
  for (const { entity, behind: before } of made) {
    const taken = names.get(entity.name.toLowerCase());
    if (taken?.derived && taken.derived.construct === entity.derived?.construct) continue;
    if (taken) {
      const of = entity.derived?.from.join(", ") ?? "";
      fail(
        "DUPLICATE_NAME",
        `the ${entity.derived?.construct ?? "construct"} of ${of} makes an entity ${entity.name} itself`,
        taken.name,
        "Rename this one",
      );
    }
    names.set(entity.name.toLowerCase(), entity);
    behind.set(before, [...(behind.get(before) ?? []), entity]);
  }
  if (behind.size === 0) return model;
  const entities = model.entities.flatMap((entity) => [entity, ...(behind.get(entity.name) ?? [])]);
  return { ...model, entities: [...entities, ...(behind.get(undefined) ?? [])] };
}

/** `category_closure`; `CategoryClosure` where tables are named so. */
export function derivedTableName(base: string, word: string, { conventions }: Model): string {
  if (!conventions.tables.startsWith("pascal")) return `${base}_${word}`;
  return base + word.charAt(0).toUpperCase() + word.slice(1);
}

/** An entity's name as a database would write it. */
export function databaseWord(entity: string, { conventions }: Model): string {
  return conventions.tables.startsWith("pascal") ? entity : toSnake(entity);
}

/** `was` of what is made of an entity: the names of tables that it had when the entity was called otherwise. */
export function formerly(
  { was = [] }: Entity,
  tableFor: (entity: string) => string,
): { readonly was?: readonly string[] } {
  return was.length === 0 ? {} : { was: was.map(tableFor) };
}

/** @throws SchemaforgeError always */
export function fail(code: string, message: string, object: string, remedy: string): never {
  throw new SchemaforgeError(code, message, { where: { object }, remedy });
}
