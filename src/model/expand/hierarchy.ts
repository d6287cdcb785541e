/** An entity with all that extend it. */

import { expressionOf } from "../expressions/tree.ts";
import type { Entity, Field } from "../model.ts";
import { toSnake } from "../naming.ts";
import { fail, field } from "./parts.ts";
import { isOneOf } from "./terms.ts";

export class Hierarchy {
  readonly root: Entity;
  /** All that extend the root, each behind its parent. */
  readonly heirs: readonly Entity[];
  readonly #children: ReadonlyMap<string, readonly Entity[]>;

  constructor(root: Entity, children: ReadonlyMap<string, readonly Entity[]>) {
    this.root = root;
    this.#children = children;
    this.heirs = this.#below(root);
  }

  /** The words by which the column `type` names an entity's kind and those that extend it. */
  kindsOf(entity: Entity): string[] {
    return [entity, ...this.#below(entity)].filter(({ abstract }) => !abstract).map(({ name }) => toSnake(name));
  }

  /**
   * The words of all kinds.
   * @throws SchemaforgeError BAD_INHERITANCE when there are none, DUPLICATE_NAME when two are one
   */
  kinds(): string[] {
    const { root } = this;
    const kinds = this.kindsOf(root);
    if (kinds.length === 0) {
      fail("BAD_INHERITANCE", `all entities of ${root.name} are abstract`, root.name, "Let one of them have rows");
    }
    const twin = kinds.find((kind, at) => kinds.indexOf(kind) !== at);
    if (twin !== undefined) {
      fail(
        "DUPLICATE_NAME",
        `two entities of ${root.name} are \`${twin}\` in its column \`type\``,
        root.name,
        "Rename one of them",
      );
    }
    return kinds;
  }

  /** The list grows while it is walked. */
  #below(entity: Entity): Entity[] {
    const found = [entity];
    for (const each of found) found.push(...(this.#children.get(each.name) ?? []));
    return found.slice(1);
  }
}

/**
 * The field of a parent's table that names each row's kind.
 * @throws SchemaforgeError DUPLICATE_NAME when the parent has a member of that name
 */
export function kindField(hierarchy: Hierarchy): Field {
  const { root } = hierarchy;
  if ([...root.fields, ...root.relations].some(({ name }) => name === "type")) typeTaken(root);
  return field("type", "string", { check: expressionOf(isOneOf("type", hierarchy.kinds())) });
}

/** @throws SchemaforgeError always: an entity has a member in the place of the one that names its kind */
export function typeTaken({ name }: Entity): never {
  fail("DUPLICATE_NAME", "inheritance makes the field `type` itself", `${name}.type`, "Rename this one");
}
