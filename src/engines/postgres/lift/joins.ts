/** Join tables as `many` relations: nothing but two foreign keys, which together are the primary key. */
import type { Conventions, ManyRelation } from "../../../model/model.ts";
import { columnName, plural, toCamel, toPascal, toSnake } from "../../../model/naming.ts";
import { makeObjectName } from "../ids.ts";
import { DEFAULT_SCHEMA } from "../quote.ts";
import type { TableMembers } from "./members.ts";
import type { Doubts, ForeignKey, Source, Table } from "./source.ts";

/** What stands for a join table among the doubts: it is an entity of its own. */
export function joinDoubt(table: string): string {
  return `many ${table}`;
}

export interface Join {
  readonly table: Table;
  readonly owner: ForeignKey;
  readonly target: ForeignKey;
}

/** The two sides of a table that may be a join table; undefined for any other. */
export function joinOf(source: Source, doubts: Doubts, table: Table): Join | undefined {
  if (doubts.explicit.has(joinDoubt(table.id)) || Object.keys(table.props).length > 0) return undefined;
  // What other tables reference is an entity of its own.
  if (source.isReferenced(table)) return undefined;
  const keys = source.children(table, "foreign-key");
  const primary = source.children(table, "primary-key")[0]?.props.columns ?? [];
  const [first, second] = [...keys].sort((a, b) => at(primary, a) - at(primary, b));
  if (!first || !second || keys.length > 2) return undefined;
  const columns = [...first.props.columns, ...second.props.columns];
  if (columns.join("\n") !== primary.join("\n") || source.columns(table).length !== columns.length) return undefined;
  const isPlain = [first, second].every(
    ({ props }) =>
      props.onDelete === "cascade" && Object.keys(props).length === 3 && props.references.name !== table.name,
  );
  const index = makeObjectName(table.name, second.props.columns.join("_"), "idx");
  const rest = source.tree.childrenOf(table.id).filter(({ kind }) => !OWN.has(kind));
  const isIndexed = rest.length === 1 && rest[0]?.kind === "index" && rest[0].name === index;
  const differ = first.props.references.name !== second.props.references.name;
  return isPlain && isIndexed && differ ? { table, owner: first, target: second } : undefined;
}

const OWN: ReadonlySet<string> = new Set(["column", "primary-key", "foreign-key"]);

function at(columns: readonly string[], { props }: ForeignKey): number {
  return columns.indexOf(props.columns[0] ?? "");
}

/** The relation of a join table; undefined, with a doubt noted, where the language would make another table. */
export function liftJoin(
  { table, owner, target }: Join,
  [from, to]: readonly [TableMembers | undefined, TableMembers | undefined],
  conventions: Conventions,
  doubts: Doubts,
): ManyRelation | undefined {
  const sameSchema = (from?.table.schema ?? DEFAULT_SCHEMA) === (table.schema ?? DEFAULT_SCHEMA);
  if (!from || !to || !sameSchema || !isOwn(owner, from, conventions) || !isOwn(target, to, conventions)) {
    doubts.explicit.add(joinDoubt(table.id));
    return undefined;
  }
  const prefix = `${toSnake(from.entity)}_`;
  const rest = table.name.startsWith(prefix) ? [toCamel(table.name.slice(prefix.length))] : [];
  const name = from.names.take(...rest.filter((wish) => /^[a-z]/.test(wish)), plural(toCamel(to.entity)));
  const inverse = to.names.take(plural(toCamel(from.entity)), `${plural(toCamel(from.entity))}By${toPascal(name)}`);
  const snake = `${prefix}${toSnake(name)}`;
  const conventional = conventions.tables.startsWith("pascal") ? toPascal(snake) : toSnake(snake);
  return {
    kind: "many",
    name,
    target: to.entity,
    inverse,
    ...(conventional === table.name ? {} : { table: table.name }),
  };
}

/** True when the columns are called as a join table's are, and reference the primary key. */
function isOwn({ props }: ForeignKey, side: TableMembers, conventions: Conventions): boolean {
  const names = props.references.columns.map((column) =>
    columnName({ name: toCamel(`${toSnake(side.entity)}_${toSnake(side.memberOf.get(column) ?? "")}`) }, conventions),
  );
  return names.join("\n") === props.columns.join("\n");
}
