/** From a catalog back to a Model: generate, lower, compare (architecture, decision 10). */
import type { Catalog, CatalogObject } from "../../../catalog/catalog.ts";
import { canonical, changedProperties, type PropertyChange } from "../../../catalog/diff.ts";
import { structureOf, textsOf } from "../../../catalog/texts.ts";
import { Doubts, joinDoubt, TIMES } from "../../../lifting/doubts.ts";
import { withoutChangedFlags, withSearches } from "../../../lifting/flags.ts";
import { type Hints, hintsOf, type IdScheme, NO_HINTS } from "../../../lifting/hints.ts";
import { membersOf } from "../../../lifting/members.ts";
import { inverseWishes, NameSpace } from "../../../lifting/names.ts";
import { type Candidate, settle } from "../../../lifting/rounds.ts";
import { mergeChanges } from "../../../model/merge-changes.ts";
import type { EnumType, View } from "../../../model/model.ts";
import { entityName, toPascal, toSnake } from "../../../model/naming.ts";
import type { Lifted, LiftOptions, Previous } from "../../engine.ts";
import { childId, KINDS, makeObjectName, schemaObjectId, truncateName } from "../ids.ts";
import { lower } from "../lower/index.ts";
import type { PostgresKind } from "../objects.ts";
import { DEFAULT_SCHEMA, quoteName } from "../quote.ts";
import { viewsInCycles } from "../render/index.ts";
import { enumName } from "../types.ts";
import { conventionsOf } from "./conventions.ts";
import { liftEntity } from "./entity.ts";
import { type Columns, ExpressionReader } from "./expressions.ts";
import { columnsOf, type Lifting } from "./lifting.ts";
import { residueObjects } from "./residue.ts";
import { type Members, shapeOf } from "./shape.ts";
import { type Column, type ForeignKey, Source, type Table } from "./source.ts";
import { liftViews } from "./views.ts";

const IDS: IdScheme = {
  make: makeObjectName,
  cut: truncateName,
  table: ({ schema = DEFAULT_SCHEMA, name }) => schemaObjectId("table", schema, name),
  column: ({ schema = DEFAULT_SCHEMA, name }, column) => childId("column", schema, name, column),
  foreignKey: ({ schema = DEFAULT_SCHEMA, name }, key) => childId("foreign-key", schema, name, key.name),
  enumType: (type) => {
    const { schema, name } = enumName(type);
    return schemaObjectId("enum", schema, name);
  },
};

/**
 * Properties that have statements of their own: where a lowered object differs in these alone, the statements are kept
 * verbatim and the object stays in words.
 */
const SEPARATE: { readonly [kind: string]: readonly string[] } = {
  table: ["rowSecurity", "clusterOn", "replicaIdentity"],
  column: ["statistics", "options"],
  "primary-key": ["comment"],
  unique: ["comment"],
  "foreign-key": ["comment"],
  check: ["comment"],
  index: ["comment", "statistics"],
  sequence: ["comment"],
  schema: ["comment"],
  // The names of a view's columns are in its query.
  view: ["columns", "columnComments"],
  extension: ["comment"],
};

/**
 * The Model of a catalog. Tables, columns, keys, checks, indexes and enums become words of the language; everything else
 * stays verbatim under `targets.postgres.objects`, in an order that works. Deterministic; a few rounds of `lower`.
 *
 * @param previous what the author wrote before: only what has changed since in the database is changed in it
 * @throws SchemaforgeError NOT_LIFTED when the rounds find no Model that lowers to the catalog (a defect)
 */
export async function lift(catalog: Catalog, previous?: Previous, options: LiftOptions = {}): Promise<Lifted> {
  const { rawExpressions = new Set<string>() } = options;
  const reader = rawExpressions === "all" ? undefined : await ExpressionReader.load();
  const raw = rawExpressions === "all" ? undefined : rawExpressions;
  if (!previous) return liftAnew(catalog, NO_HINTS, reader, raw);
  const hints = hintsOf(previous.model, IDS);
  const before = liftAnew(previous.catalog, hints, reader, raw);
  const after = liftAnew(catalog, hints, reader, raw);
  const trusted = raw?.size === 0;
  const { ours, theirs } = withSearches(previous.model, before.model, after.model, trusted);
  const said = withoutChangedFlags(ours, before.model, theirs, hints);
  return { model: mergeChanges(said, before.model, theirs), residue: after.residue, verbatim: after.verbatim };
}

