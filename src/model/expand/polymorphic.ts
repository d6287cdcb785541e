/** Relations to one row of any of several entities: `subject: one Order|Booking`. */
import type { ExpressionNode } from "../expression.ts";
import { expressionOf } from "../expressions/tree.ts";
import { ModelMembers } from "../members.ts";
import type { Check, Entity, Field, Index, Model, OneRelation, PolymorphicRelation } from "../model.ts";
import { columnName, toPascal, toSnake } from "../naming.ts";
import { Columns, type KeyColumn } from "../resolve/columns.ts";
import { formatType } from "../shorthand/type.ts";
import { declaresPrimary } from "../validation/context.ts";
import { fail, field, madeName, one, tableOf, without } from "./parts.ts";
import { withRenamed } from "./rename.ts";
import { isOneOf, isSet, joined } from "./terms.ts";

/**
 * `as type`: the fields `subjectType`, which holds an entity's name, and `subjectId`, with an index over both. `as arcs`:
 * a relation to each target, of which exactly one (of a nullable relation: at most one) is filled.
 *
 * @throws SchemaforgeError UNKNOWN_ENTITY, BAD_POLYMORPHIC when the targets' keys are of several types, DUPLICATE_NAME
 */
export function expandPolymorphic(model: Model): Model {
  if (model.entities.every(({ polymorphic }) => polymorphic === undefined)) return model;
  const keys = new TargetKeys(model);
  const entities = model.entities.map((entity) => {
    const { polymorphic = [] } = entity;
    if (entity.polymorphic === undefined) return entity;
    const plain = without(entity, "polymorphic");
    return polymorphic.reduce<Entity>(
      (made, relation) => withMade(made, parts(made, relation, keys, model), relation.name),
      plain,
    );
  });
  return { ...model, entities };
}

interface Made {
  readonly fields: readonly Field[];
  readonly relations: readonly OneRelation[];
  readonly checks: readonly Check[];
  readonly indexes: readonly Index[];
}

function withMade(entity: Entity, made: Made, relation: string): Entity {
  const names = [...made.fields, ...made.relations].map(({ name }) => name);
  const taken = [...entity.fields, ...entity.relations].find(({ name }) => names.includes(name));
  if (taken) {
    const path = `${entity.name}.${taken.name}`;
    fail("DUPLICATE_NAME", `\`${relation}\` makes \`${taken.name}\` itself`, path, "Rename this one");
  }
  const members = (name: string) => (name === relation ? names : [name]);
  const renamed = withRenamed(entity, { members, member: (name) => name });
  return {
    ...renamed,
    fields: [...renamed.fields, ...made.fields],
    relations: [...renamed.relations, ...made.relations],
    checks: [...renamed.checks, ...made.checks],
    indexes: [...renamed.indexes, ...made.indexes],
  };
}

function parts(entity: Entity, relation: PolymorphicRelation, keys: TargetKeys, model: Model): Made {
  return relation.as === "arcs" ? arcs(entity, relation, keys, model) : byType(entity, relation, keys, model);
}

function byType(entity: Entity, relation: PolymorphicRelation, keys: TargetKeys, model: Model): Made {
  const { name, targets, nullable, doc } = relation;
  const path = `${entity.name}.${name}`;
  const key = keys.common(path, targets);
  const [typeName, idName] = [`${name}Type`, `${name}Id`];
  const documented = doc === undefined ? {} : { doc };
  const type = field(typeName, "string", { nullable, check: expressionOf(isOneOf(typeName, targets)), ...documented });
  const id: Field = {
    ...field(idName, key.type.name, { nullable, ...documented }),
    type: { ...key.type, array: 0 },
    ...(key.targets ? { targets: key.targets } : {}),
  };
  const both = [typeName, idName];
  const table = tableOf(entity, model);
  const columns = [type, id].map((part) => columnName(part, model.conventions));
  const isWhole = joined("or", [
    joined(
      "and",
      both.map((part) => isSet(part)),
    ),
    joined(
      "and",
      both.map((part) => isSet(part, false)),
    ),
  ]);
  return {
    fields: [type, id],
    relations: [],
    checks: nullable ? [{ name: madeName(table, toSnake(name), "parts"), expression: expressionOf(isWhole) }] : [],
    indexes: [{ name: madeName(table, ...columns, "idx"), parts: both.map((part) => ({ of: { field: part } })) }],
  };
}

