/** How the tables of a database are declared: what holds for most is said once, the rest by its entity. */
import { most } from "../../../lifting/votes.ts";
import type { SqliteStyle } from "../../../model/model.ts";
import { childId, hasName, structuralId } from "../ids.ts";
import { isUsualName, type TableStyle, USUAL, usualName } from "../lower/style.ts";
import { sqlTextOf } from "../normal.ts";
import { fold } from "../quote.ts";
import type { TypeCheck } from "../types.ts";
import { type Column, isInWords, type Source, type Table } from "./source.ts";
import { type LiftedType, liftType } from "./types.ts";

type Option = keyof SqliteStyle;

const OPTIONS: readonly Option[] = [
  "strict",
  "constraintNames",
  "typeChecks",
  "autoincrement",
  "keyNotNull",
  "referencedColumns",
];

/** What a table shows of its style; nothing of what it does not use. */
export type Evidence = { readonly [option in Option]?: boolean };

/** The styles of a catalog's tables. */
export class Styles {
  /** What holds for the whole model. */
  readonly general: TableStyle;
  /** Tables whose constraints are named in two ways, for which there are no words. */
  readonly mixed: ReadonlySet<string>;
  readonly #evidence: ReadonlyMap<string, Evidence>;

  /** @param general what the author's model says */
  constructor(source: Source, general?: SqliteStyle) {
    const mixed = new Set<string>();
    const evidence = new Map<string, Evidence>();
    for (const table of source.tables) {
      const names = namesIn(source, table);
      if (names.size > 1) mixed.add(table.id);
      evidence.set(table.id, evidenceOf(source, table, [...names][0]));
    }
    const all = [...evidence.values()];
    const found = OPTIONS.map((option) => {
      const usual = USUAL[option];
      const votes = (value: boolean) => all.filter((one) => one[option] === value).length;
      return [option, most([usual, !usual], votes)] as const;
    });
    this.general = { ...USUAL, ...(general ?? (Object.fromEntries(found) as SqliteStyle)) };
    this.mixed = mixed;
    this.#evidence = evidence;
  }