function liftAnew(
  catalog: Catalog,
  hints: Hints,
  reader: ExpressionReader | undefined,
  raw: ReadonlySet<string> = new Set(),
): Lifted {
  const source = new Source(withoutRows(catalog));
  const conventions = hints.conventions ?? conventionsOf(source);
  const doubts = new Doubts();
  for (const id of raw) doubts.explicit.add(id);
  // A Model's views are made in one step each, in an order that there is not.
  for (const id of viewsInCycles(source.catalog)) doubts.apart.add(id);
  for (const kind of Object.values(SECTIONS)) {
    for (const { id, name } of source.tree.ofKind(kind)) if (name === NO_NAME) doubts.apart.add(id);
  }
  const { made, lowered } = settle<Table, Column, ForeignKey>({
    doubts,
    make: () => candidate({ source, doubts, conventions, enums: new Map(), reader }, hints),
    lower: (model) => lower(model).catalog,
    innerId,
    compare: ({ byEntity }, catalog) => compare(source, catalog, doubts, reader, joinsOf(byEntity)),
  });
  const statements = residueObjects(source, lowered);
  const objects = statements.map(([, object]) => object);
  const verbatim = statements.map(([id]) => id);
  const residue = [...source.catalog.objects.keys()].filter((id) => !lowered.objects.has(id));
  const model = objects.length > 0 ? { ...made.model, targets: { postgres: { objects } } } : made.model;
  return { model, residue, verbatim };
}

/** Rows are the author's to list: a database does not say which are reference data. */
function withoutRows(catalog: Catalog): Catalog {
  return { ...catalog, objects: new Map([...catalog.objects].filter(([, { kind }]) => kind !== "row")) };
}

function candidate(lifting: Lifting, hints: Hints): Candidate<Table, Column, ForeignKey> {
  const { source, doubts, conventions } = lifting;
  const space = new NameSpace();
  const enums = liftEnums(source, doubts, space, hints);
  const members = membersOf(shapeOf(source, doubts, conventions), doubts, conventions, space, hints);
  const inverses = new Map<string, string>();
  for (const { entity, relations } of members.values()) {
    for (const { key, name, target, own } of relations) {
      const isUnique = own !== undefined && isKey(source, key.parent ?? "", own.name);
      const wish = inverseWishes(entity, name, isUnique).find((free) => !target.names.has(free));
      if (wish !== undefined) inverses.set(key.id, target.names.take(wish));
    }
  }
  const known = { ...lifting, enums };
  const views = liftViews(source, doubts, space);
  return {
    model: {
      conventions,
      types: [...enums.values()],
      entities: [...members.values()].map((one) => liftEntity(known, one, inverses)),
      ...(views.length > 0 ? { views } : {}),
      targets: {},
    },
    byEntity: new Map([...members.values()].map((one) => [one.entity, one])),
    others: new Map([
      ...[...enums.values()].map((type) => [type.name, idOf("enum", type, toSnake(type.name))] as const),
      ...views.map((view) => [view.name, idOf("view", view, view.name)] as const),
    ]),
  };
}

function idOf(kind: PostgresKind, { schema, databaseName }: EnumType | View, conventional: string): string {
  return schemaObjectId(kind, schema ?? DEFAULT_SCHEMA, databaseName ?? conventional);
}

function isKey(source: Source, table: string, column: string): boolean {
  const keys = [...source.tree.children(table, "primary-key"), ...source.tree.children(table, "unique")];
  return keys.some(({ props }) => props.columns.length === 1 && props.columns[0] === column);
}

function liftEnums(source: Source, doubts: Doubts, space: NameSpace, { names }: Hints): Map<string, EnumType> {
  const enums = new Map<string, EnumType>();
  for (const { id } of source.tree.ofKind("enum")) for (const known of names.get(id) ?? []) space.take(known);
  for (const { id, name, schema = DEFAULT_SCHEMA, props } of source.tree.ofKind("enum")) {
    if (doubts.apart.has(id) || props.values.length === 0 || props.values.includes("")) continue;
    const wish = toPascal(name);
    const own = names.get(id)?.[0] ?? space.take(/^[A-Z]/.test(wish) ? wish : `Type${wish}`, `${entityName(name)}Type`);
    enums.set(quoteName({ schema, name }), {
      name: own,
      ...(props.comment === undefined ? {} : { doc: props.comment }),
      values: props.values.map((value) => ({ value })),
      ...(toSnake(own) === name ? {} : { databaseName: name }),
      ...(schema === DEFAULT_SCHEMA ? {} : { schema }),
    });
  }
  return enums;
}

/** The one name that files of a Model cannot have as a key. */
const NO_NAME = "__proto__";

