/** Reads from a PostgreSQL catalog what rows have to satisfy. */
import type { Catalog, CatalogObject, SqlText } from "../../catalog/catalog.ts";
import type { PostgresKind, PostgresObject, RelationName } from "../../engines/postgres/objects.ts";
import { DEFAULT_SCHEMA, quoteName, splitName } from "../../engines/postgres/quote.ts";
import type {
  ExistingRow,
  SampleCheck,
  SampleColumn,
  SampleForeignKey,
  SampleKey,
  SampleNote,
  SampleSchema,
  SampleTable,
  Slot,
} from "../schema.ts";
import { column as columnTerm, type Term, unknownParts } from "../terms.ts";
import { type Cell, plainTime, type ValueType } from "../values.ts";
import { readCondition } from "./conditions.ts";
import { readExclusion } from "./exclusions.ts";
import { partitionsOf } from "./partitions.ts";
import { type Grammar, listOf, loadGrammar, stringsOf, treeOf } from "./syntax.ts";
import { filledByTriggers } from "./triggers.ts";
import { PostgresTypes } from "./types.ts";

interface Reading {
  readonly grammar: Grammar;
  readonly types: PostgresTypes;
  /** Objects by parent. */
  readonly children: ReadonlyMap<string, readonly CatalogObject[]>;
  /** Tables and sequences by printed name. */
  readonly byName: ReadonlyMap<string, PostgresObject>;
  readonly notes: SampleNote[];
}

/** The tables of a catalog with their rules; partitions are filled through their root. */
export async function describe(catalog: Catalog): Promise<SampleSchema> {
  const grammar = await loadGrammar();
  const children = new Map<string, CatalogObject[]>();
  const byName = new Map<string, PostgresObject>();
  for (const object of catalog.objects.values()) {
    const typed = object as PostgresObject;
    if (typed.parent !== undefined) {
      const list = children.get(typed.parent);
      if (list) list.push(typed);
      else children.set(typed.parent, [typed]);
    }
    if (typed.kind === "table" || typed.kind === "sequence") byName.set(printed(typed), typed);
  }
  const reading: Reading = { grammar, types: new PostgresTypes(catalog), children, byName, notes: [] };
  const partitions = partitionsOf(catalog, grammar);
  const filled = filledByTriggers(catalog, grammar);
  const tables: SampleTable[] = [];
  for (const object of catalog.objects.values()) {
    const typed = object as PostgresObject;
    if (typed.kind !== "table" || typed.props.partitionOf) continue;
    const by = filled.get(typed.id);
    if (by !== undefined) {
      const message = `${typed.name} is left to the trigger ${by}, which fills it`;
      reading.notes.push({ code: "FILLED_BY_TRIGGER", object: typed.id, message });
      continue;
    }
    const bounds = partitions.get(typed.id);
    if (typed.props.partitionBy !== undefined && !bounds) {
      const message = `${typed.name} is left empty: it has no partitions`;
      reading.notes.push({ code: "TABLE_SKIPPED", object: typed.id, message });
      continue;
    }
    tables.push(tableOf(typed, bounds, reading));
  }
  return { tables, notes: reading.notes };
}

function printed(object: PostgresObject): string {
  return quoteName({ schema: object.schema ?? DEFAULT_SCHEMA, name: object.name });
}

/** True for an object of a kind; narrows its properties. */
function isKind<K extends PostgresKind>(object: CatalogObject, kind: K): object is PostgresObject<K> {
  return object.kind === kind;
}

function childrenOf<K extends PostgresKind>(id: string, kind: K, { children }: Reading): PostgresObject<K>[] {
  return (children.get(id) ?? []).filter((child) => isKind(child, kind));
}

