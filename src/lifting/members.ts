/** How the columns of a table become fields and relations, decided before anything is written. */
import type { Conventions, ManyRelation } from "../model/model.ts";
import { toCamel } from "../model/naming.ts";
import type { Doubts } from "./doubts.ts";
import type { Hints } from "./hints.ts";
import { liftJoin } from "./joins.ts";
import { NameSpace, nameEntity, nameField, relationWish } from "./names.ts";
import { type IdKind, type LiftTable, type Named, type Shape, spelledColumns } from "./shape.ts";

/** A foreign key as a relation. */
export interface LiftedRelation<T extends LiftTable, C extends Named, K extends Named> {
  readonly key: K;
  readonly name: string;
  readonly target: TableMembers<T, C, K>;
  /** The column that the relation makes by itself; absent where it shares columns of fields. */
  readonly own?: C;
}

/** A table and what its columns are called. */
export interface TableMembers<T extends LiftTable, C extends Named, K extends Named> {
  readonly table: T;
  readonly entity: string;
  /** `table:`, where the convention does not lead to it. */
  readonly tableName?: string;
  /** The implied primary key, where it is one. */
  readonly id?: { readonly kind: IdKind; readonly column: C };
  /** Whether `createdAt` and `updatedAt`, and `deletedAt`, are implied. */
  readonly timestamps: boolean;
  readonly softDelete: boolean;
  readonly fields: readonly { readonly column: C; readonly name: string; readonly given?: string }[];
  readonly relations: LiftedRelation<T, C, K>[];
  /** Join tables that its `many` relations make. */
  readonly joins: { readonly table: T; readonly relation: ManyRelation }[];
  /** The member that stands for a column. */
  readonly memberOf: Map<string, string>;
  readonly names: NameSpace;
}

interface Plan<T extends LiftTable, C extends Named, K extends Named> {
  readonly table: T;
  readonly id: TableMembers<T, C, K>["id"];
  readonly timestamps: boolean;
  readonly softDelete: boolean;
  /** Members that are implied, by column. */
  readonly implied: ReadonlyMap<string, string>;
  /** Foreign keys that become relations, with the column that each makes by itself. */
  readonly keys: readonly { readonly key: K; readonly target: T; readonly own: C | undefined }[];
}

/** The names and roles of everything in the tables that are not apart; `entities` holds names that are taken. */
export function membersOf<T extends LiftTable, C extends Named, K extends Named>(
  shape: Shape<T, C, K>,
  doubts: Doubts,
  conventions: Conventions,
  entities: NameSpace,
  hints: Hints,
): Map<string, TableMembers<T, C, K>> {
  const present = shape.tables.filter((table) => !doubts.apart.has(table.id));
  const joins = present.flatMap((table) => shape.joinOf(table) ?? []);
  const joined = new Set(joins.map(({ table }) => table));
  const tables = present.filter((table) => !joined.has(table));
  const known = new Set(present.map(({ id }) => id));
  const plans = withoutCircles(
    shape,
    tables.map((table) => planOf(shape, doubts, known, table)),
  );
  const members = new Map<string, TableMembers<T, C, K>>();
  for (const { id } of tables) for (const name of hints.names.get(id) ?? []) entities.take(name);
  for (const plan of plans) members.set(plan.table.id, named(shape, plan, conventions, entities, hints));
  for (const { table, keys } of plans) {
    const from = members.get(table.id);
    for (const { key, target, own } of keys) {
      const to = members.get(target.id);
      if (!from || !to) continue;
      const name = hints.names.get(key.id)?.[0] ?? from.names.take(...relationWishes(shape, table, key, to));
      from.relations.push({ key, name, target: to, ...(own ? { own } : {}) });
      if (own) from.memberOf.set(shape.columnKey(own), name);
    }
  }
  for (const join of joins) {
    const [from, to] = [join.owner, join.target].map((key) => {
      const table = shape.target(key);
      return table && members.get(table.id);
    });
    const relation = liftJoin(shape, join, [from, to], conventions, doubts);
    if (relation) from?.joins.push({ table: join.table, relation });
  }
  return members;
}