const SECTIONS: { readonly [section: string]: PostgresKind } = { checks: "check", keys: "unique", indexes: "index" };

/** The constraint or index of a table that a section of its entity names. */
function innerId(section: string, name: string, table: Table): string | undefined {
  const kind = SECTIONS[section];
  const schema = table.schema ?? DEFAULT_SCHEMA;
  if (kind === undefined) return undefined;
  return kind === "index" ? schemaObjectId(kind, schema, name) : childId(kind, schema, table.name, name);
}

/** Doubts what a candidate made otherwise than the catalog has it; answers the ids. */
function compare(
  source: Source,
  lowered: Catalog,
  doubts: Doubts,
  reader: ExpressionReader | undefined,
  joins: ReadonlySet<string>,
): string[] {
  const different: string[] = [];
  const enums = new Map(source.tree.ofKind("enum").map(({ schema = "", name }) => [quoteName({ schema, name }), name]));
  const isSame = (change: PropertyChange, object: CatalogObject): boolean => {
    const table = source.get("table", object.parent ?? "");
    return reader !== undefined && table !== undefined && meansSame(reader, change, columnsOf(source, table, enums));
  };
  for (const made of lowered.objects.values()) {
    const meant = source.catalog.objects.get(made.id);
    const separate = SEPARATE[made.kind] ?? [];
    const changes = meant ? changedProperties(meant, made, KINDS) : [];
    if (meant && changes.every((change) => separate.includes(change.name) || isSame(change, meant))) continue;
    different.push(made.id);
    const table = made.kind === "table" ? made.id : (made.parent ?? "");
    if (joins.has(table)) {
      doubts.explicit.add(joinDoubt(table));
      continue;
    }
    if (meant) doubt(source, meant, doubts);
    else doubtExtra(source, made, doubts);
  }
  return different;
}

/** The ids of the join tables that `many` relations make. */
function joinsOf(byEntity: ReadonlyMap<string, Members>): Set<string> {
  return new Set([...byEntity.values()].flatMap(({ joins }) => joins.map(({ table }) => table.id)));
}

/** True when a property differs in texts alone, and all of them are the same expression of the language. */
function meansSame(reader: ExpressionReader, { from, to }: PropertyChange, columns: Columns): boolean {
  if (canonical(structureOf(from)) !== canonical(structureOf(to))) return false;
  const others = textsOf(to);
  return textsOf(from).every((text, at) => {
    const node = reader.node(text, columns);
    return text === others[at] || (node && canonical(node) === canonical(reader.node(others[at] ?? "", columns)));
  });
}

/** First the explicit form; then the object is kept as it is, a column with its whole table. */
function doubt(source: Source, object: CatalogObject, doubts: Doubts): void {
  const { kind, id, parent = "" } = object;
  if (kind === "table" || kind === "enum") doubts.apart.add(id);
  else if (kind === "trigger" || kind === "function") doubts.explicit.add(TIMES);
  else if (!doubts.explicit.has(id)) doubts.explicit.add(id);
  else doubts.apart.add(kind === "column" ? parent : id);
  // A column whose implied key is doubted is declared.
  const primary = kind === "column" ? source.tree.children(parent, "primary-key")[0] : undefined;
  if (primary?.props.columns.includes(object.name)) doubts.explicit.add(parent);
}

/** Something was made that is not there: what it stands for has another name, or is not what it seemed. */
function doubtExtra(source: Source, made: CatalogObject, doubts: Doubts): void {
  if (made.kind === "trigger" || made.kind === "function") {
    doubts.explicit.add(TIMES);
    return;
  }
  const parent = made.parent ?? ownerOf(made);
  const siblings = parent === undefined ? [] : [...source.tree.childrenOf(parent)];
  const columns = keyColumns(made);
  const meant = siblings.find(
    (other) => other.kind === made.kind && keyColumns(other) === columns && other.id !== made.id,
  );
  if (meant && !doubts.explicit.has(meant.id)) doubts.explicit.add(meant.id);
  else if (parent !== undefined) doubts.apart.add(parent);
}

function keyColumns({ props }: CatalogObject): string {
  const { columns, keys } = props as { columns?: readonly string[]; keys?: readonly { column?: string }[] };
  return (columns ?? keys?.map((key) => key.column ?? "") ?? []).join("\n");
}

/** The table of a sequence that a column owns. */
function ownerOf({ props }: CatalogObject): string | undefined {
  const { ownedBy } = props as { ownedBy?: { schema: string; name: string } };
  return ownedBy && `table:${ownedBy.schema}.${ownedBy.name}`;
}
