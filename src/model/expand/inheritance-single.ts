/** `inheritance: single`: all entities of a kind are rows of one table, each with the fields of its kind filled. */
import type { Expression, ExpressionNode } from "../expression.ts";
import { expressionOf } from "../expressions/tree.ts";
import type { Check, Entity, Exclusion, Field, Index, Key, Model, Relation } from "../model.ts";
import { toSnake } from "../naming.ts";
import { declaresPrimary } from "../validation/context.ts";
import { type Hierarchy, kindField, typeTaken } from "./hierarchy.ts";
import { fail, madeName, tableOf, without } from "./parts.ts";
import { isOneOf, isSet, joined } from "./terms.ts";

/**
 * The root with the members of all heirs, which are nullable; checks see to it that each kind has those that it needs.
 * What heirs say of their rows (checks, keys, unique indexes, exclusions) holds for rows of their kind; raw SQL stays.
 */
export function expandSingle(hierarchy: Hierarchy, model: Model): Map<string, Entity | undefined> {
  const { root, heirs } = hierarchy;
  const table = tableOf(root, model);
  const owners = new Map<string, string>();
  for (const entity of [root, ...heirs]) {
    for (const { name } of [...entity.fields, ...entity.relations]) {
      if (name === "type") typeTaken(entity);
      const first = owners.get(name.toLowerCase());
      if (first !== undefined) {
        const message = `${entity.name} and ${first} both have \`${name}\`, and share the table of ${root.name}`;
        fail("DUPLICATE_NAME", message, `${entity.name}.${name}`, `Move it to ${root.name}, or rename one`);
      }
      owners.set(name.toLowerCase(), entity.name);
    }
  }
  const parts = heirs.map((heir) => partsOf(heir, hierarchy, table, model));
  const exclude = [...(root.exclude ?? []), ...parts.flatMap((part) => part.exclude)];
  const isMarked = (flag: "timestamps" | "softDelete" | "history") => heirs.some((heir) => heir[flag] === true);
  const audit = [root, ...heirs].find((entity) => entity.audit)?.audit;
  const stored: Entity = {
    ...without(root, "abstract", "inheritance"),
    fields: [kindField(hierarchy), ...root.fields, ...parts.flatMap((part) => part.fields)],
    relations: [...root.relations, ...parts.flatMap((part) => part.relations)],
    keys: [...root.keys, ...parts.flatMap((part) => part.keys)],
    checks: [...root.checks, ...parts.flatMap((part) => part.checks)],
    indexes: [...root.indexes, ...parts.flatMap((part) => part.indexes)],
    ...(isMarked("timestamps") ? { timestamps: true } : {}),
    ...(isMarked("softDelete") ? { softDelete: true } : {}),
    ...(isMarked("history") ? { history: true } : {}),
    ...(audit ? { audit } : {}),
    ...(exclude.length > 0 ? { exclude } : {}),
  };
  return new Map([[root.name, stored], ...heirs.map(({ name }) => [name, undefined] as const)]);
}

/** What an heir cannot have of its own in a table that it shares. */
const OF_TABLES = ["table", "schema", "id", "partition", "rows", "tree", "targets", "appendOnly", "policies"] as const;

type Parts = Pick<Entity, "fields" | "relations" | "keys" | "checks" | "indexes"> & Required<Pick<Entity, "exclude">>;

