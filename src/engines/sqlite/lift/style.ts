/** How the tables of a database are declared: what holds for most is said once, the rest by its entity. */
import type { CatalogObject } from "../../../catalog/catalog.ts";
import { count, most } from "../../../lifting/votes.ts";
import type { ConstraintKind, SqliteStyle } from "../../../model/model.ts";
import { childId, hasName, structuralId } from "../ids.ts";
import {
  CONSTRAINT_KINDS,
  isUsualName,
  type StyleOption,
  styled,
  type TableStyle,
  USUAL,
  usualName,
} from "../lower/style.ts";
import { sqlTextOf } from "../normal.ts";
import { fold } from "../quote.ts";
import type { TypeCheck } from "../types.ts";
import { type Column, isInWords, type Source, type Table } from "./source.ts";
import { type LiftedType, liftType, usualTypes } from "./types.ts";

const OPTIONS: readonly StyleOption[] = ["strict", "typeChecks", "autoincrement", "keyNotNull", "referencedColumns"];

/** What a table shows of its style; nothing of what it does not use. */
type Evidence = { readonly [option in StyleOption]?: boolean } & {
  readonly names: { readonly [kind in ConstraintKind]?: boolean };
};

/** The styles of a catalog's tables. */
export class Styles {
  /** What holds for the whole model. */
  readonly general: TableStyle;
  /** Tables whose constraints of one kind are named in two ways, for which there are no words. */
  readonly mixed: ReadonlySet<string>;
  readonly #evidence: ReadonlyMap<string, Evidence>;

  /** @param general what the author's model says */
  constructor(source: Source, general?: SqliteStyle) {
    const types = general ? (general.types ?? {}) : typesIn(source);
    const mixed = new Set<string>();
    const evidence = new Map<string, Evidence>();
    for (const table of source.tables) {
      const names = namesIn(source, table);
      if ([...names.values()].some(({ size }) => size > 1)) mixed.add(table.id);
      evidence.set(table.id, evidenceOf(source, table, names, types));
    }
    this.general = { ...styled(general, general ? USUAL : mostly([...evidence.values()])), types };
    this.mixed = mixed;
    this.#evidence = evidence;
  }

  of({ id, props }: Table): TableStyle {
    const { names, ...options } = this.#evidence.get(id) ?? { names: {} };
    return {
      ...this.general,
      ...options,
      names: { ...this.general.names, ...names },
      withoutRowid: props.withoutRowid === true,
    };
  }

  /** What the model says for all of its tables. */
  get said(): SqliteStyle {
    const { types } = this.general;
    return { ...differing(this.general, USUAL), ...(Object.keys(types).length > 0 ? { types } : {}) };
  }

  /** What the entity of a table has to say. */
  saidOf(table: Table): SqliteStyle & { readonly withoutRowid?: boolean } {
    return {
      ...differing(this.of(table), this.general),
      ...(table.props.withoutRowid ? { withoutRowid: true } : {}),
    };
  }
}

function typesIn(source: Source): TableStyle["types"] {
  const tables = source.tables.filter(({ props }) => !props.strict);
  return usualTypes(
    tables.flatMap((table) => {
      const shared = new Set(source.children(table, "foreign-key").flatMap(({ props }) => props.columns));
      const own = source.columns(table).filter((column) => !shared.has(fold(column.name)));
      return own.flatMap((column) => (source.rowid(table) === column ? [] : (column.props.type ?? [])));
    }),
  );
}

/** What most tables show. */
function mostly(all: readonly Evidence[]): TableStyle {
  const vote = (usual: boolean, shown: (one: Evidence) => boolean | undefined) =>
    most([usual, !usual], (value) => count(all, (one) => shown(one) === value));
  const options = OPTIONS.map((option) => [option, vote(USUAL[option], (one) => one[option])]);
  const shown = CONSTRAINT_KINDS.flatMap((kind) => all.flatMap(({ names: one }) => one[kind] ?? []));
  const usual = most([true, false], (value) => count(shown, (one) => one === value));
  // Kinds that no table has go with the others.
  const names = CONSTRAINT_KINDS.map((kind) => [kind, vote(usual, (one) => one.names[kind])]);
  return { ...USUAL, ...Object.fromEntries(options), names: Object.fromEntries(names) };
}

function differing(style: TableStyle, from: TableStyle): SqliteStyle {
  const options = OPTIONS.flatMap((option) => (style[option] === from[option] ? [] : [[option, style[option]]]));
  const named = CONSTRAINT_KINDS.filter((kind) => style.names[kind]);
  const isSame = CONSTRAINT_KINDS.every((kind) => style.names[kind] === from.names[kind]);
  const isUniform = named.length === 0 || named.length === CONSTRAINT_KINDS.length;
  return {
    ...Object.fromEntries(options),
    ...(isSame ? {} : { constraintNames: isUniform ? named.length > 0 : named }),
  };
}

type Names = ReadonlyMap<ConstraintKind, ReadonlySet<boolean>>;

