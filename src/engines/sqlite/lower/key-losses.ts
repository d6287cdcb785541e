/** What keys of the Model ask for and SQLite's keys do not do: each is said, none is left out silently. */
import type { ResolvedKey } from "../../../model/resolve/index.ts";
import type { TableScope } from "./scope.ts";

interface KeyLoss {
  readonly code: string;
  readonly applies: (key: ResolvedKey, isOptional: (column: string) => boolean) => boolean;
  readonly feature: string;
  readonly instead: string;
}

/** SQLite's UNIQUE takes any number of rows without a value, is checked at once, and carries no other columns. */
const KEY_LOSSES: readonly KeyLoss[] = [
  {
    code: "NULLS_DISTINCT",
    applies: (key, isOptional) => key.nullsNotDistinct === true && key.columns.some(isOptional),
    feature: "rows without a value that count as equal",
    instead: "any number of rows without a value are taken",
  },
  {
    code: "KEY_NOT_DEFERRED",
    applies: (key) => Boolean(key.deferrable),
    feature: "a key that is checked at the end of a transaction",
    instead: "checked with each row",
  },
  {
    code: "INDEX_WEAKENED",
    applies: (key) => (key.include ?? []).length > 0,
    feature: "INCLUDE columns",
    instead: "left out",
  },
];

/** Says what the keys, unique indexes, foreign keys and numbers of a table lose. */
export function loseOfKeys(scope: TableScope): void {
  const { primaryKey, uniques, indexes, foreignKeys, columns } = scope.source;
  const optional = new Set(columns.filter(({ nullable }) => nullable).map(({ name }) => name));
  for (const key of [...(primaryKey ? [primaryKey] : []), ...uniques])
    for (const { code, applies, feature, instead } of KEY_LOSSES)
      if (applies(key, (column) => optional.has(column))) scope.lose(code, key.name, feature, instead);
  const [nulls] = KEY_LOSSES;
  for (const { name, unique, nullsNotDistinct } of indexes)
    if (unique && nullsNotDistinct && nulls) scope.lose(nulls.code, name, nulls.feature, nulls.instead);
  for (const { name, deferrable, period } of foreignKeys)
    if (period) scope.lose("NO_PERIODS", name, "a foreign key for a period", "left to the application");
    else if (deferrable === true)
      scope.lose("ALWAYS_DEFERRED", name, "a foreign key that is deferred on demand", "deferred in every transaction");
  for (const { origin } of columns) {
    if (origin.kind !== "field" || origin.field.default?.kind !== "sequence") continue;
    if (origin.field.default.as === "identity always")
      scope.lose(
        "NUMBER_OPEN",
        origin.field.name,
        "a number that nobody else may give",
        "a number that is given is taken",
      );
  }
}
