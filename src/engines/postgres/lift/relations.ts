/** Foreign keys as relations. */
import type { Conventions, OneRelation, ReferentialAction } from "../../../model/model.ts";
import { columnName, toCamel, toSnake } from "../../../model/naming.ts";
import { makeObjectName } from "../ids.ts";
import type { Lifting } from "./lifting.ts";
import type { LiftedRelation, TableMembers } from "./members.ts";

interface Found {
  /** Name of the other side. */
  readonly inverse: string | undefined;
  /** The index that the relation makes by itself: its id, `covered` where none is needed, `none` where there is none. */
  readonly indexed: string;
  readonly unique: boolean;
}

/** The relation of a foreign key. */
export function liftRelation(
  { source, doubts, conventions }: Lifting,
  members: TableMembers,
  { key, name, target, own }: LiftedRelation,
  { inverse, indexed, unique }: Found,
): OneRelation {
  const { table } = members;
  const { columns, references, onDelete, onUpdate, onDeleteColumns, deferrable, period } = key.props;
  const primary = source.children(target.table, "primary-key")[0]?.props.columns ?? [];
  const isPrimary = primary.join("\n") === references.columns.join("\n");
  const emptied = onDelete === "set null" || onUpdate === "set null";
  const nullable = emptied || source.columns(table).some((column) => isNullable(column.name, column.props.notNull));
  function isNullable(column: string, notNull: true | undefined): boolean {
    return columns.includes(column) && !notNull;
  }
  const action = onDelete ?? "no action";
  const conventional = own && ownName(name, references.columns[0] ?? "", target, conventions) === own.name;
  const usualName = makeObjectName(table.name, columns.join("_"), "fkey");
  const comment = own?.props.comment;
  return {
    kind: "one",
    name,
    target: target.entity,
    nullable,
    ...(inverse === undefined ? {} : { inverse }),
    ...(unique ? { unique } : {}),
    ...(isPrimary ? {} : { references: references.columns.map((column) => target.memberOf.get(column) ?? column) }),
    ...(action === usualAction(nullable, conventions) ? {} : { onDelete: action }),
    ...(onUpdate ? { onUpdate } : {}),
    ...(onDeleteColumns ? { onDeleteColumns } : {}),
    ...(deferrable ? { deferrable: deferrable === "deferrable" ? true : ("deferred" as const) } : {}),
    ...(key.name === usualName && !doubts.explicit.has(key.id) ? {} : { constraintName: key.name }),
    ...(conventional ? {} : { columns }),
    ...(period ? { period } : {}),
    ...indexOf(indexed, conventions),
    ...(comment === undefined ? {} : { doc: comment }),
  };
}

/** The column that a relation of this name would make. */
function ownName(name: string, referenced: string, target: TableMembers, conventions: Conventions): string {
  const relation = target.relations.find((candidate) => candidate.own?.name === referenced);
  // A key that is a foreign key itself hands on the name that its own column has in the language.
  const member = relation ? relationColumn(relation) : (target.memberOf.get(referenced) ?? "");
  return columnName({ name: toCamel(`${name}_${member}`) }, conventions);
}

function relationColumn({ name, key, target }: LiftedRelation): string {
  return toCamel(`${toSnake(name)}_${target.memberOf.get(key.props.references.columns[0] ?? "") ?? "id"}`);
}

function usualAction(nullable: boolean, { onDelete }: Conventions): ReferentialAction {
  return onDelete ?? (nullable ? "set null" : "restrict");
}

function indexOf(indexed: string, { indexForeignKeys = true }: Conventions): { readonly index?: boolean } {
  if (indexed === "covered") return {};
  const wanted = indexed !== "none";
  return wanted === indexForeignKeys ? {} : { index: wanted };
}
