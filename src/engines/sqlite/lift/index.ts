/** From a catalog back to a Model: generate, lower, compare (architecture, decision 10). */
import type { Catalog, CatalogObject } from "../../../catalog/catalog.ts";
import { changedProperties } from "../../../catalog/diff.ts";
import { Doubts, joinDoubt, TIMES } from "../../../lifting/doubts.ts";
import { withoutChangedFlags, withSearches } from "../../../lifting/flags.ts";
import { type Hints, hintsOf, type IdScheme, NO_HINTS } from "../../../lifting/hints.ts";
import { membersOf } from "../../../lifting/members.ts";
import { inverseWishes, NameSpace } from "../../../lifting/names.ts";
import { type Candidate, settle } from "../../../lifting/rounds.ts";
import { mergeChanges } from "../../../model/merge-changes.ts";
import type { Model, SqliteStyle, View } from "../../../model/model.ts";
import type { Lifted, LiftOptions, Previous } from "../../engine.ts";
import { childId, databaseObjectId, hasName, KINDS, says, structuralId } from "../ids.ts";
import { lower } from "../lower/index.ts";
import { composeName, isUsualName, styleOf, usualName } from "../lower/style.ts";
import { isKind } from "../objects.ts";
import { fold } from "../quote.ts";
import { textOf } from "../render/table.ts";
import { conventionsOf } from "./conventions.ts";
import { liftEntity } from "./entity.ts";
import { isInWords } from "./indexes.ts";
import type { Lifting } from "./lifting.ts";
import { residueObjects } from "./residue.ts";
import { type Members, shapeOf } from "./shape.ts";
import { type Column, type ForeignKey, Source, type Table } from "./source.ts";
import { Styles, withoutWords } from "./style.ts";

/** The ids of what a Model becomes; constraints whose name is left out are called by what they say. */
function idsOf(model: Model): IdScheme {
  return {
    make: composeName,
    table: ({ name }) => databaseObjectId("table", name),
    column: ({ name }, column) => childId("column", name, column),
    foreignKey: ({ name, source }, key) => {
      const { names } = styleOf(model, source, false);
      if (names.foreign || !isUsualName(key.name, usualName("foreign", name, key.columns)))
        return childId("foreign-key", name, key.name);
      const columns = key.columns.map(fold);
      return structuralId(
        "foreign-key",
        name,
        says["foreign-key"]({ columns, references: { table: fold(key.target.name) } }),
      );
    },
  };
}

/**
 * The Model of a catalog. Tables, columns, keys, checks and indexes become words of the language; everything else stays
 * verbatim under `targets.sqlite.objects`. A table that has something that the language has no words for stays verbatim
 * as a whole, with the tables that reference it. Deterministic; a few rounds of `lower`.
 *
 * @param previous what the author wrote before: only what has changed since in the database is changed in it
 * @throws SchemaforgeError NOT_LIFTED when the rounds find no Model that lowers to the catalog (a defect)
 */
export async function lift(catalog: Catalog, previous?: Previous, options: LiftOptions = {}): Promise<Lifted> {
  const { rawExpressions = new Set<string>() } = options;
  if (!previous) return liftAnew(catalog, NO_HINTS, rawExpressions);
  const { objects: _objects, ...style } = previous.model.targets.sqlite ?? {};
  const hints = hintsOf(previous.model, idsOf(previous.model));
  const before = liftAnew(previous.catalog, hints, rawExpressions, style);
  const after = liftAnew(catalog, hints, rawExpressions, style);
  const trusted = rawExpressions !== "all" && rawExpressions.size === 0;
  const { ours, theirs } = withSearches(previous.model, before.model, after.model, trusted);
  const said = withoutChangedFlags(ours, before.model, theirs, hints);
  return { model: mergeChanges(said, before.model, theirs), residue: after.residue, verbatim: after.verbatim };
}

