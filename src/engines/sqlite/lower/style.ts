/** How a table is declared: what the Model says of all tables, and what its entity says of this one. */
import type { ConstraintKind, Entity, Model, SqliteStyle } from "../../../model/model.ts";
import type { ResolvedTable } from "../../../model/resolve/index.ts";

/** Options that are true or false. */
export type StyleOption = Exclude<keyof SqliteStyle, "constraintNames" | "types">;

export const CONSTRAINT_KINDS: readonly ConstraintKind[] = ["primary", "unique", "foreign", "check"];

export type TableStyle = { readonly [option in StyleOption | "withoutRowid"]: boolean } & {
  /** The constraints that have the name that follows from the convention. */
  readonly names: { readonly [kind in ConstraintKind]: boolean };
  /** Declared types by word, where they are not the usual ones. */
  readonly types: { readonly [word: string]: string };
};

/** What holds where nothing is said. */
export const USUAL: TableStyle = {
  strict: false,
  typeChecks: true,
  autoincrement: true,
  keyNotNull: true,
  referencedColumns: true,
  withoutRowid: false,
  names: { primary: true, unique: true, foreign: true, check: true },
  types: {},
};

/** The style of a table; what no entity says holds for join tables too. */
export function styleOf(model: Model, source: ResolvedTable["source"] | undefined, strict: boolean): TableStyle {
  const entity: Entity | undefined = source && "entity" in source ? source.entity : undefined;
  const { objects: _objects, ...general } = model.targets.sqlite ?? {};
  return styled(entity?.targets?.sqlite, styled(general, strict ? { ...USUAL, strict } : USUAL));
}

/** A style with what is said of it. */
export function styled(
  { constraintNames, types, ...said }: SqliteStyle & { readonly withoutRowid?: boolean } = {},
  style: TableStyle,
): TableStyle {
  const isNamed = (kind: ConstraintKind) =>
    typeof constraintNames === "boolean" ? constraintNames : (constraintNames?.includes(kind) ?? style.names[kind]);
  const [primary, unique, foreign, check] = CONSTRAINT_KINDS.map(isNamed) as [boolean, boolean, boolean, boolean];
  return { ...style, ...said, names: { primary, unique, foreign, check }, types: { ...style.types, ...types } };
}

/** SQLite cuts no names. */
export function composeName(table: string, middle: string | undefined, label: string | undefined): string {
  return [table, middle, label].filter((part) => part !== undefined).join("_");
}

const LABELS: { readonly [kind in ConstraintKind]: string } = {
  primary: "pkey",
  unique: "key",
  foreign: "fkey",
  check: "check",
};

/** The name that a constraint has by convention; checks of several columns are called by their table alone. */
export function usualName(kind: ConstraintKind, table: string, columns: readonly string[]): string {
  const middle = kind === "primary" ? undefined : columns.join("_");
  return composeName(table, middle === "" ? undefined : middle, LABELS[kind]);
}

/** True for the name that a constraint has by convention, with a number behind it where there are several. */
export function isUsualName(name: string, usual: string): boolean {
  return name === usual || (name.startsWith(usual) && /^\d+$/.test(name.slice(usual.length)));
}
