/** What counters count: the rows of a relation's other side, of a join table, or of a join entity. */
import { SchemaforgeError } from "../errors.ts";
import type { Entity } from "../model.ts";
import type { ResolvedForeignKey, ResolvedTable } from "./resolved.ts";

/** The table whose rows are counted, and the key by which they relate. */
export interface Counted {
  readonly table: ResolvedTable;
  readonly key: ResolvedForeignKey;
}

const known = new WeakMap<readonly ResolvedTable[], ReadonlyMap<string, Counted>>();

/** What can be counted, by entity and relation: `Post.comments`. */
export function countedRows(tables: readonly ResolvedTable[]): ReadonlyMap<string, Counted> {
  const all = known.get(tables) ?? collect(tables);
  known.set(tables, all);
  return all;
}

/**
 * What a counter counts.
 *
 * @param parent the table of the counter
 * @param object the counter, for messages
 * @throws SchemaforgeError UNKNOWN_RELATION when there is nothing to count, APPEND_ONLY_COUNTER when the counter may not
 * change
 */
export function countedBy(
  parent: ResolvedTable,
  object: string,
  relation: string,
  tables: readonly ResolvedTable[],
): Counted {
  const entity = "entity" in parent.source ? parent.source.entity : undefined;
  const counted = entity && countedRows(tables).get(`${entity.name}.${relation}`);
  if (!counted) {
    throw new SchemaforgeError("UNKNOWN_RELATION", `there are no rows called \`${relation}\` to count`, {
      where: { object },
      remedy: "Name the other side of a relation: the word after `as`, or a relation `many`",
    });
  }
  if (entity.appendOnly) {
    throw new SchemaforgeError("APPEND_ONLY_COUNTER", "a counter changes, rows that are append-only do not", {
      where: { object },
      remedy: "Leave out `appendOnly`, or count with a view",
    });
  }
  return counted;
}

function collect(tables: readonly ResolvedTable[]): Map<string, Counted> {
  const all = new Map<string, Counted>();
  const byEntity = new Map(
    tables.flatMap((table) => ("entity" in table.source ? [[table.source.entity.name, table]] : [])),
  );
  const add = (
    entity: string,
    relation: string | undefined,
    table: ResolvedTable,
    key: ResolvedForeignKey | undefined,
  ) => {
    if (relation !== undefined && key) all.set(`${entity}.${relation}`, { table, key });
  };
  for (const table of tables) {
    if (!("entity" in table.source)) {
      const { join, owner } = table.source;
      add(owner.name, join.name, table, table.foreignKeys[0]);
      add(join.target, join.inverse, table, table.foreignKeys[1]);
      continue;
    }
    const { entity } = table.source;
    for (const relation of entity.relations) {
      if (relation.kind === "one") {
        add(relation.target, relation.inverse, table, keyOf(table, relation.name));
      } else if (relation.through !== undefined) {
        const through = byEntity.get(relation.through);
        if (!through) continue;
        const [own, other] = sidesOf(through, entity.name, relation.target);
        add(entity.name, relation.name, through, own === undefined ? undefined : keyOf(through, own));
        add(relation.target, relation.inverse, through, other === undefined ? undefined : keyOf(through, other));
      }
    }
  }
  return all;
}

function keyOf(table: ResolvedTable, relation: string): ResolvedForeignKey | undefined {
  return table.foreignKeys.find((key) => key.relation === relation);
}

/** The relations of a join entity to both sides, in the order in which it declares them. */
function sidesOf(through: ResolvedTable, owner: string, target: string): (string | undefined)[] {
  const entity: Entity | undefined = "entity" in through.source ? through.source.entity : undefined;
  const ones = (entity?.relations ?? []).filter((relation) => relation.kind === "one");
  const own = ones.find((relation) => relation.target === owner);
  return [own?.name, ones.find((relation) => relation !== own && relation.target === target)?.name];
}
