/** Writes a catalog as statements that make it in an empty database. */
import type { Catalog } from "../../../catalog/catalog.ts";
import type { Statement } from "../../engine.ts";
import type { PostgresKind, PostgresObject } from "../objects.ts";
import { DEFAULT_SCHEMA } from "../quote.ts";
import { indexUnit, statisticsUnit } from "./indexes.ts";
import { orderUnits } from "./order.ts";
import { defaultPrivilegeUnits, grantUnits } from "./privileges.ts";
import {
  eventTriggerUnits,
  functionUnits,
  opaqueUnits,
  policyUnits,
  publicationUnits,
  splitView,
  triggerUnits,
  viewUnits,
} from "./programs.ts";
import { rowUnits } from "./rows.ts";
import { splitTable, tableUnits } from "./tables.ts";
import { Tree } from "./tree.ts";
import {
  collationUnits,
  compositeUnits,
  domainUnits,
  enumUnits,
  extensionUnits,
  rangeUnits,
  schemaUnits,
  sequenceUnits,
} from "./types.ts";
import type { Unit } from "./unit.ts";

type Writer<K extends PostgresKind> = (object: PostgresObject<K>, tree: Tree) => readonly Unit[];

/** What writes each kind. Columns and constraints are written with their table or domain. */
const WRITERS: { readonly [K in PostgresKind]: Writer<K> } = {
  schema: schemaUnits,
  extension: extensionUnits,
  collation: collationUnits,
  enum: enumUnits,
  domain: domainUnits,
  "composite-type": compositeUnits,
  "range-type": rangeUnits,
  sequence: sequenceUnits,
  table: tableUnits,
  "foreign-table": tableUnits,
  column: () => [],
  "primary-key": () => [],
  unique: () => [],
  "foreign-key": () => [],
  check: () => [],
  exclusion: () => [],
  index: (index, tree) => [indexUnit(index, tree)],
  view: viewUnits,
  "materialized-view": viewUnits,
  function: functionUnits,
  trigger: triggerUnits,
  "event-trigger": eventTriggerUnits,
  rule: triggerUnits,
  policy: policyUnits,
  grant: grantUnits,
  "default-privileges": defaultPrivilegeUnits,
  statistics: (statistics) => [statisticsUnit(statistics)],
  publication: publicationUnits,
  row: rowUnits,
  opaque: opaqueUnits,
};

function unitsOf<K extends PostgresKind>(object: PostgresObject<K>, tree: Tree): readonly Unit[] {
  const write = WRITERS[object.kind as K] as Writer<K>;
  return write(object, tree);
}

/** The statements that make every object of a catalog in an empty database, ordered by their dependencies. */
export function render(catalog: Catalog): Statement[] {
  return renderUnits(catalog).flatMap((unit) =>
    unit.sql.map((sql) => ({ sql, object: unit.object, section: unit.section })),
  );
}

/**
 * The same as units, which say what has to be there before.
 * @param apart constraints that get a statement of their own wherever they could stand in CREATE TABLE
 */
export function renderUnits(catalog: Catalog, apart?: ReadonlySet<string>): Unit[] {
  const tree = new Tree(catalog, apart);
  const units = [...tree.objects()].flatMap((object) => unitsOf(object, tree));
  const made = (unit: Unit) => (unit.makes.includes(unit.object) ? tree.get(unit.object) : undefined);
  return orderUnits(
    units,
    (unit) => {
      const object = made(unit);
      return object?.kind === "table" || object?.kind === "foreign-table" ? splitTable(object, tree) : undefined;
    },
    (unit) => {
      const object = made(unit);
      return object?.kind === "view" ? splitView(object, tree) : undefined;
    },
  );
}

/** Views that are made in two steps, because they are in a cycle with themselves, other views or functions. */
export function viewsInCycles(catalog: Catalog): Set<string> {
  const isView = (id: string) => catalog.objects.get(id)?.kind === "view";
  if (![...catalog.objects.keys()].some(isView)) return new Set();
  const later = renderUnits(catalog).filter(
    ({ object, makes, section }) => section === "Views" && makes.length === 0 && isView(object),
  );
  return new Set(later.map(({ object }) => object));
}

/**
 * The statements as a script for psql and every other client. Bodies of functions are not checked while it runs where
 * they may speak of what comes later; the search path is set where names of several schemas could be confused.
 */
export function script(statements: readonly Statement[]): string {
  const parts: string[] = [];
  const settings = scriptSettings(statements);
  if (settings.length > 0) parts.push(settings.map((sql) => `${sql};`).join("\n"));
  let section = "";
  for (const statement of statements) {
    if (statement.section !== section) {
      section = statement.section;
      parts.push(`-- ${section}`);
    }
    parts.push(`${statement.sql};`);
  }
  return parts.length === 0 ? "" : `${parts.join("\n\n")}\n`;
}

/** A trigger function without declarations names nothing that has to exist when it is made. */
const NEEDS_NOTHING = /^CREATE (OR REPLACE )?FUNCTION [^(]*\(\)\s+RETURNS (event_)?trigger\b(?![\s\S]*(declare|%))/i;

/** Those of verbatim objects count too. */
const ROUTINE = /^CREATE (OR REPLACE )?(FUNCTION|PROCEDURE)\b/i;

/** SET statements that a script has to begin with. */
export function scriptSettings(statements: readonly Statement[]): string[] {
  const has = (section: string, but: RegExp) =>
    statements.some((statement) => statement.section === section && !but.test(statement.sql));
  return [
    ...(has("Schemas", /^COMMENT/) ? [`SET search_path = ${DEFAULT_SCHEMA}`] : []),
    ...(statements.some(({ sql }) => ROUTINE.test(sql) && !NEEDS_NOTHING.test(sql))
      ? ["SET check_function_bodies = false"]
      : []),
  ];
}
