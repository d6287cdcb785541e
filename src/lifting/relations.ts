/** Foreign keys as relations. */
import type { Conventions, OneRelation, ReferentialAction } from "../model/model.ts";
import { columnName, toCamel, toSnake } from "../model/naming.ts";
import type { LiftedRelation, TableMembers } from "./members.ts";
import { type LiftTable, type Named, type Shape, spelledColumns } from "./shape.ts";

/** What a foreign key is, beside its columns. */
export interface KeyFacts {
  /** True when it references the primary key. */
  readonly ofPrimary: boolean;
  readonly nullable: boolean;
  readonly onDelete: ReferentialAction;
  /** What is said as it is: other actions, deferring, a name of its own. */
  readonly rest: Partial<OneRelation>;
}

/** What else the relation makes or is. */
export interface RelationFacts {
  /** Name of the other side. */
  readonly inverse: string | undefined;
  /** The index that the relation makes by itself: its id, `covered` where none is needed, `none` where there is none. */
  readonly indexed: string;
  readonly unique: boolean;
}

/** The relation of a foreign key. */
export function liftRelation<T extends LiftTable, C extends Named, K extends Named>(
  shape: Shape<T, C, K>,
  conventions: Conventions,
  { table }: TableMembers<T, C, K>,
  { key, name, target, own }: LiftedRelation<T, C, K>,
  { ofPrimary, nullable, onDelete, rest }: KeyFacts,
  { inverse, indexed, unique }: RelationFacts,
): OneRelation {
  const referenced = shape.referencedBy(key);
  const conventional = own && ownName(shape, name, referenced[0] ?? "", target, conventions) === own.name;
  return {
    kind: "one",
    name,
    target: target.entity,
    nullable,
    ...(inverse === undefined ? {} : { inverse }),
    ...(unique ? { unique } : {}),
    ...(ofPrimary ? {} : { references: referenced.map((column) => target.memberOf.get(column) ?? column) }),
    ...(onDelete === usualAction(nullable, conventions) ? {} : { onDelete }),
    ...rest,
    ...(conventional ? {} : { columns: spelledColumns(shape, table, key) }),
    ...indexOf(indexed, conventions),
  };
}

/** The column that a relation of this name would make. */
function ownName<T extends LiftTable, C extends Named, K extends Named>(
  shape: Shape<T, C, K>,
  name: string,
  referenced: string,
  target: TableMembers<T, C, K>,
  conventions: Conventions,
): string {
  const relation = target.relations.find(({ own }) => own !== undefined && shape.columnKey(own) === referenced);
  // A key that is a foreign key itself hands on the name that its own column has in the language.
  const member = relation ? relationColumn(shape, relation) : (target.memberOf.get(referenced) ?? "");
  return columnName({ name: toCamel(`${name}_${member}`) }, conventions);
}

function relationColumn<T extends LiftTable, C extends Named, K extends Named>(
  shape: Shape<T, C, K>,
  { name, key, target }: LiftedRelation<T, C, K>,
): string {
  return toCamel(`${toSnake(name)}_${target.memberOf.get(shape.referencedBy(key)[0] ?? "") ?? "id"}`);
}

function usualAction(nullable: boolean, { onDelete }: Conventions): ReferentialAction {
  return onDelete ?? (nullable ? "set null" : "restrict");
}

function indexOf(indexed: string, { indexForeignKeys = true }: Conventions): { readonly index?: boolean } {
  if (indexed === "covered") return {};
  const wanted = indexed !== "none";
  return wanted === indexForeignKeys ? {} : { index: wanted };
}
