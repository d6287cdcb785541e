/** Columns of entities: fields, what the conventions add, and the foreign keys that relations own. */
import { SchemaforgeError } from "../errors.ts";
import { parseExpression } from "../expressions/parse.ts";
import type { DefaultValue, Entity, EnumType, Field, FieldType, Model, OneRelation } from "../model.ts";
import { columnName, toCamel } from "../naming.ts";
import { declaresPrimary, primaryFields } from "../validation/context.ts";
import type { NameCutter, ResolvedColumn } from "./resolved.ts";

/** A column of a key that foreign keys copy. */
export interface KeyColumn {
  /** The field or relation it comes from, in the language's camel case. */
  readonly member: string;
  readonly name: string;
  readonly type: FieldType;
  readonly enumType?: EnumType;
  readonly targets?: Field["targets"];
}

const scalar = (name: string): FieldType => ({ name, args: [], array: 0 });
const call = (text: string): DefaultValue => ({ kind: "expression", expression: parseExpression(text) });

/** The type of the implied primary key. */
const ID_TYPES = { uuid: "uuid", identity: "bigint", serial: "int", bigserial: "bigint" } as const;

/** Types and names of columns, worked out on demand, since a key may stand on the key of another entity. */
export class Columns {
  readonly #model: Model;
  readonly #cut: NameCutter;
  readonly #entities: ReadonlyMap<string, Entity>;
  readonly #enums: ReadonlyMap<string, EnumType>;
  readonly #fieldsByColumn = new Map<string, ReadonlyMap<string, KeyColumn>>();
  readonly #primary = new Map<string, readonly KeyColumn[] | "in progress">();

  constructor(model: Model, cut: NameCutter) {
    this.#model = model;
    this.#cut = cut;
    this.#entities = new Map(model.entities.map((entity) => [entity.name, entity]));
    this.#enums = new Map(model.types.map((type) => [type.name, type]));
  }

  /** The column of something called `member` in the Model, by the convention for columns. */
  columnName(member: string): string {
    return this.#cut(columnName({ name: member }, this.#model.conventions));
  }

  /**
   * The entity of a name.
   * @throws SchemaforgeError when there is none
   */
  entity(name: string, by: string): Entity {
    const entity = this.#entities.get(name);
    if (entity) return entity;
    throw new SchemaforgeError("UNKNOWN_ENTITY", `there is no entity ${name}`, {
      where: { object: by },
      remedy: "Declare the entity, or relate to one that is declared",
    });
  }

  /**
   * The primary key of an entity, column by column.
   * @throws SchemaforgeError when keys stand on each other in a circle
   */
  primaryKey(entity: Entity): readonly KeyColumn[] {
    const known = this.#primary.get(entity.name);
    if (known === "in progress") {
      throw new SchemaforgeError("KEY_CYCLE", "the primary keys of these entities are made of each other", {
        where: { object: entity.name },
        remedy: "Give one of the entities a key of its own fields",
      });
    }
    if (known) return known;
    this.#primary.set(entity.name, "in progress");
    const columns = primaryFields(entity, this.#model).flatMap((member) => this.membersColumns(entity, member));
    this.#primary.set(entity.name, columns);
    return columns;
  }

  /** The columns that a field or relation of an entity stands for. */
  membersColumns(entity: Entity, member: string): readonly KeyColumn[] {
    const field = entity.fields.find((candidate) => candidate.name === member);
    if (field) {
      const enumType = this.#enums.get(field.type.name);
      const name = this.#cut(columnName(field, this.#model.conventions));
      const { type, targets } = field;
      return [{ member, name, type, ...(enumType ? { enumType } : {}), ...(targets ? { targets } : {}) }];
    }
    const relation = entity.relations.find((candidate) => candidate.kind === "one" && candidate.name === member);
    if (relation?.kind === "one") return this.ownColumns(entity, relation);
    const implied = this.#implied(entity).find((column) => column.member === member);
    if (implied) return [implied];
    throw new SchemaforgeError("UNKNOWN_FIELD", `${entity.name} has no field or relation ${member}`, {
      where: { object: entity.name },
      remedy: "Name a field or a relation of the entity",
    });
  }

  /** The columns that a relation's name means: those of its foreign key, without the tenant's. */
  ownColumns(entity: Entity, relation: OneRelation): readonly KeyColumn[] {
    const columns = this.foreignKey(entity, relation);
    return relation.withinTenant ? columns.slice(1) : columns;
  }

  /** The columns of a relation's foreign key: named after the relation and the column that each references. */
  foreignKey(entity: Entity, relation: OneRelation): readonly KeyColumn[] {
    const targets = this.referenced(entity, relation);
    if (relation.columns && relation.columns.length !== targets.length) {
      throw new SchemaforgeError(
        "BAD_KEY",
        `\`columns=\` names ${relation.columns.length} columns, the key of ${relation.target} has ${targets.length}`,
        {
          where: { object: `${entity.name}.${relation.name}` },
          remedy: "Name as many columns, in the order of the key",
        },
      );
    }
    return targets.map((target, at): KeyColumn => {
      const member = toCamel(`${relation.name}_${target.member}`);
      const given = relation.columns?.[at];
      const name = given === undefined ? this.columnName(member) : this.#cut(given);
      const shared = relation.columns && this.#fieldOf(entity, name);
      if (shared) return { ...shared, member };
      return {
        member,
        name,
        type: { ...target.type, array: 0 },
        ...(target.enumType ? { enumType: target.enumType } : {}),
        ...(target.targets ? { targets: target.targets } : {}),
      };
    });
  }

  /** The column of a field by the column's name, which relations may share. */
  #fieldOf(entity: Entity, column: string): KeyColumn | undefined {
    const fields = this.#fieldsByColumn.get(entity.name) ?? this.#columnsOfFields(entity);
    this.#fieldsByColumn.set(entity.name, fields);
    return fields.get(column);
  }

