/** One table as an entity. */
import { type Primary, saidId } from "../../../lifting/keys.ts";
import type { Entity, Field, FieldTarget, Key } from "../../../model/model.ts";
import { makeObjectName } from "../ids.ts";
import type { ColumnProps, KeyProps } from "../objects.ts";
import { DEFAULT_SCHEMA, joinName } from "../quote.ts";
import { type LiftedDefault, liftDefault } from "./defaults.ts";
import { liftIndexes, relationIndexes } from "./indexes.ts";
import { type Lifting, liftExpression, raw } from "./lifting.ts";
import { relationOf } from "./relations.ts";
import { liftSequence } from "./sequences.ts";
import type { Members } from "./shape.ts";
import type { Column, UniqueKey } from "./source.ts";
import { type LiftedType, liftType } from "./types.ts";

/** The entity of a table; `inverses` names the other sides of its relations. */
export function liftEntity(lifting: Lifting, members: Members, inverses: ReadonlyMap<string, string>): Entity {
  const { source, doubts, conventions } = lifting;
  const { table } = members;
  const autos = relationIndexes(lifting, members);
  const uniques = source
    .children(table, "unique")
    .filter((key) => !doubts.apart.has(key.id) && isInWords(key) && key.name !== "primary");
  const flagged = uniques.filter((key) => isFlag(lifting, members, key));
  const flaggedColumns = new Set(flagged.map((key) => key.props.columns[0] ?? ""));
  const primary = primaryOf(lifting, members);
  const { options, unlogged, partitionBy, comment } = table.props;
  const native = {
    ...(unlogged ? { unlogged } : {}),
    ...(options ? { options } : {}),
    ...(partitionBy === undefined ? {} : { partitionBy }),
  };
  return {
    name: members.entity,
    ...(comment === undefined ? {} : { doc: comment }),
    ...(members.tableName === undefined ? {} : { table: members.tableName }),
    ...(table.schema === DEFAULT_SCHEMA ? {} : { schema: table.schema ?? DEFAULT_SCHEMA }),
    ...saidId(members.id, primary, conventions),
    ...(members.timestamps === conventions.timestamps ? {} : { timestamps: members.timestamps }),
    ...(members.softDelete ? { softDelete: true } : {}),
    ...(Object.keys(native).length > 0 ? { targets: { postgres: native } } : {}),
    fields: members.fields.map(({ column, name, given }) =>
      liftField(lifting, members, column, {
        name,
        ...(given === undefined ? {} : { column: given }),
        ...(primary.flag === column.name ? { primary: true } : {}),
        ...(flaggedColumns.has(column.name) ? { unique: true } : {}),
      }),
    ),
    relations: [
      ...members.relations.map((relation) =>
        relationOf(lifting, members, relation, {
          inverse: inverses.get(relation.key.id),
          indexed: autos.get(relation.key.id) ?? "covered",
          unique: relation.own !== undefined && flaggedColumns.has(relation.own.name),
        }),
      ),
      ...members.joins.map(({ relation }) => relation),
    ],
    keys: [
      ...(primary.key ? [primary.key] : []),
      ...uniques.filter((key) => !flagged.includes(key)).map((key) => keyOf(members, key)),
    ],
    checks: source
      .children(table, "check")
      .filter((check) => !doubts.apart.has(check.id) && !check.props.notEnforced)
      .map(({ id, name, props }) => ({
        name,
        ...(props.notValid ? { notValid: true } : {}),
        ...(props.noInherit ? { noInherit: true } : {}),
        expression: liftExpression(lifting, members, id, props.expression.sql),
      })),
    indexes: liftIndexes(lifting, members, new Set([...autos.values()].filter((id) => id !== "covered"))),
  };
}

