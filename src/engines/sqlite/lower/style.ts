/** How a table is declared: what the Model says of all tables, and what its entity says of this one. */
import type { Entity, Model, SqliteStyle } from "../../../model/model.ts";
import type { ResolvedTable } from "../../../model/resolve/index.ts";

export interface TableStyle extends Required<SqliteStyle> {
  readonly withoutRowid: boolean;
}

/** What holds where nothing is said. */
export const USUAL: TableStyle = {
  strict: false,
  constraintNames: true,
  typeChecks: true,
  autoincrement: true,
  keyNotNull: true,
  referencedColumns: true,
  withoutRowid: false,
};

/** The style of a table; what no entity says holds for join tables too. */
export function styleOf(model: Model, source: ResolvedTable["source"] | undefined, strict: boolean): TableStyle {
  const entity: Entity | undefined = source && "entity" in source ? source.entity : undefined;
  const { objects: _objects, ...general } = model.targets.sqlite ?? {};
  return { ...USUAL, ...(strict ? { strict } : {}), ...general, ...entity?.targets?.sqlite };
}

/** SQLite cuts no names. */
export function composeName(table: string, middle: string | undefined, label: string | undefined): string {
  return [table, middle, label].filter((part) => part !== undefined).join("_");
}

const LABELS = { "primary-key": "pkey", unique: "key", "foreign-key": "fkey", check: "check" } as const;

/** The name that a constraint has by convention; checks of several columns are called by their table alone. */
export function usualName(kind: keyof typeof LABELS, table: string, columns: readonly string[]): string {
  const middle = kind === "primary-key" ? undefined : columns.join("_");
  return composeName(table, middle === "" ? undefined : middle, LABELS[kind]);
}

/** True for the name that a constraint has by convention, with a number behind it where there are several. */
export function isUsualName(name: string, usual: string): boolean {
  return name === usual || (name.startsWith(usual) && /^\d+$/.test(name.slice(usual.length)));
}