function tableOf(table: PostgresObject<"table">, bounds: Term | undefined, reading: Reading): SampleTable {
  const { grammar } = reading;
  const columns = childrenOf(table.id, "column", reading).sort((a, b) => a.props.position - b.props.position);
  const slots: Slot[] = [];
  const keys = keysOf(table, slots, reading);
  for (const exclusion of childrenOf(table.id, "exclusion", reading)) {
    const read = readExclusion(exclusion, grammar);
    if (read.slot) slots.push(read.slot);
    if (read.key) keys.push(read.key);
    if (!read.slot && !read.key) {
      const message = `the exclusion constraint ${exclusion.name} of ${table.name} cannot be decided here`;
      reading.notes.push({ code: "NOT_DECIDED", object: table.id, message });
    }
  }
  const checks: SampleCheck[] = childrenOf(table.id, "check", reading)
    .filter(({ props }) => !props.notEnforced)
    .map(({ name, props }) => ({ name, term: termOf(props.expression, reading) }));
  for (const column of columns) checks.push(...domainChecks(column, reading));
  const inPrimary = new Set(childrenOf(table.id, "primary-key", reading).flatMap(({ props }) => props.columns));
  const rows = existingRows(table, columns, reading);
  if (bounds) checks.push({ name: "bounds of the partitions", term: bounds });
  return {
    id: table.id,
    ...(table.schema === undefined || table.schema === DEFAULT_SCHEMA ? {} : { schema: table.schema }),
    name: table.name,
    columns: columns.map((column) => columnOf(column, inPrimary.has(column.name), reading)),
    keys,
    foreignKeys: foreignKeysOf(table, reading),
    checks,
    slots,
    ...(rows.length > 0 ? { rows } : {}),
  };
}

/** Reference data of the schema. What the database works out is known only of what it numbers. */
function existingRows(
  table: PostgresObject<"table">,
  columns: readonly PostgresObject<"column">[],
  reading: Reading,
): ExistingRow[] {
  const typed = columns.map((column) => ({
    name: column.name,
    type: reading.types.typeOf(column.props.type),
    sequence: sequenceOf(column, reading),
  }));
  return childrenOf(table.id, "row", reading).map(({ props }, at) => {
    const row: { [column: string]: Cell } = {};
    for (const { name, type, sequence } of typed) {
      const value = props[`values.${name}`];
      if (value !== undefined) row[name] = value === null ? null : cellOf(value.sql, type);
      else if (sequence) row[name] = sequence.start + at * sequence.increment;
    }
    return row;
  });
}

/** The value of a text as the server writes it. */
function cellOf(text: string, type: ValueType): Cell {
  if (type.kind === "integer" || type.kind === "decimal") return Number(text);
  if (type.kind === "boolean") return text.startsWith("t");
  return type.kind === "timestamp" ? plainTime(text) : text;
}

/** What was written is read where it is known: the server's casts say nothing more. */
function termOf(text: SqlText, { grammar }: Reading): Term {
  const term = readCondition(text.sql, grammar);
  if (text.authored === undefined || unknownParts(term).length === 0) return term;
  const authored = readCondition(text.authored, grammar);
  return unknownParts(authored).length === 0 ? authored : term;
}

function columnOf(column: PostgresObject<"column">, isPrimary: boolean, reading: Reading): SampleColumn {
  const { props, name } = column;
  const domains = reading.types.domainsOf(props.type);
  const sequence = sequenceOf(column, reading);
  const meaning = meaningOfDomain(domains.map((domain) => domain.name));
  return {
    name,
    type: reading.types.typeOf(props.type),
    nullable: !props.notNull && !isPrimary && !props.identity && !domains.some((domain) => domain.props.notNull),
    ...(props.default || domains.some((domain) => domain.props.default) ? { hasDefault: true as const } : {}),
    ...(sequence ? { sequence } : {}),
    ...(props.generated ? { generated: termOf(props.generated.expression, reading) } : {}),
    ...(meaning === undefined ? {} : { meaning }),
  };
}

/** Domains whose names are meaning words: `CREATE DOMAIN email AS citext`. */
function meaningOfDomain(names: readonly string[]): string | undefined {
  const words = new Set(["email", "url", "slug", "phone", "country", "currency", "locale", "color", "year"]);
  return names.find((name) => words.has(name));
}