function primaryOf({ source, doubts }: Lifting, members: Members): Primary {
  const { table } = members;
  const key = source.children(table, "primary-key").find(({ id }) => !doubts.apart.has(id));
  if (!key || members.id || !isInWords(key)) return {};
  const usual = key.name === makeObjectName(table.name, undefined, "pkey") && !doubts.explicit.has(key.id);
  const [column, ...others] = key.props.columns;
  const isField = members.fields.some((field) => field.column.name === column);
  if (usual && others.length === 0 && isField && Object.keys(key.props).every((name) => PLAIN.has(name))) {
    return column === undefined ? {} : { flag: column };
  }
  const { name, ...rest } = keyOf(members, key);
  return { key: { ...rest, name: "primary", primary: true, ...(usual ? {} : { constraintName: name }) } };
}

const PLAIN: ReadonlySet<string> = new Set(["columns", "comment"]);

/** Keys with storage parameters or in a tablespace of their own stay as they are. */
export function isInWords({ props }: UniqueKey): boolean {
  const { options, tablespace, partitionOf, inherited } = props;
  return [options, tablespace, partitionOf, inherited].every((value) => value === undefined);
}

/** True for a key that the flag `unique` of its column makes. */
function isFlag({ doubts }: Lifting, { table, memberOf }: Members, { id, name, props }: UniqueKey): boolean {
  const [column, ...others] = props.columns;
  if (column === undefined || others.length > 0 || doubts.explicit.has(id) || memberOf.get(column) === "id")
    return false;
  return Object.keys(props).every((key) => PLAIN.has(key)) && name === makeObjectName(table.name, column, "key");
}

function keyOf({ memberOf }: Members, { name, props }: UniqueKey): Key {
  const member = (column: string) => memberOf.get(column) ?? column;
  return {
    name,
    primary: false,
    fields: props.columns.map(member),
    ...keyOptions(props),
    ...(props.include ? { include: props.include.map(member) } : {}),
  };
}

function keyOptions({ withoutOverlaps, nullsNotDistinct, deferrable }: KeyProps): Partial<Key> {
  return {
    ...(withoutOverlaps ? { withoutOverlaps } : {}),
    ...(nullsNotDistinct ? { nullsNotDistinct } : {}),
    ...(deferrable ? { deferrable: deferrable === "deferrable" ? true : "deferred" } : {}),
  };
}

type Given = Pick<Field, "name"> & Partial<Pick<Field, "column" | "primary" | "unique">>;

function liftField(lifting: Lifting, members: Members, column: Column, given: Given): Field {
  const { source, doubts, enums } = lifting;
  const { props } = column;
  const lifted = liftType(props.type, enums);
  const isPlain = !doubts.explicit.has(column.id);
  const numbered = isPlain ? liftSequence(source, members.table, column) : undefined;
  const standard = liftedDefault(column, lifted, isPlain);
  const native: FieldTarget = {
    ...(lifted.native === undefined ? {} : { type: lifted.native }),
    ...nativeProps(props),
    ...(numbered || standard?.spelled === undefined ? {} : { default: standard.spelled }),
    ...(numbered?.sequence ? { sequence: numbered.sequence } : {}),
  };
  const value = numbered?.default ?? standard?.value;
  return {
    ...given,
    type: lifted.type,
    nullable: !props.notNull,
    ...(value ? { default: value } : {}),
    ...(props.generated
      ? { generated: liftExpression(lifting, members, column.id, props.generated.expression.sql) }
      : {}),
    ...(props.comment === undefined ? {} : { doc: props.comment }),
    ...(Object.keys(native).length > 0 ? { targets: { postgres: native } } : {}),
  };
}

function liftedDefault({ props }: Column, type: LiftedType, isPlain: boolean): LiftedDefault | undefined {
  if (!props.default) return undefined;
  const { sql } = props.default;
  return isPlain ? liftDefault(sql, props.type, type) : { value: { kind: "expression", expression: raw(sql) } };
}

function nativeProps({ collation, storage, compression, generated }: ColumnProps): FieldTarget {
  return {
    ...(collation ? { collation: joinName(collation, "pg_catalog") } : {}),
    ...(storage ? { storage } : {}),
    ...(compression ? { compression } : {}),
    ...(generated?.virtual ? { virtual: true } : {}),
  };
}
