/** Join tables as `many` relations. */
import type { Conventions, ManyRelation } from "../model/model.ts";
import { columnName, plural, toCamel, toPascal, toSnake } from "../model/naming.ts";
import { type Doubts, joinDoubt } from "./doubts.ts";
import type { TableMembers } from "./members.ts";
import { type Join, type LiftTable, type Named, type Shape, spelledColumns } from "./shape.ts";

/** The relation of a join table; undefined, with a doubt noted, where the language would make another table. */
export function liftJoin<T extends LiftTable, C extends Named, K extends Named>(
  shape: Shape<T, C, K>,
  { table, owner, target }: Join<T, K>,
  [from, to]: readonly (TableMembers<T, C, K> | undefined)[],
  conventions: Conventions,
  doubts: Doubts,
): ManyRelation | undefined {
  const sameSchema = from?.table.schema === table.schema;
  const isOwn = (key: K, side: TableMembers<T, C, K>) => {
    const names = shape
      .referencedBy(key)
      .map((column) =>
        columnName(
          { name: toCamel(`${toSnake(side.entity)}_${toSnake(side.memberOf.get(column) ?? "")}`) },
          conventions,
        ),
      );
    return names.join("\n") === spelledColumns(shape, table, key).join("\n");
  };
  if (!from || !to || !sameSchema || !isOwn(owner, from) || !isOwn(target, to)) {
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
