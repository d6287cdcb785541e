/** The order in which tables are filled: what is referred to comes first; circles are opened where that costs least. */
import type { SampleForeignKey, SampleTable } from "./schema.ts";

/** How a foreign key is served whose target comes later. */
export type Opening =
  /** Null at first, set when the target has rows. */
  | "update"
  /** Rows wait until the target has rows; the key is held against them at the end of the transaction. */
  | "deferred"
  /** Rows wait, and go in with those of the target in one statement. */
  | "together";

export interface FillOrder {
  readonly tables: readonly SampleTable[];
  readonly openings: ReadonlyMap<SampleForeignKey, Opening>;
}

/** The keys that make a table wait for another one. */
function waitsFor(table: SampleTable, present: ReadonlyMap<string, SampleTable>): SampleForeignKey[] {
  return table.foreignKeys.filter(({ target }) => target !== table.id && present.has(target));
}

/** Orders tables; each circle is opened at a key with a column that may be null, else at a deferrable one. */
export function fillOrder(tables: readonly SampleTable[], alwaysDeferrable: boolean): FillOrder {
  const present = new Map(tables.map((table) => [table.id, table]));
  const openings = new Map<SampleForeignKey, Opening>();
  const ordered: SampleTable[] = [];
  const open = new Map(tables.map((table) => [table.id, waitsFor(table, present)]));
  const waiting = new Map<string, SampleTable[]>();
  const missing = new Map<string, number>();
  for (const table of tables) {
    const keys = open.get(table.id) ?? [];
    missing.set(table.id, keys.length);
    for (const { target } of keys) waiting.set(target, [...(waiting.get(target) ?? []), table]);
  }
  const ready = tables.filter(({ id }) => missing.get(id) === 0);
  const left = new Set(tables);
  const release = (table: SampleTable) => {
    const count = (missing.get(table.id) ?? 0) - 1;
    missing.set(table.id, count);
    if (count === 0 && left.has(table)) ready.push(table);
  };
  while (left.size > 0) {
    const next = ready.shift();
    if (next) {
      left.delete(next);
      ordered.push(next);
      for (const table of waiting.get(next.id) ?? []) {
        if (left.has(table)) release(table);
      }
      continue;
    }
    const opened = openCircle(left, open, openings, alwaysDeferrable);
    if (!opened) break;
    const { table, key } = opened;
    openings.set(key, opened.opening);
    // The target still counts the table among those that wait; what it released once must not be released again.
    const others = waiting.get(key.target) ?? [];
    const at = others.indexOf(table);
    waiting.set(key.target, [...others.slice(0, at), ...others.slice(at + 1)]);
    release(table);
  }
  return { tables: ordered, openings };
}

interface Opened {
  readonly table: SampleTable;
  readonly key: SampleForeignKey;
  readonly opening: Opening;
}

/** Follows keys from some table that is left until a table comes again; the best key of that circle is opened. */
function openCircle(
  left: ReadonlySet<SampleTable>,
  open: ReadonlyMap<string, readonly SampleForeignKey[]>,
  openings: ReadonlyMap<SampleForeignKey, Opening>,
  alwaysDeferrable: boolean,
): Opened | undefined {
  const byId = new Map([...left].map((table) => [table.id, table]));
  const path: { table: SampleTable; key: SampleForeignKey }[] = [];
  const places = new Map<string, number>();
  let [table] = left;
  while (table && !places.has(table.id)) {
    places.set(table.id, path.length);
    const key: SampleForeignKey | undefined = open
      .get(table.id)
      ?.find((candidate) => byId.has(candidate.target) && !openings.has(candidate));
    if (!key) return undefined;
    path.push({ table, key });
    table = byId.get(key.target);
  }
  const circle = path.slice(places.get(table?.id ?? "") ?? 0);
  const choices = circle.map(({ table: owner, key }) => ({
    table: owner,
    key,
    opening: openingOf(owner, key, alwaysDeferrable),
    nullable: mayBeNull(owner, key),
  }));
  // Where rows have no target left, those that may be null do no harm.
  const rank = ({ opening, nullable }: (typeof choices)[number]) => COST[opening] - (nullable ? 0.5 : 0);
  return choices.sort((a, b) => rank(a) - rank(b))[0];
}

const COST: { readonly [opening in Opening]: number } = { update: 0, deferred: 1, together: 2 };

/** Whether some column can be null that neither the primary key nor another foreign key needs. */
function mayBeNull(table: SampleTable, key: SampleForeignKey): boolean {
  const primary = table.keys.find((candidate) => candidate.primary);
  const inKey = new Set(primary?.parts.flatMap((part) => (part.kind === "column" ? [part.name] : [])));
  const shared = (name: string) => table.foreignKeys.some((other) => other !== key && other.columns.includes(name));
  return key.columns.some((name) => {
    const column = table.columns.find((candidate) => candidate.name === name);
    return column?.nullable === true && !inKey.has(name) && !shared(name);
  });
}

function openingOf(table: SampleTable, key: SampleForeignKey, alwaysDeferrable: boolean): Opening {
  if (alwaysDeferrable) return "deferred";
  const hasKey = table.keys.some(({ primary }) => primary);
  if (hasKey && mayBeNull(table, key)) return "update";
  return key.deferrable ? "deferred" : "together";
}
