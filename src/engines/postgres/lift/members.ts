/** How the columns of a table become fields and relations, decided before anything is written. */
import type { Conventions, ManyRelation } from "../../../model/model.ts";
import { columnName, toCamel } from "../../../model/naming.ts";
import { impliedId, keepsTime } from "./conventions.ts";
import type { Hints } from "./hints.ts";
import { joinOf, liftJoin } from "./joins.ts";
import { NameSpace, nameEntity, nameField, relationWish } from "./names.ts";
import { type Column, type Doubts, type ForeignKey, type Source, type Table, TIMES } from "./source.ts";

/** A foreign key as a relation. */
export interface LiftedRelation {
  readonly key: ForeignKey;
  readonly name: string;
  readonly target: TableMembers;
  /** The column that the relation makes by itself; absent where it shares columns of fields. */
  readonly own?: Column;
}

/** A table and what its columns are called. */
export interface TableMembers {
  readonly table: Table;
  readonly entity: string;
  /** `table:`, where the convention does not lead to it. */
  readonly tableName?: string;
  /** The implied primary key, where it is one. */
  readonly id?: { readonly kind: Exclude<Conventions["id"], "none">; readonly column: Column };
  /** Whether `createdAt` and `updatedAt`, and `deletedAt`, are implied. */
  readonly timestamps: boolean;
  readonly softDelete: boolean;
  readonly fields: readonly { readonly column: Column; readonly name: string; readonly given?: string }[];
  readonly relations: LiftedRelation[];
  /** Join tables that its `many` relations make. */
  readonly joins: { readonly table: Table; readonly relation: ManyRelation }[];
  /** The member that stands for a column. */
  readonly memberOf: Map<string, string>;
  readonly names: NameSpace;
}

interface Plan {
  readonly table: Table;
  readonly id: TableMembers["id"];
  readonly implied: Implied;
  /** Foreign keys that become relations, with the column that each makes by itself. */
  readonly keys: readonly { readonly key: ForeignKey; readonly target: Table; readonly own: Column | undefined }[];
}

/** The names and roles of everything in the tables that are not apart; `entities` holds names that are taken. */
export function membersOf(
  source: Source,
  doubts: Doubts,
  conventions: Conventions,
  entities: NameSpace,
  hints: Hints,
): Map<string, TableMembers> {
  const present = source.tables.filter((table) => !doubts.apart.has(table.id));
  const joins = present.flatMap((table) => joinOf(source, doubts, table) ?? []);
  const joined = new Set(joins.map(({ table }) => table));
  const tables = present.filter((table) => !joined.has(table));
  const plans = withoutCircles(
    source,
    tables.map((table) => planOf(source, doubts, conventions, table)),
  );
  const members = new Map<string, TableMembers>();
  for (const { id } of tables) for (const name of hints.names.get(id) ?? []) entities.take(name);
  for (const { table, id, implied, keys } of plans) {
    const known = hints.names.get(table.id)?.[0];
    const { name: entity, table: tableName } = nameEntity(entities, table, conventions, known);
    const owned = new Set(keys.map(({ own }) => own));
    const names = new NameSpace();
    const memberOf = new Map(implied.members);
    if (id) memberOf.set(id.column.name, "id");
    for (const name of memberOf.values()) names.take(name);
    const rest = source.columns(table).filter((column) => !memberOf.has(column.name) && !owned.has(column));
    const wishes = [...rest.map(({ id: of }) => of), ...keys.map(({ key }) => key.id)];
    for (const of of wishes) for (const name of hints.names.get(of) ?? []) names.take(name);
    const fields = rest.map((column) => {
      const { name, column: given } = nameField(names, column.name, conventions, hints.names.get(column.id)?.[0]);
      return { column, name, ...(given === undefined ? {} : { given }) };
    });
    for (const { column, name } of fields) memberOf.set(column.name, name);
    members.set(table.id, {
      table,
      entity,
      ...(tableName === undefined ? {} : { tableName }),
      ...(id ? { id } : {}),
      timestamps: implied.timestamps,
      softDelete: implied.softDelete,
      fields,
      relations: [],
      joins: [],
      memberOf,
      names,
    });
  }
  for (const { table, keys } of plans) {
    const from = members.get(table.id);
    for (const { key, target, own } of keys) {
      const to = members.get(target.id);
      if (!from || !to) continue;
      const name = hints.names.get(key.id)?.[0] ?? from.names.take(...relationWishes(key, to));
      from.relations.push({ key, name, target: to, ...(own ? { own } : {}) });
      if (own) from.memberOf.set(own.name, name);
    }
  }
  for (const join of joins) {
    const [from, to] = [join.owner, join.target].map(({ props }) => {
      const table = source.table(props.references);
      return table && members.get(table.id);
    });
    const relation = liftJoin(join, [from, to], conventions, doubts);
    if (relation) from?.joins.push({ table: join.table, relation });
  }
  return members;
}