  of({ id, props }: Table): TableStyle {
    return { ...this.general, ...this.#evidence.get(id), withoutRowid: props.withoutRowid === true };
  }

  /** What the model says for all of its tables. */
  get said(): SqliteStyle {
    return differing(this.general, USUAL);
  }

  /** What the entity of a table has to say. */
  saidOf(table: Table): SqliteStyle & { readonly withoutRowid?: boolean } {
    return {
      ...differing(this.of(table), this.general),
      ...(table.props.withoutRowid ? { withoutRowid: true } : {}),
    };
  }
}

function differing(style: TableStyle, from: TableStyle): SqliteStyle {
  return Object.fromEntries(
    OPTIONS.flatMap((option) => (style[option] === from[option] ? [] : [[option, style[option]]])),
  );
}

/** Whether constraints with a conventional name have it: true, false, or both. */
function namesIn(source: Source, table: Table): ReadonlySet<boolean> {
  const found = new Set<boolean>();
  const primary = source.primaryKey(table);
  if (primary) {
    const { constraintName, columns } = primary.props;
    if (constraintName === undefined) found.add(false);
    else if (isUsualName(constraintName, fold(usualName("primary-key", table.name, columns)))) found.add(true);
  }
  for (const kind of ["unique", "foreign-key"] as const) {
    for (const object of source.children(table, kind)) {
      const columns = source.spelled(table, object.props.columns);
      if (!hasName(object)) found.add(false);
      else if (isUsualName(object.name, usualName(kind, table.name, columns))) found.add(true);
    }
  }
  const usual = ["", ...source.columns(table).map(({ name }) => name)].map((column) =>
    usualName("check", table.name, column === "" ? [] : [column]),
  );
  for (const check of source.children(table, "check")) {
    if (!hasName(check)) found.add(false);
    else if (usual.some((name) => isUsualName(check.name, name))) found.add(true);
  }
  return found;
}

function evidenceOf(source: Source, table: Table, constraintNames: boolean | undefined): Evidence {
  const key = source.primaryKey(table);
  const rowid = source.rowid(table);
  const shared = new Set(source.children(table, "foreign-key").flatMap(({ props }) => props.columns));
  const numbered = rowid !== undefined && !shared.has(fold(rowid.name));
  const keys = source.columns(table).filter((column) => source.isKey(table, column));
  const declared = keys.filter((column) => !source.isImplicitlyNotNull(table, column));
  const typed = source
    .columns(table)
    .filter((column) => column !== rowid && !shared.has(fold(column.name)) && !column.props.generated);
  // Names of checks that types bring show how constraints are named, too.
  const ways = constraintNames === undefined ? [true, false] : [constraintNames];
  const way = ways.find((names) => typed.some((column) => typeOf(source, table, column, names, true).check));
  const bare = typed.some((column) => couldHaveCheck(source, table, column));
  return {
    strict: table.props.strict === true,
    ...(constraintNames === undefined && way === undefined ? {} : { constraintNames: constraintNames ?? way === true }),
    ...(way === undefined ? (bare ? { typeChecks: false } : {}) : { typeChecks: true }),
    ...(numbered && key ? { autoincrement: key.props.autoincrement === true } : {}),
    ...evidenceOfReferences(source, table),
    ...(declared[0] ? { keyNotNull: declared[0].props.notNull === true } : {}),
  };
}

/** Whether foreign keys to primary keys name their columns. */
function evidenceOfReferences(source: Source, table: Table): Evidence {
  const keys = source.children(table, "foreign-key").filter((key) => {
    const target = source.target(key);
    return target && source.primaryKey(target)?.props.columns.join("\n") === source.referencedBy(key).join("\n");
  });
  const [first] = keys;
  return first ? { referencedColumns: first.props.references.columns !== undefined } : {};
}

/** The type of a column, where types bring checks that have names or have none. */
function typeOf(source: Source, table: Table, column: Column, names: boolean, checks: boolean): LiftedType {
  return liftType(column.props.type, {
    name: column.name,
    nullable: !column.props.notNull && !source.isKey(table, column),
    strict: table.props.strict === true,
    checks,
    has: (check) => checkId(source, table, column, names, check) !== undefined,
  });
}

/** True for a column whose type would bring a check. */
function couldHaveCheck(source: Source, table: Table, column: Column): boolean {
  const bare = typeOf(source, table, column, true, false);
  return bare.native === undefined && typeOf(source, table, column, true, true).native !== undefined;
}

/** The check of a catalog that the type of a column brings. */
export function checkId(
  source: Source,
  table: Table,
  column: Column,
  names: boolean,
  { what, sql }: TypeCheck,
): string | undefined {
  const meant = sqlTextOf(sql).sql;
  const id = names
    ? childId("check", table.name, `${table.name}_${column.name}_${what}`)
    : structuralId("check", table.name, `(${meant})`);
  return source.get("check", id)?.props.expression.sql === meant ? id : undefined;
}

/** The type of a column in the style of its table, and the check that comes with it. */
export function liftedType(
  source: Source,
  styles: Styles,
  table: Table,
  column: Column,
): LiftedType & { readonly checkId?: string } {
  const { constraintNames, typeChecks } = styles.of(table);
  const lifted = typeOf(source, table, column, constraintNames, typeChecks);
  const id = lifted.check && checkId(source, table, column, constraintNames, lifted.check);
  return id === undefined ? lifted : { ...lifted, checkId: id };
}

/** Tables that the language has no words for, with those that reference them: SQLite adds no foreign key later. */
export function withoutWords(source: Source, styles: Styles, apart: ReadonlySet<string>): Set<string> {
  const referencing = new Map<string, Table[]>();
  const found = new Set<string>();
  const queue: string[] = [];
  const add = (table: Table): void => {
    if (found.has(table.id)) return;
    found.add(table.id);
    queue.push(table.id);
  };
  for (const table of source.tables) {
    if (apart.has(table.id) || styles.mixed.has(table.id) || !isInWords(source, table)) add(table);
    for (const key of source.children(table, "foreign-key")) {
      const target = source.target(key);
      if (!target) add(table);
      else referencing.set(target.id, [...(referencing.get(target.id) ?? []), table]);
    }
  }
  for (let id = queue.pop(); id !== undefined; id = queue.pop())
    for (const table of referencing.get(id) ?? []) add(table);
  return found;
}