const ZERO: ExpressionNode = { kind: "number", value: "0" };
const ONE: ExpressionNode = { kind: "number", value: "1" };

function arcs(entity: Entity, relation: PolymorphicRelation, keys: TargetKeys, model: Model): Made {
  const { name, targets, nullable, onDelete, doc } = relation;
  const relations = targets.map((target) => {
    keys.of(`${entity.name}.${name}`, target);
    return one(`${name}${toPascal(target)}`, target, {
      nullable: true,
      // A row may not be left without any: what holds of a relation that has to be there holds of it.
      onDelete: onDelete ?? model.conventions.onDelete ?? (nullable ? "set null" : "restrict"),
      ...(doc === undefined ? {} : { doc }),
    });
  });
  const count = relations
    .map(
      ({ name: arc }): ExpressionNode => ({
        kind: "case",
        branches: [{ when: isSet(arc), value: ONE }],
        otherwise: ZERO,
      }),
    )
    .reduce((left, right): ExpressionNode => ({ kind: "binary", operator: "+", left, right }));
  const few: ExpressionNode = { kind: "binary", operator: nullable ? "<=" : "=", left: count, right: ONE };
  const word = nullable ? "at_most_one" : "exactly_one";
  return {
    fields: [],
    relations,
    checks: [{ name: madeName(tableOf(entity, model), toSnake(name), word), expression: expressionOf(few) }],
    indexes: [],
  };
}

/** Keys of entities as references to them would have them, while inheritance is not written out yet. */
class TargetKeys {
  readonly #members: ModelMembers;
  readonly #columns: Columns;

  constructor(model: Model) {
    this.#members = new ModelMembers(model);
    this.#columns = new Columns(model, (name) => name);
  }

  /** @throws SchemaforgeError UNKNOWN_ENTITY, BAD_POLYMORPHIC for an entity without a key or table */
  of(path: string, name: string): readonly KeyColumn[] {
    const members = this.#members;
    const entity = members.entities.get(name);
    if (!entity) fail("UNKNOWN_ENTITY", `there is no entity ${name}`, path, "Declare the entity, or leave it out");
    if (entity.abstract && members.inheritanceOf(entity) === "concrete") {
      fail("BAD_POLYMORPHIC", `${name} is abstract and has no table`, path, "Name the entities that extend it");
    }
    const owners = [members.keyOwner(entity), ...members.parentsOf(entity)];
    const owner = owners.find(declaresPrimary) ?? owners.find(({ id }) => id !== undefined) ?? entity;
    const key = this.#columns.primaryKey(owner);
    if (key.length === 0) fail("BAD_POLYMORPHIC", `${name} has no primary key to refer to`, path, `Give ${name} one`);
    return key;
  }

  /** The one column that the keys of all targets are like. */
  common(path: string, targets: readonly string[]): KeyColumn {
    const keys = targets.map((name) => ({ name, key: this.of(path, name) }));
    const wide = keys.find(({ key }) => key.length > 1);
    if (wide) {
      const remedy = `Write \`as arcs\`, or give ${wide.name} a key of one field`;
      fail(
        "BAD_POLYMORPHIC",
        `the key of ${wide.name} has ${wide.key.length} fields, and \`as type\` keeps one`,
        path,
        remedy,
      );
    }
    const columns = keys.flatMap(({ name, key }) => key.map((column) => ({ name, column, text: typeText(column) })));
    const [first] = columns;
    if (!first) return fail("BAD_POLYMORPHIC", "it has no targets", path, "Name two entities or more");
    const other = columns.find(({ text }) => text !== first.text);
    if (!other) return first.column;
    const message = `the key of ${other.name} is ${other.text}, that of ${first.name} is ${first.text}`;
    return fail("BAD_POLYMORPHIC", message, path, "Write `as arcs`, or give the targets keys of one type");
  }
}

function typeText({ type, targets }: KeyColumn): string {
  const native = Object.entries(targets ?? {}).flatMap(([engine, target]) =>
    target.type === undefined ? [] : [`${engine} ${target.type}`],
  );
  return [formatType(type), ...native].join(", ");
}
