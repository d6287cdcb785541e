/** One table as an entity. */
import { type Primary, saidId } from "../../../lifting/keys.ts";
import { liftRelation } from "../../../lifting/relations.ts";
import type { Entity, Field, FieldTarget, Key, OneRelation } from "../../../model/model.ts";
import { hasName } from "../ids.ts";
import { isUsualName, usualName } from "../lower/style.ts";
import type { SqliteObject } from "../objects.ts";
import { fold } from "../quote.ts";
import { textOf } from "../render/table.ts";
import { liftDefault } from "./defaults.ts";
import { liftIndexes, relationIndexes } from "./indexes.ts";
import { type Lifting, liftExpression } from "./lifting.ts";
import { type Members, type Relation, shapeOf } from "./shape.ts";
import type { Check, Column } from "./source.ts";
import { checkId, liftedType } from "./style.ts";

/** The entity of a table; `inverses` names the other sides of its relations. */
export function liftEntity(lifting: Lifting, members: Members, inverses: ReadonlyMap<string, string>): Entity {
  const { source, styles, conventions, doubts } = lifting;
  const { table } = members;
  const autos = relationIndexes(lifting, members);
  const primary = primaryOf(lifting, members);
  const uniques = source.children(table, "unique").filter(({ name }) => name !== "primary");
  const flagged = uniques.filter((key) => isFlag(lifting, members, key));
  const flaggedColumns = new Set(flagged.map((key) => key.props.columns[0] ?? ""));
  const brought = new Set<string>();
  const fields = members.fields.map(({ column, name, given }) => {
    const { field, check } = liftField(lifting, members, column, {
      name,
      ...(given === undefined ? {} : { column: given }),
      ...(primary.flag === fold(column.name) ? { primary: true } : {}),
      ...(flaggedColumns.has(fold(column.name)) ? { unique: true } : {}),
    });
    if (check !== undefined) brought.add(check);
    return field;
  });
  for (const id of impliedChecks(lifting, members)) brought.add(id);
  const target = styles.saidOf(table);
  const names = new CheckNames(lifting, members);
  return {
    name: members.entity,
    ...(table.props.comment === undefined ? {} : { doc: table.props.comment }),
    ...(members.tableName === undefined ? {} : { table: members.tableName }),
    ...saidId(members.id, primary, conventions),
    ...(members.timestamps === conventions.timestamps ? {} : { timestamps: members.timestamps }),
    ...(members.softDelete ? { softDelete: true } : {}),
    ...(Object.keys(target).length > 0 ? { targets: { sqlite: target } } : {}),
    fields,
    relations: [
      ...members.relations.map((relation) =>
        relationOf(lifting, members, relation, {
          inverse: inverses.get(relation.key.id),
          indexed: autos.get(relation.key.id) ?? "covered",
          unique: relation.own !== undefined && flaggedColumns.has(fold(relation.own.name)),
        }),
      ),
      ...members.joins.map(({ relation }) => relation),
    ],
    keys: [
      ...(primary.key ? [primary.key] : []),
      ...uniques.filter((key) => !flagged.includes(key)).map((key) => keyOf(lifting, members, key)),
    ],
    checks: source
      .children(table, "check")
      .filter(({ id }) => !brought.has(id) && !doubts.apart.has(id))
      .map((check) => ({
        name: names.of(check),
        expression: liftExpression(lifting, members, check.id, check.props.expression),
      })),
    indexes: liftIndexes(lifting, members, new Set([...autos.values()].filter((id) => id !== "covered"))),
  };
}

function primaryOf({ source, doubts }: Lifting, { table, id, fields, memberOf }: Members): Primary {
  const key = source.primaryKey(table);
  if (!key || id) return {};
  const { columns, constraintName } = key.props;
  const usual =
    constraintName === undefined ||
    constraintName === fold(usualName("primary", table.name, source.spelled(table, columns)));
  const [column = "", ...others] = columns;
  const isField = fields.some((field) => fold(field.column.name) === column);
  if (usual && others.length === 0 && isField && !doubts.explicit.has(key.id)) return { flag: column };
  return {
    key: {
      name: "primary",
      primary: true,
      fields: columns.map((name) => memberOf.get(name) ?? name),
      ...(usual ? {} : { constraintName: key.name }),
    },
  };
}

type Unique = SqliteObject<"unique">;

/** True for a key that the flag `unique` of its column makes. */
function isFlag({ source, doubts }: Lifting, { table, memberOf }: Members, key: Unique): boolean {
  const [column, ...others] = key.props.columns;
  if (column === undefined || others.length > 0 || doubts.explicit.has(key.id)) return false;
  if (memberOf.get(column) === "id" || source.primaryKey(table)?.props.columns.join("\n") === column) return false;
  return !hasName(key) || key.name === usualName("unique", table.name, source.spelled(table, [column]));
}

function keyOf({ source }: Lifting, { table, memberOf }: Members, key: Unique): Key {
  const { columns } = key.props;
  return {
    name: hasName(key) ? key.name : usualName("unique", table.name, source.spelled(table, columns)),
    primary: false,
    fields: columns.map((name) => memberOf.get(name) ?? name),
  };
}