function partsOf(heir: Entity, hierarchy: Hierarchy, table: string, model: Model): Parts {
  checkHeir(heir, hierarchy.root);
  const kinds = hierarchy.kindsOf(heir);
  if (kinds.length === 0) {
    fail(
      "BAD_INHERITANCE",
      `${heir.name} is abstract, and no entity extends it`,
      heir.name,
      "Remove `abstract`, or the entity",
    );
  }
  const members = [
    ...heir.fields.filter(({ generated }) => generated === undefined),
    ...heir.relations.filter((relation) => relation.kind === "one"),
  ];
  const own = new Set(members.map(({ name }) => name));
  const required = members.filter(({ nullable }) => !nullable).map(({ name }) => isSet(name));
  const isOther = isOneOf("type", kinds, true);
  const isComplete: Check = {
    name: madeName(table, toSnake(heir.name), "fields"),
    expression: expressionOf(joined("or", [isOther, joined("and", required)])),
  };
  const checks = heir.checks.map((check): Check => {
    const { expression } = check;
    if (expression.kind === "raw") return check;
    return { ...check, expression: expressionOf(joined("or", [isOther, expression.ast])) };
  });
  const isKind = isOneOf("type", kinds);
  const [keys, partial] = keysOf(heir, own, isKind);
  return {
    fields: heir.fields.map((field): Field => ({ ...field, nullable: true })),
    relations: heir.relations.map((relation) => nullableRelation(relation, model)),
    keys,
    checks: required.length > 0 ? [...checks, isComplete] : checks,
    indexes: [...partial, ...heir.indexes.map((index) => indexOf(index, own, isKind))],
    exclude: (heir.exclude ?? []).map(
      (exclusion): Exclusion => ({ ...exclusion, where: both(isKind, exclusion.where) }),
    ),
  };
}

function checkHeir(heir: Entity, root: Entity): void {
  const bad = (word: string, remedy: string): never =>
    fail("BAD_INHERITANCE", `${heir.name} is stored in the table of ${root.name}`, `${heir.name}.${word}`, remedy);
  const said = OF_TABLES.find((word) => heir[word] !== undefined && heir[word] !== false);
  if (said === "policies") bad(said, `Write the policy in ${root.name}, with \`type = '${toSnake(heir.name)}' and …\``);
  if (said) bad(said, `Say \`${said}\` of ${root.name}, or leave it out`);
  if (heir.tenant && !root.tenant) bad("tenant", `Write \`tenant: true\` in ${root.name}`);
  if (declaresPrimary(heir)) bad("keys.primary", `It has the primary key of ${root.name}: leave its own out`);
}

/** Rows of other kinds have no value in one of these members, and so meet nothing. */
function sparesOthers(members: readonly string[], own: ReadonlySet<string>, nullsNotDistinct = false): boolean {
  return !nullsNotDistinct && members.some((name) => own.has(name));
}

/** Keys, and unique indexes over rows of the kind in the place of keys that rows of other kinds would have to meet. */
function keysOf(heir: Entity, own: ReadonlySet<string>, isKind: ExpressionNode): readonly [Key[], Index[]] {
  const isKept = ({ fields, nullsNotDistinct, withoutOverlaps, deferrable }: Key): boolean =>
    sparesOthers(fields, own, nullsNotDistinct) || withoutOverlaps === true || deferrable !== undefined;
  const partial = heir.keys
    .filter((key) => !isKept(key))
    .map(
      ({ name, fields, nullsNotDistinct, include }): Index => ({
        name,
        parts: fields.map((field) => ({ of: { field } })),
        unique: true,
        where: expressionOf(isKind),
        ...(nullsNotDistinct ? { nullsNotDistinct } : {}),
        ...(include ? { include } : {}),
      }),
    );
  return [heir.keys.filter(isKept), partial];
}

function indexOf(index: Index, own: ReadonlySet<string>, isKind: ExpressionNode): Index {
  const members = index.parts.flatMap(({ of }) => ("field" in of ? [of.field] : []));
  if (!index.unique || sparesOthers(members, own, index.nullsNotDistinct)) return index;
  return { ...index, where: both(isKind, index.where) };
}

function both(isKind: ExpressionNode, where: Expression | undefined): Expression {
  if (!where) return expressionOf(isKind);
  return where.kind === "raw" ? where : expressionOf(joined("and", [isKind, where.ast]));
}

/** A relation that rows of other kinds do not have; what happens on delete stays what it was. */
function nullableRelation(relation: Relation, { conventions }: Model): Relation {
  if (relation.kind === "many" || relation.nullable) return relation;
  const onDelete = relation.onDelete ?? (relation.owned ? "cascade" : (conventions.onDelete ?? "restrict"));
  return { ...relation, nullable: true, onDelete };
}