  #columnsOfFields(entity: Entity): Map<string, KeyColumn> {
    return new Map(
      entity.fields.flatMap((field) =>
        this.membersColumns(entity, field.name).map((column): [string, KeyColumn] => [
          column.name,
          { ...column, type: { ...column.type, array: 0 } },
        ]),
      ),
    );
  }

  /** The columns of the target that a relation references. */
  referenced(entity: Entity, relation: OneRelation): readonly KeyColumn[] {
    const by = `${entity.name}.${relation.name}`;
    const target = this.entity(relation.target, by);
    const columns = relation.references
      ? relation.references.flatMap((member) => this.membersColumns(target, member))
      : this.primaryKey(target);
    if (columns.length > 0) return columns;
    throw new SchemaforgeError("NO_KEY", `${target.name} has no primary key to reference`, {
      where: { object: by },
      remedy: `Give ${target.name} a primary key, or say which unique field: references FIELD`,
    });
  }

  /** Every column of an entity: the id, fields, foreign keys, then what timestamps and soft deletion add. */
  all(entity: Entity): ResolvedColumn[] {
    const declared = entity.fields.map((field): ResolvedColumn => {
      const enumType = this.#enums.get(field.type.name);
      return {
        name: this.#cut(columnName(field, this.#model.conventions)),
        type: field.type,
        ...(enumType ? { enumType } : {}),
        ...(field.targets ? { targets: field.targets } : {}),
        nullable: field.nullable,
        ...(field.default ? { default: field.default } : {}),
        ...(field.generated ? { generated: field.generated } : {}),
        ...(field.doc === undefined ? {} : { doc: field.doc }),
        origin: { kind: "field", field },
      };
    });
    const relations = entity.relations.flatMap((relation): ResolvedColumn[] => {
      if (relation.kind !== "one") return [];
      const references = this.referenced(entity, relation);
      return this.foreignKey(entity, relation).map((column, at) => ({
        name: column.name,
        type: column.type,
        ...(column.enumType ? { enumType: column.enumType } : {}),
        ...(column.targets ? { targets: column.targets } : {}),
        nullable: relation.nullable,
        ...(relation.doc === undefined ? {} : { doc: relation.doc }),
        origin: { kind: "relation", relation, references: references[at]?.name ?? "" },
      }));
    });
    const implied = this.#implied(entity).map((column): ResolvedColumn => this.#impliedColumn(entity, column));
    const [ids, times] = [
      implied.filter(({ origin }) => origin.kind === "id"),
      implied.filter(({ origin }) => origin.kind !== "id"),
    ];
    return this.#declaredOnce(entity, [...ids, ...declared, ...relations, ...times]);
  }

  /**
   * A foreign key may share the column of a field or of another foreign key if it has its type or names the column: it
   * is declared once, by the first.
   */
  #declaredOnce(entity: Entity, columns: readonly ResolvedColumn[]): ResolvedColumn[] {
    const byName = new Map<string, ResolvedColumn>();
    for (const column of columns) {
      const first = byName.get(column.name);
      const { origin } = column;
      const shares =
        origin.kind === "relation" && first && (origin.relation.columns !== undefined || sameType(column, first));
      if (first && !shares) {
        throw new SchemaforgeError(
          "DUPLICATE_COLUMN",
          `two members of ${entity.name} map to one column, \`${column.name}\``,
          {
            where: { object: `${entity.name}.${memberOf(column)}` },
            remedy: "Rename one, or give it `column=` (a relation: `columns=`)",
          },
        );
      }
      if (!first) byName.set(column.name, column);
    }
    return [...byName.values()];
  }

  #implied(entity: Entity): KeyColumn[] {
    const { conventions } = this.#model;
    const names: [member: string, type: FieldType][] = [];
    const id = entity.id ?? conventions.id;
    if (id !== "none" && !declaresPrimary(entity)) names.push(["id", scalar(ID_TYPES[id])]);
    if (entity.timestamps ?? conventions.timestamps) {
      names.push(["createdAt", scalar("datetime")], ["updatedAt", scalar("datetime")]);
    }
    if (entity.softDelete) names.push(["deletedAt", scalar("datetime")]);
    const declared = new Set(entity.fields.map((field) => field.name));
    return names
      .filter(([member]) => !declared.has(member))
      .map(([member, type]) => ({ member, name: this.columnName(member), type }));
  }

  #impliedColumn(entity: Entity, { member, name, type }: KeyColumn): ResolvedColumn {
    if (member === "id") {
      const id = entity.id ?? this.#model.conventions.id;
      const standard: { default?: DefaultValue } =
        id === "uuid"
          ? { default: call("uuid()") }
          : id === "identity"
            ? {}
            : { default: { kind: "sequence", as: "serial" } };
      return { name, type, nullable: false, ...standard, origin: { kind: "id", identity: id === "identity" } };
    }
    if (member === "deletedAt") return { name, type, nullable: true, origin: { kind: "deletedAt" } };
    const kind = member === "createdAt" ? "createdAt" : "updatedAt";
    return { name, type, nullable: false, default: call("now()"), origin: { kind } };
  }
}

function sameType(a: ResolvedColumn, b: ResolvedColumn): boolean {
  return JSON.stringify([a.type, a.targets]) === JSON.stringify([{ ...b.type, array: 0 }, b.targets]);
}

function memberOf({ origin, name }: ResolvedColumn): string {
  if (origin.kind === "field") return origin.field.name;
  return origin.kind === "relation" ? origin.relation.name : name;
}