function relationWishes({ props }: ForeignKey, target: TableMembers): string[] {
  const [column, ...others] = props.columns;
  if (column === undefined || others.length > 0) return [toCamel(target.entity)];
  const member = target.memberOf.get(props.references.columns[0] ?? "") ?? "id";
  const wish = relationWish(column, member, target.entity);
  return [wish, `${wish}Ref`];
}

function planOf(source: Source, doubts: Doubts, conventions: Conventions, table: Table): Plan {
  const primary = source.children(table, "primary-key")[0]?.id ?? "";
  const isDoubted = doubts.explicit.has(table.id) || doubts.explicit.has(primary);
  const kind = isDoubted ? undefined : impliedId(source, table, conventions);
  const idName = columnName({ name: "id" }, conventions);
  const column = kind && source.columns(table).find(({ name }) => name === idName);
  const id = kind && column ? { kind, column } : undefined;
  const implied = impliedTimes(source, doubts, conventions, table);
  const shared = new Set([...(id ? [id.column.name] : []), ...implied.members.keys()]);
  const keys = source.children(table, "foreign-key").flatMap((key) => {
    const target = source.table(key.props.references);
    if (doubts.apart.has(key.id) || !target || doubts.apart.has(target.id) || !source.tables.includes(target))
      return [];
    if (key.props.match || key.props.notValid || key.props.notEnforced) return [];
    const own = ownColumn(source, doubts, table, key, target);
    const isFree = own !== undefined && !shared.has(own.name);
    for (const name of key.props.columns) shared.add(name);
    return [{ key, target, own: isFree ? own : undefined }];
  });
  return { table, id, implied, keys };
}

/**
 * Relations that make columns of the types that they reference, without circles: where such columns reference each other
 * in a circle, or a column itself, they are fields that the relations share.
 */
function withoutCircles(source: Source, plans: readonly Plan[]): readonly Plan[] {
  const next = new Map<Column, Column>();
  for (const { keys } of plans) {
    for (const { key, target, own } of keys) {
      const referenced = source.columns(target).find(({ name }) => name === key.props.references.columns[0]);
      if (own && referenced) next.set(own, referenced);
    }
  }
  const circular = new Set<Column>();
  const seen = new Set<Column>();
  for (const start of next.keys()) {
    const path = new Set<Column>();
    let at: Column | undefined = start;
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

interface Implied {
  readonly timestamps: boolean;
  readonly softDelete: boolean;
  /** Members by column. */
  readonly members: ReadonlyMap<string, string>;
}

/** The columns that timestamps and soft deletion add, where they are as the language makes them. */
function impliedTimes(source: Source, doubts: Doubts, conventions: Conventions, table: Table): Implied {
  const isTime = (column: Column | undefined, standard: string | undefined): column is Column =>
    column !== undefined &&
    column.props.type === "timestamp with time zone" &&
    column.props.default?.sql === standard &&
    column.props.notNull === (standard === undefined ? undefined : true) &&
    column.props.comment === undefined &&
    !doubts.explicit.has(column.id);
  const find = (member: string) => {
    const name = columnName({ name: member }, conventions);
    return source.columns(table).find((column) => column.name === name);
  };
  const [created, updated, deleted] = [find("createdAt"), find("updatedAt"), find("deletedAt")];
  const timestamps =
    !doubts.explicit.has(TIMES) &&
    isTime(created, "now()") &&
    isTime(updated, "now()") &&
    keepsTime(source, table, updated.name);
  const softDelete = isTime(deleted, undefined);
  const members = new Map<string, string>();
  if (timestamps) members.set(created.name, "createdAt").set(updated.name, "updatedAt");
  if (softDelete) members.set(deleted.name, "deletedAt");
  return { timestamps, softDelete, members };
}

/** The column that a relation would make by itself: of the type that it references, without anything of its own. */
function ownColumn(source: Source, doubts: Doubts, table: Table, key: ForeignKey, target: Table): Column | undefined {
  const [name, ...others] = key.props.columns;
  if (others.length > 0 || key.props.onDeleteColumns || key.props.period) return undefined;
  const column = source.columns(table).find((candidate) => candidate.name === name);
  const referenced = source.columns(target).find((candidate) => candidate.name === key.props.references.columns[0]);
  if (!column || !referenced || doubts.explicit.has(column.id)) return undefined;
  const { type, default: standard, identity, generated, collation, storage, compression, notNull } = column.props;
  const plain = [standard, identity, generated, collation, storage, compression].every((value) => value === undefined);
  const emptied = key.props.onDelete === "set null" || key.props.onUpdate === "set null";
  return plain && type === referenced.props.type && !(emptied && notNull) ? column : undefined;
}