function sequenceOf(column: PostgresObject<"column">, reading: Reading): SampleColumn["sequence"] {
  const { identity, default: value } = column.props;
  if (identity) {
    const { start, increment, min } = identity.sequence ?? {};
    return { name: column.id, start: Number(start ?? min ?? 1), increment: Number(increment ?? 1) };
  }
  if (!value?.sql.startsWith("nextval(")) return undefined;
  const call = treeOf(reading.grammar.expression(value.sql)?.["FuncCall"]);
  const argument = treeOf(listOf(call["args"])[0]?.["TypeCast"])["arg"];
  const name = treeOf(treeOf(treeOf(argument)["A_Const"])["sval"])["sval"];
  if (stringsOf(call["funcname"]).at(-1) !== "nextval" || typeof name !== "string") return undefined;
  const { schema = DEFAULT_SCHEMA, name: bare } = splitName(name);
  const sequence = reading.byName.get(quoteName({ schema, name: bare }));
  const options = sequence?.kind === "sequence" ? sequence.props : undefined;
  return {
    name: sequence?.id ?? name,
    start: Number(options?.start ?? options?.min ?? 1),
    increment: Number(options?.increment ?? 1),
  };
}

function domainChecks(column: PostgresObject<"column">, reading: Reading): SampleCheck[] {
  return reading.types.domainsOf(column.props.type).flatMap((domain) =>
    childrenOf(domain.id, "check", reading).map(({ name, props }) => ({
      name,
      term: renamed(termOf(props.expression, reading), "value", column.name),
    })),
  );
}

/** A term that reads another column in the place of one. */
function renamed(term: Term, from: string, to: string): Term {
  if (term.kind === "column") return term.name === from ? columnTerm(to) : term;
  const inner = (part: Term) => renamed(part, from, to);
  switch (term.kind) {
    case "and":
    case "or":
      return { ...term, terms: term.terms.map(inner) };
    case "not":
    case "null":
    case "match":
      return { ...term, term: inner(term.term) };
    case "compare":
      return { ...term, left: inner(term.left), right: inner(term.right) };
    case "in":
      return { ...term, term: inner(term.term), list: term.list.map(inner) };
    case "call":
      return { ...term, args: term.args.map(inner) };
    case "case":
      return {
        ...term,
        branches: term.branches.map(({ when, value }) => ({ when: inner(when), value: inner(value) })),
        otherwise: inner(term.otherwise),
      };
    default:
      return term;
  }
}

function keysOf(table: PostgresObject<"table">, slots: Slot[], reading: Reading): SampleKey[] {
  const keys: SampleKey[] = [];
  const constraints = [...childrenOf(table.id, "primary-key", reading), ...childrenOf(table.id, "unique", reading)];
  for (const { kind, name, props } of constraints) {
    const period = props.withoutOverlaps ? props.columns.at(-1) : undefined;
    if (period !== undefined) slots.push({ range: period });
    keys.push({
      name,
      parts: props.columns.map(columnTerm),
      ...(kind === "primary-key" ? { primary: true as const } : {}),
      ...(props.nullsNotDistinct ? { nullsAgree: true as const } : {}),
    });
  }
  for (const { name, props } of childrenOf(table.id, "index", reading)) {
    if (!props.unique) continue;
    keys.push({
      name,
      parts: props.keys.map(({ column, expression }) =>
        column !== undefined ? columnTerm(column) : expression ? termOf(expression, reading) : columnTerm(""),
      ),
      ...(props.where ? { where: termOf(props.where, reading) } : {}),
      ...(props.nullsNotDistinct ? { nullsAgree: true as const } : {}),
    });
  }
  return keys;
}

function foreignKeysOf(table: PostgresObject<"table">, reading: Reading): SampleForeignKey[] {
  return childrenOf(table.id, "foreign-key", reading)
    .filter(({ props }) => !props.notEnforced)
    .map(({ name, props }) => ({
      name,
      columns: props.columns,
      target: targetOf(props.references, reading),
      targetColumns: props.references.columns,
      deferrable: props.deferrable !== undefined,
    }));
}

/** The id of a table; of a partition that of its root, whose rows it has. */
function targetOf(name: RelationName, reading: Reading): string {
  let found = reading.byName.get(quoteName(name));
  while (found?.kind === "table" && found.props.partitionOf) {
    found = reading.byName.get(quoteName(found.props.partitionOf));
  }
  return found?.id ?? quoteName(name);
}