/** Names for the checks of a table: their own, or the conventional one with a number. */
class CheckNames {
  readonly #taken: Set<string>;
  readonly #lifting: Lifting;
  readonly #members: Members;

  constructor(lifting: Lifting, members: Members) {
    this.#lifting = lifting;
    this.#members = members;
    const named = lifting.source.children(members.table, "check").filter(hasName);
    this.#taken = new Set(named.map(({ name }) => fold(name)));
  }

  of(check: Check): string {
    if (hasName(check)) return check.name;
    const { source } = this.#lifting;
    const { table } = this.#members;
    const columns = check.edges.flatMap(({ to }) => source.get("column", to)?.name ?? []);
    const usual = usualName("check", table.name, columns.length === 1 ? columns : []);
    let name = usual;
    for (let number = 2; this.#taken.has(fold(name)); number++) name = `${usual}${number}`;
    this.#taken.add(fold(name));
    return name;
  }
}

/** The checks that the types of the implied members bring. */
function impliedChecks({ source, styles }: Lifting, { table, id, memberOf }: Members): string[] {
  const { names } = styles.of(table);
  return source.columns(table).flatMap((column) => {
    const member = memberOf.get(fold(column.name));
    const isImplied =
      (id && member === "id") || member === "createdAt" || member === "updatedAt" || member === "deletedAt";
    const { check } = liftedType(source, styles, table, column);
    return (isImplied && check && checkId(source, table, column, names.check, check)) || [];
  });
}

type Given = Pick<Field, "name"> & Partial<Pick<Field, "column" | "primary" | "unique">>;

function liftField(
  lifting: Lifting,
  members: Members,
  column: Column,
  given: Given,
): { readonly field: Field; readonly check?: string } {
  const { source, styles, doubts } = lifting;
  const { table } = members;
  const { props } = column;
  const isPlain = !doubts.explicit.has(column.id);
  const isNumbered = source.isNumbered(table, column) && props.default === undefined;
  const lifted = liftedType(source, styles, table, column);
  const type = isNumbered ? { name: "bigint", args: [], array: 0 } : lifted.type;
  const keepsNative = !isNumbered && (lifted.native !== undefined || !isPlain);
  const standard = props.default && liftDefault(props.default.sql, textOf(props.default), type, !isPlain);
  const isKey = source.isKey(table, column);
  const says = isKey ? styles.of(table).keyNotNull : props.notNull === true;
  const target: FieldTarget = {
    ...(keepsNative ? { type: props.type ?? "" } : {}),
    ...(props.collation === undefined ? {} : { collation: props.collation }),
    ...(props.generated && !props.generated.stored ? { virtual: true } : {}),
    ...(standard?.spelled === undefined ? {} : { default: standard.spelled }),
    ...(says === (props.notNull === true) || source.isImplicitlyNotNull(table, column)
      ? {}
      : { notNull: props.notNull === true }),
  };
  const field: Field = {
    ...given,
    type,
    nullable: !props.notNull && !isKey,
    ...(isNumbered ? { default: { kind: "sequence", as: "identity" } } : standard ? { default: standard.value } : {}),
    ...(props.generated ? { generated: liftExpression(lifting, members, column.id, props.generated.expression) } : {}),
    ...(props.comment === undefined ? {} : { doc: props.comment }),
    ...(Object.keys(target).length > 0 ? { targets: { sqlite: target } } : {}),
  };
  return keepsNative || lifted.checkId === undefined || isNumbered ? { field } : { field, check: lifted.checkId };
}

function relationOf(
  { source, styles, doubts, conventions }: Lifting,
  members: Members,
  relation: Relation,
  facts: Parameters<typeof liftRelation>[5],
): OneRelation {
  const { table } = members;
  const { key, target, own } = relation;
  const { columns, onDelete, onUpdate, deferrable } = key.props;
  const primary = source.primaryKey(target.table)?.props.columns ?? [];
  const emptied = onDelete === "set null" || onUpdate === "set null";
  const isNullable = (column: Column) => !column.props.notNull && !source.isKey(table, column);
  const usual = usualName("foreign", table.name, source.spelled(table, columns));
  const isUsual = !hasName(key) || (isUsualName(key.name, usual) && key.name === usual && !doubts.explicit.has(key.id));
  const comment = own?.props.comment;
  const keyFacts = {
    ofPrimary: primary.join("\n") === source.referencedBy(key).join("\n"),
    nullable:
      emptied || source.columns(table).some((column) => columns.includes(fold(column.name)) && isNullable(column)),
    onDelete: onDelete ?? ("no action" as const),
    rest: {
      ...(onUpdate ? { onUpdate } : {}),
      ...(deferrable ? { deferrable: "deferred" as const } : {}),
      ...(isUsual ? {} : { constraintName: key.name }),
      ...(comment === undefined ? {} : { doc: comment }),
    },
  };
  return liftRelation(shapeOf(source, styles, doubts, conventions), conventions, members, relation, keyFacts, facts);
}
