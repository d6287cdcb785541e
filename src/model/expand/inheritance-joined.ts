/** `inheritance: joined`: what all have in common is in the parent's table, what one kind has beside it in its own. */
import type { Entity, Field, Key, Model, OneRelation, Relation } from "../model.ts";
import { columnName, toCamel, toSnake } from "../naming.ts";
import { Columns } from "../resolve/columns.ts";
import { primaryFields } from "../validation/context.ts";
import { type Hierarchy, kindField } from "./hierarchy.ts";
import { fail, field, one, without } from "./parts.ts";

/**
 * The parent gets the field `type`; each heir the parent's key, as its own key and as a foreign key, and the behaviour
 * that concerns all rows.
 */
export function expandJoined(hierarchy: Hierarchy, model: Model): Map<string, Entity> {
  const { root, heirs } = hierarchy;
  const key = keyOf(root, model, new Columns(model, (name) => name));
  const stored = new Map<string, Entity>();
  stored.set(root.name, {
    ...without(root, "abstract", "inheritance"),
    ...(ofTenants(root, heirs) ? { tenant: true } : {}),
    fields: [kindField(hierarchy), ...root.fields],
  });
  for (const heir of heirs) {
    const parent = stored.get(heir.extends ?? "") ?? root;
    stored.set(heir.name, heirOf(heir, parent, key));
  }
  return stored;
}

/**
 * Whether what all kinds have in common belongs to tenants: it does where every kind does.
 * @throws SchemaforgeError BAD_TENANCY where some kinds do, for anybody would see their part in the common table
 */
function ofTenants(root: Entity, heirs: readonly Entity[]): boolean {
  if (root.tenant) return true;
  const kinds = [root, ...heirs].filter(({ abstract }) => !abstract);
  const [first] = kinds.filter(({ tenant }) => tenant);
  if (!first) return false;
  if (kinds.every(({ tenant }) => tenant)) return true;
  const message = `rows of ${first.name} belong to tenants, and their part in the table of ${root.name} does not`;
  return fail("BAD_TENANCY", message, `${first.name}.tenant`, `Write \`tenant: true\` in ${root.name}`);
}

interface SharedKey {
  readonly members: readonly string[];
  readonly fields: readonly Field[];
  readonly relations: readonly Relation[];
  readonly columns: readonly string[];
}

/** The root's key as its heirs repeat it. */
function keyOf(root: Entity, model: Model, columns: Columns): SharedKey {
  const members = primaryFields(root, model);
  if (members.length === 0) {
    fail(
      "BAD_INHERITANCE",
      `${root.name} has no primary key that entities could share`,
      root.name,
      `Give ${root.name} one`,
    );
  }
  const fields: Field[] = [];
  const relations: OneRelation[] = [];
  for (const member of members) {
    const relation = root.relations.find(({ name }) => name === member);
    if (relation?.kind === "one")
      relations.push({ ...without(relation, "inverse", "was", "constraintName"), index: false });
    else {
      fields.push(
        ...columns.membersColumns(root, member).map(({ name, type, targets }) => ({
          ...field(member, type.name),
          type,
          ...(targets ? { targets } : {}),
          ...(columnName({ name: member }, model.conventions) === name ? {} : { column: name }),
        })),
      );
    }
  }
  return { members, fields, relations, columns: columns.primaryKey(root).map(({ name }) => name) };
}

function heirOf(heir: Entity, parent: Entity, key: SharedKey): Entity {
  const own = new Set([...heir.fields, ...heir.relations].map(({ name }) => name));
  const taken = [...key.fields, ...key.relations].find(({ name }) => own.has(name));
  if (taken) {
    const path = `${heir.name}.${taken.name}`;
    fail("DUPLICATE_NAME", `${heir.name} has \`${taken.name}\` from ${parent.name} already`, path, "Remove it here");
  }
  const name = toCamel(toSnake(parent.name));
  const isTaken = own.has(name) || [...key.fields, ...key.relations].some((member) => member.name === name);
  const above = one(isTaken ? `${name}Row` : name, parent.name, { owned: true, columns: key.columns });
  const primary: Key = { name: "primary", primary: true, fields: key.members };
  const { audit, history, appendOnly, tenant } = parent;
  const inherited = Object.entries({ audit, history, appendOnly, tenant }).filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(inherited),
    timestamps: false,
    ...without(heir, "extends", "abstract", "inheritance", "id"),
    fields: [...key.fields, ...heir.fields],
    relations: [...key.relations, above, ...heir.relations],
    keys: [primary, ...heir.keys.filter((declared) => !declared.primary)],
  };
}