function liftAnew(whole: Catalog, hints: Hints, raw: ReadonlySet<string> | "all", general?: SqliteStyle): Lifted {
  const catalog = withoutRows(whole);
  const source = new Source(catalog);
  const styles = new Styles(source, general);
  const conventions = hints.conventions ?? conventionsOf(source, styles);
  const doubts = new Doubts();
  if (raw !== "all") for (const id of raw) doubts.explicit.add(id);
  const lifting = { source, styles, doubts, conventions, raw: raw === "all" };
  const { made, lowered } = settle<Table, Column, ForeignKey>({
    doubts,
    make: () => candidate(lifting, hints),
    lower: (model) => lower(model).catalog,
    innerId: (section, name, table) => innerId(source, section, name, table),
    compare: ({ byEntity }, result) => compare(source, result, doubts, byEntity),
  });
  const statements = residueObjects(catalog, lowered);
  const objects = statements.map(([, object]) => object);
  const target = { ...styles.said, ...(objects.length > 0 ? { objects } : {}) };
  const residue = [...catalog.objects.keys()].filter((id) => !lowered.objects.has(id));
  return {
    model: { ...made.model, targets: Object.keys(target).length > 0 ? { sqlite: target } : {} },
    residue,
    verbatim: statements.map(([id]) => id),
  };
}

/** Rows are the author's to list: a database does not say which are reference data. */
function withoutRows(catalog: Catalog): Catalog {
  return { ...catalog, objects: new Map([...catalog.objects].filter(([, { kind }]) => kind !== "row")) };
}

function candidate(lifting: Lifting, hints: Hints): Candidate<Table, Column, ForeignKey> {
  const { source, styles, doubts, conventions } = lifting;
  keepWhole(source, styles, doubts);
  const space = new NameSpace();
  const shape = shapeOf(source, styles, doubts, conventions);
  const members = membersOf(shape, doubts, conventions, space, hints);
  const inverses = new Map<string, string>();
  for (const { table, entity, relations } of members.values()) {
    for (const { key, name, target, own } of relations) {
      const isUnique = own !== undefined && isKey(source, table, fold(own.name));
      const wish = inverseWishes(entity, name, isUnique).find((free) => !target.names.has(free));
      if (wish !== undefined) inverses.set(key.id, target.names.take(wish));
    }
  }
  const views = liftViews(source, doubts, space);
  return {
    model: {
      conventions,
      types: [],
      entities: [...members.values()].map((one) => liftEntity(lifting, one, inverses)),
      ...(views.length > 0 ? { views } : {}),
      targets: { sqlite: styles.said },
    },
    byEntity: new Map([...members.values()].map((one) => [one.entity, one])),
    others: new Map(views.map((view) => [view.name, databaseObjectId("view", view.databaseName ?? view.name)])),
  };
}

/** What belongs to a table goes apart with all of it, and with the tables that reference it. */
function keepWhole(source: Source, styles: Styles, doubts: Doubts): void {
  const tables = [...doubts.apart].flatMap((id) => {
    const object = source.catalog.objects.get(id);
    if (!object || isKind(object, "index") || isKind(object, "trigger")) return [];
    return object.parent === undefined ? [id] : [object.parent];
  });
  for (const id of withoutWords(source, styles, new Set(tables))) doubts.apart.add(id);
}

function isKey(source: Source, table: Table, column: string): boolean {
  const keys = [...source.children(table, "primary-key"), ...source.children(table, "unique")];
  return keys.some(({ props }) => props.columns.length === 1 && props.columns[0] === column);
}

function liftViews(source: Source, doubts: Doubts, space: NameSpace): View[] {
  return [...source.catalog.objects.values()].flatMap((object) => {
    if (!isKind(object, "view") || doubts.apart.has(object.id) || object.props.columns) return [];
    const own = space.take(/^[A-Za-z][A-Za-z0-9_]*$/.test(object.name) ? object.name : "view");
    const sql = { sqlite: textOf(object.props.query) };
    return [{ name: own, ...(own === object.name ? {} : { databaseName: object.name }), sql }];
  });
}