/** Whether constraints with a conventional name have it, by kind: true, false, or both. */
function namesIn(source: Source, table: Table): Names {
  const found = new Map<ConstraintKind, Set<boolean>>(CONSTRAINT_KINDS.map((kind) => [kind, new Set<boolean>()]));
  const note = (kind: ConstraintKind, name: string | undefined, usual: readonly string[]) => {
    if (name === undefined) found.get(kind)?.add(false);
    else if (usual.some((candidate) => isUsualName(name, candidate))) found.get(kind)?.add(true);
  };
  const nameOf = (object: CatalogObject) => (hasName(object) ? object.name : undefined);
  const primary = source.primaryKey(table);
  if (primary) note("primary", primary.props.constraintName, [fold(usualName("primary", table.name, []))]);
  for (const key of source.children(table, "unique"))
    note("unique", nameOf(key), [usualName("unique", table.name, source.spelled(table, key.props.columns))]);
  for (const key of source.children(table, "foreign-key"))
    note("foreign", nameOf(key), [usualName("foreign", table.name, source.spelled(table, key.props.columns))]);
  const lists = [[], ...source.columns(table).map(({ name }) => [name])];
  const checks = lists.map((columns) => usualName("check", table.name, columns));
  for (const check of source.children(table, "check")) note("check", nameOf(check), checks);
  return found;
}

function evidenceOf(source: Source, table: Table, found: Names, types: TableStyle["types"]): Evidence {
  const key = source.primaryKey(table);
  const rowid = source.rowid(table);
  const shared = new Set(source.children(table, "foreign-key").flatMap(({ props }) => props.columns));
  const numbered = rowid !== undefined && source.isNumbered(table, rowid);
  const keys = source.columns(table).filter((column) => source.isKey(table, column));
  const declared = keys.filter((column) => !source.isImplicitlyNotNull(table, column));
  const typed = source
    .columns(table)
    .filter((column) => column !== rowid && !shared.has(fold(column.name)) && !column.props.generated);
  const [named] = found.get("check") ?? [];
  // Names of checks that types bring show how checks are named, too.
  const ways = named === undefined ? [true, false] : [named];
  const way = ways.find((names) => typed.some((column) => typeOf(source, table, column, types, names, true).check));
  const bare = typed.some((column) => couldHaveCheck(source, table, column, types));
  const check = named ?? way;
  const others = CONSTRAINT_KINDS.flatMap((kind) => {
    const [value] = found.get(kind) ?? [];
    return kind === "check" || value === undefined ? [] : [[kind, value]];
  });
  return {
    names: { ...Object.fromEntries(others), ...(check === undefined ? {} : { check }) },
    strict: table.props.strict === true,
    ...(way === undefined ? (bare ? { typeChecks: false } : {}) : { typeChecks: true }),
    ...(numbered && key ? { autoincrement: key.props.autoincrement === true } : {}),
    ...evidenceOfReferences(source, table),
    ...(declared[0] ? { keyNotNull: declared[0].props.notNull === true } : {}),
  };
}

/** Whether foreign keys to primary keys name their columns. */
function evidenceOfReferences(source: Source, table: Table): Pick<Evidence, "referencedColumns"> {
  const keys = source.children(table, "foreign-key").filter((key) => {
    const target = source.target(key);
    return target && source.primaryKey(target)?.props.columns.join("\n") === source.referencedBy(key).join("\n");
  });
  const [first] = keys;
  return first ? { referencedColumns: first.props.references.columns !== undefined } : {};
}

/** The type of a column, where types bring checks that have names or have none. */
function typeOf(
  source: Source,
  table: Table,
  column: Column,
  types: TableStyle["types"],
  names: boolean,
  checks: boolean,
): LiftedType {
  const referenced = column.props.type === undefined ? referencedType(source, table, column) : undefined;
  return liftType(column.props.type, {
    ...(referenced === undefined ? {} : { referenced }),
    name: column.name,
    nullable: !column.props.notNull && !source.isKey(table, column),
    style: { strict: table.props.strict === true, types },
    checks,
    has: (check) => checkId(source, table, column, names, check) !== undefined,
  });
}

/** The declared type of the column that a column references; numbers of rows are BIGINT to other engines. */
function referencedType(source: Source, table: Table, column: Column): string | undefined {
  for (const key of source.children(table, "foreign-key")) {
    const target = source.target(key);
    const at = key.props.columns.indexOf(fold(column.name));
    const other = target && source.column(target, source.referencedBy(key)[at] ?? "");
    if (other) return source.rowid(target) === other ? "BIGINT" : other.props.type;
  }
  return undefined;
}

/** True for a column whose type would bring a check. */
function couldHaveCheck(source: Source, table: Table, column: Column, types: TableStyle["types"]): boolean {
  const bare = typeOf(source, table, column, types, true, false);
  return bare.native === undefined && typeOf(source, table, column, types, true, true).native !== undefined;
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
  const { names, typeChecks, types } = styles.of(table);
  const lifted = typeOf(source, table, column, types, names.check, typeChecks);
  const id = lifted.check && checkId(source, table, column, names.check, lifted.check);
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
