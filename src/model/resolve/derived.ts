/** Tables that the language made for a construct of others. */
import type { Derived } from "../model.ts";
import type { ResolvedTable } from "./resolved.ts";

type ByEntity = ReadonlyMap<string, ResolvedTable>;

const known = new WeakMap<readonly ResolvedTable[], ReadonlyMap<Derived["construct"], ByEntity>>();

/** The table that keeps the audit records, the history or the closure of a table; undefined where there is none. */
export function derivedTable(
  construct: Derived["construct"],
  of: ResolvedTable,
  tables: readonly ResolvedTable[],
): ResolvedTable | undefined {
  if (!("entity" in of.source)) return undefined;
  const all = known.get(tables) ?? collect(tables);
  known.set(tables, all);
  return all.get(construct)?.get(of.source.entity.name);
}

function collect(tables: readonly ResolvedTable[]): Map<Derived["construct"], ByEntity> {
  const all = new Map<Derived["construct"], Map<string, ResolvedTable>>();
  for (const table of tables) {
    const derived = "entity" in table.source ? table.source.entity.derived : undefined;
    if (!derived) continue;
    const byEntity = all.get(derived.construct) ?? new Map<string, ResolvedTable>();
    all.set(derived.construct, byEntity);
    for (const entity of derived.from) byEntity.set(entity, table);
  }
  return all;
}

/** The only column of a member of an entity. */
export function columnOf(table: ResolvedTable, member: string): string | undefined {
  return table.columnsOf.get(member)?.[0];
}