const SECTIONS = { checks: "check", keys: "unique", indexes: "index" } as const;

/** The constraint or index of a table that a section of its entity names. */
function innerId(source: Source, section: string, name: string, table: Table): string | undefined {
  if (!Object.hasOwn(SECTIONS, section)) return undefined;
  const kind = SECTIONS[section as keyof typeof SECTIONS];
  if (kind === "index") return databaseObjectId(kind, name);
  return source.children(table, kind).find((object) => hasName(object) && fold(object.name) === fold(name))?.id;
}

/** What was in doubt before a round. */
type Known = ReadonlySet<string>;

/** What a table is made of, and cannot get later. */
const PARTS = ["column", "primary-key", "unique", "foreign-key", "check"] as const;

/** Doubts what a candidate made otherwise than the catalog has it, or did not make; answers the ids. */
function compare(source: Source, lowered: Catalog, doubts: Doubts, byEntity: ReadonlyMap<string, Members>): string[] {
  const joins = new Set([...byEntity.values()].flatMap(({ joins: own }) => own.map(({ table }) => table.id)));
  const different: string[] = [];
  // What is doubted by two signs of one round is doubted once.
  const known: Known = new Set(doubts.explicit);
  const note = (object: CatalogObject, doubtIt: () => void): void => {
    different.push(object.id);
    const table = object.kind === "table" ? object.id : (object.parent ?? "");
    if (joins.has(table)) doubts.explicit.add(joinDoubt(table));
    else doubtIt();
  };
  for (const made of lowered.objects.values()) {
    const meant = source.catalog.objects.get(made.id);
    if (!meant) note(made, () => doubtExtra(source, made, doubts, known));
    else if (changedProperties(meant, made, KINDS).length > 0) note(meant, () => doubt(source, meant, doubts, known));
  }
  for (const table of source.tables) {
    if (!lowered.objects.has(table.id)) continue;
    const indexes = source.children(table, "index").filter((index) => isInWords(index, doubts));
    for (const part of [...PARTS.flatMap((kind) => [...source.children(table, kind)]), ...indexes]) {
      if (!lowered.objects.has(part.id)) note(part, () => doubt(source, part, doubts, known));
    }
  }
  return different;
}

/** First the explicit form; then the object is kept as it is, what belongs to a table with all of it. */
function doubt(source: Source, object: CatalogObject, doubts: Doubts, known: Known): void {
  const { kind, id, parent = "" } = object;
  const isOfTime = kind === "trigger" && !known.has(TIMES);
  if (isOfTime) doubts.explicit.add(TIMES);
  else if (kind === "table" || known.has(id)) doubts.apart.add(id);
  else doubts.explicit.add(id);
  // A column whose implied key is doubted is declared.
  if (isKind(object, "column")) {
    const table = source.get("table", parent);
    if (table && source.isKey(table, object)) doubts.explicit.add(parent);
  }
}

/** Something was made that is not there: what it stands for has another name, or is not what it seemed. */
function doubtExtra(source: Source, made: CatalogObject, doubts: Doubts, known: Known): void {
  if (made.kind === "trigger") {
    doubts.explicit.add(TIMES);
    return;
  }
  const table = source.get("table", made.parent ?? "");
  if (!table) return;
  const columns = keyColumns(made);
  const siblings =
    made.kind === "index"
      ? source.children(table, "index")
      : PARTS.flatMap((kind) => [...source.children(table, kind)]);
  const meant = siblings.find(
    (other) => other.kind === made.kind && keyColumns(other) === columns && !known.has(other.id),
  );
  if (meant) doubts.explicit.add(meant.id);
  else doubts.apart.add(table.id);
}

function keyColumns({ props, edges }: CatalogObject): string {
  const { columns, keys } = props as { columns?: readonly string[]; keys?: readonly { column?: string }[] };
  const own = columns ?? keys?.map(({ column = "" }) => column) ?? edges.map(({ to }) => to);
  return own.join("\n");
}