/** A table with the names of its fields; relations are named when all tables are. */
function named<T extends LiftTable, C extends Named, K extends Named>(
  shape: Shape<T, C, K>,
  { table, id, timestamps, softDelete, implied, keys }: Plan<T, C, K>,
  conventions: Conventions,
  entities: NameSpace,
  hints: Hints,
): TableMembers<T, C, K> {
  const schema = shape.schemaOf(table);
  const { name: entity, table: tableName } = nameEntity(
    entities,
    { name: table.name, ...(schema === undefined ? {} : { schema }) },
    conventions,
    hints.names.get(table.id)?.[0],
  );
  const owned = new Set(keys.map(({ own }) => own));
  const names = new NameSpace();
  const memberOf = new Map(implied);
  if (id) memberOf.set(shape.columnKey(id.column), "id");
  for (const name of memberOf.values()) names.take(name);
  const rest = shape.columns(table).filter((column) => !memberOf.has(shape.columnKey(column)) && !owned.has(column));
  const wishes = [...rest.map(({ id: of }) => of), ...keys.map(({ key }) => key.id)];
  for (const of of wishes) for (const name of hints.names.get(of) ?? []) names.take(name);
  const fields = rest.map((column) => {
    const { name, column: given } = nameField(names, column.name, conventions, hints.names.get(column.id)?.[0]);
    return { column, name, ...(given === undefined ? {} : { given }) };
  });
  for (const { column, name } of fields) memberOf.set(shape.columnKey(column), name);
  return {
    table,
    entity,
    ...(tableName === undefined ? {} : { tableName }),
    ...(id ? { id } : {}),
    timestamps,
    softDelete,
    fields,
    relations: [],
    joins: [],
    memberOf,
    names,
  };
}

function relationWishes<T extends LiftTable, C extends Named, K extends Named>(
  shape: Shape<T, C, K>,
  table: T,
  key: K,
  target: TableMembers<T, C, K>,
): string[] {
  const [column, ...others] = spelledColumns(shape, table, key);
  if (column === undefined || others.length > 0) return [toCamel(target.entity)];
  const member = target.memberOf.get(shape.referencedBy(key)[0] ?? "") ?? "id";
  const wish = relationWish(column, member, target.entity);
  return [wish, `${wish}Ref`];
}

function planOf<T extends LiftTable, C extends Named, K extends Named>(
  shape: Shape<T, C, K>,
  doubts: Doubts,
  known: ReadonlySet<string>,
  table: T,
): Plan<T, C, K> {
  const id = shape.impliedId(table);
  const { timestamps, softDelete } = shape.impliedTimes(table);
  const implied = new Map<string, string>();
  if (timestamps) {
    const [created, updated] = timestamps;
    implied.set(shape.columnKey(created), "createdAt").set(shape.columnKey(updated), "updatedAt");
  }
  if (softDelete) implied.set(shape.columnKey(softDelete), "deletedAt");
  const shared = new Set([...(id ? [shape.columnKey(id.column)] : []), ...implied.keys()]);
  const keys = shape.foreignKeys(table).flatMap((key) => {
    const target = shape.target(key);
    if (doubts.apart.has(key.id) || !target || !known.has(target.id) || !shape.isRelation(key)) return [];
    const own = shape.ownColumn(table, key, target);
    const isFree = own !== undefined && !shared.has(shape.columnKey(own));
    for (const name of shape.columnsOf(key)) shared.add(name);
    return [{ key, target, own: isFree ? own : undefined }];
  });
  return { table, id, timestamps: timestamps !== undefined, softDelete: softDelete !== undefined, implied, keys };
}

/**
 * Relations that make columns of the types that they reference, without circles: where such columns reference each other
 * in a circle, or a column itself, they are fields that the relations share.
 */
function withoutCircles<T extends LiftTable, C extends Named, K extends Named>(
  shape: Shape<T, C, K>,
  plans: readonly Plan<T, C, K>[],
): readonly Plan<T, C, K>[] {
  const next = new Map<C, C>();
  for (const { keys } of plans) {
    for (const { key, target, own } of keys) {
      const name = shape.referencedBy(key)[0];
      const referenced = shape.columns(target).find((column) => shape.columnKey(column) === name);
      if (own && referenced) next.set(own, referenced);
    }
  }
  const circular = new Set<C>();
  const seen = new Set<C>();
  for (const start of next.keys()) {
    const path = new Set<C>();
    let at: C | undefined = start;
    for (; at && !seen.has(at); at = next.get(at)) {
      seen.add(at);
      path.add(at);
    }
    if (at && path.has(at)) for (const column of [...path].slice([...path].indexOf(at))) circular.add(column);
  }
  if (circular.size === 0) return plans;
  return plans.map((plan) => ({
    ...plan,
    keys: plan.keys.map((one) => (one.own && circular.has(one.own) ? { ...one, own: undefined } : one)),
  }));
}
